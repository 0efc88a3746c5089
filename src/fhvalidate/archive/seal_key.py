"""The key that seals what is written: read from a file, with the certificates that go with it."""

from os import PathLike
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.key_files import MAX_KEY_FILE, read_key, with_own_first

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

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """What it signs time-stamps by: ECDSA with its curve's digest, or RSA (PKCS #1 v1.5)."""
        if isinstance(self.key, RSAPrivateKey):
            return SignatureAlgorithm("", "rsa", "sha256")
        return SignatureAlgorithm("", "ecdsa", HASHES[self.key.curve.name])


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
    try:
        key, found = read_key(data, password)
    except ValueError:
        raise UsageError("seal-key-not-readable", path=name) from None
    if not _can_seal(key):
        raise UsageError("seal-key-unsupported", path=name)
    certificates = with_own_first(key, found)
    if certificates is None:
        raise UsageError("seal-key-without-certificate", path=name)
    return SealKey(key, certificates)


def _can_seal(key: Any) -> bool:
    """Whether a seal with the key can be made in both forms, and is believed for long."""
    if isinstance(key, RSAPrivateKey):
        return key.key_size >= MIN_RSA
    return isinstance(key, EllipticCurvePrivateKey) and key.curve.name in HASHES
