"""Validation of signatures providing long-term availability (EN 319 102-1, 5.6.3.4)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import TrustAnchors
from fhvalidate.conclusion import Indication, SubIndication, Verdict
from tests.pki import ANNA, ARCHIVED_AT, EPOCH, TIME_STAMPED_AT, YEAR
from tests.pki.signing import sign_b_b, sign_b_t
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Answer,
    Judging,
    answer_of,
    archived,
    codes,
    evidence_of,
    failed,
    fresh_world,
    indeterminate,
    paper,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    world,
)

EXERCISES = ("5.5", "5.6.3")

LONG = EPOCH + 15 * YEAR
S = SubIndication


def lists() -> list[x509.CertificateRevocationList]:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return [each.crl(next_update=LONG) for each in makers]


def b_lt() -> bytes:
    return stored(signed_b_t(world()), lists())


def test_before_its_time_stamp_a_signature_does_not_pass() -> None:
    entry = Judging(world=world(), at=EPOCH).first(b_lt())
    passes = Judging(world=world(), at=TIME_STAMPED_AT).first(b_lt())

    # The token may be ahead by as much as clocks may differ, and no more.
    assert answer_of(passes) == PASSED
    assert answer_of(entry) == PASSED
    early = Judging(world=world(), at=EPOCH - HOUR).first(b_lt())
    assert answer_of(early) == indeterminate(S.TIMESTAMP_ORDER_FAILURE)
    assert "timestamp-after-validation-time" in codes(early)


def test_a_passed_signature_is_not_sent_on_to_the_past() -> None:
    """A fresh B-LT signature has no document time-stamp, and needs none."""
    entry = Judging(world=world()).first(b_lt())

    assert answer_of(entry) == PASSED
    assert entry.level == "PAdES-BASELINE-LT"
    assert entry.findings == ()


def test_the_best_signature_time_is_the_earliest_proof() -> None:
    shared = world()
    kept = archived(shared, b_lt(), at=ARCHIVED_AT)

    for data, held, best in (
        (kept, None, TIME_STAMPED_AT),
        (b_lt(), TIME_STAMPED_AT + HOUR, TIME_STAMPED_AT),
        (signed_b_b(shared.chair), EPOCH, EPOCH),
    ):
        entry = Judging(world=shared, held_since=held).first(data)
        assert entry.best_signature_time == best


def test_a_content_time_stamp_or_a_claim_is_no_proof_of_the_signature() -> None:
    entry = Judging(world=world()).first(signed_b_b(world().chair))

    assert entry.claimed_signing_time is not None
    assert entry.best_signature_time is None


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        (EPOCH, PASSED),
        (EPOCH - 2 * YEAR, failed(S.NOT_YET_VALID)),
    ],
)
def test_the_claimed_time_is_judged_beside_the_verdict(claimed: datetime, expected: Answer) -> None:
    """Valid then, for what a claim is worth; the verdict now is another."""
    data = stored(signed_b_b(world().chair, at=claimed), lists())

    report = Judging(world=world(), at=EPOCH + 3 * YEAR).report(data)

    (entry,) = report.signatures
    assert entry.at_claimed_time is not None
    then = (entry.at_claimed_time.indication, entry.at_claimed_time.sub_indication)
    assert then == expected
    assert answer_of(entry) == indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED)
    assert report.verdict is Verdict.INDETERMINATE


def test_a_claim_in_the_future_is_judged_by_nothing_and_told() -> None:
    data = signed_b_b(world().chair, at=EPOCH + 9 * DAY)

    entry = Judging(world=world()).first(data)

    assert entry.at_claimed_time is None
    assert "signing-time-in-future" in codes(entry)


def test_a_key_revoked_before_the_claim_does_not_pass_at_the_claim() -> None:
    shared = fresh_world()
    revoking = shared.authority.revoking(shared.chair.certificate, at=EPOCH - DAY)
    told = evidence_of(revoking.crl(next_update=LONG), shared.root.crl(next_update=LONG))

    entry = Judging(world=shared, evidence=told).first(signed_b_b(shared.chair))

    assert entry.at_claimed_time is not None
    assert entry.at_claimed_time.sub_indication is S.REVOKED_NO_POE


def test_a_claim_before_a_revocation_passes_then_and_not_now() -> None:
    shared = fresh_world()
    revoking = shared.authority.revoking(shared.chair.certificate, at=EPOCH + HOUR)
    told = evidence_of(
        revoking.crl(this_update=EPOCH + 2 * HOUR, next_update=LONG), shared.root.crl()
    )

    entry = Judging(world=shared, evidence=told).first(signed_b_b(shared.chair))

    assert entry.at_claimed_time is not None
    assert entry.at_claimed_time.indication is Indication.TOTAL_PASSED
    assert answer_of(entry) == indeterminate(S.REVOKED_NO_POE)


def test_missing_data_is_an_error_when_required_and_a_warning_when_not() -> None:
    data = signed_b_b(world().chair)

    required = Judging(world=world()).first(data)
    lenient = Judging(world=world(), policy=IF_AVAILABLE).first(data)

    assert answer_of(required) == indeterminate(S.TRY_LATER)
    assert answer_of(lenient) == PASSED
    severities = {
        entry.indication: {
            f.severity.value for f in entry.findings if f.code == "revocation-data-missing"
        }
        for entry in (required, lenient)
    }
    assert severities == {
        Indication.INDETERMINATE: {"error"},
        Indication.TOTAL_PASSED: {"warning"},
    }


def test_an_end_entity_that_has_no_revocation_data_needs_none() -> None:
    """RFC 9608; never for an authority, and never against a revocation that is at hand."""
    shared = fresh_world()
    exempt = shared.root.issue_person(ANNA, no_rev_avail=True)
    authority = shared.root.issue_authority(no_rev_avail=True)
    below = authority.issue_person(ANNA, no_rev_avail=True)
    revoking = shared.root.revoking(exempt.certificate, at=EPOCH - DAY)
    told = evidence_of(revoking.crl(next_update=LONG))

    assert Judging(world=shared).answer(signed_b_b(exempt)) == PASSED
    assert Judging(world=shared).answer(signed_b_b(below)) == indeterminate(S.TRY_LATER)
    contradicted = Judging(world=shared, evidence=told).answer(signed_b_b(exempt))
    assert contradicted == indeterminate(S.REVOKED_NO_POE)


def test_every_list_at_hand_is_used_whatever_the_certificate_declares() -> None:
    """Rule R7: the certificate names a responder only, and a list says that it is revoked."""
    shared = fresh_world()
    signer = shared.authority.issue_person(ANNA, ocsp_url="http://ocsp.example.test/")
    good = shared.authority.ocsp(signer.certificate, this_update=EPOCH - DAY)
    revoking = shared.authority.revoking(signer.certificate, at=EPOCH - HOUR)
    told = evidence_of(good, revoking.crl(), shared.root.crl())

    answer = Judging(world=shared, evidence=told).answer(signed_b_b(signer))

    assert answer == indeterminate(S.REVOKED_NO_POE)


@pytest.mark.parametrize("configured", [False, True])
def test_a_responder_speaks_when_delegated_or_configured(configured: bool) -> None:
    shared = world()
    stranger = fresh_world()
    maker = stranger.authority if configured else shared.authority
    responder = maker.issue_ocsp_responder()
    answers = (
        shared.authority.ocsp(shared.chair.certificate, responder=responder),
        shared.root.crl(),
    )
    believed = [_anchor(shared.root.pem), _anchor(shared.time_stamp_root.pem)]
    data = signed_b_b(shared.chair)
    alone = Judging(
        world=shared, trust=TrustAnchors.joined(believed), evidence=evidence_of(*answers)
    )

    pem = _pem(responder.certificate)
    with_it = replace(alone, trust=TrustAnchors.joined([*believed, _anchor(pem)]))

    expected = indeterminate(S.TRY_LATER) if configured else PASSED
    assert alone.answer(data) == expected
    assert with_it.answer(data) == PASSED


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _anchor(pem: bytes) -> TrustAnchors:
    return TrustAnchors.from_pem_or_der(pem, name="anchor.pem")


def test_an_unknown_answer_is_none() -> None:
    shared = world()
    unknown = shared.authority.ocsp(shared.chair.certificate, unknown=True)
    told = evidence_of(unknown, shared.root.crl())

    answer = Judging(world=shared, evidence=told).answer(signed_b_b(shared.chair))

    assert answer == indeterminate(S.TRY_LATER)


def test_a_rekeyed_authority_does_not_vouch_with_its_new_key_for_the_old() -> None:
    """Same name, another key: the list is not that of the certificate's issuer."""
    shared = world()
    rekeyed = shared.authority.rekeyed()
    told = evidence_of(rekeyed.crl(), shared.root.crl())

    answer = Judging(world=shared, evidence=told).answer(signed_b_b(shared.chair))

    assert answer == indeterminate(S.TRY_LATER)


