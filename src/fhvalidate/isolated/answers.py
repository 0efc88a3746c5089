"""What an examiner of documents answers: a digest, members, a report, or why there is none."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, cast

from fhvalidate.frozen import frozen
from fhvalidate.isolated.places import Place
from fhvalidate.poe import HeldSince
from fhvalidate.report.json import Json

if TYPE_CHECKING:
    from fhvalidate.report.model import Report


class Cause(StrEnum):
    """Why a document was not judged."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    INTERNAL = "internal"
    MISSING = "missing"
    NOT_READABLE = "not-readable"
    CHANGING = "changing"
    ARCHIVE_DAMAGED = "archive-damaged"
    ARCHIVE_ENCRYPTED = "archive-encrypted"
    ARCHIVE_LIMIT = "archive-limit"
    FOLDER = "folder"  # that cannot be gone through
    LISTED_ONLY = "listed-only"  # by a manifest; there is no file
    LISTED_ELSEWHERE = "listed-elsewhere"  # by a manifest; it is not among what was to be judged
    LISTED_TWICE = "listed-twice"  # by a manifest, whose other row for the file was used


@frozen
class NotJudged:
    """No verdict could be given; `detail` says more in a word or two, raw (untrusted)."""

    cause: Cause
    detail: str = ""


@frozen
class Digest:
    """SHA-256 of the bytes at a place, in hexadecimal, and how many they are."""

    sha256: str
    size: int


@frozen
class Member:
    """One file in a ZIP archive: where it is, and what it is called there (untrusted)."""

    place: Place
    name: str


@frozen
class Judged:
    """A report that has been checked against its schema.

    Attributes:
        sha256: of the bytes that were judged, in hexadecimal.
        text: the report as JSON.
        report: the same, read.
    """

    sha256: str
    text: str = field(repr=False)
    report: Mapping[str, Json] = field(repr=False)


@frozen
class Unchecked:
    """What a worker gave for a report, hostile until it is checked.

    Attributes:
        sha256: of the bytes that the report has to be about, in hexadecimal; None: of any.
        payload: JSON, if the worker is honest.
    """

    sha256: str | None
    payload: bytes = field(repr=False)

    def read(self) -> "Report | NotJudged":
        """The report as the model has it, if that is what it is."""
        from fhvalidate.report.model import Report
        from fhvalidate.report.reading import read_value
        from fhvalidate.report.reading_values import NotOfThisKindError

        try:
            report: Report = read_value(Report, self.payload)
        except NotOfThisKindError as error:
            return NotJudged(Cause.CRASH, f"report: {error}")
        if report.points_astray:
            return NotJudged(Cause.CRASH, "report: signers")
        if self.sha256 is not None and report.document.sha256 != self.sha256:
            return NotJudged(Cause.CRASH, "digest")
        return report

    def checked(self) -> Judged | NotJudged:
        """The report, if that is what it is."""
        from fhvalidate.report.checking import schema_problem  # see isolated.process
        from fhvalidate.report.reading import json_of
        from fhvalidate.report.reading_values import NotOfThisKindError

        try:
            text = self.payload.decode("utf-8")
            report = cast("dict[str, Any]", json_of(text))
        except (UnicodeDecodeError, NotOfThisKindError):
            return NotJudged(Cause.CRASH, "report")
        problem = schema_problem(report)
        if problem is not None:
            return NotJudged(Cause.CRASH, f"schema: {problem}")
        judged = report["document"]["sha256"]
        if self.sha256 is not None and judged != self.sha256:
            return NotJudged(Cause.CRASH, "digest")
        return Judged(judged, text, report)


class Examiner(Protocol):
    """Judges documents one at a time: in a worker process here, or on another machine."""

    def digest(self, place: Place) -> Digest | NotJudged:
        """The digest of the bytes at the place."""

    def members(self, place: Place) -> tuple[Member, ...] | NotJudged:
        """The files in the ZIP archive at the place."""

    def judge(
        self, place: Place, *, sha256: str, held_since: HeldSince | None
    ) -> Unchecked | Digest | NotJudged:
        """The report, unchecked; the new digest when the bytes are no longer those of `sha256`."""

    def close(self) -> None:
        """Ends what was started."""
