"""Reading the record of disposed signatures, which anybody may have written.

Every file is there that it names, as it names it, and no other. Nothing in it is a link: a record
that leads elsewhere would say of another place's files that they are its own.
"""

import errno
import hashlib
import os
import stat
from os import PathLike
from pathlib import Path

from fhvalidate.archive.record import RECORD, REPORT, SCHEMA, SEAL, Record, RecordedFile
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.poe import is_sha256
from fhvalidate.regular_files import read_regular
from fhvalidate.report.model import Report
from fhvalidate.report.reading import read_value
from fhvalidate.report.reading_values import NotOfThisKindError

MAX_RECORD = 4_194_304  # bytes of record.json; some 20,000 files
MAX_FILE = 67_108_864  # bytes of any other: what a worker may say of one document
MAX_TOTAL = 268_435_456  # bytes of all: as much evidence as is read of a folder
MAX_FILES = 10_000  # as many as are read of a folder of evidence
MAX_SEAL = 1_048_576  # bytes; a token with its chain has some ten thousand
MAX_DEPTH = 4  # folders within each other
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_NAME = late_re(rf"(?:{_PART}/){{0,{MAX_DEPTH}}}{_PART}")


class RecordError(Exception):
    """The record is not as it says of itself, or is none; `file` is where that shows."""

    def __init__(self, file: str, *, changed: bool) -> None:
        super().__init__(file, changed)
        self.file = file
        self.changed = changed


@frozen
class ReadRecord:
    """A record whose files are all as it says.

    Attributes:
        data: the bytes of `record.json`, which a seal is over.
        report: on the original.
        seal: the bytes of its seal; None where there is none.
    """

    record: Record
    data: bytes
    report: Report
    seal: bytes | None


def read_record(folder: str | PathLike[str]) -> ReadRecord:
    """The record in the folder.

    Raises:
        UsageError: `record-missing`: there is no folder.
        RecordError: it holds no record, or one that was changed.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError("record-missing", path=str(folder))
    data = _read(place, RECORD, MAX_RECORD)
    record = _record(data)
    files = _files(place, record)
    try:
        report = Report.from_json(files[REPORT])
    except UsageError as error:
        raise RecordError(REPORT, changed=False) from error
    _check_agreement(record, report)
    seal = _read(place, SEAL, MAX_SEAL) if SEAL in _listed(place) else None
    return ReadRecord(record, data, report, seal)


def _record(data: bytes) -> Record:
    try:
        record: Record = read_value(Record, data, leniently=True)
    except NotOfThisKindError as error:
        raise RecordError(RECORD, changed=False) from error
    names = [each.name for each in record.files]
    if record.schema != SCHEMA or REPORT not in names or len(names) > MAX_FILES:
        raise RecordError(RECORD, changed=False)
    if len(set(names)) != len(names) or {RECORD, SEAL} & set(names):
        raise RecordError(RECORD, changed=False)
    if not all(_NAME.fullmatch(name) for name in names):
        raise RecordError(RECORD, changed=False)
    digests = (record.original, record.copy, *record.files)
    if not all(is_sha256(each.sha256) for each in digests):
        raise RecordError(RECORD, changed=False)
    return record


def _files(place: Path, record: Record) -> dict[str, bytes]:
    """The files that the record names.

    Raises:
        RecordError: one is missing, is another, or is there and not named.
    """
    named = {each.name for each in record.files}
    for name in sorted(_listed(place) - named - {RECORD, SEAL}):
        raise RecordError(name, changed=True)
    left = MAX_TOTAL
    found = {}
    for each in record.files:
        if each.size > min(left, MAX_FILE):
            raise RecordError(each.name, changed=False)
        found[each.name] = _as_recorded(place, each)
        left -= each.size
    return found


def _as_recorded(place: Path, file: RecordedFile) -> bytes:
    data = _read(place, file.name, max(file.size, 0))
    if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
        raise RecordError(file.name, changed=True)
    return data


def _listed(place: Path, before: str = "", depth: int = 0) -> set[str]:
    """What lies in the record and in the folders within it, by where; no link is followed.

    Raises:
        RecordError: there is too much of it.
    """
    found: set[str] = set()
    try:
        with os.scandir(place / before) as entries:
            names = [entry.name for entry, _ in zip(entries, range(MAX_FILES + 3), strict=False)]
    except OSError as error:
        raise RecordError(before or RECORD, changed=False) from error
    for name in names:
        inner = before + name
        if depth < MAX_DEPTH and _is_folder(place / inner):
            found |= _listed(place, f"{inner}/", depth + 1)
        else:
            found.add(inner)
        if len(found) > MAX_FILES + len((RECORD, SEAL)):
            raise RecordError(RECORD, changed=False)
    return found


def _read(place: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file within the record, to which no link leads.

    Raises:
        RecordError: there is none that can be read to the limit.
    """
    path = place / name
    folders = [each for each in path.parents if each != place and place in each.parents]
    if not all(map(_is_folder, folders)) or not _is_file(path):
        raise RecordError(name, changed=name != RECORD)
    try:
        return read_regular(path, limit=limit)
    except OSError as error:
        raise RecordError(name, changed=name != RECORD and error.errno != errno.EACCES) from error


def _is_folder(path: Path) -> bool:
    """Whether what has the name itself, not what it leads to, is a folder."""
    return stat.S_ISDIR(_mode(path))


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(_mode(path))


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (OSError, ValueError):
        return 0


def _check_agreement(record: Record, report: Report) -> None:
    """Whether the record says of the original what the report in it says.

    Raises:
        RecordError: it does not.
    """
    document = report.document
    same = (
        record.original.sha256 == document.sha256
        and record.original.size == document.size
        and record.verdict is report.verdict
        and record.validation_time == report.validation_time
        and record.signatures == len(report.signatures)
    )
    if not same:
        raise RecordError(REPORT, changed=True)
