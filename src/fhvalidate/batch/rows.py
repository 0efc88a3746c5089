"""A report as rows of the tables."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json

Row = Mapping[str, Json]
Values = tuple[object, ...]
EARLIEST_YEAR = 1999  # the EU's directive on electronic signatures; earlier dates are mistakes


@frozen
class Meeting:
    """Which year and which body the document belongs to, as far as can be told."""

    year: int | None
    body: str | None


def meeting_of(report: Row) -> Meeting:
    """The year and body that the minutes name; else the year in which they were signed.

    When the file was made says nothing of that: a copy is made long after.
    """
    minutes = report.get("minutes")
    said: Row = minutes if isinstance(minutes, dict) else {}
    date = _value(said.get("date"))
    body = _value(said.get("body"))
    times = [date, *_times(report)]
    latest = _year(report["validation_time"]) or 0
    years = [year for year in map(_year, times) if year is not None and year <= latest]
    return Meeting(years[0] if years else None, body)


def signature_rows(document: int, report: Row) -> Iterator[Values]:
    """The rows of `signatures`."""
    for number, signature in enumerate(_rows(report["signatures"])):
        claimed = signature["claimed_signing_time"]
        signer = signature["signer"]
        yield (
            document,
            number,
            signature["field"],
            signature["kind"],
            signature["level"],
            signature["integrity"],
            signature["indication"],
            signature["sub_indication"],
            signer.get("name") if isinstance(signer, dict) else None,
            signature["best_signature_time"],
            claimed.get("value") if isinstance(claimed, dict) else None,
            signature["confirmed_level"],
            *provable_of(signature)[:2],
        )


def signer_rows(document: int, report: Row) -> Iterator[Values]:
    """The rows of `signers`."""
    for number, signer in enumerate(_rows(report["signers"])):
        sources = " ".join(map(str, cast("list[Json]", signer["sources"])))
        row = (signer["name"], signer["holds"], sources, signer["signature"])
        yield (document, number, *row)


def finding_rows(document: int, report: Row) -> Iterator[Values]:
    """The rows of `findings`: the document's own, then each signature's and its time-stamps'."""
    for number, (signature, finding) in enumerate(_findings(report)):
        said = cast("dict[str, str]", finding["message"])
        names = ("subject", "code", "severity", "clause")
        yield (document, number, signature, *(finding[n] for n in names), said["sv"], said["en"])


def provable_of(part: Row) -> tuple[Json, Json, Json]:
    """Until when the report or the signature is provable, what ends it, when it can be extended."""
    found = part["provable"]
    if not isinstance(found, dict):
        return None, None, None
    return found["until"], found["ended_by"], found["extend_from"]


def _findings(report: Row) -> Iterator[tuple[int | None, Row]]:
    for finding in _rows(report["findings"]):
        yield None, finding
    for number, signature in enumerate(_rows(report["signatures"])):
        for finding in _rows(signature["findings"]):
            yield number, finding
        for stamp in _rows(signature["timestamps"]):
            for finding in _rows(stamp["findings"]):
                yield number, finding


def _times(report: Row) -> Iterator[Json]:
    for signature in _rows(report["signatures"]):
        yield signature["best_signature_time"]
        claimed = signature["claimed_signing_time"]
        yield claimed.get("value") if isinstance(claimed, dict) else None
    for person in _rows(report["signers"]):
        yield person["signed_at"]


def _year(time: Json) -> int | None:
    try:
        year = datetime.fromisoformat(str(time)).year
    except ValueError:
        return None
    return year if year >= EARLIEST_YEAR else None


def _value(said: Json) -> str | None:
    """The text itself, or what stands in `value` beside the place it was read from."""
    found = said.get("value") if isinstance(said, dict) else said
    return found if isinstance(found, str) and found else None


def _rows(value: Json) -> list[Row]:
    return cast("list[Row]", value)
