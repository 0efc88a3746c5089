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
from fhvalidate.batch.radar import recommended
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
    with closing(open_filled(tmp_path / "res", archive())) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", language)))

    part = page[page.index('id="radar"') :]
    shown = re.findall(r">(/[a-e]/[a-z]+\.pdf)</a>", re.sub("</?span[^>]*>", "", part))
    assert shown == ["/b/soon.pdf", "/c/between.pdf", "/a/late.pdf"]
    assert re.findall(r'<th scope="row">(20\d\d)</th>', part) == ["2028", "2031", "2036"]
    assert "2028-12-31" in part


def test_files_without_a_known_end_are_counted(tmp_path: Path) -> None:
    reports = {"/d/endless.pdf": archive()["/d/endless.pdf"]}
    with closing(open_filled(tmp_path / "res", reports)) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert "inte har något känt slutdatum: 1 st." in page


def test_the_day_is_the_last_whole_one_in_sweden(tmp_path: Path) -> None:
    morning = datetime(2028, 3, 1, 9, tzinfo=UTC)
    provable = ProvableReport(morning, EndedBy.CERTIFICATE, "CN=Anna Exempel", START)
    reports = {"/a.pdf": replace(sample.ALL["valid"], provable=provable)}
    with closing(open_filled(tmp_path / "res", dict(reports))) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert "2028-02-29" in page[page.index('id="radar"') :]


def test_an_archive_of_nothing_valid_has_no_such_part(tmp_path: Path) -> None:
    reports = {"/e/reprinted.pdf": sample.ALL["reprinted"]}
    with closing(open_filled(tmp_path / "res", dict(reports))) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.SV)))

    assert 'id="radar"' not in page


def test_each_year_says_what_ends_it(tmp_path: Path) -> None:
    reports: dict[str, Report | NotJudged] = {
        "/a.pdf": ending(2028),
        "/b.pdf": ending(2028),
        "/c.pdf": ending(2028, EndedBy.CERTIFICATE),
    }
    with closing(open_filled(tmp_path / "res", reports)) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.EN)))

    told = page[page.index('id="radar"') :]
    (causes,) = re.findall("<small>(.*?)</small>", told)
    counts = [int(count) for count in re.findall(r": (\d+)", causes)]
    assert counts == [2, 1]
    assert causes.startswith("the policy stops accepting an algorithm: 2")


@pytest.mark.parametrize(
    ("until", "extend_from", "when"),
    [
        (datetime(2036, 6, 1, tzinfo=UTC), START, datetime(2035, 6, 2, tzinfo=UTC)),
        (datetime(2026, 9, 1, tzinfo=UTC), START, START),
        (datetime(2027, 6, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), None),
    ],
)
def test_what_has_long_left_is_extended_a_year_before_and_never_before_it_can_be(
    until: datetime, extend_from: datetime, when: datetime | None
) -> None:
    assert recommended(until, extend_from) == (when or extend_from)


def test_the_day_to_extend_is_told_for_each_file(tmp_path: Path) -> None:
    with closing(open_filled(tmp_path / "res", {"/a.pdf": ending(2036)})) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.EN)))

    assert '<td data-label="Extend from">2036-01-02</td>' in page


def test_signatures_that_hold_in_files_that_are_not_valid_are_told(tmp_path: Path) -> None:
    waiting = sample.ALL["indeterminate"]
    until = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)
    provable = ProvableReport(until, EndedBy.ALGORITHM, "rsa-2048", START)
    signatures = (replace(waiting.signatures[0], provable=provable), *waiting.signatures[1:])
    reports: dict[str, Report | NotJudged] = {"/a.pdf": replace(waiting, signatures=signatures)}
    with closing(open_filled(tmp_path / "res", reports)) as store:
        connection = store.connection
        page = "".join(parts_of(Page(connection, tmp_path / "res", Language.EN)))

    assert "signatures that hold: 1 in 1 files" in page
    assert "2028-12-31" in page[page.index('id="radar"') :]


def test_every_table_has_the_dates(tmp_path: Path) -> None:
    with closing(open_filled(tmp_path / "res", archive())) as store:
        connection = store.connection
        rows = {row["path"]: row for row in export.rows_of(connection, Language.SV)}

    assert rows["/b/soon.pdf"]["provable_until"] == "2028-12-31T23:59:59Z"
    assert rows["/b/soon.pdf"]["provable_ended_by"] == "time-stamp-authority"
    assert rows["/b/soon.pdf"]["extend_from"] == "2026-03-03T00:00:00Z"
    assert rows["/d/endless.pdf"]["provable_until"] is None
    assert rows["/e/reprinted.pdf"]["provable_until"] is None
