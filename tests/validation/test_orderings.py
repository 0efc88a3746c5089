"""The orderings of signing, time-stamp, revocation, expiry, sunset and archiving that matter.

Each row is a course of events, in order, with the validation last. Everything is judged from what
the file carries and what is supplied; nothing is fetched.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509

from fhvalidate.conclusion import SubIndication
from fhvalidate.trust.anchors import TrustAnchors
from tests.pki import ANNA, EPOCH, YEAR, Authority
from tests.pki.signing import add_document_time_stamp, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.world import World
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Answer,
    Judging,
    archived,
    evidence_of,
    fresh_world,
    indeterminate,
    paper,
    signed_b_b,
    signed_b_t,
    stored,
    trust_in,
)

EXERCISES = ("5.5", "5.6.2.1", "5.6.2.2", "5.6.2.3", "5.6.2.4", "5.6.3")

S = SubIndication
R = x509.ReasonFlags
NEVER = datetime.max
LONG = EPOCH + 15 * YEAR
AFTER_EXPIRY = 3 * YEAR
AFTER_TSA = 6 * YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened, each as time after the claimed signing time; None: it did not.

    Attributes:
        stamped: the signature time-stamp.
        revoked: the signer's certificate, for `reason`.
        known: thisUpdate of the list on the signer in the file.
        archived: a document time-stamp over signature and store.
        renewed: a second one, by a unit whose certificate lives longer.
        told: thisUpdate of a newer list, supplied from outside.
        held: since when the archive holds the bytes.
        sunset: when the signer's anchor ceased to be believed.
        period: from thisUpdate to nextUpdate of the list in the file.
        above: thisUpdate of the roots' lists in the file.
    """

    stamped: timedelta | None = timedelta(minutes=1)
    revoked: timedelta | None = None
    reason: x509.ReasonFlags = R.key_compromise
    known: timedelta | None = HOUR
    period: timedelta = 30 * DAY
    above: timedelta = HOUR
    archived: timedelta | None = None
    renewed: timedelta | None = None
    told: timedelta | None = None
    held: timedelta | None = None
    sunset: timedelta | None = None
    digest: str = "sha256"
    validated: timedelta = DAY
    world: World = field(default_factory=fresh_world)

    def answer(self) -> Answer:
        """What is said of the signature."""
        judging = Judging(
            world=self.world,
            at=EPOCH + self.validated,
            trust=self._trust(),
            evidence=evidence_of(*self._told()),
            held_since=None if self.held is None else EPOCH + self.held,
        )
        return judging.answer(self._file())

    def _revoking(self) -> Authority:
        if self.revoked is None:
            return self.world.authority
        certificate = self.world.chair.certificate
        at = EPOCH + self.revoked
        return self.world.authority.revoking(certificate, at=at, reason=self.reason)

    def _file(self) -> bytes:
        world = self.world
        if self.stamped is None:
            data = signed_b_b(world.chair, digest=self.digest)
        else:
            stamping = replace(world.time_stamps, at=EPOCH + self.stamped)
            data = sign_b_t(paper(), world.chair, stamping, digest=self.digest)
        roots, at = (world.root, world.time_stamp_root), EPOCH + self.above
        above = [each.crl(this_update=at, next_update=LONG) for each in roots]
        if self.known is not None:
            issued = EPOCH + self.known
            period = issued + self.period
            above.append(self._revoking().crl(this_update=issued, next_update=period))
        data = stored(data, above)
        if self.archived is not None:
            data = archived(world, data, at=EPOCH + self.archived)
        if self.renewed is not None:
            data = renewed(world, data, at=EPOCH + self.renewed)
        return data

    def _told(self) -> list[x509.CertificateRevocationList]:
        above = self.world.root.crl(next_update=LONG)
        if self.told is None:
            return [above]
        newer = self._revoking().crl(this_update=EPOCH + self.told, next_update=LONG, number=9)
        return [above, newer]

    def _trust(self) -> TrustAnchors:
        root = trust_in(self.world.root)
        if self.sunset is not None:
            root = root.until(EPOCH + self.sunset)
        return TrustAnchors.joined([root, trust_in(self.world.time_stamp_root)])


