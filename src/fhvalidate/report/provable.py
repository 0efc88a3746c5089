"""Until when a signature, or the whole document, is provable, in the report's names."""

from collections.abc import Callable

from fhvalidate.report.signature_report import ProvableReport
from fhvalidate.validation.provable import Provable

Mask = Callable[[str], str]


def report_provable(found: Provable | None, mask: Mask) -> ProvableReport | None:
    """Until when it is provable, and what ends that."""
    if found is None:
        return None
    subject = None if found.subject is None else mask(found.subject)
    return ProvableReport(found.until, found.ended_by, subject, found.extend_from)
