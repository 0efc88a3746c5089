"""The table after the reports on several files."""

from dataclasses import replace

import pytest

from fhvalidate.conclusion import Finding
from fhvalidate.report.closing import closing_row, closing_text
from fhvalidate.report.html_parts import link
from fhvalidate.report.index_page import render_index
from fhvalidate.report.layout import Style
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.page_names import namer
from tests.report import sample

SV = Style(Language.SV, colour=False, width=200)


def waiting(issuer: str, code: str = "no-certificate-chain") -> Report:
    found = sample.finding(Finding.error(code, issuer=issuer))
    report = sample.indeterminate()
    signatures = tuple(replace(each, findings=(found,)) for each in report.signatures)
    return replace(report, signatures=signatures)


def test_many_files_that_wait_for_one_issuer_make_one_row_of_it() -> None:
    reports = [waiting("C=SE, CN=Rot ett")] * 3 + [waiting("C=SE, CN=Rot två")]

    text = closing_text([closing_row(report, SV) for report in reports], SV)

    assert "  Rot ett, för underskrifter: 3 filer\n  Rot två, för underskrifter: 1 fil\n" in text
    assert "C=SE" not in text


def test_issuers_are_added_for_what_files_wait_for_and_for_nothing_else() -> None:
    stamps = "no-time-stamp-certificate-chain"
    reports = [waiting("CN=Rot"), waiting("CN=Rot", stamps), waiting("CN=Tid", stamps)]
    narrow = replace(SV, width=50)

    both = closing_text([closing_row(report, narrow) for report in reports], narrow)
    one = closing_text([closing_row(reports[0], narrow)], narrow)

    assert "  Rot, för underskrifter och tidsstämplar: 2 filer" in both.splitlines()
    assert "  Tid, för tidsstämplar: 1 fil" in both.splitlines()
    assert "    fhvalidate trust add CERTIFIKAT --purpose timestamp" in both.splitlines()
    assert "    fhvalidate trust add CERTIFIKAT --purpose signature" in one.splitlines()
    assert "--purpose timestamp" not in one


def test_no_name_of_a_file_is_cut() -> None:
    """A column that is too narrow for a cell has the rest of it on the next line."""
    name = "protokoll-kommunstyrelsen.pdf"
    report = sample.valid()
    report = replace(report, document=replace(report.document, name=name))
    narrow = replace(SV, width=80)

    text = closing_text(
        [closing_row(report, narrow), closing_row(sample.unsigned(), narrow)], narrow
    )

    assert name in text
    assert "INTE UNDERTECKNAD" in text
    assert "…" not in text


def test_each_file_has_its_verdict_and_what_to_do() -> None:
    rows = [closing_row(report, SV) for report in sample.ALL.values()]

    lines = closing_text(rows, SV).splitlines()
    assert len(lines) >= 3 + len(rows)
    assert any("GILTIG" in line and line.endswith("Inget att göra") for line in lines)
    assert any("OGILTIG" in line and line.endswith("Godta inte") for line in lines)
    assert any("enligt sidorna: Anna Exempel" in line for line in lines)


def test_no_two_pages_have_one_name_and_none_leads_out_of_the_folder() -> None:
    named = namer()

    names = [named(name) for name in ("a.pdf", "A.pdf", "../a.pdf", "", ".", "å" * 300, "a\n.pdf")]

    assert named("Index") == "Index-2.html"  # beside the one that leads to the others
    assert names[:4] == ["a.pdf.html", "A.pdf-2.html", "_a.pdf.html", "page.html"]
    assert len({name.casefold() for name in names}) == len(names)
    assert all("/" not in name and len(name.encode()) < 250 for name in names)


@pytest.mark.parametrize("language", Language)
def test_the_index_of_pages_leads_to_each_with_its_verdict_and_what_to_do(
    language: Language,
) -> None:
    style = replace(SV, language=language)
    rows = [
        (closing_row(report, style), f"{n}.html") for n, report in enumerate(sample.ALL.values())
    ]

    page = render_index(rows, language=language)

    for row, name in rows:
        assert page.count(f'<a href="./{name}">') == 1
        assert f">{row.cells[3]}</td>" in page
    assert "<script" not in page
    assert "\x1b" not in page
    for word in {row.verdict_word for row, _ in rows}:
        assert f"<li>{word}: " in page


def test_the_index_ends_with_the_issuers_awaited_and_what_adds_them() -> None:
    rows = [(closing_row(waiting("CN=Rot <ett>"), SV), "a.html")]

    page = render_index(rows, language=Language.SV)
    none = render_index([(closing_row(sample.valid(), SV), "a.html")], language=Language.SV)

    assert "Rot &lt;ett&gt;" in page
    assert "<code>fhvalidate trust add CERTIFIKAT --purpose signature</code>" in page
    assert "--purpose timestamp" not in page
    assert "trust add" not in none


def test_a_link_leads_only_to_a_page_beside_it() -> None:
    assert link("javascript:alert(1)//..", "x").text == (
        '<a href="./javascript%3Aalert%281%29%2F%2F..">x</a>'
    )
