"""How a signature stands where a client looks at its indication alone.

The rule is `report.standing`'s, which the ETSI report of the same answer has too. Of a document
without signatures that is not simply unsigned, `notices` say what it is: an answer to a reprint is
never empty and calm.
"""

from fhvalidate.conclusion import Indication, Severity, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.layout import Style, plain_text
from fhvalidate.report.messages import Language, Medium, Message
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.standing import document_errors, in_document
from fhvalidate.report.text import headline
from fhvalidate.signature import SignatureKind
from fhvalidate.web.dss.spelling import in_total, sub_indication

WIDTH = 1_000_000  # of a line that is not to be broken


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
    found = in_document(signature, report)
    indication = found.indication
    if indication is Indication.PASSED:  # of a document time-stamp, which is no signature
        indication = Indication.INDETERMINATE
    sub = sub_indication(found.sub_indication, indication)
    findings = (*signature.findings, *found.against)
    said: tuple[Notice, ...] = ()
    if found.indication is not signature.indication:
        told = any(each.severity is Severity.ERROR for each in findings)
        said = () if told else (_verdict(report), *_of_the_original(report))
    return Standing(in_total(indication), sub, findings, said)


def notices(report: Report) -> tuple[Notice, ...]:
    """What is said of the document as a whole, and its verdict first.

    Nothing is said of one that is valid or simply unsigned, nor where its signatures say it all.
    """
    if report.verdict is Verdict.VALID:
        return ()
    if report.verdict is Verdict.UNSIGNED and report.signature_page is None:
        return ()
    told = [Notice(each.code, each.message) for each in document_errors(report)]
    shown = any(each.kind is SignatureKind.SIGNATURE for each in report.signatures)
    if not shown or report.verdict is Verdict.REPRINTED:
        told += _of_the_original(report)
    elif not told:
        return ()
    return tuple(dict.fromkeys((_verdict(report), *told)))


def _verdict(report: Report) -> Notice:
    """The verdict in a sentence."""
    swedish, english = (
        plain_text(
            headline(report, Style(language, colour=False, width=WIDTH, medium=Medium.SERVICE))
        )
        for language in (Language.SV, Language.EN)
    )
    return Notice(str(report.verdict), Message(swedish, english))


def _of_the_original(report: Report) -> tuple[Notice, ...]:
    """What speaks for the reprint verdict, and what to do about it."""
    told = [Notice(each.code, each.message) for each in report.reprint.evidence]
    if report.reprint.advice is not None:
        told.append(Notice(f"reprint-{report.reprint.verdict}", report.reprint.advice))
    return tuple(told)
