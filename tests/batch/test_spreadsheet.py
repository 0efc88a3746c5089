"""The table for people with a spreadsheet, from a store that is filled by hand."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fhvalidate.batch import export
from fhvalidate.batch.manifest import ManifestRow
from fhvalidate.batch.spreadsheet import write_excel_csv, write_xlsx
from fhvalidate.report.messages import Language
from fhvalidate.words.plain import FORMULAS
from tests.batch.test_radar import ending
from tests.batch.test_results import HOSTILE, open_filled
from tests.report import sample

if TYPE_CHECKING:
    from fhvalidate.isolated import NotJudged
    from fhvalidate.report.model import Report


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    reports: dict[str, Report | NotJudged] = {
        f"/arkiv/{name}.pdf": report for name, report in sample.ALL.items()
    }
    reports |= {HOSTILE: sample.ALL["hostile"], "/arkiv/ände.pdf": ending(2031)}
    store = open_filled(tmp_path / "res", reports)
    store.load_manifest([ManifestRow("saknas.pdf", "0" * 64, "", "", '{"nämnd": ""}')])
    with closing(store.connection):
        yield store.connection


def test_swedish_excel_opens_the_csv_in_columns_with_swedish_words(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    write_excel_csv(connection, tmp_path / "r.csv", Language.SV)

    raw = (tmp_path / "r.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfFil;Utslag;")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    by_file = {row["Fil"]: row for row in rows}
    assert by_file["/arkiv/reprinted.pdf"]["Utslag"] == "omtryckt"
    assert by_file["/arkiv/reprinted.pdf"]["Åtgärd"] == "Begär originalet"
    assert by_file["/arkiv/ände.pdf"]["Går att visa till"] == "2032-01-01 00:59"
    assert {row["nämnd"] for row in rows} == {"'@SUM"}


def test_no_cell_is_a_formula_and_every_row_has_every_column(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    write_excel_csv(connection, tmp_path / "r.csv", Language.SV)

    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        heads, *rows = csv.reader(stream, delimiter=";")
    assert {len(row) for row in rows} == {len(heads)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULAS)]


def test_english_has_commas_and_english_words(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    write_excel_csv(connection, tmp_path / "r.csv", Language.EN)

    assert (tmp_path / "r.csv").read_text("utf-8-sig").startswith("File,Verdict,What to do,")


def test_the_csv_for_programs_is_the_same_in_any_language_but_for_the_reasons(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    found = []
    for language in Language:
        export.write_csv(connection, tmp_path / "r.csv", language)
        with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
            found.append([{**row, "reason": ""} for row in csv.DictReader(stream)])

    assert found[0] == found[1]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_worksheet_has_filters_headings_in_sight_widths_numbers_and_dates(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")

    write_xlsx(connection, tmp_path / "r.xlsx", Language.SV)

    sheet: Any = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    heads, *rows = list(sheet.iter_rows())
    names = [cell.value for cell in heads]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width > 10
    assert len(rows) == len(list(export.rows_of(connection, Language.SV)))
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    (row,) = (row for row in rows if row[0].value == "/arkiv/ände.pdf")
    told = {name: cell.value for name, cell in zip(names, row, strict=True)}
    assert told["Går att visa till"] == datetime(2032, 1, 1, 0, 59, 59)
    assert told["Sidor"] == sample.ALL["valid"].document.pages
    assert told["Storlek (byte)"] == 10
