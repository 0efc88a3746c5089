"""The command lines of `fhvalidate match` and `fhvalidate index`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhvalidate.cli.parser import (
    Parser,
    add_common,
    add_json,
    choice,
    described,
    form_of,
    near,
    refuse_empty,
    refuse_stdin,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.places import index_path
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("text", "json")
RECOGNITION = ("auto", "off")
MATCH, INDEX, ADD, FIND = "match", "index", "index add", "index find"


@frozen
class OriginalsArguments:
    """What the user asked for; `files` are original and copy, the originals, or the copy."""

    command: str
    files: tuple[str, ...]
    language: Language
    index: str = ""
    format: str = "text"
    recognition: str = "auto"
    help: bool = False
    show_personnummer: bool = False


def parse_originals(argv: Sequence[str], language: Language) -> OriginalsArguments:
    """The arguments; raises UsageError for a command line that cannot be carried out."""
    command, rest = argv[0], argv[1:]
    if command == INDEX and rest and f"index {rest[0]}" in (ADD, FIND):
        command, rest = f"index {rest[0]}", rest[1:]
    if {"-h", "--help"} & set(rest) or (command == INDEX and not rest):
        return OriginalsArguments(command, (), language, help=True)
    if command == INDEX:
        meant = near(rest[0], ("add", "find"))
        raise UsageError("index-command-unknown", value=rest[0], choices="add, find", **meant)
    found = originals_parser(command, language).parse_args(list(rest))
    refuse_empty(found, asking=f"fhvalidate {command} --help")
    refuse_stdin(found.files, command)
    wanted = {MATCH: 2, FIND: 1}.get(command)
    if (wanted is not None and len(found.files) != wanted) or not found.files:
        raise UsageError(
            "originals-files-wrong", synopsis=words(language, "originals", _key(command))
        )
    return OriginalsArguments(
        command=command,
        files=tuple(found.files),
        language=Language(choice("--lang", found.lang, tuple(Language))),
        index=getattr(found, "index", None) or str(index_path()),
        format=form_of(found, FORMATS),
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        show_personnummer=found.show_personnummer,
    )


def originals_help(command: str, language: Language) -> str:
    """What `--help` prints after `match`, `index`, `index add` or `index find`."""
    return originals_parser(command, language).format_help()


def _key(command: str) -> str:
    return command.replace(" ", "-")


def originals_parser(command: str, language: Language) -> Parser:
    """The parser of `match`, `index add` and `index find`; that of `index` has help alone."""

    def say(table: str, key: str) -> str:
        return words(language, table, key)

    about = say("originals", "about-match" if command == MATCH else "about-index")
    parser = described(f"fhvalidate {command}", wrapped(about))
    group = parser.add_argument_group(say("cli", "options-title"))
    add = group.add_argument
    if command != INDEX:
        add(
            "files",
            nargs="*",
            metavar=say("cli", "metavar-file"),
            help=say("originals", f"files-{_key(command)}"),
        )
        add("--format", metavar="text|json", help=say("originals", "option-format"))
        add_json(group, language)
        add("--ocr", metavar="auto|off", default="auto", help=say("originals", "option-ocr"))
    if command in (ADD, FIND):
        add("--index", metavar=say("cli", "metavar-file"), help=say("originals", "option-index"))
    add_common(group, language, *(() if command == INDEX else ("show-personnummer", "debug")))
    if command == INDEX:
        several = (originals_parser(each, language).synopsis for each in (ADD, FIND))
        parser.begin_with(language, *several)
        return parser
    return parser.begin_with_usage(language, say("originals", _key(command)))
