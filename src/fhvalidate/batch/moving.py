"""A judged file takes its place with its reports beside it, or nothing has happened.

What is under way stands in a note. Whoever finds one, after a fault or a power cut, undoes it: the
file is back where it came in, and is judged anew.
"""

import errno
import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from fhvalidate.batch.held_folder import HeldFolder, held, rename_new
from fhvalidate.batch.inbox import DONE, NEEDS_ACTION, Inbox, Stamp
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.system_errors import reason_of
from fhvalidate.words.plain import UNSEEN

NOTE = ".moving.json"
SUFFIXES = (".html", ".json")  # of the reports, after the whole name of the file
MAX_NAME = 255  # bytes of a name, on the file systems of Linux
MAX_NUMBER = 100_000  # files of one name in one folder
MAX_SUFFIX = 20  # bytes; what is longer after a dot is no kind of file
MAX_NOTE = 65_536  # bytes
MAX_TRIES = 20  # where somebody takes each free name in the moment that it is found
DIGEST = 64  # hexadecimal digits of SHA-256
RECEIVED = ".received"  # after the name of a file that came in under that of a report
LIKE_REPORTS = (*SUFFIXES, ".htm", ".xhtml", ".shtml")


class Kept(StrEnum):
    """Whether the file that was moved has the bytes that were judged."""

    SAME = "same"
    OTHER = "other"
    TAKEN = "taken"  # by somebody who fetches what is done


@frozen
class Note:
    """A move that is under way; names are hexadecimal, since they may be any bytes.

    `written` has the digest (SHA-256) and the size of each report, by its suffix.
    """

    name: str
    folder: str
    target: str
    device: int
    inode: int
    written: Mapping[str, Sequence[Any]] = field(default_factory=dict)


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
        UsageError: `output-not-writable`, of the reports; `watch-folder-refused`.
        OSError: the file cannot be moved; it is where it was.
    """
    for _ in range(MAX_TRIES):
        try:
            return _deliver(inbox, name, stamp, judgement, kept)
        except FileExistsError:  # somebody took the name in that moment: the next one is free
            undo(inbox)
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)


def _deliver(
    inbox: Inbox, name: str, stamp: Stamp, judgement: Judgement, kept: Callable[[Path], Kept]
) -> str | None:
    with (
        _held(inbox.root) as root,
        _held(inbox.waiting) as waiting,
        _held(inbox.root / judgement.folder) as folder,
    ):
        texts = {suffix: text.encode() for suffix, text in judgement.reports.items()}
        with _writing(inbox, folder):
            target = free_name(folder, name)
        written = {suffix: [sha256(d).hexdigest(), len(d)] for suffix, d in texts.items()}
        note = Note(_hex(name), judgement.folder, _hex(target), stamp.device, stamp.inode, written)
        with _writing(inbox, root):
            root.write(NOTE, json.dumps(asdict(note)).encode(), over=True)
        with _writing(inbox, folder):
            for suffix, data in texts.items():
                folder.write(f"{target}{suffix}", data, over=False)
        try:
            moved = waiting.stamp(name) == stamp and folder.is_at_its_path()
            if moved:
                rename_new(waiting, name, folder, target)
                # What the path leads to is compared: it has to be the folder that is held.
                moved = kept(folder.path / target) is not Kept.OTHER and folder.is_at_its_path()
        except BaseException:
            _undo(root, waiting, folder)
            raise
        if not moved:
            _undo(root, waiting, folder)
            return None
        root.remove(NOTE)
        return target


@contextmanager
def _writing(inbox: Inbox, folder: HeldFolder) -> Iterator[None]:
    """What cannot be written is undone, and the folder that it was to be written in is named."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        undo(inbox)
        path, reason = str(folder.path), reason_of(error)
        raise UsageError("output-not-writable", path=path, reason=reason) from error


@contextmanager
def _held(path: Path) -> Iterator[HeldFolder]:
    """One of our folders, held.

    Raises:
        UsageError: `watch-folder-refused`.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(held(path))
        except OSError as error:
            reason = "link" if path.is_symlink() else reason_of(error)
            raise UsageError("watch-folder-refused", path=str(path), reason=reason) from error
        yield folder


def undo(inbox: Inbox) -> str | None:
    """Undoes the move that is under way; the name in `in` of the file that was in it, if one was.

    Reports stay only beside a file, or where somebody has already taken the file away.

    Raises:
        UsageError: `watch-note-damaged`, `watch-folder-refused`.
    """
    with _held(inbox.root) as root:
        if not root.has(NOTE):
            return None
        note = _read(root)
        with _held(inbox.waiting) as waiting, _held(inbox.root / note.folder) as folder:
            return _undo(root, waiting, folder)


def _undo(root: HeldFolder, waiting: HeldFolder, folder: HeldFolder) -> str | None:
    """As `undo`, in the folders that are held; only what was written here is removed."""
    note = _read(root)
    name, target = _name(note.name), _name(note.target)
    if _is_that(folder.stamp(target), note):
        for back in _names(name):
            with suppress(FileExistsError):
                rename_new(folder, target, waiting, back)
                name = back
                break
    waits = waiting.has(name)
    if waits:
        for suffix, (digest, size) in note.written.items():
            folder.remove_ours(f"{target}{suffix}", digest, size)
    root.remove(NOTE)
    return name if waits else None


def clear_partials(inbox: Inbox) -> None:
    """Removes what a process that was killed was writing; the caller holds the lock.

    Raises:
        UsageError: `watch-folder-refused`.
    """
    for path in (inbox.root, inbox.root / DONE, inbox.root / NEEDS_ACTION):
        with _held(path) as folder:
            folder.clear_partials()


def free_name(folder: HeldFolder, name: str) -> str:
    """The name, or one like it, that neither a file nor a report on one has in the folder.

    What came in never gets a name that a report could have: where it has one, `.received` is added.

    Raises:
        OSError: there are too many.
    """
    for found in _names(f"{name}{RECEIVED}" if is_reports_name(name) else name):
        taken = any(folder.has(f"{found}{suffix}") for suffix in ("", *SUFFIXES))
        if not taken and not is_reports_name(found):
            return found
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder.path / name))


def is_reports_name(name: str) -> bool:
    """Whether a person or a program may take the name for that of a report."""
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", name)).casefold().rstrip(" .")
    return plain.endswith(LIKE_REPORTS)


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


def _is_that(found: Stamp | None, note: Note) -> bool:
    return found is not None and (found.device, found.inode) == (note.device, note.inode)


def _read(root: HeldFolder) -> Note:
    """The note, of which nothing leads out of the folders; a link is none.

    Raises:
        UsageError: `watch-note-damaged`.
    """
    path = str(root.path / NOTE)
    try:
        note = Note(**json.loads(root.read(NOTE, MAX_NOTE)))
        names = (_name(note.name), _name(note.target))
        known = note.folder in {DONE, NEEDS_ACTION} and note.written.keys() <= {*SUFFIXES}
        whole = all(len(d) == DIGEST and n >= 0 for d, n in note.written.values())
        if known and whole and not any("/" in name for name in names):
            return note
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError("watch-note-damaged", path=path) from error
    raise UsageError("watch-note-damaged", path=path)


def _hex(name: str) -> str:
    return os.fsencode(name).hex()


def _name(text: str) -> str:
    name = os.fsdecode(bytes.fromhex(text))
    if name in {"", ".", ".."}:
        raise ValueError
    return name
