"""The findings worth acting on, and what speaks for the reprint verdict."""

from collections.abc import Iterator

from fhvalidate.conclusion import Severity, Verdict
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.layout import Style, lines
from fhvalidate.report.messages import Language, Message
from fhvalidate.report.model import Report
from fhvalidate.report.plain import neutralise
from fhvalidate.report.text_signers import label
from fhvalidate.reprint.verdict import ReprintVerdict

MAX_MESSAGE = 5000  # a sentence with its longest list of facts
MAX_FINDINGS = 30  # a screen; the JSON has them all

_SELF_EVIDENT = (ReprintVerdict.ORIGINAL, ReprintVerdict.UNSIGNED)


def finding_lines(report: Report, style: Style) -> list[str]:
    """Errors and warnings; what only explains, where nothing else explains the verdict."""
    told = [item for item in _merged(report, style) if _concerns(report, item[0])]
    acting = [item for item in told if item[0].severity is not Severity.INFO]
    if not acting and report.verdict is not Verdict.VALID:
        acting = told
    shown = [_finding(style, finding, labels) for finding, labels in acting[:MAX_FINDINGS]]
    found = [line for text in shown for line in lines(style, text, rest="    ")]
    if len(acting) > MAX_FINDINGS:
        found.append(style.words("text", "findings-more", count=len(acting) - MAX_FINDINGS))
    return found


def all_findings(report: Report) -> Iterator[tuple[ReportFinding, int | None]]:
    """Every finding, with the index of the signature that it is about, if it is about one."""
    for finding in report.findings:
        yield finding, None
    for index, signature in enumerate(report.signatures):
        for finding in signature.findings:
            yield finding, index
        for timestamp in signature.timestamps:
            for finding in timestamp.findings:
                yield finding, index


def evidence_lines(report: Report, style: Style) -> list[str]:
    """What the file is, when it is not plainly the original, and how that is known."""
    reprint = report.reprint
    known = reprint.verdict is not ReprintVerdict.UNKNOWN
    if reprint.verdict in _SELF_EVIDENT or not (known or reprint.evidence):
        return []
    confidence = style.words("confidence", reprint.confidence)
    what = style.words("reprint", reprint.verdict).rstrip(".")
    found = lines(style, f"{what} ({confidence})" + (":" if reprint.evidence else "."))
    for evidence in reprint.evidence[:MAX_FINDINGS]:
        text = in_language(style, evidence.message)
        if evidence.page is not None:
            text += " " + style.words("text", "evidence-page", page=evidence.page)
        found += lines(style, text, first="  - ", rest="    ")
    return found


def in_language(style: Style, message: Message) -> str:
    """The message in the report's language."""
    text = message.sv if style.language is Language.SV else message.en
    return neutralise(text, limit=MAX_MESSAGE)  # a report need not have been made by us


def _concerns(report: Report, finding: ReportFinding) -> bool:
    """Whether the finding is about something in the file: no anchor speaks for no signature."""
    return finding.code != "no-trust-anchors" or bool(report.signatures or report.attachments)


def _merged(report: Report, style: Style) -> list[tuple[ReportFinding, list[str]]]:
    """The findings in order, each sentence once, with what it is about."""
    told: dict[tuple[str, str], tuple[ReportFinding, list[str]]] = {}
    for finding, index in all_findings(report):
        _, labels = told.setdefault((finding.code, finding.message.en), (finding, []))
        name = label(report, index, style) if index is not None else ""
        if name and name not in labels:
            labels.append(name)
    return list(told.values())


def _finding(style: Style, finding: ReportFinding, labels: list[str]) -> str:
    severity = style.words("severity", finding.severity)
    about = f" ({', '.join(labels)})" if labels else ""
    return f"{severity}{about}: {in_language(style, finding.message)}"
