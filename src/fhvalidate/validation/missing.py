"""What a finished validation lacks and somebody could fetch: named here, fetched elsewhere.

Rule R9: issuers are asked for before a chain is known; CRLs and OCSP responses only for
certificates that already chain to an anchor.
"""

from collections.abc import Iterable, Iterator

from fhvalidate.frozen import frozen
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.x509_validation import LinkStatus
from fhvalidate.x509.certificates.access_points import crl_urls, issuer_urls, ocsp_urls
from fhvalidate.x509.certificates.certificate import Certificate

MAX_MISSING = 50  # named at once; far fewer are fetched


@frozen
class IssuerAt:
    """The certificate of this one's issuer, at one of the URLs."""

    certificate: Certificate
    urls: tuple[str, ...]


@frozen
class OcspFor:
    """An OCSP response on the certificate, from one of the URLs."""

    certificate: Certificate
    issuer: Certificate
    urls: tuple[str, ...]


@frozen
class CrlAt:
    """A CRL that tells of the certificate, at one of the URLs."""

    certificate: Certificate
    urls: tuple[str, ...]


Missing = IssuerAt | OcspFor | CrlAt
_UNANSWERED = frozenset({LinkStatus.MISSING, LinkStatus.STALE, LinkStatus.UNPROVEN})


def missing_evidence(results: Iterable[SignatureResult]) -> tuple[Missing, ...]:
    """What would bring the results on, each thing once: issuers, OCSP responses, then CRLs.

    `results` are those of every signature and document time-stamp.
    """
    found: dict[tuple[type, str], Missing] = {}
    for result in results:
        for basic in (result.basic, *(stamp.basic for stamp in result.timestamps)):
            for item in _missing_on(basic):
                found.setdefault((type(item), item.certificate.sha256), item)
    order = (IssuerAt, OcspFor, CrlAt)
    return tuple(sorted(found.values(), key=lambda item: order.index(type(item))))[:MAX_MISSING]


def _missing_on(basic: BasicResult) -> Iterator[Missing]:
    certified = basic.certified
    if certified is None or not certified.path:
        return
    if certified.chain is None:
        last = certified.path[-1]
        urls = issuer_urls(last)
        if urls and not last.is_self_issued:
            yield IssuerAt(last, urls)
        return
    for result in certified.links:
        if result.status not in _UNANSWERED:
            continue
        certificate = result.link.certificate
        asked, listed = ocsp_urls(certificate), crl_urls(certificate)
        if asked:
            yield OcspFor(certificate, result.link.issuer, asked)
        if listed:
            yield CrlAt(certificate, listed)
