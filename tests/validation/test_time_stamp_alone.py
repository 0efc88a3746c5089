# mypy: disable-error-code="no-untyped-call"
"""A time-stamp proves a time only when it is genuine, trusted, and over the right bytes."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.signature import TimeStampKind, carried_by
from fhvalidate.validation.time_stamp import TimeStampResult, check_imprint, validate_time_stamp
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.revocation.answers import RevocationData
from tests.pki import ANNA, EPOCH, TIME_STAMPED_AT, VALIDATED_AT, Authority, Identity
from tests.pki.keys import KeyKind
from tests.pki.minutes import minutes
from tests.pki.signing import add_document_time_stamp, sign_b_t
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token
from tests.pki.updates import draw_on_page
from tests.pki.validation_data import ValidationData as Store
from tests.pki.validation_data import add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged, signer, trusting
from tests.validation.placing import POLICY, context_with

WORLD = shared_world()
STAMPS = WORLD.time_stamps
VALUE = b"a signature value"
PARTS = (memoryview(VALUE),)


def token(
    authority: TimeStampAuthority = STAMPS, *, over: bytes = VALUE, algorithm: str = "sha256"
) -> TimeStampToken:
    digest = hashlib.new(algorithm, over).digest()
    made = time_stamp_token(authority, Imprint(algorithm=algorithm, value=digest))
    return read_time_stamp_token(made.dump())


def outcome(
    stamp: TimeStampToken | None,
    *,
    root: Authority = WORLD.time_stamp_root,
    crls: tuple[x509.CertificateRevocationList, ...] = (WORLD.time_stamp_root.crl(),),
    pool: tuple[x509.Certificate, ...] = (),
    parts: tuple[memoryview, ...] = PARTS,
) -> TimeStampResult:
    """The result with the CRLs and what the token carries at hand."""
    carried = ValidationData() if stamp is None else carried_by(stamp.signed_data, POLICY.limits)
    given = ValidationData(
        tuple(read_certificate(each.public_bytes(Encoding.DER)) for each in pool),
        RevocationData(tuple(crl.public_bytes(Encoding.DER) for crl in crls)),
    )
    context = context_with(given.adding(carried), trusting(root))
    return validate_time_stamp(TimeStampKind.SIGNATURE, stamp, parts, context)


def told(result: TimeStampResult) -> tuple[str, str | None, set[str]]:
    conclusion = result.conclusion
    names = {finding.code for finding in conclusion.findings}
    return conclusion.indication, conclusion.sub_indication, names


def unit(identity: Identity, **options: str) -> TimeStampAuthority:
    return TimeStampAuthority(identity=identity, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_a_genuine_time_stamp_proves_its_time(algorithm: str) -> None:
    result = outcome(token(algorithm=algorithm))

    assert told(result) == ("PASSED", None, set())
    assert result.proven_time == TIME_STAMPED_AT
    assert result.basic.reaches_anchor


@pytest.mark.parametrize("old", [True, False])
def test_either_form_of_reference_is_right(old: bool) -> None:
    assert outcome(token(replace(STAMPS, refers_by_sha1=old))).conclusion.indication == "PASSED"


def test_a_time_stamp_over_another_signature_fails() -> None:
    result = outcome(token(over=b"another signature value"))

    assert told(result) == ("FAILED", "HASH_FAILURE", {"timestamp-imprint-mismatch"})
    assert result.proven_time is None


def test_a_time_stamp_that_cannot_be_read_fails() -> None:
    assert told(outcome(None)) == ("FAILED", "FORMAT_FAILURE", {"timestamp-unreadable"})


def test_a_time_stamp_of_someone_who_may_not_make_any_proves_nothing() -> None:
    person = WORLD.time_stamp_root.issue_person(ANNA)

    result = outcome(token(unit(person)))

    expected = {"timestamp-not-for-time-stamping"}
    assert told(result) == ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", expected)
    assert result.proven_time is None


def test_a_time_stamp_under_another_purpose_proves_nothing() -> None:
    other = WORLD.time_stamp_root.issue_time_stamping(
        extended_key_usage=(ExtendedKeyUsageOID.CODE_SIGNING,)
    )

    assert outcome(token(unit(other))).conclusion.sub_indication == "CHAIN_CONSTRAINTS_FAILURE"


def test_a_time_stamp_of_an_unknown_authority_proves_nothing() -> None:
    result = outcome(token(), root=Authority.root("En främmande rot-CA"))

    assert told(result) == (
        "INDETERMINATE",
        "NO_CERTIFICATE_CHAIN_FOUND",
        {"no-time-stamp-certificate-chain"},
    )
    assert result.proven_time is None


def test_a_time_stamp_without_its_certificate_proves_nothing() -> None:
    stamp = token()
    bare = replace(stamp, signed_data=replace(stamp.signed_data, certificates=()))

    result = outcome(bare)

    assert told(result) == (
        "INDETERMINATE",
        "NO_SIGNING_CERTIFICATE_FOUND",
        {"signing-certificate-not-found"},
    )


def test_a_time_stamp_whose_authority_is_revoked_proves_nothing() -> None:
    revoking = WORLD.time_stamp_root.revoking(STAMPS.identity.certificate, at=EPOCH)

    assert outcome(token(), crls=(revoking.crl(),)).conclusion.sub_indication == "REVOKED_NO_POE"


def test_a_time_stamp_without_revocation_data_proves_nothing() -> None:
    assert outcome(token(), crls=()).conclusion.sub_indication == "TRY_LATER"


def test_a_time_stamp_with_a_weak_key_proves_nothing() -> None:
    weak = WORLD.time_stamp_root.issue_time_stamping(key=KeyKind.RSA_1024)

    result = outcome(token(unit(weak)))

    assert told(result)[1:] == (
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        {"algorithm-not-accepted"},
    )


def test_a_time_stamp_with_a_weak_digest_proves_nothing() -> None:
    result = outcome(token(replace(STAMPS, digest="sha1")))

    assert told(result)[1] == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"


def test_a_time_stamp_over_a_weak_imprint_proves_nothing() -> None:
    assert outcome(token(algorithm="sha1")).proven_time is None


def test_a_time_stamp_signed_by_another_key_fails() -> None:
    other = WORLD.time_stamp_root.issue_time_stamping("Annan")
    forged = Identity(
        certificate=STAMPS.identity.certificate, key=other.key, issuers=STAMPS.identity.issuers
    )

    assert told(outcome(token(unit(forged)))) == (
        "FAILED",
        "SIG_CRYPTO_FAILURE",
        {"signature-value-wrong"},
    )


def test_a_time_stamp_of_the_future_proves_nothing() -> None:
    future = replace(STAMPS, at=VALIDATED_AT + timedelta(days=30))

    assert outcome(token(future)).proven_time is None


def test_an_imprint_by_an_unknown_digest_cannot_be_compared() -> None:
    def by(name: str | None) -> TimeStampToken:
        known = token()
        return replace(known, info=replace(known.info, imprint_algorithm=name))

    odd = by(None)

    assert check_imprint(odd, PARTS).sub_indication == "CRYPTO_CONSTRAINTS_FAILURE"
    assert check_imprint(by("prov"), PARTS).indication == "INDETERMINATE"


def test_the_imprint_is_over_all_the_parts() -> None:
    parts = (memoryview(VALUE[:5]), memoryview(VALUE[5:]))

    assert check_imprint(token(), parts).indication == "PASSED"
    assert check_imprint(token(), parts[:1]).indication == "FAILED"


def with_crls(data: bytes) -> bytes:
    return add_validation_data(data, Store(crls=(WORLD.time_stamp_root.crl(),)))


def test_a_signature_with_a_time_stamp_that_passes_has_a_proven_time() -> None:
    report = judged(with_crls(sign_b_t(minutes(), signer(), STAMPS)))

    (entry,) = report.signatures
    assert report.verdict == "valid"
    assert entry.best_signature_time == TIME_STAMPED_AT
    assert entry.timestamps[0].kind == "signature-time-stamp"


def test_a_signature_with_a_time_stamp_that_does_not_pass_is_not_valid() -> None:
    person = WORLD.time_stamp_root.issue_person(ANNA)
    report = judged(with_crls(sign_b_t(minutes(), signer(), unit(person))))

    assert report.verdict == "indeterminate"
    assert report.signatures[0].indication == "TOTAL-PASSED"
    assert report.signatures[0].best_signature_time is None
    assert "timestamp-not-passed" in codes(report)


def test_a_document_time_stamp_over_changed_bytes_is_invalid() -> None:
    stamped = with_crls(add_document_time_stamp(minutes(compressed=False), STAMPS))

    report = judged(stamped.replace(b"avslag", b"bifall"))

    assert report.signatures[0].integrity == "broken"
    assert report.signatures[0].indication == "FAILED"
    assert report.verdict == "invalid"


def test_a_drawing_after_a_document_time_stamp_is_invalid() -> None:
    report = judged(draw_on_page(with_crls(add_document_time_stamp(minutes(), STAMPS)), "bifall"))

    assert report.signatures[0].integrity == "intact"
    assert report.verdict == "invalid"


def test_octets_are_no_token() -> None:
    with pytest.raises(Exception, match="cms"):
        read_time_stamp_token(core.OctetString(b"token").dump())
