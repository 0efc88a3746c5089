"""What to do about a document, as its own report says it, and the reason, in words."""

from collections.abc import Mapping

from fhvalidate.conclusion import Finding, Severity, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.layout import Style, person
from fhvalidate.report.messages import Language, message_for, sentence
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import (
    NOTHING_LEFT,
    Step,
    deciding,
    first_names,
    missing,
    next_step,
)
from fhvalidate.report.text_findings import plain_message, whole_names
from fhvalidate.report.text_signers import all_findings
from fhvalidate.words.catalogue import Message

NOT_JUDGED = "not-judged"


@frozen
class Todo:
    """What to do about a document, and the reason, in words.

    Attributes:
        action: the step, of those that reports have.
        reason: a sentence; empty where nothing is to be done.
        names: the whole names of the certificates that the reason names by their readable part.
    """

    action: Step
    reason: Message
    names: tuple[str, ...] = ()


_ARCHIVE_LIMITS = ("members", "bytes", "nesting")
_CAUSES: Mapping[Cause, Step] = {
    Cause.TIMEOUT: Step.EXAMINE_AGAIN,
    Cause.MEMORY: Step.EXAMINE_AGAIN,
    Cause.CRASH: Step.EXAMINE_AGAIN,
    Cause.INTERNAL: Step.EXAMINE_AGAIN,  # as the report on one such file says
    Cause.CHANGING: Step.EXAMINE_AGAIN,
    Cause.MISSING: Step.NEW_COPY,
    Cause.NOT_READABLE: Step.NEW_COPY,
    Cause.ARCHIVE_DAMAGED: Step.NEW_COPY,
    Cause.ARCHIVE_ENCRYPTED: Step.PASSWORD,
    Cause.ARCHIVE_LIMIT: Step.REVIEW,
    Cause.FOLDER: Step.GIVE_ACCESS,
    Cause.LISTED_ONLY: Step.NEW_COPY,
    Cause.LISTED_ELSEWHERE: Step.COMPARE_MANIFEST,
    Cause.LISTED_TWICE: Step.COMPARE_MANIFEST,
}


def todo_without_report(outcome: NotJudged) -> Todo:
    """What to do about a document that was not judged."""
    what, _, limit = outcome.detail.partition(" > ")
    if outcome.cause is Cause.ARCHIVE_LIMIT and what in _ARCHIVE_LIMITS:
        reason = message_for(f"not-judged-archive-{what}", {"limit": limit})
    else:
        reason = message_for(f"not-judged-{outcome.cause}", {"detail": outcome.detail})
    return Todo(_CAUSES[outcome.cause], reason)


def todo_with_manifest(document: Todo, finding: Finding) -> Todo:
    """What to do about a document of which the manifest's row says something that does not hold.

    Both reasons are told, what is more urgent first.
    """
    own = message_for(finding.code, finding.detail)
    order = list(Step)
    is_error = finding.severity is Severity.ERROR
    asked = Step.COMPARE_MANIFEST if is_error or document.action in NOTHING_LEFT else None
    if asked is None or order.index(document.action) < order.index(asked):
        return Todo(document.action, _joined(document.reason, own), document.names)
    return Todo(asked, _joined(own, document.reason), document.names)


def _joined(*reasons: Message) -> Message:
    return Message(
        " ".join(reason.sv for reason in reasons if reason.sv),
        " ".join(reason.en for reason in reasons if reason.en),
    )


def todo(report: Report) -> Todo:
    """What to do about the document that the report is on."""
    step = next_step(report)
    if step is Step.CHECK_MISSING:
        return Todo(step, _absent(report))
    if step is Step.PASSWORD and any(f.code == "password-needed" for f in report.findings):
        return Todo(step, message_for("reason-locked", {}))  # a batch takes no password
    if step in NOTHING_LEFT:
        return Todo(step, Message("", ""))
    told = [finding for finding, _ in all_findings(report)]
    wanted = deciding(step)
    for finding in told:
        if finding.code in wanted and finding.severity is not Severity.INFO:
            return Todo(step, plain_message(finding), whole_names(finding))
    return _by_the_first(report, step, told)


def _by_the_first(report: Report, step: Step, findings: list[ReportFinding]) -> Todo:
    """By the first error that was found, else the reprint's first evidence, else the verdict."""
    if step is Step.CHECK_UNSIGNED:
        return Todo(step, message_for("reason-unsigned", {}))
    evidence = report.reprint.evidence
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if evidence and (report.verdict is Verdict.REPRINTED or not errors):
        return Todo(step, evidence[0].message)
    if errors:
        return Todo(step, plain_message(errors[0]), whole_names(errors[0]))
    return Todo(step, message_for(f"reason-{report.verdict}", {}))


def _absent(report: Report) -> Message:
    """Who has not signed."""
    names = [person(row.name) for row in missing(report) if row.name]
    said = {}
    for language in Language:
        style = Style(language, colour=False, width=0)
        listed = first_names(style, names or [style.words("next-step", "unnamed")])
        said[language] = sentence(language, "reason-missing", {"names": listed})
    return Message(said[Language.SV], said[Language.EN])
