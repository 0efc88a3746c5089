"""What a record of disposed signatures says, in words; it never speaks for the verdict."""

from datetime import datetime

from fhvalidate.conclusion import Verdict
from fhvalidate.report.archive_record_model import (
    ArchiveRecordReport,
    ArchiveRecordStatus,
    RecordSeal,
)
from fhvalidate.report.layout import Style
from fhvalidate.words.local_times import local
from fhvalidate.words.plain import neutralise

MAX_NAMES = 10

_TOLD = (ArchiveRecordStatus.CONFIRMED, ArchiveRecordStatus.UNCONFIRMED)


def archive_record_texts(record: ArchiveRecordReport | None, style: Style) -> tuple[str, ...]:
    """The sentences on the record; none where none was given."""
    if record is None:
        return ()
    facts = {
        "file": neutralise(record.file or ""),
        "stripped_at": _time(record.stripped_at),
        "sealed_at": _time(record.sealed_at),
        "sealed_by": neutralise(record.sealed_by or ""),
        "name": neutralise(record.original_name or ""),
        "validated_at": _time(record.validation_time),
        "count": str(record.signatures or 0),
        "decided_by": neutralise(record.decided_by or ""),
        "digest": record.original_sha256 or "",
        "names": _names(record, style),
    }
    keys: list[str] = [record.status]
    if record.status in _TOLD:
        if record.seal not in (None, RecordSeal.CONFIRMED):
            keys.append(f"seal-{record.seal}")
        was_valid = record.verdict is Verdict.VALID and not record.anyway
        keys.append("original-valid" if was_valid else "original-not-valid")
        keys += ["signers"] if record.signers else []
        keys += ["decided-by"] if record.decided_by else []
        keys += ["digest", "verdict-stands"]
    return tuple(style.words("archive-record", key, **facts) for key in keys)


def archive_record_title(style: Style) -> str:
    """What the sentences stand under."""
    return style.words("archive-record", "title")


def _names(record: ArchiveRecordReport, style: Style) -> str:
    names = list(dict.fromkeys(neutralise(each.name) for each in record.signers))
    more = [style.words("archive-record", "more-signers")] if len(names) > MAX_NAMES else []
    return ", ".join(names[:MAX_NAMES] + more)


def _time(moment: datetime | None) -> str:
    return "" if moment is None else local(moment)
