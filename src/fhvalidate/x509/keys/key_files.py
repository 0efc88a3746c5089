"""A private key with its certificates, from a file: PEM or PKCS#12, locked or not."""

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates

MAX_KEY_FILE = 1_048_576  # bytes; a key with its chain is some 10 kB
_PEM = b"-----BEGIN"


def read_key(data: bytes, password: str | None) -> tuple[Any, tuple[Certificate, ...]]:
    """The key, and the certificates that are in the file with it.

    Raises:
        ValueError: there is none, or none that the password opens.
    """
    secret = None if password is None else password.encode()
    try:
        return _pem(data, secret) if _PEM in data else _pkcs12(data, secret)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("no key") from error


def read_certificates(data: bytes) -> tuple[Certificate, ...]:
    """The certificates in PEM.

    Raises:
        ValueError: there is none, or one that cannot be read.
    """
    return tuple(load_pem_x509_certificates(data))


def with_own_first(
    key: Any, certificates: tuple[Certificate, ...]
) -> tuple[Certificate, ...] | None:
    """The certificates, that of the key first; None where it is not among them."""
    own = next((each for each in certificates if public_key_of(each) == public_key_of(key)), None)
    return None if own is None else (own, *(each for each in certificates if each != own))


def public_key_of(thing: Any) -> bytes | None:
    """The public key; None: nobody here knows what it is, as of another's certificate."""
    try:
        public = thing.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    encoded: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def _pem(data: bytes, password: bytes | None) -> tuple[Any, tuple[Certificate, ...]]:
    key = load_pem_private_key(data, password)
    marked = b"-----BEGIN CERTIFICATE-----" in data
    return key, read_certificates(data) if marked else ()


def _pkcs12(data: bytes, password: bytes | None) -> tuple[Any, tuple[Certificate, ...]]:
    key, certificate, others = pkcs12.load_key_and_certificates(data, password)
    if key is None:
        raise ValueError("no key")
    return key, tuple(each for each in (certificate, *others) if each is not None)
