"""The log of a batch: a JSON object a line, without names and with the paths masked."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.json import utc
from fhvalidate.system_errors import reason_of

if TYPE_CHECKING:
    from fhvalidate.batch.run import Watch

PERMISSIONS = 0o600  # of a log that is new

BEGINNING = b'{"time": "'  # of every line


@dataclass(slots=True)
class Log:
    """Writes lines, and passes on what is told of the run; a log that fails stops no run."""

    stream: TextIO
    path: str
    watch: "Watch | None" = None
    failure: str = ""

    def line(self, event: str, **facts: str | int | None) -> None:
        """Adds one line, at once."""
        if self.failure:
            return
        try:
            told = {"time": utc(datetime.now(UTC)), "event": event, **facts}
            self.stream.write(json.dumps(told, ensure_ascii=True) + "\n")
            self.stream.flush()
        except OSError as error:
            self.failure = reason_of(error)

    def expect(self, total: int) -> None:
        """So many files have been listed by now."""
        if self.watch is not None:
            self.watch.expect(total)

    def finish(self, path: str, verdict: str) -> None:
        """One path has its verdict."""
        self.line("file", path=mask_attribute(path), verdict=verdict)
        if self.watch is not None:
            self.watch.finish(path, verdict)

    def tick(self) -> None:
        """Some time has passed."""
        if self.watch is not None:
            self.watch.tick()


def _trouble(descriptor: int) -> str:
    """Why nothing is added to what is there: it is no file, or no log of ours; empty: it is."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        return "not-a-regular-file"
    start = os.pread(descriptor, len(BEGINNING), 0)
    return "foreign" if start not in {b"", BEGINNING} else ""


@contextmanager
def opened(path: str | None) -> Iterator[Log | None]:
    """The log, to be added to; None: none was asked for. Links are not followed.

    Raises:
        UsageError: `output-not-writable`, also at the end when a line could not be written.
    """
    if path is None:
        yield None
        return
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(path, flags, PERMISSIONS)
    except OSError as error:
        raise UsageError("output-not-writable", path=path, reason=reason_of(error)) from error
    with os.fdopen(descriptor, "a", encoding="utf-8") as stream:
        log = Log(stream, path)
        trouble = _trouble(descriptor)
        if trouble:
            raise UsageError("output-not-writable", path=path, reason=trouble)
        yield log
    if log.failure:
        raise UsageError("output-not-writable", path=path, reason=log.failure)
