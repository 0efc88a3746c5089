"""What a record of disposed signatures says of a copy, in the report's names.

It is told beside the verdict and changes nothing of it: the copy has no signature.
"""

from datetime import datetime
from enum import StrEnum

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen


class ArchiveRecordStatus(StrEnum):
    """How much a record is worth.

    `confirmed`: whole, about this file, and sealed by somebody who is believed. `unconfirmed`: the
    same without such a seal: anybody can have written it. `other-file`: it is about another file.
    `changed`: something in it is not as it says itself. `unreadable`: it is no record.
    """

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    OTHER_FILE = "other-file"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


class RecordSeal(StrEnum):
    """What came of the seal: a time-stamp over the record."""

    CONFIRMED = "confirmed"
    MISSING = "missing"
    OF_OTHER_BYTES = "of-other-bytes"
    NOT_CONFIRMED = "not-confirmed"
    UNREADABLE = "unreadable"


@frozen
class RecordedSigner:
    """One who had signed the original, as its report names them; `holds` as it has it there."""

    name: str
    signed_at: datetime | None
    holds: str


@frozen
class ArchiveRecordReport:
    """What the record says, if it is about this file; who is believed decides how it is told.

    Attributes:
        file: what in the record is not as it says, or cannot be read.
        seal: what came of the seal; null where it was not looked at.
        sealed_at: since when the record is unchanged, by a seal that is confirmed.
        sealed_by: whose time-stamp that is. It says when, not who wrote the record.
        stripped_at: when the signatures were taken out.
        verdict: the verdict on the original, before they were.
        validation_time: what that verdict was for.
        anyway: whether the original was not valid, and the signatures were taken out all the same.
        decided_by: who decided it, as they wrote.
        signatures: how many signatures and document time-stamps the original had.
    """

    status: ArchiveRecordStatus
    file: str | None = None
    seal: RecordSeal | None = None
    sealed_at: datetime | None = None
    sealed_by: str | None = None
    stripped_at: datetime | None = None
    original_name: str | None = None
    original_sha256: str | None = None
    original_size: int | None = None
    verdict: Verdict | None = None
    validation_time: datetime | None = None
    anyway: bool | None = None
    decided_by: str | None = None
    signatures: int | None = None
    signers: tuple[RecordedSigner, ...] = ()
