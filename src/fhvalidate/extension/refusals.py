"""What keeps a file from being added to, raised: the first of the reasons."""

from fhvalidate.conclusion import Fact, Finding, Verdict
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.report.model import Report


def refuse(findings: tuple[Finding, ...]) -> None:
    """Goes on where there are no findings.

    Raises:
        UsageError: by the first of them.
    """
    if findings:
        first = findings[0]
        raise UsageError(first.code, **{key: str(value) for key, value in first.detail.items()})


def refuse_unreadable(report: Report) -> None:
    """Goes on where the file could be read.

    Raises:
        UnreadableError: why it could not.
    """
    if report.verdict is Verdict.UNREADABLE and report.findings:
        first = report.findings[0]
        raise UnreadableError(first.code, **{k: _fact(v) for k, v in first.detail.items()})


def _fact(value: Fact) -> int | str:
    return value if isinstance(value, int) else str(value)
