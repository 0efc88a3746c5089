# mypy: disable-error-code="no-untyped-call"
"""The signing certificate is the one that the signed reference means, and no other."""

import hashlib
from dataclasses import replace

import pytest
from asn1crypto import core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.conclusion import SubIndication
from fhvalidate.validation.signing_certificate import (
    Identified,
    digests_of_reference,
    identify,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.cms.messages import (
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    Attribute,
    Message,
    read,
    reference,
)
from tests.pki.authority import Authority
from tests.pki.identity import Identity, asn1_certificate
from tests.pki.people import ANNA, BO
from tests.pki.world import shared_world
from tests.validation.scenes import Judging, signed_b_b, world
from tests.validation.scenes import codes as told

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
    # RFC 5035, 4: the older form is SHA-1, and that is told.
    assert codes(found) == (["cms-signing-certificate-sha1"] if by == "v1" else [])


OF_OTHERS = WORLD.root.issue_person(BO, key=CHAIR.key)
NAMED: dict[str, Identity] = {
    "a renewed certificate for the same key": RENEWED,
    "another person's": ADJUSTER,
    "another person's for the same key": OF_OTHERS,
    "one of another issuer": WORLD.root.issue_person(ANNA, key=CHAIR.key),
    "its issuer's": WORLD.authority.identity,
    "the root's": WORLD.root.identity,
    "a time-stamping unit's": WORLD.time_stamps.identity,
}


@pytest.mark.parametrize("at_hand", [True, False])
@pytest.mark.parametrize("named", NAMED.values(), ids=NAMED.keys())
def test_a_signature_that_names_another_certificate_than_it_refers_to_is_not_passed(
    named: Identity, at_hand: bool
) -> None:
    """The signed reference decides whose it is, for the signerInfo's own naming is not signed."""
    message = Message(signer=CHAIR, names=named.certificate)

    pool = [CHAIR.certificate, *([named.certificate] if at_hand else [])]
    found = identified(message, *pool)

    assert found.certificate == ours(CHAIR.certificate)
    assert found.conclusion.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert codes(found) == ["cms-signer-identifier-mismatch"]


def test_a_key_identifier_of_another_key_is_not_passed() -> None:
    message = Message(signer=CHAIR, names=ADJUSTER.certificate, by_key_identifier=True)

    found = identified(message, CHAIR.certificate, ADJUSTER.certificate)

    assert found.conclusion.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert codes(found) == ["cms-signer-identifier-mismatch"]


def test_the_key_identifier_of_the_right_key_is_enough() -> None:
    found = identified(Message(signer=CHAIR, by_key_identifier=True), CHAIR.certificate)

    assert found.conclusion.indication == "PASSED"


def test_a_certificate_that_states_no_key_identifier_has_that_of_its_key() -> None:
    silent = replace(ours(CHAIR.certificate), key_identifier=None)
    message = read(Message(signer=CHAIR, by_key_identifier=True))
    other = read(Message(signer=CHAIR, names=ADJUSTER.certificate, by_key_identifier=True))

    assert identify(message, [silent]).conclusion.indication == "PASSED"
    assert identify(other, [silent]).conclusion.indication == "INDETERMINATE"


CHAIRS = asn1_certificate(CHAIR.certificate)
ADJUSTERS = asn1_certificate(ADJUSTER.certificate)


def directory(name: asn1_x509.Name) -> asn1_x509.GeneralName:
    return asn1_x509.GeneralName("directory_name", name)


def stating(
    names: list[asn1_x509.GeneralName],
    serial: int,
    *,
    by: str = "v2",
) -> Message:
    """A message whose reference is by the right digest, with this issuerSerial."""
    stated = {"issuer": names, "serial_number": serial}
    der = CHAIRS.dump()
    if by == "v2":
        entry = {"cert_hash": hashlib.sha256(der).digest(), "issuer_serial": stated}
        value = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2(entry)]})
        return Message(
            signer=CHAIR,
            without=(SIGNING_CERTIFICATE_V2,),
            more=((SIGNING_CERTIFICATE_V2, [value]),),
        )
    entry = {"cert_hash": hashlib.sha1(der).digest(), "issuer_serial": stated}
    old = tsp.SigningCertificate({"certs": [tsp.ESSCertID(entry)]})
    return Message(
        signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,), more=((SIGNING_CERTIFICATE, [old]),)
    )


ISSUER, NUMBER = directory(CHAIRS.issuer), CHAIRS.serial_number
ELSEWHERE = {
    "another number": ([ISSUER], NUMBER + 1),
    "the number's negative": ([ISSUER], -NUMBER),
    "another person's number": ([ISSUER], ADJUSTERS.serial_number),
    "number nought": ([ISSUER], 0),
    "its subject for the issuer": ([directory(CHAIRS.subject)], NUMBER),
    "the root for the issuer": (
        [directory(asn1_certificate(WORLD.root.certificate).subject)],
        NUMBER,
    ),
    "no issuer": ([], NUMBER),
    "a domain for the issuer": ([asn1_x509.GeneralName("dns_name", "ca.example.test")], NUMBER),
    "two issuers": ([ISSUER, directory(CHAIRS.subject)], NUMBER),
    "another issuer and number": ([directory(CHAIRS.subject)], 1),
}


