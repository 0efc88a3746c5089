"""The radar of an archive: which documents stop being provable first, and what ends them."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhvalidate.batch import export
from fhvalidate.batch.page import parts_of
from fhvalidate.batch.page_parts import Page
from fhvalidate.isolated import NotJudged
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import ProvableReport
from fhvalidate.validation.endings import EndedBy
from tests.batch.test_results import open_filled
from tests.report import sample

START = datetime(2026, 3, 3, tzinfo=UTC)


def ending(year: int, by: EndedBy = EndedBy.ALGORITHM) -> Report:
    """A valid document that is provable through the year."""
    until = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    provable = ProvableReport(until, by, "rsa-2048", START)
    return replace(sample.ALL["valid"], provable=provable)


def archive() -> dict[str, Report | NotJudged]:
    """Three documents that end, one without an end, and one that is not valid."""
    return {
        "/a/late.pdf": ending(2036),
        "/b/soon.pdf": ending(2028, EndedBy.TIME_STAMP_AUTHORITY),
        "/c/between.pdf": ending(2031),
        "/d/endless.pdf": replace(
            sample.ALL["valid"], provable=ProvableReport(None, None, None, START)
        ),
        "/e/reprinted.pdf": sample.ALL["reprinted"],
    }


@pytest.mark.parametrize("language", Language)
def test_those_that_end_first_stand_first(tmp_path: Path, language: Language) -> None:
    with closing(open_filled(tmp_path / "res", archive()).connection) as connection:
        page = "".join(parts_of(Page(connection, tmp_path / "res", language)))

    part = page[page.index('id="radar"') :]
    shown = re.findall(r">(/[a-e]/[a-z]+\.pdf)</a>", re.sub("</?span[^>]*>", "", part))
    assert shown == ["/b/soon.pdf", "/c/between.pdf", "/a/late.pdf"]
    assert re.findall(r'<th scope="row">(20\d\d)</th>', part) == ["2028", "2031", "2036"]
    assert "2028-12-31" in part


def test_files_without_a_known_end_are_counted(tmp_path: Path) -> None:
    reports = {"/d/endless.pdf": archive()["/d/endless.pdf"]}
    with closing(open_filled(tmp_path / "res", reports).connection) as connection:
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert "inte har något känt slutdatum: 1 st." in page


def test_the_day_is_the_last_whole_one_in_sweden(tmp_path: Path) -> None:
    morning = datetime(2028, 3, 1, 9, tzinfo=UTC)
    provable = ProvableReport(morning, EndedBy.CERTIFICATE, "CN=Anna Exempel", START)
    reports = {"/a.pdf": replace(sample.ALL["valid"], provable=provable)}
    with closing(open_filled(tmp_path / "res", dict(reports)).connection) as connection:
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert "2028-02-29" in page[page.index('id="radar"') :]


def test_an_archive_of_nothing_valid_has_no_such_part(tmp_path: Path) -> None:
    reports = {"/e/reprinted.pdf": sample.ALL["reprinted"]}
    with closing(open_filled(tmp_path / "res", dict(reports)).connection) as connection:
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert 'id="radar"' not in page


def test_every_table_has_the_dates(tmp_path: Path) -> None:
    with closing(open_filled(tmp_path / "res", archive()).connection) as connection:
        rows = {row["path"]: row for row in export.rows_of(connection, Language.SV)}

    assert rows["/b/soon.pdf"]["provable_until"] == "2028-12-31T23:59:59Z"
    assert rows["/b/soon.pdf"]["provable_ended_by"] == "time-stamp-authority"
    assert rows["/b/soon.pdf"]["extend_from"] == "2026-03-03T00:00:00Z"
    assert rows["/d/endless.pdf"]["provable_until"] is None
    assert rows["/e/reprinted.pdf"]["provable_until"] is None
