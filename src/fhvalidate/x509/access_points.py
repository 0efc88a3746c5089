"""Where a certificate says that its issuer, its CRL and its OCSP responder are (RFC 5280, 4.2)."""

from collections.abc import Iterator
from typing import Any

from fhvalidate.x509.certificate import Certificate

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
    try:
        points = list(certificate.asn1.crl_distribution_points_value or ())
        names = [name for point in points for name in _full_name(point)]
    except _MALFORMED:
        return ()
    return _web(names)


def _access(certificate: Certificate, method: str) -> tuple[str, ...]:
    try:
        described = certificate.asn1.authority_information_access_value or ()
        names = [d["access_location"] for d in described if d["access_method"].dotted == method]
    except _MALFORMED:
        return ()
    return _web(names)


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
