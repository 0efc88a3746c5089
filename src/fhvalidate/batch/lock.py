"""One run at a time in a folder of results."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fhvalidate.errors import UsageError, reason_of

FILE_NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Makes the folder and holds it; the system lets go when the process ends, however it ends.

    Raises:
        UsageError: `results-in-use`, `results-not-writable`.
    """
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(
            "results-not-writable", path=str(folder), reason=reason_of(error)
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UsageError("results-in-use", path=str(folder)) from error
    finally:
        os.close(descriptor)
