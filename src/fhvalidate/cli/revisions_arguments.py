"""The command line of `fhvalidate revisions`."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli import password
from fhvalidate.cli.moments import as_of
from fhvalidate.cli.one_file import add_examined, examined
from fhvalidate.cli.parser import (
    Parser,
    add_json,
    described,
    form_of,
    only_file,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhvalidate.cli.arguments import Arguments

FORMATS = ("text", "json")


@frozen
class RevisionsArguments:
    """What the user asked for; the password is shown by no repr.

    `judged` is how the file is examined for what stands first on the page of `diff`.
    """

    judged: Arguments
    format: str = "text"
    extract: int | None = None
    output: str | None = None
    diff: str | None = None
    password: str = field(default="", repr=False)

    @property
    def file(self) -> str:
        """The document."""
        return self.judged.files[0]

    @property
    def language(self) -> Language:
        """Of what is said."""
        return self.judged.language

    @property
    def show_personnummer(self) -> bool:
        """Whether words show personal identity numbers."""
        return self.judged.show_personnummer


def parse_revisions(argv: Sequence[str], language: Language) -> RevisionsArguments:
    """The arguments after `revisions`.

    Raises:
        UsageError: they cannot be carried out.
    """
    found = revisions_parser(language).parse_args(list(argv))
    file = only_file(found, "revisions")
    if found.extract is not None and found.output is None:
        raise UsageError("option-missing", option="--output", help="fhvalidate revisions --help")
    at = None if found.at is None else as_of(found.at, option="--at", now=datetime.now(UTC))
    return RevisionsArguments(
        judged=examined(found, file, at=at),
        format=form_of(found, FORMATS),
        extract=None if found.extract is None else _number(found.extract),
        output=found.output,
        diff=found.diff,
        password=password.from_file(found.password_file) if found.password_file else "",
    )


def revisions_parser(language: Language) -> Parser:
    """The parser of `fhvalidate revisions`."""

    def say(key: str) -> str:
        return words(language, "revisions", key)

    def metavar(key: str) -> str:
        return words(language, "cli", f"metavar-{key}")

    parser = described("fhvalidate revisions", wrapped(say("about")))
    group = parser.add_argument_group(words(language, "cli", "options-title"))
    add = group.add_argument
    add("files", nargs="*", metavar=metavar("file"), help=say("option-file"))
    add("--extract", metavar="N", help=say("option-extract"))
    add("-o", "--output", metavar=metavar("file"), help=say("option-output"))
    add("--diff", metavar=metavar("file"), help=say("option-diff"))
    add("--format", metavar="|".join(FORMATS), help=say("option-format"))
    add_json(group, language)
    add("--at", metavar=metavar("day"), help=words(language, "cli", "at"))
    add_examined(group, language)
    return parser.begin_with_usage(language, say("synopsis"))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError("revision-unknown", number=text)
    return int(text)
