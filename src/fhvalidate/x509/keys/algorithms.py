"""Digest and signature algorithms by object identifier.

RFC 3279, 4055, 5758, 8410, 8702, 9882; BSI TR-03111, 5.2.1; GM/T 0006.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from asn1crypto import core

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.keys.shared_digests import Covered

DIGESTS = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "1.3.36.3.2.1": "ripemd160",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.7": "sha3_224",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
    "2.16.840.1.101.3.4.2.5": "sha512_224",
    "2.16.840.1.101.3.4.2.6": "sha512_256",
    "2.16.840.1.101.3.4.2.11": "shake128",
    "2.16.840.1.101.3.4.2.12": "shake256",
    "1.2.156.10197.1.401": "sm3",
}
# RFC 8702, 3.1 and 3.2: the octets of their digests.
SHAKES = {"shake128": 32, "shake256": 64}
# The same with their length in bits as parameter; RFC 8419, 2.3 has the second one with Ed448.
_SHAKES_OF_LENGTH = {
    "2.16.840.1.101.3.4.2.17": "shake128",
    "2.16.840.1.101.3.4.2.18": "shake256",
}
# Known by name, and computed by nobody here: they are neither broken nor weak.
NOT_COMPUTED = frozenset({"sm2", "sm3"})

MAX_IDENTIFIER = 1024  # bytes of an AlgorithmIdentifier; RSASSA-PSS has 70
MGF1 = "1.2.840.113549.1.1.8"
TRAILER_FIELD_BC = 1  # RFC 4055, 3.1: the only one

# BSI TR-03111, 5.2.1.1: ECDSA whose value is r and s, one after the other.
_PLAIN = "0.4.0.127.0.7.1.1.4.1."
_SIGNATURES: dict[str, tuple[str, str | None]] = {
    "1.2.840.113549.1.1.1": ("rsa", None),
    "1.2.840.113549.1.1.4": ("rsa", "md5"),
    "1.2.840.113549.1.1.5": ("rsa", "sha1"),
    "1.3.14.3.2.29": ("rsa", "sha1"),
    "1.3.36.3.3.1.2": ("rsa", "ripemd160"),
    "1.2.840.113549.1.1.10": ("rsa-pss", None),
    "1.2.840.113549.1.1.11": ("rsa", "sha256"),
    "1.2.840.113549.1.1.12": ("rsa", "sha384"),
    "1.2.840.113549.1.1.13": ("rsa", "sha512"),
    "1.2.840.113549.1.1.14": ("rsa", "sha224"),
    "1.2.840.113549.1.1.15": ("rsa", "sha512_224"),
    "1.2.840.113549.1.1.16": ("rsa", "sha512_256"),
    "1.3.6.1.5.5.7.6.30": ("rsa-pss", "shake128"),
    "1.3.6.1.5.5.7.6.31": ("rsa-pss", "shake256"),
    "2.16.840.1.101.3.4.3.13": ("rsa", "sha3_224"),
    "2.16.840.1.101.3.4.3.14": ("rsa", "sha3_256"),
    "2.16.840.1.101.3.4.3.15": ("rsa", "sha3_384"),
    "2.16.840.1.101.3.4.3.16": ("rsa", "sha3_512"),
    "1.2.840.10040.4.1": ("dsa", None),
    "1.2.840.10040.4.3": ("dsa", "sha1"),
    "2.16.840.1.101.3.4.3.1": ("dsa", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("dsa", "sha256"),
    "2.16.840.1.101.3.4.3.3": ("dsa", "sha384"),
    "2.16.840.1.101.3.4.3.4": ("dsa", "sha512"),
    "1.2.840.10045.2.1": ("ecdsa", None),
    "1.2.840.10045.4.1": ("ecdsa", "sha1"),
    "1.2.840.10045.4.3.1": ("ecdsa", "sha224"),
    "1.2.840.10045.4.3.2": ("ecdsa", "sha256"),
    "1.2.840.10045.4.3.3": ("ecdsa", "sha384"),
    "1.2.840.10045.4.3.4": ("ecdsa", "sha512"),
    "2.16.840.1.101.3.4.3.9": ("ecdsa", "sha3_224"),
    "2.16.840.1.101.3.4.3.10": ("ecdsa", "sha3_256"),
    "2.16.840.1.101.3.4.3.11": ("ecdsa", "sha3_384"),
    "2.16.840.1.101.3.4.3.12": ("ecdsa", "sha3_512"),
    "1.3.6.1.5.5.7.6.32": ("ecdsa", "shake128"),
    "1.3.6.1.5.5.7.6.33": ("ecdsa", "shake256"),
    f"{_PLAIN}1": ("ecdsa", "sha1"),
    f"{_PLAIN}2": ("ecdsa", "sha224"),
    f"{_PLAIN}3": ("ecdsa", "sha256"),
    f"{_PLAIN}4": ("ecdsa", "sha384"),
    f"{_PLAIN}5": ("ecdsa", "sha512"),
    f"{_PLAIN}6": ("ecdsa", "ripemd160"),
    f"{_PLAIN}8": ("ecdsa", "sha3_224"),
    f"{_PLAIN}9": ("ecdsa", "sha3_256"),
    f"{_PLAIN}10": ("ecdsa", "sha3_384"),
    f"{_PLAIN}11": ("ecdsa", "sha3_512"),
    "1.2.156.10197.1.301": ("sm2", None),
    "1.2.156.10197.1.301.1": ("sm2", None),
    "1.2.156.10197.1.501": ("sm2", "sm3"),
    "1.3.101.112": ("ed25519", None),
    "1.3.101.113": ("ed448", None),
    "2.16.840.1.101.3.4.3.17": ("ml-dsa-44", None),
    "2.16.840.1.101.3.4.3.18": ("ml-dsa-65", None),
    "2.16.840.1.101.3.4.3.19": ("ml-dsa-87", None),
}


@frozen
class SignatureAlgorithm:
    """A signature algorithm: its family and, where it names one, the digest.

    `oid` stands in for both when the algorithm is not known. `salt_length` is that of RSASSA-PSS
    in bytes, `mask_digest` the digest of its mask generation. `is_plain` tells ECDSA whose value
    is r and s as they are, without any encoding (BSI TR-03111, 5.2.1.1).
    """

    oid: str
    family: str
    digest: str | None = None
    mask_digest: str | None = None
    salt_length: int | None = None
    is_plain: bool = False

    @property
    def name(self) -> str:
        """The name for people, as in `rsa-sha256`."""
        return f"{self.family}-{self.digest}" if self.digest else self.family


def digest_name(oid: str) -> str | None:
    """The digest algorithm of the object identifier; None when it names none."""
    return DIGESTS.get(oid)


def is_digest(oid: str) -> bool:
    """Whether the object identifier is that of a digest."""
    return oid in DIGESTS or oid in _SHAKES_OF_LENGTH


def stated_digest(identifier: Any) -> str | None:
    """The digest that an AlgorithmIdentifier (asn1crypto) means; None when it means none.

    NOTE: some signers write a signature algorithm there, as in `sha256WithRSAEncryption`; the
    digest in it is what they mean (test_digest_algorithms.py). It is told.
    """
    oid: str = identifier["algorithm"].dotted
    if oid in _SHAKES_OF_LENGTH:
        name = _SHAKES_OF_LENGTH[oid]
        return name if identifier["parameters"].native == 8 * SHAKES[name] else None
    return digest_name(oid) or signature_algorithm(identifier).digest


def is_known(name: str) -> bool:
    """Whether an algorithm, in the policy's terms, is one that something here can compute."""
    return name not in NOT_COMPUTED and not name.removeprefix("ecdsa-")[:1].isdigit()


