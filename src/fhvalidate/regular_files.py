"""Regular files, read to a limit: no pipe, device or socket is opened, and nothing read for ever.

What a person names may be anything that a path can lead to. A named pipe waits for a writer, a
device has no end, and opening some of them does something.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from fhvalidate.errors import FileTooLargeError, NotRegularFileError, UsageError
from fhvalidate.system_errors import reason_of

CHUNK = 1_048_576  # bytes that are read at a time where the size that is told was not the size


def open_regular(path: str | PathLike[str]) -> BinaryIO:
    """The file, open for reading.

    Raises:
        OSError: it cannot be opened, or is no regular file (`NotRegularFileError`).
    """
    try:
        refuse_irregular(Path(path).stat().st_mode, path)
        # What took its place meanwhile must neither be waited for nor become our terminal.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
        descriptor = os.open(path, flags)
    except ValueError as error:  # a null byte, or characters that no name can have
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    try:
        refuse_irregular(os.fstat(descriptor).st_mode, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: str | PathLike[str], *, limit: int) -> bytes:
    """The bytes of the file, of which at most `limit` and one more are read.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger (`FileTooLargeError`).
    """
    with open_regular(path) as file:
        return b"".join(_pieces(file.fileno(), limit))


def read_each(
    files: Iterable[Path], *, limit: int, total: int
) -> Iterator[tuple[str, bytes | str]]:
    """The files by name, each with its bytes, or why it was not read: a key of `fact-reason`.

    Of each at most `limit` bytes are read, and of all together `total`.
    """
    for file in files:
        try:
            data = read_regular(file, limit=min(limit, total))
        except OSError as error:
            yield file.name, reason_of(error)
        else:
            total -= len(data)
            yield file.name, data


def is_regular(path: str | PathLike[str]) -> bool:
    """Whether there is a regular file at the path, or where a link there leads."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def not_read(
    path: str | PathLike[str], error: Exception, *, missing: str = "file-missing"
) -> UsageError:
    """What to raise when a file that the user named could not be read.

    `missing` is the code for one that is not there.
    """
    name = os.fspath(path)
    if isinstance(error, FileNotFoundError) and is_broken_link(name):
        return UsageError("file-not-readable", path=name, reason="broken-link")
    if isinstance(error, FileNotFoundError):
        return UsageError(missing, path=name)
    return UsageError("file-not-readable", path=name, reason=reason_of(error))


def is_broken_link(path: str | PathLike[str]) -> bool:
    """Whether the path is a link, and what it leads to is not there."""
    try:
        return Path(path).is_symlink() and not os.path.lexists(os.path.realpath(path))
    except (OSError, ValueError):
        return False


def refuse_irregular(mode: int, path: str | PathLike[str]) -> None:
    """Refuses a folder, a pipe, a device and a socket.

    Raises:
        OSError: it is one (`IsADirectoryError`, `NotRegularFileError`).
    """
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(mode):
        raise NotRegularFileError(os.fspath(path))


def _pieces(descriptor: int, limit: int) -> Iterator[bytes]:
    # Those of the system's own file systems say that they have no bytes, and have them.
    told = os.fstat(descriptor).st_size
    if told > limit:
        raise FileTooLargeError(limit)
    wanted, found = told + 1, 0
    while piece := os.read(descriptor, wanted):
        found += len(piece)
        if found > limit:
            raise FileTooLargeError(limit)
        yield piece
        wanted = max(told + 1 - found, 1) if found <= told else min(CHUNK, limit + 1 - found)
