"""Whether a certificate is qualified at a time, by the trusted lists (ETSI TS 119 615, 4.4, 4.5).

Three questions, each yes, no or not determinable: is it qualified, for what, and is its private
key in a qualified signature creation device (QSCD)?
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from fhvalidate.trust.criteria import meets
from fhvalidate.trust.lists import (
    CA_QC,
    EIDAS_APPLIES,
    Equivalence,
    ServiceState,
    TrustedList,
    TrustedLists,
)
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path
from fhvalidate.x509.qc_statements import (
    QC_COMPLIANCE,
    QC_SSCD,
    QC_TYPE,
    QC_TYPE_SEAL,
    QC_TYPE_SIGNATURE,
    QC_TYPE_WEB,
    QCP_PUBLIC,
    QCP_PUBLIC_WITH_SSCD,
    Declarations,
    declarations,
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class _Facts:
    """The three answers while they are worked out."""

    qualified: Answer
    use: CertificateUse
    qscd: Answer


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
    own = _declared_facts(declared, (), at=at)

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
    certificate: Certificate, path: Path, lists: TrustedLists, own: _Facts, at: datetime
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
    country = certificate.asn1.issuer.native.get("country_name", "")
    code = country.upper() if isinstance(country, str) else ""
    return {"GB": "UK", "GR": "EL"}.get(code, code)


def _by_services(
    declared: Declarations,
    in_force: Iterable[tuple[TrustedList, ServiceState]],
    own: _Facts,
    at: datetime,
) -> CertificateQualification:
    results: dict[_Facts, tuple[TrustedList, ServiceState]] = {}
    unknown = False
    for item, state in in_force:
        facts = _declared_facts(declared, item.equivalences, at=at)
        judged = None if state.unknown_critical else _qualified_by(state, declared, facts, at)
        if judged is None:
            unknown = True
        elif _is_for(state, judged.use, at=at):
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


def _declared_facts(
    declared: Declarations, equivalences: Iterable[Equivalence], *, at: datetime
) -> _Facts:
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
    return _Facts(_answer(qualified), use, _answer(qualified and device))


def _qualified_by(
    state: ServiceState, declared: Declarations, facts: _Facts, at: datetime
) -> _Facts | None:
    """The facts as the service's qualifiers change them; None when criteria are not understood."""
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
        _Facts(qualified, use, facts.qscd), qscd=_device_by(given, qualified, declared, facts)
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


def _device_by(given: set[str], qualified: Answer, declared: Declarations, facts: _Facts) -> Answer:
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


def _is_for(state: ServiceState, use: CertificateUse, *, at: datetime) -> bool:
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
