"""A file and its extension: one of the two has the name at any moment, and both are whole.

The extended file is written aside in the folder where it belongs and reaches the disk before it
takes the name. The two then change places, and the old one goes only when it is seen to be what was
extended: what somebody wrote in that very moment is put back.
"""

import ctypes
import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from fhvalidate.batch.held_folder import HeldFolder, held_below, rename_new
from fhvalidate.errors import FileTooLargeError
from fhvalidate.frozen import frozen
from fhvalidate.private_files import FILE, PARTIAL, make_folder
from fhvalidate.regular_files import refuse_irregular

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_EXCHANGE = 2  # RENAME_EXCHANGE, renameat2(2)
_NOT_SERVED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
_ANY_WRITES = 0o222
CHUNK = 1_048_576  # bytes that are read at a time


@frozen
class Source:
    """The file as it was read, and what its extension keeps of it.

    Attributes:
        attributes: extended attributes (xattr(7)), access lists among them.
        names: how many the file has (hard links).
    """

    data: bytes
    sha256: str
    mode: int
    owner: tuple[int, int]
    attributes: tuple[tuple[str, bytes], ...]
    names: int = 1


@contextmanager
def folder_of(path: Path, root: Path, *, makes: bool = False) -> "Iterator[HeldFolder]":
    """The folder of the file, held open: below `root`, out of which no link leads.

    Args:
        path: of the file, which is no link itself.
        root: the folder that all the files are in; links to it lead on.
        makes: whether folders that are missing are made.

    Raises:
        OSError: it cannot be opened or made, or a link leads out of `root`.
    """
    if makes:
        make_folder(root)
    with held_below(root, path.parent, makes=makes) as folder:
        yield folder


@contextmanager
def source(folder: HeldFolder, name: str, *, limit: int) -> Iterator[Source]:
    """The file, which no other run extends meanwhile.

    Raises:
        OSError: it cannot be read, is a link or no regular file, is larger than `limit` bytes, or
            another run has it.
    """
    descriptor = os.open(name, _READ, dir_fd=folder.descriptor)
    try:
        status = os.fstat(descriptor)
        refuse_irregular(status.st_mode, name)
        if status.st_size > limit:
            raise FileTooLargeError(limit)
        _lock(descriptor, name)
        with os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise FileTooLargeError(limit)
        yield Source(
            data,
            sha256(data).hexdigest(),
            stat.S_IMODE(status.st_mode),
            (status.st_uid, status.st_gid),
            tuple(_attributes(descriptor)),
            status.st_nlink,
        )
    finally:
        os.close(descriptor)


def is_protected(found: Source) -> bool:
    """Whether nobody may write to it: then its place is not taken, though the system would let us.

    Who may do everything (root), or write in the folder, would else change what is protected.
    """
    return not found.mode & _ANY_WRITES


def new_name() -> str:
    """A name for what is being written, which no batch takes as a document."""
    return f"{PARTIAL}{secrets.token_hex(8)}"


def write_aside(folder: HeldFolder, name: str, data: bytes, like: Source | None) -> None:
    """Writes the extended file under a name of its own, and has it reach the disk.

    It has the permissions, the owner and the attributes of the file whose place it is to take; a
    file that takes nobody's place is for its owner alone.

    Raises:
        OSError: it cannot be written, or not be given those; it is not there then.
    """
    try:
        descriptor = os.open(name, _NEW, FILE, dir_fd=folder.descriptor)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if like is not None:
                _make_alike(file.fileno(), like)
            os.fsync(file.fileno())
        _flush(folder)
    except BaseException:
        with suppress(OSError):
            folder.remove(name)
        raise


def digest_of(folder: HeldFolder, name: str) -> str | None:
    """SHA-256 of the regular file of that name, in hexadecimal; None: there is nothing.

    Raises:
        OSError: it cannot be read, is a link, or is no regular file.
    """
    try:
        descriptor = os.open(name, _READ, dir_fd=folder.descriptor)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        refuse_irregular(os.fstat(file.fileno()).st_mode, name)
        total = sha256()
        while piece := file.read(CHUNK):
            total.update(piece)
        return total.hexdigest()


def take_place(folder: HeldFolder, aside: str, name: str, *, old: str) -> bool:
    """Has the extended file take the old one's name; False: what was there is not the old one.

    Args:
        folder: of both.
        aside: the name of the extended file until now.
        name: the name that it gets.
        old: SHA-256 of the file that it is an extension of. Another stays, or is put back.

    Raises:
        OSError: the names cannot be changed.
    """
    if digest_of(folder, name) != old:
        return False
    if not _exchange(folder, aside, name):
        # NOTE: a file system without that (some network shares) leaves a moment between the look
        # and the change, in which what another program writes would be lost.
        at = folder.descriptor
        os.replace(aside, name, src_dir_fd=at, dst_dir_fd=at)
        _flush(folder)
        return True
    return settle_exchange(folder, aside, name, old=old)


def settle_exchange(folder: HeldFolder, aside: str, name: str, *, old: str) -> bool:
    """Removes the old file, which lies aside now; what is another file changes back.

    Raises:
        OSError: it cannot be removed or changed back.
    """
    _flush(folder)
    found = digest_of(folder, aside)
    is_old = found is None or found == old
    if not is_old:
        _exchange(folder, aside, name)
    if found is not None:
        folder.remove(aside)
    _flush(folder)
    return is_old


def take_name(folder: HeldFolder, aside: str, name: str) -> None:
    """Gives the extended file its name where nothing has it.

    Raises:
        FileExistsError: something has it.
        OSError: it cannot be renamed.
    """
    rename_new(folder, aside, folder, name)
    _flush(folder)


def _flush(folder: HeldFolder) -> None:
    """Has the folder's names reach the disk; some network shares know no such thing."""
    try:
        os.fsync(folder.descriptor)
    except OSError as error:
        if error.errno not in _NOT_SERVED:
            raise


def _lock(descriptor: int, name: str) -> None:
    """Keeps other runs from the file; where the file system has no locks, nothing does.

    Raises:
        OSError: another run has it (EBUSY).
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), name) from error
    except OSError:
        return


def _attributes(descriptor: int) -> Iterator[tuple[str, bytes]]:
    with suppress(OSError):  # a file system without them
        for name in os.listxattr(descriptor):
            with suppress(OSError):
                yield name, os.getxattr(descriptor, name)


def _make_alike(descriptor: int, like: Source) -> None:
    """Gives the new file what the old one has.

    Raises:
        OSError: its owner would be another. What the system alone may set is left to it.
    """
    made = os.fstat(descriptor)
    if (made.st_uid, made.st_gid) != like.owner:
        os.fchown(descriptor, *like.owner)
    for name, value in like.attributes:
        with suppress(OSError):
            os.setxattr(descriptor, name, value)
    os.fchmod(descriptor, like.mode)


def _exchange(folder: HeldFolder, one: str, other: str) -> bool:
    """Has two files change names at once; False where the file system cannot.

    Raises:
        OSError: they cannot change names.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    at = folder.descriptor
    if call(at, os.fsencode(one), at, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_SERVED:
        return False
    raise OSError(number, os.strerror(number), one, None, other)
