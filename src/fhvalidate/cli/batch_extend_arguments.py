"""The command line of `fhvalidate batch extend`."""

from collections.abc import Sequence
from datetime import UTC, datetime

from fhvalidate.cli.batch_arguments import EXTEND, MAX_WORKERS, number
from fhvalidate.cli.moments import last
from fhvalidate.cli.parser import Parser, add_common, choice, described, refuse_empty, wrapped
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language, words

LEVELS = ("lta", "lt")
_OWN = frozenset(
    {"usage", "description", "about-after", "paths", "level", "renew", "tsa", "in-place", "out"}
    | {"due-before", "dry-run", "workers", "metavar-day", "log"}
)
_AS_FOR_ONE_FILE = frozenset({"online", "verapdf", "metavar-verapdf"})


@frozen
class BatchExtendArguments:
    """What the user asked for.

    Attributes:
        results: the folder of the results of a batch.
        due_before: takes the files that end before it; None: those that the radar says.
        out: where copies go; None: the files are replaced.
    """

    language: Language
    results: str = ""
    level: str = LEVELS[0]
    renew: bool = False
    tsa: str = ""
    out: str | None = None
    due_before: datetime | None = None
    dry_run: bool = False
    workers: int = 1
    log: str | None = None
    trust: tuple[str, ...] = ()
    policy: str | None = None
    evidence: tuple[str, ...] = ()
    online: bool = False
    verapdf: str | None = None
    recognition: str = "off"  # what pages show is not asked about
    profiles: str | None = None
    test: bool = False
    quiet: bool = False
    show_personnummer: bool = False
    help: bool = False


def parse_extend(argv: Sequence[str], default: Language) -> BatchExtendArguments:
    """The arguments after `batch extend`.

    Raises:
        UsageError: they cannot be carried out.
    """
    asking = f"fhvalidate batch {EXTEND} --help"
    rest = list(argv)
    end = rest.index("--") if "--" in rest else len(rest)
    parser = extend_parser(default)
    found, unknown = parser.parse_known_intermixed_args(rest[:end])
    if unknown:
        raise parser.unknown(unknown[0])
    refuse_empty(found, asking=asking)
    language = Language(choice("--lang", found.lang, tuple(Language)))
    if found.help:
        return BatchExtendArguments(language, help=True)
    paths = (*found.paths, *rest[end + 1 :])
    if len(paths) != 1:
        raise UsageError("batch-folders", command=EXTEND, count="1")
    level = choice("--level", found.level, LEVELS)
    if found.renew and level != LEVELS[0]:
        raise UsageError("extend-renew-level")
    if found.tsa is None and not found.dry_run:
        raise UsageError("option-missing", option="--tsa", help=asking)
    if found.in_place and found.out_folder is not None:
        raise UsageError("batch-extend-where")
    if not found.dry_run and not found.in_place and found.out_folder is None:
        raise UsageError("batch-extend-where")
    before = found.due_before
    return BatchExtendArguments(
        language,
        paths[0],
        level=level,
        renew=found.renew,
        tsa=found.tsa or "",
        out=found.out_folder,
        due_before=None if before is None else last(before, option="--due-before").astimezone(UTC),
        dry_run=found.dry_run,
        workers=number("--workers", found.workers, (1, MAX_WORKERS)) or 1,
        log=found.log,
        trust=tuple(found.trust),
        policy=found.policy,
        evidence=tuple(found.evidence),
        online=found.online,
        verapdf=found.verapdf,
        test=found.test,
        quiet=found.quiet,
        show_personnummer=found.show_personnummer,
    )


def extend_parser(language: Language) -> Parser:
    """The parser of `fhvalidate batch extend`."""

    def say(key: str) -> str:
        if key in _OWN:
            return words(language, "batch-extend", key)
        return words(language, "cli" if key in _AS_FOR_ONE_FILE else "batch-cli", key)

    told = map(wrapped, map(say, ("description", "about-after")))
    parser = described(f"fhvalidate batch {EXTEND}", *told)
    group = parser.add_argument_group(say("options-title"))
    add = group.add_argument
    add("paths", nargs="*", metavar=say("metavar-folder"), help=say("paths"))
    add("--tsa", metavar="URL", help=say("tsa"))
    add("--in-place", action="store_true", help=say("in-place"))
    add("--out", dest="out_folder", metavar=say("metavar-folder"), help=say("out"))
    add("--level", metavar="lta|lt", default=LEVELS[0], help=say("level"))
    add("--renew", action="store_true", help=say("renew"))
    add("--due-before", metavar=say("metavar-day"), help=say("due-before"))
    add("--dry-run", action="store_true", help=say("dry-run"))
    for option, metavar in (
        ("workers", "metavar-number"),
        ("log", "metavar-file"),
        ("policy", "metavar-policy"),
        ("verapdf", "metavar-verapdf"),
    ):
        add(f"--{option}", metavar=say(metavar), help=say(option))
    for option in ("trust", "evidence"):
        path = say("metavar-path")
        add(f"--{option}", metavar=path, action="append", default=[], help=say(option))
    add("-q", "--quiet", action="store_true", help=say("quiet"))
    for switch in ("online", "test"):
        add(f"--{switch}", action="store_true", help=say(switch))
    add_common(group, language, "show-personnummer")
    return parser.begin_with_usage(language, say("usage"), "tsa")
