"""The names of a batch: of the command line and standard input; those that are masked."""

import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from fhvalidate.cli.batch_arguments import BatchArguments
from fhvalidate.cli.complaints import tell_masked
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from fhvalidate.system_errors import reason_of

MAX_NAME = 65_536  # bytes of one name on standard input; a path has at most 4096
MAX_NAMES = 536_870_912  # bytes of them all: five million paths


@contextmanager
def names_of(arguments: BatchArguments) -> Iterator[Iterable[str]]:
    """The names of the command line, and those on standard input, which are kept on disk."""
    if not arguments.from_stdin:
        yield arguments.paths
        return
    from fhvalidate.batch.names import NamesOnDisk

    with tempfile.TemporaryFile() as spool:
        try:
            _spool(sys.stdin.buffer, spool)
        except OSError as error:
            place = tempfile.gettempdir()
            reason = reason_of(error)
            raise UsageError("results-not-writable", path=place, reason=reason) from error
        yield NamesOnDisk(spool.fileno(), first=arguments.paths)


def _spool(names: BinaryIO, spool: BinaryIO) -> None:
    """Keeps what comes on standard input; what never ends, or has no names in it, is refused."""
    total = 0
    since = 0  # bytes since the last name ended
    while chunk := _chunk(names):
        total += len(chunk)
        since = len(chunk) - 1 - end if (end := chunk.rfind(b"\0")) >= 0 else since + len(chunk)
        if since > MAX_NAME or total > MAX_NAMES:
            raise UsageError("names-too-many")
        spool.write(chunk)
    spool.flush()


def _chunk(names: BinaryIO) -> bytes:
    try:
        return names.read(MAX_NAME)
    except OSError as error:
        raise UsageError("stdin-not-readable", reason=reason_of(error)) from error


def tell_masked_places(connection: sqlite3.Connection, form: str, language: Language) -> None:
    """Mentions documents that lie where no file of that form says, for a number is masked."""
    from fhvalidate.batch.archived import masked_places

    tell_masked(language, masked_places(connection, form))
