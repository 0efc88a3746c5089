"""A program that is run to its end within limits on time and on what it writes."""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fhvalidate.frozen import frozen

if TYPE_CHECKING:
    import subprocess

MAX_WRITTEN = 33_554_432  # bytes; veraPDF writes 100 kB on a file that breaks every rule
_PIECE = 65_536
_LOOK = 0.05  # seconds between two looks at whether it has ended


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
        written = _read(started.stdout.fileno(), started.pid, deadline)
        while not _has_ended(started.pid):
            if time.monotonic() >= deadline:
                raise TimeoutError
            time.sleep(_LOOK)
        code = _killed(started)
        return Ended(code, written)
    finally:
        if started.returncode is None:
            _killed(started)
        if started.stdout is not None:
            started.stdout.close()


def _read(descriptor: int, number: int, deadline: float) -> bytes:
    """All that is written until the program has ended, though what it has started writes on."""
    found = bytearray()
    has_ended = False
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not selector.select(0 if has_ended else min(left, _LOOK)):
                if has_ended:
                    return bytes(found)
                has_ended = _has_ended(number)
                continue
            piece = os.read(descriptor, _PIECE)
            if not piece:
                return bytes(found)
            found += piece
            if len(found) > MAX_WRITTEN:
                raise OSError("too much")


def _has_ended(number: int) -> bool:
    """Whether the program has; it is not waited for, so its number stays its own."""
    return os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _killed(started: "subprocess.Popen[bytes]") -> int:
    """Ends the program, and what it has started, and gives its exit code."""
    # Before it is waited for: after that another may have its number.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(started.pid, signal.SIGKILL)
    return started.wait()
