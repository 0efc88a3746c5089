"""Bytes as a file in memory that the library can map: it reads them a third faster so.

Of bytes in Python it asks for each piece through the interpreter. Linux has files without a name
or a place; where there are none, or none may be made, the bytes are read as they were.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

MAX_MAPPED = 16_777_216  # bytes of a file that is copied for it; minutes have 100,000


@contextmanager
def mapped_bytes(data: bytes) -> Iterator[int | None]:
    """The descriptor of a file that holds the bytes; None where there can be none.

    What has mapped it by then may go on to read it when it is closed here.
    """
    descriptor = _file_of(data) if 0 < len(data) <= MAX_MAPPED else None
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _file_of(data: bytes) -> int | None:
    if not hasattr(os, "memfd_create"):
        return None
    try:
        descriptor = os.memfd_create("pdf")  # closed in whatever this process starts
    except OSError:
        return None
    try:
        if os.write(descriptor, data) == len(data):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
