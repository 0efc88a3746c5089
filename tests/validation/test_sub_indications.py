"""Every sub-indication of EN 319 102-1, 5.1.3, is reached, under the main indication it belongs to.

Each case names the sub-indication that it expects; the last test sees that none is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from cryptography import x509

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.evidence import Evidence
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from tests.pki import ANNA, EPOCH, VALIDATED_AT, YEAR
from tests.pki.handmade_cms import (
    SHA256,
    HandmadeCms,
    oid,
    replaced,
    sealed_by,
    sequence,
)
from tests.pki.identity import Identity
from tests.pki.keys import sign_bytes
from tests.pki.profile import KeyUsage
from tests.pki.signing import sign_b_t
from tests.validation.scenes import (
    DAY,
    HOUR,
    Answer,
    Judging,
    codes,
    evidence_of,
    failed,
    indeterminate,
    paper,
    policy,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_in,
    world,
)

EXERCISES = ("5.1.3", "5.2.2", "5.2.3", "5.2.4", "5.2.6", "5.2.7", "5.2.8", "5.3", "5.5")

S = SubIndication
ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
LONG = EPOCH + 15 * YEAR
INDETERMINATE = Indication.INDETERMINATE
MUST_BE_KNOWN = '[signature]\nexplicit_policy = "must-be-known"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, the circumstances of its validation, and what must be said of it."""

    data: bytes
    judging: Judging
    expects: Answer


def handmade(signer: Identity, **options: object) -> HandmadeCms:
    """A PAdES signature of the signer, with what the options change."""
    return replace(
        HandmadeCms(
            certificate=signer.certificate,
            signs=lambda data: sign_bytes(signer.key, data, SHA256),
            algorithm=ECDSA_SHA256,
            carried=signer.issuers[:-1],
        ),
        **options,  # type: ignore[arg-type]
    )


def template(room: int = 40_000) -> bytes:
    """Signed minutes whose signature is to be made anew."""
    return signed_b_b(world().chair, room=room)


def case(
    data: bytes,
    expects: Answer,
    *,
    at: datetime = VALIDATED_AT,
    trust: TrustAnchors | None = None,
    evidence: Evidence | None = None,
    chosen: Policy | None = None,
) -> Case:
    judging = Judging(
        world=world(),
        at=at,
        trust=trust,
        evidence=evidence,
        policy=chosen,
    )
    return Case(data=data, judging=judging, expects=expects)


def with_lists(data: bytes) -> bytes:
    """The file with a list of each authority in its store, good for years."""
    shared = world()
    authorities = (shared.root, shared.authority, shared.time_stamp_root)
    return stored(data, [each.crl(next_update=LONG) for each in authorities])


def format_failure() -> Case:
    return case(sealed_by(template(), lambda _: b"no CMS"), failed(S.FORMAT_FAILURE))


def hash_failure() -> Case:
    data = signed_b_b(world().chair)
    altered = data.replace(b"%PDF-1", b"%PDF-2", 1)
    return case(altered, failed(S.HASH_FAILURE))


def sig_crypto_failure() -> Case:
    other = world().adjuster
    wrong = handmade(world().chair, signs=lambda data: sign_bytes(other.key, data, SHA256))
    return case(sealed_by(template(), wrong.der), failed(S.SIG_CRYPTO_FAILURE))


def revoked() -> Case:
    """The content time-stamp proves that it was signed after the revocation."""
    shared = world()
    certificate = shared.chair.certificate
    authority = shared.authority.revoking(certificate, at=EPOCH - DAY)
    message = handmade(shared.chair, content_stamps=(stamping(shared, EPOCH),))
    lists = [each.crl() for each in (authority, shared.root, shared.time_stamp_root)]
    return case(stored(sealed_by(template(), message.der), lists), failed(S.REVOKED))


def expired() -> Case:
    """The content time-stamp proves that it was signed after the certificate expired."""
    shared = world()
    signer = shared.authority.issue_person(ANNA, not_after=EPOCH - DAY)
    message = handmade(signer, content_stamps=(stamping(shared, EPOCH),))
    return case(with_lists(sealed_by(template(), message.der)), failed(S.EXPIRED))


def not_yet_valid() -> Case:
    shared = world()
    signer = shared.authority.issue_person(ANNA, not_before=EPOCH + HOUR)
    return case(with_lists(signed_b_t(shared, signer=signer)), failed(S.NOT_YET_VALID))


def sig_constraints_failure() -> Case:
    unreferred = handmade(world().chair, refers=False)
    data = with_lists(sealed_by(template(), unreferred.der))
    return case(data, indeterminate(S.SIG_CONSTRAINTS_FAILURE))


