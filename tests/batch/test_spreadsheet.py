"""The table for people with a spreadsheet, from a store that is filled by hand."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fhvalidate.batch import export
from fhvalidate.batch.manifest import ManifestRow
from fhvalidate.batch.spreadsheet import write_excel_csv, write_xlsx
from fhvalidate.report.messages import Language
from fhvalidate.report.signature_report import ProvableReport
from fhvalidate.report.text import render
from fhvalidate.validation.endings import EndedBy
from fhvalidate.words.plain import FORMULAS
from tests.batch.test_radar import START, ending
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
    assert by_file["/arkiv/ände.pdf"]["Går att visa till"] == "2031-12-31"
    assert {row["nämnd"] for row in rows} == {"'@SUM"}


def test_no_cell_is_a_formula_and_every_row_has_every_column(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    write_excel_csv(connection, tmp_path / "r.csv", Language.SV)

    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        heads, *rows = csv.reader(stream, delimiter=";")
    assert {len(row) for row in rows} == {len(heads)}
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULAS)]


def excel_rows(connection: sqlite3.Connection, folder: Path) -> dict[str, dict[str, str]]:
    write_excel_csv(connection, folder / "r.csv", Language.SV)
    lines = (folder / "r.csv").read_text("utf-8-sig").splitlines()
    return {row["Fil"]: row for row in csv.DictReader(lines, delimiter=";")}


def test_the_last_day_is_the_one_that_the_report_says(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    """The report, the page and the spreadsheet name one and the same last whole day."""
    report = ending(2031)

    told = render(report, language=Language.SV)
    day = excel_rows(connection, tmp_path)["/arkiv/ände.pdf"]["Går att visa till"]
    assert f"till och med {day}" in " ".join(told.split())


def test_from_when_it_can_be_extended_is_told_only_where_that_is_to_come(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    """That it can be done already, as of the run, is no information."""
    begin = "INSERT INTO runs (begun, at, given, job) VALUES (?, ?, 0, 1)"
    heading = "Kan förlängas från"
    before = (START - timedelta(days=30)).isoformat()

    connection.execute(begin, (before, before))
    assert excel_rows(connection, tmp_path)["/arkiv/ände.pdf"][heading] == "2026-03-03"
    connection.execute(begin, (START.isoformat(), START.isoformat()))
    assert excel_rows(connection, tmp_path)["/arkiv/ände.pdf"][heading] == ""


def test_it_is_not_to_be_extended_on_a_day_after_the_last(tmp_path: Path) -> None:
    """Where the one instant is both, it lies early on the next day in Sweden."""
    until = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)
    provable = ProvableReport(until, EndedBy.ALGORITHM, "rsa-2048", until)
    report = replace(sample.ALL["valid"], provable=provable)
    with closing(open_filled(tmp_path / "res", {"/a.pdf": report}).connection) as connection:
        row = excel_rows(connection, tmp_path)["/a.pdf"]

    assert (row["Går att visa till"], row["Kan förlängas från"]) == ("2028-12-31", "2028-12-31")


@pytest.mark.parametrize("show", [False, True])
def test_a_number_in_a_path_is_masked_for_people_unless_they_ask_for_it(
    tmp_path: Path, *, show: bool
) -> None:
    """What programs read keeps the path that leads to the file."""
    path = "/arkiv/Kallelse 19800101-2384.pdf"
    store = open_filled(tmp_path / "res", {path: sample.ALL["valid"]})
    with closing(store.connection) as connection:
        connection.execute("UPDATE settings SET show_personnummer = ?", (show,))
        shown = path if show else "/arkiv/Kallelse 19800101-****.pdf"
        assert list(excel_rows(connection, tmp_path)) == [shown]
        assert [row["path"] for row in export.rows_of(connection, Language.SV)] == [path]


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
    assert told["Går att visa till"] == datetime(2031, 12, 31)
    assert told["Sidor"] == sample.ALL["valid"].document.pages
    assert told["Storlek (byte)"] == 10
