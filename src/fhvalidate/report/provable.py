"""Until when a signature, and the whole document, is provable, in the report's names."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from fhvalidate.report.signature_report import ProvableReport, SignatureReport
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.provable import Provable

_NEVER = datetime.max.replace(tzinfo=UTC)
Mask = Callable[[str], str]


def report_provable(found: Provable | None, mask: Mask) -> ProvableReport | None:
    """Until when it is provable, and what ends that."""
    if found is None:
        return None
    subject = None if found.subject is None else mask(found.subject)
    return ProvableReport(found.until, found.ended_by, subject, found.extend_from)


def first_to_end(signatures: Iterable[SignatureReport]) -> ProvableReport | None:
    """Until when all the signatures of a valid document are provable: the first to end decides."""
    known = [
        each.provable
        for each in signatures
        if each.kind is SignatureKind.SIGNATURE and each.provable is not None
    ]
    return min(known, key=lambda provable: provable.until or _NEVER, default=None)
