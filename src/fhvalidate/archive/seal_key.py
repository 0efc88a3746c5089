"""The key that seals what is written: read from a file, with the certificates that go with it."""

from os import PathLike
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular

MAX_KEY_FILE = 1_048_576  # bytes; a key with its chain is some 10 kB
MIN_RSA = 2048  # bits
# The curves that seal, each with the digest of its strength.
HASHES = {"secp256r1": "sha256", "secp384r1": "sha384", "secp521r1": "sha512"}


@frozen
class SealKey:
    """A private key with the certificates that go with it, its own first."""

    key: Any
    certificates: tuple[Certificate, ...]

    @property
    def certificate(self) -> bytes:
        """The certificate of the key, DER."""
        return self.certificates[0].public_bytes(Encoding.DER)


def read_seal_key(path: str | PathLike[str], *, password: str | None = None) -> SealKey:
    """The key in a file, PEM with the certificate or PKCS#12.

    Raises:
        UsageError: `file-missing`, `file-not-readable`; `seal-key-not-readable`, which a wrong
            password gives too; `seal-key-without-certificate`; `seal-key-unsupported`.
    """
    name = str(path)
    try:
        data = read_regular(path, limit=MAX_KEY_FILE)
    except OSError as error:
        raise not_read(path, error) from error
    secret = None if password is None else password.encode()
    try:
        key, found = _pem(data, secret) if b"-----BEGIN" in data else _pkcs12(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UsageError("seal-key-not-readable", path=name) from None
    if not _can_seal(key):
        raise UsageError("seal-key-unsupported", path=name)
    own = [each for each in found if _public(each) == _public(key)]
    if not own:
        raise UsageError("seal-key-without-certificate", path=name)
    return SealKey(key, (own[0], *(each for each in found if each != own[0])))


def _can_seal(key: Any) -> bool:
    """Whether a seal with the key can be made in both forms, and is believed for long."""
    if isinstance(key, RSAPrivateKey):
        return key.key_size >= MIN_RSA
    return isinstance(key, EllipticCurvePrivateKey) and key.curve.name in HASHES


def _pem(data: bytes, password: bytes | None) -> tuple[Any, list[Certificate]]:
    key = load_pem_private_key(data, password)
    marked = b"-----BEGIN CERTIFICATE-----" in data
    return key, load_pem_x509_certificates(data) if marked else []


def _pkcs12(data: bytes, password: bytes | None) -> tuple[Any, list[Certificate]]:
    key, certificate, others = pkcs12.load_key_and_certificates(data, password)
    if key is None:
        raise ValueError("no key")
    return key, [each for each in (certificate, *others) if each is not None]


def _public(of: Any) -> bytes | None:
    """The public key; None: nobody here knows what it is, as of another's certificate."""
    try:
        public = of.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    encoded: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded
