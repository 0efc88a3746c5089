# mypy: disable-error-code="no-untyped-call"
"""Signature values verify under the key that made them, and only then."""

import hashlib
from datetime import UTC, datetime

import pytest
from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.policy import Policy, policy_from_toml
from fhvalidate.x509.keys.algorithms import (
    DIGESTS,
    SignatureAlgorithm,
    digest_of,
    digest_of_parts,
    is_known,
    signature_algorithm,
)
from fhvalidate.x509.keys.key_strength import KeyStrength, policy_terms, strength
from fhvalidate.x509.keys.public_key import Verification, load, verify
from tests.pki.keys import KeyKind, PrivateKey, generate_key

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
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


def shake_pss(key: rsa.RSAPrivateKey, message: bytes, shake: str) -> bytes:
    """A signature value by RSASSA-PSS with a SHAKE, step by step (RFC 8017, 9.1.1; RFC 8702)."""
    size = {"shake128": 32, "shake256": 64}[shake]

    def made(data: bytes, octets: int) -> bytes:
        made = hashlib.shake_128 if shake == "shake128" else hashlib.shake_256
        return made(data).digest(octets)

    bits = key.key_size - 1
    octets = (bits + 7) // 8
    salt = bytes(range(size))
    seed = made(bytes(8) + made(message, size) + salt, size)
    block = bytes(octets - 2 * size - 2) + b"\x01" + salt
    masked = bytes(a ^ b for a, b in zip(block, made(seed, len(block)), strict=True))
    masked = bytes([masked[0] & (0xFF >> (8 * octets - bits))]) + masked[1:]
    numbers = key.private_numbers()
    value = int.from_bytes(masked + seed + b"\xbc")
    return pow(value, numbers.d, numbers.public_numbers.n).to_bytes((key.key_size + 7) // 8)


SHAKE_PSS = {"shake128": "1.3.6.1.5.5.7.6.30", "shake256": "1.3.6.1.5.5.7.6.31"}


@pytest.mark.parametrize("shake", SHAKE_PSS)
@pytest.mark.parametrize("size", [2048, 2049, 3072])
def test_a_pss_signature_by_a_shake_verifies_and_nothing_near_it(shake: str, size: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    algorithm = signature_algorithm(algos.SignedDigestAlgorithm({"algorithm": SHAKE_PSS[shake]}))
    value = shake_pss(key, MESSAGE, shake)

    def found(value: bytes, message: bytes = MESSAGE) -> Verification:
        return verify(spki(key), algorithm, signature=value, message=message)

    assert found(value) is Verification.VERIFIED
    assert found(value, b"") is Verification.WRONG
    assert found(shake_pss(RSA, MESSAGE, shake)[: len(value)]) is Verification.WRONG
    assert found(value[:-1] + bytes([value[-1] ^ 1])) is Verification.WRONG
    assert found(bytes(len(value))) is Verification.WRONG
    assert found(key.public_key().public_numbers().n.to_bytes(len(value))) is Verification.WRONG
    other = "shake256" if shake == "shake128" else "shake128"
    assert found(shake_pss(key, MESSAGE, other)) is Verification.WRONG
    for digest in (hashes.SHA256(), hashes.SHA512()):
        scheme = padding.PSS(padding.MGF1(digest), 32)
        assert found(key.sign(MESSAGE, scheme, digest)) is Verification.WRONG


@pytest.mark.parametrize(
    ("name", "as_long"),
    [("shake128", hashes.SHA256()), ("shake256", hashes.SHA512()), ("ripemd160", hashes.SHA1())],
)
@pytest.mark.parametrize(
    "curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.BrainpoolP256R1()]
)
def test_an_ecdsa_signature_by_a_digest_that_the_library_lacks_verifies(
    name: str, as_long: hashes.HashAlgorithm, curve: ec.EllipticCurve
) -> None:
    key = ec.generate_private_key(curve)
    value = key.sign(digest_of(MESSAGE, name), ec.ECDSA(Prehashed(as_long)))
    algorithm = SignatureAlgorithm("", "ecdsa", name)

    good = verify(spki(key), algorithm, signature=value, message=MESSAGE)
    bad = verify(spki(key), algorithm, signature=value, message=MESSAGE + b".")

    assert good is Verification.VERIFIED
    assert bad is Verification.WRONG


PLAIN = {
    "1": "sha1",
    "2": "sha224",
    "3": "sha256",
    "4": "sha384",
    "5": "sha512",
    "6": "ripemd160",
    "8": "sha3_224",
    "9": "sha3_256",
    "10": "sha3_384",
    "11": "sha3_512",
}


@pytest.mark.parametrize(("last", "name"), PLAIN.items())
@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP521R1(), ec.BrainpoolP384R1()])
def test_a_plain_ecdsa_signature_is_r_and_s_and_nothing_else(
    last: str, name: str, curve: ec.EllipticCurve
) -> None:
    """BSI TR-03111, 5.2.1: each as long as the order of the curve."""
    key = ec.generate_private_key(curve)
    oid = f"0.4.0.127.0.7.1.1.4.1.{last}"
    algorithm = signature_algorithm(algos.SignedDigestAlgorithm({"algorithm": oid}))
    chosen = hashes.SHA1() if name == "ripemd160" else HASHES[name]
    encoded = key.sign(digest_of(MESSAGE, name), ec.ECDSA(Prehashed(chosen)))
    octets = (curve.key_size + 7) // 8
    r, s = (number.to_bytes(octets) for number in decode_dss_signature(encoded))

    def found(value: bytes) -> Verification:
        return verify(spki(key), algorithm, signature=value, message=MESSAGE)

    assert (algorithm.family, algorithm.digest) == ("ecdsa", name)
    assert found(r + s) is Verification.VERIFIED
    for odd in (encoded, s + r, r + s + b"\0", b"\0" + r + s, r, b"", r + bytes(octets)):
        assert found(odd) is Verification.WRONG


