"""Whether a certificate is qualified at a time, by the trusted lists (ETSI TS 119 615, 4.4, 4.5).

Three questions, each yes, no or not determinable: is it qualified, for what, and is its private
key in a qualified signature creation device (QSCD)?
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.trust.lists import (
    CA_QC,
    ServiceState,
    TrustedList,
    TrustedLists,
)
from fhvalidate.trust.qualified_status import (
    Answer,
    CertificateUse,
    QualifiedStatus,
    declared_status,
    is_for,
    status_by_service,
)
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.names import COUNTRY, first_text
from fhvalidate.x509.certificates.qc_statements import (
    Declarations,
    declarations,
)
from fhvalidate.x509.paths.path_building import Path


class QualificationReason(StrEnum):
    """What the answer rests on, or why there is none."""

    LISTED = "listed"
    NOT_DECLARED = "not-declared-qualified"
    NOT_LISTED = "issuer-not-listed"
    NOT_GRANTED = "service-not-granted"
    LIST_MISSING = "trusted-list-missing"
    LIST_EXPIRED = "trusted-list-expired"
    NO_LISTS = "trusted-lists-not-loaded"
    NO_CHAIN = "no-certificate-chain"
    CONTRADICTION = "contradictory-lists"
    CRITERIA_UNKNOWN = "criteria-not-understood"


@frozen
class CertificateQualification:
    """What the lists say of a certificate at one time.

    Attributes:
        territory, service: of the list and the service that decided; empty when none did.
    """

    at: datetime
    qualified: Answer
    use: CertificateUse
    qscd: Answer
    reason: QualificationReason
    territory: str = ""
    service: str = ""


def qualify_certificate(
    path: Path, lists: TrustedLists | None, *, at: datetime
) -> CertificateQualification:
    """What the lists say of the first certificate of the path at that time.

    Args:
        path: the certificate in question and those above it, as far as they are known.
        lists: None when there are none.
        at: the certificate's issuance, or best-signature-time.
    """
    certificate = path[0]
    declared = declarations(certificate)
    own = declared_status(declared, (), at=at)

    def undecided(reason: QualificationReason) -> CertificateQualification:
        return CertificateQualification(
            at, Answer.INDETERMINATE, own.use, Answer.INDETERMINATE, reason
        )

    if lists is None:
        return undecided(QualificationReason.NO_LISTS)
    # PRO-4.4.4: the services that identify an issuer of the certificate.
    found = tuple(
        pair for issuer in path[1:] for pair in lists.services_of(issuer, service_type=CA_QC)
    ) or tuple(lists.services_of(certificate, service_type=CA_QC))
    if not found:
        return _unlisted(certificate, path, lists, own, at)
    answering = tuple((item, state) for item, state in found if item.answers(at))
    if not answering:
        return undecided(QualificationReason.LIST_EXPIRED)
    in_force = tuple(
        (item, state) for item, state in answering if state.covers(at) and state.qualified
    )
    if not in_force:
        return CertificateQualification(
            at,
            Answer.NO,
            own.use,
            Answer.NO,
            QualificationReason.NOT_GRANTED,
            answering[0][0].territory,
            answering[0][1].name,
        )
    return _by_services(declared, in_force, own, at)


def _unlisted(
    certificate: Certificate, path: Path, lists: TrustedLists, own: QualifiedStatus, at: datetime
) -> CertificateQualification:
    """No service in any list: not qualified, unless a list that could say so is not here."""
    country = _country(path[-1]) or _country(certificate)
    loaded = {item.territory for item in lists.lists}
    reason = QualificationReason.NOT_LISTED
    answer = Answer.NO
    if country in lists.expected and country not in loaded:
        reason, answer = QualificationReason.LIST_MISSING, Answer.INDETERMINATE
    elif any(item.territory == country and not item.answers(at) for item in lists.lists):
        reason, answer = QualificationReason.LIST_EXPIRED, Answer.INDETERMINATE
    return CertificateQualification(at, answer, own.use, answer, reason)


def _country(certificate: Certificate) -> str:
    """The country of the issuer, as trusted lists write it (`UK` and `EL` are theirs)."""
    code = (first_text(certificate.issuer_name, COUNTRY) or "").upper()
    return {"GB": "UK", "GR": "EL"}.get(code, code)


def _by_services(
    declared: Declarations,
    in_force: Iterable[tuple[TrustedList, ServiceState]],
    own: QualifiedStatus,
    at: datetime,
) -> CertificateQualification:
    results: dict[QualifiedStatus, tuple[TrustedList, ServiceState]] = {}
    unknown = False
    for item, state in in_force:
        facts = declared_status(declared, item.equivalences, at=at)
        judged = None if state.unknown_critical else status_by_service(state, declared, facts, at)
        if judged is None:
            unknown = True
        elif is_for(state, judged.use, at=at):
            results.setdefault(judged, (item, state))
    if unknown or len(results) > 1:
        reason = (
            QualificationReason.CRITERIA_UNKNOWN if unknown else QualificationReason.CONTRADICTION
        )
        return CertificateQualification(
            at, Answer.INDETERMINATE, own.use, Answer.INDETERMINATE, reason
        )
    if not results:
        return CertificateQualification(
            at, Answer.NO, own.use, Answer.NO, QualificationReason.NOT_GRANTED
        )
    facts, (item, state) = next(iter(results.items()))
    reason = (
        QualificationReason.NOT_DECLARED
        if facts.qualified is Answer.NO
        else QualificationReason.LISTED
    )
    if Answer.INDETERMINATE in (facts.qualified, facts.qscd):
        reason = QualificationReason.CONTRADICTION
    return CertificateQualification(
        at, facts.qualified, facts.use, facts.qscd, reason, item.territory, state.name
    )
