"""The journal of `batch extend`: what each due file was, what it is to be, and how far that is.

It lies beside the results in a file of its own. Each step is on the disk before the next is taken,
so that whoever finds a file after a kill or a power cut knows by its digest which of the two it is.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import RLock

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.store.database import make_database, trouble_with
from fhvalidate.system_errors import reason_of

FILE_NAME = "extensions.sqlite"
SCHEMA_VERSION = "2"
CHUNK = 500  # rows that are held at once
_TABLES = ("about", "extensions")
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE extensions (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    old_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    provable_until TEXT,
    ended_by TEXT,
    target TEXT,
    partial TEXT,
    old_size INTEGER,
    new_sha256 TEXT,
    new_size INTEGER,
    extended_at TEXT,
    new_until TEXT,
    premis BLOB,
    reason TEXT,
    facts TEXT,
    out TEXT NOT NULL,
    UNIQUE (path, old_sha256, out)
);
CREATE INDEX extensions_by_state ON extensions (state, provable_until);
"""
_COLUMNS = (
    "id, path, old_sha256, state, provable_until, ended_by, target, partial, old_size, "
    "new_sha256, new_size, extended_at, new_until, premis, reason, facts, out"
)


class State(StrEnum):
    """How far the extension of one file has come."""

    DUE = "due"
    BEGUN = "begun"  # the file is as it was
    WRITTEN = "written"  # the extended one lies beside its place, whole, or has taken it
    DONE = "done"
    REFUSED = "refused"  # the file is as it was, and `reason` says why; tried again by the next run
    NAMED_AGAIN = "named-again"  # done, and results from before still name it: is it still so?


OPEN = (State.BEGUN, State.WRITTEN)
LEFT = (State.DUE, State.NAMED_AGAIN)
_IF_DONE = (State.NAMED_AGAIN, State.DONE)


@frozen
class Due:
    """A file that the radar names, by the bytes that were judged.

    Attributes:
        until: until when it can be proven, as the results have it.
    """

    path: str
    sha256: str
    until: str
    ended_by: str


@frozen
class Written:
    """The extended file as it was written, and what an archive notes of it.

    Attributes:
        at: when, in ISO 8601.
        until: until when the extended file can be proven; None: without an end that is known.
        premis: the events, until they are written as a file.
    """

    sha256: str
    size: int
    at: str
    until: str | None
    premis: bytes


@frozen
class Entry:
    """One row: a path, and the bytes that were there when it was found to be due.

    Attributes:
        target: where the extended file goes; the path itself where it takes the old one's place.
        partial: the name that it has until then, in the folder of the target.
        reason: why it was not extended, a key of the message catalogues; `facts` are what the
            message names.
        out: the folder that copies go to; empty where the file is replaced.
    """

    id: int
    path: str
    old_sha256: str
    state: State
    until: str | None = None
    ended_by: str | None = None
    target: str | None = None
    partial: str | None = None
    old_size: int | None = None
    written: Written | None = None
    reason: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    out: str = ""


