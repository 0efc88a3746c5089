"""The command line: a file argument is the default command."""

from __future__ import annotations

import os
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.cli.commands import MODULES
from fhvalidate.cli.moments import as_of
from fhvalidate.cli.parser import (
    Parser,
    add_common,
    add_json,
    add_seals,
    choice,
    codes_told,
    described,
    form_of,
    near,
    refuse_empty,
    wrapped,
)
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.poe import is_sha256
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language, words
from fhvalidate.report.page_names import ARCHIVE_FORMS, SEVERAL_FILES

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

RECOGNITION = ("auto", "off")
FORMATS = ("text", "json", "html", *ARCHIVE_FORMS)

# `fhvalidate signers FILE...`: the table of signers alone. A file of that name is ./signers.
SIGNERS = "signers"
SIGNERS_FORMATS = ("text", "csv", "json")
FORMATS_SHOWN = {None: "|".join(FORMATS), SIGNERS: "|".join(SIGNERS_FORMATS)}
# What other programs have as commands: what it is here, and what is needed for no command at all.
_OF_OTHERS = {"help": "fhvalidate --help", "version": "fhvalidate --version"}
_NEEDLESS = frozenset(
    {"validate", "verify", "check", "validera", "verifiera", "kontrollera", "granska"}
)
STDIN = "-"  # a file of that name is ./-


@frozen
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
    seal: str | None = field(default=None, kw_only=True)
    seal_key: str | None = field(default=None, kw_only=True)
    evidence_digest: bool = field(default=False, kw_only=True)
    record: str | None = None
    profiles: str | None = None
    command: str | None = None
    format: str = "text"
    password_file: str | None = None
    output: str | None = None
    show_personnummer: bool = False
    recognition: str = "auto"
    debug: bool = False
    detail: Detail = Detail.DEFAULT
    quiet: bool = field(default=False, kw_only=True)
    test: bool = field(default=False, kw_only=True)
    verbose: bool = field(default=False, kw_only=True)
    objects: bool = field(default=False, kw_only=True)
    sign: str | None = field(default=None, kw_only=True)
    xades: bool = field(default=False, kw_only=True)
    original: str | None = field(default=None, kw_only=True)
    online: bool = field(default=False, kw_only=True)
    verapdf: str | None = field(default=None, kw_only=True)
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
    if command is None:
        _refuse_misspelt(argv)
    argv = list(argv[1:] if command else argv)
    end = argv.index("--") if "--" in argv else len(argv)
    parser = main_parser(default, command)
    found, unknown = parser.parse_known_intermixed_args(list(argv[:end]))
    refuse_empty(found, asking=f"{parser.prog} --help")
    files = (*found.files, *argv[end + 1 :])
    _refuse_misplaced(found.files)
    if unknown:
        raise parser.unknown(unknown[0])
    if not (files or found.help or found.version):
        raise UsageError("file-not-named", help=f"{parser.prog} --help")
    _check_files(files, found)
    now = datetime.now(UTC)
    return Arguments(
        files=files,
        language=Language(choice("--lang", found.lang, tuple(Language))),
        trust=tuple(found.trust),
        at=None if found.at is None else as_of(found.at, option="--at", now=now),
        policy=found.policy,
        evidence=tuple(found.evidence),
        held_since=None
        if found.held_since is None
        else as_of(found.held_since, option="--held-since", now=now),
        held_sha256=found.held_sha256,
        evidence_out=found.evidence_out,
        seal=found.seal,
        seal_key=found.seal_key,
        evidence_digest=found.evidence_digest,
        record=found.record,
        profiles=found.profiles,
        command=command,
        format=_format(found, command, files),
        detail=_detail(found),
        password_file=found.password_file,
        output=found.output,
        show_personnummer=found.show_personnummer,
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        debug=found.debug,
        quiet=found.quiet,
        test=found.test,
        verbose=getattr(found, "verbose", False),
        objects=getattr(found, "objects", False),
        sign=getattr(found, "sign", None),
        xades=getattr(found, "xades", False),
        original=getattr(found, "original", None),
        online=found.online,
        verapdf=found.verapdf,
        help=found.help,
        version=found.version,
    )


def _check_files(files: Sequence[str], found: Namespace) -> None:
    """Refuses options that fit one file alone, and standard input that is asked for twice."""
    for option, value in (
        ("--held-since", found.held_since),
        ("--held-sha256", found.held_sha256),
        ("--evidence-out", found.evidence_out),
        ("--record", found.record),
    ):
        if value is not None and len(files) > 1:
            raise UsageError("option-for-one-file", option=option)
    if found.held_sha256 is not None:
        if not is_sha256(found.held_sha256):
            raise UsageError("held-sha256-malformed", value=found.held_sha256)
        if found.held_since is None:
            raise UsageError("held-sha256-alone")
    if files.count(STDIN) > 1:
        raise UsageError("stdin-repeated")
    if STDIN in files and found.password_file == STDIN:
        raise UsageError("stdin-has-two-uses", option="--password-file -")


