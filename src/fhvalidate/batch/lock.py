"""One run at a time in a folder of results."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fhvalidate.errors import UsageError
from fhvalidate.private_files import FILE, make_folder
from fhvalidate.system_errors import reason_of

FILE_NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Makes the folder and holds it; the system lets go when the process ends, however it ends.

    Raises:
        UsageError: `results-in-use`, `results-not-writable`.
    """
    import fcntl

    try:
        make_folder(folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(folder / FILE_NAME, flags, FILE)
    except (OSError, ValueError) as error:
        raise UsageError(
            "results-not-writable", path=str(folder), reason=reason_of(error)
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError("results-in-use", path=str(folder)) from error
        except OSError as error:  # a share that knows no locks
            raise UsageError(
                "results-not-writable", path=str(folder), reason=reason_of(error)
            ) from error
        yield
    finally:
        os.close(descriptor)
