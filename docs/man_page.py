"""The man page, `fhvalidate.1`, made from the parsers of every command."""

import argparse
import re
from collections.abc import Iterator
from textwrap import fill

from fhvalidate.cli.arguments import SIGNERS
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.parser import Parser
from fhvalidate.report.messages import Language, words

WIDTH = 72
_LONG = re.compile(r"\S{50,}")
# The backslash is the first: the others are written with it.
_WRITTEN = {
    "\\": "\\e",
    "-": "\\-",
    "~": "\\(ti",
    "^": "\\(ha",
    "'": "\\(aq",
    "`": "\\(ga",
}
NOTE = '.\\" Written by docs/generate.py; change the code and run it again.'


def man_page(language: Language) -> str:
    """The page in roff, for man(7)."""

    def say(key: str) -> str:
        return words(language, "man", key)

    parsers = every_parser(language)
    main = parsers.pop("")
    synopsis = main.synopsis
    lines = [
        NOTE,
        # The date would change with each build, and the version stands in --version.
        f'.TH FHVALIDATE 1 "" fhvalidate "{say("manual")}"',
        ".nh",  # what is to be typed is not hyphenated
        ".ad l",
        f".SH {say('name')}",
        f"fhvalidate \\- {plain(say('purpose'))}",
        f".SH {say('synopsis')}",
        *_synopsis(synopsis),
        f".SH {say('description')}",
        plain(words(language, "cli", "description")),
        f".SH {say('options')}",
        *_options(main),
        f".SH {say('commands')}",
    ]
    for name, parser in parsers.items():
        lines += [f".SS fhvalidate {name}", *_about(name, parser, language)]
    lines += [f".SH {say('exit-status')}", plain(words(language, "cli", "codes-order"))]
    for code in ExitCode:
        lines += [".TP", f".B {code.value}", plain(code.meaning(language))]
    lines += [f".SH {say('see-also')}", plain(say("documentation"))]
    return "\n".join(line for line in lines if line) + "\n"


def _about(name: str, parser: Parser, language: Language) -> Iterator[str]:
    """What a command is for, how it is written, and its options."""
    paragraphs = (parser.description or "").split("\n\n")
    if " " not in name:
        told = words(language, "command", name)
        paragraphs.insert(0, f"{told[0].upper()}{told[1:]}.")
    if name == SIGNERS:
        paragraphs = [paragraphs[0], words(language, "man", "as-default")]
    for number, paragraph in enumerate(paragraphs):
        if paragraph.startswith("  "):  # a list of the commands that may follow
            for line in re.split(r"\n  (?=\S)", paragraph.removeprefix("  ")):
                word, _, told = " ".join(line.split()).partition(" ")
                yield from (".TP", f".B {plain(word)}", plain(told))
            continue
        if number:
            yield ".PP"
        usages = re.split(r"\n(?=\S+: fhvalidate )", paragraph)
        yield "\n.br\n".join(plain(" ".join(usage.split())) for usage in usages)
    if name != SIGNERS:
        yield from _options(parser)


def _synopsis(text: str) -> Iterator[str]:
    name, _, rest = text.partition(" ")
    yield from (f".B {name}", plain(rest))


def _options(parser: Parser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other list of them
        yield ".TP"
        yield _heading(action)
        yield plain(action.help or "")


def _heading(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f"\\fI{plain(str(action.metavar))}\\fR"
    if not action.option_strings:
        return value
    names = ", ".join(f"\\fB{plain(name)}\\fR" for name in action.option_strings)
    return f"{names} {value}".rstrip()


def plain(text: str) -> str:
    """The text as roff takes it for text: no request, no escape, no other sign for a hyphen."""
    for sign, written in _WRITTEN.items():
        text = text.replace(sign, written)
    lines = fill(text, WIDTH, break_on_hyphens=False, break_long_words=False).splitlines()
    # A list of values that is as long as a line may be broken after each of them.
    lines = [_LONG.sub(lambda word: word[0].replace("|", "|\\:"), line) for line in lines]
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)
