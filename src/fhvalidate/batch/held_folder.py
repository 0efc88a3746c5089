"""A folder that is held open: what is done in it is done there, whatever takes its name meanwhile.

Whoever may write in the folder above could put a link in its place between two steps; a descriptor
does not follow it (openat(2)).
"""

import ctypes
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from fhvalidate.batch.inbox import Stamp, stamp_of
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.private_files import FILE, FOLDER, PARTIAL

_PARTIAL = late_re(re.escape(PARTIAL) + r"[0-9a-f]{16}")
_NO_REPLACE = 1  # RENAME_NOREPLACE, renameat2(2)
_NOT_SERVED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@frozen
class HeldFolder:
    """A folder: its path when it was opened, and its descriptor. All names are in it."""

    path: Path
    descriptor: int

    def has(self, name: str) -> bool:
        """Whether anything has the name."""
        return self._status(name) is not None

    def stamp(self, name: str) -> Stamp | None:
        """The stamp of the regular file of that name; None: nothing, or something else."""
        found = self._status(name)
        return stamp_of(found) if found is not None and stat.S_ISREG(found.st_mode) else None

    def is_at_its_path(self) -> bool:
        """Whether its path still leads to it, and no link does."""
        try:
            found, own = self.path.lstat(), os.fstat(self.descriptor)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == (own.st_dev, own.st_ino)

    def read(self, name: str, limit: int) -> bytes:
        """The regular file of that name, at most so many bytes of it.

        Raises:
            OSError: it cannot be read, is a link, or is no regular file.
        """
        with os.fdopen(os.open(name, _READ, dir_fd=self.descriptor), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), name)
            return file.read(limit)

    def write(self, name: str, data: bytes, *, over: bool) -> None:
        """Writes the file whole: aside, to disk, then under its name; a link there is replaced.

        Raises:
            FileExistsError: something has the name, and it is not to be written over.
            OSError: it cannot be written.
        """
        aside = f"{PARTIAL}{secrets.token_hex(8)}"
        try:
            descriptor = os.open(aside, _NEW, FILE, dir_fd=self.descriptor)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if over:
                at = self.descriptor
                os.replace(aside, name, src_dir_fd=at, dst_dir_fd=at)
            else:
                rename_new(self, aside, self, name)
        except BaseException:
            with suppress(OSError):
                self.remove(aside)
            raise

    def remove(self, name: str) -> None:
        """Removes the file.

        Raises:
            OSError: it cannot be removed, or is not there.
        """
        os.unlink(name, dir_fd=self.descriptor)

    def remove_ours(self, name: str, digest: str, size: int) -> None:
        """Removes the file if it has those bytes (SHA-256); what is somebody else's stays."""
        with suppress(OSError):
            if sha256(self.read(name, size + 1)).hexdigest() == digest:
                self.remove(name)

    def clear_partials(self) -> None:
        """Removes what was being written when a process was killed, by its name: files alone."""
        for name in os.listdir(self.descriptor):  # noqa: PTH208 - by descriptor
            found = self._status(name) if _PARTIAL.fullmatch(name) else None
            if found is not None and stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                with suppress(OSError):
                    self.remove(name)

    def _status(self, name: str) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None


@contextmanager
def held(path: Path) -> Iterator[HeldFolder]:
    """The folder, held open.

    Raises:
        OSError: it cannot be opened, is a link, or is no folder.
    """
    descriptor = os.open(path, _FOLDER)
    try:
        yield HeldFolder(path, descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held_below(root: Path, path: Path, *, makes: bool = False) -> Iterator[HeldFolder]:
    """The folder `path`, held open, which lies below `root`: no link leads out of that.

    Each folder on the way is opened in the one above it, so that a link which takes the place of
    one meanwhile is not followed.

    Args:
        root: links to it lead on.
        path: links in it are followed as they lie now, as far as they stay below `root`.
        makes: whether folders that are missing are made, for the owner alone.

    Raises:
        OSError: a folder cannot be opened or made; a link leads out of `root`, or came meanwhile.
    """
    top, real = os.path.realpath(root), os.path.realpath(path)
    if os.path.commonpath((top, real)) != top:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    parts = Path(os.path.relpath(real, top)).parts
    descriptor = os.open(top, _FOLDER)
    try:
        for part in parts:
            above = descriptor
            try:
                descriptor = _opened_in(above, part, makes=makes)
            finally:
                os.close(above)
        yield HeldFolder(Path(real), descriptor)
    finally:
        with suppress(OSError):  # closed already where a folder on the way could not be opened
            os.close(descriptor)


def _opened_in(above: int, name: str, *, makes: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=above)
    except FileNotFoundError:
        if not makes:
            raise
    with suppress(FileExistsError):
        os.mkdir(name, FOLDER, dir_fd=above)
    return os.open(name, _FOLDER, dir_fd=above)


def rename_new(source: HeldFolder, name: str, target: HeldFolder, new: str) -> None:
    """Renames, and never over what has the name already.

    NOTE: where a file system cannot promise that (some network shares), the name is looked for
    first; then another program that took it in that very moment would lose its file.

    Raises:
        FileExistsError: something has the name.
        OSError: it cannot be renamed.
    """
    at, to = source.descriptor, target.descriptor
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is not None:
        if call(at, os.fsencode(name), to, os.fsencode(new), _NO_REPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in _NOT_SERVED:
            told = str(source.path / name), None, str(target.path / new)
            raise OSError(number, os.strerror(number), *told)
    if target.has(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target.path / new))
    os.rename(name, new, src_dir_fd=at, dst_dir_fd=to)
