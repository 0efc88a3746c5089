"""`fhvalidate batch`: a whole archive, and what becomes of its results."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from fhvalidate.cli import terminal
from fhvalidate.cli.batch_arguments import (
    DIFF,
    EXPORT,
    EXTEND,
    REPORT,
    WATCH,
    BatchArguments,
    batch_help,
    parse_batch,
)
from fhvalidate.cli.batch_end import changes_since, event_line, issuer_lines, summary_line
from fhvalidate.cli.batch_names import names_of, tell_masked_places
from fhvalidate.cli.complaints import tell_ahead, tell_open
from fhvalidate.cli.exit_code import ExitCode, worst
from fhvalidate.cli.output import path_shown, refuse_input, say
from fhvalidate.cli.preparation import policy_of, settings_of
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import Language, sentence, words

if TYPE_CHECKING:
    from fhvalidate.batch.job import Job
    from fhvalidate.batch.run import Summary
    from fhvalidate.batch.store import Store
    from fhvalidate.cli.batch_log import Log
    from fhvalidate.cli.commands import Command
    from fhvalidate.isolated import ResourceLimits, Settings
    from fhvalidate.isolated.answers import Examiner

# Seconds for which one thread may keep the interpreter: while one checks a report, another must get
# its turn to ask a worker for the next, or the worker waits.
TURN = 0.0005
MAX_TOLD = 21  # paths; of a list that long the last is shown as an ellipsis


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate batch …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    if argv[1:2] in ([WATCH], [EXTEND]):
        start: Command = import_module(f"fhvalidate.cli.batch_{argv[1]}").run
        return start(argv[2:], language)
    arguments = parse_batch(argv[1:], language)
    if arguments.help:
        sys.stdout.write(batch_help(arguments.command, arguments.language))
        return ExitCode.VALID
    others = {REPORT: _report, EXPORT: _export, DIFF: _diff}
    return others.get(arguments.command, _run)(arguments)


def _run(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.lock import locked
    from fhvalidate.batch.opening import FILE_NAME, broken_off, open_store
    from fhvalidate.batch.results import (
        first_to_end,
        renew_pages,
        verdict_counts,
        write_results,
    )
    from fhvalidate.cli.batch_log import opened
    from fhvalidate.isolated import ResourceLimits
    from fhvalidate.policy import Policy

    policy = policy_of(arguments.policy) or Policy.named("default")
    limits = ResourceLimits.of(policy, seconds=arguments.timeout, memory=arguments.memory)
    folder = Path(arguments.out)
    _refuse_nothing(arguments)
    if not arguments.quiet:
        tell_ahead(arguments.language, arguments.at)
    with opened(arguments.log) as log, locked(folder), broken_off(folder):
        store = open_store(folder, limits=f"{limits.seconds:g} s, {limits.memory} MB")
        with closing(store):
            tell_open(
                arguments.language, folder, folder / FILE_NAME, show=arguments.show_personnummer
            )
            summary = _judge(arguments, store, limits, log)
            if summary.interrupted:
                say(sentence(arguments.language, "batch-interrupted", {"paths": summary.paths}))
                if log is not None:
                    log.line("interrupted", files=summary.paths)
                return ExitCode.INTERRUPTED
            page = write_results(store.connection, folder, arguments.language)
            if arguments.pages:
                renew_pages(store, folder, arguments.language)
            counts = verdict_counts(store.connection)
            ending = first_to_end(store.connection)
            issuers = issuer_lines(
                store.connection,
                arguments.language,
                width=terminal.width(sys.stdout),
                show=arguments.show_personnummer,
            )
            _say_end(arguments, store, log)
            unmet = {cause: store.unmet_paths(cause, MAX_TOLD) for cause in summary.unmet}
    if not arguments.quiet and not arguments.summary:
        with suppress(BrokenPipeError):  # nobody reads on; the exit code tells all the same
            _say_counts(arguments, counts, summary)
            print(*issuers, sep="\n", end="\n" * bool(issuers))
            if ending is not None:
                print(_ending(arguments.language, *ending))
            print(path_shown(page, show=arguments.show_personnummer))
    for cause, paths in unmet.items():
        _say_unmet(arguments, cause, summary.unmet[cause], paths)
    if not counts:
        raise UsageError("batch-nothing-found")
    return ExitCode.VALID if arguments.exit_zero else _code(counts)


def _judge(
    arguments: BatchArguments, store: "Store", limits: "ResourceLimits", log: "Log | None"
) -> "Summary":
    from fhvalidate.batch.run import run as run_job
    from fhvalidate.cli.batch_progress import progress
    from fhvalidate.report.json import utc

    sys.setswitchinterval(TURN)
    with names_of(arguments) as names:
        job = _job(arguments, store, names)
        _load_manifest(arguments, store)
        with (
            _examiners(arguments, job.settings, limits) as examiners,
            progress(arguments.language, quiet=arguments.quiet) as watch,
        ):
            if log is None:
                return run_job(job, store, examiners, watch)
            log.watch = watch
            log.line("begin", at=utc(job.settings.at), run=store.run)
            return run_job(job, store, examiners, log)


def _job(arguments: BatchArguments, store: "Store", names: Iterable[str]) -> "Job":
    from fhvalidate.batch.job import Job
    from fhvalidate.batch.listing import DEFAULT_INCLUDE, Filters, Inputs
    from fhvalidate.cli.batch_time import as_of
    from fhvalidate.words.local_times import local

    chosen = settings_of(arguments)
    time = as_of(arguments, store)
    at = time.begun.at
    if not arguments.quiet and time.sentence:
        say(sentence(arguments.language, time.sentence, {"time": local(at)}))
    filters = Filters(arguments.include or DEFAULT_INCLUDE, arguments.exclude)
    return Job(
        inputs=Inputs.of(arguments.paths, filters, names=names),
        settings=replace(
            chosen.of_worker(at=at, show_personnummer=arguments.show_personnummer),
            detail=arguments.detail,
        ),
        now=time.now,
        keeps_earlier=time.keeps_earlier,
        manifest_folder=None
        if arguments.manifest is None
        else Path(os.path.abspath(arguments.manifest)).parent,  # noqa: PTH100
        retry_errors=arguments.retry_errors,
    )


def _refuse_nothing(arguments: BatchArguments) -> None:
    """A name that leads nowhere is a row; when all do, the command line is wrong.

    Raises:
        UsageError: `file-missing`.
    """
    from fhvalidate.isolated.places import is_url

    there = any(is_url(name) or os.path.lexists(name) for name in arguments.paths)
    if arguments.paths and not (there or arguments.from_stdin):
        raise UsageError("file-missing", path=arguments.paths[0])


def _load_manifest(arguments: BatchArguments, store: "Store") -> None:
    from fhvalidate.batch.manifest import manifest_rows

    path = arguments.manifest
    if path is None:
        return
    store.load_manifest(manifest_rows(path), path=path)


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
    from fhvalidate.batch.opening import broken_off, open_results
    from fhvalidate.batch.page import write_page

    folder = Path(arguments.paths[0])
    with broken_off(folder), closing(open_results(folder)) as connection:
        tell_open(arguments.language, folder)
        page = write_page(connection, folder, arguments.language)
    print(path_shown(page))
    return ExitCode.VALID


def _export(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.opening import FILE_NAME, broken_off, open_results
    from fhvalidate.batch.results import FILE_NAMES, WRITERS

    folder = Path(arguments.paths[0])
    target = Path(arguments.output or folder / FILE_NAMES[arguments.format])
    refuse_input(str(target), (str(folder / FILE_NAME),))
    with broken_off(folder), closing(open_results(folder)) as connection:
        tell_open(arguments.language, target)
        WRITERS[arguments.format](connection, target, arguments.language)
        tell_masked_places(connection, arguments.format, arguments.language)
    print(path_shown(target))
    return ExitCode.VALID


def _diff(arguments: BatchArguments) -> ExitCode:
    from fhvalidate.batch.diff import WRITERS, changes
    from fhvalidate.batch.opening import broken_off, open_results

    before, after = map(Path, arguments.paths)
    if arguments.format != "text":
        terminal.make_utf8(sys.stdout)

    def shown(path: str) -> str:
        return path if arguments.show_personnummer else mask_attribute(path)

    with (
        broken_off(before),
        closing(open_results(before)) as old,
        closing(open_results(after)) as new,
    ):
        found = (replace(change, path=shown(change.path)) for change in changes(old, new))
        count = WRITERS[arguments.format](found, sys.stdout, arguments.language)
    if arguments.format == "text":
        say(sentence(arguments.language, "batch-changes", {"count": count}))
    return ExitCode.DIFFERENT if count and arguments.exit_code else ExitCode.VALID


def _code(counts: dict[str, int]) -> ExitCode:
    """The worst of the verdicts, by the table of the single command."""
    names = {code.verdict: code for code in ExitCode if code.verdict}
    return worst(names.get(verdict, ExitCode.UNREADABLE) for verdict in counts)


def _say_counts(arguments: BatchArguments, counts: dict[str, int], summary: "Summary") -> None:
    language = arguments.language
    for verdict in sorted(counts, key=counts.__getitem__, reverse=True):
        print(f"{counts[verdict]:>9}  {words(language, 'batch-verdict', verdict)}")
    if summary.links_out:
        say(sentence(language, "batch-links-out", {"count": summary.links_out}))
    if summary.passed_over:
        say(sentence(language, "batch-passed-over", {"count": summary.passed_over}))


def _ending(language: Language, year: str, count: int) -> str:
    return words(language, "batch-cli", "first-to-end", year=year, count=count)


def _say_end(arguments: BatchArguments, store: "Store", log: "Log | None") -> None:
    """What is new, changed, moved or gone, and all in one line, where that was asked for."""
    line = summary_line(store.connection, store.run, arguments.language)
    if log is not None:
        log.line("end", summary=line)
    with suppress(BrokenPipeError):
        if arguments.since is not None:
            for event in changes_since(store.connection, arguments.since, store.run):
                print(event_line(event, arguments.language, show=arguments.show_personnummer))
        if arguments.summary:
            print(line)


def _say_unmet(arguments: BatchArguments, cause: str, count: int, paths: tuple[str, ...]) -> None:
    """Said also when quiet: a row of the manifest has come to nothing."""
    shown = tuple(path_shown(path, show=arguments.show_personnummer) for path in paths)
    say(sentence(arguments.language, f"batch-{cause}", {"count": count, "paths": shown}))
