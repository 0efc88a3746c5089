"""What a signature is in law's words: one rule for the answers in DSS's and SiVa's form.

What they have no word for is told by the least that they have one for.
"""

from collections.abc import Mapping
from enum import StrEnum

from fhvalidate.conclusion import Indication
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.model import Report
from fhvalidate.report.qualification_model import (
    CertificateQualificationReport,
    QualificationReport,
)
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.trust.beliefs import SourceKind
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.trust.signature_qualification import SignatureQualification


class LegalLevel(StrEnum):
    """What a signature is in law's words, as SiVa has them; they are the names of DSS's members."""

    QESIG = "QESIG"
    QESEAL = "QESEAL"
    ADESIG_QC = "ADESIG_QC"
    ADESEAL_QC = "ADESEAL_QC"
    UNKNOWN_QC_QSCD = "UNKNOWN_QC_QSCD"
    UNKNOWN_QC = "UNKNOWN_QC"
    ADESIG = "ADESIG"
    ADESEAL = "ADESEAL"
    UNKNOWN = "UNKNOWN"
    NA = "NA"


# What is told by its value; of the others what the lists say of the certificate decides, which has
# no use where it does not state one.
_LEVELS: Mapping[SignatureQualification, LegalLevel] = FrozenMapping(
    {
        SignatureQualification.QESIG: LegalLevel.QESIG,
        SignatureQualification.QESEAL: LegalLevel.QESEAL,
        SignatureQualification.ADESIG_QC: LegalLevel.ADESIG_QC,
        SignatureQualification.ADESEAL_QC: LegalLevel.ADESEAL_QC,
        SignatureQualification.NOT_APPLICABLE: LegalLevel.NA,
    }
)
# With a qualified certificate: of a key in a device for it, and of one that is not known to be.
_BY_USE: Mapping[CertificateUse, tuple[LegalLevel, LegalLevel, LegalLevel]] = FrozenMapping(
    {
        CertificateUse.SIGNATURE: (LegalLevel.QESIG, LegalLevel.ADESIG_QC, LegalLevel.ADESIG),
        CertificateUse.SEAL: (LegalLevel.QESEAL, LegalLevel.ADESEAL_QC, LegalLevel.ADESEAL),
        CertificateUse.UNKNOWN: (
            LegalLevel.UNKNOWN_QC_QSCD,
            LegalLevel.UNKNOWN_QC,
            LegalLevel.UNKNOWN,
        ),
    }
)
_OF_DEVICE = frozenset({LegalLevel.QESIG, LegalLevel.QESEAL, LegalLevel.UNKNOWN_QC_QSCD})
_OF_CERTIFICATE = frozenset({LegalLevel.ADESIG_QC, LegalLevel.ADESEAL_QC, LegalLevel.UNKNOWN_QC})


def legal_level(signature: SignatureReport) -> LegalLevel:
    """What the signature would be in law's words, if it passed."""
    found = signature.qualification
    if found is None:
        return LegalLevel.NA
    known = _LEVELS.get(found.value)
    return _of_certificate(found) if known is None else known


def told_legal_level(level: LegalLevel, indication: Indication, report: Report) -> str:
    """The level as it is told of a signature with this indication.

    Where no trusted list is in use nothing of this kind can be said (ETSI TS 119 615).
    """
    if indication is Indication.TOTAL_PASSED:
        return level
    if indication is Indication.INDETERMINATE:
        return level if level is LegalLevel.NA else f"INDETERMINATE_{level}"
    if level in _OF_DEVICE:
        return "NOT_ADES_QC_QSCD"
    if level in _OF_CERTIFICATE:
        return "NOT_ADES_QC"
    listed = any(each.kind is SourceKind.TRUSTED_LISTS for each in report.trust.sources)
    return "NOT_ADES" if listed else LegalLevel.NA


def _of_certificate(found: QualificationReport) -> LegalLevel:
    """What the lists say of the certificate at both times: the less of the two."""
    issued, then = found.at_issuance, found.at_best_signature_time
    if issued is None or then is None:
        return LegalLevel.NA
    use = then.use if issued.use is then.use else CertificateUse.UNKNOWN
    levels = _BY_USE.get(use)
    if levels is None or issued.qualified is not then.qualified:
        return LegalLevel.NA
    return levels[_place(then)]


def _place(found: CertificateQualificationReport) -> int:
    if found.qualified is not Answer.YES:
        return 2
    return 0 if found.qscd is Answer.YES else 1
