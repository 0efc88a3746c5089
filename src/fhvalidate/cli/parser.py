"""An argument parser that says what is wrong in the reader's language instead of exiting."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NoReturn

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HELP_WIDTH = 80
LONG_LIST = 60  # characters of one that is broken after a value

_NOT_IN_USAGE = frozenset({"help", "version", "debug"})  # told in the list alone
_OBLIGATORY = frozenset({"out"})
_NAMES = ("files", "paths", "operands")  # what is no option
_TOLD_ELSEWHERE = frozenset({"yes"})  # an empty fingerprint is a wrong one
# Options that take a path.
PATHS = frozenset(
    {"trust", "evidence", "evidence_out", "profiles", "profile", "policy", "password_file"}
    | {"output", "out", "manifest", "index", "diff", "snapshot", "signer", "sign", "record"}
    | {"document", "original", "seal_key", "out_folder", "unix", "keys", "controller"}
)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help of one width, so that it is the same in a pipe as on a screen."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=HELP_WIDTH)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        """The value after each name of the option; from 3.13 argparse has it after the last."""
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        value = self._format_args(action, self._get_default_metavar_for_optional(action))
        shown = f"\n{' ' * 6}".join(_pieces(value))
        return ", ".join(f"{name} {shown}" for name in action.option_strings)


class Parser(argparse.ArgumentParser):
    """Raises UsageError for a command line that cannot be read.

    `synopsis` is how the command is written, where `begin_with_usage` has said it.
    """

    synopsis = ""

    def begin_with_usage(self, language: Language, head: str, *obligatory: str) -> Parser:
        """The parser, whose help begins with how the command is written: `head`, then its options.

        It is made of the options themselves, so that it has those and no others; those that are
        `obligatory`, beside those that are so in every command, stand in no brackets.
        """
        self.synopsis = " ".join((head, *self._options_shown(obligatory)))
        self.begin_with(language, self.synopsis)
        return self

    def begin_with(self, language: Language, *synopses: str) -> None:
        """Has the help begin with how each of the commands is written."""
        usage = words(language, "cli", "usage")
        lines = [wrapped(usage + each, indent=4) for each in synopses]
        self.description = "\n\n".join(("\n".join(lines), *filter(None, [self.description])))

    def _options_shown(self, obligatory: tuple[str, ...]) -> Iterator[str]:
        for action in self._actions:
            if not action.option_strings or action.dest in _NOT_IN_USAGE:
                continue
            value = "" if action.nargs == 0 else f" {action.metavar}"
            option = f"{action.option_strings[0]}{value}"
            several = "..." if isinstance(action, argparse._AppendAction) else ""  # noqa: SLF001
            is_asked = action.dest in _OBLIGATORY or action.dest in obligatory
            yield option if is_asked else f"[{option}]{several}"

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with what argparse found, and which help to ask for."""
        asking = f"{self.prog} --help"
        wanting = re.match(r"argument (?:-\w/)?(--?[\w-]+).*: expected", message)
        if wanting:
            raise UsageError("option-needs-value", option=wanting[1], help=asking)
        given = re.match(r"argument (?:-\w/)?(--?[\w-]+).*: ignored explicit argument", message)
        if given:
            raise UsageError("option-takes-no-value", option=given[1])
        unknown = re.match(r"unrecognized arguments: (\S+)", message)
        if unknown:
            raise self.unknown(unknown[1])
        raise UsageError("arguments-malformed", reason=message, help=asking)

    def unknown(self, argument: str) -> UsageError:
        """What to raise for an option that is none, with the one that was probably meant."""
        option = argument.partition("=")[0]
        meant = near(option, self._option_string_actions)
        return UsageError("option-unknown", option=option, help=f"{self.prog} --help", **meant)


def described(prog: str, *paragraphs: str, epilog: str | None = None) -> Parser:
    """A parser whose help has the paragraphs, which are wrapped already."""
    return Parser(
        prog=prog,
        usage=argparse.SUPPRESS,
        description="\n\n".join(paragraphs),
        epilog=epilog,
        add_help=False,
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )


def only_file(found: argparse.Namespace, command: str) -> str:
    """The one file of a command that takes one; `command` is as it is written after `fhvalidate`.

    Raises:
        UsageError: an argument is empty; there is no file, there are several, or it is `-`.
    """
    asking = f"fhvalidate {command} --help"
    refuse_empty(found, asking=asking)
    if not found.files:
        raise UsageError("file-not-named", help=asking)
    if len(found.files) > 1:
        raise UsageError("option-for-one-file", option=command)
    refuse_stdin(found.files, command)
    return str(found.files[0])


