"""The folder of results: what a run leaves in it beside `results.sqlite`."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fhvalidate.batch.archived import archive_writer
from fhvalidate.batch.export import lines_of, write_csv, write_ndjson, write_parquet
from fhvalidate.batch.page import write_page
from fhvalidate.batch.pages import write_pages
from fhvalidate.batch.spreadsheet import write_excel_csv, write_xlsx
from fhvalidate.batch.store import Store
from fhvalidate.report.messages import Language
from fhvalidate.report.page_names import ARCHIVE_FORMS


def write_html(connection: sqlite3.Connection, folder: Path, language: Language) -> None:
    """A page for each path that was judged.

    Raises:
        UsageError: `output-not-writable`.
    """
    write_pages(lines_of(connection), folder, language)


def renew_pages(store: Store, folder: Path, language: Language) -> Path:
    """A page for each path in the folder of results, and none that a run left for a file now gone.

    Raises:
        UsageError: `output-not-writable`.
    """
    pages = folder / FILE_NAMES["html"]
    written = write_pages(lines_of(store.connection), pages, language)
    for name in set(json.loads(store.get("pages") or "[]")).difference(written):
        with suppress(OSError):  # somebody has removed it, or it is no longer ours to remove
            (pages / name).unlink()
    store.set("pages", json.dumps(written))
    return pages


WRITERS: dict[str, Callable[[sqlite3.Connection, Path, Language], None]] = {
    "csv": write_csv,
    "excel-csv": write_excel_csv,
    "ndjson": write_ndjson,
    "parquet": write_parquet,
    "xlsx": write_xlsx,
    "html": write_html,
    **{form: archive_writer(form) for form in ARCHIVE_FORMS},
}
FILE_NAMES = {name: f"results.{name}" for name in WRITERS} | {
    "excel-csv": "results-excel.csv",
    "html": "pages",
    **{form: form for form in ARCHIVE_FORMS},
}


def write_results(connection: sqlite3.Connection, folder: Path, language: Language) -> Path:
    """Writes the page, the tables and `results.ndjson`; the path of the page."""
    write_excel_csv(connection, folder / FILE_NAMES["excel-csv"], language)
    write_csv(connection, folder / "results.csv", language)
    write_ndjson(connection, folder / "results.ndjson", language)
    return write_page(connection, folder, language)


def first_to_end(connection: sqlite3.Connection) -> tuple[str, int] | None:
    """The year in which the proofs of valid documents end first, and of how many; None: of none."""
    found: tuple[str, int] | None = connection.execute(
        "SELECT substr(provable_until, 1, 4), count(*) FROM results "
        "WHERE verdict = 'valid' AND provable_until IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 1"
    ).fetchone()
    return found


def verdict_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many paths have each verdict."""
    return dict(connection.execute("SELECT verdict, count(*) FROM results GROUP BY verdict"))
