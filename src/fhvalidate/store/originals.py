"""The index of an archive's originals: a fingerprint of each in one SQLite file.

A copy is looked up by the bands that its fingerprint shares with those of originals; the best of
them are then compared by the whole fingerprint. Below 2 kB an original.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from os import PathLike, fspath
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.private_files import create as create_private
from fhvalidate.regular_files import is_regular
from fhvalidate.reprint.fingerprint import (
    LIKELY,
    Fingerprint,
    band_keys,
    contained,
    likeness,
    scheme,
)
from fhvalidate.store.database import trouble_with
from fhvalidate.system_errors import reason_of

MAX_IN_A_BAND = 1000  # originals looked at for one band; a template's text is in thousands
MAX_COMPARED = 500  # originals whose whole fingerprint is compared, those with most bands first
MAX_FOUND = 20  # originals that a look-up lists
CACHE_KIB = 262_144  # of SQLite's pages in memory, so that adding does not wait for the disk

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS original (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    shingles INTEGER NOT NULL,
    minima BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS band (
    key INTEGER NOT NULL,
    original INTEGER NOT NULL,
    PRIMARY KEY (key, original)
) WITHOUT ROWID;
"""
_TABLES = ("about", "original", "band")


@frozen
class Original:
    """An original to add: its name (a path, or what the archive calls it) and its fingerprint."""

    name: str
    sha256: str
    fingerprint: Fingerprint


@frozen
class Candidate:
    """An original that a copy may be of; `contained` is estimated, 0 to 1."""

    name: str
    sha256: str
    contained: float


@contextmanager
def opened_index(path: str | PathLike[str], *, create: bool) -> Iterator[sqlite3.Connection]:
    """The index in the file, closed at the end; what was added is kept unless an error ended it.

    Raises:
        UsageError: `index-missing`, `index-foreign`, `index-unreadable`, `index-other-scheme` or
            `index-not-installed`, before anything is made.
    """
    name = fspath(path)
    ours = scheme()
    try:
        is_new = create and _made(name)
    except OSError as error:
        raise UsageError("index-unreadable", path=name, reason=reason_of(error)) from error
    if not is_new:
        _check(name)
    try:
        with closing(sqlite3.connect(name)) as connection:
            if create:
                _fill(connection, ours)
            _prepare(connection, name, ours)
            with connection:
                yield connection
    except sqlite3.Error as error:
        if is_new:
            _remove_empty(name)
        raise UsageError("index-unreadable", path=name, reason=reason_of(error)) from error


def _made(path: str) -> bool:
    """Whether there is an empty file to fill, now made for its owner alone or left by one killed.

    Raises:
        OSError: it cannot be made.
    """
    if not os.path.lexists(path):
        os.close(create_private(path))
    return is_regular(path) and Path(path).stat().st_size == 0


def _check(path: str) -> None:
    """Refuses what is no index before anything is written to it."""
    if not os.path.lexists(path):
        raise UsageError("index-missing", path=path)
    trouble = trouble_with(Path(path), tables=_TABLES)
    if trouble is not None:
        raise UsageError("index-foreign", path=path, reason=trouble)


def has_original(connection: sqlite3.Connection, sha256: str) -> bool:
    """Whether the index has these bytes."""
    row = connection.execute("SELECT 1 FROM original WHERE sha256 = ?", (bytes.fromhex(sha256),))
    return row.fetchone() is not None


def add_originals(connection: sqlite3.Connection, originals: Iterable[Original]) -> int:
    """How many were added; one whose bytes the index has already is passed over."""
    added = 0
    for item in originals:
        try:
            row = connection.execute(
                "INSERT INTO original (sha256, name, shingles, minima) VALUES (?, ?, ?, ?)",
                (
                    bytes.fromhex(item.sha256),
                    item.name,
                    item.fingerprint.shingles,
                    item.fingerprint.minima,
                ),
            ).lastrowid
        except sqlite3.IntegrityError:
            continue
        connection.executemany(
            "INSERT OR IGNORE INTO band (key, original) VALUES (?, ?)",
            ((key, row) for key in band_keys(item.fingerprint)),
        )
        added += 1
    return added


def find_originals(
    connection: sqlite3.Connection, copy: Fingerprint, *, least: float = LIKELY
) -> tuple[Candidate, ...]:
    """The originals that the copy contains by at least `least`, the likeliest first."""
    meetings: Counter[int] = Counter()
    for key in band_keys(copy):
        rows = connection.execute(
            "SELECT original FROM band WHERE key = ? LIMIT ?", (key, MAX_IN_A_BAND)
        )
        meetings.update(row for (row,) in rows)
    # Of versions that the copy contains alike, the one with nothing besides stands first.
    found = [
        (-likeness(fingerprint, copy), Candidate(name, sha256.hex(), round(share, 3)))
        for name, sha256, fingerprint in _rows(connection, [i for i, _ in _most(meetings)])
        if (share := contained(fingerprint, copy)) >= least
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].name))
    return tuple(candidate for _, candidate in found[:MAX_FOUND])


def count_originals(connection: sqlite3.Connection) -> int:
    """How many originals the index has."""
    count: int = connection.execute("SELECT count(*) FROM original").fetchone()[0]
    return count


def _most(meetings: Counter[int]) -> Sequence[tuple[int, int]]:
    return sorted(meetings.items(), key=lambda item: (-item[1], item[0]))[:MAX_COMPARED]


def _rows(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> Iterator[tuple[str, bytes, Fingerprint]]:
    for number in numbers:
        name, sha256, shingles, minima = connection.execute(
            "SELECT name, sha256, shingles, minima FROM original WHERE id = ?", (number,)
        ).fetchone()
        yield name, sha256, Fingerprint(minima, shingles)


def _fill(connection: sqlite3.Connection, ours: str) -> None:
    """Makes the tables where they are not there: with what they are for, or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        if count_originals(connection) == 0:
            connection.execute("INSERT OR IGNORE INTO about VALUES ('scheme', ?)", (ours,))


def _prepare(connection: sqlite3.Connection, path: str, ours: str) -> None:
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    stored = connection.execute("SELECT value FROM about WHERE key = 'scheme'").fetchone()
    if stored is None or stored[0] != ours:
        raise UsageError("index-other-scheme", path=path)


def _remove_empty(path: str) -> None:
    """Removes the file that was made in vain, as on a full disk."""
    with suppress(OSError):
        if Path(path).stat().st_size == 0:
            Path(path).unlink()