def time_stamp_delay() -> Case:
    slow = signed_b_t(world(), stamped_at=EPOCH + 2 * HOUR)
    hasty = policy("[signature]\ntimestamp_delay_seconds = 3600\n")
    return case(with_lists(slow), indeterminate(S.SIG_CONSTRAINTS_FAILURE), chosen=hasty)


def chain_constraints_failure() -> Case:
    usage = frozenset({KeyUsage.KEY_ENCIPHERMENT})
    signer = world().authority.issue_person(ANNA, key_usage=usage)
    return case(with_lists(signed_b_b(signer)), indeterminate(S.CHAIN_CONSTRAINTS_FAILURE))


def certificate_chain_general_failure() -> Case:
    """An authority below one that may have none below it (pathLenConstraint)."""
    above = world().root.issue_authority("Sista ledet", path_length=0)
    signer = above.issue_authority("Ett led för mycket").issue_person(ANNA, no_rev_avail=True)
    data = signed_b_b(signer)
    return case(data, indeterminate(S.CERTIFICATE_CHAIN_GENERAL_FAILURE))


def crypto_constraints_failure() -> Case:
    """The content time-stamp proves that SHA-1 was used after its end."""
    shared = world()
    message = handmade(shared.chair, digest="sha1", content_stamps=(stamping(shared, EPOCH),))
    data = with_lists(sealed_by(template(), message.der))
    return case(data, indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE))


def crypto_unsupported() -> Case:
    """An algorithm that nobody can compute here."""
    message = handmade(world().chair, algorithm=sequence(oid("1.3.6.1.4.1.32473.9")))
    data = with_lists(sealed_by(template(), message.der))
    return case(data, indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE))


def crypto_constraints_failure_no_poe() -> Case:
    data = sign_b_t(paper(), world().chair, stamping(world()), digest="sha1")
    return case(with_lists(data), indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE))


def policy_processing_error() -> Case:
    name = "1.3.6.1.4.1.32473.5"
    message = handmade(world().chair, policy=(name, b"\x01" * 32))
    chosen = policy(
        MUST_BE_KNOWN + f'[[signature.policy]]\noid = "{name}"\ndigest = "{"02" * 32}"\n'
    )
    data = with_lists(sealed_by(template(), message.der))
    return case(data, indeterminate(S.POLICY_PROCESSING_ERROR), chosen=chosen)


def signature_policy_not_available() -> Case:
    message = handmade(world().chair, policy=("1.3.6.1.4.1.32473.6", b"\x01" * 32))
    data = with_lists(sealed_by(template(), message.der))
    chosen = policy(MUST_BE_KNOWN)
    return case(data, indeterminate(S.SIGNATURE_POLICY_NOT_AVAILABLE), chosen=chosen)


def timestamp_order_failure() -> Case:
    shared = world()
    message = handmade(
        shared.chair,
        content_stamps=(stamping(shared, EPOCH + 2 * HOUR),),
        signature_stamps=(stamping(shared, EPOCH + HOUR),),
    )
    data = with_lists(sealed_by(template(), message.der))
    return case(data, indeterminate(S.TIMESTAMP_ORDER_FAILURE))


def before_the_time_stamp() -> Case:
    data = with_lists(signed_b_t(world(), stamped_at=EPOCH + DAY))
    return case(data, indeterminate(S.TIMESTAMP_ORDER_FAILURE), at=EPOCH + HOUR)


def no_signing_certificate_found() -> Case:
    """Nobody has the certificate that the signed reference means."""
    absent = handmade(world().chair, tells_own=False, carried=())
    data = sealed_by(template(), absent.der)
    return case(data, indeterminate(S.NO_SIGNING_CERTIFICATE_FOUND))


def no_certificate_chain_found() -> Case:
    data = with_lists(signed_b_b(world().chair))
    trust = trust_in(world().time_stamp_root)
    return case(data, indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND), trust=trust)


def no_certificate_chain_found_no_poe() -> Case:
    """The anchor is no longer believed, and nothing proves that the signature is older."""
    trust = trust_in(world().root).until(EPOCH + HOUR)
    data = with_lists(signed_b_b(world().chair))
    return case(data, indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND_NO_POE), trust=trust)


def revoked_no_poe() -> Case:
    shared = world()
    authority = shared.authority.revoking(shared.chair.certificate, at=EPOCH + HOUR)
    lists = evidence_of(authority.crl(this_update=EPOCH + 2 * HOUR), shared.root.crl())
    data = signed_b_b(shared.chair)
    return case(data, indeterminate(S.REVOKED_NO_POE), evidence=lists)


def revoked_ca_no_poe() -> Case:
    shared = world()
    root = shared.root.revoking(shared.authority.certificate, at=EPOCH + HOUR)
    lists = evidence_of(root.crl(this_update=EPOCH + 2 * HOUR), shared.authority.crl())
    data = signed_b_b(shared.chair)
    return case(data, indeterminate(S.REVOKED_CA_NO_POE), evidence=lists)


