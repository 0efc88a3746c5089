"""What a batch says when it has ended: how many of each, what is new, one line for a mail."""

import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fhvalidate.cli.batch_progress import told
from fhvalidate.cli.output import path_shown
from fhvalidate.report.messages import Language, sentence, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhvalidate.batch.history import Event

SINCE_RUN = "run"
MAX_ISSUERS = 20  # lines; report.html has them all


def changes_since(
    connection: sqlite3.Connection, moment: datetime | str, run: int
) -> "Iterator[Event]":
    """What became of the paths since the time, or in this run and those that it went on with."""
    from fhvalidate.batch.history import since

    if isinstance(moment, datetime):
        return since(connection, moment)
    row = connection.execute("SELECT job FROM runs WHERE number = ?", (run,)).fetchone()
    return since(connection, run if row is None else int(row[0]))


def event_line(event: "Event", language: Language, *, show: bool) -> str:
    """The event in words, with the path masked."""
    verdict = event.after or event.before or "absent"
    facts = {
        "path": path_shown(event.path, show=show),
        "earlier": path_shown(event.earlier or "", show=show),
        "before": words(language, "batch-verdict", event.before or "absent"),
        "verdict": words(language, "batch-verdict", verdict),
    }
    return words(language, "batch-event", event.kind, **facts)


def summary_line(connection: sqlite3.Connection, run: int, language: Language) -> str:
    """How many files, of each verdict, new, changed and to do: one line, without any name."""
    verdicts = connection.execute("SELECT verdict, count(*) FROM results GROUP BY verdict")
    counts = Counter(dict(verdicts.fetchall()))
    from fhvalidate.batch.history import Kind

    kinds = Counter(event.kind for event in changes_since(connection, SINCE_RUN, run))
    from fhvalidate.report.next_step import NOTHING_LEFT

    sql = "SELECT count(*) FROM results WHERE action NOT IN (?, ?)"
    todo = connection.execute(sql, NOTHING_LEFT).fetchone()
    return sentence(
        language,
        "batch-summary",
        {
            "files": counts.total(),
            "verdicts": told(counts, language),
            "new": kinds[Kind.NEW],
            "changed": kinds[Kind.CHANGED],
            "todo": int(todo[0]),
        },
    )


def issuer_lines(
    connection: sqlite3.Connection, language: Language, *, width: int, show: bool
) -> list[str]:
    """The issuers that files wait for, what for, and how to trust them; none: no line at all."""
    from fhvalidate.batch.waiting import awaited_issuers
    from fhvalidate.report.closing import awaited_lines
    from fhvalidate.report.layout import Style

    found = [
        replace(each, issuer=path_shown(each.issuer, show=show))
        for each in awaited_issuers(connection)
    ]
    return awaited_lines(found, Style(language, colour=False, width=width), shown=MAX_ISSUERS)
