"""The bundle of evidence of one file, made in memory: nothing is stored here."""

from fhvalidate.archive.bundle.writing import KeepAs, Keeping, bag_kept
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile
from fhvalidate.strict_zip import write_zip
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.settings import ServiceSettings

_FOLDER = "bundle"  # in the archive, as `--evidence-out` has it


def bundle(report: Report, data: bytes, settings: ServiceSettings, trust: TrustAnchors) -> bytes:
    """A ZIP archive as `--evidence-out` writes it, with the document.

    Args:
        report: of full detail, with its evidence.
        data: the document.
        settings: of the service.
        trust: whom the report was made by.
    """
    keeping = Keeping.of(
        {
            "trust": trust,
            "policy": settings.policy,
            "evidence": None,
            "knowledge": None,
            "detail": Detail.FULL,
            "show_personnummer": settings.show_personnummer,
            "text_recognition": TextRecognition.IF_AVAILABLE,
            "held_since": None,
            "fetch": None,
            "pdf_a": None,
        }
    )
    file = SourceFile(report.document.name, data, len(data))
    files = bag_kept(report, file, keeping, KeepAs(f"{_FOLDER}.zip"))
    return write_zip({f"{_FOLDER}/{name}": each for name, each in files.items()})
