"""The command lines of `fhvalidate match` and `fhvalidate index`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fhvalidate.cli.parser import Parser, choice, refuse_empty
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.store.places import index_path

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("text", "json")
RECOGNITION = ("auto", "off")
MATCH, ADD, FIND = "match", "index add", "index find"


@dataclass(frozen=True, slots=True)
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
    if {"-h", "--help"} & set(rest) or (command == "index" and not rest):
        return OriginalsArguments(command, (), language, help=True)
    if command == "index":
        command, rest = f"index {rest[0]}", rest[1:]
        if command not in (ADD, FIND):
            raise UsageError("index-command-unknown", value=argv[1], choices="add, find")
    found = _parser(command).parse_args(list(rest))
    refuse_empty(found, asking=f"fhvalidate {command} --help")
    wanted = {MATCH: 2, FIND: 1}.get(command)
    if (wanted is not None and len(found.files) != wanted) or not found.files:
        raise UsageError(
            "originals-files-wrong", synopsis=words(language, "originals", _key(command))
        )
    return OriginalsArguments(
        command=command,
        files=tuple(found.files),
        language=Language(choice("--lang", found.lang or language, tuple(Language))),
        index=found.index or str(index_path()),
        format=choice("--format", found.format, FORMATS),
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        show_personnummer=found.show_personnummer,
    )


def originals_help(command: str, language: Language) -> str:
    """What `--help` prints after `match` or `index`."""
    keys = ("match",) if command == MATCH else ("index-add", "index-find")
    usage = [words(language, "originals", key) for key in keys]
    about = words(language, "originals", f"about-{command}")
    options = [
        words(language, "originals", key) for key in ("option-format", "option-ocr", "option-show")
    ]
    if command != MATCH:
        options.append(words(language, "originals", "option-index"))
    return "\n".join([*usage, "", about, "", *(f"  {option}" for option in options)]) + "\n"


def _key(command: str) -> str:
    return command.replace(" ", "-")


def _parser(command: str) -> Parser:
    prog = f"fhvalidate {command}"
    parser = Parser(prog=prog, add_help=False, allow_abbrev=False, usage=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--index")
    parser.add_argument("--format", default="text")
    parser.add_argument("--ocr", default="auto")
    parser.add_argument("--lang")
    parser.add_argument("--show-personnummer", action="store_true")
    parser.add_argument("--debug", action="store_true")
    return parser
