"""How a signature stands in its document, for readers that look at its indication alone.

SiVa, DSS and ETSI's report have no verdict on a document: who reads them takes it for good when
its signatures pass. So no signature passes there in a document whose verdict is not `valid`, unless
it is another signature's own want that says so. One rule, so that no two answers differ.
"""

from collections.abc import Iterator

from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity, SignatureKind


@frozen
class InDocument:
    """What a signature is where nobody asks what the document is.

    Attributes:
        indication: its own, or what the document makes of one that passes by itself.
        sub_indication: why it does not pass.
        against: findings that are not on this signature and keep it from passing.
    """

    indication: Indication
    sub_indication: SubIndication | None
    against: tuple[ReportFinding, ...] = ()


def in_document(signature: SignatureReport, report: Report) -> InDocument:
    """How the signature, or the document time-stamp, stands in its document."""
    if signature.indication is not Indication.TOTAL_PASSED or report.verdict is Verdict.VALID:
        return InDocument(signature.indication, signature.sub_indication)
    against = (*document_errors(report), *_changes_beside(signature, report))
    holds = holds_alone(signature)
    doubted = {each.kind for each in report.signatures if not holds_alone(each)}
    if holds and not against and _is_by_another_signature(report, doubted):
        return InDocument(signature.indication, None)
    # Where another signature fails, this one is not what makes the document invalid.
    if report.verdict is Verdict.INDETERMINATE or (holds and bool(doubted)):
        reason = SubIndication.SIG_CONSTRAINTS_FAILURE
        return InDocument(Indication.INDETERMINATE, reason, against)
    return InDocument(Indication.TOTAL_FAILED, SubIndication.FORMAT_FAILURE, against)


def holds_alone(signature: SignatureReport) -> bool:
    """Whether nothing about the signature or the time-stamp itself keeps it from passing."""
    return (
        signature.indication in (Indication.TOTAL_PASSED, Indication.PASSED)
        and signature.integrity is Integrity.INTACT
        and all(stamp.indication is Indication.PASSED for stamp in signature.timestamps)
        and all(finding.severity is not Severity.ERROR for finding in signature.findings)
    )


def document_errors(report: Report) -> tuple[ReportFinding, ...]:
    """What is wrong with the document as a whole."""
    return tuple(each for each in report.findings if each.severity is Severity.ERROR)


def _is_by_another_signature(report: Report, doubted: set[SignatureKind]) -> bool:
    """Whether nothing but signatures that do not hold makes the verdict what it is.

    A document time-stamp is over all that was there before it: one that does not hold is no other
    signer's matter.
    """
    by_signatures = report.verdict in (Verdict.INVALID, Verdict.INDETERMINATE)
    return by_signatures and doubted == {SignatureKind.SIGNATURE}


def _changes_beside(signature: SignatureReport, report: Report) -> Iterator[ReportFinding]:
    """What is wrong with what came after other signatures.

    It is told of the signature that was there before. Who made it may be who signed after it: the
    later signature is over the change, and its own look may be the change.
    """
    for each in report.signatures:
        if each is not signature:
            yield from _change_errors(each)


def _change_errors(signature: SignatureReport) -> Iterator[ReportFinding]:
    """Errors that no building block has are on what came after, and not on what was signed."""
    blocks = () if signature.details is None else signature.details.building_blocks
    own = {code for block in blocks for code in block.findings}
    for finding in signature.findings:
        if finding.severity is Severity.ERROR and finding.code not in own:
            yield finding
