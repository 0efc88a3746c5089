"""What an e-archive keeps of each document of the results, one file each, in a folder.

Files of one name in several folders are numbered. The list beside them says what is whose, and
each tells where its document lies, below the folder that all the documents are in.
"""

import csv
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fhvalidate import private_files
from fhvalidate.batch.export import harmless, lines_of, shows_personnummer
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import (
    ARCHIVE_FORMS,
    OF_A_PLACE,
    OF_FULL_DETAIL,
    SEVERAL_FILES,
    namer,
)
from fhvalidate.system_errors import reason_of

LIST = "index.csv"


def archive_writer(form: str) -> Callable[[sqlite3.Connection, Path, Language], None]:
    """What writes the files of that form into a folder, made where there is none.

    What was not judged has no report, and no file. A path that cannot be written is a UsageError
    (`output-not-writable`), and so is a form that reports of default detail do not hold enough for
    (`batch-detail-not-full`); nothing is written then.
    """

    def write(connection: sqlite3.Connection, folder: Path, language: Language) -> None:
        from fhvalidate.archive.files import files_of  # with lxml, which no other form asks for

        if form in OF_FULL_DETAIL and _of_default_detail(connection):
            raise UsageError("batch-detail-not-full", form=form)
        suffix = ARCHIVE_FORMS[form]
        named = namer(suffix)
        mask = str if shows_personnummer(connection) else mask_attribute
        above = _folder_of_all(connection)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            with _listing(folder / LIST) as put:
                for line in lines_of(connection):
                    row = json.loads(line)
                    path, told = row["path"], row["report"]
                    if told is None:
                        continue
                    full = form not in SEVERAL_FILES or not _of_default_detail(connection, path)
                    report = Report.from_json(json.dumps(told))
                    stem = named(report.document.name).removesuffix(suffix)
                    place = mask(path.removeprefix(above)).replace("!/", "/")
                    for file in files_of(
                        report, form, stem, full=full, path=place, language=language
                    ):
                        with private_files.replacing(folder / file.name) as partial:
                            partial.write_bytes(file.data)
                        put((mask(path), report.document.sha256, file.name))
        except OSError as error:
            path, reason = str(folder), reason_of(error)
            raise UsageError("output-not-writable", path=path, reason=reason) from error

    return write


def masked_places(connection: sqlite3.Connection, form: str) -> int:
    """How many documents lie where no file of that form says, for a number in it is masked."""
    if form not in OF_A_PLACE or shows_personnummer(connection):
        return 0
    above = _folder_of_all(connection)
    sql = "SELECT p.path FROM paths p JOIN documents d ON d.id = p.document WHERE d.report NOTNULL"
    places = (path.removeprefix(above) for (path,) in connection.execute(sql))
    return sum(mask_attribute(place) != place for place in places)


def _folder_of_all(connection: sqlite3.Connection) -> str:
    """What every path begins with, to the end of a folder's name."""
    ends = connection.execute("SELECT min(path), max(path) FROM paths").fetchone()
    alike = os.path.commonprefix([end or "" for end in ends])  # noqa: RUF071 - cut at a slash below
    return alike[: alike.rfind("/") + 1]


@contextmanager
def _listing(path: Path) -> Iterator[Callable[[tuple[str, str, str]], None]]:
    """What puts a row in the list of files, which is CSV with a byte order mark."""
    with (
        private_files.replacing(path) as partial,
        partial.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(("path", "sha256", "file"))
        yield lambda row: writer.writerow([harmless(value) for value in row])


def _of_default_detail(connection: sqlite3.Connection, path: str | None = None) -> bool:
    """Whether the report on the path, or on any path, holds less than was established."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM paths p JOIN documents d ON d.id = p.document "
        "JOIN settings s ON s.id = d.settings WHERE d.report IS NOT NULL AND s.detail <> ? "
        "AND p.path = coalesce(?, p.path))",
        (Detail.FULL, path),
    ).fetchone()
    return bool(found[0])
