"""Digest and signature algorithms by object identifier (RFC 3279, 4055, 5758, 8410, 9882)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from fhvalidate.errors import UnsupportedAlgorithmError

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
    "2.16.840.1.101.3.4.2.12": "shake256",
}

MAX_IDENTIFIER = 1024  # bytes of an AlgorithmIdentifier; RSASSA-PSS has 70
TRAILER_FIELD_BC = 1  # RFC 4055, 3.1: the only one

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
    "2.16.840.1.101.3.4.3.13": ("rsa", "sha3_224"),
    "2.16.840.1.101.3.4.3.14": ("rsa", "sha3_256"),
    "2.16.840.1.101.3.4.3.15": ("rsa", "sha3_384"),
    "2.16.840.1.101.3.4.3.16": ("rsa", "sha3_512"),
    "1.2.840.10040.4.1": ("dsa", None),
    "1.2.840.10040.4.3": ("dsa", "sha1"),
    "2.16.840.1.101.3.4.3.1": ("dsa", "sha224"),
    "2.16.840.1.101.3.4.3.2": ("dsa", "sha256"),
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
    "1.3.101.112": ("ed25519", None),
    "1.3.101.113": ("ed448", None),
    "2.16.840.1.101.3.4.3.17": ("ml-dsa-44", None),
    "2.16.840.1.101.3.4.3.18": ("ml-dsa-65", None),
    "2.16.840.1.101.3.4.3.19": ("ml-dsa-87", None),
}


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """A signature algorithm: its family and, where it names one, the digest.

    `oid` stands in for both when the algorithm is not known. `salt_length` is that of RSASSA-PSS
    in bytes, `mask_digest` the digest of its mask generation.
    """

    oid: str
    family: str
    digest: str | None = None
    mask_digest: str | None = None
    salt_length: int | None = None

    @property
    def name(self) -> str:
        """The name for people, as in `rsa-sha256`."""
        return f"{self.family}-{self.digest}" if self.digest else self.family


def digest_name(oid: str) -> str | None:
    """The digest algorithm of the object identifier; None when it names none."""
    return DIGESTS.get(oid)


def signature_algorithm(identifier: Any, *, stated_digest: str | None = None) -> SignatureAlgorithm:
    """The algorithm of an AlgorithmIdentifier (asn1crypto); its parameters only for RSASSA-PSS."""
    oid: str = identifier["algorithm"].dotted
    family, digest = _SIGNATURES.get(oid, (oid, None))
    if family == "rsa-pss":
        return _pss(oid, identifier["parameters"])
    return SignatureAlgorithm(oid, family, digest or stated_digest)


def read_algorithm(identifier: Any) -> SignatureAlgorithm:
    """The algorithm of a signature on a certificate, a list or a response.

    Raises:
        ValueError: the identifier is larger than any there is: reading it would take long.
    """
    if len(identifier.dump()) > MAX_IDENTIFIER:
        raise ValueError("algorithm identifier")
    return signature_algorithm(identifier)


def _pss(oid: str, parameters: Any) -> SignatureAlgorithm:
    """RSASSA-PSS with its parameters; what is left out is SHA-1 with 20 bytes (RFC 4055, 3.1).

    A trailer field other than the one that there is names an algorithm that nobody computes.
    """
    try:
        digest = digest_name(parameters["hash_algorithm"]["algorithm"].dotted)
        mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].dotted
        salt = int(parameters["salt_length"].native)
        trailer = int.from_bytes(parameters["trailer_field"].contents, "big")
    except (KeyError, TypeError, ValueError, AttributeError):
        return SignatureAlgorithm(oid, "rsa-pss", "sha1", "sha1", 20)
    known_mask = digest_name(mask) if trailer == TRAILER_FIELD_BC else None
    return SignatureAlgorithm(oid, "rsa-pss", digest, known_mask, salt)


def digest_of(data: bytes | memoryview, algorithm: str) -> bytes:
    """The digest of the bytes.

    Raises:
        UnsupportedAlgorithmError: no library at hand computes it.
    """
    if algorithm == "shake256":
        return hashlib.shake_256(data).digest(64)  # RFC 8702, 3.1
    try:
        return hashlib.new(algorithm, data).digest()
    except (ValueError, TypeError) as error:
        raise UnsupportedAlgorithmError(algorithm) from error


def digest_of_parts(parts: tuple[memoryview, ...], algorithm: str) -> bytes:
    """The digest of the parts, one after the other.

    Raises:
        UnsupportedAlgorithmError: no library at hand computes it.
    """
    if algorithm == "shake256":
        return digest_of(b"".join(parts), algorithm)
    try:
        digest = hashlib.new(algorithm)
    except ValueError as error:
        raise UnsupportedAlgorithmError(algorithm) from error
    for part in parts:
        digest.update(part)
    return digest.digest()
