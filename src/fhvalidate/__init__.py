"""Validates electronically signed PDF minutes: signatures, signers, and original or reprint."""

from typing import TYPE_CHECKING

from fhvalidate.version import __version__

if TYPE_CHECKING:
    from fhvalidate.api import read_minutes, validate
    from fhvalidate.comparison import OriginalsIndex, match
    from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
    from fhvalidate.errors import FhvalidateError, InternalError, PoolFullError, UsageError
    from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind
    from fhvalidate.fetch.evidence import fetching
    from fhvalidate.fetch.request import Network
    from fhvalidate.history import RevisionEntry
    from fhvalidate.identity.certificate_identity import SubjectKind
    from fhvalidate.identity.names import NameReason
    from fhvalidate.identity.numbers import NumberKind
    from fhvalidate.isolated.answers import Cause, Judged, NotJudged
    from fhvalidate.isolated.awaited import avalidate
    from fhvalidate.isolated.pool import Pool
    from fhvalidate.isolated.settings import ResourceLimits
    from fhvalidate.isolated.verapdf import verapdf_at
    from fhvalidate.minutes.model import (
        Decision,
        Item,
        Minutes,
        Notice,
        PageNumbering,
        Paragraphs,
        Person,
        Role,
        Said,
        SaidDate,
        SaidTime,
        Underlag,
        Verification,
    )
    from fhvalidate.minutes.profile import Certainty
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.pdf.revisions.change_list import ChangeKind
    from fhvalidate.pdf.revisions.changes import ChangeLevel
    from fhvalidate.pdf_a.answer import FailedRule, PdfAStatus
    from fhvalidate.poe import HeldSince
    from fhvalidate.policy import Policy
    from fhvalidate.reconcile.knowledge import Knowledge
    from fhvalidate.reconcile.signature_model import SignatureModel
    from fhvalidate.reconcile.signers import Holds, SignerSource, TimeSource
    from fhvalidate.report.archive_record_model import (
        ArchiveRecordReport,
        ArchiveRecordStatus,
        RecordedSigner,
        RecordSeal,
    )
    from fhvalidate.report.changes_model import ChangeReport, ChangesReport, FieldLockReport
    from fhvalidate.report.detail import Detail
    from fhvalidate.report.details_model import (
        AlgorithmReport,
        AttributeReport,
        BlockReport,
        CertificateDetails,
        CertifiedRoleReport,
        CommitmentReport,
        FoundIn,
        ObjectKind,
        ObjectReport,
        PlaceReport,
        ProcessReport,
        ProvenBy,
        RolesReport,
        SignatureDetails,
        SignaturePolicyReport,
        SignedBytesReport,
        SigningCertificateReference,
        TimestampDetails,
    )
    from fhvalidate.report.finding_model import ReportFinding
    from fhvalidate.report.html import render_html
    from fhvalidate.report.model import (
        AttachmentReport,
        DocumentReport,
        EvidenceReport,
        PageSignerReport,
        PolicyReport,
        Report,
        ReprintReport,
        RevisionReport,
        SignaturePageReport,
        Tool,
        TrustReport,
        TrustSourceReport,
    )
    from fhvalidate.report.pdf_a_model import PdfAReport
    from fhvalidate.report.people_model import AssuranceReport, IdentityReport, SignerRow
    from fhvalidate.report.qualification_model import (
        AdvancedSignaturePoint,
        CertificateQualificationReport,
        QualificationReport,
    )
    from fhvalidate.report.schema import schema
    from fhvalidate.report.signature_report import (
        CertificateReport,
        ClaimedSigningTime,
        ProvableReport,
        RevocationReport,
        SignatureReport,
        SignerReport,
        StatusReport,
        TimestampReport,
    )
    from fhvalidate.report.signer_table import signers_csv, signers_text
    from fhvalidate.report.svt_model import SvtPolicyReport, SvtReport, SvtTimeReport
    from fhvalidate.reprint.match import Likeness, Match
    from fhvalidate.reprint.verdict import Confidence, ReprintVerdict
    from fhvalidate.side_by_side import SideBySide
    from fhvalidate.signature import Covers, Integrity, Level, SignatureKind, TimeStampKind
    from fhvalidate.svt.claims import SvtResult
    from fhvalidate.trust.advanced_signature import Established, Point
    from fhvalidate.trust.anchors import TrustAnchors
    from fhvalidate.trust.beliefs import Purpose, SourceKind
    from fhvalidate.trust.certificate_qualification import QualificationReason
    from fhvalidate.trust.qualified_status import Answer, CertificateUse
    from fhvalidate.trust.signature_qualification import SignatureQualification
    from fhvalidate.validation.building_blocks import BuildingBlock, Process
    from fhvalidate.validation.endings import EndedBy
    from fhvalidate.validation.x509_validation import LinkStatus
    from fhvalidate.words.catalogue import Language, Medium, Message
    from fhvalidate.x509.revocation.revocation_answer import RevocationSource

