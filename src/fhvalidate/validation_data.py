"""ValidationData: certificates and revocation data at hand, believed in nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation.answers import RevocationData

if TYPE_CHECKING:
    from fhvalidate.pdf.document.security_store import SecurityStore


class Origin(StrEnum):
    """Where validation data came from."""

    CMS = "cms"
    DSS = "dss"
    SUPPLIED = "supplied"
    FETCHED = "fetched"


@frozen
class ValidationData:
    """Certificates, CRLs and OCSP responses at hand: hints, believed in nothing.

    Attributes:
        origins: where each came from first, by the SHA-256 of its bytes: every item has its own.
        unreadable: how many certificates and entries could not be read.
        excess: limits that their number or size passed.
    """

    certificates: tuple[Certificate, ...] = ()
    revocation: RevocationData = field(default_factory=RevocationData)
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    unreadable: int = 0
    excess: tuple[Excess, ...] = ()

    @classmethod
    def of(
        cls,
        certificates: Iterable[Certificate],
        revocation: RevocationData,
        *,
        origin: Origin,
        unreadable: int = 0,
        excess: tuple[Excess, ...] = (),
    ) -> "ValidationData":
        """The items, all from one place."""
        certificates = tuple(certificates)
        items = (*revocation.crls, *revocation.ocsp_responses)
        names = (*(c.sha256 for c in certificates), *map(_digest, items))
        origins = MappingProxyType(dict.fromkeys(names, origin))
        return cls(certificates, revocation, origins, unreadable, excess)

    def adding(self, other: "ValidationData") -> "ValidationData":
        """Both, each item once; what both have came from here first."""
        return joined((self, other))


def joined(parts: Iterable[ValidationData]) -> ValidationData:
    """All of them, each item once; the first place that had it is where it came from."""
    certificates: dict[str, Certificate] = {}
    crls: dict[bytes, None] = {}
    responses: dict[bytes, None] = {}
    origins: dict[str, Origin] = {}
    unreadable = 0
    excess: dict[Excess, None] = {}
    for part in parts:
        for certificate in part.certificates:
            certificates.setdefault(certificate.sha256, certificate)
        crls |= dict.fromkeys(part.revocation.crls)
        responses |= dict.fromkeys(part.revocation.ocsp_responses)
        origins = {**part.origins, **origins}
        unreadable += part.unreadable
        excess |= dict.fromkeys(part.excess)
    revocation = RevocationData(tuple(crls), tuple(responses))
    values = tuple(certificates.values())
    return ValidationData(values, revocation, MappingProxyType(origins), unreadable, tuple(excess))


def read_certificates(ders: Iterable[bytes], *, limit: int) -> tuple[tuple[Certificate, ...], int]:
    """The certificates that can be read, at most `limit`, and how many bad or surplus ones."""
    found: dict[str, Certificate] = {}
    bad = 0
    for der in ders:
        if len(found) >= limit:
            bad += 1
            continue
        try:
            certificate = read_certificate(der)
        except Asn1Error:
            bad += 1
            continue
        found[certificate.sha256] = certificate
    return tuple(found.values()), bad


def from_security_store(store: "SecurityStore", *, limit: int) -> ValidationData:
    """What the document security store holds."""
    certificates, bad = read_certificates(store.certificates, limit=limit)
    revocation = RevocationData(store.crls, store.ocsp_responses)
    unreadable = bad + store.unreadable
    return ValidationData.of(
        certificates, revocation, origin=Origin.DSS, unreadable=unreadable, excess=store.excess
    )


def carried(
    certificates: Iterable[bytes], revocation: RevocationData, limits: Limits
) -> ValidationData:
    """What a signature or a time-stamp carries itself, without what is past a limit."""
    ders = tuple(dict.fromkeys(certificates))
    crls, responses = revocation.crls, revocation.ocsp_responses
    within = tuple(der for der in ders if len(der) <= limits.certificate_size)
    read, bad = read_certificates(within, limit=limits.certificates_in_cms)
    sizes = (
        ("certificate_size", limits.certificate_size, ders),
        ("crl_size", limits.crl_size, crls),
        ("ocsp_size", limits.ocsp_size, responses),
    )
    found = [Excess(what, limit, len(i)) for what, limit, items in sizes for i in items]
    found.append(Excess("certificates_in_cms", limits.certificates_in_cms, len(ders)))
    return ValidationData.of(
        read,
        RevocationData(
            tuple(der for der in crls if len(der) <= limits.crl_size),
            tuple(der for der in responses if len(der) <= limits.ocsp_size),
        ),
        origin=Origin.CMS,
        unreadable=bad,
        excess=tuple(each for each in found if each.is_passed),
    )


def _digest(item: bytes) -> str:
    return hashlib.sha256(item).hexdigest()
