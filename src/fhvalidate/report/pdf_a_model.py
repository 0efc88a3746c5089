"""Whether a file is PDF/A, in the report's names."""

from fhvalidate.frozen import frozen
from fhvalidate.pdf_a.answer import PdfAStatus


@frozen
class FailedRuleReport:
    """A rule that the file breaks, and in how many places; `description` is its, in English."""

    specification: str
    clause: str
    test: int
    checks: int
    description: str = ""


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
    failed_rules: tuple[FailedRuleReport, ...] = ()
    reason: str | None = None
