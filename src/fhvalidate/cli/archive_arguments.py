"""The command line of `fhvalidate archive strip`."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli.moments import as_of
from fhvalidate.cli.one_file import (
    add_examined,
    examined,
    help_alone,
    refuse_missing,
    refuse_stdout,
)
from fhvalidate.cli.parser import (
    Parser,
    add_seals,
    described,
    only_file,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhvalidate.cli.arguments import Arguments

ARCHIVE = "archive"
STRIP = "archive strip"
MAX_DECIDED_BY = 200  # characters


@frozen
class StripArguments:
    """What the user asked for.

    Attributes:
        judged: how the original is examined.
        out: the copy to write.
        record: the folder to write the record into.
    """

    judged: Arguments
    out: str
    record: str
    anyway: bool = field(default=False, kw_only=True)
    decided_by: str | None = None
    seal: str | None = field(default=None, kw_only=True)
    seal_key: str | None = field(default=None, kw_only=True)

    @property
    def file(self) -> str:
        """The original."""
        return self.judged.files[0]


def parse_strip(argv: Sequence[str], language: Language) -> StripArguments:
    """The arguments after `archive strip`.

    Raises:
        UsageError: they cannot be carried out.
    """
    asking = f"fhvalidate {STRIP} --help"
    found = strip_parser(language).parse_args(list(argv))
    file = only_file(found, STRIP)
    refuse_missing(asking, out=found.out, record=found.record)
    for path in (found.out, found.record):
        refuse_stdout(path, STRIP)
    decided_by = found.decided_by
    if decided_by is not None and len(decided_by) > MAX_DECIDED_BY:
        raise UsageError("record-text-too-long", limit=str(MAX_DECIDED_BY))
    now = datetime.now(UTC)
    at = None if found.at is None else as_of(found.at, option="--at", now=now)
    return StripArguments(
        examined(found, file, at=at),
        found.out,
        found.record,
        decided_by,
        anyway=found.anyway,
        seal=found.seal,
        seal_key=found.seal_key,
    )


def archive_parser(language: Language) -> Parser:
    """The parser of `fhvalidate archive`, which has help alone."""
    return help_alone(language, ARCHIVE, table="archive", one=strip_parser)


def strip_parser(language: Language) -> Parser:
    """The parser of `fhvalidate archive strip`."""

    def say(key: str) -> str:
        return words(language, "cli", key)

    def own(key: str) -> str:
        return words(language, "archive", key)

    parser = described(f"fhvalidate {STRIP}", wrapped(own("about-strip")))
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("files", nargs="*", metavar=say("metavar-file"), help=own("file"))
    add("--out", metavar=say("metavar-file"), help=own("out"))
    add("--record", metavar=say("metavar-folder"), help=own("record"))
    add("--decided-by", metavar=own("metavar-text"), help=own("decided-by"))
    add("--anyway", action="store_true", help=own("anyway"))
    add_seals(group, language)
    add("--at", metavar=say("metavar-day"), help=say("at"))
    add_examined(group, language)
    return parser.begin_with_usage(language, own("synopsis-strip"), "record")
