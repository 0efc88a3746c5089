"""A file as it is handed over: read whole, or as far as the limit and one byte more."""

import errno
import hashlib
import os
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path
from shlex import quote
from typing import BinaryIO

from fhvalidate.errors import NotRegularFileError, UsageError
from fhvalidate.regular_files import not_read, open_regular

MAX_DIGESTED = 4_294_967_296  # bytes of a file past its limit that are read for its digest
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
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


def source_file(source: str | PathLike[str] | bytes, *, limit: int) -> SourceFile:
    """The file, read as far as the limit allows; only a regular file is opened.

    Raises:
        UsageError: `file-missing`, `file-is-directory`, `file-too-large` or `file-not-readable`.
    """
    if isinstance(source, bytes):
        return SourceFile("", source, len(source))
    path = fspath(source)
    try:
        with open_regular(path) as stream:
            return read_stream(stream, Path(path).name, limit=limit)
    except IsADirectoryError as error:
        raise is_folder(path) from error
    except NotRegularFileError as error:
        raise UsageError("file-not-regular", path=path) from error
    except OSError as error:
        raise not_read(path, error) from error


def is_folder(path: str) -> UsageError:
    """What to raise for a folder where a file is wanted: with what examines it, to be pasted."""
    # The folder as a shell and the command `batch` read it: no option, no word of its own.
    plain = path if path.startswith(("/", "./", "../")) else f"./{path}"
    return UsageError("file-is-directory", path=path, folder=quote(plain))


def read_stream(stream: BinaryIO, name: str, *, limit: int) -> SourceFile:
    """What the stream has, read as far as the limit allows.

    Raises:
        UsageError: `file-too-large`, for one that is not even read for its digest.
        OSError: it cannot be read.
    """
    data = stream.read(limit + 1)
    if data is None:  # a file of the system's own that has nothing to say just now
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    if len(data) <= limit:
        return SourceFile(name, data, len(data))
    digest, size = hashlib.sha256(data), len(data)
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if size > MAX_DIGESTED:
            raise UsageError("file-too-large", path=name, limit=str(limit))
    return SourceFile(name, data, size, digest.hexdigest())
