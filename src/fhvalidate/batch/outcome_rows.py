"""One outcome as the rows that `results.sqlite` keeps of it."""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from typing import cast

from fhvalidate.batch.actions import NOT_JUDGED, Todo, todo, todo_without_report
from fhvalidate.batch.rows import finding_rows, meeting_of, provable_of, signature_rows, signer_rows
from fhvalidate.batch.waiting import waiting_rows
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, Digest, Judged, NotJudged
from fhvalidate.poe import HeldSince
from fhvalidate.report.json import Json, utc
from fhvalidate.report.model import Report
from fhvalidate.report.reading import from_jsonable
from fhvalidate.report.reading_values import NotOfThisKindError

MAX_INTEGER_BITS = 63  # of SQLite
REPORT_COMPRESSION = 3  # of zlib; a report of 27 kB becomes 5.4 kB, and by 6 in twice the time 4.9


_OF_A_REPORT = (
    "reprint", "pages", "year", "body", "produced_at", "provable_until", "provable_ended_by",
    "extend_from", "report",
)  # fmt: skip


@frozen
class Inputs:
    """What one result depends on: its key, and the parts that are kept beside it."""

    key: str
    digest: Digest
    held: HeldSince | None


@frozen
class Read:
    """What was judged of a document, and its report as the model has it."""

    judged: Judged
    report: Report


def read(outcome: Judged | NotJudged) -> Read | NotJudged:
    """The outcome with its report read; none was given where nobody can read it."""
    if isinstance(outcome, NotJudged):
        return outcome
    try:
        report: Report = from_jsonable(Report, dict(outcome.report), leniently=True)
    except NotOfThisKindError:  # what fits the schema need not fit the model
        return NotJudged(Cause.CRASH, "report")
    # A worker may be hostile.
    return NotJudged(Cause.CRASH, "report") if report.points_astray else Read(outcome, report)


def document_values(inputs: Inputs, outcome: Read | NotJudged) -> dict[str, object]:
    """The columns of `documents` that the outcome fills."""
    common = {
        "inputs_sha256": inputs.key,
        "sha256": inputs.digest.sha256,
        "size": inputs.digest.size,
        "held_since": None if inputs.held is None else utc(inputs.held.time),
        "held_sha256": None if inputs.held is None else inputs.held.sha256,
    }
    if isinstance(outcome, NotJudged):
        words = _words_of(todo_without_report(outcome))
        cause = {"verdict": NOT_JUDGED, "cause": outcome.cause, "cause_detail": outcome.detail}
        return common | words | cause | dict.fromkeys(_OF_A_REPORT)
    report = outcome.judged.report
    words = _words_of(todo(outcome.report))
    meeting = meeting_of(report)
    until, ended_by, extend_from = provable_of(report)
    return (
        common
        | words
        | {
            "verdict": report["verdict"],
            "cause": _cause_of_barred(report),
            "cause_detail": None,
            "reprint": report["reprint"]["verdict"],  # type: ignore[index,call-overload]
            "pages": report["document"]["pages"],  # type: ignore[index,call-overload]
            "year": meeting.year,
            "body": meeting.body,
            "produced_at": report["produced_at"],
            "provable_until": until,
            "provable_ended_by": ended_by,
            "extend_from": extend_from,
            "report": packed(outcome.judged.text),
        }
    )


def _words_of(said: Todo) -> dict[str, object]:
    return {
        "action": said.action,
        "reason_sv": said.reason.sv,
        "reason_en": said.reason.en,
        "names": "\n".join(said.names),
    }


def _cause_of_barred(report: Mapping[str, Json]) -> str | None:
    """What the process died of that examined the pages: higher limits may give another answer."""
    for finding in cast("list[dict[str, Json]]", report["findings"]):
        if finding["code"] == "pages-not-examined":
            return str(cast("dict[str, Json]", finding["detail"])["cause"])
    return None


def replace_parts(connection: sqlite3.Connection, identity: int, outcome: Read | NotJudged) -> None:
    """Writes the signatures, signers and findings of the document, in place of earlier ones."""
    for table in ("signatures", "signers", "findings", "waiting"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (identity,))  # noqa: S608
    if isinstance(outcome, NotJudged):
        return
    report = outcome.judged.report
    for table, rows, width in (
        ("signatures", signature_rows(identity, report), 14),
        ("signers", signer_rows(identity, report), 6),
        ("findings", finding_rows(identity, report), 9),
        ("waiting", waiting_rows(identity, outcome.report), 5),
    ):
        marks = ", ".join("?" * width)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", map(bindable, rows))  # noqa: S608


def packed(text: str) -> bytes:
    """The report as the table has it."""
    return zlib.compress(text.encode("utf-8", "backslashreplace"), REPORT_COMPRESSION)


def unpacked(blob: bytes) -> str:
    """The report as it was."""
    return zlib.decompress(blob).decode()


def bindable(values: Iterable[object]) -> tuple[object, ...]:
    """The values as SQLite takes them: a document can name anything, also lone surrogates."""
    return tuple(map(_bindable, values))


def _bindable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
        return hex(value)
    return value
