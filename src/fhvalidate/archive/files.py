"""The files that an e-archive takes, by the names that the commands have for their forms."""

from collections.abc import Callable

from fhvalidate.archive.archivematica import archivematica
from fhvalidate.archive.erms import erms
from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.archive.mets import mets
from fhvalidate.archive.premis import premis
from fhvalidate.archive.svkgs import svkgs
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS


@frozen
class ArchiveFile:
    """A file to write: its name, without a folder, and all of its bytes."""

    name: str
    data: bytes


Writer = Callable[[Report], bytes]
_WRITERS: dict[str, Writer] = {
    "etsi": etsi,
    "premis": premis,
    "erms": erms,
    "svkgs": svkgs,
    "archivematica": archivematica,
}


def files_of(
    report: Report, form: str, stem: str, write: Writer | None = None
) -> tuple[ArchiveFile, ...]:
    """The files of that form for one report: mostly one, whose name begins with the stem.

    `write` is what makes the file where it is made in a way that was chosen, as with objects.
    METS refers to the record in PREMIS by its digest, so that goes along.
    """
    if form == "mets":
        record = ArchiveFile(stem + ARCHIVE_FORMS["premis"], premis(report))
        return (record, ArchiveFile(stem + ARCHIVE_FORMS["mets"], mets(report, name=stem)))
    return (ArchiveFile(stem + ARCHIVE_FORMS[form], (write or _WRITERS[form])(report)),)
