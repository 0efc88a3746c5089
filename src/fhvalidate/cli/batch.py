"""`fhvalidate batch`: a whole archive, and what becomes of its results."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli.batch_arguments import (
    DIFF,
    EXPORT,
    REPORT,
    BatchArguments,
    batch_help,
    parse_batch,
)
from fhvalidate.cli.exit_code import ExitCode, worst
from fhvalidate.cli.output import path_shown
from fhvalidate.cli.preparation import settings_of
from fhvalidate.errors import UsageError, reason_of
from fhvalidate.report.messages import Language, sentence, words

if TYPE_CHECKING:
    from fhvalidate.batch.job import Job
    from fhvalidate.batch.run import Summary
    from fhvalidate.batch.store import Store
    from fhvalidate.isolated import ResourceLimits, Settings
    from fhvalidate.isolated.answers import Examiner

# Seconds for which one thread may keep the interpreter: while one checks a report, another must get
# its turn to ask a worker for the next, or the worker waits.
TURN = 0.0005
MAX_NAME = 65_536  # bytes of one name on standard input; a path has at most 4096


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate batch …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    arguments = parse_batch(argv[1:], language)
    if arguments.help:
        sys.stdout.write(batch_help(arguments.command, arguments.language))
        return ExitCode.VALID
    match arguments.command:
        case command if command == REPORT:
            return _report(arguments)
        case command if command == EXPORT:
            return _export(arguments)
        case command if command == DIFF:
            return _diff(arguments)
        case _:
            return _run(arguments)


def _run(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.lock import locked
    from fhvalidate.batch.results import verdict_counts, write_results
    from fhvalidate.batch.store import open_store
    from fhvalidate.isolated import ResourceLimits

    given = {"seconds": arguments.timeout, "memory": arguments.memory}
    limits = ResourceLimits(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
    folder = Path(arguments.out)
    with locked(folder):
        store = open_store(folder, limits=f"{limits.seconds:g} s, {limits.memory} MB")
        with closing(store):
            summary = _judge(arguments, store, limits)
            if summary.interrupted:
                _tell(sentence(arguments.language, "batch-interrupted", {"paths": summary.paths}))
                return ExitCode.INTERRUPTED
            page = write_results(store.connection, folder, arguments.language)
            counts = verdict_counts(store.connection)
    if not arguments.quiet:
        _say_counts(arguments, counts, summary, page)
    if not counts:
        raise UsageError("batch-nothing-found")
    return ExitCode.VALID if arguments.exit_zero else _code(counts)


def _judge(arguments: BatchArguments, store: "Store", limits: "ResourceLimits") -> "Summary":
    from fhvalidate.batch.run import run as run_job
    from fhvalidate.cli.batch_progress import progress

    sys.setswitchinterval(TURN)
    with _names(arguments) as names:
        job = _job(arguments, store, names)
        _load_manifest(arguments, store)
        with (
            _examiners(arguments, job.settings, limits) as examiners,
            progress(arguments.language, quiet=arguments.quiet) as watch,
        ):
            return run_job(job, store, examiners, watch)


def _job(arguments: BatchArguments, store: "Store", names: Iterable[str]) -> "Job":
    from fhvalidate.batch.job import Job
    from fhvalidate.batch.listing import DEFAULT_INCLUDE, Filters, Inputs
    from fhvalidate.evidence import Evidence
    from fhvalidate.isolated import Settings
    from fhvalidate.policy import Policy
    from fhvalidate.reconcile.knowledge import Knowledge

    now = datetime.now(UTC)
    chosen = settings_of(arguments)
    # Fixed at the first start, so that a job resumed on Monday judges as on Friday.
    at = arguments.at or datetime.fromisoformat(store.get("at") or now.isoformat())
    store.set("at", at.isoformat())
    filters = Filters(arguments.include or DEFAULT_INCLUDE, arguments.exclude)
    return Job(
        inputs=Inputs.of(arguments.paths, filters, names=names),
        settings=Settings(
            trust=chosen.trust,
            at=at,
            policy=chosen.policy or Policy.named("default"),
            evidence=chosen.evidence or Evidence(),
            show_personnummer=arguments.show_personnummer,
            text_recognition=chosen.text_recognition,
            fetch=chosen.fetch,
            knowledge=chosen.knowledge or Knowledge.built_in(),
        ),
        now=now,
        manifest_folder=None
        if arguments.manifest is None
        else Path(os.path.abspath(arguments.manifest)).parent,  # noqa: PTH100
        retry_errors=arguments.retry_errors,
    )


@contextmanager
def _names(arguments: BatchArguments) -> Iterator[Iterable[str]]:
    """The names of the command line, and those on standard input, which are kept on disk."""
    if not arguments.from_stdin:
        yield arguments.paths
        return
    from fhvalidate.batch.names import NamesOnDisk

    with tempfile.TemporaryFile() as spool:
        while chunk := sys.stdin.buffer.read(MAX_NAME):
            spool.write(chunk)
        spool.flush()
        yield NamesOnDisk(spool.fileno(), first=arguments.paths)


def _load_manifest(arguments: BatchArguments, store: "Store") -> None:
    from fhvalidate.batch.manifest import read_manifest

    path = arguments.manifest
    if path is None:
        return
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:  # noqa: PTH123
            store.load_manifest(read_manifest(stream, path=path))
    except OSError as error:
        raise UsageError("file-not-readable", path=path, reason=reason_of(error)) from error
    except UnicodeDecodeError as error:
        raise UsageError("manifest-malformed", path=path, reason=str(error)) from error


@contextmanager
def _examiners(
    arguments: BatchArguments, settings: "Settings", limits: "ResourceLimits"
) -> "Iterator[tuple[Examiner, ...]]":
    if arguments.cluster is not None:
        from fhvalidate.batch.cluster import connected

        with connected(arguments.cluster, settings, limits, workers=arguments.workers) as remote:
            yield remote
        return
    from fhvalidate.isolated import IsolatedWorker

    yield tuple(IsolatedWorker(settings, limits) for _ in range(arguments.workers))


def _report(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.page import write_page
    from fhvalidate.batch.store import open_results

    folder = Path(arguments.paths[0])
    with closing(open_results(folder)) as connection:
        page = write_page(connection, folder, arguments.language)
    print(path_shown(page))
    return ExitCode.VALID


def _export(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.export import WRITERS
    from fhvalidate.batch.store import open_results

    folder = Path(arguments.paths[0])
    target = Path(arguments.output or folder / f"results.{arguments.format}")
    with closing(open_results(folder)) as connection:
        WRITERS[arguments.format](connection, target, arguments.language)
    print(path_shown(target))
    return ExitCode.VALID


def _diff(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.diff import changes
    from fhvalidate.batch.store import open_results

    before, after = map(Path, arguments.paths)
    count = 0

    def said(verdict: str) -> str:
        return words(arguments.language, "batch-verdict", verdict or "absent")

    with closing(open_results(before)) as old, closing(open_results(after)) as new:
        for change in changes(old, new):
            count += 1
            why = ", ".join(words(arguments.language, "batch-why", why) for why in change.why)
            print(
                f"{path_shown(change.path)}: {said(change.before)} -> {said(change.after)} ({why})"
            )
    _tell(sentence(arguments.language, "batch-changes", {"count": count}))
    return ExitCode.VALID


def _code(counts: dict[str, int]) -> ExitCode:
    """The worst of the verdicts, by the table of the single command."""
    names = {code.verdict: code for code in ExitCode if code.verdict}
    return worst(names.get(verdict, ExitCode.UNREADABLE) for verdict in counts)


def _say_counts(
    arguments: BatchArguments, counts: dict[str, int], summary: "Summary", page: Path
) -> None:
    language = arguments.language
    for verdict in sorted(counts, key=counts.__getitem__, reverse=True):
        print(f"{counts[verdict]:>9}  {words(language, 'batch-verdict', verdict)}")
    if summary.links_out:
        _tell(sentence(language, "batch-links-out", {"count": summary.links_out}))
    if summary.passed_over:
        _tell(sentence(language, "batch-passed-over", {"count": summary.passed_over}))
    print(path_shown(page, show=arguments.show_personnummer))


def _tell(text: str) -> None:
    with suppress(OSError):  # nobody listens to standard error
        print(f"fhvalidate: {text}", file=sys.stderr, flush=True)
