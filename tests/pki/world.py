"""The world most tests start from: a root, an authority below it, signers and time-stamps."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind
from tests.pki.people import ANNA, BO
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import REFRESHED_AT, REVOCATION_DATA_AT
from tests.pki.validation_data import ValidationData


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Two hierarchies: one whose people sign, and one that makes time-stamps."""

    root: Authority
    authority: Authority
    """The authority below the root, which issues to people."""

    chair: Identity
    adjuster: Identity
    time_stamp_root: Authority
    time_stamps: TimeStampAuthority

    def validation_data(self, this_update: datetime = REVOCATION_DATA_AT) -> ValidationData:
        """The CRLs of every authority here, and the certificates below the roots."""
        crls = {
            each.certificate: each.crl(this_update=this_update)
            for each in (self.root, self.authority, self.time_stamp_root)
        }
        return ValidationData(
            certificates=(
                self.authority.certificate,
                self.chair.certificate,
                self.adjuster.certificate,
                self.time_stamps.identity.certificate,
            ),
            crls=tuple(crls.values()),
        )

    def refreshed_validation_data(self) -> ValidationData:
        """What is added after a document time-stamp: a later CRL about its authority."""
        return ValidationData(crls=(self.time_stamp_root.crl(this_update=REFRESHED_AT, number=2),))


def make_world(kind: KeyKind = KeyKind.EC_P256, *, own_time_stamps: bool = False) -> World:
    """A world with fresh keys; with `own_time_stamps` one root stands above everything."""
    root = Authority.root(key=kind)
    authority = root.issue_authority(key=kind)
    time_stamp_root = (
        root if own_time_stamps else Authority.root("Exempelmyndighetens tidsstämplings-CA")
    )
    return World(
        root=root,
        authority=authority,
        chair=authority.issue_person(ANNA, key=kind),
        adjuster=authority.issue_person(BO, key=kind),
        time_stamp_root=time_stamp_root,
        time_stamps=TimeStampAuthority(identity=time_stamp_root.issue_time_stamping()),
    )


@cache
def shared_world() -> World:
    """One world for every test of a run that does not need its own."""
    return make_world()
