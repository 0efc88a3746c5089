"""The command line of `fhvalidate batch watch`."""

from collections.abc import Sequence

from fhvalidate.cli.arguments import RECOGNITION
from fhvalidate.cli.batch_arguments import (
    MAX_MEMORY,
    MAX_SECONDS,
    MIN_MEMORY,
    MIN_SECONDS,
    WATCH,
    number,
)
from fhvalidate.cli.parser import Parser, add_common, choice, described, refuse_empty, wrapped
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

MIN_SETTLE, MAX_SETTLE = 0.1, 3600.0  # seconds
SETTLE = 5.0  # seconds; a scanner or a copy over the network pauses for less
# What is told in other commands is told in the same words here.
_AS_FOR_ONE_FILE = ("ocr", "online", "profiles", "verapdf", "metavar-verapdf")
_OWN = ("once", "settle", "quiet", "description", "paths", "usage", "exit-zero")


@frozen
class WatchArguments:
    """What the user asked for.

    Attributes:
        settle: seconds for which a file has to be as it is before it is judged.
    """

    language: Language
    folder: str = ""
    once: bool = False
    settle: float = SETTLE
    log: str | None = None
    trust: tuple[str, ...] = ()
    policy: str | None = None
    evidence: tuple[str, ...] = ()
    profiles: str | None = None
    recognition: str = RECOGNITION[0]
    online: bool = False
    verapdf: str | None = None
    timeout: float | None = None
    memory: int | None = None
    exit_zero: bool = False
    quiet: bool = False
    show_personnummer: bool = False
    test: bool = False
    help: bool = False


def parse_watch(argv: Sequence[str], default: Language) -> WatchArguments:
    """The arguments after `batch watch`.

    Raises:
        UsageError: they cannot be carried out.
    """
    rest = list(argv)
    end = rest.index("--") if "--" in rest else len(rest)
    parser = watch_parser(default)
    found, unknown = parser.parse_known_intermixed_args(rest[:end])
    if unknown:
        raise parser.unknown(unknown[0])
    refuse_empty(found, asking="fhvalidate batch watch --help")
    language = Language(choice("--lang", found.lang, tuple(Language)))
    if found.help:
        return WatchArguments(language, help=True)
    paths = (*found.paths, *rest[end + 1 :])
    if len(paths) != 1:
        raise UsageError("watch-folder-missing")
    settle = number("--settle", found.settle, (MIN_SETTLE, MAX_SETTLE))
    return WatchArguments(
        language,
        paths[0],
        once=found.once,
        settle=SETTLE if settle is None else settle,
        log=found.log,
        trust=tuple(found.trust),
        policy=found.policy,
        evidence=tuple(found.evidence),
        profiles=found.profiles,
        recognition=choice("--ocr", found.ocr, RECOGNITION),
        online=found.online,
        verapdf=found.verapdf,
        timeout=number("--timeout", found.timeout, (MIN_SECONDS, MAX_SECONDS)),
        memory=number("--memory", found.memory, (MIN_MEMORY, MAX_MEMORY)),
        exit_zero=found.exit_zero,
        quiet=found.quiet,
        show_personnummer=found.show_personnummer,
        test=found.test,
    )


def watch_parser(language: Language) -> Parser:
    """The parser of `fhvalidate batch watch`."""

    def say(key: str) -> str:
        if key in _OWN:
            return words(language, "batch-watch", key)
        return words(language, "cli" if key in _AS_FOR_ONE_FILE else "batch-cli", key)

    parser = described(f"fhvalidate batch {WATCH}", wrapped(say("description")))
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("paths", nargs="*", metavar=say("metavar-folder"), help=say("paths"))
    add("--once", action="store_true", help=say("once"))
    for option, metavar in (
        ("settle", "metavar-seconds"),
        ("log", "metavar-file"),
        ("policy", "metavar-policy"),
        ("profiles", "metavar-folder"),
        ("timeout", "metavar-seconds"),
        ("memory", "metavar-megabytes"),
    ):
        add(f"--{option}", metavar=say(metavar), help=say(option))
    for option in ("trust", "evidence"):
        told = say(option)
        add(f"--{option}", metavar=say("metavar-path"), action="append", default=[], help=told)
    add("--ocr", metavar="auto|off", default=RECOGNITION[0], help=say("ocr"))
    add("--verapdf", metavar=say("metavar-verapdf"), help=say("verapdf"))
    add("-q", "--quiet", action="store_true", help=say("quiet"))
    for switch in ("online", "exit-zero", "test"):
        add(f"--{switch}", action="store_true", help=say(switch))
    add_common(group, language, "show-personnummer")
    return parser.begin_with_usage(language, say("usage"))
