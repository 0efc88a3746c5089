"""Whether a file is PDF/A, in the report's names."""

from fhvalidate.frozen import frozen
from fhvalidate.pdf_a.answer import FailedRule, PdfAStatus


@frozen
class PdfAReport:
    """What the file claims in its metadata (`2B`), and what a program found when it tried that.

    `reason` is why nothing was tried. `flavour` is what was tried; never what is not claimed.
    """

    claimed: str | None
    validated: PdfAStatus
    flavour: str | None = None
    tool: str | None = None
    version: str | None = None
    failed_rules: tuple[FailedRule, ...] = ()
    reason: str | None = None
