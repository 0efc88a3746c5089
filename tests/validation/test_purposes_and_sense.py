"""Who may sign what, on every path (rule R7), and times that make no sense together (rule R6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate.conclusion import Indication, SubIndication, Verdict
from tests.pki import ANNA, EPOCH, YEAR, Authority, Identity
from tests.pki.handmade_cms import SHA256, HandmadeCms, oid, sealed_by, sequence
from tests.pki.keys import sign_bytes
from tests.pki.profile import KeyUsage
from tests.pki.signing import add_document_time_stamp, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.validation.scenes import (
    DAY,
    HOUR,
    PASSED,
    Judging,
    answer_of,
    archived,
    codes,
    fresh_world,
    indeterminate,
    paper,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_in,
    world,
)

EXERCISES = ("5.2.6", "5.2.8", "5.4", "RFC 5280, 4.2.1.12", "RFC 3161, 2.3")
LONG = EPOCH + 15 * YEAR
S = SubIndication


def lists() -> list[x509.CertificateRevocationList]:
    makers = (world().authority, world().root, world().time_stamp_root)
    return [each.crl(next_update=LONG) for each in makers]


def signed_by(signer: Identity) -> bytes:
    """Minutes signed with whatever the signer's certificate is for, with lists on it."""
    message = HandmadeCms(
        certificate=signer.certificate,
        signs=lambda data: sign_bytes(signer.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=signer.issuers[:-1],
    )
    return stored(sealed_by(signed_b_b(world().chair, room=40_000), message.der), lists())


def for_(*purposes: x509.ObjectIdentifier) -> Callable[[], Identity]:
    return lambda: world().authority.issue_person(ANNA, extended_key_usage=purposes)


NOT_FOR_MINUTES: dict[str, Callable[[], Identity]] = {
    "an authority": lambda: world().authority.identity,
    "an anchor": lambda: world().root.identity,
    "a time-stamping unit": lambda: world().time_stamps.identity,
    "an OCSP responder": world().authority.issue_ocsp_responder,
    "a web server": for_(ExtendedKeyUsageOID.SERVER_AUTH),
}


@pytest.mark.parametrize("make", NOT_FOR_MINUTES.values(), ids=NOT_FOR_MINUTES)
def test_a_certificate_for_another_purpose_signs_no_minutes(make: Callable[[], Identity]) -> None:
    answer = Judging(world=world()).answer(signed_by(make()))

    assert answer == indeterminate(S.CHAIN_CONSTRAINTS_FAILURE)


@pytest.mark.parametrize(
    "make",
    [for_(ExtendedKeyUsageOID.EMAIL_PROTECTION), for_(ExtendedKeyUsageOID.CLIENT_AUTH), for_()],
    ids=["e-mail", "client", "none stated"],
)
def test_a_certificate_for_persons_signs_minutes(make: Callable[[], Identity]) -> None:
    assert Judging(world=world()).answer(signed_by(make())) == PASSED


def test_nobody_issues_certificates_without_being_an_authority() -> None:
    person = Authority(identity=world().authority.issue_person(ANNA))
    no_issuing = world().root.issue_authority(key_usage=frozenset({KeyUsage.CRL_SIGN}))

    for pretender in (person, no_issuing):
        signer = pretender.issue_person(ANNA, no_rev_avail=True)
        answer = Judging(world=world()).answer(stored(signed_b_b(signer), lists()))
        assert answer == indeterminate(S.CERTIFICATE_CHAIN_GENERAL_FAILURE)


def test_a_list_by_an_authority_that_may_sign_none_says_nothing() -> None:
    authority = world().root.issue_authority(key_usage=frozenset({KeyUsage.KEY_CERT_SIGN}))
    data = stored(signed_b_b(authority.issue_person(ANNA)), [*lists(), authority.crl()])

    assert Judging(world=world()).answer(data) == indeterminate(S.TRY_LATER)


def test_nobody_answers_for_themselves_nor_for_another_authoritys_certificates() -> None:
    shared, stranger = world(), fresh_world()
    signer = shared.authority.issue_person(
        ANNA, extended_key_usage=(ExtendedKeyUsageOID.OCSP_SIGNING,)
    )
    foreign = stranger.authority.issue_ocsp_responder()
    above = shared.root.crl(next_update=LONG)
    for responder in (signer, foreign):
        told = shared.authority.ocsp(signer.certificate, responder=responder, next_update=LONG)
        data = stored(signed_b_b(signer), [above], [told], [responder.certificate])
        trust = trust_in(shared.root, stranger.root)

        entry = Judging(world=shared, trust=trust).first(data)

        assert entry.indication is not Indication.TOTAL_PASSED


def test_a_time_stamp_from_before_its_units_certificate_proves_nothing() -> None:
    unit = world().time_stamp_root.issue_time_stamping(not_before=EPOCH + DAY)
    early = TimeStampAuthority(identity=unit, at=EPOCH)
    data = stored(sign_b_t(paper(), world().chair, early), lists())

    entry = Judging(world=world(), at=EPOCH + 2 * DAY).first(data)

    assert entry.timestamps[0].indication is not Indication.PASSED
    assert entry.best_signature_time is None


def test_a_time_stamp_from_after_its_units_expiry_proves_nothing() -> None:
    unit = world().time_stamp_root.issue_time_stamping(not_after=EPOCH - DAY)
    late = TimeStampAuthority(identity=unit, at=EPOCH)
    data = stored(sign_b_t(paper(), world().chair, late), lists())

    entry = Judging(world=world()).first(data)

    assert entry.timestamps[0].sub_indication is S.OUT_OF_BOUNDS_NO_POE
    assert entry.best_signature_time is None


def test_a_document_time_stamp_older_than_what_it_covers_is_out_of_order() -> None:
    data = stored(signed_b_t(world(), stamped_at=EPOCH), lists())
    stamped = add_document_time_stamp(data, stamping(world(), EPOCH - DAY), field="Äldre")

    report = Judging(world=world()).report(stamped)

    assert report.verdict is Verdict.INDETERMINATE
    signature, stamp = report.signatures
    assert answer_of(signature) == indeterminate(S.TIMESTAMP_ORDER_FAILURE)
    assert answer_of(stamp) == (Indication.INDETERMINATE, S.TIMESTAMP_ORDER_FAILURE)
    assert signature.best_signature_time is None
    assert "timestamp-order" in codes(signature)


def test_a_document_time_stamp_older_than_another_one_that_it_covers_is_out_of_order() -> None:
    """Neither proves a time; the signature has a time-stamp of its own, and needs neither."""
    data = stored(signed_b_t(world()), lists())
    first = archived(world(), data, at=EPOCH + 2 * DAY, field="Första")
    second = archived(world(), first, at=EPOCH + DAY, field="Andra")

    report = Judging(world=world(), at=EPOCH + 3 * DAY).report(second)

    assert report.verdict is Verdict.INDETERMINATE
    signature, *stamps = report.signatures
    assert answer_of(signature) == PASSED
    assert [each.sub_indication for each in stamps] == [S.TIMESTAMP_ORDER_FAILURE] * 2


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(minutes=1)])
def test_two_authorities_clocks_may_differ_a_little(behind: timedelta) -> None:
    data = stored(signed_b_t(world(), stamped_at=EPOCH), lists())
    stamped = archived(world(), data, at=EPOCH - behind)

    report = Judging(world=world()).report(stamped)

    assert report.verdict is Verdict.VALID


def test_a_time_stamp_that_does_not_hold_puts_nothing_out_of_order() -> None:
    """Whoever can put a forged one into a file could otherwise spoil it."""
    stranger = fresh_world()
    data = stored(sign_b_t(paper(), world().chair, stamping(stranger, EPOCH + DAY)), lists())
    stamped = archived(world(), data, at=EPOCH + HOUR)

    signature, stamp = Judging(world=world(), at=EPOCH + 2 * DAY).report(stamped).signatures

    assert answer_of(stamp) == (Indication.PASSED, None)
    assert signature.best_signature_time == EPOCH + HOUR
