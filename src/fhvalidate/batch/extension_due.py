"""Which files of a batch's results are due to be extended, as its radar says."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from fhvalidate.batch.extension_journal import Due
from fhvalidate.batch.radar import recommended

# Of what is not valid nothing may be proven longer; what has no known end waits for nothing.
_PROVABLE = (
    "SELECT path, sha256, provable_until, provable_ended_by, extend_from FROM results "
    "WHERE verdict = 'valid' AND provable_until IS NOT NULL ORDER BY provable_until, path"
)


def due_files(
    connection: sqlite3.Connection, *, now: datetime, before: datetime | None = None
) -> Iterator[Due]:
    """The valid files that are to be extended now, those first that end first.

    Args:
        connection: to the results.
        now: when that is asked. What cannot be extended yet waits until then.
        before: takes those that end before it; None: those that the radar says to extend by now,
            which is a year before their end.
    """
    for path, sha256, until, ended_by, extend_from in connection.execute(_PROVABLE):
        end, start = datetime.fromisoformat(until), datetime.fromisoformat(extend_from)
        if before is not None and end > before:
            return
        if (recommended(end, start) if before is None else start) <= now:
            yield Due(path, sha256, until, ended_by)


def waiting_files(connection: sqlite3.Connection, *, now: datetime, before: datetime) -> int:
    """How many end before the time and cannot be extended yet."""
    found = connection.execute(_PROVABLE)
    return sum(
        datetime.fromisoformat(until) <= before and datetime.fromisoformat(start) > now
        for _, _, until, _, start in found
    )
