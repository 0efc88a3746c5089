"""Files and folders that may hold personal data: made so that only their owner can open them.

What is there already keeps the permissions that somebody gave it.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from fhvalidate.regular_files import refuse_irregular

FILE = 0o600
FOLDER = 0o700
PARTIAL = ".partial-"
_OTHERS = 0o077


def real_path(path: str | PathLike[str]) -> Path:
    """Where the path leads, links followed, so that what is written stays where a link leads.

    Raises:
        OSError: no path can be so.
    """
    try:
        return Path(os.path.realpath(path))
    except ValueError as error:  # a null byte, or characters that no name can have
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error


def make_folder(path: str | PathLike[str]) -> None:
    """Makes the folder, and those above it that are missing, for the owner alone.

    Raises:
        OSError: it cannot be made, or something else is there.
    """
    folder = target = real_path(path)
    missing = []
    while not folder.exists():
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=FOLDER, exist_ok=True)
    if not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))


def create(path: str | PathLike[str]) -> int:
    """A descriptor to write the new file with; what has the name already is not followed.

    Raises:
        OSError: it cannot be made.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE)


def _partial_of(target: Path) -> Path:
    """A new file beside the target, empty, which takes the target's name when it is written.

    It has the target's permissions where there is one.

    Raises:
        OSError: it cannot be made, or the target is something else than a regular file.
    """
    mode = mode_to_keep(target)
    partial = target.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
    descriptor = create(partial)
    try:
        if mode is not None:
            os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)
    return partial


def mode_to_keep(target: Path) -> int | None:
    """The permissions of the file that is about to be replaced; None when there is none.

    Raises:
        OSError: it is something else than a regular file, which must not be replaced.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    refuse_irregular(mode, target)
    return stat.S_IMODE(mode)


def write_whole(path: Path, data: bytes) -> None:
    """Gives the file its new content at once: written aside, flushed to disk, then renamed.

    Raises:
        OSError: it cannot be written; the file is then as it was.
    """
    with replacing(path) as partial, partial.open("r+b") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def replacing(path: str | PathLike[str]) -> Iterator[Path]:
    """A new file to write, as `_partial_of` makes it, which takes the path's name at the end.

    A symbolic link is followed. After an error the file is as it was.

    Raises:
        OSError: it cannot be made, or cannot take the name.
    """
    target = real_path(path)
    partial = _partial_of(target)
    try:
        yield partial
        partial.replace(target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def write_private(path: Path, data: bytes) -> None:
    """Writes the file in a folder of one's own, for the owner alone; a link there is not followed.

    Raises:
        OSError: it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, FILE), "wb") as file:
        file.write(data)


def open_to_others(paths: Iterable[str | PathLike[str]]) -> tuple[str, ...]:
    """Those of the paths that are there and that others than their owner may open."""
    found = []
    for path in paths:
        with suppress(OSError, ValueError):
            mode = Path(path).stat().st_mode
            kind = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            if kind and mode & _OTHERS:
                found.append(os.fspath(path))
    return tuple(found)
