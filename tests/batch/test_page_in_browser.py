"""report.html in a browser: it filters, sorts and leads to the files."""

import json
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from fhvalidate.batch.page import write_page
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.messages import Language
from tests.batch.browser import CHROMIUM, Browser, browser
from tests.batch.test_results import open_filled
from tests.report import sample

if TYPE_CHECKING:
    from fhvalidate.report.model import Report

PICTURES = os.environ.get("FHVALIDATE_PICTURES")  # a folder to keep the screenshots in
ROWS = "[...document.querySelectorAll('.todo tbody tr')].filter(r => !r.hidden)"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian's chromium)")


def made(folder: Path, language: Language) -> Path:
    """A page about some files that are there."""
    reports: dict[str, Report | NotJudged] = {}
    for number in range(3):
        for name, report in sample.ALL.items():
            path = folder / "arkiv" / f"{name} åäö #{number}.pdf"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"%PDF-1.7\n")
            reports[str(path)] = report
    reports[str(folder / "arkiv" / "<b>hänger</b>.pdf")] = NotJudged(Cause.TIMEOUT, "60 s")
    store = open_filled(folder / "resultat", reports)
    with closing(store):
        store.connection.execute("UPDATE documents SET body = 'Samhällsbyggnadsnämnden'")
        return write_page(store.connection, folder / "resultat", language)


def shown(page: Browser) -> list[str]:
    found: list[str] = page.value(f"{ROWS}.map(row => row.cells[0].textContent)")
    return found


@pytest.mark.parametrize("language", Language)
def test_the_page_filters_sorts_and_leads_to_the_files(language: Language, tmp_path: Path) -> None:
    path = made(tmp_path, language)
    with browser() as page:
        page.size(1280, 900)
        page.open(path.as_uri())
        everything = shown(page)
        if PICTURES:
            page.picture(Path(PICTURES) / f"desktop-{language}.png")

        page.value("text.value = 'ÅÄÖ #1'; text.dispatchEvent(new Event('input'))")
        by_text = shown(page)
        page.value("text.value = ''; verdict.value = 'not-judged'")
        page.value("verdict.dispatchEvent(new Event('input'))")
        by_verdict = shown(page)
        count = page.value("document.getElementById('shown').textContent")
        page.value("verdict.value = ''; verdict.dispatchEvent(new Event('input'))")

        group = page.value("document.querySelector('.todo').closest('.group').id")
        cells = f"[...document.querySelectorAll('#{group} tbody tr')]"
        first = f"{cells}.map(row => row.cells[0].textContent)"
        page.value(f"document.querySelector('#{group} th button').click()")
        up = page.value(first)
        page.value(f"document.querySelector('#{group} th button').click()")
        down = page.value(first)

        link = page.value("document.querySelector('.todo a').href")
        target = page.value("document.querySelector('.todo a').textContent")
        page.size(390, 844)
        wide = page.value("document.documentElement.scrollWidth")
        if PICTURES:
            page.picture(Path(PICTURES) / f"phone-{language}.png")

        page.value("document.querySelector('.todo a').click()")
        page.wait("Page.frameNavigated")
        followed = page.value("location.href")

    assert len(everything) > len(by_text) > len(by_verdict) == 1
    assert all("#1" in name for name in by_text)
    assert "<b>hänger</b>" in by_verdict[0]
    assert count == "1"
    assert up == down[::-1] == sorted(up)
    assert link == followed == Path(target).as_uri()
    assert Path(target).is_file()
    assert wide <= 390


# What is wider than the room that it has: a heading or cell that is cut, or a table past the page.
CUT = (
    "[...document.querySelectorAll('.files th, .files td, .chart th')]"
    ".filter(c => c.offsetParent && c.scrollWidth > c.clientWidth + 1)"
    ".map(c => c.textContent.slice(0, 40))"
)
BROKEN = (  # a word of the bodies that is broken over two lines: its cell is higher than one
    "[...document.querySelectorAll('.todo td[data-label=Organ]')]"
    ".filter(c => c.textContent && c.getClientRects().length"
    " && (() => { const r = document.createRange(); r.selectNodeContents(c);"
    " return r.getClientRects().length > 1 })()).length"
)


@pytest.mark.parametrize("width", [1024, 1100, 1200, 1400, 390])
def test_no_column_is_cut_and_no_body_broken_at_any_width(width: int, tmp_path: Path) -> None:
    path = made(tmp_path, Language.SV)
    with browser() as page:
        page.size(width, 900)
        page.open(path.as_uri())
        page.value("document.querySelector('#done details').open = true")

        assert page.value(CUT) == []
        assert page.value(BROKEN) == 0
        assert page.value("document.documentElement.scrollWidth") <= width
        if PICTURES:
            page.picture(Path(PICTURES) / f"width-{width}.png")


def test_no_column_is_cut_on_paper(tmp_path: Path) -> None:
    path = made(tmp_path, Language.SV)
    with browser() as page:
        page.size(1030, 700)  # A4, lying, within its margins, in CSS pixels
        page.open(path.as_uri())
        page.call("Emulation.setEmulatedMedia", media="print")
        page.value("document.querySelector('#done details').open = true")

        assert page.value(CUT) == []
        assert page.value(BROKEN) == 0
        assert page.value("document.documentElement.scrollWidth") <= 1030
        if PICTURES:
            page.picture(Path(PICTURES) / "print.png")


def test_a_table_that_goes_on_on_the_next_paper_is_headed_there_too(tmp_path: Path) -> None:
    path = made(tmp_path, Language.SV)
    with browser() as page:
        page.open(path.as_uri())
        paper = page.printed()

    with closing(pypdfium2.PdfDocument(paper)) as document:
        texts = [each.get_textpage().get_text_bounded() for each in document]

    table = [text for text in texts if ".pdf" in text and "Sök" not in text]
    assert len(table) > 2
    assert all("Fil" in text.split(".pdf")[0] for text in table)


def test_a_search_finds_valid_files_too(tmp_path: Path) -> None:
    path = made(tmp_path, Language.SV)
    with browser() as page:
        page.open(path.as_uri())
        before = page.value("document.querySelector('#done details').open")
        page.value("text.value = '/valid åäö #1'; text.dispatchEvent(new Event('input'))")
        found = page.value(
            "[...document.querySelectorAll('.done tbody tr')].filter(r => !r.hidden).length"
        )
        after = page.value("document.querySelector('#done details').open")

    assert (before, found, after) == (False, 1, True)


def test_nothing_but_the_pages_own_script_runs(tmp_path: Path) -> None:
    path = made(tmp_path, Language.SV)
    hostile = (
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    )
    path.write_text(path.read_text().replace("</main>", hostile + "</main>"))

    with browser() as page:
        page.open(path.as_uri())
        title = page.value("document.title")

    assert title == json.loads('"Granskning av undertecknade handlingar"')
