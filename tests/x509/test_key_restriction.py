# mypy: disable-error-code="no-untyped-call"
"""What a key permits is what was used (RFC 4055, 1.2 and 3.3; RFC 8702, 4)."""

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from fhvalidate.errors import KeyRestrictionError
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.key_strength import KeyStrength, strength
from fhvalidate.x509.keys.public_key import Verification, verify
from tests.pki.handmade_cms import DIGESTS, oid, pss_algorithm, sequence, tlv

MESSAGE = b"Kommunstyrelsen beslutar om bifall."
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PSS, OAEP, PKCS1 = (f"1.2.840.113549.1.1.{number}" for number in (10, 7, 1))
HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512()}


def spki(algorithm: bytes) -> bytes:
    """The key under this AlgorithmIdentifier."""
    bits = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )
    return sequence(algorithm, tlv(0x03, b"\x00" + bits))


def parameters(digest: str, mask: str, salt: int | None) -> bytes:
    hashed = sequence(oid(DIGESTS[digest]), b"\x05\x00")
    masked = sequence(oid("1.2.840.113549.1.1.8"), sequence(oid(DIGESTS[mask]), b"\x05\x00"))
    length = b"" if salt is None else tlv(0xA2, core.Integer(salt).dump())
    return sequence(oid(PSS), sequence(tlv(0xA0, hashed), tlv(0xA1, masked), length))


def pss_value(digest: str, mask: str, salt: int) -> tuple[SignatureAlgorithm, bytes]:
    scheme = padding.PSS(padding.MGF1(HASHES[mask]), salt)
    return SignatureAlgorithm(PSS, "rsa-pss", digest, mask, salt), KEY.sign(
        MESSAGE, scheme, HASHES[digest]
    )


def pkcs1_value(digest: str = "sha256") -> tuple[SignatureAlgorithm, bytes]:
    value = KEY.sign(MESSAGE, padding.PKCS1v15(), HASHES[digest])
    return SignatureAlgorithm(PKCS1, "rsa", digest), value


PERMITTED = {
    "a key for RSA by PKCS #1": (sequence(oid(PKCS1), b"\x05\x00"), pkcs1_value()),
    "a key for RSA by PSS": (sequence(oid(PKCS1), b"\x05\x00"), pss_value("sha256", "sha256", 32)),
    "a key for PSS of any kind": (sequence(oid(PSS)), pss_value("sha512", "sha1", 0)),
    "the digest and the mask": (pss_algorithm("sha256", 32), pss_value("sha256", "sha256", 32)),
    "a longer salt": (pss_algorithm("sha256", 32), pss_value("sha256", "sha256", 33)),
    "another digest for the mask": (
        parameters("sha512", "sha256", 20),
        pss_value("sha512", "sha256", 20),
    ),
    "a salt that is left out": (
        parameters("sha256", "sha256", None),
        pss_value("sha256", "sha256", 20),
    ),
    "parameters that are all left out": (
        sequence(oid(PSS), sequence()),
        pss_value("sha1", "sha1", 20),
    ),
}
REFUSED = {
    "PKCS #1 of a key for PSS": (sequence(oid(PSS)), pkcs1_value()),
    "PKCS #1 of a key for PSS with its digest": (pss_algorithm("sha256", 32), pkcs1_value()),
    "PKCS #1 with SHA-512": (pss_algorithm("sha512", 64), pkcs1_value("sha512")),
    "another digest": (pss_algorithm("sha512", 32), pss_value("sha256", "sha256", 32)),
    "a stronger digest": (pss_algorithm("sha256", 32), pss_value("sha512", "sha256", 32)),
    "another mask": (pss_algorithm("sha256", 32), pss_value("sha256", "sha512", 32)),
    "a shorter salt": (pss_algorithm("sha256", 32), pss_value("sha256", "sha256", 31)),
    "no salt": (pss_algorithm("sha256", 32), pss_value("sha256", "sha256", 0)),
    "the digest of parameters that are left out": (
        sequence(oid(PSS), sequence()),
        pss_value("sha256", "sha256", 32),
    ),
    "parameters that are none": (sequence(oid(PSS), b"\x05\x00"), pss_value("sha1", "sha1", 20)),
    "a trailer that there is not": (
        pss_algorithm("sha256", 32, trailer=2),
        pss_value("sha256", "sha256", 32),
    ),
    "a key for encryption": (sequence(oid(OAEP)), pkcs1_value()),
    "a key for encryption, by PSS": (sequence(oid(OAEP)), pss_value("sha256", "sha256", 32)),
    "a key for SHAKE128": (
        sequence(oid("1.3.6.1.5.5.7.6.30")),
        pss_value("sha256", "sha256", 32),
    ),
    "a key for SHAKE256, by PKCS #1": (sequence(oid("1.3.6.1.5.5.7.6.31")), pkcs1_value()),
}


@pytest.mark.parametrize(("algorithm", "used"), PERMITTED.values(), ids=PERMITTED.keys())
def test_a_key_verifies_what_it_permits(
    algorithm: bytes, used: tuple[SignatureAlgorithm, bytes]
) -> None:
    named, value = used

    assert verify(spki(algorithm), named, signature=value, message=MESSAGE) is (
        Verification.VERIFIED
    )
    assert verify(spki(algorithm), named, signature=value, message=b"") is Verification.WRONG


@pytest.mark.parametrize(("algorithm", "used"), REFUSED.values(), ids=REFUSED.keys())
def test_a_key_verifies_nothing_that_it_does_not_permit(
    algorithm: bytes, used: tuple[SignatureAlgorithm, bytes]
) -> None:
    named, value = used

    with pytest.raises(KeyRestrictionError):
        verify(spki(algorithm), named, signature=value, message=MESSAGE)


@pytest.mark.parametrize(("algorithm", "used"), PERMITTED.values(), ids=PERMITTED.keys())
def test_a_key_for_pss_is_as_strong_as_any_other_of_its_size(
    algorithm: bytes, used: tuple[SignatureAlgorithm, bytes]
) -> None:
    del used

    assert strength(spki(algorithm)) == KeyStrength("rsa", 2048)
