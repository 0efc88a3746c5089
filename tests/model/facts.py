"""The facts that a conclusion on one signature hangs on; times are whole days."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NEVER = 10**6
SIGNER, AUTHORITY = "signer", "authority"


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate: its first and last day, and whether it needs no revocation data."""

    start: int
    end: int
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Revocation data on one certificate.

    Attributes:
        issued, due: thisUpdate and nextUpdate.
        until: when the certificate of who signed it expires.
        revoked, invalid, hold: what it says: the two dates of a revocation, and its reason.
        stored: how many document time-stamps are older than its place in the file; None: it was
            supplied beside the file.
        keeps: whether it tells of expired certificates too.
    """

    about: str
    issued: int
    due: int | None = None
    until: int = NEVER
    revoked: int | None = None
    invalid: int | None = None
    hold: bool = False
    stored: int | None = 0
    keeps: bool = False

    @property
    def since(self) -> int:
        """The first day of the revocation; there is one."""
        dates = [day for day in (self.revoked, self.invalid) if day is not None]
        return min(dates)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp: `content`, `signature` or `document`; those stand in the file's order."""

    kind: str
    at: int
    unit: str = "unit"


Thing = str | int | Word  # the signature or a certificate by name, a time-stamp by its number


def path(name: str) -> tuple[str, ...]:
    """The certificates below the anchor, from the one in question up."""
    return (SIGNER, AUTHORITY) if name == SIGNER else (name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The facts on one signature.

    Attributes:
        holders: the signer, its authority, the units that made time-stamps.
        held: since when the archive holds the file.
        sunset, stamp_sunset: the last day of belief in the two anchors.
        ends: the first day on which algorithms are no longer believed: those of the
            `signature`, of `certificates`, of revocation data (`words`), of `tokens`.
        required, strict, max_age, delay: the policy's constraints.
    """

    now: int
    holders: Mapping[str, Holder]
    words: tuple[Word, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    held: int | None = None
    sunset: int = NEVER
    stamp_sunset: int = NEVER
    ends: Mapping[str, int] = field(default_factory=dict)
    claimed: int | None = None
    required: bool = True
    strict: bool = False
    max_age: int | None = None
    delay: int | None = None

    def holders_of(self, name: str) -> list[Holder]:
        """The certificates below the anchor, from the one in question up."""
        return [self.holders[each] for each in path(name)]

    def about(self, name: str) -> list[Word]:
        """The revocation data on one certificate."""
        return [word for word in self.words if word.about == name]

    def is_possible(self, name: str) -> bool:
        """Whether there is a day on which the whole path is in force."""
        below = self.holders_of(name)
        return max(each.start for each in below) <= min(each.end for each in below)

    def sunset_of(self, name: str) -> int:
        """The last day of belief in the anchor of a path."""
        return self.sunset if name == SIGNER else self.stamp_sunset

    def covered(self, number: int) -> set[Thing]:
        """What a time-stamp is over: of its signature, what that refers to; of a file, all of it.

        Certificates lie in the signature and the time-stamps that were made with them.
        """
        documents = [n for n, each in enumerate(self.stamps) if each.kind == "document"]
        if number not in documents:
            over = self.stamps[number].kind == "signature"
            return {"signature", SIGNER} if over else set()
        earlier = documents[: documents.index(number)]
        inside = [n for n in range(len(self.stamps)) if n in earlier or n not in documents]
        stored = [w for w in self.words if w.stored is not None and w.stored <= len(earlier)]
        units = (self.stamps[n].unit for n in inside)
        return {"signature", SIGNER, AUTHORITY, *inside, *units, *stored}
