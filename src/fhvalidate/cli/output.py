"""Where the report goes: standard output, or a file that is complete or not there at all.

Whatever a command says passes through here: personal identity numbers are masked in it, also where
a module has forgotten to.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.identity.personnummer import mask_personnummer
from fhvalidate.private_files import replacing
from fhvalidate.report.page_names import ARCHIVE_FORMS, INDEX_NAME, namer
from fhvalidate.system_errors import reason_of
from fhvalidate.words.addresses import without_credentials
from fhvalidate.words.plain import neutralise

if TYPE_CHECKING:
    from fhvalidate.archive.files import ArchiveFile


class MaskedStream:
    """A stream of text in which personal identity numbers are masked as they are in running text.

    The last of two hands: who makes a text masks names, paths and attributes by their own rules.
    """

    __slots__ = ("_stream",)

    def __init__(self, stream: TextIO) -> None:
        """Wraps the stream."""
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes the text, masked."""
        self._stream.write(mask_personnummer(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes the lines, masked together: a number may be broken over two."""
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own."""
        return getattr(self._stream, name)


@contextmanager
def masked(*, show: bool) -> Iterator[None]:
    """Has standard output and standard error mask what is written, unless it is to be shown."""
    if show:
        yield
        return
    out, err = (cast("TextIO", MaskedStream(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        yield


def say(text: str, *, prefix: str = "fhvalidate: ") -> None:
    """Says it on standard error, if anybody listens."""
    with suppress(OSError):
        print(prefix + text, file=sys.stderr, flush=True)


def path_shown(path: str | Path, *, show: bool = False) -> str:
    """A path as a person reads it: plain, and without a personal identity number."""
    told = without_credentials(str(path))
    return neutralise(told if show else mask_attribute(told))


class _NothingWrittenError(Exception):
    """There is nothing that the file is to hold."""


def _refuse_empty(file: TextIO) -> None:
    if not os.fstat(file.fileno()).st_size:
        raise _NothingWrittenError


@contextmanager
def opened(path: str | None, *, inputs: tuple[str, ...]) -> Iterator[TextIO]:
    """The stream to write the reports to; a named file takes its name when all is written.

    When nothing was, there is no file, or the one that was there: no report is empty.
    """
    if path is None:
        yield sys.stdout
        return
    refuse_input(path, inputs)
    try:
        if _is_special(path):
            with _device(path) as device:
                yield device
            return
        with (
            replacing(path) as partial,
            partial.open("w", encoding="utf-8", newline="\n") as file,
        ):
            yield file
            file.flush()
            _refuse_empty(file)
            os.fsync(file.fileno())
    except BrokenPipeError:
        raise
    except _NothingWrittenError:  # why is told already
        return
    except OSError as error:
        raise UsageError("output-not-writable", path=path, reason=reason_of(error)) from error


class PageFolder:
    """A folder that gets a page, or a file for an archive, for each file, by the file's name."""

    __slots__ = ("_folder", "_named", "_suffix")

    def __init__(self, folder: Path, suffix: str) -> None:
        """Files in the folder that end in the suffix, no two of one name."""
        self._folder = folder
        self._suffix = suffix
        self._named = namer(suffix)

    def stem(self, path: str) -> str:
        """What the names of the files for the file at `path` begin with; asked once for each."""
        return self._named(mask_attribute(Path(path).name)).removesuffix(self._suffix)

    def write_files(self, files: Iterable["ArchiveFile"], inputs: tuple[str, ...]) -> None:
        """Writes each of the files under its name, whole or not at all."""
        for file in files:
            self._write(file.name, file.data.decode("utf-8"), inputs)

    def write(self, path: str, page: str, inputs: tuple[str, ...]) -> str:
        """Writes the page of the file at `path`, whole or not at all; the name of the page."""
        name = self._named(mask_attribute(Path(path).name))
        self._write(name, page, inputs)
        return name

    def write_index(self, page: str, inputs: tuple[str, ...]) -> None:
        """Writes the page that leads to the others."""
        self._write(INDEX_NAME, page, inputs)

    def _write(self, name: str, page: str, inputs: tuple[str, ...]) -> None:
        with opened(str(self._folder / name), inputs=inputs) as stream:
            stream.write(page)


_OF_FILES = frozenset({".html", ".htm", ".pdf", ".txt", ".json", ".csv", ".xml"})


def page_folder(path: str | None, suffix: str = ".html", *, form: str = "html") -> PageFolder:
    """The folder for pages, or for files that end in the suffix, made if it is not there.

    Raises:
        UsageError: `output-not-writable`; `output-needs-folder` or `archive-form-needs-folder`,
            for the name of a file.
    """
    folder = Path(path or ".")
    if folder.suffix.casefold() in _OF_FILES and not folder.is_dir():
        if form in ARCHIVE_FORMS:
            raise UsageError("archive-form-needs-folder", path=str(path), form=form)
        raise UsageError("output-needs-folder", path=str(path))
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except (OSError, ValueError) as error:
        raise UsageError("output-not-writable", path=str(path), reason=reason_of(error)) from error
    return PageFolder(folder, suffix)


def refuse_input(path: str, inputs: Iterable[str]) -> None:
    """Refuses to write over what is read.

    Raises:
        UsageError: `output-is-input`.
    """
    if any(_same(path, name) for name in inputs):
        raise UsageError("output-is-input", path=path)


def _same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)  # noqa: PTH121 - either may be any string
    except (OSError, ValueError):
        return False


def _is_special(path: str) -> bool:
    """Whether the path is a pipe or a device, which must not be replaced."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116
    except (FileNotFoundError, ValueError):
        return False


@contextmanager
def _device(path: str) -> Iterator[TextIO]:
    # A named pipe is not waited for: somebody reads it already, or nobody does.
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as device:
        yield device
