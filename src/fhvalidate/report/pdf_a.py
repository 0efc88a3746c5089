"""Whether a file is PDF/A: for the report, and in a sentence."""

from fhvalidate.pdf_a.answer import PdfA, PdfAStatus
from fhvalidate.report.layout import Style
from fhvalidate.report.model import Report
from fhvalidate.report.pdf_a_model import PdfAReport
from fhvalidate.words.plain import neutralise


def report_pdf_a(found: PdfA) -> PdfAReport:
    """The claim and the answer in the report's names."""
    answer, claim = found.answer, found.claim
    reason = answer.reason or claim.lack
    return PdfAReport(
        claimed=claim.told,
        validated=answer.status,
        flavour=answer.flavour,
        tool=answer.tool,
        version=answer.version,
        failed_rules=answer.failed_rules,
        reason=None if reason is None else str(reason),
    )


def pdf_a_text(report: Report, style: Style) -> str:
    """What the file claims and what was found; nothing of a file that claims nothing."""
    found = report.document.pdfa
    if found is None or found.claimed is None:
        return ""
    if found.validated is PdfAStatus.NOT_RUN:
        return style.words("text", "pdf-a-not-run", claimed=neutralise(found.claimed))
    return style.words(
        "text",
        f"pdf-a-{found.validated}",
        claimed=neutralise(found.claimed),
        tool=neutralise(f"{found.tool} {found.version}"),
        count=len(found.failed_rules),
    )
