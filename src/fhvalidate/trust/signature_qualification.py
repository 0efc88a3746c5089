"""What a signature is in law's words: qualified, advanced with a qualified certificate, or less.

ETSI TS 119 172-4, 4.4: the outcome of the validation and the certificate's qualification at two
times, its issuance and best-signature-time, together give one of the values below.
"""

from datetime import datetime
from enum import StrEnum

from fhvalidate.conclusion import Indication
from fhvalidate.frozen import frozen
from fhvalidate.trust.certificate_qualification import (
    CertificateQualification,
    QualificationReason,
    qualify_certificate,
)
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.names import (
    GIVEN_NAME,
    ORGANISATION_IDENTIFIER,
    PSEUDONYM,
    SURNAME,
)
from fhvalidate.x509.certificates.qc_statements import QC_TYPE_SEAL, QC_TYPE_SIGNATURE, declarations
from fhvalidate.x509.paths.path_building import Path


class SignatureQualification(StrEnum):
    """The level of a signature under Regulation (EU) 910/2014."""

    QESIG = "QESig"
    QESEAL = "QESeal"
    ADESIG_QC = "AdESig-QC"
    ADESEAL_QC = "AdESeal-QC"
    ADESIG = "AdESig"
    ADESEAL = "AdESeal"
    NOT_APPLICABLE = "N/A"
    INDETERMINATE = "indeterminate"


@frozen
class Qualification:
    """The level of a signature, why, and what the lists said at the two times."""

    value: SignatureQualification
    reason: str
    at_issuance: CertificateQualification | None = None
    at_best_signature_time: CertificateQualification | None = None


_BY_USE = {
    CertificateUse.SIGNATURE: (
        SignatureQualification.QESIG,
        SignatureQualification.ADESIG_QC,
        SignatureQualification.ADESIG,
    ),
    CertificateUse.SEAL: (
        SignatureQualification.QESEAL,
        SignatureQualification.ADESEAL_QC,
        SignatureQualification.ADESEAL,
    ),
}


def qualify_signature(
    indication: Indication,
    path: Path,
    lists: TrustedLists | None,
    *,
    best_signature_time: datetime,
) -> Qualification:
    """The level of a signature.

    Args:
        indication: of its validation (EN 319 102-1).
        path: from the signing certificate on; empty when it is not known.
        lists: the EU's trusted lists; None when there are none.
        best_signature_time: the earliest time that the signature is proven to have existed.
    """
    # A signature that failed is nothing in law, whoever issued the certificate.
    if indication in (Indication.TOTAL_FAILED, Indication.FAILED):
        return Qualification(SignatureQualification.NOT_APPLICABLE, "signature-failed")
    if not path:
        return _open(QualificationReason.NO_CHAIN)
    if lists is None:
        return _open(QualificationReason.NO_LISTS)
    issued = qualify_certificate(path, lists, at=path[0].not_before)
    then = qualify_certificate(path, lists, at=best_signature_time)
    if indication is not Indication.TOTAL_PASSED:
        return Qualification(
            SignatureQualification.INDETERMINATE, "signature-not-passed", issued, then
        )
    return _passed(path[0], issued, then)


def _open(reason: QualificationReason) -> Qualification:
    return Qualification(SignatureQualification.INDETERMINATE, str(reason))


def _passed(
    certificate: Certificate, issued: CertificateQualification, then: CertificateQualification
) -> Qualification:
    """The level of a signature that passed."""
    for found in (issued, then):
        if found.qualified is Answer.INDETERMINATE:
            return Qualification(
                SignatureQualification.INDETERMINATE, str(found.reason), issued, then
            )
    qualified = issued.qualified is then.qualified is Answer.YES
    if qualified and CertificateUse.WEBSITE in (issued.use, then.use):
        # A certificate for web sites makes no signature in law's sense.
        return Qualification(
            SignatureQualification.NOT_APPLICABLE, "certificate-for-websites", issued, then
        )
    if qualified and (issued.use is not then.use or issued.use not in _BY_USE):
        return Qualification(
            SignatureQualification.INDETERMINATE, "certificate-use-unclear", issued, then
        )
    use = then.use if qualified else _declared_use(certificate)
    best, with_certificate, advanced = _BY_USE[use]
    if not qualified:
        lacking = then if then.qualified is Answer.NO else issued
        return Qualification(advanced, str(lacking.reason), issued, then)
    match then.qscd:
        case Answer.YES:
            return Qualification(best, "qualified-certificate-and-device", issued, then)
        case Answer.NO:
            return Qualification(with_certificate, "no-qualified-device", issued, then)
        case Answer.INDETERMINATE:
            return Qualification(
                SignatureQualification.INDETERMINATE, "device-not-determinable", issued, then
            )


def _declared_use(certificate: Certificate) -> CertificateUse:
    """What a certificate that is not qualified is for: by its QcType, else by its subject.

    A seal is an organisation's: the subject has its identifier and names no person.
    """
    types = declarations(certificate).types
    if types in ({QC_TYPE_SIGNATURE}, {QC_TYPE_SEAL}):
        return CertificateUse.SEAL if QC_TYPE_SEAL in types else CertificateUse.SIGNATURE
    names = certificate.subject_types
    person = {GIVEN_NAME, SURNAME, PSEUDONYM} & names
    organisation = ORGANISATION_IDENTIFIER in names
    return CertificateUse.SEAL if organisation and not person else CertificateUse.SIGNATURE
