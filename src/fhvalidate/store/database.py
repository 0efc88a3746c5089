"""SQLite files of our own: made whole, for their owner alone; another's is never written to."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from fhvalidate.atomic import flush_folder
from fhvalidate.private_files import PARTIAL, create
from fhvalidate.regular_files import open_regular
from fhvalidate.system_errors import reason_of

_HEADER = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file while it is open


def trouble_with(path: Path, *, tables: Iterable[str]) -> str | None:
    """Why the file is no database with these tables, a key of `fact-reason`; None when it is.

    Nothing is written: what is damaged may still be mended by its owner.
    """
    try:
        with open_regular(path) as file:
            head = file.read(len(_HEADER))
    except OSError as error:
        return reason_of(error)
    if head != _HEADER:
        return "not-a-database" if head else "damaged"
    try:
        with closing(opened_for_reading(path)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            names = {name for (name,) in found}
    except (sqlite3.Error, OSError) as error:
        return reason_of(error)
    return None if set(tables) <= names else "foreign"


def opened_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, also where nothing could be written.

    Raises:
        sqlite3.Error: it cannot be opened or read.
    """
    name = "file:" + quote(os.fsencode(path.absolute()))
    connection = sqlite3.connect(f"{name}?mode=ro", uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        # A folder that is read-only has no room for what readers share of a log.
        if Path(f"{path}-wal").exists():
            raise
        connection = sqlite3.connect(f"{name}?mode=ro&immutable=1", uri=True)
        with suppress(sqlite3.OperationalError):
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def make_database(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Makes the file with what `fill` puts into it: there is all of it, or no file.

    The caller sees to it that nobody else makes the same meanwhile.

    Raises:
        OSError, sqlite3.Error: it cannot be written.
    """
    partial = path.with_name(f"{PARTIAL}{path.name}")
    _remove(partial)  # of one that was killed
    try:
        os.close(create(partial))
        with closing(sqlite3.connect(partial)) as connection, connection:
            fill(connection)
        partial.rename(path)
    except BaseException:
        with suppress(OSError):
            _remove(partial)
        raise
    flush_folder(path.parent)


def _remove(partial: Path) -> None:
    for suffix in ("", *_BESIDE):
        Path(f"{partial}{suffix}").unlink(missing_ok=True)
