"""Names that came on standard input, kept in a file: a million of them cost no memory."""

import os
from collections.abc import Iterator

from fhvalidate.frozen import frozen

_CHUNK = 65_536


@frozen
class NamesOnDisk:
    """The names, NUL-separated in a file that any number of readers go through at once."""

    descriptor: int
    first: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """Those of the command line, then those in the file."""
        yield from self.first
        offset, rest = 0, b""
        while chunk := os.pread(self.descriptor, _CHUNK, offset):
            offset += len(chunk)
            *whole, rest = (rest + chunk).split(b"\0")
            yield from (os.fsdecode(name) for name in whole if name)
        if rest:
            yield os.fsdecode(rest)
