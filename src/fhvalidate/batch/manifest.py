"""The manifest: what the archive itself says of each file, row by row, and what it proves.

`held_since` is a proof of existence only of the bytes that the row's digest names: of all of them,
or of the earlier revision whose digest is `held_sha256`.
"""

import csv
import json
import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from fhvalidate.conclusion import Finding
from fhvalidate.days import day_named, end_or_now, is_day
from fhvalidate.errors import FileTooLargeError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated.places import is_url
from fhvalidate.poe import HeldSince, is_sha256
from fhvalidate.regular_files import not_read, open_regular

COLUMNS = ("path", "sha256", "held_since", "held_sha256", "reference")
MAX_SIZE = 1_073_741_824  # bytes; of five million files
MAX_ROW = 1_000_000  # bytes; a path has at most 4,096, and the archive's own columns are words
MAX_LINES = 1000  # of one cell that are looked at
_OF_ONE_LINE = ("sha256", "held_since", "held_sha256")
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)
DIGEST_ERRORS = ("manifest-digest-absent", "manifest-digest-malformed", "manifest-digest-mismatch")
CLAUSE = "EN 319 102-1, 5.6.3.2"


@frozen
class ManifestRow:
    """What the archive says of one file; `columns` are its own, as a JSON object.

    Attributes:
        line: on which it begins in the file, from 1.
    """

    path: str
    sha256: str
    held_since: str
    reference: str
    columns: str
    held_sha256: str = ""
    line: int = field(default=0, compare=False)


@frozen
class Claim:
    """What a row proves of the bytes that were found, and what is wrong with it."""

    held_since: HeldSince | None = None
    finding: Finding | None = None


def manifest_rows(path: str) -> Iterator[ManifestRow]:
    """The rows of the file, one at a time.

    Raises:
        UsageError: `file-missing`, `file-not-readable`, `manifest-malformed`,
            `manifest-not-utf-8`, `manifest-column-missing`, `manifest-column-repeated`.
    """
    try:
        with open_regular(path) as stream:
            if os.fstat(stream.fileno()).st_size > MAX_SIZE:
                raise FileTooLargeError(MAX_SIZE)
            yield from read_manifest(stream, path=path)
    except OSError as error:
        raise not_read(path, error) from error


def read_manifest(stream: BinaryIO, *, path: str) -> Iterator[ManifestRow]:
    """The rows of a CSV file with a header; columns are parted by comma, semicolon or tab.

    Raises:
        UsageError: `manifest-malformed`, `manifest-not-utf-8`, `manifest-column-missing`,
            `manifest-column-repeated`.
    """
    lines = _Lines(stream, path)
    header = next(lines, "")
    delimiter = max(",;\t", key=header.count)
    try:
        names = _names(next(csv.reader([header], delimiter=delimiter, strict=True), []), path)
        lines.row_ended()
        # Strict: a quotation mark that is never closed would swallow every row that follows.
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            if any(map(str.strip, cells)):
                yield _row(names, cells, lines, delimiter)
            lines.row_ended()
    except csv.Error as error:
        ended = str(error) == "unexpected end of data"
        raise lines.malformed("quote-not-closed" if ended else "not-csv") from error


def _names(header: list[str], path: str) -> list[str]:
    """The names of the columns; one without a name is called by its number."""
    names = [name.strip() or str(number) for number, name in enumerate(header, start=1)]
    for needed in ("path", "sha256"):
        if needed not in names:
            raise UsageError("manifest-column-missing", path=path, column=needed)
    for name in names:
        if names.count(name) > 1:
            raise UsageError("manifest-column-repeated", path=path, column=name)
    return names


def _row(names: list[str], cells: list[str], lines: "_Lines", delimiter: str) -> ManifestRow:
    """What the cells say, or why the row cannot be used: none is passed over."""
    row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    if any(cells[len(names) :]):
        raise lines.malformed("too-many-cells")
    if not row["path"]:
        raise lines.malformed("path-empty")
    if any(_swallows(name, cell, delimiter * (len(names) - 1)) for name, cell in row.items()):
        raise lines.malformed("quote-not-closed")
    own = {name: text for name, text in row.items() if name not in COLUMNS}
    return ManifestRow(
        path=_plain(row["path"]),
        sha256=row.get("sha256", "").lower(),
        held_since=row.get("held_since", ""),
        reference=row.get("reference", ""),
        columns=json.dumps(own, ensure_ascii=False),
        held_sha256=row.get("held_sha256", "").lower(),
        line=lines.began,
    )


