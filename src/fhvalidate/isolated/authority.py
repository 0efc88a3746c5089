"""A time-stamping authority at a typed address, while one file is added to.

What it answers is the file's next time-stamp; its clock and the size of its tokens are learned.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import FetchError, UnreadableError, UsageError
from fhvalidate.fetch.request import Network
from fhvalidate.fetch.time_stamps import asking_for_time_stamps

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp

FIRST_ROOM = 10_240  # bytes for the first token of an authority; real ones have 7,000
MARGIN = 512  # bytes by which the tokens of one authority differ: certificates may, times do
MAX_SKEW = timedelta(minutes=5)  # between the authority's clock and ours


def now() -> datetime:
    """The time that it is, by the clock of this machine."""
    return datetime.now(UTC)


def asked_at(url: str, network: Network) -> "Stamp":
    """What gives time-stamps by asking the authority at the address, which may be a private one.

    Raises:
        UsageError: `extend-no-time-stamp`: no address that can be asked.
    """
    try:
        return asking_for_time_stamps(url, network)
    except FetchError as error:
        raise UsageError("extend-no-time-stamp", url=url, reason=error.reason) from error


@dataclass(slots=True)
class Authority:
    """The authority, and what is known of it by what has come.

    Attributes:
        stamp: what asks it.
        url: where, to be told.
        clock: the time that it is now.
        newest: the latest time of a time-stamp that came, by the authority's clock.
        room: bytes for the next token.
        came: bytes of the last token.
    """

    stamp: "Stamp"
    url: str = ""
    clock: Callable[[], datetime] = field(default=now)
    newest: datetime | None = None
    room: int = FIRST_ROOM
    came: int = 0

    def now(self) -> datetime:
        """Now, by the later of two clocks: a time-stamp that has just come is not ahead of it."""
        here = self.clock()
        return here if self.newest is None else max(here, self.newest)

    def answer(self, digest: bytes, algorithm: str) -> bytes:
        """The token over the digest.

        Raises:
            UsageError: `extend-no-time-stamp`.
        """
        try:
            token = self.stamp(digest, algorithm)
        except FetchError as error:
            raise UsageError("extend-no-time-stamp", url=self.url, reason=error.reason) from error
        time = read_time_stamp_token(token).generation_time
        # RFC 3161, 2.2: the time is verified against a local trusted time reference.
        if abs(time - self.clock()) > MAX_SKEW:
            raise UsageError("extend-no-time-stamp", url=self.url, reason="time-stamp-time")
        self.newest = max(time, self.newest or time)
        self.came = len(token)
        return token

    def stamped(self, write: Callable[["Stamp", int], bytes]) -> bytes:
        """What is written with a stamp and a room, in as much as the authority's last token took.

        Raises:
            UsageError, UnreadableError: as writing does.
        """
        try:
            made = write(self.answer, self.room)
        except UnreadableError as error:
            if error.detail.get("reason") != "token-too-large" or self.came <= self.room:
                raise
            self.room = self.came + MARGIN
            made = write(self.answer, self.room)
        self.room = self.came + MARGIN
        return made
