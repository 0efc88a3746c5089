"""Validation of time-stamps (EN 319 102-1, 5.4): genuine, of an authority, over these bytes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.report.signature_report import TimestampReport
from tests.pki import ARCHIVED_AT, EPOCH, YEAR
from tests.pki import profile as profiles
from tests.pki.handmade_cms import SHA256, HandmadeCms, oid, sealed_by, sequence, stamp
from tests.pki.keys import sign_bytes
from tests.pki.signing import add_document_time_stamp, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.world import World
from tests.validation.scenes import (
    DAY,
    HOUR,
    Judging,
    evidence_of,
    fresh_world,
    paper,
    policy,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    world,
)

EXERCISES = ("5.4",)

LONG = EPOCH + 15 * YEAR
GOOD = (Indication.PASSED, None)


def lists(world: World) -> list[x509.CertificateRevocationList]:
    makers = (world.root, world.authority, world.time_stamp_root)
    return [each.crl(next_update=LONG) for each in makers]


def with_lists(world: World, data: bytes) -> bytes:
    return stored(data, lists(world))


def stamped_by(unit: TimeStampAuthority, world: World) -> TimestampReport:
    """What is said of a signature time-stamp by the unit."""
    data = with_lists(world, sign_b_t(paper(), world.chair, unit))
    (found,) = Judging(world=world).first(data).timestamps
    return found


def answer(found: TimestampReport) -> tuple[Indication, SubIndication | None]:
    return found.indication, found.sub_indication


def unit_with(world: World, *purposes: x509.ObjectIdentifier, critical: bool) -> TimeStampAuthority:
    """A time-stamping unit with these extended key usages."""
    profile = replace(
        profiles.TIME_STAMPING,
        extended_key_usage=purposes,
        extended_key_usage_is_critical=critical,
    )
    subject = world.time_stamps.identity.certificate.subject
    return TimeStampAuthority(identity=world.time_stamp_root.issue(subject, profile))


def test_a_purpose_that_is_not_critical_is_accepted() -> None:
    """Units on the EU's trusted lists have it so, and some have another purpose beside it."""
    both = (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION)

    for purposes in (both[:1], both):
        unit = unit_with(world(), *purposes, critical=False)
        assert answer(stamped_by(unit, world())) == GOOD


@pytest.mark.parametrize("purposes", [(), (ExtendedKeyUsageOID.EMAIL_PROTECTION,)])
def test_a_certificate_for_another_purpose_makes_no_time_stamps(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    unit = unit_with(world(), *purposes, critical=bool(purposes))

    found = stamped_by(unit, world())

    assert found.sub_indication is SubIndication.CHAIN_CONSTRAINTS_FAILURE


@pytest.mark.parametrize("years", [0, 1, 4])
def test_a_revoked_authority_is_heeded_however_old_the_time_stamp(years: int) -> None:
    shared = fresh_world()
    unit = shared.time_stamps.identity.certificate
    revoking = shared.time_stamp_root.revoking(unit, at=EPOCH + HOUR)
    data = with_lists(shared, signed_b_t(shared))
    at = EPOCH + 2 * DAY + years * YEAR
    newer = evidence_of(revoking.crl(this_update=at - DAY, next_update=LONG, number=9))

    before = Judging(world=shared, at=at).first(data)
    after = Judging(world=shared, at=at, evidence=newer).first(data)

    assert answer(before.timestamps[0]) == GOOD
    assert answer(after.timestamps[0]) == (Indication.INDETERMINATE, SubIndication.REVOKED_NO_POE)
    assert after.best_signature_time is None


def test_a_policy_can_ask_for_data_on_the_unit_from_the_validation_time() -> None:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    data = stored(signed_b_t(shared), [each.crl() for each in makers])
    strict = policy('[x509]\ntimestamp_revocation = "validation-time"\n')
    late = EPOCH + 60 * DAY  # the lists ran out after 30 days

    lenient = Judging(world=shared, at=late).first(data).timestamps[0]
    asked = Judging(world=shared, at=late, policy=strict).first(data).timestamps[0]

    assert answer(lenient) == GOOD
    assert answer(asked) == (Indication.INDETERMINATE, SubIndication.TRY_LATER)


def test_a_token_copied_from_another_signature_proves_nothing() -> None:
    message = handmade(stamps=lambda _: stamp(stamping(world()), b"another signature"))

    (found,) = Judging(world=world()).first(with_lists(world(), message)).timestamps

    assert answer(found) == (Indication.FAILED, SubIndication.HASH_FAILURE)
    assert {each.code for each in found.findings} == {"timestamp-imprint-mismatch"}


def test_a_token_that_is_none_is_reported_and_proves_nothing() -> None:
    message = handmade(stamps=lambda _: sequence(oid("1.2.3")))

    entry = Judging(world=world()).first(with_lists(world(), message))

    assert answer(entry.timestamps[0]) == (Indication.FAILED, SubIndication.FORMAT_FAILURE)
    assert entry.best_signature_time is None


def handmade(stamps: Callable[[bytes], bytes]) -> bytes:
    """Signed minutes with whatever `stamps` makes of the signature value for a time-stamp."""
    chair = world().chair
    message = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=chair.issuers[:-1],
        stamps=stamps,
    )
    return sealed_by(signed_b_b(chair, room=40_000), message.der)