def renewed(world: World, data: bytes, *, at: datetime) -> bytes:
    """The file with a document time-stamp of a newer unit, and the list on the older one first."""
    unit = world.time_stamp_root.issue_time_stamping("Nyare", not_before=at - DAY, not_after=LONG)
    told = stored(data, [world.time_stamp_root.crl(this_update=at - HOUR, next_update=LONG)])
    return add_document_time_stamp(told, TimeStampAuthority(identity=unit, at=at), field="Förnyad")


ORDERINGS = {
    "stamped, list, validated": (Course(), PASSED),
    "list, signed, validated within the list's period": (Course(known=-DAY), PASSED),
    "list ran out, signed": (
        Course(known=-20 * DAY, period=10 * DAY),
        indeterminate(S.TRY_LATER),
    ),
    "signed, no list": (Course(known=None), indeterminate(S.TRY_LATER)),
    "stamped, revoked, list": (Course(revoked=timedelta(minutes=30)), PASSED),
    "revoked, stamped, list": (Course(revoked=-HOUR), indeterminate(S.REVOKED_NO_POE)),
    "signed, revoked, stamped, list": (
        Course(revoked=timedelta(seconds=30)),
        indeterminate(S.REVOKED_NO_POE),
    ),
    "signed without a time-stamp, revoked, list": (
        Course(stamped=None, revoked=timedelta(minutes=30)),
        indeterminate(S.REVOKED_NO_POE),
    ),
    "signed, held by the archive, revoked, list from outside": (
        Course(
            stamped=None,
            revoked=timedelta(minutes=30),
            known=None,
            above=-HOUR,
            told=HOUR,
            held=timedelta(minutes=10),
        ),
        PASSED,
    ),
    "signed, revoked, held by the archive, list from outside": (
        Course(
            stamped=None,
            revoked=timedelta(minutes=5),
            known=None,
            above=-HOUR,
            told=HOUR,
            held=timedelta(minutes=10),
        ),
        indeterminate(S.REVOKED_NO_POE),
    ),
    "held by the archive with a list from later in it, revoked between": (
        Course(
            stamped=None, revoked=timedelta(minutes=30), above=-HOUR, held=timedelta(minutes=10)
        ),
        indeterminate(S.REVOKED_NO_POE),
    ),
    "stamped, list, expired": (Course(validated=AFTER_EXPIRY), PASSED),
    "list, expired, without a time-stamp": (
        Course(stamped=None, validated=AFTER_EXPIRY),
        indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED),
    ),
    "list, held by the archive, expired": (
        Course(stamped=None, held=timedelta(minutes=70), validated=AFTER_EXPIRY),
        PASSED,
    ),
    "held by the archive with a list from later in it, expired": (
        Course(stamped=None, held=timedelta(minutes=10), validated=AFTER_EXPIRY),
        indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED),
    ),
    "expired, stamped": (
        Course(stamped=AFTER_EXPIRY, validated=AFTER_EXPIRY + DAY),
        indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED),
    ),
    "list ran out, stamped, expired": (
        Course(known=-20 * DAY, period=10 * DAY, validated=AFTER_EXPIRY),
        indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED),
    ),
    "stamped, no list, expired": (
        Course(known=None, validated=AFTER_EXPIRY),
        indeterminate(S.OUT_OF_BOUNDS_NO_POE),
    ),
    "stamped, list, archived, expired": (
        Course(archived=2 * HOUR, validated=AFTER_EXPIRY),
        PASSED,
    ),
    "stamped, list, archived, expired, the time-stamps' unit expired": (
        Course(archived=2 * HOUR, validated=AFTER_TSA),
        indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED),
    ),
    "stamped, list, archived, expired, renewed, the first unit expired": (
        Course(archived=2 * HOUR, renewed=4 * YEAR, validated=AFTER_TSA),
        PASSED,
    ),
    "stamped, list, archived, renewed, authority expired too": (
        Course(archived=2 * HOUR, renewed=4 * YEAR, validated=11 * YEAR),
        PASSED,
    ),
    "stamped, list, archived, anchor no longer believed": (
        Course(archived=2 * HOUR, sunset=DAY, validated=2 * DAY),
        PASSED,
    ),
    "stamped, anchor no longer believed, archived": (
        Course(archived=3 * DAY, sunset=DAY, validated=4 * DAY),
        indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND_NO_POE),
    ),
    "anchor no longer believed, stamped": (
        Course(stamped=2 * DAY, sunset=DAY, validated=3 * DAY),
        indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND_NO_POE),
    ),
    "held on suspicion before signing": (
        Course(revoked=-HOUR, reason=R.certificate_hold),
        indeterminate(S.TRY_LATER),
    ),
    "stamped, held on suspicion": (
        Course(revoked=timedelta(minutes=30), reason=R.certificate_hold),
        PASSED,
    ),
    "SHA-1 long after its end, stamped": (
        Course(digest="sha1"),
        indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
    ),
    "SHA-1 long after its end, stamped, archived, expired": (
        Course(digest="sha1", archived=2 * HOUR, validated=AFTER_EXPIRY),
        indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
    ),
}


