"""The command line of `fhvalidate revisions`."""

from collections.abc import Sequence
from dataclasses import field

from fhvalidate.cli import password
from fhvalidate.cli.parser import (
    Parser,
    add_common,
    add_json,
    choice,
    described,
    form_of,
    only_file,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

FORMATS = ("text", "json")


@frozen
class RevisionsArguments:
    """What the user asked for; the password is shown by no repr."""

    file: str
    language: Language
    format: str = "text"
    extract: int | None = None
    output: str | None = None
    diff: str | None = None
    password: str = field(default="", repr=False)
    show_personnummer: bool = False


def parse_revisions(argv: Sequence[str], language: Language) -> RevisionsArguments:
    """The arguments after `revisions`.

    Raises:
        UsageError: they cannot be carried out.
    """
    found = revisions_parser(language).parse_args(list(argv))
    file = only_file(found, "revisions")
    if found.extract is not None and found.output is None:
        raise UsageError("option-missing", option="--output", help="fhvalidate revisions --help")
    return RevisionsArguments(
        file=file,
        language=Language(choice("--lang", found.lang, tuple(Language))),
        format=form_of(found, FORMATS),
        extract=None if found.extract is None else _number(found.extract),
        output=found.output,
        diff=found.diff,
        password=password.from_file(found.password_file) if found.password_file else "",
        show_personnummer=found.show_personnummer,
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
    told = words(language, "cli", "password-file")
    add("--password-file", metavar=metavar("password"), help=told)
    add_common(group, language, "show-personnummer", "debug")
    return parser.begin_with_usage(language, say("synopsis"))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError("revision-unknown", number=text)
    return int(text)
