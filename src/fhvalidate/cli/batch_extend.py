"""`fhvalidate batch extend`: the files that the radar names, extended one after another."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from fhvalidate.cli import isolation
from fhvalidate.cli.batch_extend_arguments import (
    BatchExtendArguments,
    extend_parser,
    parse_extend,
)
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.output import path_shown, say
from fhvalidate.cli.preparation import settings_of
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, sentence, words
from fhvalidate.words.local_times import last_whole_day

if TYPE_CHECKING:
    from sqlite3 import Connection

    from fhvalidate.batch.extension_journal import Due, Journal
    from fhvalidate.batch.extension_plan import Plan
    from fhvalidate.batch.extension_run import Summary
    from fhvalidate.cli.batch_log import Log
    from fhvalidate.isolated.extending import Asking

MAX_TOLD = 200  # files on the screen, those that end first; the table has them all


def run(argv: Sequence[str], language: Language) -> ExitCode:
    """Carries out `fhvalidate batch extend …`.

    Raises:
        UsageError: it cannot be carried out.
    """
    arguments = parse_extend(argv, language)
    if arguments.help:
        sys.stdout.write(extend_parser(arguments.language).format_help())
        return ExitCode.VALID
    from fhvalidate.batch.lock import locked
    from fhvalidate.batch.opening import FILE_NAME, broken_off, open_results

    results = Path(arguments.results)
    if not (results / FILE_NAME).exists():  # before a folder is made of a slip
        raise UsageError("results-missing", path=arguments.results)
    with locked(results), broken_off(results), closing(open_results(results)) as connection:
        if arguments.dry_run:
            return _tell_due(arguments, connection, results)
        return _extend(arguments, connection, results)


def _extend(arguments: BatchExtendArguments, connection: "Connection", results: Path) -> ExitCode:
    from fhvalidate.batch.extension_journal import open_journal
    from fhvalidate.batch.extension_table import write_table
    from fhvalidate.cli.batch_log import opened
    from fhvalidate.isolated.extending import Asking

    shows = arguments.show_personnummer
    settings = settings_of(arguments).of_worker(at=datetime.now(UTC), show_personnummer=shows)
    from fhvalidate.cli.trust_update import user_network

    asking = Asking.at(arguments.tsa, user_network(), settings)
    with opened(arguments.log) as log, closing(open_journal(results)) as journal:
        limit = settings.policy.limits.file_size
        plan = _plan(arguments, connection, journal, results, limit)
        summary = _run(arguments, connection, plan, asking, log)
        table = write_table(plan, arguments.language)
        _tell_end(arguments, plan, summary, log)
        if not arguments.quiet:
            with suppress(BrokenPipeError):
                print(path_shown(table, show=shows))
    if summary.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.INDETERMINATE if summary.refused or summary.left else ExitCode.VALID


def _plan(
    arguments: BatchExtendArguments,
    connection: "Connection",
    journal: "Journal",
    results: Path,
    limit: int,
) -> "Plan":
    from fhvalidate.batch.archived import folder_of_all
    from fhvalidate.batch.extension_plan import Plan

    out = None if arguments.out is None else Path(arguments.out).absolute()
    shows = arguments.show_personnummer
    return Plan(journal, results, folder_of_all(connection), out, limit, shows)


def _run(
    arguments: BatchExtendArguments,
    connection: "Connection",
    plan: "Plan",
    asking: "Asking",
    log: "Log | None",
) -> "Summary":
    from fhvalidate.batch.extension_due import due_files
    from fhvalidate.batch.extension_run import patient
    from fhvalidate.batch.extension_run import run as extend_all
    from fhvalidate.batch.extension_workers import extenders
    from fhvalidate.cli.batch_progress import progress
    from fhvalidate.extension.wanted import Goal, Wanted

    stop = Event()

    def tell(reason: str, seconds: float) -> None:
        facts: dict[str, str | int] = {"reason": reason, "seconds": round(seconds)}
        say(sentence(arguments.language, "batch-extend-waiting", facts))

    isolated = isolation.is_isolated()
    if not isolated:
        isolation.tell_not_isolated(arguments.language)
    due = due_files(connection, now=datetime.now(UTC), before=arguments.due_before)
    wanted = Wanted(Goal(arguments.level), renew=arguments.renew)
    with (
        extenders(
            asking,
            wanted,
            results=plan.results,
            count=arguments.workers,
            isolated=isolated,
            patience=lambda stamp: patient(stamp, stop.wait, tell=tell),
        ) as ready,
        progress(arguments.language, quiet=arguments.quiet, table="extend-outcome") as watch,
    ):
        if log is None:
            return extend_all(due, plan, ready, watch, stop=stop)
        log.watch = watch
        log.line("begin")
        return extend_all(due, plan, ready, log, stop=stop)


def _tell_due(arguments: BatchExtendArguments, connection: "Connection", results: Path) -> ExitCode:
    """Lists what would be extended, and changes nothing."""
    from fhvalidate.batch.extension_due import due_files, waiting_files

    language, now, before = arguments.language, datetime.now(UTC), arguments.due_before
    count = 0
    with _done_of(arguments, connection, results) as done, suppress(BrokenPipeError):
        for each in due_files(connection, now=now, before=before):
            if not done(each):
                print(_due_line(each, arguments))
                count += 1
        say(sentence(language, "batch-extend-due", {"count": count}))
    later = 0 if before is None else waiting_files(connection, now=now, before=before)
    if later:
        say(sentence(language, "batch-extend-later", {"count": later}))
    return ExitCode.VALID


@contextmanager
def _done_of(
    arguments: BatchExtendArguments, connection: "Connection", results: Path
) -> "Iterator[Callable[[Due], bool]]":
    """Whether an earlier run has extended the file with those bytes to where it is to go now.

    As the journal says and as the extended file is still there: so the run that changes something
    looks, too.
    """
    from fhvalidate.batch.extension import is_there
    from fhvalidate.batch.extension_journal import FILE_NAME, State, open_journal

    if not (results / FILE_NAME).exists():
        yield lambda _due: False
        return
    with closing(open_journal(results)) as journal:
        plan = _plan(arguments, connection, journal, results, 0)
        settled = (State.DONE, State.NAMED_AGAIN)

        def done(due: "Due") -> bool:
            entry = journal.entry_of(due.path, due.sha256, plan.place)
            with suppress(OSError):
                return entry is not None and entry.state in settled and is_there(entry, plan)
            return False

        yield done


def _due_line(due: "Due", arguments: BatchExtendArguments) -> str:
    day = last_whole_day(datetime.fromisoformat(due.until)).isoformat()
    shown = path_shown(due.path, show=arguments.show_personnummer)
    return f"{day}  {shown}  ({words(arguments.language, 'ended-by', due.ended_by)})"


def _tell_end(
    arguments: BatchExtendArguments, plan: "Plan", summary: "Summary", log: "Log | None"
) -> None:
    """Which files were not extended and why, and how many were; then what comes next."""
    language = arguments.language
    facts: dict[str, str | int] = {
        "extended": summary.extended,
        "already": summary.already,
        "refused": summary.refused,
        "left": summary.left,
    }
    line = sentence(language, "batch-extend-ended", facts)
    if log is not None:
        log.line("end", summary=line)
    if not arguments.quiet:
        with suppress(BrokenPipeError):
            for told in _refusals(arguments, plan):
                print(told)
            print(line)
    if summary.recovered:
        say(sentence(language, "batch-extend-recovered", {"count": summary.recovered}))
    if summary.reason is not None:
        why = sentence(language, summary.reason.code, summary.reason.facts)
        say(sentence(language, "batch-extend-stopped", {"count": summary.left}) + " " + why)
    elif summary.interrupted:
        say(sentence(language, "batch-extend-interrupted", {"count": summary.left}))
    elif summary.extended and not arguments.quiet:
        say(_next_step(arguments))


def _next_step(arguments: BatchExtendArguments) -> str:
    if arguments.out is None:
        return sentence(arguments.language, "batch-extend-next", {})
    out = path_shown(arguments.out, show=arguments.show_personnummer)
    return sentence(arguments.language, "batch-extend-next-copies", {"out": out})


def _refusals(arguments: BatchExtendArguments, plan: "Plan") -> list[str]:
    from fhvalidate.batch.extension_journal import State
    from fhvalidate.batch.extension_table import why_of

    shows, language = arguments.show_personnummer, arguments.language
    found = plan.journal.entries(State.REFUSED, State.WRITTEN)
    lines = [
        f"{path_shown(entry.path, show=shows)}: {why_of(entry, language)}"
        for entry in islice(found, MAX_TOLD + 1)
    ]
    return lines if len(lines) <= MAX_TOLD else [*lines[:MAX_TOLD], "…"]
