"""Writing so that a kill at any moment leaves what was before or what comes after."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.private_files import FILE, PARTIAL, make_folder, real_path, write_whole
from fhvalidate.system_errors import reason_of

__all__ = ["PARTIAL", "flush_folder", "locked", "write_atomically"]


def write_atomically(path: Path, data: bytes) -> None:
    """Gives the file its new content at once, and has it and its name reach the disk.

    A symbolic link is followed, so that a profile may live in a shared folder. A new file is for
    its owner alone; one that is there keeps its permissions.

    Raises:
        OSError: the folder cannot be made or written; the file is then as it was.
    """
    target = real_path(path)
    make_folder(target.parent)
    write_whole(target, data)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Has the folder's entries reach the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keeps other processes from changing the file meanwhile; a kill lets go of it.

    Raises:
        UsageError: `output-not-writable`: the folder cannot be made or written.
    """
    # What has the lock's name may be anything: a link is not followed, a pipe not waited for.
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        make_folder(path.parent)
        descriptor = os.open(path.with_name(f".{path.name}.lock"), flags, FILE)
    except OSError as error:
        raise UsageError("output-not-writable", path=str(path), reason=reason_of(error)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
