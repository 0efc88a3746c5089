"""The part of the report's model on qualification under eIDAS."""

from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Message
from fhvalidate.trust.advanced_signature import Established, Point
from fhvalidate.trust.certificate_qualification import QualificationReason
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.trust.signature_qualification import SignatureQualification


@frozen
class CertificateQualificationReport:
    """What the trusted lists say of the signing certificate at one time (ETSI TS 119 615)."""

    at: datetime
    qualified: Answer
    use: CertificateUse
    qscd: Answer
    reason: QualificationReason
    territory: str
    service: str


@frozen
class QualificationReport:
    """The level of a signature in law's words, and why (ETSI TS 119 172-4)."""

    value: SignatureQualification
    reason: str
    message: Message
    at_issuance: CertificateQualificationReport | None
    at_best_signature_time: CertificateQualificationReport | None


@frozen
class AdvancedSignaturePoint:
    """One requirement of article 26 of Regulation (EU) 910/2014, and what establishes it."""

    point: Point
    established: Established
    by: str
    message: Message
