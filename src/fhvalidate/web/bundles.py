"""The bundle of evidence of one document, made in memory: nothing is stored here."""

from fhvalidate.archive.bundle.bag import zipped_bag
from fhvalidate.archive.bundle.writing import KeepAs, Keeping, bag_kept
from fhvalidate.evidence import Evidence
from fhvalidate.frozen import frozen
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile
from fhvalidate.trust.anchors import TrustAnchors

FOLDER = "bundle"  # in the archive


@frozen
class Made:
    """What a report was made with, which a bundle keeps.

    Attributes:
        data: the document.
        trust: whom it was judged by.
        policy: likewise.
        show_personnummer: whether its texts show personal identity numbers.
        detail: how much the report holds.
        evidence: what was at hand beside the document.
    """

    data: bytes
    trust: TrustAnchors
    policy: Policy
    show_personnummer: bool
    detail: Detail = Detail.FULL
    evidence: Evidence = Evidence()


def bundle(report: Report, made: Made) -> bytes:
    """The report with all that it was made with, as `--evidence-out` keeps it: a ZIP archive."""
    keeping = Keeping.of(
        {
            "trust": made.trust,
            "policy": made.policy,
            "evidence": made.evidence,
            "knowledge": None,
            "detail": made.detail,
            "show_personnummer": made.show_personnummer,
            "text_recognition": TextRecognition.IF_AVAILABLE,
            "held_since": None,
            "fetch": None,
            "pdf_a": None,
        }
    )
    file = SourceFile(report.document.name or "", made.data, len(made.data))
    return zipped_bag(bag_kept(report, file, keeping, KeepAs(FOLDER)), FOLDER)
