"""The folder of results: what a run leaves in it beside `results.sqlite`."""

import sqlite3
from pathlib import Path

from fhvalidate.batch.export import write_csv, write_ndjson
from fhvalidate.batch.page import write_page
from fhvalidate.report.messages import Language


def write_results(connection: sqlite3.Connection, folder: Path, language: Language) -> Path:
    """Writes the page, `results.csv` and `results.ndjson`; the path of the page."""
    write_csv(connection, folder / "results.csv", language)
    write_ndjson(connection, folder / "results.ndjson", language)
    return write_page(connection, folder, language)


def verdict_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many paths have each verdict."""
    return dict(connection.execute("SELECT verdict, count(*) FROM results GROUP BY verdict"))