__all__ = [
    "AdvancedSignaturePoint", "AlgorithmReport", "Answer", "ArchiveRecordReport",
    "ArchiveRecordStatus", "AssuranceReport", "AttachmentReport", "AttributeReport",
    "BlockReport", "BuildingBlock", "Cause", "Certainty", "CertificateDetails",
    "CertificateQualificationReport", "CertificateReport", "CertificateUse",
    "CertifiedRoleReport", "ChangeKind", "ChangeLevel", "ChangeReport", "ChangesReport",
    "ClaimedSigningTime", "CommitmentReport", "Confidence", "Covers", "Decision", "Detail",
    "DocumentReport", "EndedBy", "Established", "Evidence", "EvidenceItem", "EvidenceKind",
    "EvidenceReport", "FailedRule", "FhvalidateError", "FieldLockReport", "FoundIn",
    "HeldSince", "Holds", "IdentityReport", "Indication", "Integrity", "InternalError", "Item",
    "Judged", "Knowledge", "Language", "Level", "Likeness", "LinkStatus", "Match", "Medium",
    "Message", "Minutes", "NameReason", "Network", "NotJudged", "Notice", "NumberKind",
    "ObjectKind", "ObjectReport", "OriginalsIndex", "PageNumbering", "PageSignerReport",
    "Paragraphs", "PdfAReport", "PdfAStatus", "Person", "PlaceReport", "Point", "Policy",
    "PolicyReport", "Pool", "PoolFullError", "Process", "ProcessReport", "ProvableReport",
    "ProvenBy", "Purpose", "QualificationReason", "QualificationReport", "RecordSeal",
    "RecordedSigner", "Report", "ReportFinding", "ReprintReport", "ReprintVerdict",
    "ResourceLimits", "RevisionEntry", "RevisionReport", "RevocationReport", "RevocationSource",
    "Role", "RolesReport", "Said", "SaidDate", "SaidTime", "Severity", "SideBySide",
    "SignatureDetails", "SignatureKind", "SignatureModel", "SignaturePageReport",
    "SignaturePolicyReport", "SignatureQualification", "SignatureReport", "SignedBytesReport",
    "SignerReport", "SignerRow", "SignerSource", "SigningCertificateReference", "SourceKind",
    "StatusReport", "SubIndication", "SubjectKind", "SvtPolicyReport", "SvtReport", "SvtResult",
    "SvtTimeReport", "TextRecognition", "TimeSource", "TimeStampKind", "TimestampDetails",
    "TimestampReport", "Tool", "TrustAnchors", "TrustReport", "TrustSourceReport", "Underlag",
    "UsageError", "Verdict", "Verification", "__version__", "avalidate", "fetching", "match",
    "read_minutes", "render_html", "schema", "signers_csv", "signers_text", "validate",
    "verapdf_at",
]  # fmt: skip

