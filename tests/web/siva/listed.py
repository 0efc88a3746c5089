"""The fixtures' issuer and time-stamping authorities on a Swedish trusted list made for this."""

from datetime import UTC, datetime

from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.beliefs import SourceKind, TrustSource
from fhvalidate.trust.criteria import Assertion, Criteria, Criterion, CriterionKind
from fhvalidate.trust.lists import (
    CA_QC,
    ListedCertificate,
    Qualification,
    Service,
    ServiceState,
    TrustedList,
    TrustedLists,
)
from fhvalidate.x509.certificates.certificate import Certificate

QTST = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
_QUALIFIERS = ("QCStatement", "QCForESig", "QCWithQSCD")
_ALWAYS = Criteria(Assertion.AT_LEAST_ONE, (Criterion(CriterionKind.KEY_USAGE, ("!crl_sign",)),))


def listed_trust(
    issuers: tuple[Certificate, ...], authorities: tuple[Certificate, ...], *, qualified: bool
) -> TrustAnchors:
    """Trust in the list alone; `qualified`: it says so of certificates that do not themselves."""
    says = Qualification(tuple(_INFO + name for name in _QUALIFIERS), _ALWAYS)
    services = [
        *(_service(CA_QC, each, (says,) if qualified else ()) for each in issuers),
        *(_service(QTST, each, ()) for each in authorities),
    ]
    swedish = TrustedList(
        territory="SE",
        sequence=9,
        issued=datetime(2026, 11, 28, tzinfo=UTC),
        next_update=datetime(2027, 4, 28, tzinfo=UTC),
        sha256="0" * 64,
        services=tuple(services),
    )
    certificates = {
        each.sha256: ListedCertificate(each.der, each.subject_key)
        for each in (*issuers, *authorities)
    }
    lists = TrustedLists("EU", "0" * 64, (swedish,), ("SE",), certificates)
    source = TrustSource("EU", "0" * 64, len(certificates), SourceKind.TRUSTED_LISTS)
    return TrustAnchors((), (source,), listed=(lists,))


def _service(
    kind: str, certificate: Certificate, qualifications: tuple[Qualification, ...]
) -> Service:
    name = certificate.common_name or ""
    state = ServiceState(
        kind,
        name,
        GRANTED,
        _SINCE,
        None,
        (certificate.sha256,),
        (_INFO + "ForeSignatures",),
        qualifications,
    )
    return Service("Exempelmyndigheten", (state,))
