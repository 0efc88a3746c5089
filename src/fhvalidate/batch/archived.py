"""What an e-archive keeps of each document of the results, one file each, in a folder."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from fhvalidate import private_files
from fhvalidate.batch.export import lines_of
from fhvalidate.errors import UsageError, reason_of
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS, OF_FULL_DETAIL, SEVERAL_FILES, namer


def archive_writer(form: str) -> Callable[[sqlite3.Connection, Path, Language], None]:
    """What writes the files of that form into a folder, made where there is none.

    What was not judged has no report, and no file. A path that cannot be written is a UsageError
    (`output-not-writable`), and so is a form that reports of default detail do not hold enough for
    (`batch-detail-not-full`); nothing is written then.
    """

    def write(connection: sqlite3.Connection, folder: Path, _: Language) -> None:
        from fhvalidate.archive.files import files_of  # with lxml, which no other form asks for

        if form in OF_FULL_DETAIL and _of_default_detail(connection):
            raise UsageError("batch-detail-not-full", form=form)
        suffix = ARCHIVE_FORMS[form]
        named = namer(suffix)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            for line in lines_of(connection):
                row = json.loads(line)
                told = row["report"]
                if told is None:
                    continue
                full = form not in SEVERAL_FILES or not _of_default_detail(connection, row["path"])
                report = Report.from_json(json.dumps(told))
                stem = named(report.document.name).removesuffix(suffix)
                for file in files_of(report, form, stem, full=full):
                    with private_files.replacing(folder / file.name) as partial:
                        partial.write_bytes(file.data)
        except OSError as error:
            path, reason = str(folder), reason_of(error)
            raise UsageError("output-not-writable", path=path, reason=reason) from error

    return write


def _of_default_detail(connection: sqlite3.Connection, path: str | None = None) -> bool:
    """Whether the report on the path, or on any path, holds less than was established."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM paths p JOIN documents d ON d.id = p.document "
        "JOIN settings s ON s.id = d.settings WHERE d.report IS NOT NULL AND s.detail <> ? "
        "AND p.path = coalesce(?, p.path))",
        (Detail.FULL, path),
    ).fetchone()
    return bool(found[0])
