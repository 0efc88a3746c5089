"""The manifest: what the archive itself says of each file, row by row, and what it proves.

`held_since` is a proof of existence only of the bytes that the row's digest names: of all of them,
or of the earlier revision whose digest is `held_sha256`.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.poe import HeldSince, is_sha256
from fhvalidate.times import in_utc, shifted

COLUMNS = ("path", "sha256", "held_since", "held_sha256", "reference")
CLAUSE = "EN 319 102-1, 5.6.3.2"


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the archive says of one file; `columns` are its own, as a JSON object."""

    path: str
    sha256: str
    held_since: str
    reference: str
    columns: str
    held_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row proves of the bytes that were found, and what is wrong with it."""

    held_since: HeldSince | None = None
    finding: Finding | None = None


def read_manifest(stream: TextIO, *, path: str) -> Iterator[ManifestRow]:
    """The rows of a CSV file with a header; columns are parted by comma, semicolon or tab.

    Raises:
        UsageError: `manifest-malformed`, `manifest-column-missing`.
    """
    header = stream.readline()
    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    names = [name.strip() for name in names]
    for needed in ("path", "sha256"):
        if needed not in names:
            raise UsageError("manifest-column-missing", path=path, column=needed)
    try:
        for cells in csv.reader(stream, delimiter=delimiter):
            row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            own = {name: text for name, text in row.items() if name not in COLUMNS}
            if row.get("path"):
                yield ManifestRow(
                    path=row["path"],
                    sha256=row.get("sha256", "").lower(),
                    held_since=row.get("held_since", ""),
                    reference=row.get("reference", ""),
                    columns=json.dumps(own, ensure_ascii=False),
                    held_sha256=row.get("held_sha256", "").lower(),
                )
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError("manifest-malformed", path=path, reason=str(error)) from error


def claim_of(row: ManifestRow, *, sha256: str, at: datetime, now: datetime) -> Claim:
    """What the row proves of the bytes with that digest.

    Args:
        row: what the archive says.
        sha256: of the bytes that were found, in hexadecimal.
        at: the time that the verdict is for.
        now: nothing can have been held since later.
    """
    if row.sha256 != sha256:
        return Claim(finding=Finding.error("manifest-digest-mismatch", CLAUSE, stated=row.sha256))
    if row.held_sha256 and not is_sha256(row.held_sha256):
        return _nothing("manifest-held-sha256-malformed", row.held_sha256)
    if not row.held_since:
        alone = row.held_sha256
        return _nothing("manifest-held-sha256-alone", alone) if alone else Claim()
    moment = held_since_of(row.held_since)
    if moment is None:
        return _nothing("manifest-held-since-malformed", row.held_since)
    if moment > min(at, now):
        return _nothing("manifest-held-since-later", row.held_since)
    return Claim(HeldSince(moment, row.held_sha256 or None))


def _nothing(code: str, value: str) -> Claim:
    return Claim(finding=Finding.warning(code, CLAUSE, value=value))


def held_since_of(text: str) -> datetime | None:
    """The time that the text names: ISO 8601 with a zone, or a day, which is then its end.

    A day is taken to its end, in Swedish time: the file had come in by then.
    """
    try:
        if len(text) == len("2026-03-02"):
            day = datetime.combine(date.fromisoformat(text), time(), tzinfo=_swedish_time())
            return in_utc(shifted(day, timedelta(days=1)))
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _swedish_time() -> ZoneInfo:
    try:
        return ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError as error:
        raise UsageError("time-zones-missing") from error
