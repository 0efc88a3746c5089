"""Distribution points: which part of the certificates a CRL is for (RFC 5280, 4.2.1.13, 5.2.5)."""

from collections.abc import Iterable
from functools import lru_cache

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import CERTIFICATES_KEPT, Certificate
from fhvalidate.x509.certificates.certificate_extensions import DISTRIBUTION_POINTS, check_size
from fhvalidate.x509.certificates.der import Element, children, plain_elements, within
from fhvalidate.x509.certificates.general_names import GeneralName, NameForm, names_at
from fhvalidate.x509.certificates.names import name_key_of

MAX_POINTS = 100  # of one certificate; real ones have one to three
# ReasonFlags, bits 1 to 8 (4.2.1.13).
_FLAGS = (
    "key_compromise",
    "ca_compromise",
    "affiliation_changed",
    "superseded",
    "cessation_of_operation",
    "certificate_hold",
    "privilege_withdrawn",
    "aa_compromise",
)
ALL_REASONS = frozenset(_FLAGS)
# Tags of a DistributionPoint (4.2.1.13), of its name, and of an IssuingDistributionPoint (5.2.5).
_NAME, _REASONS, _CRL_ISSUER = 0xA0, 0x81, 0xA2
_FULL_NAME, _RELATIVE_NAME = 0xA0, 0xA1
_ONLY_USERS, _ONLY_AUTHORITIES, _SOME_REASONS, _INDIRECT, _ONLY_ATTRIBUTES = range(0x81, 0x86)
# A name as it compares: its form, and its bytes or, of a directory name, its prepared form.
NameKey = tuple[NameForm, bytes | str]


@frozen
class DistributionPoint:
    """Where a certificate says that a CRL is; names as they compare.

    Attributes:
        names: of the point; empty where it has none.
        crl_issuers: who issues the CRL, where that is not the certificate's issuer.
        reasons: those that the CRL is for.
    """

    names: frozenset[NameKey] = frozenset()
    crl_issuers: frozenset[NameKey] = frozenset()
    reasons: frozenset[str] = ALL_REASONS


@frozen
class IssuingPoint:
    """What a CRL says that it is for (RFC 5280, 5.2.5); the default is of one that does not say.

    `encoded` is the value of the extension: a CRL and its delta have the same scope by it.
    """

    names: frozenset[NameKey] = frozenset()
    only_users: bool = False
    only_authorities: bool = False
    only_attributes: bool = False
    is_indirect: bool = False
    reasons: frozenset[str] = ALL_REASONS
    encoded: bytes = b""


@lru_cache(maxsize=CERTIFICATES_KEPT)
def distribution_points(certificate: Certificate) -> tuple[DistributionPoint, ...]:
    """The points in the certificate; none where the extension is malformed."""
    issuer = certificate.asn1.issuer.dump()

    def points(der: bytes) -> tuple[DistributionPoint, ...]:
        return tuple(_point(der, place, issuer) for place in children(der)[:MAX_POINTS])

    return certificate.extensions.read(DISTRIBUTION_POINTS, points) or ()


def read_issuing_point(der: bytes, issuer: bytes) -> IssuingPoint:
    """The issuing distribution point of a CRL by `issuer`, a name in DER.

    Raises:
        ValueError, TypeError, IndexError: it is malformed.
    """
    names: frozenset[NameKey] = frozenset()
    flags = dict.fromkeys((_ONLY_USERS, _ONLY_AUTHORITIES, _INDIRECT, _ONLY_ATTRIBUTES), False)
    reasons = ALL_REASONS
    check_size(der)
    places = children(der)
    tags = [der[place[0]] & 0x1F for place in places]
    if tags != sorted(set(tags)):
        raise ValueError("issuing distribution point")
    for place in places:
        start, contents, end = place
        if der[start] == _NAME:
            names = _point_names(der, place, issuer)
        elif der[start] == _SOME_REASONS:
            reasons = _reasons(der[contents:end])
        elif der[start] in flags:
            flags[der[start]] = any(der[contents:end])
        else:
            raise ValueError("issuing distribution point")
    return IssuingPoint(
        names=names,
        only_users=flags[_ONLY_USERS],
        only_authorities=flags[_ONLY_AUTHORITIES],
        only_attributes=flags[_ONLY_ATTRIBUTES],
        is_indirect=flags[_INDIRECT],
        reasons=reasons,
        encoded=der,
    )


def directory_key(name: bytes) -> NameKey:
    """A distinguished name in DER, as it compares among the names of points."""
    return NameForm.DIRECTORY, name_key_of(name)


def _point(der: bytes, place: Element, issuer: bytes) -> DistributionPoint:
    places = within(der, place)
    parts = {der[each[0]]: each for each in places}
    if not set(parts) <= {_NAME, _REASONS, _CRL_ISSUER} or len(parts) < len(places):
        raise ValueError("distribution point")
    name, reasons, issuers = (parts.get(tag) for tag in (_NAME, _REASONS, _CRL_ISSUER))
    crl_issuers = names_at(der, within(der, issuers)) if issuers else ()
    directories = [n.value for n in crl_issuers if n.form is NameForm.DIRECTORY]
    return DistributionPoint(
        names=_point_names(der, name, *(directories or [issuer])) if name else frozenset(),
        crl_issuers=_keys(crl_issuers),
        reasons=_reasons(der[reasons[1] : reasons[2]]) if reasons else ALL_REASONS,
    )


def _point_names(der: bytes, place: Element, *issuers: bytes) -> frozenset[NameKey]:
    """The names of a DistributionPointName: full, or relative to one of the issuers."""
    (inner,) = within(der, place)
    start, contents, end = inner
    if der[start] == _FULL_NAME:
        return _keys(names_at(der, within(der, inner)))
    if der[start] != _RELATIVE_NAME:
        raise ValueError("distribution point name")
    relative = _tagged(0x31, der[contents:end])
    return frozenset(directory_key(_below(issuer, relative)) for issuer in issuers)


def _below(issuer: bytes, relative: bytes) -> bytes:
    _, contents, end = _whole(issuer)
    return _tagged(0x30, issuer[contents:end] + relative)


def _whole(der: bytes) -> Element:
    places = plain_elements(der, 0, len(der))
    if places is None or len(places) != 1:
        raise ValueError("name")
    return places[0]


def _tagged(tag: int, contents: bytes) -> bytes:
    """An element of the tag around the contents, in DER."""
    length = len(contents)
    if length < 0x80:  # noqa: PLR2004 - ITU-T X.690, 8.1.3.4
        return bytes([tag, length]) + contents
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + contents


def _reasons(contents: bytes) -> frozenset[str]:
    """The reasons of a ReasonFlags; none where no known bit is set."""
    octets = contents[1:3].ljust(2, b"\0")
    bits = [octets[number // 8] >> (7 - number % 8) & 1 for number in range(1, len(_FLAGS) + 1)]
    return frozenset(name for name, bit in zip(_FLAGS, bits, strict=True) if bit)


def _keys(names: Iterable[GeneralName]) -> frozenset[NameKey]:
    return frozenset(
        directory_key(n.value) if n.form is NameForm.DIRECTORY else (n.form, n.value) for n in names
    )