def out_of_bounds_not_revoked() -> Case:
    data = with_lists(signed_b_b(world().chair))
    return case(data, indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED), at=EPOCH + 3 * YEAR)


def out_of_bounds_no_poe() -> Case:
    data = signed_b_b(world().chair)
    return case(data, indeterminate(S.OUT_OF_BOUNDS_NO_POE), at=EPOCH + 3 * YEAR)


def revocation_out_of_bounds_no_poe() -> Case:
    """The list's signer expired, and nothing proves that the list is older than that."""
    shared = world()
    authority = shared.root.issue_authority(not_after=EPOCH + YEAR)
    signer = authority.issue_person(ANNA, not_after=EPOCH + YEAR)
    makers = (authority, shared.root, shared.time_stamp_root)
    data = signed_b_t(shared, signer=signer)
    lists = [each.crl(next_update=LONG) for each in makers]
    expects = indeterminate(S.REVOCATION_OUT_OF_BOUNDS_NO_POE)
    return case(stored(data, lists), expects, at=EPOCH + 2 * YEAR)


def try_later_without_data() -> Case:
    return case(signed_b_b(world().chair), indeterminate(S.TRY_LATER))


def try_later_on_hold() -> Case:
    shared = world()
    authority = shared.authority.revoking(
        shared.chair.certificate, at=EPOCH - DAY, reason=x509.ReasonFlags.certificate_hold
    )
    lists = [authority.crl(), shared.root.crl(), shared.time_stamp_root.crl()]
    return case(stored(signed_b_t(shared), lists), indeterminate(S.TRY_LATER))


def signed_data_not_found() -> Case:
    """adbe.pkcs7.sha1 carries the digest of what is signed; here it does not."""
    data = replaced(template(), b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1")
    message = handmade(world().chair)
    return case(sealed_by(data, message.der), indeterminate(S.SIGNED_DATA_NOT_FOUND))


def custom() -> Case:
    """A sub-filter that nobody here can verify: present, and not supported."""
    data = replaced(template(), b"/ETSI.CAdES.detached", b"/Exempel.Okant.namn")
    return case(sealed_by(data, handmade(world().chair).der), indeterminate(S.CUSTOM))


CASES: tuple[Callable[[], Case], ...] = (
    format_failure,
    hash_failure,
    sig_crypto_failure,
    revoked,
    expired,
    not_yet_valid,
    sig_constraints_failure,
    time_stamp_delay,
    chain_constraints_failure,
    certificate_chain_general_failure,
    crypto_constraints_failure,
    crypto_unsupported,
    crypto_constraints_failure_no_poe,
    policy_processing_error,
    signature_policy_not_available,
    timestamp_order_failure,
    before_the_time_stamp,
    no_signing_certificate_found,
    no_certificate_chain_found,
    no_certificate_chain_found_no_poe,
    revoked_no_poe,
    revoked_ca_no_poe,
    out_of_bounds_not_revoked,
    out_of_bounds_no_poe,
    revocation_out_of_bounds_no_poe,
    try_later_without_data,
    try_later_on_hold,
    signed_data_not_found,
    custom,
)
NEVER_A_CONCLUSION = {
    S.NO_POE: (
        "5.6.2.2 gives it to 5.6.2.4, which returns the current time status in its place; "
        "test_time_sliding.py reaches it where it is given"
    ),
}
"""Sub-indications that no signature's conclusion can have, and why."""


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_a_sub_indication_is_given_under_its_main_indication(make: Callable[[], Case]) -> None:
    given = make()

    entry = given.judging.first(given.data)

    assert (entry.indication, entry.sub_indication) == given.expects
    # Never silently: a finding says why.
    assert any(finding.severity == "error" for finding in entry.findings), codes(entry)


def test_every_sub_indication_is_reached() -> None:
    reached = {make().expects[1] for make in CASES}

    assert reached | NEVER_A_CONCLUSION.keys() == set(SubIndication)
    assert not reached & NEVER_A_CONCLUSION.keys()


def test_what_fails_is_never_called_indeterminate() -> None:
    """Table 6 of 5.1.3: six sub-indications belong to FAILED, all others to INDETERMINATE."""
    of_failed = {S.FORMAT_FAILURE, S.HASH_FAILURE, S.SIG_CRYPTO_FAILURE}
    of_failed |= {S.REVOKED, S.EXPIRED, S.NOT_YET_VALID}

    for indication, sub_indication in (make().expects for make in CASES):
        expected = Indication.TOTAL_FAILED if sub_indication in of_failed else INDETERMINATE
        assert indication is expected


@pytest.mark.parametrize("member", SubIndication)
def test_a_sub_indication_has_its_identifier(member: SubIndication) -> None:
    assert member.uri == f"urn:etsi:019102:subindication:{member.name}"