@pytest.mark.parametrize("order", ORDERINGS)
def test_the_order_of_events_decides(order: str) -> None:
    course, expected = ORDERINGS[order]

    assert course.answer() == expected


STOLEN: dict[str, Course] = {
    "an old list": Course(revoked=-DAY, known=-20 * DAY, period=10 * DAY),
    "an old list, archived": Course(
        revoked=-DAY, known=-20 * DAY, period=10 * DAY, archived=2 * HOUR
    ),
    "an old list, long after expiry": Course(
        revoked=-DAY, known=-20 * DAY, period=10 * DAY, validated=AFTER_EXPIRY
    ),
    "an old list, archived, long after expiry": Course(
        revoked=-DAY,
        known=-20 * DAY,
        period=10 * DAY,
        archived=2 * HOUR,
        validated=AFTER_EXPIRY,
    ),
    "an old list, archived and renewed, everything expired": Course(
        revoked=-DAY,
        known=-20 * DAY,
        period=10 * DAY,
        archived=2 * HOUR,
        renewed=4 * YEAR,
        validated=11 * YEAR,
    ),
    "an old list, held by the archive": Course(
        stamped=None,
        revoked=-DAY,
        known=-20 * DAY,
        period=10 * DAY,
        held=HOUR,
        validated=AFTER_EXPIRY,
    ),
    "a list still in its period, a newer one supplied": Course(
        revoked=-DAY, known=-2 * DAY, told=HOUR
    ),
    "the same, archived": Course(revoked=-DAY, known=-2 * DAY, told=HOUR, archived=2 * HOUR),
    "the same, archived, expired": Course(
        revoked=-DAY, known=-2 * DAY, told=HOUR, archived=2 * HOUR, validated=AFTER_EXPIRY
    ),
    "the same, archived and renewed, everything expired": Course(
        revoked=-DAY,
        known=-2 * DAY,
        told=HOUR,
        archived=2 * HOUR,
        renewed=4 * YEAR,
        validated=11 * YEAR,
    ),
    "the same, held by the archive": Course(
        stamped=None, revoked=-DAY, known=-2 * DAY, told=HOUR, held=HOUR
    ),
    "the same, held by the archive, expired": Course(
        stamped=None,
        revoked=-DAY,
        known=-2 * DAY,
        told=HOUR,
        held=HOUR,
        validated=AFTER_EXPIRY,
    ),
    "archived, anchor no longer believed, a newer list after that": Course(
        revoked=-DAY,
        known=-2 * DAY,
        archived=2 * HOUR,
        sunset=2 * DAY,
        told=3 * DAY,
        validated=4 * DAY,
    ),
    "archived, and the newer list is from after the validation time": Course(
        revoked=-DAY, known=-2 * DAY, archived=2 * HOUR, told=10 * DAY
    ),
    "held by the archive, and the newer list is from after the validation time": Course(
        stamped=None, revoked=-DAY, known=-2 * DAY, held=HOUR, told=10 * DAY
    ),
    "suspended and never lifted, left out of a list after expiry": Course(
        revoked=-DAY, reason=R.certificate_hold, validated=AFTER_EXPIRY
    ),
}
"""Courses in which the key was stolen, and revoked for it before the first proof of time."""


@pytest.mark.parametrize("course", STOLEN.values(), ids=STOLEN)
def test_a_key_revoked_before_the_time_stamp_never_passes(course: Course) -> None:
    assert course.answer() != PASSED


def judged(
    world: World,
    data: bytes,
    *,
    at: datetime = EPOCH + 12 * DAY,
    evidence: tuple[x509.CertificateRevocationList, ...] = (),
) -> Answer:
    return Judging(world=world, at=at, evidence=evidence_of(*evidence)).answer(data)


