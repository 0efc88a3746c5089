# mypy: disable-error-code="no-untyped-call"
"""The signing certificate is the one that the signed reference means, and no other."""

import pytest
from asn1crypto import core, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.conclusion import SubIndication
from fhvalidate.validation.signing_certificate import Identified, identify
from fhvalidate.x509.certificate import Certificate, read_certificate
from tests.cms.messages import SIGNING_CERTIFICATE_V2, Message, read, reference
from tests.pki.authority import Authority
from tests.pki.people import ANNA
from tests.pki.world import shared_world

WORLD = shared_world()
CHAIR, ADJUSTER = WORLD.chair, WORLD.adjuster
# Another certificate for the same key and under the same name.
RENEWED = WORLD.authority.issue_person(ANNA, key=CHAIR.key)


def ours(certificate: x509.Certificate) -> Certificate:
    return read_certificate(certificate.public_bytes(Encoding.DER))


def identified(message: Message, *pool: x509.Certificate) -> Identified:
    return identify(read(message), map(ours, pool))


def codes(found: Identified) -> list[str]:
    return [finding.code for finding in found.conclusion.findings]


@pytest.mark.parametrize("by", ["v1", "v2"])
def test_the_certificate_that_is_named_and_meant_is_the_signers(by: str) -> None:
    found = identified(Message(signer=CHAIR, refers_by=by), ADJUSTER.certificate, CHAIR.certificate)

    assert found.certificate == ours(CHAIR.certificate)
    assert found.conclusion.indication == "PASSED"
    assert codes(found) == []


def test_the_signed_reference_decides_over_the_unsigned_name() -> None:
    message = Message(signer=CHAIR, names=RENEWED.certificate)

    found = identified(message, RENEWED.certificate, CHAIR.certificate)

    assert found.certificate == ours(CHAIR.certificate)


def test_a_certificate_put_in_the_place_of_the_one_that_is_meant_is_refused() -> None:
    message = Message(
        signer=CHAIR, names=RENEWED.certificate, refers_to=CHAIR.certificate, certificates=()
    )

    found = identified(message, RENEWED.certificate)

    assert found.certificate is None
    assert found.conclusion.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert codes(found) == ["cms-signing-certificate-mismatch"]


def test_a_certificate_of_the_same_name_from_another_authority_is_refused() -> None:
    impostor = Authority.root().issue_person(ANNA)

    found = identified(Message(signer=CHAIR), impostor.certificate)

    assert found.certificate is None
    assert codes(found) == ["signing-certificate-not-found"]


def test_without_the_certificate_nobody_is_identified() -> None:
    found = identified(Message(signer=CHAIR), ADJUSTER.certificate)

    assert found.certificate is None
    assert codes(found) == ["signing-certificate-not-found"]


def test_without_a_reference_the_name_is_believed_and_that_is_told() -> None:
    message = Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,))

    found = identified(message, ADJUSTER.certificate, CHAIR.certificate)

    assert found.certificate == ours(CHAIR.certificate)
    assert codes(found) == ["cms-signing-certificate-attribute-missing"]
    assert identified(message, ADJUSTER.certificate).certificate is None


def test_a_signer_may_be_named_by_its_key_identifier() -> None:
    message = Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,), by_key_identifier=True)

    found = identified(message, ADJUSTER.certificate, CHAIR.certificate)

    assert found.certificate == ours(CHAIR.certificate)


def test_a_reference_that_cannot_be_read_means_nobody() -> None:
    message = Message(
        signer=CHAIR,
        without=(SIGNING_CERTIFICATE_V2,),
        more=((SIGNING_CERTIFICATE_V2, [core.Null()]),),
    )

    found = identified(message, CHAIR.certificate)

    assert found.certificate is None
    assert codes(found) == ["cms-signing-certificate-mismatch"]


def test_a_reference_with_an_unknown_digest_means_nobody() -> None:
    entry = tsp.ESSCertIDv2({"hash_algorithm": {"algorithm": "1.2.3.4"}, "cert_hash": bytes(32)})
    odd = (SIGNING_CERTIFICATE_V2, [tsp.SigningCertificateV2({"certs": [entry]})])
    message = Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,), more=(odd,))

    assert identified(message, CHAIR.certificate).certificate is None


def test_two_forms_of_the_reference_that_disagree_are_told() -> None:
    message = Message(signer=CHAIR, more=(reference(ADJUSTER.certificate, "v1"),))

    found = identified(message, CHAIR.certificate, ADJUSTER.certificate)

    assert found.certificate is None or codes(found)
