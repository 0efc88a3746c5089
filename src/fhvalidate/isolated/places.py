"""Place: where a document is (a file, a URL, a member of a ZIP archive), and reading it.

Only workers read: what is read is hostile, and so may the file system below it be (a FIFO, a share
that hangs).
"""

import os
from typing import Any, BinaryIO, cast

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import open_regular
from fhvalidate.report.json import Json


@frozen
class Place:
    """Where a document is.

    Attributes:
        path: of a file, or a URL that fsspec reads.
        members: which entry of the ZIP archive there, by its number in the central directory;
            a second number is an entry of the archive that the first one is.
    """

    path: str
    members: tuple[int, ...] = ()

    @property
    def is_url(self) -> bool:
        """Whether it is read through fsspec."""
        return is_url(self.path)

    def to_json(self) -> Json:
        """The place in JSON's own types."""
        return {"path": named_path(self.path), "members": [*self.members]}

    @classmethod
    def from_json(cls, value: Json) -> "Place":
        """The place that `to_json` gave."""
        table = cast("dict[str, Json]", value)
        members = cast("list[int]", table["members"])
        return cls(path_named(str(table["path"])), tuple(members))


def named_path(path: str) -> str:
    """A path in JSON's own types: any bytes that a file system allows."""
    return os.fsencode(path).hex()


def path_named(text: str) -> str:
    """The path that `named_path` was given."""
    return os.fsdecode(bytes.fromhex(text))


def is_url(text: str) -> bool:
    """Whether the text names a place for fsspec: `s3://`, `sftp://` and so on."""
    scheme, separator, _ = text.partition("://")
    return bool(separator) and scheme.isascii() and scheme.replace("+", "").isalnum()


def open_place(path: str) -> BinaryIO:
    """A regular file, or what is at a URL, open for reading.

    Raises:
        OSError: it cannot be read.
    """
    if is_url(path):
        return cast("BinaryIO", fsspec_module().open(path, "rb").open())
    return open_regular(path)


def fsspec_module() -> Any:
    """The module fsspec.

    Raises:
        UsageError: `extra-missing`.
    """
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("extra-missing", extra="remote", package="fsspec") from error
    return fsspec
