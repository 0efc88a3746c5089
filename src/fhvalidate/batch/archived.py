"""What an e-archive keeps of each document of the results, one file each, in a folder."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from fhvalidate import private_files
from fhvalidate.batch.export import lines_of
from fhvalidate.errors import UsageError, reason_of
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import ARCHIVE_FORMS, namer


def archive_writer(form: str) -> Callable[[sqlite3.Connection, Path, Language], None]:
    """What writes the files of that form into a folder, made where there is none.

    What was not judged has no report, and no file. A path that cannot be written is a UsageError
    (`output-not-writable`).
    """

    def write(connection: sqlite3.Connection, folder: Path, _: Language) -> None:
        from fhvalidate.archive.files import files_of  # with lxml, which no other form asks for

        suffix = ARCHIVE_FORMS[form]
        named = namer(suffix)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            for line in lines_of(connection):
                told = json.loads(line)["report"]
                if told is None:
                    continue
                report = Report.from_json(json.dumps(told))
                stem = named(report.document.name).removesuffix(suffix)
                for file in files_of(report, form, stem):
                    with private_files.replacing(folder / file.name) as partial:
                        partial.write_bytes(file.data)
        except OSError as error:
            path, reason = str(folder), reason_of(error)
            raise UsageError("output-not-writable", path=path, reason=reason) from error

    return write