def test_several_time_stamps_are_each_judged_and_the_earliest_counts() -> None:
    shared = world()
    late, early = (stamping(shared, EPOCH + HOUR), stamping(shared, EPOCH + HOUR / 2))
    chair = shared.chair
    message = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=chair.issuers[:-1],
        signature_stamps=(late, early),
    )
    data = with_lists(shared, sealed_by(signed_b_b(chair, room=40_000), message.der))

    entry = Judging(world=shared).first(data)

    assert [answer(each) for each in entry.timestamps] == [GOOD, GOOD]
    assert entry.best_signature_time == early.at


def test_a_unit_whose_certificate_is_only_in_the_store_is_found() -> None:
    shared = world()
    silent = replace(stamping(shared), tells_own=False, tells_chain=False)
    data = sign_b_t(paper(), shared.chair, silent)
    unit = shared.time_stamps.identity.certificate

    without = Judging(world=shared).first(with_lists(shared, data)).timestamps[0]
    told = stored(data, lists(shared), certificates=(unit,))
    found = Judging(world=shared).first(told).timestamps[0]

    not_found = SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert answer(without) == (Indication.INDETERMINATE, not_found)
    assert answer(found) == GOOD


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"/Type /DocTimeStamp", b"/ETSI.RFC3161"),
        (b"/Type /Sig", b"/ETSI.RFC3161"),
        (b"", b"/ETSI.RFC3161"),
        (b"/Type /Sig", b"/ETSI.RFC#203161"),
        (b"", b"/ETSI.RFC#203161"),
    ],
)
def test_a_document_time_stamp_is_known_by_its_sub_filter(kind: bytes, name: bytes) -> None:
    """With /Type /Sig, with none, and by a name with a space in it, as some products write."""
    shared = world()
    unit = stamping(shared, ARCHIVED_AT)
    held = with_lists(shared, signed_b_t(shared))
    data = add_document_time_stamp(held, unit, field="Arkivstämpel")
    start = data.rindex(b"/Type /DocTimeStamp")
    end = data.index(b"/ETSI.RFC3161", start) + len(b"/ETSI.RFC3161")
    head = data[start:end].replace(b"/Type /DocTimeStamp", kind)
    head = head.replace(b"/ETSI.RFC3161", name).ljust(end - start)
    data = data[:start] + head + data[end:]

    report = Judging(world=shared).report(sealed_by(data, lambda covered: stamp(unit, covered)))

    entry = report.signatures[1]
    assert entry.kind == "document-timestamp"
    assert entry.indication is Indication.PASSED
    assert report.verdict == "valid"
