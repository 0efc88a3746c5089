"""A finding as a report has it: with its facts and its words."""

from collections.abc import Mapping

from fhvalidate.conclusion import Fact, Severity
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Message


@frozen
class ReportFinding:
    """Something that was noticed, with its facts and its words."""

    code: str
    severity: Severity
    clause: str
    subject: str
    detail: Mapping[str, Fact]
    message: Message
