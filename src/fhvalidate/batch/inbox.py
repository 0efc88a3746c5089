"""The folders of `batch watch`, what has come in, and when a file is no longer written to."""

import os
import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.private_files import make_folder, real_path
from fhvalidate.system_errors import reason_of

IN, DONE, NEEDS_ACTION = "in", "done", "needs-action"
MAX_LOOKED_AT = 100_000  # names in one look; what is beyond waits until there are fewer


@frozen
class Inbox:
    """A folder with the three folders in it.

    Attributes:
        root: where they are, links followed.
    """

    root: Path

    @property
    def waiting(self) -> Path:
        """Where files come in."""
        return self.root / IN


@frozen
class Stamp:
    """What the file system says of a file: another when it is written to, replaced or renamed.

    Times are nanoseconds.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int


@frozen
class Look:
    """What was there at one moment.

    Attributes:
        files: those that may be judged.
        left: what is never taken, with the reason, a key of `fact-reason`.
    """

    files: Mapping[str, Stamp] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


@frozen
class Since:
    """A file as it was last seen, and since when it has been so, in seconds of some clock."""

    stamp: Stamp
    time: float


def made_inbox(folder: Path) -> Inbox:
    """The inbox, whose folders are made where they are missing; the caller holds the lock.

    A file is moved by a rename alone, so that it is never in two places and never in none: the
    folders have to be of one file system, and themselves no links.

    Raises:
        UsageError: `watch-folder-refused`.
    """
    root = real_path(folder)
    for name in (IN, DONE, NEEDS_ACTION):
        path = root / name
        try:
            if not os.path.lexists(path):
                make_folder(path)
            found = path.lstat()
            reason = "link" if stat.S_ISLNK(found.st_mode) else ""
            if not reason and not stat.S_ISDIR(found.st_mode):
                reason = "not-a-folder"
            if not reason and found.st_dev != root.stat().st_dev:
                reason = "other-file-system"
        except OSError as error:
            reason = reason_of(error)
        if reason:
            raise UsageError("watch-folder-refused", path=str(path), reason=reason)
    return Inbox(root)


def look(inbox: Inbox) -> Look:
    """What is in `in` now; a name that begins with a dot is another program's affair.

    Raises:
        UsageError: `watch-folder-refused`.
    """
    files, left = {}, {}
    try:
        with os.scandir(inbox.waiting) as entries:
            for number, entry in enumerate(entries):
                if number >= MAX_LOOKED_AT:
                    break
                if entry.name.startswith("."):
                    continue
                found = _status(entry.path)
                if found is None:
                    continue
                reason = _barred(found, inbox)
                if reason:
                    left[entry.name] = reason
                else:
                    files[entry.name] = stamp_of(found)
    except OSError as error:
        path, reason = str(inbox.waiting), reason_of(error)
        raise UsageError("watch-folder-refused", path=path, reason=reason) from error
    return Look(files, left)


def stamp_of(found: os.stat_result) -> Stamp:
    """The stamp in what the system said."""
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def seen_since(before: Mapping[str, Since], found: Look, now: float) -> dict[str, Since]:
    """Since when each file has been as it is."""
    seen = {}
    for name, stamp in found.files.items():
        earlier = before.get(name)
        same = earlier is not None and earlier.stamp == stamp
        seen[name] = earlier if same and earlier is not None else Since(stamp, now)
    return seen


def settled(seen: Mapping[str, Since], now: float, seconds: float) -> tuple[str, ...]:
    """The files that have been as they are for so long, by name."""
    return tuple(sorted(name for name, since in seen.items() if now - since.time >= seconds))


def _status(path: str | Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:  # taken back meanwhile
        return None


def _barred(found: os.stat_result, inbox: Inbox) -> str:
    """Why what is there is not taken; empty: it is."""
    if stat.S_ISLNK(found.st_mode):
        return "link"
    if stat.S_ISDIR(found.st_mode):
        return "is-a-folder"
    if not stat.S_ISREG(found.st_mode):
        return "not-a-regular-file"
    if found.st_dev != inbox.root.stat().st_dev:
        return "other-file-system"
    # By another name it could be written to after it has been judged.
    return "several-names" if found.st_nlink > 1 else ""
