"""Worlds whose people sign and whose authorities stamp, at any time: also today."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509

from fhvalidate import Evidence
from tests.extension.tools import Bench
from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.minutes import minutes
from tests.pki.people import ANNA
from tests.pki.signing import SigningOptions, sign_b_b
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import YEAR
from tests.validation.scenes import evidence_of, trust_in

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody who signs and somebody who stamps, as of a day."""

    at: datetime
    root: Authority
    authority: Authority
    signer: Identity
    stamp_root: Authority
    unit: TimeStampAuthority

    def crls(self, when: datetime) -> tuple[x509.CertificateRevocationList, ...]:
        """What every authority says then; good for a week."""
        return tuple(
            each.crl(this_update=when - HOUR, next_update=when + 7 * DAY)
            for each in (self.root, self.authority, self.stamp_root)
        )

    def evidence(self, when: datetime) -> Evidence:
        """The same, as it could be fetched then."""
        return evidence_of(*self.crls(when))

    def bench(self, **options: object) -> Bench:
        """What extends here, as of the scene's day."""
        trust = trust_in(self.root, self.stamp_root)
        return replace(Bench(trust, self.at, self.unit, self.evidence), **options)  # type: ignore[arg-type]

    def signed(self, data: bytes | None = None, **options: object) -> bytes:
        """A document that the signer has signed, by itself PAdES B-B."""
        given: SigningOptions = {"at": self.at - 2 * HOUR, **options}  # type: ignore[typeddict-item]
        return sign_b_b(minutes() if data is None else data, self.signer, **given)


def scene_at(at: datetime) -> Scene:
    """A scene whose certificates hold at the time, and for some years."""
    begin = at - YEAR
    root = Authority.root(not_before=begin, not_after=at + 20 * YEAR)
    authority = root.issue_authority(not_before=begin, not_after=at + 10 * YEAR)
    stamp_root = Authority.root("Rot-CA för tid", not_before=begin, not_after=at + 20 * YEAR)
    unit = stamp_root.issue_time_stamping(not_before=begin, not_after=at + 5 * YEAR)
    return Scene(
        at,
        root,
        authority,
        authority.issue_person(ANNA, not_before=begin, not_after=at + 2 * YEAR),
        stamp_root,
        TimeStampAuthority(identity=unit, at=at),
    )


@cache
def today() -> Scene:
    """A scene of this very day, for commands, which ask the clock."""
    return scene_at(datetime.now(UTC).replace(microsecond=0))


@cache
def once() -> Scene:
    """A scene of a fixed day."""
    return scene_at(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
