"""A judged file takes its place with its reports beside it, or nothing has happened.

What is under way stands in a note. Whoever finds one, after a fault or a power cut, undoes it: the
file is back where it came in, and is judged anew.
"""

import ctypes
import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path

from fhvalidate.batch.inbox import DONE, NEEDS_ACTION, Inbox, Stamp, stamp_at
from fhvalidate.errors import UsageError, reason_of
from fhvalidate.frozen import frozen
from fhvalidate.private_files import create, write_whole
from fhvalidate.regular_files import read_regular

NOTE = ".moving.json"
SUFFIXES = (".html", ".json")  # of the reports, after the whole name of the file
MAX_NAME = 255  # bytes of a name, on the file systems of Linux
MAX_NUMBER = 100_000  # files of one name in one folder
MAX_SUFFIX = 20  # bytes; what is longer after a dot is no kind of file
MAX_NOTE = 65_536  # bytes
_HERE = -100  # AT_FDCWD: names are relative to where the process is
_NO_REPLACE = 1  # RENAME_NOREPLACE, renameat2(2)
_NOT_SERVED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


class Kept(StrEnum):
    """Whether the file that was moved has the bytes that were judged."""

    SAME = "same"
    OTHER = "other"
    TAKEN = "taken"  # by somebody who fetches what is done


@frozen
class Note:
    """A move that is under way; names are hexadecimal, since they may be any bytes."""

    name: str
    folder: str
    target: str
    device: int
    inode: int


@frozen
class Judgement:
    """What becomes of a file, and the reports on it by the suffix of their names."""

    folder: str
    reports: Mapping[str, str]


def deliver(
    inbox: Inbox,
    name: str,
    stamp: Stamp,
    judgement: Judgement,
    kept: Callable[[Path], Kept],
) -> str | None:
    """Moves the file; the name that it has there, or None: it is no longer what was judged.

    `kept` compares what was moved with what was judged.

    Raises:
        UsageError: `output-not-writable`, of the reports.
        OSError: the file cannot be moved; it is where it was.
    """
    source, folder = inbox.waiting / name, inbox.root / judgement.folder
    try:
        target = free_name(folder, name)
        note = Note(_hex(name), judgement.folder, _hex(target), stamp.device, stamp.inode)
        write_whole(inbox.root / NOTE, json.dumps(asdict(note)).encode())
        for suffix, text in judgement.reports.items():
            _write_new(folder / f"{target}{suffix}", text)
    except OSError as error:
        undo(inbox)
        raise UsageError(
            "output-not-writable", path=str(folder), reason=reason_of(error)
        ) from error
    try:
        moved = stamp_at(source) == stamp
        if moved:
            rename_new(source, folder / target)
            moved = kept(folder / target) is not Kept.OTHER
    except BaseException:
        undo(inbox)
        raise
    if not moved:
        undo(inbox)
        return None
    (inbox.root / NOTE).unlink()
    return target


def undo(inbox: Inbox) -> str | None:
    """Undoes the move that is under way; the name in `in` of the file that was in it, if one was.

    Reports stay only beside a file, or where somebody has already taken the file away.

    Raises:
        UsageError: `watch-note-damaged`.
    """
    path = inbox.root / NOTE
    if not os.path.lexists(path):
        return None
    note = _read(path)
    name, folder, target = _name(note.name), inbox.root / note.folder, _name(note.target)
    if _is_that(folder / target, note):
        for back in _names(name):
            with suppress(FileExistsError):
                rename_new(folder / target, inbox.waiting / back)
                name = back
                break
    waits = os.path.lexists(inbox.waiting / name)
    if waits:
        for suffix in SUFFIXES:
            report = folder / f"{target}{suffix}"
            if stamp_at(report) is not None:
                report.unlink()
    path.unlink()
    return name if waits else None


def free_name(folder: Path, name: str) -> str:
    """The name, or one like it, that neither a file nor a report on one has in the folder.

    Raises:
        OSError: there are too many.
    """
    for found in _names(name):
        if not any(os.path.lexists(folder / f"{found}{suffix}") for suffix in ("", *SUFFIXES)):
            return found
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / name))


def rename_new(source: Path, target: Path) -> None:
    """Renames, and never over what has the name already.

    NOTE: where a file system cannot promise that (some network shares), the name is looked for
    first; then another program that took it in that very moment would lose its file.

    Raises:
        FileExistsError: something has the name.
        OSError: it cannot be renamed.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is not None:
        names = (os.fsencode(source), os.fsencode(target))
        if call(_HERE, names[0], _HERE, names[1], _NO_REPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in _NOT_SERVED:
            raise OSError(number, os.strerror(number), str(source), None, str(target))
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def _names(name: str) -> Iterator[str]:
    """The name, then numbered ones; each leaves room for the suffix of a report."""
    suffix = Path(name).suffix
    stem = name.removesuffix(suffix)
    if len(os.fsencode(suffix)) > MAX_SUFFIX:
        stem, suffix = name, ""
    for number in range(1, MAX_NUMBER + 1):
        end = suffix if number == 1 else f"-{number}{suffix}"
        room = MAX_NAME - max(map(len, SUFFIXES)) - len(os.fsencode(end))
        while len(os.fsencode(stem)) > room:
            stem = stem[:-1]
        yield f"{stem}{end}"


def _write_new(path: Path, text: str) -> None:
    with os.fdopen(create(path), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _is_that(path: Path, note: Note) -> bool:
    found = stamp_at(path)
    return found is not None and (found.device, found.inode) == (note.device, note.inode)


def _read(path: Path) -> Note:
    """The note, of which nothing leads out of the folders.

    Raises:
        UsageError: `watch-note-damaged`.
    """
    try:
        note = Note(**json.loads(read_regular(path, limit=MAX_NOTE)))
        names = (_name(note.name), _name(note.target))
        if note.folder in {DONE, NEEDS_ACTION} and not any("/" in name for name in names):
            return note
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise UsageError("watch-note-damaged", path=str(path)) from error
    raise UsageError("watch-note-damaged", path=str(path))


def _hex(name: str) -> str:
    return os.fsencode(name).hex()


def _name(text: str) -> str:
    name = os.fsdecode(bytes.fromhex(text))
    if name in {"", ".", ".."}:
        raise ValueError
    return name
