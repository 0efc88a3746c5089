# mypy: disable-error-code="no-untyped-call"
"""Signature values verify under the key that made them, and only then."""

import hashlib

import pytest
from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import (
    DIGESTS,
    SignatureAlgorithm,
    digest_of,
    digest_of_parts,
    signature_algorithm,
)
from fhvalidate.x509.key_strength import KeyStrength, strength
from fhvalidate.x509.public_key import Verification, verify
from tests.pki.keys import KeyKind, PrivateKey, generate_key

MESSAGE = b"Kommunstyrelsen beslutar om avslag."
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ELLIPTIC = ec.generate_private_key(ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_224": hashes.SHA3_224(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}


def spki(key: PrivateKey | ed448.Ed448PrivateKey | dsa.DSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def rsa_with(digest: str | None) -> SignatureAlgorithm:
    return SignatureAlgorithm("", "rsa", digest)


@pytest.mark.parametrize("name", HASHES)
def test_an_rsa_signature_verifies_over_its_message_and_no_other(name: str) -> None:
    signature = RSA.sign(MESSAGE, padding.PKCS1v15(), HASHES[name])

    good = verify(spki(RSA), rsa_with(name), signature=signature, message=MESSAGE)
    bad = verify(spki(RSA), rsa_with(name), signature=signature, message=MESSAGE + b".")

    assert good is Verification.VERIFIED
    assert bad is Verification.WRONG


@pytest.mark.parametrize("name", HASHES)
def test_an_ecdsa_signature_verifies_over_its_message_and_no_other(name: str) -> None:
    algorithm = SignatureAlgorithm("", "ecdsa", name)
    signature = ELLIPTIC.sign(MESSAGE, ec.ECDSA(HASHES[name]))

    good = verify(spki(ELLIPTIC), algorithm, signature=signature, message=MESSAGE)
    bad = verify(spki(ELLIPTIC), algorithm, signature=signature, message=b"")

    assert good is Verification.VERIFIED
    assert bad is Verification.WRONG


@pytest.mark.parametrize(
    ("name", "mask", "salt"), [("sha256", "sha256", 32), ("sha512", "sha1", 0)]
)
def test_a_pss_signature_verifies_with_its_own_parameters_only(
    name: str, mask: str, salt: int
) -> None:
    scheme = padding.PSS(padding.MGF1(HASHES[mask]), salt)
    signature = RSA.sign(MESSAGE, scheme, HASHES[name])

    def found(*parameters: str | int) -> Verification:
        digest, mgf, length = parameters
        algorithm = SignatureAlgorithm("", "rsa-pss", str(digest), str(mgf), int(length))
        return verify(spki(RSA), algorithm, signature=signature, message=MESSAGE)

    assert found(name, mask, salt) is Verification.VERIFIED
    assert found(name, mask, salt + 1) is Verification.WRONG
    assert found(name, "sha384", salt) is Verification.WRONG
    assert found("sha384", mask, salt) is Verification.WRONG


def test_an_edwards_signature_verifies_under_its_own_family_only() -> None:
    other = ed448.Ed448PrivateKey.generate()

    def found(family: str, key: bytes, signature: bytes) -> Verification:
        algorithm = SignatureAlgorithm("", family)
        return verify(key, algorithm, signature=signature, message=MESSAGE)

    assert found("ed25519", spki(EDWARDS), EDWARDS.sign(MESSAGE)) is Verification.VERIFIED
    assert found("ed448", spki(other), other.sign(MESSAGE)) is Verification.VERIFIED
    assert found("ed448", spki(EDWARDS), EDWARDS.sign(MESSAGE)) is Verification.WRONG
    assert found("ed25519", spki(EDWARDS), other.sign(MESSAGE)) is Verification.WRONG


def test_a_dsa_signature_verifies() -> None:
    key = dsa.generate_private_key(2048)
    signature = key.sign(MESSAGE, hashes.SHA256())
    algorithm = SignatureAlgorithm("", "dsa", "sha256")

    assert verify(spki(key), algorithm, signature=signature, message=MESSAGE) is (
        Verification.VERIFIED
    )


@pytest.mark.parametrize(
    ("key", "family"),
    [(RSA, "ecdsa"), (ELLIPTIC, "rsa"), (EDWARDS, "rsa"), (RSA, "1.2.3"), (RSA, "ml-dsa-44")],
)
def test_a_key_of_another_family_never_verifies(key: PrivateKey, family: str) -> None:
    try:
        found = verify(
            spki(key), SignatureAlgorithm("", family, "sha256"), signature=b"x", message=b""
        )
    except UnsupportedAlgorithmError:
        return
    assert found is Verification.WRONG


@pytest.mark.parametrize("digest", [None, "shake256", "sm3", "whirlpool"])
def test_a_digest_that_cannot_be_computed_is_unsupported(digest: str | None) -> None:
    with pytest.raises(UnsupportedAlgorithmError):
        verify(spki(RSA), rsa_with(digest), signature=bytes(256), message=MESSAGE)


def encoded(info: bytes, size: int = 256) -> bytes:
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


def opened_as(message: bytes) -> bytes:
    """The RSA signature that opens as exactly this encoded message."""
    numbers = RSA.private_numbers()
    value = pow(int.from_bytes(message), numbers.d, numbers.public_numbers.n)
    return value.to_bytes(256)


def digest_info(*, parameters: bytes) -> bytes:
    oid = next(oid for oid, name in DIGESTS.items() if name == "sha256")
    identifier = bytes(core.ObjectIdentifier(oid).dump()) + parameters
    value = b"\x04\x20" + hashlib.sha256(MESSAGE).digest()
    inner = bytes([0x30, len(identifier)]) + identifier + value
    return bytes([0x30, len(inner)]) + inner


WITHOUT_NULL = digest_info(parameters=b"")
FORGED = {
    "with NULL": (encoded(digest_info(parameters=b"\x05\x00")), Verification.VERIFIED),
    "without NULL": (encoded(WITHOUT_NULL), Verification.VERIFIED_WITHOUT_NULL),
    "bytes after it": (encoded(WITHOUT_NULL + b"\x00"), Verification.WRONG),
    "short padding": (
        b"\x00\x01" + b"\xff" * 8 + b"\x00" + WITHOUT_NULL + bytes(256 - 11 - len(WITHOUT_NULL)),
        Verification.WRONG,
    ),
    "padding of another kind": (
        encoded(WITHOUT_NULL).replace(b"\x00\x01\xff", b"\x00\x02\xff", 1),
        Verification.WRONG,
    ),
    "a gap in the padding": (
        encoded(WITHOUT_NULL).replace(b"\xff\xff\xff", b"\xff\xfe\xff", 1),
        Verification.WRONG,
    ),
    "other parameters": (encoded(digest_info(parameters=b"\x04\x00")), Verification.WRONG),
    "the bare digest": (encoded(hashlib.sha256(MESSAGE).digest()), Verification.WRONG),
    "another digest": (
        encoded(WITHOUT_NULL[:-1] + bytes([WITHOUT_NULL[-1] ^ 1])),
        Verification.WRONG,
    ),
}


@pytest.mark.parametrize(("message", "expected"), FORGED.values(), ids=FORGED.keys())
def test_a_digest_info_without_null_is_taken_only_when_every_byte_is_right(
    message: bytes, expected: Verification
) -> None:
    found = verify(spki(RSA), rsa_with("sha256"), signature=opened_as(message), message=MESSAGE)

    assert found is expected


def test_a_signature_of_another_length_is_wrong() -> None:
    signature = RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())

    for odd in (signature[:-1], signature + b"\x00", b"\x00" + signature, b""):
        found = verify(spki(RSA), rsa_with("sha256"), signature=odd, message=MESSAGE)
        assert found is Verification.WRONG


def with_negative_modulus(key: rsa.RSAPrivateKey) -> bytes:
    """The key as careless software writes it: the modulus without its leading zero."""
    numbers = key.public_key().public_numbers()
    modulus = numbers.n.to_bytes(256)
    inner = b"\x02\x82\x01\x00" + modulus + bytes(core.Integer(numbers.e).dump())
    sequence = b"\x30\x82" + len(inner).to_bytes(2) + inner
    algorithm = keys.PublicKeyAlgorithm({"algorithm": "rsa"}).dump()
    bits = b"\x03\x82" + (len(sequence) + 1).to_bytes(2) + b"\x00" + sequence
    body = algorithm + bits
    return bytes(b"\x30\x82" + len(body).to_bytes(2) + body)


def test_a_modulus_that_reads_as_negative_is_the_number_it_was_meant_to_be() -> None:
    signature = RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    odd = with_negative_modulus(RSA)

    assert strength(odd) == KeyStrength("rsa", 2048)
    good = verify(odd, rsa_with("sha256"), signature=signature, message=MESSAGE)
    bad = verify(odd, rsa_with("sha256"), signature=signature, message=b"")
    assert good is Verification.VERIFIED
    assert bad is Verification.WRONG


@given(st.binary(max_size=100))
def test_bytes_that_are_no_key_are_unsupported_and_raise_nothing_else(data: bytes) -> None:
    assert strength(data) == KeyStrength("unknown", 0)
    with pytest.raises(UnsupportedAlgorithmError):
        verify(data, rsa_with("sha256"), signature=b"", message=b"")


@given(st.binary(max_size=300), st.sampled_from([RSA, ELLIPTIC, EDWARDS]))
def test_no_other_bytes_than_the_signature_ever_verify(data: bytes, key: PrivateKey) -> None:
    family = {RSA: "rsa", ELLIPTIC: "ecdsa", EDWARDS: "ed25519"}[key]
    algorithm = SignatureAlgorithm("", family, None if family == "ed25519" else "sha256")

    assert verify(spki(key), algorithm, signature=data, message=MESSAGE) is Verification.WRONG


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (KeyKind.RSA_1024, KeyStrength("rsa", 1024)),
        (KeyKind.EC_P384, KeyStrength("ecdsa", 384, "P-384")),
        (KeyKind.ED25519, KeyStrength("ed25519", 256)),
    ],
)
def test_the_strength_of_a_key_is_its_family_and_size(kind: KeyKind, expected: KeyStrength) -> None:
    assert strength(spki(generate_key(kind))) == expected


