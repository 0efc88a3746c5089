"""A finding as a report has it: with its facts and its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from fhvalidate.conclusion import Fact, Severity
from fhvalidate.report.messages import Message


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """Something that was noticed, with its facts and its words."""

    code: str
    severity: Severity
    clause: str
    subject: str
    detail: Mapping[str, Fact]
    message: Message
