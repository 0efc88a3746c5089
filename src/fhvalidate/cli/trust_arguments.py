"""The command line of `fhvalidate trust`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fhvalidate.cli.arguments import moment
from fhvalidate.cli.parser import Parser, choice, refuse_empty
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, words
from fhvalidate.trust.anchors import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# What each command takes by position, and which of the options below.
_COMMON = ("profile", "lang", "help", "debug")
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "list": ("", ()),
    "show": ("fingerprint", ()),
    "add": ("files", ("purpose", "label", "since", "until", "qualified", "test")),
    "remove": ("fingerprint", ("purpose",)),
    "export": ("file", ()),
    "import": ("file", ("test",)),
    "learn": ("file", ("yes", "purpose", "label", "test", "password-file")),
    "update": ("", ("eu", "country", "snapshot", "signer", "location")),
    "policies": ("", ("require", "explicit", "inhibit-mapping", "inhibit-any", "clear")),
    "status": ("", ()),
    "accept": ("fingerprint", ()),
}
_SWITCHES = frozenset(
    {"qualified", "test", "eu", "help", "debug"}
    | {"explicit", "inhibit-mapping", "inhibit-any", "clear"}
)
_REPEATED = frozenset({"purpose", "signer", "require"})


@dataclass(frozen=True, slots=True)
class TrustArguments:
    """What the user asked `fhvalidate trust` for."""

    command: str
    language: Language
    operands: tuple[str, ...] = ()
    profile: str | None = None
    purposes: tuple[Purpose, ...] = ()
    label: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    yes: str | None = None
    countries: tuple[str, ...] = ()
    snapshot: str | None = None
    signers: tuple[str, ...] = ()
    location: str | None = None
    password_file: str | None = None
    required: tuple[str, ...] = ()
    explicit: bool = field(default=False, kw_only=True)
    inhibit_mapping: bool = field(default=False, kw_only=True)
    inhibit_any: bool = field(default=False, kw_only=True)
    clear: bool = field(default=False, kw_only=True)
    qualified: bool = field(default=False, kw_only=True)
    test: bool = field(default=False, kw_only=True)
    eu: bool = field(default=False, kw_only=True)
    help: bool = field(default=False, kw_only=True)


def parse_trust(argv: Sequence[str], language: Language) -> TrustArguments:
    """The arguments after `trust`; raises UsageError for what cannot be carried out."""
    before = ("", *argv)
    words_given = [
        item
        for option, item in zip(before, argv, strict=False)
        if not item.startswith("-") and option != "--lang"
    ]
    command = words_given[0] if words_given else ""
    asked_for_help = any(item in ("-h", "--help") for item in argv)
    if asked_for_help or not words_given:
        return TrustArguments(command, language, help=True)
    if command not in COMMANDS:
        choices = ", ".join(COMMANDS)
        raise UsageError("trust-command-unknown", value=command, choices=choices)
    rest = list(argv)
    rest.remove(command)
    parsed = _parser(command).parse_args(rest)
    refuse_empty(parsed, asking=f"fhvalidate trust {command} --help")
    found = vars(parsed)
    if found["lang"] is not None:
        choice("--lang", found["lang"], tuple(Language))
    operands = tuple(found.get("operands") or ())
    _check_operands(command, operands)
    return TrustArguments(
        command=command,
        language=language,
        operands=operands,
        profile=found["profile"],
        purposes=tuple(_purpose(item) for item in found.get("purpose") or ()),
        label=found.get("label"),
        since=_time("--since", found.get("since")),
        until=_time("--until", found.get("until")),
        yes=found.get("yes"),
        countries=_countries(found.get("country")),
        snapshot=found.get("snapshot"),
        signers=tuple(found.get("signer") or ()),
        location=found.get("location"),
        password_file=found.get("password_file"),
        required=tuple(found.get("require") or ()),
        explicit=found.get("explicit", False),
        inhibit_mapping=found.get("inhibit_mapping", False),
        inhibit_any=found.get("inhibit_any", False),
        clear=found.get("clear", False),
        qualified=found.get("qualified", False),
        test=found.get("test", False),
        eu=found.get("eu", False),
    )


def trust_help(language: Language) -> str:
    """What `fhvalidate trust --help` prints."""
    lines = [words(language, "trust", "help-usage"), ""]
    width = max(len(name) for name in COMMANDS) + 2
    lines += [f"  {name:<{width}}{words(language, 'trust', f'help-{name}')}" for name in COMMANDS]
    options = sorted({option for _, taken in COMMANDS.values() for option in taken} | {"profile"})
    lines += ["", words(language, "trust", "help-options"), ""]
    lines += [f"  --{name:<18}{words(language, 'trust', f'option-{name}')}" for name in options]
    return "\n".join(lines) + "\n"


def _parser(command: str) -> Parser:
    parser = Parser(prog=f"fhvalidate trust {command}", add_help=False, allow_abbrev=False)
    operand, options = COMMANDS[command]
    if operand:
        parser.add_argument("operands", nargs="*", metavar=operand)
    for name in (*options, *_COMMON):
        if name in _SWITCHES:
            parser.add_argument(f"--{name}", action="store_true")
        elif name in _REPEATED:
            parser.add_argument(f"--{name}", action="append")
        else:
            parser.add_argument(f"--{name}")
    return parser


def _check_operands(command: str, operands: tuple[str, ...]) -> None:
    wanted = COMMANDS[command][0]
    enough = bool(operands) if wanted == "files" else len(operands) == bool(wanted)
    if not enough:
        raise UsageError("trust-operand-missing", command=command, operand=wanted or "-")


def _purpose(value: str) -> Purpose:
    try:
        return Purpose(value)
    except ValueError:
        choices = ", ".join(Purpose)
        raise UsageError(
            "option-value-unknown", option="--purpose", value=value, choices=choices
        ) from None


def _time(option: str, value: str | None) -> datetime | None:
    """A time with a zone, or a day, which begins at midnight UTC."""
    if value is None:
        return None
    day = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return moment(f"{value}T00:00:00Z" if day else value, option=option)


def _countries(value: str | None) -> tuple[str, ...]:
    found = tuple(item.strip().upper() for item in (value or "").split(",") if item.strip())
    for item in found:
        if not re.fullmatch(r"[A-Z]{2}", item):
            raise UsageError("trust-country-malformed", value=item)
    return tuple(dict.fromkeys(found))
