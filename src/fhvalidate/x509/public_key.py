"""Public keys, and whether a signature value verifies under one."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, cast

from asn1crypto import core, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import DIGESTS, SignatureAlgorithm, digest_of

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
    "sha3_224": hashes.SHA3_224(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}


class Verification(Enum):
    """What came of verifying a signature value; none of them says that the signer is trusted."""

    VERIFIED = auto()
    VERIFIED_WITHOUT_NULL = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class KeyStrength:
    """The family of a key, in the policy's terms, and its size in bits."""

    family: str
    size: int


def verify(
    public_key: bytes, algorithm: SignatureAlgorithm, *, signature: bytes, message: bytes
) -> Verification:
    """Whether the signature over `message` verifies under the SubjectPublicKeyInfo `public_key`.

    Raises:
        UnsupportedAlgorithmError: the key or the algorithm is none that can be computed here.
    """
    key = load(public_key)
    try:
        return _verify(key, algorithm, signature, message)
    except InvalidSignature:
        return Verification.WRONG
    except (UnsupportedAlgorithm, ValueError, OverflowError) as error:
        raise UnsupportedAlgorithmError(algorithm.name) from error


def strength(public_key: bytes) -> KeyStrength:
    """The family and size of the key; an unknown one has size 0."""
    try:
        key = load(public_key)
    except UnsupportedAlgorithmError:
        return KeyStrength("unknown", 0)
    match key:
        case rsa.RSAPublicKey():
            return KeyStrength("rsa", key.key_size)
        case ec.EllipticCurvePublicKey():
            return KeyStrength("ecdsa", key.curve.key_size)
        case dsa.DSAPublicKey():
            return KeyStrength("dsa", key.key_size)
        case ed25519.Ed25519PublicKey():
            return KeyStrength("ed25519", 256)
        case ed448.Ed448PublicKey():
            return KeyStrength("ed448", 448)
        case _:
            return KeyStrength("unknown", 0)


@lru_cache(maxsize=KEYS_KEPT)
def load(public_key: bytes) -> Any:
    """The key of a SubjectPublicKeyInfo, as cryptography has it.

    Raises:
        UnsupportedAlgorithmError: it is none that can be used here.
    """
    try:
        return serialization.load_der_public_key(public_key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _load_leniently(public_key)


def _load_leniently(public_key: bytes) -> rsa.RSAPublicKey:
    """An RSA key whose modulus was encoded without its leading zero, and so reads as negative."""
    try:
        info = keys.PublicKeyInfo.load(public_key)
        parsed = info["public_key"].parsed
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
            key.verify(signature, message, _pss_padding(algorithm), _hash(algorithm.digest))
        case rsa.RSAPublicKey() if algorithm.family == "rsa":
            return _verify_pkcs1(key, algorithm, signature, message)
        case ec.EllipticCurvePublicKey() if algorithm.family == "ecdsa":
            key.verify(signature, message, ec.ECDSA(_hash(algorithm.digest)))
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
    try:
        key.verify(signature, message, padding.PKCS1v15(), _hash(algorithm.digest))
    except InvalidSignature:
        if not _is_encoding_without_null(key, algorithm.digest or "", signature, message):
            raise
        return Verification.VERIFIED_WITHOUT_NULL
    return Verification.VERIFIED


def _is_encoding_without_null(
    key: rsa.RSAPublicKey, digest: str, signature: bytes, message: bytes
) -> bool:
    """Whether the signature is the one full encoding whose DigestInfo leaves NULL out.

    NOTE: RFC 8017, 9.2 wants the NULL. Real Swedish signatures lack it. The whole encoded message
    is rebuilt and compared: nothing of what the signature holds is parsed, so no room is left for
    a forgery.
    """
    oid = next((oid for oid, name in DIGESTS.items() if name == digest), None)
    size = (key.key_size + 7) // 8
    if oid is None or len(signature) != size:
        return False
    value = digest_of(message, digest)
    identifier = bytes(core.ObjectIdentifier(oid).dump())
    inner = bytes([0x30, len(identifier)]) + identifier + bytes([0x04, len(value)]) + value
    info = bytes([0x30, len(inner)]) + inner
    fill = size - len(info) - 3
    if fill < 8:  # noqa: PLR2004 - RFC 8017, 9.2: at least eight octets of padding
        return False
    encoded = b"\x00\x01" + b"\xff" * fill + b"\x00" + info
    numbers = key.public_numbers()
    opened = pow(int.from_bytes(signature, "big"), numbers.e, numbers.n)
    return bool(opened.to_bytes(size, "big") == encoded)


def _hash(name: str | None) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise UnsupportedAlgorithmError(name or "digest")
    return _HASHES[name]


def _pss_padding(algorithm: SignatureAlgorithm) -> padding.PSS:
    mask = padding.MGF1(_hash(algorithm.mask_digest))
    return padding.PSS(mask, algorithm.salt_length or 0)
