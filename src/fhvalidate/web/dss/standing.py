"""How a signature stands where a client looks at its indication alone.

DSS has no verdict on a document: a client takes the document for good when its signatures pass.
So no signature passes here in a document whose verdict is not `valid`, unless it is another
signature that says so. Of a document without signatures that is not simply unsigned, `notices` say
what it is: an answer to a reprint is never empty and calm.
"""

from fhvalidate.conclusion import Indication, Severity, SubIndication, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Message
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.web.dss.spelling import in_total, sub_indication


@frozen
class Notice:
    """Something on the document as a whole: a code, and its sentences."""

    code: str
    message: Message


@frozen
class Standing:
    """A signature's indication and sub-indication as DSS spells them, and what they rest on.

    Attributes:
        findings: on the signature, and those on the document that keep it from passing.
        notices: what is said of the document where it keeps the signature from passing.
    """

    indication: str
    sub_indication: str | None
    findings: tuple[ReportFinding, ...]
    notices: tuple[Notice, ...] = ()


def standing_of(signature: SignatureReport, report: Report) -> Standing:
    """How the signature stands in its document."""
    if signature.indication is not Indication.TOTAL_PASSED:
        indication = signature.indication
        if indication is Indication.PASSED:  # of a document time-stamp, which is no signature
            indication = Indication.INDETERMINATE
        sub = sub_indication(signature.sub_indication, indication)
        return Standing(in_total(indication), sub, signature.findings)
    if report.verdict is Verdict.VALID:
        return Standing(in_total(signature.indication), None, signature.findings)
    explained = any(not holds_alone(each) for each in report.signatures if each is not signature)
    against = document_errors(report)
    if explained and holds_alone(signature) and not against:
        return Standing(in_total(signature.indication), None, signature.findings)
    undecided = explained or report.verdict is Verdict.INDETERMINATE
    indication = Indication.INDETERMINATE if undecided else Indication.TOTAL_FAILED
    reason = SubIndication.SIG_CONSTRAINTS_FAILURE if undecided else SubIndication.FORMAT_FAILURE
    findings = (*signature.findings, *against)
    told = any(each.severity is Severity.ERROR for each in findings)
    notices = () if told else _of_the_original(report)
    return Standing(in_total(indication), reason.value, findings, notices)


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


def notices(report: Report) -> tuple[Notice, ...]:
    """What is said of the document as a whole; nothing of one that is valid, or simply unsigned."""
    if report.verdict is Verdict.VALID:
        return ()
    if report.verdict is Verdict.UNSIGNED and report.signature_page is None:
        return ()
    told = [Notice(each.code, each.message) for each in document_errors(report)]
    shown = any(each.kind is SignatureKind.SIGNATURE for each in report.signatures)
    if not shown or report.verdict is Verdict.REPRINTED:
        told += _of_the_original(report)
    return tuple(dict.fromkeys(told))


def _of_the_original(report: Report) -> tuple[Notice, ...]:
    """What speaks for the reprint verdict, and what to do about it."""
    told = [Notice(each.code, each.message) for each in report.reprint.evidence]
    if report.reprint.advice is not None:
        told.append(Notice(f"reprint-{report.reprint.verdict}", report.reprint.advice))
    return tuple(told)
