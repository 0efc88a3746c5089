"""Opening `results.sqlite`: made whole, and never written to when it is damaged or another's."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from fhvalidate.batch.store import Store, value_of
from fhvalidate.batch.tables import SCHEMA_VERSION, TABLES
from fhvalidate.errors import UsageError
from fhvalidate.store.database import make_database, opened_for_reading, trouble_with
from fhvalidate.system_errors import reason_of

FILE_NAME = "results.sqlite"
_TABLES = ("run", "settings", "documents", "signatures", "signers", "findings", "paths", "manifest")
# What is wrong with the file itself; everything else may pass.
_OF_THE_FILE = ("damaged", "not-a-database", "foreign", "not-a-regular-file", "is-a-folder")


def open_store(folder: Path, *, limits: str) -> Store:
    """The results in the folder, for a new run; the caller holds the folder's lock.

    Raises:
        UsageError: `results-not-writable`, `results-damaged`, `results-not-opened`,
            `results-other-version`.
    """
    path = folder / FILE_NAME
    try:
        if os.path.lexists(path):
            _check(path)
        else:
            make_database(path, _fill)
        with ExitStack() as opened:  # nothing stays open of what could not all be opened
            connection = sqlite3.connect(path, check_same_thread=False)
            opened.callback(connection.close)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(TABLES)
            reader = sqlite3.connect(path, check_same_thread=False)
            opened.callback(reader.close)
            reader.execute("PRAGMA query_only = ON")
            store = Store(connection, reader, int(value_of(connection, "runs") or "0") + 1, limits)
            store.set("runs", str(store.run))
            opened.pop_all()
    except (sqlite3.Error, OSError, ValueError) as error:
        raise _failed("results-not-writable", folder, error) from error
    return store


@contextmanager
def broken_off(folder: Path) -> Iterator[None]:
    """Has what goes wrong with the results on the way said as what it is.

    Raises:
        UsageError: `results-failed`, `results-damaged`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _failed("results-failed", folder, error) from error


def open_results(folder: Path) -> sqlite3.Connection:
    """The results in the folder, for reading.

    Raises:
        UsageError: `results-missing`, `results-damaged`, `results-not-opened`,
            `results-other-version`.
    """
    path = folder / FILE_NAME
    if not os.path.lexists(path):
        raise UsageError("results-missing", path=str(folder))
    _check(path)
    return opened_for_reading(path)


def _fill(connection: sqlite3.Connection) -> None:
    connection.executescript(TABLES)
    connection.execute("INSERT INTO run VALUES ('schema', ?)", (SCHEMA_VERSION,))


def _check(path: Path) -> None:
    """Refuses what is not ours before anything is written to it."""
    trouble = trouble_with(path, tables=_TABLES)
    version = None
    if trouble is None:
        try:
            with closing(opened_for_reading(path)) as connection:
                version = value_of(connection, "schema")
        except sqlite3.Error as error:
            trouble = reason_of(error)
    elif trouble == "foreign":  # a version of ours may have other tables
        with suppress(sqlite3.Error), closing(opened_for_reading(path)) as connection:
            version = value_of(connection, "schema")
        trouble = trouble if version is None else None
    if trouble in _OF_THE_FILE:
        raise UsageError("results-damaged", path=str(path), reason=trouble)
    if trouble is not None:  # nothing is said of the file: a full disk, or no permission
        raise UsageError("results-not-opened", path=str(path), reason=trouble)
    if version != SCHEMA_VERSION:
        raise UsageError("results-other-version", path=str(path.parent), version=version or "?")


def _failed(code: str, folder: Path, error: Exception) -> UsageError:
    reason = reason_of(error)
    damaged = reason in _OF_THE_FILE
    path = folder / FILE_NAME if damaged else folder
    return UsageError("results-damaged" if damaged else code, path=str(path), reason=reason)