def add_common(
    parser: argparse._ActionsContainer, language: Language, *switches: str, lang: str = ""
) -> None:
    """Adds what every command has, and the switches that are told in the same words in each.

    `lang` is what `--lang` is told in where it is more than elsewhere.
    """
    parser.add_argument(
        "--lang", metavar="sv|en", default=language, help=lang or words(language, "cli", "lang")
    )
    for switch in (*switches, "help"):
        short = ["-h"] if switch == "help" else []
        told = words(language, "cli", switch)
        parser.add_argument(*short, f"--{switch}", action="store_true", help=told)
    told = words(language, "cli", "version")
    parser.add_argument("-V", "--version", action="store_true", help=told)


def add_json(parser: argparse._ActionsContainer, language: Language) -> None:
    """Adds `--json`, which is `--format json`; `form_of` reads both."""
    parser.add_argument("--json", action="store_true", help=words(language, "cli", "json"))


def add_seals(parser: argparse._ActionsContainer, language: Language) -> None:
    """Adds what seals that which is written: a time-stamping service, or a key of one's own."""
    key = words(language, "cli", "metavar-key")
    parser.add_argument("--seal", metavar="URL", help=words(language, "cli", "seal"))
    parser.add_argument("--seal-key", metavar=key, help=words(language, "cli", "seal-key"))


def form_of(found: argparse.Namespace, choices: tuple[str, ...]) -> str:
    """The form that `--format` or `--json` asks for; the first of the choices where neither does.

    Raises:
        UsageError: `option-value-unknown`; `json-and-another-form`.
    """
    given = choices[0] if found.format is None else choice("--format", found.format, choices)
    if not getattr(found, "json", False):
        return given
    if found.format not in (None, "json"):
        raise UsageError("json-and-another-form", value=given)
    return "json"


def wrapped(text: str, *, indent: int = 0) -> str:
    """The text in lines of the help's width."""
    from textwrap import fill

    whole = " ".join(piece for word in text.split(" ") for piece in _pieces(word))
    return fill(whole, HELP_WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)


def _pieces(word: str) -> list[str]:
    """The word; a list of values that is too long for a line in pieces that are not."""
    pieces = [""]
    for value in word.split("|"):
        if len(pieces[-1]) + len(value) > LONG_LIST:
            pieces.append("")
        pieces[-1] += f"{value}|"
    pieces[-1] = pieces[-1][:-1]
    return [piece for piece in pieces if piece] or [word]


def near(value: str, choices: Iterable[str]) -> dict[str, str]:
    """The fact `near`: which of the choices was probably meant; no fact where none is alike."""
    from difflib import get_close_matches

    found = get_close_matches(value, list(choices), n=1, cutoff=0.7)
    return {"near": found[0]} if found and found[0] != value else {}


def refuse_stdin(files: Iterable[str], command: str) -> None:
    """Refuses `-`, where a command takes files alone.

    Raises:
        UsageError: `stdin-not-taken`.
    """
    if "-" in files:
        raise UsageError("stdin-not-taken", command=command)


def refuse_empty(found: argparse.Namespace, *, asking: str) -> None:
    """Refuses an empty name, and an option with nothing after it.

    Raises:
        UsageError: `name-empty`, `option-needs-value`.
    """
    for name, value in vars(found).items():
        if value == "" or (isinstance(value, list) and "" in value):
            if name in _NAMES:
                raise UsageError("name-empty")
            if name in _TOLD_ELSEWHERE:
                continue
            option = "--" + name.replace("_", "-")
            raise UsageError("option-needs-value", option=option, help=asking)


def choice(option: str, value: str, choices: tuple[str, ...]) -> str:
    """The value of an option that takes one of a few.

    Raises:
        UsageError: `option-value-unknown`.
    """
    if value not in choices:
        known, meant = ", ".join(choices), near(value, choices)
        raise UsageError("option-value-unknown", option=option, value=value, choices=known, **meant)
    return value


def codes_told(language: Language) -> str:
    """The exit codes and what they mean, as help ends with them."""
    lines = [words(language, "cli", "codes-title") + ":"]
    lines += [
        wrapped(f"  {code.value:>3}  {code.meaning(language)}", indent=7) for code in ExitCode
    ]
    return "\n".join([*lines, words(language, "cli", "codes-order")])
