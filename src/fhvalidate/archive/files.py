"""The files that an e-archive takes, by the names that the commands have for their forms."""

from collections.abc import Callable

from fhvalidate.archive.archivematica import archivematica
from fhvalidate.archive.erms import erms
from fhvalidate.archive.etsi_report.validation_report import etsi
from fhvalidate.archive.mets import mets
from fhvalidate.archive.premis import premis
from fhvalidate.archive.svkgs import svkgs
from fhvalidate.frozen import frozen
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS


@frozen
class ArchiveFile:
    """A file to write: its name, without a folder, and all of its bytes."""

    name: str
    data: bytes


Writer = Callable[[Report], bytes]
_OF_A_PLACE = {"erms": erms, "svkgs": svkgs}


def files_of(
    report: Report,
    form: str,
    stem: str,
    write: Writer | None = None,
    *,
    full: bool = True,
    path: str | None = None,
    language: Language | str = Language.EN,
) -> tuple[ArchiveFile, ...]:
    """The files of that form for one report: mostly one, whose name begins with the stem.

    `write` is what makes the file where it is made in a way that was chosen, as with objects.
    METS refers to the record in PREMIS by its digest, so that goes along, and so does the
    validation report of ETSI TS 119 102-2, unless the report is not of full detail. `path` is
    where the document lies among others, its name where that is left out; `language` that of the
    sentences in notes.
    """
    if form == "mets":
        beside = [
            ArchiveFile(
                stem + ARCHIVE_FORMS["premis"], premis(report, path=path, language=language)
            )
        ]
        told = etsi(report) if full else None
        if told is not None:
            beside.append(ArchiveFile(stem + ARCHIVE_FORMS["etsi"], told))
        fragment = mets(report, name=stem, etsi=told, path=path, language=language)
        return (*beside, ArchiveFile(stem + ARCHIVE_FORMS["mets"], fragment))
    if write is not None:
        data = write(report)
    elif form in _OF_A_PLACE:
        data = _OF_A_PLACE[form](report, path=path)
    elif form == "premis":
        data = premis(report, path=path, language=language)
    elif form == "archivematica":
        data = archivematica(report, language=language)
    else:
        data = etsi(report)
    return (ArchiveFile(stem + ARCHIVE_FORMS[form], data),)
