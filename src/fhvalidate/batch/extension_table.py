"""The table of `batch extend`: every file that was due, what became of it, and why."""

import csv
from pathlib import Path

from fhvalidate.batch.export import harmless, replacing
from fhvalidate.batch.extension_journal import Entry, State
from fhvalidate.batch.extension_plan import Plan
from fhvalidate.report.messages import Language, sentence

FILE_NAME = "extensions.csv"
COLUMNS = (
    "path", "state", "reason", "extended_to", "old_sha256", "old_size", "new_sha256", "new_size",
    "extended_at", "provable_until", "new_provable_until", "events",
)  # fmt: skip


def write_table(plan: Plan, language: Language) -> Path:
    """Writes the table as CSV in UTF-8 with a byte order mark; where it is.

    Paths stand as in `results.csv`, so that a file can be found by them in either.

    Raises:
        UsageError: `output-not-writable`.
    """
    path = plan.results / FILE_NAME
    with replacing(path, encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for entry in plan.journal.entries(*State):
            writer.writerow([harmless(cell) for cell in _cells(entry, plan, language)])
    return path


def _cells(entry: Entry, plan: Plan, language: Language) -> tuple[str | int | None, ...]:
    done = entry.state in (State.DONE, State.NAMED_AGAIN)
    new = entry.written if done else None
    return (
        entry.path,
        State.DONE if done else entry.state,
        why_of(entry, language),
        entry.target if done else None,
        entry.old_sha256,
        entry.old_size,
        None if new is None else new.sha256,
        None if new is None else new.size,
        None if new is None else new.at,
        entry.until,
        None if new is None else new.until,
        None if new is None else plan.events_of(entry).name,
    )


def why_of(entry: Entry, language: Language) -> str:
    """Why the file was not extended, as a sentence; nothing where it was."""
    return "" if entry.reason is None else sentence(language, entry.reason, entry.facts)
