"""A report in the words of a medium: those who read it elsewhere have no command line."""

from dataclasses import replace
from typing import TypeVar

from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Medium, Message, message_for
from fhvalidate.report.model import EvidenceReport, Report
from fhvalidate.report.qualification_model import QualificationReport
from fhvalidate.report.signature_report import SignatureReport, TimestampReport

T = TypeVar("T", ReportFinding, EvidenceReport)


def message_in(told: ReportFinding | EvidenceReport, medium: Medium) -> Message:
    """What it says, in the medium's words; words that are none of ours stay as they are."""
    if medium is Medium.COMMAND or told.message != message_for(told.code, told.detail):
        return told.message
    return message_for(told.code, told.detail, medium=medium)


def in_medium(report: Report, medium: Medium) -> Report:
    """The same report, where every finding speaks as it does in the medium."""
    if medium is Medium.COMMAND:
        return report
    return replace(
        report,
        findings=_told(report.findings, medium),
        signatures=tuple(_signature(each, medium) for each in report.signatures),
        reprint=replace(report.reprint, evidence=_told(report.reprint.evidence, medium)),
        attachments=tuple(
            replace(each, report=in_medium(each.report, medium)) for each in report.attachments
        ),
    )


def _told(found: tuple[T, ...], medium: Medium) -> tuple[T, ...]:
    return tuple(replace(each, message=message_in(each, medium)) for each in found)


def _signature(signature: SignatureReport, medium: Medium) -> SignatureReport:
    return replace(
        signature,
        findings=_told(signature.findings, medium),
        timestamps=tuple(_stamp(each, medium) for each in signature.timestamps),
        qualification=_qualification(signature.qualification, medium),
    )


def _stamp(stamp: TimestampReport, medium: Medium) -> TimestampReport:
    return replace(stamp, findings=_told(stamp.findings, medium))


def _qualification(found: QualificationReport | None, medium: Medium) -> QualificationReport | None:
    if found is None:
        return None
    return replace(found, message=message_for(f"qualification-{found.reason}", medium=medium))
