"""What is to be judged: files, folders, ZIP archives and URLs, one at a time as they are found.

Nothing is sorted and nothing is kept: an archive of a million files costs no more memory than one
of ten. What a file holds is never looked at here.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from fhvalidate.batch.file_names import listed_name
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.isolated.places import Place, fsspec_module, is_url
from fhvalidate.private_files import PARTIAL
from fhvalidate.regular_files import is_broken_link
from fhvalidate.system_errors import reason_of

DEFAULT_INCLUDE = ("*.pdf", "*.zip")
MAX_DEPTH = 200  # folders within folders; the file systems in use end at about that


@frozen
class Filters:
    """Which files of a folder are taken: those that a pattern includes and none excludes.

    A pattern with `/` is compared with the path below the folder, another with the name; neither
    cares for upper and lower case.
    """

    include: tuple[str, ...] = DEFAULT_INCLUDE
    exclude: tuple[str, ...] = ()

    def take(self, path: str) -> bool:
        """Whether the file at that path below the folder is taken."""
        return _fits(path, self.include) and not _fits(path, self.exclude)


@frozen
class Listed:
    """One file that was found: what results call it, and where it is.

    Attributes:
        barred: why it is not opened, or why a folder could not be gone through.
    """

    path: str
    place: Place
    barred: NotJudged | None = None

    @property
    def is_archive(self) -> bool:
        """Whether its name says that it is a ZIP archive."""
        return not self.place.members and self.path.lower().endswith(".zip")


@dataclass(slots=True)
class Skipped:
    """How many files were passed over, and why."""

    links: int = 0
    others: int = 0


@frozen
class Inputs:
    """What the user named, and which files of the folders are taken.

    Attributes:
        names: files, folders and URLs; gone through more than once.
        roots: those of the command line, as results call them.
    """

    names: Iterable[str]
    filters: Filters = field(default_factory=Filters)
    roots: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, named: tuple[str, ...], filters: Filters, *, names: Iterable[str] | None = None
    ) -> "Inputs":
        """What was named on the command line; `names` has the same and those from elsewhere."""
        roots = tuple(map(shown_path, named))
        return cls(named if names is None else names, filters, roots)


def listed(inputs: Iterable[str], filters: Filters, skipped: Skipped) -> Iterator[Listed]:
    """Every file: those that are named, whatever their name, and those below folders."""
    for name in inputs:
        if is_url(name):
            yield from _at_url(name, filters, skipped)
        elif os.path.isdir(name):  # noqa: PTH112 - any string
            yield from _below(os.path.abspath(name), filters, skipped)  # noqa: PTH100
        else:
            path = os.path.abspath(name)  # noqa: PTH100
            yield Listed(shown_path(path), Place(path), barred(path))


def shown_path(name: str) -> str:
    """The path as results have it: absolute, and in characters that UTF-8 can hold."""
    return listed_name(name if is_url(name) else os.path.abspath(name))  # noqa: PTH100


def _below(root: str, filters: Filters, skipped: Skipped) -> Iterator[Listed]:
    """The files below a folder, depth first; links that lead out of it are passed over."""
    real_root = os.path.realpath(root)
    above = len(os.path.join(root, ""))  # noqa: PTH118
    stack = [_entries(root)]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        if isinstance(entry, Listed):
            yield entry
            continue
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            inside = os.path.commonpath((real_root, target)) == real_root
            # What a link to a folder within the root leads to is found there anyway.
            if not inside or os.path.isdir(target):  # noqa: PTH112
                skipped.links += not inside
                continue
        if _is_folder(entry):
            if len(stack) < MAX_DEPTH:
                stack.append(_entries(entry.path))
            else:
                yield _closed(entry.path, "too-deep")
            continue
        if filters.take(entry.path[above:]) and not entry.name.startswith(PARTIAL):
            why = None if _is_file(entry) else barred(entry.path)
            yield Listed(listed_name(entry.path), Place(entry.path), why)
        else:
            skipped.others += 1


def _entries(folder: str) -> Iterator[os.DirEntry[str] | Listed]:
    """What is in the folder; last the folder itself when not all of it could be listed."""
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError as error:
        yield _closed(folder, reason_of(error))


def _closed(folder: str, reason: str) -> Listed:
    """A folder that is not gone through; whatever is in it is not judged."""
    return Listed(listed_name(folder), Place(folder), NotJudged(Cause.FOLDER, reason))


def barred(path: str) -> NotJudged | None:
    """Why the path is not opened: a pipe, a device, a socket or a link that leads to nothing.

    Of everything else whoever reads it says more.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - any string
    except (OSError, ValueError):
        return NotJudged(Cause.NOT_READABLE, "broken-link") if is_broken_link(path) else None
    return None if stat.S_ISREG(mode) else NotJudged(Cause.NOT_READABLE, "not-a-regular-file")


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file, as the listing says without asking the system again."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _at_url(url: str, filters: Filters, skipped: Skipped) -> Iterator[Listed]:
    try:
        system, path = fsspec_module().core.url_to_fs(url)
        is_folder = system.isdir(path)
    except UsageError:
        raise
    except (ImportError, ValueError):  # a scheme that nothing installed here knows
        yield Listed(shown_path(url), Place(url), NotJudged(Cause.NOT_READABLE, "url-not-served"))
        return
    except Exception as error:  # noqa: BLE001 - each kind of storage raises its own
        yield _closed(url, reason_of(error))
        return
    if not is_folder:
        yield Listed(shown_path(url), Place(url))
        return
    failed: list[Exception] = []
    for folder, _, files in system.walk(path, on_error=failed.append):
        for name in files:
            whole = f"{str(folder).rstrip('/')}/{name}"
            below = whole.removeprefix(str(path)).lstrip("/")
            if filters.take(below):
                found = str(system.unstrip_protocol(whole))
                yield Listed(shown_path(found), Place(found))
            else:
                skipped.others += 1
    if failed:
        yield _closed(url, reason_of(failed[0]))


def _fits(path: str, patterns: tuple[str, ...]) -> bool:
    lower = path.lower().replace(os.sep, "/")
    name = lower.rpartition("/")[2]
    if name in {"", "."}:
        name = PurePath(lower).name
    return any(
        fnmatchcase(lower if "/" in pattern else name, pattern.lower()) for pattern in patterns
    )