# Where each public name lives. They are imported when first asked for (PEP 562): the libraries
# below take 0.3 s, and `fhvalidate --version` must not wait for them.
_HOMES = {
    name: module
    for module, names in {
        "api": "read_minutes validate",
        "comparison": "OriginalsIndex match",
        "conclusion": "Indication Severity SubIndication Verdict",
        "errors": "FhvalidateError InternalError PoolFullError UsageError",
        "evidence": "Evidence EvidenceItem EvidenceKind",
        "fetch.evidence": "fetching",
        "fetch.request": "Network",
        "history": "RevisionEntry",
        "identity.certificate_identity": "SubjectKind",
        "identity.names": "NameReason",
        "identity.numbers": "NumberKind",
        "isolated.answers": "Cause Judged NotJudged",
        "isolated.awaited": "avalidate",
        "isolated.pool": "Pool",
        "isolated.settings": "ResourceLimits",
        "minutes.model": (
            "Decision Item Minutes Notice PageNumbering Paragraphs Person Role Said SaidDate "
            "SaidTime Underlag Verification"
        ),
        "minutes.profile": "Certainty",
        "ocr.engine": "TextRecognition",
        "isolated.verapdf": "verapdf_at",
        "pdf.revisions.change_list": "ChangeKind",
        "pdf.revisions.changes": "ChangeLevel",
        "pdf_a.answer": "FailedRule PdfAStatus",
        "poe": "HeldSince",
        "policy": "Policy",
        "reconcile.knowledge": "Knowledge",
        "reconcile.signature_model": "SignatureModel",
        "reconcile.signers": "Holds SignerSource TimeSource",
        "report.changes_model": "ChangeReport ChangesReport FieldLockReport",
        "report.detail": "Detail",
        "report.details_model": (
            "AlgorithmReport AttributeReport BlockReport CertificateDetails CertifiedRoleReport "
            "CommitmentReport FoundIn ObjectKind ObjectReport PlaceReport ProcessReport ProvenBy "
            "RolesReport SignatureDetails SignaturePolicyReport SignedBytesReport "
            "SigningCertificateReference TimestampDetails"
        ),
        "report.finding_model": "ReportFinding",
        "report.html": "render_html",
        "report.archive_record_model": (
            "ArchiveRecordReport ArchiveRecordStatus RecordSeal RecordedSigner"
        ),
        "report.model": (
            "AttachmentReport DocumentReport EvidenceReport PageSignerReport PolicyReport Report "
            "ReprintReport RevisionReport SignaturePageReport Tool TrustReport TrustSourceReport"
        ),
        "report.pdf_a_model": "PdfAReport",
        "report.people_model": "AssuranceReport IdentityReport SignerRow",
        "report.qualification_model": (
            "AdvancedSignaturePoint CertificateQualificationReport QualificationReport"
        ),
        "report.schema": "schema",
        "report.signature_report": (
            "CertificateReport ClaimedSigningTime ProvableReport RevocationReport SignatureReport "
            "SignerReport StatusReport TimestampReport"
        ),
        "report.signer_table": "signers_csv signers_text",
        "report.svt_model": "SvtPolicyReport SvtReport SvtTimeReport",
        "reprint.match": "Likeness Match",
        "reprint.verdict": "Confidence ReprintVerdict",
        "side_by_side": "SideBySide",
        "signature": "Covers Integrity Level SignatureKind TimeStampKind",
        "svt.claims": "SvtResult",
        "trust.advanced_signature": "Established Point",
        "trust.anchors": "TrustAnchors",
        "trust.beliefs": "Purpose SourceKind",
        "trust.certificate_qualification": "QualificationReason",
        "trust.qualified_status": "Answer CertificateUse",
        "trust.signature_qualification": "SignatureQualification",
        "validation.building_blocks": "BuildingBlock Process",
        "validation.endings": "EndedBy",
        "validation.x509_validation": "LinkStatus",
        "words.catalogue": "Language Medium Message",
        "x509.revocation.revocation_answer": "RevocationSource",
    }.items()
    for name in names.split()
}

if not TYPE_CHECKING:  # a name that does not exist is an error to who checks types, too

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
