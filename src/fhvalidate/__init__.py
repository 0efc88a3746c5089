"""Validates electronically signed PDF minutes: signatures, signers, and original or reprint."""

from typing import TYPE_CHECKING

from fhvalidate.version import __version__

if TYPE_CHECKING:
    from fhvalidate.api import read_minutes, validate
    from fhvalidate.comparison import OriginalsIndex, match
    from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
    from fhvalidate.errors import FhvalidateError, InternalError, PoolFullError, UsageError
    from fhvalidate.evidence import Evidence
    from fhvalidate.history import RevisionEntry
    from fhvalidate.isolated.answers import Cause, Judged, NotJudged
    from fhvalidate.isolated.awaited import avalidate
    from fhvalidate.isolated.pool import Pool
    from fhvalidate.minutes.model import Minutes
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.poe import HeldSince
    from fhvalidate.policy import Policy
    from fhvalidate.reconcile.knowledge import Knowledge
    from fhvalidate.report.detail import Detail
    from fhvalidate.report.finding_model import ReportFinding
    from fhvalidate.report.html import render_html
    from fhvalidate.report.model import (
        AttachmentReport,
        DocumentReport,
        Report,
        ReprintReport,
        TrustReport,
    )
    from fhvalidate.report.people_model import IdentityReport, SignerRow
    from fhvalidate.report.schema import schema
    from fhvalidate.report.signature_report import (
        CertificateReport,
        SignatureReport,
        SignerReport,
        TimestampReport,
    )
    from fhvalidate.report.signer_table import signers_csv, signers_text
    from fhvalidate.reprint.match import Likeness, Match
    from fhvalidate.reprint.verdict import ReprintVerdict
    from fhvalidate.side_by_side import SideBySide
    from fhvalidate.trust.anchors import TrustAnchors
    from fhvalidate.words.catalogue import Language, Message

__all__ = [
    "AttachmentReport",
    "Cause",
    "CertificateReport",
    "Detail",
    "DocumentReport",
    "Evidence",
    "FhvalidateError",
    "HeldSince",
    "IdentityReport",
    "Indication",
    "InternalError",
    "Judged",
    "Knowledge",
    "Language",
    "Likeness",
    "Match",
    "Message",
    "Minutes",
    "NotJudged",
    "OriginalsIndex",
    "Policy",
    "Pool",
    "PoolFullError",
    "Report",
    "ReportFinding",
    "ReprintReport",
    "ReprintVerdict",
    "RevisionEntry",
    "Severity",
    "SideBySide",
    "SignatureReport",
    "SignerReport",
    "SignerRow",
    "SubIndication",
    "TextRecognition",
    "TimestampReport",
    "TrustAnchors",
    "TrustReport",
    "UsageError",
    "Verdict",
    "__version__",
    "avalidate",
    "match",
    "read_minutes",
    "render_html",
    "schema",
    "signers_csv",
    "signers_text",
    "validate",
]

# Where each public name lives. They are imported when first asked for (PEP 562): the libraries
# below take 0.3 s, and `fhvalidate --version` must not wait for them.
_HOMES = {
    "validate": "api",
    "match": "comparison",
    "OriginalsIndex": "comparison",
    "TextRecognition": "ocr.engine",
    "read_minutes": "api",
    "Minutes": "minutes.model",
    "Knowledge": "reconcile.knowledge",
    "render_html": "report.html",
    "schema": "report.schema",
    "signers_csv": "report.signer_table",
    "signers_text": "report.signer_table",
    "Detail": "report.detail",
    "Indication": "conclusion",
    "Severity": "conclusion",
    "SubIndication": "conclusion",
    "Verdict": "conclusion",
    "Evidence": "evidence",
    "FhvalidateError": "errors",
    "InternalError": "errors",
    "PoolFullError": "errors",
    "Pool": "isolated.pool",
    "avalidate": "isolated.awaited",
    "HeldSince": "poe",
    "UsageError": "errors",
    "Policy": "policy",
    "Report": "report.model",
    "AttachmentReport": "report.model",
    "Cause": "isolated.answers",
    "CertificateReport": "report.signature_report",
    "DocumentReport": "report.model",
    "IdentityReport": "report.people_model",
    "Judged": "isolated.answers",
    "Language": "words.catalogue",
    "Likeness": "reprint.match",
    "Match": "reprint.match",
    "Message": "words.catalogue",
    "NotJudged": "isolated.answers",
    "ReportFinding": "report.finding_model",
    "ReprintReport": "report.model",
    "RevisionEntry": "history",
    "SideBySide": "side_by_side",
    "SignatureReport": "report.signature_report",
    "SignerReport": "report.signature_report",
    "SignerRow": "report.people_model",
    "TimestampReport": "report.signature_report",
    "TrustReport": "report.model",
    "ReprintVerdict": "reprint.verdict",
    "TrustAnchors": "trust.anchors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
