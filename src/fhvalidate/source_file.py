"""A file as it is handed over: read whole, or as far as the limit and one byte more."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO

from fhvalidate.errors import UsageError, reason_of

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
        # O_NONBLOCK: opening a FIFO that nobody writes to must not wait.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            _refuse_other(mode, path)
            return read_stream(stream, Path(path).name, limit=limit)
    except FileNotFoundError as error:
        raise UsageError("file-missing", path=path) from error
    except (OSError, ValueError) as error:
        raise UsageError("file-not-readable", path=path, reason=reason_of(error)) from error


def _refuse_other(mode: int, path: str) -> None:
    if stat.S_ISDIR(mode):
        raise UsageError("file-is-directory", path=path)
    if not stat.S_ISREG(mode):
        raise UsageError("file-not-regular", path=path)


def read_stream(stream: BinaryIO, name: str, *, limit: int) -> SourceFile:
    """What the stream has, read as far as the limit allows.

    Raises:
        UsageError: `file-too-large`, for one that is not even read for its digest.
        OSError: it cannot be read.
    """
    data = stream.read(limit + 1)
    if len(data) <= limit:
        return SourceFile(name, data, len(data))
    digest, size = hashlib.sha256(data), len(data)
    while piece := stream.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if size > MAX_DIGESTED:
            raise UsageError("file-too-large", path=name, limit=str(limit))
    return SourceFile(name, data, size, digest.hexdigest())
