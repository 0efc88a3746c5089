"""The command line: a file argument is the default command."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli.commands import MODULES
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.parser import Parser, choice, refuse_empty
from fhvalidate.errors import UsageError
from fhvalidate.poe import is_sha256
from fhvalidate.report.messages import Language, words

if TYPE_CHECKING:
    from collections.abc import Sequence

RECOGNITION = ("auto", "off")
FORMATS = ("text", "json", "html")

# `fhvalidate signers FILE...`: the table of signers alone. A file of that name is ./signers.
SIGNERS = "signers"
SIGNERS_FORMATS = ("text", "csv", "json")
HELP_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the user asked for."""

    files: tuple[str, ...]
    language: Language
    trust: tuple[str, ...] = ()
    at: datetime | None = None
    policy: str | None = None
    evidence: tuple[str, ...] = ()
    held_since: datetime | None = None
    held_sha256: str | None = None
    evidence_out: str | None = None
    profiles: str | None = None
    command: str | None = None
    format: str = "text"
    password_file: str | None = None
    output: str | None = None
    show_personnummer: bool = False
    recognition: str = "auto"
    debug: bool = False
    test: bool = field(default=False, kw_only=True)
    online: bool = field(default=False, kw_only=True)
    help: bool = field(default=False, kw_only=True)
    version: bool = field(default=False, kw_only=True)


def language_of(argv: Sequence[str], default: Language) -> Language:
    """The language that the command line asks for, read first so that errors follow it."""
    asked = default
    for index, argument in enumerate(argv):
        if argument == "--":
            break
        value = argument.removeprefix("--lang=")
        if argument == "--lang" and index + 1 < len(argv):
            value = argv[index + 1]
        if value in tuple(Language):
            asked = Language(value) if argument.startswith("--lang") else asked
    return asked


def parse(argv: Sequence[str], default: Language) -> Arguments:
    """The arguments; raises UsageError for a command line that cannot be carried out."""
    # What follows `--` is files; argparse forgets that when it reads the files in a second pass.
    command = SIGNERS if argv and argv[0] == SIGNERS else None
    argv = list(argv[1:] if command else argv)
    end = argv.index("--") if "--" in argv else len(argv)
    found, unknown = _parser(default).parse_known_intermixed_args(list(argv[:end]))
    refuse_empty(found, asking="fhvalidate --help")
    files = (*found.files, *argv[end + 1 :])
    if unknown:
        option = unknown[0].partition("=")[0]
        raise UsageError("option-unknown", option=option, help="fhvalidate --help")
    if not (files or found.help or found.version):
        raise UsageError("file-not-named", help="fhvalidate --help")
    for option, value in (
        ("--held-since", found.held_since),
        ("--held-sha256", found.held_sha256),
        ("--evidence-out", found.evidence_out),
    ):
        if value is not None and len(files) > 1:
            raise UsageError("option-for-one-file", option=option)
    if found.held_sha256 is not None:
        if not is_sha256(found.held_sha256):
            raise UsageError("held-sha256-malformed", value=found.held_sha256)
        if found.held_since is None:
            raise UsageError("held-sha256-alone")
    return Arguments(
        files=files,
        language=Language(choice("--lang", found.lang, tuple(Language))),
        trust=tuple(found.trust),
        at=_moment("--at", found.at),
        policy=found.policy,
        evidence=tuple(found.evidence),
        held_since=_moment("--held-since", found.held_since),
        held_sha256=found.held_sha256,
        evidence_out=found.evidence_out,
        profiles=found.profiles,
        command=command,
        format=_format(found.format, command, files),
        password_file=found.password_file,
        output=found.output,
        show_personnummer=found.show_personnummer,
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        debug=found.debug,
        test=found.test,
        online=found.online,
        help=found.help,
        version=found.version,
    )


def _format(value: str, command: str | None, files: Sequence[str]) -> str:
    chosen = choice("--format", value, SIGNERS_FORMATS if command else FORMATS)
    if chosen == "html" and len(files) > 1:
        raise UsageError("html-one-file")
    return chosen


def _moment(option: str, text: str | None) -> datetime | None:
    return None if text is None else moment(text, option=option)


def moment(text: str, *, option: str) -> datetime:
    """The time that an ISO 8601 text with a zone names, given after the option.

    Raises:
        UsageError: `time-malformed`, `time-without-zone`.
    """
    try:
        time = datetime.fromisoformat(text.strip())
        if time.tzinfo is not None:
            time.astimezone(UTC)  # the first and last day of the calendar may fall outside it
            return time
    except (ValueError, OverflowError):
        raise UsageError("time-malformed", value=text, option=option) from None
    raise UsageError("time-without-zone", value=text, option=option)


def help_text(language: Language) -> str:
    """What `--help` prints."""
    return _parser(language).format_help()


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help of one width, so that it is the same in a pipe as on a screen."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=HELP_WIDTH)


def _parser(language: Language) -> Parser:
    def say(key: str) -> str:
        return words(language, "cli", key)

    parser = Parser(
        prog="fhvalidate",
        usage=argparse.SUPPRESS,
        description=wrapped(say("usage") + say("synopsis"), indent=len("fhvalidate "))
        + "\n\n"
        + wrapped(say("description"))
        + "\n\n"
        + _commands(language),
        epilog=_codes(language),
        add_help=False,
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    files = parser.add_argument_group(say("files-title"))
    files.add_argument("files", nargs="*", metavar=say("metavar-file"), help=say("file"))
    add = parser.add_argument_group(say("options-title")).add_argument
    add("--trust", metavar=say("metavar-path"), action="append", default=[], help=say("trust"))
    add("--at", metavar=say("metavar-time"), help=say("at"))
    add("--policy", metavar=say("metavar-policy"), help=say("policy"))
    add(
        "--evidence", metavar=say("metavar-path"), action="append", default=[], help=say("evidence")
    )
    add("--held-since", metavar=say("metavar-time"), help=say("held-since"))
    add("--held-sha256", metavar=say("metavar-sha256"), help=say("held-sha256"))
    add("--evidence-out", metavar=say("metavar-folder"), help=say("evidence-out"))
    add("--profiles", metavar=say("metavar-folder"), help=say("profiles"))
    add("--format", metavar="text|json|html|csv", default="text", help=say("format"))
    add("--lang", metavar="sv|en", default=language, help=say("lang"))
    add("--ocr", metavar="auto|off", default="auto", help=say("ocr"))
    add("--password-file", metavar=say("metavar-password"), help=say("password-file"))
    add("--output", metavar=say("metavar-file"), help=say("output"))
    for switch in ("online", "test", "show-personnummer", "debug", "help", "version"):
        short = ["-h"] if switch == "help" else []
        add(*short, f"--{switch}", action="store_true", help=say(switch))
    return parser


def _commands(language: Language) -> str:
    lines = [words(language, "cli", "commands-title") + ":"]
    names = (SIGNERS, *sorted(MODULES))
    lines += [
        wrapped(f"  {name:<11}{words(language, 'command', name)}", indent=13) for name in names
    ]
    return "\n".join(lines)


def _codes(language: Language) -> str:
    lines = [words(language, "cli", "codes-title") + ":"]
    lines += [
        wrapped(f"  {code.value:>3}  {code.meaning(language)}", indent=7) for code in ExitCode
    ]
    return "\n".join([*lines, words(language, "cli", "codes-order")])


def wrapped(text: str, *, indent: int = 0) -> str:
    """The text in lines of the help's width."""
    from textwrap import fill

    return fill(text, HELP_WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)
