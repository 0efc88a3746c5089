"""The certificates of a chain, and what is known of their revocation, in the report's names."""

from fhvalidate.report.details_model import CertificateDetails
from fhvalidate.report.established import Established
from fhvalidate.report.signature_report import CertificateReport, RevocationReport
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.x509_validation import LinkResult
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.key_strength import strength


def report_chain(basic: BasicResult, found: Established) -> tuple[CertificateReport, ...]:
    """The certificates from the signer's on: to the anchor, or as far as they lead."""
    mask = found.circumstances.mask
    last = len(basic.path) - 1
    links = basic.certified.links if basic.certified is not None else ()
    known = {link.link.certificate.sha256: link for link in links}
    reports = []
    for number, certificate in enumerate(basic.path):
        link = known.get(certificate.sha256)
        reports.append(
            CertificateReport(
                subject=mask(certificate.subject),
                issuer=mask(certificate.issuer),
                not_before=certificate.not_before,
                not_after=certificate.not_after,
                sha256=certificate.sha256,
                anchor=basic.reaches_anchor and number == last,
                revocation=None if link is None else _revocation(link, found),
                details=_details(certificate, found) if found.is_full else None,
            )
        )
    return tuple(reports)


def _revocation(result: LinkResult, found: Established) -> RevocationReport:
    answer = result.answer
    if answer is None:
        return RevocationReport(result.status)
    path = answer.signer_path or (result.link.issuer,)
    response = found.responses.get(answer.sha256)
    return RevocationReport(
        status=result.status,
        source=answer.source,
        sha256=answer.sha256,
        found_in=found.place_of(answer.sha256),
        issuer=found.circumstances.mask(path[0].subject),
        this_update=answer.this_update,
        produced_at=None if response is None else response.produced_at,
        next_update=answer.next_update,
        revoked_at=answer.revoked_at,
        reason=answer.reason,
        signed_by=path[0].sha256,
        signer_chain=tuple(certificate.sha256 for certificate in answer.signer_path),
    )


def _details(certificate: Certificate, found: Established) -> CertificateDetails:
    key = strength(certificate.public_key)
    usage, purposes = certificate.key_usage, certificate.extended_key_usage
    return CertificateDetails(
        serial_number=f"{certificate.serial_number:x}",
        key_algorithm=key.family if key.curve is None else f"{key.family}-{key.curve}",
        key_size=key.size,
        signature_algorithm=certificate.signature_algorithm.name,
        key_usage=None if usage is None else tuple(sorted(usage)),
        extended_key_usage=None if purposes is None else tuple(sorted(purposes)),
        found_in=found.place_of_certificate(certificate),
    )