def test_an_encoded_value_is_not_taken_for_a_plain_one_nor_the_other_way_round() -> None:
    value = ELLIPTIC.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(value)
    plain = r.to_bytes(32) + s.to_bytes(32)
    algorithm = SignatureAlgorithm("", "ecdsa", "sha256")

    assert verify(spki(ELLIPTIC), algorithm, signature=plain, message=MESSAGE) is (
        Verification.WRONG
    )


def test_an_rsa_signature_by_ripemd160_verifies_and_nothing_near_it() -> None:
    def info(parameters: bytes) -> bytes:
        oid = bytes(core.ObjectIdentifier("1.3.36.3.2.1").dump()) + parameters
        inner = bytes([0x30, len(oid)]) + oid + b"\x04\x14" + digest_of(MESSAGE, "ripemd160")
        return bytes([0x30, len(inner)]) + inner

    def found(message: bytes) -> Verification:
        value = opened_as(message)
        return verify(spki(RSA), rsa_with("ripemd160"), signature=value, message=MESSAGE)

    whole = encoded(info(b"\x05\x00"))
    assert found(whole) is Verification.VERIFIED
    assert found(encoded(info(b""))) is Verification.VERIFIED_WITHOUT_NULL
    assert found(whole[:-1] + bytes([whole[-1] ^ 1])) is Verification.WRONG
    assert found(whole.replace(b"\xff\xff", b"\xff\xfe", 1)) is Verification.WRONG
    assert found(encoded(digest_info(parameters=b"\x05\x00"))) is Verification.WRONG


CURVES: dict[str, ec.EllipticCurve] = {
    "P-224": ec.SECP224R1(),
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
    "secp256k1": ec.SECP256K1(),
}


@pytest.mark.parametrize(("name", "curve"), CURVES.items())
def test_a_curve_is_part_of_the_name_that_a_policy_knows_it_by(
    name: str, curve: ec.EllipticCurve
) -> None:
    key = spki(ec.generate_private_key(curve))
    algorithm = SignatureAlgorithm("", "ecdsa", "sha256")

    assert policy_terms(algorithm, key) == ((f"ecdsa-{name}", curve.key_size), ("sha256", 0))


def test_a_curve_that_nobody_here_computes_is_named_by_its_number() -> None:
    known = keys.PublicKeyInfo.load(spki(ELLIPTIC))
    honest = bytes(core.ObjectIdentifier("1.2.840.10045.3.1.7").dump())
    odd = bytes(core.ObjectIdentifier("1.2.156.10197.1.301").dump())
    assert len(odd) == len(honest)

    (key, _) = policy_terms(SignatureAlgorithm("", "ecdsa", "sha256"), known.dump())
    (other, _) = policy_terms(
        SignatureAlgorithm("", "ecdsa", "sha256"), known.dump().replace(honest, odd)
    )

    assert key == ("ecdsa-P-256", 256)
    assert other == ("ecdsa-1.2.156.10197.1.301", 0)
    assert not is_known(other[0])


BY_DEFAULT = {name: name not in {"P-224", "secp256k1"} for name in CURVES}


@pytest.mark.parametrize(("name", "accepted"), BY_DEFAULT.items())
def test_the_default_policy_accepts_the_curves_of_ts_119_312_and_no_others(
    name: str, *, accepted: bool
) -> None:
    constraints = Policy.named("default").cryptography

    found = constraints.accepts(f"ecdsa-{name}", at=NOW, size=CURVES[name].key_size)

    assert found == accepted


@pytest.mark.parametrize(("name", "curve"), CURVES.items())
def test_a_policy_that_names_no_curves_speaks_of_those_of_nist_and_brainpool_by_size(
    name: str, curve: ec.EllipticCurve
) -> None:
    text = '[[cryptography.algorithm]]\nname = "ecdsa"\nsize = 256\n'
    constraints = policy_from_toml(('name = "gammal"\n' + text).encode()).cryptography

    found = constraints.accepts(f"ecdsa-{name}", at=NOW, size=curve.key_size)

    assert found == (name not in {"P-224", "secp256k1"})


def test_a_policy_may_name_any_curve() -> None:
    text = '[[cryptography.algorithm]]\nname = "ecdsa-secp256k1"\nuntil = 2027-01-01\n'
    constraints = policy_from_toml(('name = "egen"\n' + text).encode()).cryptography

    assert constraints.accepts("ecdsa-secp256k1", at=NOW, size=256)
    assert not constraints.accepts("ecdsa-secp256k1", at=NOW.replace(year=2028), size=256)
    assert not constraints.accepts("ecdsa-P-256", at=NOW, size=256)


@pytest.mark.parametrize(
    ("size", "exponent"), [(8200, 65537), (16384, 65537), (2048, (1 << 33) + 1)]
)
def test_a_key_that_is_made_to_cost_is_not_supported(size: int, exponent: int) -> None:
    numbers = rsa.RSAPublicNumbers(exponent, (1 << (size - 1)) + 1)
    encoded = numbers.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    with pytest.raises(UnsupportedAlgorithmError):
        load(encoded)
