"""The command line of `fhvalidate extend`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhvalidate.cli.arguments import Arguments
from fhvalidate.cli.one_file import refuse_missing, refuse_stdout
from fhvalidate.cli.parser import Parser, add_common, choice, described, only_file, wrapped
from fhvalidate.errors import UsageError
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTEND = "extend"


@frozen
class ExtendArguments:
    """What the user asked for.

    Attributes:
        judged: how the file is examined.
        wanted: what is to be added.
        tsa: the address of the time-stamping authority.
        out: the file to write.
    """

    judged: Arguments
    wanted: Wanted
    tsa: str
    out: str

    @property
    def file(self) -> str:
        """The file that is extended."""
        return self.judged.files[0]


def parse_extend(argv: Sequence[str], language: Language) -> ExtendArguments:
    """The arguments after `extend`.

    Raises:
        UsageError: they cannot be carried out.
    """
    asking = f"fhvalidate {EXTEND} --help"
    found = extend_parser(language).parse_args(list(argv))
    file = only_file(found, EXTEND)
    if found.renew and found.level not in (None, Goal.LTA):
        raise UsageError("extend-renew-level")
    if not found.renew and found.level is None:
        raise UsageError("extend-level-or-renew", help=asking)
    refuse_missing(asking, tsa=found.tsa, out=found.out)
    refuse_stdout(found.out, EXTEND)
    level = Goal.LTA if found.renew else Goal(choice("--level", found.level, tuple(Goal)))
    judged = Arguments(
        files=(file,),
        language=Language(choice("--lang", found.lang, tuple(Language))),
        trust=tuple(found.trust),
        policy=found.policy,
        evidence=tuple(found.evidence),
        password_file=found.password_file,
        show_personnummer=found.show_personnummer,
        debug=found.debug,
        test=found.test,
        online=found.online,
        verapdf=found.verapdf,
    )
    return ExtendArguments(judged, Wanted(level, renew=found.renew), found.tsa, found.out)


def extend_parser(language: Language) -> Parser:
    """The parser of `fhvalidate extend`."""

    def say(key: str) -> str:
        return words(language, "cli", key)

    def own(key: str) -> str:
        return words(language, "extend", key)

    parser = described(f"fhvalidate {EXTEND}", wrapped(own("about")), wrapped(own("about-after")))
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("files", nargs="*", metavar=say("metavar-file"), help=own("file"))
    add("--level", metavar="lt|lta", help=own("level"))
    add("--renew", action="store_true", help=own("renew"))
    add("--tsa", metavar="URL", help=own("tsa"))
    add("-o", "--out", metavar=say("metavar-file"), help=own("out"))
    add("--trust", metavar=say("metavar-path"), action="append", default=[], help=say("trust"))
    add("--policy", metavar=say("metavar-policy"), help=say("policy"))
    add(
        "--evidence", metavar=say("metavar-path"), action="append", default=[], help=own("evidence")
    )
    add("--verapdf", metavar=say("metavar-path"), help=own("verapdf"))
    add("--password-file", metavar=say("metavar-password"), help=say("password-file"))
    add_common(group, language, "online", "test", "show-personnummer", "debug")
    return parser.begin_with_usage(language, own("synopsis"), "tsa", "out")
