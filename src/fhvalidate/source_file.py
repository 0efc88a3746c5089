"""A file as it is handed over: read whole, or as far as the limit and one byte more.

It is a path, the bytes, or what gives them when it is read. The bytes are the caller's no longer:
what is in a buffer is copied, and a file object is read once, from where it stands.
"""

import errno
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import field
from os import PathLike, fspath
from pathlib import Path
from shlex import quote
from typing import BinaryIO, Protocol, TypeAlias

from fhvalidate.errors import NotRegularFileError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, open_regular

MAX_DIGESTED = 4_294_967_296  # bytes of a file past its limit that are read for its digest
_PIECE = 1 << 20


class BinaryFile(Protocol):
    """A file that is open for reading bytes: it is read to its end, and neither closed nor sought.

    Where its `name` is a path, the last part is what the report calls the document.
    """

    def read(self, size: int, /) -> bytes | None:
        """At most so many bytes; none at the end."""


Source: TypeAlias = str | PathLike[str] | bytes | bytearray | memoryview | BinaryFile


@frozen
class SourceFile:
    """The bytes, and what is known of the whole file when they are only its beginning.

    Attributes:
        name: the last part of its path; empty for bytes.
        data: all of it, or one byte more than the limit.
        size: of the whole file, in bytes.
        whole_sha256: of the whole file, in hexadecimal, where `data` is not all of it.
    """

    name: str
    data: bytes = field(repr=False)
    size: int
    whole_sha256: str | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole file, in hexadecimal."""
        return self.whole_sha256 or hashlib.sha256(self.data).hexdigest()


def source_file(source: Source, *, limit: int) -> SourceFile:
    """The file, read as far as the limit allows; at a path only a regular file is opened.

    Raises:
        UsageError: `file-missing`, `file-is-directory`, `file-too-large` or `file-not-readable`.
        TypeError: it is no path, no bytes, and no file that gives bytes.
    """
    check_source(source)
    if isinstance(source, bytes | bytearray | memoryview):
        # Of bytes there is nothing to copy; a buffer is its owner's, who may write there.
        return _joined(iter((bytes(source),)), "", limit=limit)
    if isinstance(source, str | PathLike):
        return _file_at(fspath(source), limit=limit)
    name = source_name(source)
    try:
        return _joined(_pieces(source), Path(name).name, limit=limit)
    except OSError as error:
        raise not_read(name, error) from error


def check_source(source: object) -> None:
    """Refuses what can be no document.

    Raises:
        TypeError: it is no path, no bytes, and no file that gives bytes.
    """
    if isinstance(source, io.TextIOBase):
        raise TypeError("source must be a file opened in binary mode, as by open(path, 'rb')")
    if isinstance(source, str | bytes | bytearray | memoryview | PathLike):
        return
    if not callable(getattr(source, "read", None)):
        raise TypeError("source must be a path, bytes, or a file opened in binary mode")


def source_name(source: Source) -> str:
    """The path, as it was given or as the open file has it; empty for bytes."""
    if isinstance(source, bytes | bytearray | memoryview):
        return ""
    if isinstance(source, str | PathLike):
        return fspath(source)
    name = getattr(source, "name", "")
    # A descriptor has a number, and a standard stream `<stdin>`: neither names a document.
    return name if isinstance(name, str) and not name.startswith("<") else ""


def read_stream(stream: BinaryIO, name: str, *, limit: int) -> SourceFile:
    """What a file of the system's has, read as far as the limit allows.

    Raises:
        UsageError: `file-too-large`, for one that is not even read for its digest.
        OSError: it cannot be read.
    """
    return _joined(_all_at_once(stream, limit), name, limit=limit)


def is_folder(path: str) -> UsageError:
    """What to raise for a folder where a file is wanted: with what examines it, to be pasted."""
    # The folder as a shell and the command `batch` read it: no option, no word of its own.
    plain = path if path.startswith(("/", "./", "../")) else f"./{path}"
    return UsageError("file-is-directory", path=path, folder=quote(plain))


def _file_at(path: str, *, limit: int) -> SourceFile:
    try:
        with open_regular(path) as stream:
            return read_stream(stream, Path(path).name, limit=limit)
    except IsADirectoryError as error:
        raise is_folder(path) from error
    except NotRegularFileError as error:
        raise UsageError("file-not-regular", path=path) from error
    except OSError as error:
        raise not_read(path, error) from error


def _joined(pieces: Iterator[bytes], name: str, *, limit: int) -> SourceFile:
    """The pieces as one, or the beginning of them and what is known of the whole."""
    first, held, size = b"", bytearray(), 0  # pieces of a byte each would cost ninety
    for piece in pieces:
        if not size:
            first = piece
        else:
            held += first + piece if not held else piece
        size += len(piece)
        if size > limit:
            break
    data = bytes(held) if held else first
    if size <= limit:
        return SourceFile(name, data, size)
    digest = hashlib.sha256(data)
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        if size > MAX_DIGESTED:
            raise UsageError("file-too-large", path=name, limit=str(limit))
    return SourceFile(name, data[: limit + 1], size, digest.hexdigest())


def _all_at_once(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """As much as is held in one piece, which need not be put together."""
    yield _bytes_of(stream.read(limit + 1))
    yield from _pieces(stream)


def _pieces(stream: BinaryFile) -> Iterator[bytes]:
    """What is left of the file; one that has less at hand gives less at a time."""
    while piece := _bytes_of(stream.read(_PIECE)):
        yield piece


def _bytes_of(piece: object) -> bytes:
    if piece is None:  # a file that does not wait has nothing to say just now
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    if not isinstance(piece, bytes | bytearray | memoryview):
        raise TypeError("source must be a file opened in binary mode: it gave no bytes")
    return bytes(piece)
