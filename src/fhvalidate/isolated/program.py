"""A program that is run to its end within limits on time and on what it writes."""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Mapping, Sequence

from fhvalidate.frozen import frozen

MAX_WRITTEN = 33_554_432  # bytes; veraPDF writes 100 kB on a file that breaks every rule
_PIECE = 65_536


@frozen
class Ended:
    """A program that has ended: its exit code, and what it wrote."""

    code: int
    written: bytes


def run(
    command: Sequence[str], *, seconds: float, environment: Mapping[str, str], folder: str
) -> Ended:
    """The program's end; it and all that it has started are ended when the time is up.

    Raises:
        TimeoutError: the time is up.
        OSError: it cannot be started, or writes more than `MAX_WRITTEN`.
    """
    import subprocess  # which no plain examination needs

    deadline = time.monotonic() + seconds
    started = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,  # so that what it starts ends with it
    )
    try:
        if started.stdout is None:
            raise OSError
        written = _read(started.stdout.fileno(), deadline)
        try:
            return Ended(started.wait(max(deadline - time.monotonic(), 0)), written)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error
    finally:
        if started.returncode is None:  # it has not been waited for, so its number is still its own
            _kill(started.pid)
            started.wait()
        if started.stdout is not None:
            started.stdout.close()


def _read(descriptor: int, deadline: float) -> bytes:
    found = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError
            piece = os.read(descriptor, _PIECE)
            if not piece:
                return bytes(found)
            found += piece
            if len(found) > MAX_WRITTEN:
                raise OSError("too much")


def _kill(number: int) -> None:
    """Ends the program and what it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)
