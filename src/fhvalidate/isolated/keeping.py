"""Bundles of reports that a worker made: what it fetched through its caller is noted there."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fhvalidate.errors import UsageError
from fhvalidate.isolated.examiner import Asked
from fhvalidate.isolated.settings import Settings
from fhvalidate.report.model import Report
from fhvalidate.source_file import SourceFile, source_file

if TYPE_CHECKING:
    from os import PathLike

    from fhvalidate.archive.bundle.writing import KeepAs, Keeping


def keeping_of(asked: Asked, settings: Settings) -> "Keeping":
    """What a report is made with, in order to be kept."""
    from fhvalidate.archive.bundle.writing import Keeping  # wanted only where a bundle is asked for

    shows = asked.show_personnummer
    return Keeping.of(
        {
            "trust": settings.trust,
            "policy": asked.policy or settings.policy,
            "evidence": settings.evidence,
            "knowledge": settings.knowledge,
            "detail": asked.detail,
            "show_personnummer": settings.show_personnummer if shows is None else shows,
            "text_recognition": settings.text_recognition,
            "held_since": asked.held_since,
            "fetch": asked.fetch or settings.fetch,
            "pdf_a": asked.pdf_a or settings.pdf_a,
        }
    )


def noting(asked: Asked, keeping: "Keeping | None") -> Asked:
    """The same, with what is fetched noted, and all that was at hand asked for."""
    if keeping is None:
        return asked
    return replace(asked, evidence=True, **keeping.asked)


def keep(
    report: Report,
    source: str | SourceFile,
    keeping: "Keeping",
    to: "str | PathLike[str] | KeepAs",
) -> None:
    """Writes the bundle of the report; a path is read anew.

    Raises:
        UsageError: as `keep_bundle`; `file-not-readable`: another file has taken its place.
    """
    from fhvalidate.archive.bundle.writing import keep_bundle

    file = source
    if isinstance(file, str):
        file = source_file(file, limit=keeping.policy.limits.file_size)
        if file.sha256 != report.document.sha256:
            raise UsageError("file-not-readable", path=str(source), reason="changing")
    keep_bundle(report, file, keeping, to)
