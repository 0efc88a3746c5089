"""What is to be judged: files, folders, ZIP archives and URLs, one at a time as they are found.

Nothing is sorted and nothing is kept: an archive of a million files costs no more memory than one
of ten. What a file holds is never looked at here.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from fhvalidate.isolated.places import Place, fsspec_module, is_url

DEFAULT_INCLUDE = ("*.pdf", "*.zip")
MAX_DEPTH = 200  # folders within folders; the file systems in use end at about that


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Listed:
    """One file that was found: what results call it, and where it is."""

    path: str
    place: Place

    @property
    def is_archive(self) -> bool:
        """Whether its name says that it is a ZIP archive."""
        return not self.place.members and self.path.lower().endswith(".zip")


@dataclass(slots=True)
class Skipped:
    """How many files were passed over, and why."""

    links: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
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
            yield Listed(shown_path(path), Place(path))


def shown_path(name: str) -> str:
    """The path as results have it: absolute, and in characters that UTF-8 can hold."""
    return _in_utf8(name if is_url(name) else os.path.abspath(name))  # noqa: PTH100


def _in_utf8(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


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
            continue
        if filters.take(entry.path[above:]):
            yield Listed(_in_utf8(entry.path), Place(entry.path))
        else:
            skipped.others += 1


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:  # gone or closed to us since it was listed
        return


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _at_url(url: str, filters: Filters, skipped: Skipped) -> Iterator[Listed]:
    system, path = fsspec_module().core.url_to_fs(url)
    if not system.isdir(path):
        yield Listed(shown_path(url), Place(url))
        return
    for folder, _, files in system.walk(path):
        for name in files:
            whole = f"{str(folder).rstrip('/')}/{name}"
            below = whole.removeprefix(str(path)).lstrip("/")
            if filters.take(below):
                found = str(system.unstrip_protocol(whole))
                yield Listed(shown_path(found), Place(found))
            else:
                skipped.others += 1


def _fits(path: str, patterns: tuple[str, ...]) -> bool:
    lower = path.lower().replace(os.sep, "/")
    name = lower.rpartition("/")[2]
    if name in {"", "."}:
        name = PurePath(lower).name
    return any(
        fnmatchcase(lower if "/" in pattern else name, pattern.lower()) for pattern in patterns
    )
