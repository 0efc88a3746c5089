"""The archive's own key for tokens: one key signs the token and the time-stamp that carries it.

RFC 9321, B.2: the issuer is its own time-stamping authority, for nobody else's has the token in
what it signs. So the certificate is one for time-stamping, and for that alone (RFC 3161, 2.3).
"""

from collections.abc import Callable
from datetime import datetime
from os import PathLike

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate as LibraryCertificate

from fhvalidate.errors import Asn1Error, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.svt.algorithms import ALGORITHMS, TokenAlgorithm
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.certificates.certificate_extensions import EXTENDED_KEY_USAGE
from fhvalidate.x509.keys.key_files import (
    MAX_KEY_FILE,
    read_certificates,
    read_key,
    with_own_first,
)
from fhvalidate.x509.keys.key_strength import strength
from fhvalidate.x509.keys.signing import Sign, signing

MIN_RSA = 2048  # bits
TIME_STAMPING = "time_stamping"  # id-kp-timeStamping
_SIGNING_USAGE = frozenset({"digital_signature", "non_repudiation"})
# RFC 7518, 3.4: a curve has its digest; RSA keys of any size take the strongest.
_DEFAULTS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
RSA_DEFAULT = "RS512"


def _nothing() -> None:
    """A key in memory need not be let go of."""


@frozen
class IssuingKey:
    """A key that tokens are issued by.

    Attributes:
        certificates: its own, and those above it that go along: no root.
        sign: what signs by it; the key itself may be in hardware.
        close: lets go of it: hardware is told that nobody signs any more.
    """

    certificates: tuple[Certificate, ...]
    sign: Sign
    close: Callable[[], None] = _nothing

    @property
    def certificate(self) -> Certificate:
        """Its own certificate."""
        return self.certificates[0]


def read_key_file(
    path: str | PathLike[str],
    *,
    password: str | None = None,
    certificates: str | PathLike[str] | None = None,
) -> IssuingKey:
    """The key in a file, PEM or PKCS#12, with the certificates there and in another file.

    Raises:
        UsageError: `file-missing`, `file-not-readable`; `issue-key-not-readable`, which a wrong
            password gives too; `issue-certificates-not-readable`;
            `issue-key-without-certificate`; as `issuing_key`.
    """
    try:
        key, found = read_key(_read(path), password)
    except ValueError:
        raise UsageError("issue-key-not-readable", path=str(path)) from None
    beside = () if certificates is None else read_chain(certificates)
    known = with_own_first(key, (*found, *(each for each in beside if each not in found)))
    if known is None:
        raise UsageError("issue-key-without-certificate", path=str(path))
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UsageError("issue-key-unsupported")
    return issuing_key(known, signing(key))


def read_chain(path: str | PathLike[str]) -> tuple[LibraryCertificate, ...]:
    """The certificates in a file.

    Raises:
        UsageError: `file-missing`, `file-not-readable`; `issue-certificates-not-readable`.
    """
    try:
        return read_certificates(_read(path))
    except ValueError:
        raise UsageError("issue-certificates-not-readable", path=str(path)) from None


def issuing_key(certificates: tuple[LibraryCertificate, ...], sign: Sign) -> IssuingKey:
    """The key, whose certificate is one that tokens may be issued by; its own stands first.

    Raises:
        UsageError: `issue-key-unsupported`, `issue-certificate-purpose`.
    """
    try:
        read = tuple(read_certificate(each.public_bytes(Encoding.DER)) for each in certificates)
    except Asn1Error:
        raise UsageError("issue-key-unsupported") from None
    own = read[0]
    if not _is_for_time_stamps_alone(own):
        raise UsageError("issue-certificate-purpose", name=own.common_name or own.subject)
    if not algorithms_of(own):
        raise UsageError("issue-key-unsupported")
    # A root goes along with nobody: its reader has it. And a file with a root says that it has left
    # out none, which is not so of those above its other signers (validation/long_term.py).
    return IssuingKey((own, *(each for each in read[1:] if not each.is_self_issued)), sign)


def refuse_out_of_force(key: IssuingKey, at: datetime) -> None:
    """Refuses a certificate that is not valid at the time.

    Raises:
        UsageError: `issue-certificate-not-valid`.
    """
    own = key.certificate
    if not own.not_before <= at <= own.not_after:
        days = {
            "not_before": f"{own.not_before:%Y-%m-%d}",
            "not_after": f"{own.not_after:%Y-%m-%d}",
        }
        raise UsageError("issue-certificate-not-valid", **days)


def chosen_algorithm(key: IssuingKey, name: str | None) -> TokenAlgorithm:
    """The algorithm of that name; that which goes with the key where none is named.

    Raises:
        UsageError: `issue-algorithm-unknown`, `issue-algorithm-not-of-key`.
    """
    fitting = algorithms_of(key.certificate)
    if name is None:
        return ALGORITHMS[fitting[0]]
    if name not in ALGORITHMS:
        raise UsageError("issue-algorithm-unknown", value=name, choices=", ".join(ALGORITHMS))
    if name not in fitting:
        raise UsageError("issue-algorithm-not-of-key", value=name, choices=", ".join(fitting))
    return ALGORITHMS[name]


def algorithms_of(certificate: Certificate) -> tuple[str, ...]:
    """The names of the algorithms that the key can sign tokens by, the default first."""
    known = strength(certificate.public_key)
    if known.family == "ecdsa":
        name = _DEFAULTS.get(known.curve or "")
        return () if name is None else (name,)
    if known.family != "rsa" or known.size < MIN_RSA:
        return ()
    rest = (name for name, each in ALGORITHMS.items() if each.curve is None and name != RSA_DEFAULT)
    return (RSA_DEFAULT, *rest)


def _is_for_time_stamps_alone(certificate: Certificate) -> bool:
    """RFC 3161, 2.3: one extended key usage, critical; RFC 3739 and 5280 for the key usage."""
    usage = certificate.key_usage
    if certificate.is_authority or (usage is not None and not usage & _SIGNING_USAGE):
        return False
    stated = [each for each in certificate.extensions.all if each.oid == EXTENDED_KEY_USAGE]
    is_alone = certificate.extended_key_usage == frozenset({TIME_STAMPING})
    return is_alone and [each.is_critical for each in stated] == [True]


def _read(path: str | PathLike[str]) -> bytes:
    try:
        return read_regular(path, limit=MAX_KEY_FILE)
    except OSError as error:
        raise not_read(path, error) from error
