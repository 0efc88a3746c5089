# mypy: disable-error-code="no-untyped-call"
"""Rule R7: revocation data at hand is used wherever it stands, whatever the certificate says."""

from asn1crypto import cms
from asn1crypto import crl as asn1_crl
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pdf.handmade import stream, with_catalogue
from tests.pdf.handsigned import HOLE, prepared, sealed
from tests.pki import ANNA, EPOCH
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import judged, signed, signer

REVOKING = shared_world().root.revoking(signer().certificate, at=EPOCH)


def carrying(data: bytes, crl: bytes) -> bytes:
    """The signed PDF with the CRL put beside the certificates of its message, unsigned there."""
    start = data.index(b"/Contents <") + len(b"/Contents <")
    info = cms.ContentInfo.load(bytes.fromhex(data[start : start + len(HOLE) - 2].decode()))
    choice = cms.RevocationInfoChoice("crl", asn1_crl.CertificateList.load(crl))
    info["content"]["crls"] = [choice]
    digits: bytes = info.dump(force=True).hex().encode().ljust(len(HOLE) - 2, b"0")
    return data[:start] + digits + data[start + len(digits) :]


def test_a_crl_in_the_security_store_that_says_revoked_is_believed() -> None:
    data = add_validation_data(signed(minutes()), ValidationData(crls=(REVOKING.crl(),)))

    report = judged(data)

    assert report.signatures[0].sub_indication == "REVOKED_NO_POE"
    assert report.verdict == "indeterminate"


def with_response(data: bytes, response: bytes) -> bytes:
    """The file with a security store that holds the OCSP response."""
    return with_catalogue(
        data, b"/DSS 90 0 R", {90: b"<< /OCSPs [91 0 R] >>", 91: stream(response)}
    )


def test_an_ocsp_response_in_the_security_store_is_listened_to() -> None:
    person = shared_world().root.issue_person(ANNA)
    response = shared_world().root.ocsp(person.certificate).public_bytes(Encoding.DER)

    report = judged(with_response(sign_b_b(minutes(), person), response))

    assert report.verdict == "valid"


def test_a_damaged_ocsp_response_in_the_security_store_ends_in_a_report() -> None:
    person = shared_world().root.issue_person(ANNA)
    response = shared_world().root.ocsp(person.certificate).public_bytes(Encoding.DER)
    damaged = response[:4] + bytes([response[4] ^ 1]) + response[5:]

    report = judged(with_response(sign_b_b(minutes(), person), damaged))

    assert report.signatures[0].sub_indication == "TRY_LATER"


def test_a_crl_in_the_message_that_says_revoked_is_believed() -> None:
    data = carrying(sealed(prepared()), REVOKING.crl().public_bytes(Encoding.DER))

    report = judged(data)

    assert report.signatures[0].integrity == "intact"
    assert report.signatures[0].sub_indication == "REVOKED_NO_POE"
