"""Every command's parser, by its words: what man pages and shells' completion are made of."""

from fhvalidate.cli.archive_arguments import ARCHIVE, STRIP, archive_parser, strip_parser
from fhvalidate.cli.arguments import SIGNERS, main_parser
from fhvalidate.cli.batch_arguments import (
    DIFF,
    EXPORT,
    REPORT,
    RUN,
    WATCH,
    batch_parser,
)
from fhvalidate.cli.batch_extend_arguments import extend_parser as batch_extend_parser
from fhvalidate.cli.completion_arguments import completion_parser
from fhvalidate.cli.extend_arguments import EXTEND, extend_parser
from fhvalidate.cli.originals_arguments import ADD, FIND, INDEX, MATCH, originals_parser
from fhvalidate.cli.parser import Parser
from fhvalidate.cli.replay_arguments import replay_parser
from fhvalidate.cli.revisions_arguments import revisions_parser
from fhvalidate.cli.serve_arguments import serve_parser
from fhvalidate.cli.svt_arguments import ISSUE, SVT, issue_parser, svt_parser
from fhvalidate.cli.trust_arguments import COMMANDS, trust_parser
from fhvalidate.cli.watch_arguments import watch_parser
from fhvalidate.report.messages import Language


def every_parser(language: Language) -> dict[str, Parser]:
    """The parsers by the words after `fhvalidate`, each after the one that it belongs to.

    The default command's are no words at all.
    """
    return {
        "": main_parser(language),
        SIGNERS: main_parser(language, SIGNERS),
        ARCHIVE: archive_parser(language),
        STRIP: strip_parser(language),
        SVT: svt_parser(language),
        ISSUE: issue_parser(language),
        EXTEND: extend_parser(language),
        "revisions": revisions_parser(language),
        MATCH: originals_parser(MATCH, language),
        **{each: originals_parser(each, language) for each in (INDEX, ADD, FIND)},
        "batch": batch_parser(RUN, language),
        **{f"batch {each}": batch_parser(each, language) for each in (REPORT, EXPORT, DIFF)},
        f"batch {WATCH}": watch_parser(language),
        f"batch {EXTEND}": batch_extend_parser(language),
        "trust": trust_parser("", language),
        **{f"trust {each}": trust_parser(each, language) for each in COMMANDS},
        "replay": replay_parser(language),
        "serve": serve_parser(language),
        "completion": completion_parser(language),
    }
