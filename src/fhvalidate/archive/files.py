"""The files that an e-archive takes, by the names that the commands have for their forms."""

from collections.abc import Callable

from fhvalidate.archive.premis import premis
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS


@frozen
class ArchiveFile:
    """A file to write: its name, without a folder, and all of its bytes."""

    name: str
    data: bytes


_WRITERS: dict[str, Callable[[Report], bytes]] = {
    "premis": premis,
}


def files_of(report: Report, form: str, stem: str) -> tuple[ArchiveFile, ...]:
    """The files of that form for one report: mostly one, whose name begins with the stem."""
    return (ArchiveFile(stem + ARCHIVE_FORMS[form], _WRITERS[form](report)),)