@dataclass(slots=True)
class Journal:
    """The journal, open for one run; every method may be called from any thread."""

    connection: sqlite3.Connection
    lock: RLock = field(default_factory=RLock)

    def close(self) -> None:
        """Closes the file."""
        self.connection.close()

    def plan(self, due: Iterable[Due], *, out: str) -> int:
        """Has these files be due, beside what is open or done; how many are left to look at.

        What an earlier run planned or refused counts no longer: the results may say otherwise now.
        What is done for one `out` is not done for another.
        """
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM extensions WHERE state IN (?, ?)", (State.DUE, State.REFUSED)
            )
            connection.execute(
                "UPDATE extensions SET state = ? WHERE state = ?", (State.DONE, State.NAMED_AGAIN)
            )
            connection.executemany(
                "INSERT INTO extensions (path, old_sha256, out, state, provable_until, ended_by) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (path, old_sha256, out) DO UPDATE "
                "SET state = ? WHERE state = ?",
                (
                    (
                        d.path,
                        d.sha256,
                        out,
                        State.DUE,
                        d.until,
                        d.ended_by,
                        State.NAMED_AGAIN,
                        State.DONE,
                    )
                    for d in due
                ),
            )
        return sum(map(self.count, LEFT))

    def again(self, entry: Entry) -> None:
        """The file is as it was, or was put back: it is due as if nothing had been done."""
        self._set(
            entry, state=State.DUE, target=None, partial=None, new_sha256=None, new_size=None,
            extended_at=None, new_until=None, premis=None,
        )  # fmt: skip

    def begin(self, entry: Entry, *, target: str, partial: str, size: int) -> None:
        """The extension begins: nothing is written yet, and the old digest is on the disk."""
        self._set(entry, state=State.BEGUN, target=target, partial=partial, old_size=size)

    def write(self, entry: Entry, written: Written) -> None:
        """The extended file lies beside its place, whole and on the disk."""
        self._set(
            entry, state=State.WRITTEN, new_sha256=written.sha256, new_size=written.size,
            extended_at=written.at, new_until=written.until, premis=written.premis,
        )  # fmt: skip

    def finish(self, entry: Entry) -> None:
        """The extended file is in its place, and its events are written."""
        self._set(entry, state=State.DONE, partial=None, premis=None, reason=None, facts=None)

    def refuse(self, entry: Entry, reason: str, facts: Mapping[str, str]) -> None:
        """The file is as it was, for that reason."""
        told = json.dumps(dict(facts))
        self._set(entry, state=State.REFUSED, partial=None, reason=reason, facts=told)

    def note(self, entry: Entry, reason: str, facts: Mapping[str, str]) -> None:
        """Why the file is no further than it is."""
        self._set(entry, reason=reason, facts=json.dumps(dict(facts)))

    def count(self, state: State) -> int:
        """How many files are so far."""
        with self.lock:
            sql = "SELECT count(*) FROM extensions WHERE state = ?"
            return int(self.connection.execute(sql, (state,)).fetchone()[0])

    def entries(self, *states: State) -> Iterator[Entry]:
        """The files that are so far, those first that end first; a few are held at once."""
        marks = ", ".join("?" * len(states))
        last: tuple[str, int] = ("", 0)
        while True:
            with self.lock:
                rows = self.connection.execute(
                    f"SELECT {_COLUMNS} FROM extensions WHERE state IN ({marks}) "  # noqa: S608
                    "AND (coalesce(provable_until, ''), id) > (?, ?) "
                    "ORDER BY coalesce(provable_until, ''), id LIMIT ?",
                    (*states, *last, CHUNK),
                ).fetchall()
            for row in rows:
                entry = _entry(row)
                last = (entry.until or "", entry.id)
                yield entry
            if not rows:
                return

    def entry_of(self, path: str, old_sha256: str, out: str) -> Entry | None:
        """What stands of the file with those bytes at the path, and of its extension there."""
        return self._one("path = ? AND old_sha256 = ? AND out = ?", path, old_sha256, out)

    def now(self, entry: Entry) -> Entry:
        """The same entry as it stands."""
        return self._one("id = ?", entry.id) or entry

    def _one(self, where: str, *values: str | int) -> Entry | None:
        with self.lock:
            sql = f"SELECT {_COLUMNS} FROM extensions WHERE {where}"  # noqa: S608
            row = self.connection.execute(sql, values).fetchone()
        return None if row is None else _entry(row)

    def _set(self, entry: Entry, **values: str | int | bytes | None) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self._writing() as connection:
            sql = f"UPDATE extensions SET {names} WHERE id = ?"  # noqa: S608
            connection.execute(sql, (*values.values(), entry.id))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when it has ended."""
        with self.lock, self.connection:
            yield self.connection


def open_journal(folder: Path) -> Journal:
    """The journal of the results in the folder; the caller holds the folder's lock.

    Raises:
        UsageError: `extension-journal-damaged`, `results-not-writable`.
    """
    path = folder / FILE_NAME
    try:
        if not path.is_symlink() and not path.exists():
            make_database(path, _fill)
        trouble = trouble_with(path, tables=_TABLES)
        if trouble is not None:
            raise UsageError("extension-journal-damaged", path=str(path), reason=trouble)
        connection = sqlite3.connect(path, check_same_thread=False)
        # On the disk before the file that it tells of is touched: WAL alone does not promise that.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        found = connection.execute("SELECT value FROM about WHERE key = 'schema'").fetchone()
    except (sqlite3.Error, OSError) as error:
        raise UsageError(
            "results-not-writable", path=str(folder), reason=reason_of(error)
        ) from error
    if found is None or found[0] != SCHEMA_VERSION:
        connection.close()
        raise UsageError("extension-journal-damaged", path=str(path), reason="foreign")
    return Journal(connection)


def _fill(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    connection.execute("INSERT INTO about VALUES ('schema', ?)", (SCHEMA_VERSION,))


def _entry(row: tuple[object, ...]) -> Entry:
    (identity, path, old, state, until, ended_by, target, partial, old_size, *rest) = row
    new, new_size, at, new_until, premis, reason, facts, out = rest
    written = None
    if new is not None:
        written = Written(new, new_size, at, new_until, premis or b"")  # type: ignore[arg-type]
    return Entry(
        identity, path, old, State(str(state)), until, ended_by, target, partial, old_size,  # type: ignore[arg-type]
        written, reason, json.loads(str(facts)) if facts else {}, str(out),  # type: ignore[arg-type]
    )  # fmt: skip
