"""Which certificates, and which reasons, a CRL speaks of (RFC 5280, 6.3.3, b and d)."""

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.extensions import path_facts
from fhvalidate.x509.revocation.certificate_list import RevocationList
from fhvalidate.x509.revocation.distribution_points import (
    DistributionPoint,
    directory_key,
    distribution_points,
)


def reasons_covered(item: RevocationList, certificate: Certificate) -> frozenset[str]:
    """The reasons that the list would give if the certificate were revoked for them.

    None at all when it is not the certificate's. Every point that the certificate names is asked
    for, and the one that is implied: that of its issuer (6.3.3, last paragraph; rule R7).
    """
    if not _is_of_its_kind(item, certificate):
        return frozenset()
    issuer = certificate.asn1.issuer.dump()
    implied = DistributionPoint(names=frozenset({directory_key(issuer)}))
    points = (*distribution_points(certificate), implied)
    fitting = (point.reasons for point in points if _fits(item, point, certificate))
    return frozenset().union(*fitting) & item.point.reasons


def _is_of_its_kind(item: RevocationList, certificate: Certificate) -> bool:
    """b) 2) ii) to iv)."""
    is_authority = path_facts(certificate).is_authority
    return not (
        item.point.only_attributes
        or (item.point.only_users and is_authority)
        or (item.point.only_authorities and not is_authority)
    )


def _fits(item: RevocationList, point: DistributionPoint, certificate: Certificate) -> bool:
    # b) 1)
    if point.crl_issuers:
        if not item.point.is_indirect or directory_key(item.issuer) not in point.crl_issuers:
            return False
    elif item.issuer_key != certificate.issuer_key:
        return False
    # b) 2) i)
    if not item.point.names:
        return True
    return bool(item.point.names & (point.names or point.crl_issuers))
