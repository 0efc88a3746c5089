"""The command line of `fhvalidate batch`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from fhvalidate.cli.arguments import RECOGNITION
from fhvalidate.cli.moments import as_of, first, names_today
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
from fhvalidate.late_patterns import late_re
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language, words
from fhvalidate.report.page_names import ARCHIVE_FORMS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

RUN, REPORT, EXPORT, DIFF, WATCH = "run", "report", "export", "diff", "watch"
FORMATS = ("csv", "excel-csv", "ndjson", "parquet", "xlsx", "html", *ARCHIVE_FORMS)
DIFF_FORMATS = ("text", "json", "ndjson", "csv")
AT_WORDS = ("now", "run")  # in place of a time after --at
Number = TypeVar("Number", int, float)
MAX_WORKERS = 512  # processes; more than any one computer has processors for
MIN_SECONDS, MAX_SECONDS = 0.1, 86_400.0  # for one document: a day
MIN_MEMORY, MAX_MEMORY = 1, 1_048_576  # megabytes; ResourceLimits says what is too little
_ADDRESS = late_re(r"(?:tcp|tls|ws|wss|ucx|inproc)://[^\s/]+/?")
_AS_FOR_ONE_FILE = ("ocr", "online", "profiles", "verapdf", "metavar-verapdf")
_FOLDERS = {REPORT: 1, EXPORT: 1, DIFF: 2}


@frozen
class BatchArguments:
    """What the user asked for; `command` is one of the constants above.

    Attributes:
        at: when to judge as of; `today` tells that the day was given, and that it is today.
        at_word: `now` or `run`, where that was given in place of a time.
    """

    command: str
    language: Language
    paths: tuple[str, ...] = ()
    from_stdin: bool = False
    out: str = ""
    workers: int = 0
    manifest: str | None = None
    trust: tuple[str, ...] = ()
    at: datetime | None = None
    today: bool = False
    at_word: str = ""
    since: datetime | str | None = None
    summary: bool = False
    pages: bool = False
    log: str | None = None
    policy: str | None = None
    evidence: tuple[str, ...] = ()
    profiles: str | None = None
    recognition: str = RECOGNITION[0]
    detail: Detail = Detail.DEFAULT
    online: bool = False
    verapdf: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    timeout: float | None = None
    memory: int | None = None
    cluster: str | None = None
    retry_errors: bool = False
    exit_zero: bool = False
    exit_code: bool = False
    quiet: bool = False
    show_personnummer: bool = False
    test: bool = False
    format: str = "csv"
    output: str | None = None
    help: bool = False


def parse_batch(argv: Sequence[str], default: Language) -> BatchArguments:
    """The arguments after `batch`; raises UsageError for what cannot be carried out.

    A folder that is called `report`, `export`, `diff` or `watch` is reached as `./report`.
    """
    command, rest = RUN, list(argv)
    if rest and rest[0] in _FOLDERS:
        command = rest.pop(0)
    elif rest:
        _refuse_misspelt(rest[0])
    end = rest.index("--") if "--" in rest else len(rest)
    parser = batch_parser(command, default)
    found, unknown = parser.parse_known_intermixed_args(rest[:end])
    if unknown:
        raise parser.unknown(unknown[0])
    refuse_empty(found, asking="fhvalidate batch --help")
    paths = (*found.paths, *rest[end + 1 :])
    language = _language(found.lang)
    if found.help:
        return BatchArguments(command, language, help=True)
    if command != RUN:
        return _on_results(command, language, paths, found)
    return _run(language, paths, found)


def batch_help(command: str, language: Language) -> str:
    """What `fhvalidate batch --help` prints."""
    return batch_parser(command, language).format_help()


def _on_results(
    command: str, language: Language, paths: tuple[str, ...], found: Namespace
) -> BatchArguments:
    if len(paths) != _FOLDERS[command]:
        raise UsageError("batch-folders", command=command, count=str(_FOLDERS[command]))
    forms = DIFF_FORMATS if command == DIFF else FORMATS
    return BatchArguments(
        command,
        language,
        paths,
        format=FORMATS[0] if command == REPORT else form_of(found, forms),
        output=getattr(found, "output", None),
        exit_code=getattr(found, "exit_code", False),
        show_personnummer=getattr(found, "show_personnummer", False),
    )


def _refuse_misspelt(word: str) -> None:
    """Refuses a first word that is nothing on disk and nearly one of the commands on results.

    Raises:
        UsageError: `command-unknown`.
    """
    if word.isalpha() and not os.path.lexists(word):
        meant = near(word, (*_FOLDERS, WATCH))
        if meant:
            known = f"batch {meant['near']}"
            raise UsageError("command-unknown", value=f"batch {word}", near=known)


def _run(language: Language, paths: tuple[str, ...], found: Namespace) -> BatchArguments:
    if not paths and not found.from_stdin:
        raise UsageError("batch-nothing-named")
    if "-" in paths and not os.path.lexists("-"):
        refuse_stdin(paths, "batch")
    if "" in paths:  # else taken for the folder that the command is given in
        raise UsageError("name-empty")
    if not found.out:
        raise UsageError("batch-out-missing")
    now = datetime.now(UTC)
    at_word = found.at if found.at in AT_WORDS else ""
    at = None if at_word else found.at
    return BatchArguments(
        command=RUN,
        language=language,
        paths=paths,
        from_stdin=found.from_stdin,
        out=found.out,
        workers=number("--workers", found.workers, (1, MAX_WORKERS)) or os.cpu_count() or 1,
        manifest=found.manifest,
        trust=tuple(found.trust),
        at=None if at is None else as_of(at, option="--at", now=now),
        today=at is not None and names_today(at, now=now),
        at_word=at_word,
        since=found.since if found.since in {None, "run"} else first(found.since, option="--since"),
        summary=found.summary,
        pages=found.pages,
        log=found.log,
        policy=found.policy,
        evidence=tuple(found.evidence),
        profiles=found.profiles,
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        detail=Detail(choice("--detail", found.detail, tuple(Detail))),
        online=found.online,
        verapdf=found.verapdf,
        include=tuple(found.include),
        exclude=tuple(found.exclude),
        timeout=number("--timeout", found.timeout, (MIN_SECONDS, MAX_SECONDS)),
        memory=number("--memory", found.memory, (MIN_MEMORY, MAX_MEMORY)),
        cluster=_cluster(found.cluster),
        retry_errors=found.retry_errors,
        exit_zero=found.exit_zero,
        quiet=found.quiet,
        show_personnummer=found.show_personnummer,
        test=found.test,
    )


def number(option: str, text: str | None, between: tuple[Number, Number]) -> Number | None:
    """The number, of the kind of the bounds, which it may be.

    Raises:
        UsageError: `option-out-of-range`.
    """
    if text is None:
        return None
    least, most = between
    try:
        value = type(least)(text)
    except (ValueError, OverflowError):
        value = None
    if value is None or not least <= value <= most:
        raise UsageError(
            "option-out-of-range", option=option, value=text, least=f"{least:g}", most=f"{most:.0f}"
        )
    return value


def _cluster(text: str | None) -> str | None:
    """`local`, or the address of a scheduler.

    Raises:
        UsageError: `cluster-malformed`.
    """
    if text is None or text == "local" or _ADDRESS.fullmatch(text):
        return text
    raise UsageError("cluster-malformed", value=text)


def _language(text: str) -> Language:
    return Language(choice("--lang", text, tuple(Language)))


def batch_parser(command: str, language: Language) -> Parser:
    """The parser of `fhvalidate batch`, or of what follows it."""

    def say(key: str) -> str:
        # What means the same as for single files is said in the same words.
        return words(language, "cli" if key in _AS_FOR_ONE_FILE else "batch-cli", key)

    parser = described(
        "fhvalidate batch" if command == RUN else f"fhvalidate batch {command}",
        wrapped(say(f"description-{command}")),
    )
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("paths", nargs="*", metavar=say(f"metavar-paths-{command}"), help=say(f"paths-{command}"))
    if command == RUN:
        _add_run(add, say)
    if command == EXPORT:
        add("--format", metavar="|".join(FORMATS), help=say("format"))
        add("--output", metavar=words(language, "cli", "metavar-output"), help=say("output"))
    if command == DIFF:
        told = say("format-diff")
        add("--format", metavar="|".join(DIFF_FORMATS), help=told)
        add_json(group, language)
        add("--exit-code", action="store_true", help=say("exit-code"))
    add_common(group, language, *(("show-personnummer",) if command in (RUN, DIFF) else ()))
    parser.begin_with_usage(language, say(f"usage-{command}"))
    return parser


def _add_run(add: Callable[..., object], say: Callable[[str], str]) -> None:
    add("-0", dest="from_stdin", action="store_true", help=say("stdin"))
    for option, metavar in (
        ("out", "metavar-folder"),
        ("workers", "metavar-number"),
        ("manifest", "metavar-file"),
        ("at", "metavar-day"),
        ("since", "metavar-since"),
        ("log", "metavar-file"),
        ("policy", "metavar-policy"),
        ("profiles", "metavar-folder"),
        ("timeout", "metavar-seconds"),
        ("memory", "metavar-megabytes"),
        ("cluster", "metavar-url"),
    ):
        add(f"--{option}", metavar=say(metavar), help=say(option))
    for option, metavar in (
        ("trust", "metavar-path"),
        ("evidence", "metavar-path"),
        ("include", "metavar-glob"),
        ("exclude", "metavar-glob"),
    ):
        add(f"--{option}", metavar=say(metavar), action="append", default=[], help=say(option))
    add("--detail", metavar="default|full", default=Detail.DEFAULT, help=say("detail"))
    add("--ocr", metavar="auto|off", default=RECOGNITION[0], help=say("ocr"))
    add("--verapdf", metavar=say("metavar-verapdf"), help=say("verapdf"))
    add("-q", "--quiet", action="store_true", help=say("quiet"))
    for switch in ("summary", "pages", "online", "retry-errors", "exit-zero", "test"):
        add(f"--{switch}", action="store_true", help=say(switch))