def test_an_algorithm_that_names_no_digest_takes_the_one_that_is_stated() -> None:
    plain = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"})
    full = algos.SignedDigestAlgorithm({"algorithm": "sha512_rsa"})

    assert signature_algorithm(plain, stated_digest="sha256").name == "rsa-sha256"
    assert signature_algorithm(full, stated_digest="sha256").name == "rsa-sha512"


def test_pss_parameters_that_are_left_out_are_those_of_sha1() -> None:
    bare = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss"})

    algorithm = signature_algorithm(bare)

    assert (algorithm.digest, algorithm.mask_digest, algorithm.salt_length) == ("sha1", "sha1", 20)


def test_an_unknown_algorithm_is_named_by_its_number() -> None:
    odd = algos.SignedDigestAlgorithm({"algorithm": "1.2.3.4"})

    assert signature_algorithm(odd).name == "1.2.3.4"


@pytest.mark.parametrize("name", [*HASHES, "md5", "shake256"])
def test_the_digest_of_parts_is_that_of_the_whole(name: str) -> None:
    parts = (memoryview(MESSAGE[:7]), memoryview(MESSAGE[7:]))

    assert digest_of_parts(parts, name) == digest_of(MESSAGE, name)


def test_an_unknown_digest_is_unsupported() -> None:
    with pytest.raises(UnsupportedAlgorithmError):
        digest_of(b"", "prov")
    with pytest.raises(UnsupportedAlgorithmError):
        digest_of_parts((), "prov")