def _refuse_misspelt(argv: Sequence[str]) -> None:
    """Refuses a first word that is no file and nearly a command, or what others have as one.

    Raises:
        UsageError: `command-unknown`.
    """
    word = argv[0] if argv else ""
    if word.isalpha() and not os.path.lexists(word):
        meant = near(word, (SIGNERS, *MODULES))
        if word.lower() in _OF_OTHERS:
            meant = {"near": _OF_OTHERS[word.lower()]}
        elif word.lower() in _NEEDLESS:
            meant = {"hint": "command-needless"}
        if meant:
            raise UsageError("command-unknown", value=word, **meant)


def _refuse_misplaced(files: Sequence[str]) -> None:
    """Refuses a first file that is none but a command, or nearly one, behind the options.

    Raises:
        UsageError: `command-not-first`, `command-unknown`.
    """
    word = files[0] if files else ""
    if word in (SIGNERS, *MODULES) and not os.path.lexists(word):
        raise UsageError("command-not-first", value=word)
    _refuse_misspelt(files)


def _detail(found: Namespace) -> Detail:
    """How much is asked for; all of it is in JSON alone.

    Raises:
        UsageError: `detail-without-json`.
    """
    detail = Detail(choice("--detail", getattr(found, "detail", Detail.DEFAULT), tuple(Detail)))
    if detail is Detail.FULL and form_of(found, FORMATS) != "json":
        raise UsageError("detail-without-json")
    return Detail.FULL if found.format in ARCHIVE_FORMS else detail


def _format(found: Namespace, command: str | None, files: Sequence[str]) -> str:
    chosen = form_of(found, SIGNERS_FORMATS if command else FORMATS)
    for name in ("objects", "sign", "xades"):
        if getattr(found, name, None) and chosen != "etsi":
            raise UsageError("option-for-etsi", option=f"--{name}")
    if getattr(found, "xades", False) and found.sign is None:
        raise UsageError("xades-without-sign")
    if found.output is None:
        if chosen == "html" and len(files) > 1:
            raise UsageError("html-one-file")
        if chosen in SEVERAL_FILES or (chosen in ARCHIVE_FORMS and len(files) > 1):
            raise UsageError("archive-form-wants-folder", form=chosen)
    return chosen


def help_text(language: Language, command: str | None = None) -> str:
    """What `--help` prints."""
    return main_parser(language, command).format_help()


def main_parser(language: Language, command: str | None = None) -> Parser:
    """The parser of the default command, and of `signers`."""

    def say(key: str) -> str:
        return words(language, "cli", key)

    also = "" if command is None else f"-{command}"
    parser = described(
        " ".join(filter(None, ("fhvalidate", command))),
        wrapped(say(f"description{also}")),
        *(() if command else (_commands(language),)),
        epilog=codes_told(language),
    )
    files = parser.add_argument_group(say("files-title"))
    files.add_argument("files", nargs="*", metavar=say("metavar-file"), help=say(f"file{also}"))
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("--trust", metavar=say("metavar-path"), action="append", default=[], help=say("trust"))
    add("--at", metavar=say("metavar-day"), help=say("at"))
    add("--policy", metavar=say("metavar-policy"), help=say("policy"))
    add(
        "--evidence", metavar=say("metavar-path"), action="append", default=[], help=say("evidence")
    )
    add("--held-since", metavar=say("metavar-day"), help=say("held-since"))
    add("--held-sha256", metavar=say("metavar-sha256"), help=say("held-sha256"))
    add("--evidence-out", metavar=say("metavar-folder"), help=say("evidence-out"))
    add("--evidence-digest", action="store_true", help=say("evidence-digest"))
    add_seals(group, language)
    add("--record", metavar=say("metavar-folder"), help=say("record"))
    add("--profiles", metavar=say("metavar-folder"), help=say("profiles"))
    add("--format", metavar=FORMATS_SHOWN[command], help=say(f"format{also}"))
    add_json(group, language)
    if command is None:
        add("--detail", metavar="default|full", default=Detail.DEFAULT, help=say("detail"))
    add("--ocr", metavar="auto|off", default="auto", help=say("ocr"))
    add("--verapdf", metavar=say("metavar-verapdf"), help=say("verapdf"))
    add("--password-file", metavar=say("metavar-password"), help=say("password-file"))
    add("--output", metavar=say(f"metavar-output{also}"), help=say(f"output{also}"))
    if command is None:
        add("--objects", action="store_true", help=say("objects"))
        add("--sign", metavar=say("metavar-key"), help=say("sign"))
        add("--xades", action="store_true", help=say("xades"))
        add("--original", metavar=say("metavar-file"), help=say("original"))
        add("--verbose", action="store_true", help=say("verbose"))
    add("-q", "--quiet", action="store_true", help=say("quiet"))
    add_common(group, language, "online", "test", "show-personnummer", "debug")
    head = " ".join((parser.prog, say("operands")))
    return parser.begin_with_usage(language, head)


def _commands(language: Language) -> str:
    lines = [words(language, "cli", "commands-title") + ":"]
    names = (SIGNERS, *sorted(MODULES))
    lines += [
        wrapped(f"  {name:<11}{words(language, 'command', name)}", indent=13) for name in names
    ]
    return "\n".join(lines)
