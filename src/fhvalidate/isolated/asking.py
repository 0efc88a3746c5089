"""What one request of a pool asks, and what its worker answers in the caller's terms."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from os import PathLike
from typing import TYPE_CHECKING, TypedDict

from fhvalidate.call_arguments import check_call
from fhvalidate.errors import InternalError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated.answers import Cause, Digest, Judged, NotJudged, Unchecked
from fhvalidate.isolated.examiner import Asked, IsolatedWorker
from fhvalidate.isolated.keeping import keep, keeping_of, noting
from fhvalidate.isolated.settings import Settings
from fhvalidate.isolated.unjudged import report_not_judged
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.source_file import Source, SourceFile, source_file

if TYPE_CHECKING:
    from fhvalidate.archive.bundle.writing import Keeping


class Asks(TypedDict, total=False):
    """What is asked of one document, by the names that `fhvalidate.validate` has for it."""

    at: datetime | None
    policy: Policy | None
    password: str
    name: str | None
    held_since: datetime | HeldSince | None
    evidence_out: str | PathLike[str] | None
    show_personnummer: bool
    detail: Detail


LEFT_OUT: Asks = {
    "at": None,
    "policy": None,
    "password": "",
    "name": None,
    "held_since": None,
    "evidence_out": None,
    "show_personnummer": False,
    "detail": Detail.DEFAULT,
}


@frozen
class Request:
    """One document, read, and what is asked of it."""

    file: SourceFile
    asked: Asked
    evidence_out: str | PathLike[str] | None


def request_of(source: Source, asks: Asks, settings: Settings) -> Request:
    """The request; the time that it is for is now, unless another is asked for.

    Raises:
        UsageError: the source cannot be read.
        TypeError: an argument that is unknown, or of the wrong type.
        ValueError: `at` or `held_since` has no time zone.
    """
    unknown = asks.keys() - LEFT_OUT.keys()
    if unknown:
        raise TypeError(f"got an unexpected keyword argument {min(unknown)!r}")
    given: Asks = {**LEFT_OUT, **asks}
    check_call({**_of_all(settings), **given, "source": source})
    policy = given["policy"] or settings.policy
    file = source_file(source, limit=policy.limits.file_size)
    asked = Asked(
        name=given["name"] or file.name,
        password=given["password"],
        held_since=given["held_since"],
        detail=Detail(given["detail"]),
        at=given["at"] or datetime.now(UTC),
        policy=None if policy == settings.policy else policy,
        show_personnummer=given["show_personnummer"],
    )
    return Request(file, asked, given["evidence_out"])


def check_settings(settings: Mapping[str, object]) -> None:
    """Refuses what a pool is made with, as `fhvalidate.validate` does.

    Raises:
        TypeError: one of the wrong type.
    """
    check_call({**LEFT_OUT, "source": b"", **settings})


def check_timeout(timeout: object) -> None:
    """Refuses what is no number of seconds.

    Raises:
        TypeError: it is no number.
        ValueError: it is less than nothing, or no number of anything.
    """
    if not isinstance(timeout, int | float) or isinstance(timeout, bool):
        raise TypeError("timeout must be a number of seconds")
    if not timeout >= 0:
        raise ValueError("timeout must be 0 seconds or more")


def report_of(worker: IsolatedWorker, request: Request) -> Report:
    """The report; one that says why, where the document was what the process died of.

    Raises:
        UsageError: as `fhvalidate.validate`; `pool-closed`.
        InternalError: a defect of this program.
    """
    keeping = _keeping(worker, request)
    asked = replace(noting(request.asked, keeping), evidence=True)
    answer, items = worker.judge_bytes(request.file, asked)
    report = answer.read() if isinstance(answer, Unchecked) else answer
    if isinstance(report, Report):
        report = replace(report, evidence=items)
        if keeping is not None and request.evidence_out is not None:
            keep(report, request.file, keeping, request.evidence_out)
        return report
    _refuse_stopped(worker)
    if report.cause is Cause.INTERNAL:
        raise InternalError(report.detail)
    file = Digest(request.file.sha256, request.file.size)
    return report_not_judged(report, file, request.asked, worker.settings)


def judged_of(worker: IsolatedWorker, request: Request) -> Judged | NotJudged:
    """The report as JSON, or why there is none.

    Raises:
        UsageError: as `fhvalidate.validate`; `pool-closed`.
    """
    keeping = _keeping(worker, request)
    said, items = worker.judge_bytes(request.file, noting(request.asked, keeping))
    answer = said.checked() if isinstance(said, Unchecked) else said
    if isinstance(answer, NotJudged):
        _refuse_stopped(worker)
    elif keeping is not None and request.evidence_out is not None:
        report = replace(Report.from_json(answer.text), evidence=items)
        keep(report, request.file, keeping, request.evidence_out)
    return answer


def _keeping(worker: IsolatedWorker, request: Request) -> "Keeping | None":
    """What the report is made with, where it is to be kept."""
    if request.evidence_out is None:
        return None
    return keeping_of(request.asked, worker.settings)


def _of_all(settings: Settings) -> dict[str, object]:
    return {"trust": settings.trust, "evidence": settings.evidence}


def _refuse_stopped(worker: IsolatedWorker) -> None:
    """What a process that was stopped has not said, says nothing of the document."""
    if worker.is_stopped:
        raise UsageError("pool-closed")
