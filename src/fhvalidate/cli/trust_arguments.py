"""The command line of `fhvalidate trust`."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from fhvalidate.cli.moments import first, last
from fhvalidate.cli.parser import (
    Parser,
    add_common,
    choice,
    described,
    near,
    refuse_empty,
    refuse_stdin,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words
from fhvalidate.trust.anchors import Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_KNOWN = "[add NAME|SHA256 ...]"
# What each command takes by position, and which of the options below.
_METAVARS = {
    "profile": "metavar-file",
    "snapshot": "metavar-folder",
    "signer": "metavar-file",
    "password-file": "metavar-password",
    "since": "metavar-day",
    "until": "metavar-day",
}
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "list": ("", ()),
    "show": ("fingerprint", ()),
    "add": ("files", ("purpose", "label", "since", "until", "qualified", "test")),
    "remove": ("fingerprint", ("purpose",)),
    "export": ("file", ()),
    "import": ("file", ("test",)),
    "learn": ("file", ("yes", "purpose", "label", "test", "password-file")),
    "known": ("known", ("label",)),
    "update": ("", ("eu", "country", "snapshot", "signer", "location")),
    "policies": ("", ("require", "explicit", "inhibit-mapping", "inhibit-any", "clear")),
    "status": ("", ()),
    "accept": ("fingerprint", ()),
}
_SWITCHES = frozenset(
    {"qualified", "test", "eu"} | {"explicit", "inhibit-mapping", "inhibit-any", "clear"}
)
_REPEATED = frozenset({"purpose", "signer", "require", "yes"})


@frozen
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
    yes: tuple[str, ...] = ()
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
    if asked_for_help or not argv or (not words_given and argv[0].startswith("--lang")):
        return TrustArguments(command, language, help=True)
    if not words_given:
        trust_parser("", language).parse_args(list(argv))  # what is no option is told first
        raise UsageError("trust-command-missing", choices=", ".join(COMMANDS))
    if command not in COMMANDS:
        choices = ", ".join(COMMANDS)
        meant = near(command, COMMANDS)
        raise UsageError("trust-command-unknown", value=command, choices=choices, **meant)
    rest = list(argv)
    rest.remove(command)
    parsed = trust_parser(command, language).parse_args(rest)
    refuse_empty(parsed, asking=f"fhvalidate trust {command} --help")
    found = vars(parsed)
    if found["lang"] is not None:
        choice("--lang", found["lang"], tuple(Language))
    operands = tuple(found.get("operands") or ())
    since, until = found.get("since"), found.get("until")
    if command != "export":
        refuse_stdin(operands, f"trust {command}")
    _check_operands(command, operands)
    return TrustArguments(
        command=command,
        language=language,
        operands=operands,
        profile=found["profile"],
        purposes=tuple(_purpose(item) for item in found.get("purpose") or ()),
        label=found.get("label"),
        since=None if since is None else first(since, option="--since"),
        until=None if until is None else last(until, option="--until"),
        yes=tuple(found.get("yes") or ()),
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


def trust_help(language: Language, command: str = "") -> str:
    """What `fhvalidate trust --help` prints, and what it prints after one of its commands."""
    return trust_parser(command if command in COMMANDS else "", language).format_help()


def trust_parser(command: str, language: Language) -> Parser:
    """The parser of one of the commands; that of none has every option, for its help."""

    def say(key: str) -> str:
        return words(language, "trust", key)

    if not command:
        width = max(map(len, COMMANDS)) + 2
        lines = [
            wrapped(f"  {name:<{width}}{say(f'help-{name}')}", indent=width + 2)
            for name in COMMANDS
        ]
        options = sorted({option for _, taken in COMMANDS.values() for option in taken})
        parser = described("fhvalidate trust", wrapped(say("about")), "\n".join(lines))
    else:
        options = sorted(COMMANDS[command][1])
        parser = described(f"fhvalidate trust {command}", wrapped(_sentence(language, command)))
    group = parser.add_argument_group(words(language, "cli", "options-title"))
    operand = COMMANDS[command][0] if command else ""
    metavar = ""
    if operand:
        metavar = words(language, "cli", "metavar-file") if "file" in operand else "SHA256"
        metavar = _KNOWN if operand == "known" else metavar
        told = say(f"operand-{command}")
        group.add_argument("operands", nargs="*", metavar=metavar, help=told)
    for name in (*options, "profile"):
        told = say(f"option-{name}")
        told = f"{_of_which(name, language)}{told}" if not command else told
        if name in _SWITCHES:
            group.add_argument(f"--{name}", action="store_true", help=told)
            continue
        metavar = words(language, "cli", _METAVARS.get(name, "metavar-value"))
        if name == "purpose":
            metavar = "|".join(Purpose)
        action = "append" if name in _REPEATED else "store"
        group.add_argument(f"--{name}", action=action, metavar=metavar, help=told)
    add_common(group, language, "debug")
    several = "..." if operand == "files" else ""
    if command:
        return parser.begin_with_usage(language, f"{parser.prog} {metavar}{several}".rstrip())
    parser.begin_with(language, f"{parser.prog} {words(language, 'cli', 'metavar-command')} ...")
    return parser


def _sentence(language: Language, command: str) -> str:
    """What the command is for, as a sentence of its own."""
    told = words(language, "trust", f"help-{command}")
    return f"{told[0].upper()}{told[1:]}."


def _of_which(option: str, language: Language) -> str:
    """Which command an option belongs to, where it is not for several."""
    having = [command for command, (_, taken) in COMMANDS.items() if option in taken]
    return words(language, "trust", "with", command=having[0]) if len(having) == 1 else ""


def _check_operands(command: str, operands: tuple[str, ...]) -> None:
    wanted = COMMANDS[command][0]
    enough = bool(operands) if wanted == "files" else len(operands) == bool(wanted)
    if wanted == "known":
        enough = not operands or (operands[0] == "add" and len(operands) > 1)
    if not enough:
        raise UsageError("trust-operand-missing", command=command, operand=command)


def _purpose(value: str) -> Purpose:
    try:
        return Purpose(value)
    except ValueError:
        choices = ", ".join(Purpose)
        raise UsageError(
            "option-value-unknown", option="--purpose", value=value, choices=choices
        ) from None


def _countries(value: str | None) -> tuple[str, ...]:
    found = tuple(item.strip().upper() for item in (value or "").split(",") if item.strip())
    for item in found:
        if not re.fullmatch(r"[A-Z]{2}", item):
            raise UsageError("trust-country-malformed", value=item)
    return tuple(dict.fromkeys(found))
