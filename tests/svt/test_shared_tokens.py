"""Tokens that were made elsewhere: the real one, and one of each of several algorithms."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from fhvalidate import SubIndication, TrustAnchors, Verdict, validate
from fhvalidate.trust.anchors import Purpose
from tests.shared import shared
from tests.svt.scenes import carrier, errors

AT = datetime(2026, 11, 30, tzinfo=UTC)
REAL = "corpus/swedenconnect-signature-validation/add-annotation.pdf"
ISSUER = "f1ab365b"


def stamping(data: bytes) -> x509.Certificate:
    """The certificate of who made the document time-stamp."""
    reader = PdfFileReader(BytesIO(data), strict=False)
    (stamp,) = reader.embedded_timestamp_signatures
    return x509.load_der_x509_certificate(stamp.signer_cert.dump())


def trusting(certificate: x509.Certificate, *others: TrustAnchors) -> TrustAnchors:
    pem = certificate.public_bytes(Encoding.PEM)
    own = TrustAnchors.from_pem_or_der(pem, name="svt.pem").for_purpose(Purpose.SVT)
    return TrustAnchors.joined((own, *others)).allowing_test()


def test_the_real_token_verifies_with_all_its_digests() -> None:
    data = shared(REAL).read_bytes()
    issuer = stamping(data)

    report = validate(data, trust=trusting(issuer), at=AT)

    (told,) = report.signatures[0].svt
    assert told.issuer_certificate_sha256 is not None
    assert told.issuer_certificate_sha256.startswith(ISSUER)
    assert (told.holds, told.used, told.counts) == (True, True, True)
    assert told.issued_at == datetime(2025, 3, 21, 15, 48, 25, tzinfo=UTC)
    assert told.issuer == "https://swedenconnect.se/validator"
    assert [str(each.result) for each in told.policies] == ["PASSED"]
    assert errors(report) == set()
    assert report.signatures[0].sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert report.verdict is Verdict.VALID


def test_the_real_token_is_of_a_test_issuer_and_counts_only_where_those_do() -> None:
    data = shared(REAL).read_bytes()
    pem = stamping(data).public_bytes(Encoding.PEM)
    trust = TrustAnchors.from_pem_or_der(pem, name="svt.pem").for_purpose(Purpose.SVT)

    report = validate(data, trust=trust, at=AT)

    assert "test-signature-refused" in errors(report)
    assert not report.signatures[0].svt[0].holds
    assert report.verdict is Verdict.INDETERMINATE


def files() -> list[str]:
    return ["ES256", "ES512", "PS256", "PS512", "RS256", "RS384"]


@pytest.mark.parametrize("name", files())
def test_a_token_made_elsewhere_verifies(name: str) -> None:
    data = shared(f"svt/svt-{name}.pdf").read_bytes()
    root = TrustAnchors.from_path(Path(shared("svt/root.pem"))).for_purpose(Purpose.SIGNATURE)

    report = validate(data, trust=trusting(stamping(data), root), at=AT)

    assert report.signatures[0].svt[0].counts
    assert errors(report) == set()
    assert report.verdict is Verdict.VALID


def test_the_root_of_the_signature_is_no_issuer_of_the_tokens() -> None:
    data = shared("svt/svt-ES256.pdf").read_bytes()
    path = Path(shared("svt/root.pem"))
    trust = TrustAnchors.joined(
        TrustAnchors.from_path(path).for_purpose(purpose)
        for purpose in (Purpose.SIGNATURE, Purpose.SVT)
    )

    report = validate(data, trust=trust.allowing_test(), at=AT)

    # Each issuer there made its own certificate.
    assert errors(report) == {"svt-issuer-not-believed"}
    assert carrier(report).sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND


def test_what_we_issue_in_tests_is_as_the_schema_of_the_rfc_has_it() -> None:
    import jsonschema

    from tests.pki.svt import claims_over
    from tests.svt.scenes import issuer, signed

    schema = json.loads(shared("schemas/svt.schema.json").read_text())

    jsonschema.validate(claims_over(signed(), issuer()), schema)
