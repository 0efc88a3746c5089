"""What earlier runs into the same folder leave: their times, their results, what became of paths.

A nightly run judges what is new as of now, and keeps what an earlier one said of the same bytes by
the same rules, as of then. A run that was broken off goes on as of its own time.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from enum import StrEnum

from fhvalidate.batch.inputs import InputDigests
from fhvalidate.frozen import frozen
from fhvalidate.poe import HeldSince
from fhvalidate.report.json import utc

# What an earlier run could not settle is judged anew: what was wanting may be there by now.
UNSETTLED = "indeterminate"
_OF_A_WAY = tuple(each.name for each in fields(InputDigests) if each.name != "at")


class Kind(StrEnum):
    """What became of a path."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"


@frozen
class Begun:
    """A run that was begun.

    Attributes:
        at: what it judges as of.
        given: whether that time was asked for; else it is when the run was begun.
        job: the number of the run that it goes on with, or its own.
    """

    number: int
    at: datetime
    given: bool
    job: int


@frozen
class Event:
    """What became of a path: the verdicts before and after, and where it was before it moved."""

    path: str
    kind: Kind
    before: str | None
    after: str | None
    earlier: str | None


def unfinished(connection: sqlite3.Connection) -> Begun | None:
    """The last run, where it was broken off when it had committed something."""
    row = connection.execute(
        "SELECT number, at, given, job, ended FROM runs ORDER BY number DESC LIMIT 1"
    ).fetchone()
    if row is None or row[4] is not None:
        return None
    number, at, given, job, _ = row
    committed = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM paths WHERE run BETWEEN ? AND ?)", (job, number)
    ).fetchone()[0]
    return Begun(number, datetime.fromisoformat(at), bool(given), job) if committed else None


def begin(connection: sqlite3.Connection, begun: Begun, now: datetime) -> None:
    """Notes that the run is begun; the caller has the transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO runs (number, begun, at, given, job) VALUES (?, ?, ?, ?, ?)",
        (begun.number, utc(now), begun.at.isoformat(), begun.given, begun.job),
    )


def end(connection: sqlite3.Connection, run: int, now: datetime) -> None:
    """Notes that the run went to its end, and drops what it judged anew and no path has."""
    connection.execute("UPDATE runs SET ended = ? WHERE number = ?", (utc(now), run))
    connection.execute(
        "DELETE FROM documents WHERE verdict = ? AND run < ? "
        "AND run IN (SELECT number FROM runs WHERE NOT given) "
        "AND id NOT IN (SELECT document FROM paths WHERE document IS NOT NULL) "
        "AND sha256 IN (SELECT sha256 FROM documents WHERE run = ?)",
        (UNSETTLED, run, run),
    )


def kept(
    reader: sqlite3.Connection, digests: InputDigests, sha256: str, held: HeldSince | None
) -> tuple[object, ...] | None:
    """What an earlier run said of these bytes by the same rules as of its own time, the latest.

    Nothing that was said as of a time that somebody chose, or that lies after this run's.
    """
    rules = " AND ".join(f"s.{name} = ?" for name in _OF_A_WAY)
    found: tuple[object, ...] | None = reader.execute(
        "SELECT d.id, d.verdict, d.cause, d.limits, d.run FROM documents d "  # noqa: S608
        "JOIN settings s ON s.id = d.settings JOIN runs r ON r.number = d.run "
        "WHERE d.sha256 = ? AND d.held_since IS ? AND d.held_sha256 IS ? AND NOT r.given "
        f"AND d.verdict <> ? AND s.at <= ? AND {rules} ORDER BY s.at DESC LIMIT 1",
        (
            sha256,
            None if held is None else utc(held.time),
            None if held is None else held.sha256,
            UNSETTLED,
            digests.at,
            *(getattr(digests, name) for name in _OF_A_WAY),
        ),
    ).fetchone()
    return found


def verdict_of(connection: sqlite3.Connection, path: str) -> str | None:
    """What is said of the path; None: nothing."""
    found = connection.execute("SELECT verdict FROM results WHERE path = ?", (path,)).fetchone()
    return None if found is None else str(found[0])


def note(
    connection: sqlite3.Connection, run: int, path: str, before: str | None, now: datetime
) -> None:
    """Notes what became of a path that was just written, where it is new or says something else."""
    after = verdict_of(connection, path)
    if before == after:
        return
    kind = Kind.NEW if before is None else Kind.CHANGED
    connection.execute(
        "INSERT INTO events (run, time, path, kind, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        (run, utc(now), path, kind, before, after),
    )


def forget(connection: sqlite3.Connection, run: int, now: datetime) -> None:
    """Drops the paths in the table `gone`; one whose bytes came in elsewhere has moved there."""
    rows = connection.execute(
        "SELECT g.path, r.verdict, r.sha256 FROM gone g JOIN results r ON r.path = g.path "
        "ORDER BY g.path"
    )
    for path, verdict, sha256 in rows.fetchall():
        moved = connection.execute(
            "SELECT e.id FROM results r JOIN events e ON e.path = r.path AND e.kind = 'new' "
            "AND e.run >= coalesce((SELECT job FROM runs WHERE number = ?), ?) "
            "WHERE r.sha256 = ? ORDER BY e.id LIMIT 1",
            (run, run, sha256),
        ).fetchone()
        if moved is None:
            connection.execute(
                "INSERT INTO events (run, time, path, kind, before) VALUES (?, ?, ?, ?, ?)",
                (run, utc(now), path, Kind.GONE, verdict),
            )
        else:
            connection.execute(
                "UPDATE events SET kind = ?, before = ?, earlier = ? WHERE id = ?",
                (Kind.MOVED, verdict, path, *moved),
            )
    connection.execute("DELETE FROM paths WHERE path IN (SELECT path FROM gone)")


def since(connection: sqlite3.Connection, begin: datetime | int) -> Iterator[Event]:
    """What became of each path since a time, or in a run and those that went on with it."""
    where, value = ("time >= ?", utc(begin)) if isinstance(begin, datetime) else ("run >= ?", begin)
    sql = (
        "SELECT l.path, f.kind, f.before, l.after, coalesce(f.earlier, l.earlier), l.kind FROM "  # noqa: S608
        f"(SELECT min(id) AS first, max(id) AS last FROM events WHERE {where} GROUP BY path) "
        "JOIN events f ON f.id = first JOIN events l ON l.id = last ORDER BY l.path"
    )
    for path, first, before, after, earlier, last in connection.execute(sql, (value,)):
        if first == Kind.NEW and last == Kind.GONE:  # came and went meanwhile
            continue
        kind = Kind(last if Kind.GONE in (last, first) else first)
        if kind is Kind.CHANGED and before == after:
            continue
        yield Event(path, kind, before, after, earlier)