def signature_algorithm(identifier: Any, *, stated_digest: str | None = None) -> SignatureAlgorithm:
    """The algorithm of an AlgorithmIdentifier (asn1crypto); its parameters only for RSASSA-PSS."""
    oid: str = identifier["algorithm"].dotted
    family, digest = _SIGNATURES.get(oid, (oid, None))
    if digest in SHAKES and family == "rsa-pss":
        # RFC 8702, 2.2 and 3.2.1: no parameters; the digest fixes the mask and the salt.
        return SignatureAlgorithm(oid, family, digest, digest, SHAKES[digest])
    if family == "rsa-pss":
        return _pss(oid, identifier)
    plain = oid.startswith(_PLAIN)
    return SignatureAlgorithm(oid, family, digest or stated_digest, is_plain=plain)


def read_algorithm(identifier: Any) -> SignatureAlgorithm:
    """The algorithm of a signature on a certificate, a list or a response.

    Raises:
        ValueError: the identifier is larger than any there is: reading it would take long.
    """
    if len(identifier.dump()) > MAX_IDENTIFIER:
        raise ValueError("algorithm identifier")
    return signature_algorithm(identifier)


def _pss(oid: str, identifier: Any) -> SignatureAlgorithm:
    """RSASSA-PSS with its parameters; what is left out is SHA-1 with 20 bytes (RFC 4055, 3.1).

    A trailer field other than the one that there is names an algorithm that nobody computes, and
    so do parameters that are none.
    """
    try:
        parameters = identifier["parameters"]
        if isinstance(parameters, core.Void):
            return SignatureAlgorithm(oid, "rsa-pss", "sha1", "sha1", 20)
        digest = digest_name(parameters["hash_algorithm"]["algorithm"].dotted)
        salt = int(parameters["salt_length"].native)
        trailer = int.from_bytes(parameters["trailer_field"].contents, "big")
        mask = _mask_digest(parameters["mask_gen_algorithm"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return SignatureAlgorithm(oid, "rsa-pss")
    known_mask = mask if trailer == TRAILER_FIELD_BC else None
    return SignatureAlgorithm(oid, "rsa-pss", digest, known_mask, salt)


def _mask_digest(mask: Any) -> str | None:
    """The digest of MGF1, or a SHAKE that is the mask itself (RFC 8702, 2.2); None: another."""
    oid = mask["algorithm"].dotted
    if oid == MGF1:
        name = digest_name(mask["parameters"]["algorithm"].dotted)
        return None if name in SHAKES else name
    name = digest_name(oid)
    return name if name in SHAKES else None


def digest_of(data: bytes | memoryview, algorithm: str) -> bytes:
    """The digest of the bytes.

    Raises:
        UnsupportedAlgorithmError: no library at hand computes it.
    """
    return digest_of_parts((data,), algorithm)


def digest_of_parts(parts: Iterable[bytes | memoryview], algorithm: str) -> bytes:
    """The digest of the parts, one after the other.

    Raises:
        UnsupportedAlgorithmError: no library at hand computes it.
    """
    if algorithm in NOT_COMPUTED:
        raise UnsupportedAlgorithmError(algorithm)
    if algorithm in SHAKES:
        return _shake(parts, algorithm, SHAKES[algorithm])
    try:
        if isinstance(parts, Covered):
            return parts.digest(algorithm)
        digest = hashlib.new(algorithm)
    except (ValueError, TypeError) as error:
        raise UnsupportedAlgorithmError(algorithm) from error
    for part in parts:
        digest.update(part)
    return digest.digest()


def shake_of(data: bytes, algorithm: str, octets: int) -> bytes:
    """So many octets of what a SHAKE makes of the data."""
    return _shake((data,), algorithm, octets)


def _shake(parts: Iterable[bytes | memoryview], algorithm: str, octets: int) -> bytes:
    digest = hashlib.shake_128() if algorithm == "shake128" else hashlib.shake_256()
    for part in parts:
        digest.update(part)
    return digest.digest(octets)
