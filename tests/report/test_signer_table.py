"""The table of signers in text, CSV, JSON and on the page."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate import read_minutes
from fhvalidate.report.html import render_html
from fhvalidate.report.json import dumps
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.signer_table import (
    COLUMNS,
    safe_cell,
    signers_csv,
    signers_json,
    signers_text,
    table_lines,
)
from fhvalidate.report.text import render
from fhvalidate.signature import Level
from tests.pki.minutes import minutes
from tests.report import sample

HOSTILE = '</td><script>alert(1)</script>"\x1b[2J\u202e=cmd'


def named(name: str) -> Report:
    """A valid report whose first signer is called that everywhere."""
    report = sample.valid()
    row = replace(
        report.signers[0], name=name, name_on_page=name, name_in_minutes=name, method=name
    )
    document = replace(report.document, name=name)
    return replace(report, document=document, signers=(row, *report.signers[1:]))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'=1", "\uff1d1"]
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_quoted(formula: str) -> None:
    assert safe_cell(formula).startswith("'")


@given(st.text())
def test_no_cell_starts_like_a_formula_or_breaks_its_line(text: str) -> None:
    cell = safe_cell(text)

    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert "\n" not in cell
    assert "\r" not in cell


@given(st.text())
@settings(max_examples=30, deadline=None)
def test_a_hostile_name_stays_in_its_cell(name: str) -> None:
    report = named(name)

    (header, *found) = rows(signers_csv(report, header=True))

    assert header == list(COLUMNS)
    assert len(found) == len(report.signers)
    assert all(len(row) == len(COLUMNS) for row in found)


def test_the_header_stands_once() -> None:
    report = sample.valid()

    assert signers_csv(report, header=True).startswith("document,")
    assert not signers_csv(report, header=False).startswith("document,")


def test_the_json_has_the_names_of_the_reports_json() -> None:
    report = sample.valid()

    found = json.loads(dumps(signers_json(report)))

    whole = json.loads(report.to_json())
    assert found.pop("schema") == "fhvalidate/signers/1"
    assert {key: whole[key] for key in found} == found


@pytest.mark.parametrize("name", sample.ALL)
@pytest.mark.parametrize(
    ("language", "called"), [(Language.SV, "handlingen"), (Language.EN, "the document")]
)
def test_a_document_that_has_no_name_is_called_the_document(
    name: str, language: Language, called: str
) -> None:
    report = sample.ALL[name]
    report = replace(report, document=replace(report.document, name=""), findings=())

    shown = signers_text(report, language=language, width=200)
    text = render(report, language=language, width=200)
    page = render_html(report, language=language)

    assert shown.startswith(f"{called}: ")
    assert called in text.splitlines()[0]
    assert f" {called}</title>" in page
    assert '""' not in shown + text.splitlines()[0]


def test_a_row_of_a_document_that_has_no_name_does_not_begin_with_nothing() -> None:
    report = sample.valid()
    report = replace(report, document=replace(report.document, name=""))

    assert signers_csv(report, header=False).startswith("the document,")


@pytest.mark.parametrize("name", sample.ALL)
@pytest.mark.parametrize("language", Language)
def test_every_report_has_a_table_within_the_line(name: str, language: Language) -> None:
    text = signers_text(sample.ALL[name], language=language, width=80)

    assert all(len(line) <= 80 for line in text.splitlines()[1:])
    assert "\x1b" not in text


def test_a_narrow_line_cuts_the_widest_column() -> None:
    style = Style(Language.SV, colour=False, width=60)

    lines = table_lines(named("Anna Karin Margareta Elisabet Exempel-Provman"), style)

    assert any("…" in line for line in lines)
    assert all(len(line) <= 60 for line in lines)


class Reader(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def page(report: Report, language: Language = Language.SV) -> tuple[str, Reader]:
    text = render_html(report, language=language)
    reader = Reader()
    reader.feed(text)
    return text, reader


@pytest.mark.parametrize("name", sample.ALL)
@pytest.mark.parametrize("language", Language)
def test_every_report_has_a_page_without_scripts_or_anything_from_elsewhere(
    name: str, language: Language
) -> None:
    text, read = page(sample.ALL[name], language)

    assert text.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in text
    assert not {"script", "img", "iframe", "link", "a", "form", "object"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "src"]
    assert "details" in read.tags


@pytest.mark.parametrize(
    ("language", "heading"), [(Language.SV, "Därav bekräftat"), (Language.EN, "Of it confirmed")]
)
def test_the_details_tell_the_level_and_what_of_it_is_confirmed(
    language: Language, heading: str
) -> None:
    known = replace(sample.ALL["valid"].signatures[0], level=Level.LTA, confirmed_level=Level.LT)
    confirmed = replace(sample.ALL["valid"], signatures=(known,))
    nothing = replace(confirmed, signatures=(replace(known, confirmed_level=None),))

    assert "PAdES-BASELINE-LTA (ETSI.CAdES.detached)" in page(confirmed, language)[1].text
    assert f"{heading}PAdES-BASELINE-LT" in page(confirmed, language)[1].text
    assert f"{heading}–" in page(nothing, language)[1].text  # noqa: RUF001 - as the page has it


def test_the_pages_policy_allows_its_own_style_and_nothing_else() -> None:
    text, read = page(sample.valid())

    (policy,) = [
        value for name, value in read.attributes if name == "content" and "src" in str(value)
    ]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]+=*'", policy)
    assert text.count("<style>") == 1


def test_what_comes_from_the_document_is_escaped() -> None:
    text, read = page(named(HOSTILE))

    assert "script" not in read.tags
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in read.text


@given(st.text(min_size=1))
@settings(max_examples=30, deadline=None)
def test_no_name_adds_a_tag_to_the_page(name: str) -> None:
    _, plain = page(named("Anna Exempel"))

    _, read = page(named(name))

    assert read.tags == plain.tags


def test_the_page_says_the_verdict_who_signed_and_what_was_checked() -> None:
    _, read = page(sample.valid())

    assert "GILTIG" in read.text
    for row in sample.valid().signers:
        assert row.name in read.text
    assert "Betrodda utfärdare" in read.text
    assert sample.valid().document.sha256 in read.text


def test_a_row_without_a_signature_is_said_to_lack_one() -> None:
    report = sample.valid()
    row = SignerRow("Bo Testsson", (), None, None, report.signers[0].holds)

    _, read = page(replace(report, signers=(row,)))

    assert "saknas" in read.text


def test_the_text_tells_of_the_meeting_and_who_is_to_verify() -> None:
    found = read_minutes(minutes())

    text = render(replace(sample.valid(), minutes=found), language=Language.SV)

    told = " ".join(text.split())
    assert "Kommunstyrelsen" in told
    assert "2026-02-26, 13:00–14:40" in told  # noqa: RUF001
    assert "5 ärenden, 5 beslut. Ska justera: Bo Testsson." in told
