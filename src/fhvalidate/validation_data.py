"""ValidationData: certificates and revocation data at hand, believed in nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fhvalidate.errors import Asn1Error
from fhvalidate.pdf.security_store import SecurityStore
from fhvalidate.x509.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation import RevocationData


@dataclass(frozen=True, slots=True)
class ValidationData:
    """Certificates, CRLs and OCSP responses at hand: hints, believed in nothing.

    Attributes:
        unreadable: how many certificates could not be read.
    """

    certificates: tuple[Certificate, ...] = ()
    revocation: RevocationData = field(default_factory=RevocationData)
    unreadable: int = 0

    def adding(self, other: "ValidationData") -> "ValidationData":
        """Both, each item once."""
        unique = {c.sha256: c for c in (*self.certificates, *other.certificates)}
        return ValidationData(
            tuple(unique.values()),
            self.revocation.adding(other.revocation),
            self.unreadable + other.unreadable,
        )


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


def from_security_store(store: SecurityStore, *, limit: int) -> ValidationData:
    """What the document security store holds."""
    certificates, bad = read_certificates(store.certificates, limit=limit)
    revocation = RevocationData(store.crls, store.ocsp_responses)
    return ValidationData(certificates, revocation, bad + store.unreadable)
