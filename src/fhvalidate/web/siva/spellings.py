"""How SiVa spells what a report says: formats and levels of signatures (SiVa 3.10, SimpleReport).

What SiVa has no word for is told by the least that it has one for.
"""

from collections.abc import Mapping
from enum import StrEnum

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.model import Report
from fhvalidate.report.qualification_model import (
    CertificateQualificationReport,
    QualificationReport,
)
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Level
from fhvalidate.trust.beliefs import SourceKind
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.web.levels import told_level

_NOT_ETSI = "PDF_NOT_ETSI"
FORMATS: Mapping[Level, str] = FrozenMapping(
    {
        Level.B: "PAdES_BASELINE_B",
        Level.T: "PAdES_BASELINE_T",
        Level.LT: "PAdES_BASELINE_LT",
        Level.LTA: "PAdES_BASELINE_LTA",
        Level.BES: _NOT_ETSI,
        Level.EPES: _NOT_ETSI,
        Level.LTV: _NOT_ETSI,
        Level.PKCS7_B: "PKCS7_B",
        Level.PKCS7_T: "PKCS7_T",
        Level.PKCS7_LT: "PKCS7_LT",
        Level.PKCS7_LTA: "PKCS7_LTA",
        Level.NOT_ETSI: _NOT_ETSI,
        Level.RSA_SHA1: _NOT_ETSI,
        Level.KSI: _NOT_ETSI,
        Level.UNKNOWN: _NOT_ETSI,
    }
)


class SivaLevel(StrEnum):
    """What a signature is in law's words, as SiVa has them."""

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
_LEVELS: Mapping[SignatureQualification, SivaLevel] = FrozenMapping(
    {
        SignatureQualification.QESIG: SivaLevel.QESIG,
        SignatureQualification.QESEAL: SivaLevel.QESEAL,
        SignatureQualification.ADESIG_QC: SivaLevel.ADESIG_QC,
        SignatureQualification.ADESEAL_QC: SivaLevel.ADESEAL_QC,
        SignatureQualification.NOT_APPLICABLE: SivaLevel.NA,
    }
)
# With a qualified certificate: of a key in a device for it, and of one that is not known to be.
_BY_USE: Mapping[CertificateUse, tuple[SivaLevel, SivaLevel, SivaLevel]] = FrozenMapping(
    {
        CertificateUse.SIGNATURE: (SivaLevel.QESIG, SivaLevel.ADESIG_QC, SivaLevel.ADESIG),
        CertificateUse.SEAL: (SivaLevel.QESEAL, SivaLevel.ADESEAL_QC, SivaLevel.ADESEAL),
        CertificateUse.UNKNOWN: (
            SivaLevel.UNKNOWN_QC_QSCD,
            SivaLevel.UNKNOWN_QC,
            SivaLevel.UNKNOWN,
        ),
    }
)
_OF_DEVICE = frozenset({SivaLevel.QESIG, SivaLevel.QESEAL, SivaLevel.UNKNOWN_QC_QSCD})
_OF_CERTIFICATE = frozenset({SivaLevel.ADESIG_QC, SivaLevel.ADESEAL_QC, SivaLevel.UNKNOWN_QC})


def siva_format(signature: SignatureReport) -> str:
    """Format and level of a signature."""
    return FORMATS[told_level(signature)]


def spelled_sub_indication(indication: Indication, found: SubIndication | None) -> str | None:
    """Why it does not pass; CUSTOM is a constraint of ours, which SiVa has no word for."""
    if found is not SubIndication.CUSTOM:
        return found
    failed = indication in (Indication.TOTAL_FAILED, Indication.FAILED)
    return SubIndication.FORMAT_FAILURE if failed else SubIndication.SIG_CONSTRAINTS_FAILURE


def siva_level(signature: SignatureReport) -> SivaLevel:
    """What the signature would be in law's words, if it passed."""
    found = signature.qualification
    if found is None:
        return SivaLevel.NA
    known = _LEVELS.get(found.value)
    return _of_certificate(found) if known is None else known


def spelled_level(level: SivaLevel, indication: Indication, report: Report) -> str:
    """The level as it is told of a signature with this indication.

    Where no trusted list is in use nothing of this kind can be said (ETSI TS 119 615).
    """
    if indication is Indication.TOTAL_PASSED:
        return level
    if indication is Indication.INDETERMINATE:
        return level if level is SivaLevel.NA else f"INDETERMINATE_{level}"
    if level in _OF_DEVICE:
        return "NOT_ADES_QC_QSCD"
    if level in _OF_CERTIFICATE:
        return "NOT_ADES_QC"
    listed = any(each.kind is SourceKind.TRUSTED_LISTS for each in report.trust.sources)
    return "NOT_ADES" if listed else SivaLevel.NA


def _of_certificate(found: QualificationReport) -> SivaLevel:
    """What the lists say of the certificate at both times: the less of the two."""
    issued, then = found.at_issuance, found.at_best_signature_time
    if issued is None or then is None:
        return SivaLevel.NA
    use = then.use if issued.use is then.use else CertificateUse.UNKNOWN
    levels = _BY_USE.get(use)
    if levels is None or issued.qualified is not then.qualified:
        return SivaLevel.NA
    return levels[_place(then)]


def _place(found: CertificateQualificationReport) -> int:
    if found.qualified is not Answer.YES:
        return 2
    return 0 if found.qscd is Answer.YES else 1