def test_a_cross_certificate_leads_to_another_anchor() -> None:
    shared, stranger = world(), fresh_world()
    crossing = stranger.root.cross_certify(shared.authority)
    told = evidence_of(crossing, shared.authority.crl(), stranger.root.crl())
    judging = Judging(world=stranger, evidence=told)

    assert judging.answer(signed_b_b(shared.chair)) == PASSED
    without = replace(judging, evidence=evidence_of(shared.authority.crl(), stranger.root.crl()))
    assert without.answer(signed_b_b(shared.chair)) == indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND)


def test_a_chain_that_passes_is_found_beside_one_that_does_not() -> None:
    """One cross-certificate expired, another did not."""
    shared, stranger = world(), fresh_world()
    expired = stranger.root.cross_certify(shared.authority, not_after=EPOCH - DAY)
    valid = stranger.root.cross_certify(shared.authority)
    for order in ((expired, valid), (valid, expired)):
        told = evidence_of(*order, shared.authority.crl(), stranger.root.crl())
        answer = Judging(world=stranger, evidence=told).answer(signed_b_b(shared.chair))
        assert answer == PASSED


def test_two_signatures_are_each_judged_by_their_own_proofs() -> None:
    shared = fresh_world()
    first = sign_b_t(paper(), shared.chair, stamping(shared), field="Ordförande")
    both = sign_b_b(first, shared.adjuster, field="Justerare")
    revoking = shared.authority.revoking(shared.chair.certificate, at=EPOCH + HOUR)
    revoking = revoking.revoking(shared.adjuster.certificate, at=EPOCH + HOUR)
    told = [
        each.crl(this_update=EPOCH + 2 * HOUR)
        for each in (revoking, shared.root, shared.time_stamp_root)
    ]

    chair, adjuster = Judging(world=shared).report(stored(both, told)).signatures

    assert answer_of(chair) == PASSED
    assert answer_of(adjuster) == indeterminate(S.REVOKED_NO_POE)


def test_without_trust_a_signature_is_intact_and_nothing_more() -> None:
    entry = Judging(world=world(), trust=TrustAnchors.none()).first(b_lt())

    assert entry.integrity == "intact"
    assert answer_of(entry) == indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND)


def test_a_delay_is_counted_from_the_claimed_time() -> None:
    data = stored(signed_b_t(world(), stamped_at=EPOCH + timedelta(minutes=5)), lists())

    entry = Judging(world=world()).first(data)

    assert answer_of(entry) == PASSED
