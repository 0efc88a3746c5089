"""Validates electronically signed PDF minutes: signatures, signers, and original or reprint."""

from fhvalidate.api import validate
from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.errors import FhvalidateError, UsageError
from fhvalidate.policy import Policy
from fhvalidate.report.model import Report
from fhvalidate.reprint.verdict import ReprintVerdict
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.version import __version__

__all__ = [
    "FhvalidateError",
    "Indication",
    "Policy",
    "Report",
    "ReprintVerdict",
    "Severity",
    "SubIndication",
    "TrustAnchors",
    "UsageError",
    "Verdict",
    "__version__",
    "validate",
]
