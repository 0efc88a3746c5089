"""Where a copy and its record are made, beside the places that they are to have.

What a killed run left is known by its name and by the lock that nobody holds any more: the system
lets go of a lock when its process ends, however it ends.
"""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fhvalidate.archive.record import EVIDENCE
from fhvalidate.atomic import flush_folder
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.private_files import PARTIAL, create, make_folder, real_path
from fhvalidate.system_errors import reason_of

_RECORD = "-record"
_OURS = re.compile(re.escape(PARTIAL) + r"[0-9a-f]{16}" + _RECORD)


@frozen
class Staged:
    """Where the copy and the record are made."""

    copy: Path
    folder: Path

    @property
    def evidence(self) -> Path:
        """The folder of evidence in the record."""
        return self.folder / EVIDENCE


@contextmanager
def staged(out: str, record: str) -> Iterator[Staged]:
    """An empty file and an empty folder for the owner alone, which are gone when it ends.

    So are the folders above them that had to be made, unless something is in them then.

    Raises:
        UsageError: `output-not-writable`.
    """
    mark = f"{PARTIAL}{secrets.token_hex(8)}"
    copy, folder = Path(out).with_name(mark), Path(record).with_name(f"{mark}{_RECORD}")
    missing = [*_missing(copy.parent), *_missing(folder.parent)]
    path, lock = out, -1
    try:
        make_folder(copy.parent)
        path = record
        make_folder(folder.parent)
        _clear(copy.parent, folder.parent)
        # The folder first: what is cleared later is known by it.
        make_folder(folder)
        with suppress(OSError):  # a share without locks, where nothing is cleared either
            lock = _locked(folder)
        path = out
        os.close(create(copy))
        path = record
        yield Staged(copy, folder)
    except OSError as error:
        raise UsageError("output-not-writable", path=path, reason=reason_of(error)) from error
    finally:
        with suppress(OSError):
            copy.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        if lock >= 0:
            os.close(lock)
        for each in sorted(missing, key=lambda each: len(each.parts), reverse=True):
            with suppress(OSError):
                each.rmdir()  # only one that is empty


def refuse_existing(*paths: str) -> None:
    """Refuses to write where anything is.

    Raises:
        UsageError: `output-exists`, `output-not-writable`.
    """
    for path in paths:
        if os.path.lexists(path):
            raise UsageError("output-exists", path=path)
        if not Path(path).name:
            raise UsageError("output-not-writable", path=path, reason="no-such-file")


def refuse_taken(out: str) -> None:
    """Refuses a name that something has, or that lies in no folder: none is made on the way.

    Raises:
        UsageError: `output-exists`, `output-not-writable`.
    """
    refuse_existing(out)
    if not Path(out).parent.is_dir():
        raise UsageError("output-not-writable", path=out, reason="no-such-file")


def write_whole_and_name(data: bytes, staged: Staged, out: str) -> None:
    """Writes the file where it is staged, and gives it its name once it has reached the disk.

    Raises:
        UsageError: `output-exists`.
        OSError: it cannot be written, or be named.
    """
    with staged.copy.open("r+b") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    take_name(staged, out)


def take_name(staged: Staged, out: str) -> None:
    """Gives the file its name; what has come there meanwhile stays.

    Raises:
        UsageError: `output-exists`.
        OSError: it cannot be named.
    """
    path = Path(out)
    try:
        path.hardlink_to(staged.copy)
    except FileExistsError as error:
        raise UsageError("output-exists", path=out) from error
    flush_folder(path.parent)


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it, as far as they are not there."""
    target = real_path(folder)
    return [each for each in (target, *target.parents) if not os.path.lexists(each)]


def _clear(copies: Path, records: Path) -> None:
    """Removes what earlier runs left that were killed: nothing that a run has in its hands."""
    for folder in records.iterdir():
        if not _OURS.fullmatch(folder.name) or not _is_own_folder(folder):
            continue
        try:
            lock = _locked(folder)
        except OSError:
            continue
        try:
            with suppress(OSError):
                (copies / folder.name.removesuffix(_RECORD)).unlink()
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)


def _is_own_folder(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and status.st_uid == os.geteuid()


def _locked(folder: Path) -> int:
    """A descriptor that holds the folder's lock.

    Raises:
        OSError: somebody else holds it, it is gone, or the share knows no locks.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
