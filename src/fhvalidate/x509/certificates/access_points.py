"""Where a certificate says that its issuer, its CRL and its OCSP responder are (RFC 5280, 4.2)."""

from collections.abc import Iterator
from typing import Any

from asn1crypto import x509

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.certificate_extensions import ACCESS, DISTRIBUTION_POINTS

MAX_URLS = 3  # of one kind; real certificates have one or two
OCSP = "1.3.6.1.5.5.7.48.1"
CA_ISSUERS = "1.3.6.1.5.5.7.48.2"
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


def issuer_urls(certificate: Certificate) -> tuple[str, ...]:
    """Where the issuer's certificate is (authority information access, caIssuers)."""
    return _access(certificate, CA_ISSUERS)


def ocsp_urls(certificate: Certificate) -> tuple[str, ...]:
    """Where OCSP responses on the certificate are given."""
    return _access(certificate, OCSP)


def crl_urls(certificate: Certificate) -> tuple[str, ...]:
    """Where CRLs that tell of the certificate are."""

    def names(value: bytes) -> list[Any]:
        return [n for point in x509.CRLDistributionPoints.load(value) for n in _full_name(point)]

    return _web(certificate.extensions.read(DISTRIBUTION_POINTS, names) or [])


def _access(certificate: Certificate, method: str) -> tuple[str, ...]:
    def names(value: bytes) -> list[Any]:
        described = x509.AuthorityInfoAccessSyntax.load(value)
        return [d["access_location"] for d in described if d["access_method"].dotted == method]

    return _web(certificate.extensions.read(ACCESS, names) or [])


def _full_name(point: Any) -> Iterator[Any]:
    name = point["distribution_point"]
    if name.name == "full_name":
        yield from name.chosen


def _web(names: list[Any]) -> tuple[str, ...]:
    """The http and https URLs among general names; ldap is not asked."""
    found: list[str] = []
    for name in names:
        try:
            if name.name == "uniform_resource_identifier":
                found.append(str(name.native))
        except _MALFORMED:
            continue
    web = (url for url in found if url.lower().startswith(("http://", "https://")))
    return tuple(dict.fromkeys(web))[:MAX_URLS]
