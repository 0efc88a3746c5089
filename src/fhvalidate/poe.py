"""ProofsOfExistence: what is proven to have existed, and since when (EN 319 102-1, 5.6.2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.times import in_utc

_SHA256 = late_re(r"[0-9A-Fa-f]{64}")


@frozen
class HeldSince:
    """An archive's own statement: since when it has held some bytes (EN 319 102-1, 5.6.3.2).

    Attributes:
        time: since when, aware.
        sha256: of the bytes, in hexadecimal: the file's, or those of an earlier revision of it,
            which the file begins with; the file's when left out.

    Raises:
        ValueError: the time has no zone, or the digest is none.
    """

    time: datetime
    sha256: str | None = None

    def __post_init__(self) -> None:
        """Refuses what says nothing."""
        if self.time.tzinfo is None or self.time.utcoffset() is None:
            raise ValueError("held_since must have a time zone")
        if self.sha256 is not None and not is_sha256(self.sha256):
            raise ValueError("the sha256 of held_since must be 64 hexadecimal digits")


def stated(held_since: datetime | HeldSince | None) -> HeldSince | None:
    """The statement with its time in UTC; a time alone is about the whole file."""
    if held_since is None:
        return None
    held = held_since if isinstance(held_since, HeldSince) else HeldSince(held_since)
    return HeldSince(in_utc(held.time), held.sha256)


def is_sha256(text: str) -> bool:
    """Whether the text can be a SHA-256 in hexadecimal, in letters of either case."""
    return _SHA256.fullmatch(text) is not None


@frozen
class ProofsOfExistence:
    """The earliest proven time of each object; objects are named by digests of their bytes.

    Attributes:
        now: the validation time, at which everything at hand exists.
        times: the earliest time of each object that is proven to be older than that.
    """

    now: datetime
    times: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def adding(self, objects: Iterable[str], *, at: datetime) -> "ProofsOfExistence":
        """The same with the proof that the objects existed at `at`; an earlier proof stands."""
        added = {name: min(at, self.earliest(name)) for name in objects}
        return ProofsOfExistence(self.now, MappingProxyType({**self.times, **added}))

    def earliest_of_all(self, names: Iterable[str]) -> datetime:
        """The earliest time that all of the objects are proven to have existed."""
        return max((self.earliest(name) for name in names), default=self.now)

    def earliest(self, name: str) -> datetime:
        """The earliest time that the object is proven to have existed."""
        return min(self.now, self.times.get(name, self.now))
