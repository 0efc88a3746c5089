"""A time-stamp that a worker writes into a file is asked of its caller, who has network and keys.

The worker sends a digest and gets a token. What it sends is hostile: it is a digest by one of three
algorithms, and it is asked for once a request, so that nothing in a file has stamps made for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fhvalidate.isolated.frames import BrokenFrameError, Frame

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp

WRITES = "write-"  # how the names of operations begin that may ask for a stamp
SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}  # bytes of a digest


def stamping_by_caller(ask: Callable[[Frame], Frame]) -> "Stamp":
    """What stamps by asking the caller; run in the worker."""

    def stamp(digest: bytes, algorithm: str) -> bytes:
        return ask(Frame({"stamp": algorithm}, digest)).payload

    return stamp


@dataclass(slots=True)
class Stamping:
    """Answers the one request for a stamp that writing a file asks; run in the caller."""

    stamp: "Stamp"
    is_asked: bool = False

    def answer(self, question: Frame) -> Frame:
        """The token, as the worker takes it.

        Raises:
            BrokenFrameError: the question is none, or a second one.
            UsageError, FetchError: what the stamp raises: there is no token.
        """
        algorithm = question.header["stamp"]
        if not isinstance(algorithm, str) or self.is_asked:
            raise BrokenFrameError
        if len(question.payload) != SIZES.get(algorithm):
            raise BrokenFrameError
        self.is_asked = True
        return Frame({"stamped": True}, self.stamp(question.payload, algorithm))
