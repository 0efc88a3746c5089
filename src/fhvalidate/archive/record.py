"""The record of signatures that were taken out of a document: what it says, and its files.

`record.json` names the original, the copy and every other file of the record by SHA-256, so that a
seal over it is one over all. What it holds is made to be read without this program.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from fhvalidate.conclusion import Verdict
from fhvalidate.evidence import NOTICE
from fhvalidate.frozen import frozen
from fhvalidate.report.json import dumps, to_jsonable
from fhvalidate.report.model import Report, Tool

SCHEMA = "fhvalidate/archive-record/1"
RECORD = "record.json"
REPORT = "report.json"
EVENTS = "premis.xml"  # the validation as events, for a preservation system
SEAL = "record.json.tsr"  # a time-stamp token over `record.json` (RFC 3161)
EVIDENCE = "evidence"


@frozen
class RecordedFile:
    """A file by its content; `name` is where it lies in the record."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, data: bytes) -> "RecordedFile":
        """The file of that name with those bytes."""
        return cls(name, len(data), hashlib.sha256(data).hexdigest())


@frozen
class Record:
    """What became of a document's signatures.

    Attributes:
        stripped_at: when they were taken out.
        decided_by: who decided that, as they wrote.
        anyway: whether the original was not valid.
        verdict: that on the original, as of `validation_time`.
        signatures: how many signatures and document time-stamps it had; the copy has none.
        looks: how many of them show on the pages of the copy.
        pages: how many pages were compared, drawn, and look the same.
        files: the files of the record, but this and its seal.
    """

    schema: str
    notice: str
    tool: Tool
    stripped_at: datetime
    decided_by: str | None
    anyway: bool
    original: RecordedFile
    copy: RecordedFile
    verdict: Verdict
    validation_time: datetime
    signatures: int
    looks: int
    pages: int
    files: tuple[RecordedFile, ...]


@frozen
class Deed:
    """What was done to the original that the report is on.

    Attributes:
        copy: the file without signatures.
        at: when it was made.
    """

    copy: RecordedFile
    looks: int
    pages: int
    at: datetime
    anyway: bool
    decided_by: str | None = None


def record_files(report: Report, deed: Deed, beside: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files of the record, by where they lie in it: the same for the same report and deed.

    Args:
        report: on the original, with all that was established.
        deed: what was done.
        beside: what else is kept: the evidence that was at hand, and events for a preservation
            system.
    """
    files = {REPORT: f"{dumps(report, indent=2)}\n".encode(), **beside}
    document = report.document
    record = Record(
        schema=SCHEMA,
        notice=NOTICE,
        tool=report.tool,
        stripped_at=deed.at,
        decided_by=deed.decided_by,
        anyway=deed.anyway,
        original=RecordedFile(document.name, document.size, document.sha256),
        copy=deed.copy,
        verdict=report.verdict,
        validation_time=report.validation_time,
        signatures=len(report.signatures),
        looks=deed.looks,
        pages=deed.pages,
        files=tuple(RecordedFile.of(name, files[name]) for name in sorted(files)),
    )
    text = json.dumps(to_jsonable(record), ensure_ascii=False, indent=2)
    return {RECORD: f"{text}\n".encode(), **files}
