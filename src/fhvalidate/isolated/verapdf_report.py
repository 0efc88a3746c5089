"""What veraPDF writes as JSON, read strictly: what is not as expected is no answer."""

import json
from collections.abc import Iterator
from typing import Any

from fhvalidate.pdf_a.answer import FailedRule, NotRun, PdfAAnswer, PdfAStatus

TOOL = "veraPDF"
MAX_RULES = 500  # a part of the standard has some 150
MAX_TEXT = 300  # characters of a text of veraPDF's
_FAILED = PdfAAnswer.not_run(NotRun.FAILED)


class NoReportError(Exception):
    """It is not what veraPDF writes on these files."""


def read_report(written: bytes, *, names: list[str], flavour: str) -> list[PdfAAnswer]:
    """The answer on each file, in their order.

    Raises:
        NoReportError: it is not what veraPDF writes on these files and this flavour.
    """
    try:
        report = json.loads(written, parse_constant=_refuse, object_pairs_hook=_once)["report"]
        version = _version(report)
        jobs = {str(job["itemDetails"]["name"]): job for job in report["jobs"]}
        if len(report["jobs"]) != len(names) or set(jobs) != set(names):
            raise NoReportError
        return [_answer(jobs[name], flavour, version) for name in names]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise NoReportError from error


def _version(report: Any) -> str:
    found = [row["version"] for row in report["buildInformation"]["releaseDetails"]]
    version = found[0]
    if not isinstance(version, str) or not 0 < len(version) <= MAX_TEXT:
        raise NoReportError
    return version


def _answer(job: Any, flavour: str, version: str) -> PdfAAnswer:
    results = job.get("validationResult")
    if "taskException" in job:  # it could not read the file, or not all of it
        return _FAILED
    if not isinstance(results, list) or len(results) != 1:
        raise NoReportError
    result = results[0]
    if result["profileName"] != f"PDF/A-{flavour.upper()} validation profile":
        raise NoReportError
    if result["jobEndStatus"] != "normal":
        return _FAILED
    details = result["details"]
    failed, rules = _count(details["failedRules"]), tuple(_rules(details["ruleSummaries"]))
    compliant, tried = result["compliant"], _count(details["passedRules"])
    if not isinstance(compliant, bool) or len(rules) != failed:
        raise NoReportError
    # What contradicts itself, or has tried nothing, is no answer.
    if compliant == bool(failed) or compliant != (_count(details["failedChecks"]) == 0):
        raise NoReportError
    if compliant and not tried:
        raise NoReportError
    status = PdfAStatus.COMPLIANT if compliant else PdfAStatus.NOT_COMPLIANT
    return PdfAAnswer(status, None, flavour, TOOL, version, rules)


def _rules(summaries: Any) -> Iterator[FailedRule]:
    if not isinstance(summaries, list) or len(summaries) > MAX_RULES:
        raise NoReportError
    for row in summaries:
        if row["ruleStatus"] != "FAILED":
            raise NoReportError
        yield FailedRule(
            _text(row["specification"]),
            _text(row["clause"]),
            _count(row["testNumber"]),
            _count(row["failedChecks"]),
            _text(row["description"]),
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NoReportError
    return value[:MAX_TEXT]


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise NoReportError
    return value


def _refuse(_: str) -> None:
    raise NoReportError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: which of two would be meant, nobody knows."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NoReportError
    return found
