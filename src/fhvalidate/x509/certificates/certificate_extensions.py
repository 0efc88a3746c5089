"""The extensions of a certificate, cut out of its encoding, each by itself (RFC 5280, 4.1.2.9).

A library that reads all of them at once gives none where one is malformed.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from asn1crypto import core, x509

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import Element, children, dotted, within

_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
_EXTENSIONS = 0xA3  # [3] of a TBSCertificate
_BOOLEAN, _OCTETS = 0x01, 0x04
MAX_VALUE = 65_536  # bytes of one that is read; real ones have hundreds
MAX_EXTENSIONS = 1000  # of one certificate; real ones have ten
MAX_URLS = 10  # of one certificate; real ones have one to three
KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS = "2.5.29.15", "2.5.29.37", "2.5.29.19"
KEY_IDENTIFIER, AUTHORITY_KEY_IDENTIFIER = "2.5.29.14", "2.5.29.35"
CERTIFICATE_POLICIES = "2.5.29.32"
DISTRIBUTION_POINTS, ACCESS = "2.5.29.31", "1.3.6.1.5.5.7.1.1"
T = TypeVar("T")
_NOTHING: frozenset[str] = frozenset()


@frozen
class Extension:
    """One extension: its object identifier, whether it is critical, its value in DER."""

    oid: str
    is_critical: bool
    value: bytes


@frozen
class Extensions:
    """All extensions of a certificate, in the order that they stand."""

    all: tuple[Extension, ...] = ()

    def get(self, oid: str) -> bytes | None:
        """The value of the first extension of the type; None where there is none."""
        return next((each.value for each in self.all if each.oid == oid), None)

    def read(
        self, oid: str, reader: Callable[[bytes], T], *, malformed: T | None = None
    ) -> T | None:
        """What `reader` makes of it; None where there is none, `malformed` where it cannot."""
        value = self.get(oid)
        if value is None:
            return None
        try:
            check_size(value)
            return reader(value)
        except _MALFORMED:
            return malformed

    @property
    def key_usage(self) -> frozenset[str] | None:
        """What the key is for; None: it does not say. What cannot be read permits nothing."""
        return self.read(KEY_USAGE, _key_usage, malformed=_NOTHING)

    @property
    def extended_key_usage(self) -> frozenset[str] | None:
        """The purposes; None: it does not say. What cannot be read permits nothing."""
        return self.read(EXTENDED_KEY_USAGE, _extended_key_usage, malformed=_NOTHING)

    @property
    def is_authority(self) -> bool:
        """Whether basicConstraints says so."""
        return bool(self.read(BASIC_CONSTRAINTS, _is_authority))

    @property
    def key_identifier(self) -> bytes | None:
        """The subject key identifier."""
        return self.read(KEY_IDENTIFIER, _octets)

    @property
    def authority_key_identifier(self) -> bytes | None:
        """The key identifier of the issuer."""
        return self.read(AUTHORITY_KEY_IDENTIFIER, _authority_key)

    @property
    def revocation_urls(self) -> tuple[str, ...]:
        """Where its CRL and its OCSP responder are said to be."""
        points = self.read(DISTRIBUTION_POINTS, _point_urls) or ()
        responders = self.read(ACCESS, _responder_urls) or ()
        return (*points, *responders)[:MAX_URLS]


def check_size(value: bytes) -> None:
    """Raises ValueError when the value of an extension is larger than is read."""
    if len(value) > MAX_VALUE:
        raise ValueError("extension too large")


def read_extensions(certificate: bytes) -> Extensions:
    """The extensions of a certificate in DER.

    Raises:
        ValueError: the certificate is not plain DER, or has more than `MAX_EXTENSIONS`.
    """
    body = children(certificate)[0]
    for place in within(certificate, body):
        if certificate[place[0]] == _EXTENSIONS:
            return Extensions(extensions_in(certificate[place[1] : place[2]]))
    return Extensions()


def extensions_in(der: bytes) -> tuple[Extension, ...]:
    """The extensions in a sequence of them, in DER.

    Raises:
        ValueError: it is none, or has more than `MAX_EXTENSIONS`.
    """
    places = children(der)
    if len(places) > MAX_EXTENSIONS:
        raise ValueError("too many extensions")
    return tuple(_extension(der, each) for each in places)


def _extension(der: bytes, place: Element) -> Extension:
    (oid, _, oid_end), *rest = within(der, place)
    *flags, (value, contents, end) = rest
    if der[value] != _OCTETS or any(der[flag[0]] != _BOOLEAN for flag in flags):
        raise ValueError("extension")
    critical = any(any(der[flag[1] : flag[2]]) for flag in flags)
    return Extension(dotted(der[oid:oid_end]), critical, der[contents:end])


def _key_usage(value: bytes) -> frozenset[str]:
    return frozenset(x509.KeyUsage.load(value, strict=True).native)


def _extended_key_usage(value: bytes) -> frozenset[str]:
    return frozenset(x509.ExtKeyUsageSyntax.load(value, strict=True).native)


def _is_authority(value: bytes) -> bool:
    return bool(x509.BasicConstraints.load(value, strict=True)["ca"].native)


def _octets(value: bytes) -> bytes:
    return bytes(core.OctetString.load(value, strict=True).native)


def _authority_key(value: bytes) -> bytes | None:
    identifier = x509.AuthorityKeyIdentifier.load(value)["key_identifier"].native
    return None if identifier is None else bytes(identifier)


def _point_urls(value: bytes) -> tuple[str, ...]:
    points: Any = x509.CRLDistributionPoints.load(value)
    return tuple(str(point.url) for point in points if point.url)


def _responder_urls(value: bytes) -> tuple[str, ...]:
    described: Any = x509.AuthorityInfoAccessSyntax.load(value)
    locations = [d["access_location"] for d in described if d["access_method"].native == "ocsp"]
    urls = (each.native for each in locations if each.name == "uniform_resource_identifier")
    return tuple(str(url) for url in urls if str(url).lower().startswith("http"))
