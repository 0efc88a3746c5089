"""Public keys, and whether a signature value verifies under one."""

from enum import Enum, auto
from functools import lru_cache
from typing import Any, cast

from asn1crypto import keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from fhvalidate.errors import KeyRestrictionError, UnsupportedAlgorithmError
from fhvalidate.x509.keys.algorithms import SHAKES, SignatureAlgorithm, digest_of
from fhvalidate.x509.keys.key_restriction import PSS_SHAKES, RSASSA_PSS, permits
from fhvalidate.x509.keys.rsa_encodings import is_pkcs1_encoding, is_pss_encoding

# Bits of an RSA key and of its exponent: larger ones are nobody's, and dear to verify with.
MAX_RSA, MAX_EXPONENT = 8192, 33
KEYS_KEPT = 512  # parsed keys; an archive's documents share a few dozen issuers

ML_DSA_KEYS = {
    "ml-dsa-44": "MLDSA44PublicKey",
    "ml-dsa-65": "MLDSA65PublicKey",
    "ml-dsa-87": "MLDSA87PublicKey",
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha512_224": hashes.SHA512_224(),
    "sha512_256": hashes.SHA512_256(),
    "sha3_224": hashes.SHA3_224(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}
# For digests that the library does not have: one as long, where nothing but the length counts.
_AS_LONG: dict[int, hashes.HashAlgorithm] = {
    20: hashes.SHA1(),
    32: hashes.SHA256(),
    64: hashes.SHA512(),
}
_RSA = frozenset({"1.2.840.113549.1.1.1", RSASSA_PSS, *PSS_SHAKES})


class Verification(Enum):
    """What came of verifying a signature value; none of them says that the signer is trusted."""

    VERIFIED = auto()
    VERIFIED_WITHOUT_NULL = auto()
    WRONG = auto()


def verify(
    public_key: bytes, algorithm: SignatureAlgorithm, *, signature: bytes, message: bytes
) -> Verification:
    """Whether the signature over `message` verifies under the SubjectPublicKeyInfo `public_key`.

    Raises:
        KeyRestrictionError: the key does not permit the algorithm (RFC 4055, 1.2 and 3.3).
        UnsupportedAlgorithmError: the key or the algorithm is none that can be computed here.
    """
    if not permits(public_key, algorithm):
        raise KeyRestrictionError(algorithm.name)
    key = load(public_key)
    try:
        return _verify(key, algorithm, signature, message)
    except InvalidSignature:
        return Verification.WRONG
    except (UnsupportedAlgorithm, ValueError, OverflowError) as error:
        raise UnsupportedAlgorithmError(algorithm.name) from error


@lru_cache(maxsize=KEYS_KEPT)
def load(public_key: bytes) -> Any:
    """The key of a SubjectPublicKeyInfo, as cryptography has it.

    Raises:
        UnsupportedAlgorithmError: it is none that can be used here.
    """
    try:
        key: Any = serialization.load_der_public_key(public_key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = _load_leniently(public_key)
    if isinstance(key, rsa.RSAPublicKey) and (
        key.key_size > MAX_RSA or key.public_numbers().e.bit_length() > MAX_EXPONENT
    ):
        raise UnsupportedAlgorithmError("public-key")
    return key


def _load_leniently(public_key: bytes) -> rsa.RSAPublicKey:
    """An RSA key whose modulus was encoded without its leading zero, and so reads as negative.

    One whose algorithm the library does not know to be RSA, too.
    """
    try:
        info = keys.PublicKeyInfo.load(public_key)
        if info["algorithm"]["algorithm"].dotted not in _RSA:
            raise UnsupportedAlgorithmError("public-key")
        parsed = keys.RSAPublicKey.load(info["public_key"].contents[1:])
        modulus, exponent = int(parsed["modulus"].native), int(parsed["public_exponent"].native)
        octets = len(parsed["modulus"].contents)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnsupportedAlgorithmError("public-key") from error
    if modulus < 0:
        modulus += 1 << (8 * octets)
    try:
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as error:
        raise UnsupportedAlgorithmError("public-key") from error


def _verify(
    key: Any, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> Verification:
    match key:
        case rsa.RSAPublicKey() if algorithm.family == "rsa-pss":
            return _verify_pss(key, algorithm, signature, message)
        case rsa.RSAPublicKey() if algorithm.family == "rsa":
            return _verify_pkcs1(key, algorithm, signature, message)
        case ec.EllipticCurvePublicKey() if algorithm.family == "ecdsa":
            return _verify_ecdsa(key, algorithm, signature, message)
        case dsa.DSAPublicKey() if algorithm.family == "dsa":
            key.verify(signature, message, _hash(algorithm.digest))
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            if _edwards_family(key) != algorithm.family:
                return Verification.WRONG
            key.verify(signature, message)
        case _:
            return _verify_other(key, algorithm, signature, message)
    return Verification.VERIFIED


def _edwards_family(key: Any) -> str:
    """The family of an Edwards-curve key."""
    return "ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "ed448"


def _verify_other(
    key: Any, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> Verification:
    """ML-DSA where cryptography has it; a key of another family than the algorithm is wrong."""
    wanted = ML_DSA_KEYS.get(algorithm.family)
    if wanted is None:
        raise UnsupportedAlgorithmError(algorithm.name)
    if not type(key).__name__.endswith(wanted):
        return Verification.WRONG
    cast("Any", key).verify(signature, message)
    return Verification.VERIFIED


def _verify_pkcs1(
    key: rsa.RSAPublicKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> Verification:
    digest = algorithm.digest or ""
    if digest in _HASHES:
        try:
            key.verify(signature, message, padding.PKCS1v15(), _HASHES[digest])
        except InvalidSignature:
            pass
        else:
            return Verification.VERIFIED
    elif is_pkcs1_encoding(_opened(key, signature), message, digest, parameters=b"\x05\x00"):
        return Verification.VERIFIED
    if is_pkcs1_encoding(_opened(key, signature), message, digest, parameters=b""):
        return Verification.VERIFIED_WITHOUT_NULL
    return Verification.WRONG


def _verify_pss(
    key: rsa.RSAPublicKey, algorithm: SignatureAlgorithm, signature: bytes, message: bytes
) -> Verification:
    if algorithm.digest in SHAKES:
        if algorithm.mask_digest != algorithm.digest:
            raise UnsupportedAlgorithmError(algorithm.name)
        holds = is_pss_encoding(
            _opened(key, signature),
            message,
            shake=algorithm.digest or "",
            salt_length=algorithm.salt_length or 0,
            bits=key.key_size - 1,
        )
        return Verification.VERIFIED if holds else Verification.WRONG
    mask = padding.MGF1(_hash(algorithm.mask_digest))
    scheme = padding.PSS(mask, algorithm.salt_length or 0)
    key.verify(signature, message, scheme, _hash(algorithm.digest))
    return Verification.VERIFIED


def _opened(key: rsa.RSAPublicKey, signature: bytes) -> bytes | None:
    """The encoded message that an RSA signature value opens as; None: it is no such value."""
    numbers = key.public_numbers()
    size = (key.key_size + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= numbers.n:
        return None
    return pow(value, numbers.e, numbers.n).to_bytes(size, "big")


def _verify_ecdsa(
    key: ec.EllipticCurvePublicKey,
    algorithm: SignatureAlgorithm,
    signature: bytes,
    message: bytes,
) -> Verification:
    if algorithm.is_plain:
        octets = (key.curve.key_size + 7) // 8  # of the order, which is as long as the field
        if len(signature) != 2 * octets:
            return Verification.WRONG
        r, s = (int.from_bytes(half, "big") for half in (signature[:octets], signature[octets:]))
        signature = encode_dss_signature(r, s)
    if algorithm.digest in _HASHES:
        key.verify(signature, message, ec.ECDSA(_HASHES[algorithm.digest]))
        return Verification.VERIFIED
    # What is signed is the number that the digest makes; which digest it is stands nowhere in it.
    digest = digest_of(message, algorithm.digest or "")
    if len(digest) not in _AS_LONG:
        raise UnsupportedAlgorithmError(algorithm.name)
    key.verify(signature, digest, ec.ECDSA(Prehashed(_AS_LONG[len(digest)])))
    return Verification.VERIFIED


def _hash(name: str | None) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise UnsupportedAlgorithmError(name or "digest")
    return _HASHES[name]
