"""Frames on a pipe: a JSON object, and bytes that go with it."""

import json
import os
import select
import struct
import time
from typing import cast

from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json

MAX_HEADER = 33_554_432  # bytes; 10,000 ZIP members with long names, or the anchors of the EU
MAX_PAYLOAD = 1_073_741_824  # bytes to a worker: a whole file
MAX_ANSWER = 67_108_864  # bytes from a worker; the largest honest report that was measured had 2 MB
_PREFIX = struct.Struct(">IQ")
_CHUNK = 1 << 20
_DAY = 86_400  # seconds; no wait is longer, and no timer takes a hundred


@frozen
class Frame:
    """One message: what it says, and bytes that go with it."""

    header: dict[str, Json]
    payload: bytes = b""


class BrokenFrameError(Exception):
    """The other side has ended, or does not speak as agreed."""


def send(descriptor: int, frame: Frame, *, deadline: float | None = None) -> None:
    """Writes the frame.

    Args:
        descriptor: where to; not blocking when there is a deadline.
        frame: what to write.
        deadline: on the clock of `time.monotonic`.

    Raises:
        BrokenFrameError: nobody reads.
        TimeoutError: the deadline has passed.
    """
    header = json.dumps(frame.header).encode("ascii")
    head = _PREFIX.pack(len(header), len(frame.payload)) + header
    if len(frame.payload) < _CHUNK:  # in one piece, for which the reader need not wait twice
        _write(descriptor, head + frame.payload, deadline)
    else:
        _write(descriptor, head, deadline)
        _write(descriptor, frame.payload, deadline)


def _write(descriptor: int, data: bytes, deadline: float | None) -> None:
    left = memoryview(data)
    while left:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            left = left[os.write(descriptor, left[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise BrokenFrameError from error


def receive(descriptor: int, *, limit: int, deadline: float | None = None) -> Frame:
    """The next frame, whose payload has at most `limit` bytes.

    Raises:
        BrokenFrameError: the other side has ended, or does not speak as agreed.
        TimeoutError: the deadline has passed.
    """
    header_size, payload_size = _PREFIX.unpack(_read(descriptor, _PREFIX.size, deadline))
    if header_size > MAX_HEADER or payload_size > limit:
        raise BrokenFrameError
    text = _read(descriptor, header_size, deadline)
    payload = _read(descriptor, payload_size, deadline)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError from error
    if not isinstance(header, dict):
        raise BrokenFrameError
    return Frame(cast("dict[str, Json]", header), payload)


def _read(descriptor: int, size: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while size:
        if deadline is not None and time.monotonic() >= deadline:
            raise TimeoutError
        try:
            part = os.read(descriptor, min(size, _CHUNK))
        except BlockingIOError:  # what was sent in one piece is mostly there already
            _wait(descriptor, select.POLLIN, deadline)
            continue
        except OSError as error:
            raise BrokenFrameError from error
        if not part:
            raise BrokenFrameError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int, deadline: float | None) -> None:
    if deadline is None:
        return
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(min(left, _DAY) * 1000):
        raise TimeoutError
