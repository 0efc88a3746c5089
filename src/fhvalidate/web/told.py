"""Told: what is known of a request for the log and for counting; nothing that is in a document."""

import traceback
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

NO_REQUEST = ""  # the interface of what the service does by itself


@dataclass(slots=True)
class Told:
    """What is told of one request while it is answered.

    Attributes:
        interface: which one answers: `api`, `siva`, `dss`, `page`, `monitoring`, or `other`.
        size: bytes of its body that were received.
        verdicts: of the documents that were judged.
        cause: why it was refused or not answered, a code.
        system: the name of whose API key it had.
    """

    interface: str = "other"
    size: int = 0
    verdicts: list[str] = field(default_factory=list)
    cause: str = ""
    system: str = ""


_current: ContextVar[Told | None] = ContextVar("fhvalidate-told", default=None)


def begin() -> Told:
    """What is told of the request that begins in this task."""
    told = Told()
    _current.set(told)
    return told


def told() -> Told:
    """What is told of the request of this task; of what is no request, nobody reads it."""
    return _current.get() or Told(NO_REQUEST)


def defect(error: Exception) -> str:
    """The cause where it is this program's: what kind of error and where, not its words.

    Those may be the document's.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"defect {type(error).__name__}{where}"
