"""What a certificate says of itself, and what a listed service makes of it (TS 119 615, 4.4).

Three questions, each yes, no or not determinable: is it qualified, for what, and is its private
key in a qualified signature creation device (QSCD)?
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.trust.criteria import meets
from fhvalidate.trust.lists import EIDAS_APPLIES, Equivalence, ServiceState
from fhvalidate.x509.certificates.qc_statements import (
    QC_COMPLIANCE,
    QC_SSCD,
    QC_TYPE,
    QC_TYPE_SEAL,
    QC_TYPE_SIGNATURE,
    QC_TYPE_WEB,
    QCP_PUBLIC,
    QCP_PUBLIC_WITH_SSCD,
    Declarations,
)

_INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_OLDER_INFO = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/"


class Answer(StrEnum):
    """Whether something is so, by the lists."""

    YES = "yes"
    NO = "no"
    INDETERMINATE = "indeterminate"


class CertificateUse(StrEnum):
    """What a certificate is for (Regulation (EU) 910/2014, annexes I, III and IV)."""

    SIGNATURE = "signature"
    SEAL = "seal"
    WEBSITE = "website"
    UNKNOWN = "unknown"


_USES = {
    QC_TYPE_SIGNATURE: CertificateUse.SIGNATURE,
    QC_TYPE_SEAL: CertificateUse.SEAL,
    QC_TYPE_WEB: CertificateUse.WEBSITE,
}
_USE_QUALIFIERS = {
    "QCForESig": CertificateUse.SIGNATURE,
    "QCForESeal": CertificateUse.SEAL,
    "QCForWSA": CertificateUse.WEBSITE,
}
_USE_INFORMATION = {
    "ForeSignatures": CertificateUse.SIGNATURE,
    "ForeSeals": CertificateUse.SEAL,
    "ForWebSiteAuthentication": CertificateUse.WEBSITE,
}
_WITH_DEVICE = frozenset({"QCWithQSCD", "QCWithSSCD", "QCQSCDManagedOnBehalf"})
_WITHOUT_DEVICE = frozenset({"QCNoQSCD", "QCNoSSCD"})
# TS 119 612, 5.5.9.2.3: the others may say anything of a certificate.
_QUALIFIERS = (
    frozenset(_USE_QUALIFIERS)
    | _WITH_DEVICE
    | _WITHOUT_DEVICE
    | {"QCQSCDStatusAsInCert", "QCSSCDStatusAsInCert"}
    | {"QCForLegalPerson", "QCStatement", "NotQualified"}
)


@frozen
class QualifiedStatus:
    """The three answers while they are worked out."""

    qualified: Answer
    use: CertificateUse
    qscd: Answer


def declared_status(
    declared: Declarations, equivalences: Iterable[Equivalence], *, at: datetime
) -> QualifiedStatus:
    """What the certificate says of itself, read as the party that issued it writes."""
    equivalence = next((e for e in equivalences if e.enacted and e.since <= at), None)
    qualified = QC_COMPLIANCE in declared.statements and not declared.legislations
    device = QC_SSCD in declared.statements
    uses = {_USES[oid] for oid in declared.types if oid in _USES}
    if equivalence is not None:
        contents = dict(equivalence.contents)
        known = {key: meets(declared, criteria) for key, criteria in contents.items()}
        qualified = known.get("QcCompliance", False) is True
        device = known.get("QcQSCD", False) is True
        uses = uses if known.get("QcType", False) is True else set()
    if at < EIDAS_APPLIES:
        # TS 119 615, 4.4.4: before the Regulation, policies of TS 101 456 said the same.
        device = device or QCP_PUBLIC_WITH_SSCD in declared.policies
        qualified = qualified or bool(declared.policies & {QCP_PUBLIC, QCP_PUBLIC_WITH_SSCD})
    if len(uses) == 1:
        use = next(iter(uses))
    elif uses or QC_TYPE in declared.statements:
        use = CertificateUse.UNKNOWN  # several, or one that the standard does not know
    else:
        # EN 319 412-5, 4.2.3: without QcType a qualified certificate is one for signatures.
        use = CertificateUse.SIGNATURE if qualified else CertificateUse.UNKNOWN
    return QualifiedStatus(_answer(qualified), use, _answer(qualified and device))


def status_by_service(
    state: ServiceState, declared: Declarations, facts: QualifiedStatus, at: datetime
) -> QualifiedStatus | None:
    """The facts as the service's qualifiers change them; None when they are not understood."""
    given: set[str] = set()
    for qualification in state.qualifications:
        match meets(declared, qualification.criteria):
            case True:
                given |= {
                    q.removeprefix(_INFO).removeprefix(_OLDER_INFO)
                    for q in qualification.qualifiers
                }
            case None:
                return None
            case False:
                continue
    if not given <= _QUALIFIERS:
        return None
    qualified = facts.qualified
    if {"QCStatement", "NotQualified"} <= given:
        qualified = Answer.INDETERMINATE
    elif "NotQualified" in given:
        qualified = Answer.NO
    elif "QCStatement" in given:
        qualified = Answer.YES
    use = _use_by(given, facts.use, at=at)
    if qualified is Answer.YES and use is CertificateUse.UNKNOWN and not declared.types:
        use = CertificateUse.SIGNATURE
    return replace(
        QualifiedStatus(qualified, use, facts.qscd),
        qscd=_device_by(given, qualified, declared, facts),
    )


def _use_by(given: set[str], declared: CertificateUse, *, at: datetime) -> CertificateUse:
    uses = {_USE_QUALIFIERS[q] for q in given if q in _USE_QUALIFIERS}
    if len(uses) == 1:
        return next(iter(uses))
    if uses:
        return CertificateUse.UNKNOWN
    if "QCForLegalPerson" in given and at < EIDAS_APPLIES:
        return CertificateUse.SEAL
    return declared


def _device_by(
    given: set[str], qualified: Answer, declared: Declarations, facts: QualifiedStatus
) -> Answer:
    if qualified is not Answer.YES:
        return qualified
    if given & _WITH_DEVICE and given & _WITHOUT_DEVICE:
        return Answer.INDETERMINATE
    if given & _WITH_DEVICE:
        return Answer.YES
    if given & _WITHOUT_DEVICE:
        return Answer.NO
    # As in the certificate, which may be qualified only by the list's word.
    return _answer(QC_SSCD in declared.statements) if facts.qscd is Answer.NO else facts.qscd


def is_for(state: ServiceState, use: CertificateUse, *, at: datetime) -> bool:
    """Whether the service is for certificates of this use (TS 119 612, 5.5.9.4)."""
    stated = set(_stated_uses(state))
    if not stated or at < EIDAS_APPLIES or use is CertificateUse.UNKNOWN:
        return True
    return use in stated


def _stated_uses(state: ServiceState) -> Iterator[CertificateUse]:
    for uri in state.additional:
        name = uri.removeprefix(_INFO)
        if name in _USE_INFORMATION:
            yield _USE_INFORMATION[name]


def _answer(value: bool) -> Answer:  # noqa: FBT001 - one value, no choice
    return Answer.YES if value else Answer.NO
