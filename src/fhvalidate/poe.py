"""ProofsOfExistence: what is proven to have existed, and since when (EN 319 102-1, 5.6.2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
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