def _swallows(name: str, cell: str, delimiters: str) -> bool:
    """Whether a cell of several lines has a row of its own in it, as after a mark not closed."""
    _, *further = cell.splitlines()[:MAX_LINES] or [""]
    if name in _OF_ONE_LINE:
        return bool(further)
    return any(line.count(delimiters[0]) >= len(delimiters) for line in further)


def _plain(path: str) -> str:
    """The path in one spelling, so that rows for the same file are seen to be so."""
    if is_url(path):
        return path
    file, inside, member = path.partition("!/")
    return os.path.normpath(file) + inside + member if file else path


@dataclass(slots=True)
class _Lines:
    """The lines of the file as text, counted; of one row no more is read than a row may have."""

    stream: BinaryIO
    path: str
    number: int = 0
    began: int = 1
    of_row: int = 0

    def __iter__(self) -> "_Lines":
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next line."""
        data = self.stream.readline(MAX_ROW + 1)
        if not data:
            raise StopIteration
        self.number += 1
        self.of_row += len(data)
        if self.number == 1:
            if data.startswith(_UTF_16):
                raise self._not_utf_8()
            data = data.removeprefix(BOM_UTF8)
        if b"\0" in data:
            if self.number == 1:  # UTF-16 without a mark
                raise self._not_utf_8()
            raise self.malformed("null-byte")
        if self.of_row > MAX_ROW:
            raise self.malformed("row-too-long")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._not_utf_8() from error

    def row_ended(self) -> None:
        """What comes next belongs to another row."""
        self.of_row = 0
        self.began = self.number + 1

    def malformed(self, reason: str) -> UsageError:
        """What to raise for the row, by the line on which it begins."""
        line = str(self.began)
        return UsageError("manifest-malformed", path=self.path, reason=reason, line=line)

    def _not_utf_8(self) -> UsageError:
        return UsageError("manifest-not-utf-8", path=self.path, line=str(self.number))


def claim_of(row: ManifestRow, *, sha256: str, at: datetime, now: datetime) -> Claim:
    """What the row proves of the bytes with that digest.

    Args:
        row: what the archive says.
        sha256: of the bytes that were found, in hexadecimal.
        at: the time that the verdict is for.
        now: nothing can have been held since later.
    """
    if not row.sha256:
        return Claim(finding=Finding.error("manifest-digest-absent", CLAUSE))
    if not is_sha256(row.sha256):
        return Claim(finding=Finding.error("manifest-digest-malformed", CLAUSE, stated=row.sha256))
    if row.sha256 != sha256:
        return Claim(finding=Finding.error("manifest-digest-mismatch", CLAUSE, stated=row.sha256))
    if row.held_sha256 and not is_sha256(row.held_sha256):
        return _nothing("manifest-held-sha256-malformed", row.held_sha256)
    if not row.held_since:
        alone = row.held_sha256
        return _nothing("manifest-held-sha256-alone", alone) if alone else Claim()
    moment = held_since_of(row.held_since, at=at)
    if moment is None:
        return _nothing("manifest-held-since-malformed", row.held_since)
    if moment > min(at, now):
        return _nothing("manifest-held-since-later", row.held_since)
    return Claim(HeldSince(moment, row.held_sha256 or None))


def _nothing(code: str, value: str) -> Claim:
    return Claim(finding=Finding.warning(code, CLAUSE, value=value))


def held_since_of(text: str, *, at: datetime) -> datetime | None:
    """The time that the text names: ISO 8601 with a zone, or a day, which is then its end.

    A day is taken to its end, in Swedish time: the file had come in by then. The day that the
    verdict is for is taken to `at`, by which time every file was there.
    """
    try:
        if is_day(text):
            return end_or_now(day_named(text), now=at)
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
