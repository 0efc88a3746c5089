"""What a record of disposed signatures says of a file, for the report on that file."""

from collections.abc import Callable
from os import PathLike

from fhvalidate.archive.record_reading import ReadRecord, RecordError, read_record
from fhvalidate.archive.record_seal import judge_seal
from fhvalidate.archive.seals import Judging
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.archive_record_model import (
    ArchiveRecordReport,
    ArchiveRecordStatus,
    RecordedSigner,
    RecordSeal,
)

MAX_SIGNERS = 100  # that are told of; the report in the record has them all
MAX_TEXT = 200  # characters of any text that the record brings

Tell = Callable[[str], ArchiveRecordReport]


def telling(folder: str | PathLike[str], judging: Judging, *, show_personnummer: bool) -> Tell:
    """A function from the SHA-256 of a file to what the record in the folder says of it.

    The record is read once. Its words count for nothing in any verdict.

    Raises:
        UsageError: `record-missing`.
    """
    try:
        read = read_record(folder)
    except RecordError as error:
        status = ArchiveRecordStatus.CHANGED if error.changed else ArchiveRecordStatus.UNREADABLE
        told = ArchiveRecordReport(status, file=_plain(error.file, show=show_personnummer))
        return lambda _: told
    seal = judge_seal(read.data, read.seal, judging)
    is_sealed = seal.status is RecordSeal.CONFIRMED
    about = ArchiveRecordReport(
        status=ArchiveRecordStatus.CONFIRMED if is_sealed else ArchiveRecordStatus.UNCONFIRMED,
        seal=seal.status,
        sealed_at=seal.since,
        sealed_by=None if seal.by is None else _plain(seal.by, show=show_personnummer),
    )
    # What it says of another file is nothing to tell of this one.
    other = ArchiveRecordReport(ArchiveRecordStatus.OTHER_FILE)

    def tell(sha256: str) -> ArchiveRecordReport:
        if sha256.lower() != read.record.copy.sha256.lower():
            return other
        return _said(about, read, show=show_personnummer)

    return tell


def _said(about: ArchiveRecordReport, read: ReadRecord, *, show: bool) -> ArchiveRecordReport:
    record = read.record
    decided_by = record.decided_by
    return ArchiveRecordReport(
        status=about.status,
        seal=about.seal,
        sealed_at=about.sealed_at,
        sealed_by=about.sealed_by,
        stripped_at=record.stripped_at,
        original_name=_plain(record.original.name, show=show),
        original_sha256=record.original.sha256.lower(),
        original_size=record.original.size,
        verdict=record.verdict,
        validation_time=record.validation_time,
        anyway=record.anyway,
        decided_by=None if decided_by is None else _plain(decided_by, show=show),
        signatures=record.signatures,
        signers=tuple(
            RecordedSigner(_plain(row.name, show=show), row.signed_at, row.holds.value)
            for row in read.report.signers[:MAX_SIGNERS]
            if row.signature is not None
        ),
    )


def _plain(text: str, *, show: bool) -> str:
    return text[:MAX_TEXT] if show else mask_attribute(text)[:MAX_TEXT]