def lists(*authorities: Authority, at: datetime) -> list[x509.CertificateRevocationList]:
    return [each.crl(this_update=at, next_update=LONG) for each in authorities]


def test_a_later_revocation_of_the_authority_does_not_make_data_on_the_signer_needless() -> None:
    world = fresh_world()
    root = world.root.revoking(world.authority.certificate, at=EPOCH + 10 * DAY)

    data = stored(signed_b_t(world), lists(root, world.time_stamp_root, at=EPOCH + 11 * DAY))

    assert judged(world, data) != PASSED


def test_a_later_revocation_of_the_signer_does_not_make_data_on_the_authority_needless() -> None:
    world = fresh_world()
    authority = world.authority.revoking(world.chair.certificate, at=EPOCH + 10 * DAY)

    data = stored(signed_b_t(world), lists(authority, world.time_stamp_root, at=EPOCH + 11 * DAY))

    assert judged(world, data) != PASSED


def test_a_later_revocation_of_the_authority_does_not_lift_the_signers_suspension() -> None:
    world = fresh_world()
    chair = world.chair.certificate
    authority = world.authority.revoking(chair, at=EPOCH - DAY, reason=R.certificate_hold)
    root = world.root.revoking(world.authority.certificate, at=EPOCH + 10 * DAY)

    told = lists(authority, root, world.time_stamp_root, at=EPOCH + 11 * DAY)

    assert judged(world, stored(signed_b_t(world), told)) != PASSED


def test_a_later_revocation_does_not_prove_data_that_nothing_proves() -> None:
    """The list's signer expired: whoever broke its key since can write the revocation too."""
    world = fresh_world()
    authority = world.root.issue_authority(not_after=EPOCH + YEAR)
    signer = authority.issue_person(ANNA, not_after=EPOCH + YEAR)
    revoking = authority.revoking(signer.certificate, at=EPOCH + 10 * DAY)
    data = stored(
        signed_b_t(world, signer=signer),
        lists(world.root, authority, world.time_stamp_root, at=EPOCH + HOUR),
    )
    later = revoking.crl(this_update=EPOCH + 11 * DAY, next_update=LONG)

    without = judged(world, data, at=EPOCH + 2 * YEAR)
    told = judged(world, data, at=EPOCH + 2 * YEAR, evidence=(later,))

    assert without == indeterminate(S.REVOCATION_OUT_OF_BOUNDS_NO_POE)
    assert told != PASSED


@pytest.mark.parametrize("archives", [False, True])
def test_a_responder_that_lags_behind_the_list_does_not_undo_a_revocation(archives: bool) -> None:
    world = fresh_world()
    chair = world.chair.certificate
    authority = world.authority.revoking(chair, at=EPOCH - DAY, reason=R.key_compromise)
    lagging = world.authority.ocsp(chair, this_update=EPOCH + HOUR, next_update=LONG)
    told = lists(authority, world.root, world.time_stamp_root, at=EPOCH)

    data = stored(signed_b_t(world), told, ocsps=[lagging])
    if archives:
        data = archived(world, data, at=EPOCH + 2 * HOUR)

    assert judged(world, data) != PASSED


def test_a_list_from_after_expiry_does_not_lift_a_suspension() -> None:
    world = fresh_world()
    chair = world.chair.certificate
    held = world.authority.revoking(chair, at=EPOCH - DAY, reason=R.certificate_hold)
    data = stored(
        signed_b_t(world),
        [
            held.crl(this_update=EPOCH + HOUR),
            world.authority.crl(this_update=EPOCH + AFTER_EXPIRY, next_update=LONG, number=9),
            *lists(world.root, world.time_stamp_root, at=EPOCH + HOUR),
        ],
    )

    assert judged(world, data, at=EPOCH + AFTER_EXPIRY + DAY) != PASSED


def test_a_signature_during_a_suspension_that_was_lifted_passes() -> None:
    """The clause knows only that it is lifted; eIDAS, article 28(5)(a), would ask for more."""
    world = fresh_world()
    chair = world.chair.certificate
    held = world.authority.revoking(chair, at=EPOCH - DAY, reason=R.certificate_hold)
    data = stored(
        signed_b_t(world),
        [
            held.crl(this_update=EPOCH + HOUR),
            world.authority.crl(this_update=EPOCH + 2 * HOUR, number=9),
            *lists(world.root, world.time_stamp_root, at=EPOCH + HOUR),
        ],
    )

    assert judged(world, data, at=EPOCH + DAY) == PASSED