@pytest.mark.parametrize("by", ["v1", "v2"])
@pytest.mark.parametrize(("names", "serial"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_an_issuer_and_serial_number_of_another_certificate_are_not_passed(
    names: list[asn1_x509.GeneralName], serial: int, by: str
) -> None:
    found = identified(stating(names, serial, by=by), CHAIR.certificate, ADJUSTER.certificate)

    assert found.certificate == ours(CHAIR.certificate)
    assert found.conclusion.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert codes(found) == ["cms-issuer-serial-mismatch"]


@pytest.mark.parametrize("by", ["v1", "v2"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_issuer_and_serial_number_of_the_certificate_are_right(by: str, times: int) -> None:
    found = identified(stating([ISSUER] * times, NUMBER, by=by), CHAIR.certificate)

    assert found.conclusion.indication == "PASSED"


def referring(digest: str, value: bytes) -> Attribute:
    entry = tsp.ESSCertIDv2({"hash_algorithm": {"algorithm": digest}, "cert_hash": value})
    return SIGNING_CERTIFICATE_V2, [tsp.SigningCertificateV2({"certs": [entry]})]


def by_digest(name: str) -> Message:
    value = hashlib.new(name, CHAIRS.dump()).digest()
    written = {"ripemd160": "1.3.36.3.2.1"}.get(name, name)
    attribute = referring(written, value)
    return Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,), more=(attribute,))


def test_a_reference_by_md5_never_passes() -> None:
    found = identified(by_digest("md5"), CHAIR.certificate)

    assert found.certificate == ours(CHAIR.certificate)
    assert found.conclusion.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE
    assert codes(found) == ["cms-signing-certificate-digest"]


def test_a_reference_by_sha1_in_the_newer_form_is_told() -> None:
    found = identified(by_digest("sha1"), CHAIR.certificate)

    assert found.conclusion.indication == "PASSED"
    assert codes(found) == ["cms-signing-certificate-sha1"]


def test_a_reference_by_sha1_beside_a_stronger_one_is_not_told() -> None:
    both = Message(signer=CHAIR, more=(reference(CHAIR.certificate, "v1"),))

    assert codes(identified(both, CHAIR.certificate)) == []


def test_a_reference_by_md5_beside_a_stronger_one_never_passes() -> None:
    weak = by_digest("md5")
    both = replace(weak, more=(*weak.more, reference(CHAIR.certificate, "v1")))

    found = identified(both, CHAIR.certificate)

    assert found.conclusion.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sha256", ()), ("sha1", ()), ("sha224", ("sha224",)), ("ripemd160", ("ripemd160",))],
)
def test_the_digest_of_the_reference_is_judged_with_the_other_algorithms(
    name: str, expected: tuple[str, ...]
) -> None:
    digests = digests_of_reference(read(by_digest(name)))

    assert tuple(digest for digest in digests if digest != "sha256") == expected


def test_one_form_of_the_reference_that_cannot_be_read_is_not_passed() -> None:
    broken = (SIGNING_CERTIFICATE, [core.Null()])

    found = identified(Message(signer=CHAIR, more=(broken,)), CHAIR.certificate)

    assert found.conclusion.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


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


def test_a_reference_with_an_unknown_digest_never_passes() -> None:
    odd = referring("1.2.3.4", bytes(32))
    message = Message(signer=CHAIR, without=(SIGNING_CERTIFICATE_V2,), more=(odd,))

    found = identified(message, CHAIR.certificate)

    assert found.conclusion.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE
    assert codes(found) == ["cms-signing-certificate-digest"]


def test_two_forms_of_the_reference_that_disagree_are_told() -> None:
    message = Message(signer=CHAIR, more=(reference(ADJUSTER.certificate, "v1"),))

    found = identified(message, CHAIR.certificate, ADJUSTER.certificate)

    assert found.certificate is None or codes(found)


@pytest.mark.parametrize("place", [4, 8, 13])
def test_a_certificate_that_is_there_and_cannot_be_read_is_not_said_to_be_missing(
    place: int,
) -> None:
    """Given a signer's certificate that is no certificate any more, it is told as that."""
    signed = signed_b_b(world().chair)
    der = world().chair.certificate.public_bytes(Encoding.DER)
    odd = der[:place] + bytes([der[place] ^ 0x01]) + der[place + 1 :]
    start = signed.lower().index(der.hex().encode())
    data = signed[:start] + odd.hex().encode() + signed[start + 2 * len(der) :]

    entry = Judging(world=world()).first(data)

    assert entry.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert "signing-certificate-unreadable" in told(entry)
    assert "signing-certificate-not-found" not in told(entry)