def test_a_revocation_at_the_very_time_of_the_time_stamp_is_heeded() -> None:
    course = Course(revoked=timedelta(minutes=1))

    assert course.answer() != PASSED


def test_an_authority_that_expired_before_the_time_stamp_vouches_for_nothing() -> None:
    world = fresh_world()
    authority = world.root.issue_authority(not_after=EPOCH - DAY)
    signer = authority.issue_person(ANNA)
    revoking = authority.revoking(signer.certificate, at=EPOCH + 10 * DAY)
    told = lists(revoking, world.root, world.time_stamp_root, at=EPOCH + 11 * DAY)

    assert judged(world, stored(signed_b_t(world, signer=signer), told)) != PASSED


def test_an_authority_revoked_before_the_time_stamp_never_passes_after_its_anchors_sunset() -> None:
    world = fresh_world()
    root = world.root.revoking(world.authority.certificate, at=EPOCH - DAY, reason=R.ca_compromise)
    data = stored(
        signed_b_t(world),
        [
            world.authority.crl(next_update=LONG),
            world.root.crl(this_update=EPOCH - 2 * DAY, next_update=LONG),
            world.time_stamp_root.crl(next_update=LONG),
        ],
    )
    data = archived(world, data, at=EPOCH + 2 * HOUR)
    sunset = trust_in(world.root).until(EPOCH + 2 * DAY)
    judging = Judging(
        world=world,
        at=EPOCH + 4 * DAY,
        trust=TrustAnchors.joined([sunset, trust_in(world.time_stamp_root)]),
        evidence=evidence_of(root.crl(this_update=EPOCH + 3 * DAY, next_update=LONG)),
    )

    assert judging.answer(data) != PASSED


def test_a_time_stamping_key_revoked_before_the_time_stamp_proves_nothing_after_a_sunset() -> None:
    world = fresh_world()
    unit = world.time_stamps.identity.certificate
    revoking = world.time_stamp_root.revoking(unit, at=EPOCH - DAY, reason=R.key_compromise)
    other = Authority.root("En annan tidsstämplare")
    data = stored(
        signed_b_t(world),
        [
            *lists(world.authority, world.root, other, at=EPOCH + HOUR),
            world.time_stamp_root.crl(this_update=EPOCH - 2 * DAY, next_update=LONG),
        ],
    )
    later = TimeStampAuthority(identity=other.issue_time_stamping(), at=EPOCH + 2 * HOUR)
    data = add_document_time_stamp(data, later, field="Annan")
    sunset = trust_in(world.time_stamp_root).until(EPOCH + 2 * DAY)
    judging = Judging(
        world=world,
        at=EPOCH + 4 * DAY,
        trust=TrustAnchors.joined([sunset, trust_in(world.root, other)]),
        evidence=evidence_of(revoking.crl(this_update=EPOCH + 3 * DAY, next_update=LONG)),
    )

    assert judging.first(data).best_signature_time == later.at


def test_under_if_available_what_is_known_is_still_heeded() -> None:
    world = fresh_world()
    revoking = world.authority.revoking(world.chair.certificate, at=EPOCH - DAY)
    told = evidence_of(revoking.crl(this_update=EPOCH + HOUR, next_update=LONG))

    for held in (None, EPOCH + HOUR):
        judging = Judging(
            world=world, policy=IF_AVAILABLE, evidence=told, held_since=held, at=EPOCH + 2 * DAY
        )
        assert judging.answer(signed_b_b(world.chair)) == indeterminate(S.REVOKED_NO_POE)


def test_under_if_available_data_from_after_the_validation_time_is_heeded() -> None:
    world = fresh_world()
    revoking = world.authority.revoking(world.chair.certificate, at=EPOCH - DAY)
    judging = Judging(
        world=world,
        policy=IF_AVAILABLE,
        evidence=evidence_of(revoking.crl(this_update=EPOCH + 9 * DAY, next_update=LONG)),
        held_since=EPOCH + HOUR,
    )

    assert judging.answer(signed_b_b(world.chair)) != PASSED
