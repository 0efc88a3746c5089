"""The HTML pages can be read by everybody: WCAG 2.2 AA by axe-core, on screens and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fhvalidate.report.messages import Language
from tests.batch.browser import Browser, browser
from tests.pages import axe
from tests.pages.looks import crowded, index_page, report_pages, reports, results_page

pytestmark = pytest.mark.skipif(bool(axe.missing()), reason=axe.missing())

# By name: width, height, and the medium. A4 is so wide within its margins, in CSS pixels;
# report.html asks for the paper to lie.
SIZES = {
    "desktop": (1280, 900, "screen"),
    "phone": (375, 812, "screen"),
    "paper": (720, 1000, "print"),
}
LYING = 1030
UNFOLDED = "document.querySelectorAll('details').forEach(each => each.open = true)"
# Cells and list items whose text is wider than the room that they have.
CUT = (
    "[...document.querySelectorAll('th, td, li, dd, dt, p, h1, summary')]"
    ".filter(e => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1"
    " && getComputedStyle(e).display !== 'inline')"
    ".map(e => `cut: ${e.outerHTML.slice(0, 120)}`)"
)
# What the keyboard reaches, in its order, with whether it is seen that it is reached.
REACHED = (
    "[...document.querySelectorAll('a, button, input, select, summary')]"
    ".filter(e => e.getClientRects().length).filter(e => { e.focus({focusVisible: true});"
    " return document.activeElement !== e || getComputedStyle(e).outlineStyle === 'none' })"
    ".map(e => e.outerHTML.slice(0, 120))"
)
SMALL = (  # text of less than 12 CSS pixels
    "[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length"
    " && e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 12)"
    ".map(e => `small: ${e.outerHTML.slice(0, 120)}`)"
)


def faults(page: Browser, path: Path) -> Iterator[str]:
    """What is wrong with the page, folded and unfolded, at every size."""
    for name, (upright, height, medium) in SIZES.items():
        width = LYING if medium == "print" and path.name == "report.html" else upright
        page.size(width, height)
        page.call("Emulation.setEmulatedMedia", media=medium)
        page.open(path.as_uri())
        for script in ("", UNFOLDED):
            page.value(script)
            found = axe.violations(page) + page.value(CUT)
            if medium == "screen":
                found += page.value(SMALL)
            room = page.value("document.documentElement.scrollWidth")
            if room > width:
                found.append(f"wider than it may be: {room}")
            yield from (f"{path.name}, {name}: {fault}" for fault in found)


def test_the_busiest_report_and_a_page_of_thirty_files_break_no_rule(tmp_path: Path) -> None:
    pages = report_pages(tmp_path, {"crowded": crowded()}, Language.SV)
    pages += [results_page(tmp_path, 30, Language.SV), index_page(tmp_path, Language.SV)]

    with browser() as page:
        found = [fault for path in pages for fault in faults(page, path)]

    assert found == []


def test_a_page_that_breaks_rules_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text("<!doctype html><html><body><h1>A</h1><h4>B</h4><img src=x></body></html>")

    with browser() as page:
        page.open(path.as_uri())
        found = {each.partition(" ")[0] for each in axe.violations(page)}

    assert {"document-title", "heading-order", "html-has-lang", "image-alt"} <= found


def test_the_keyboard_reaches_everything_and_shows_where_it_is(tmp_path: Path) -> None:
    report = report_pages(tmp_path, {"crowded": crowded()}, Language.SV)[0]
    results = results_page(tmp_path, 30, Language.SV)

    with browser() as page:
        page.open(report.as_uri())
        folds = page.value("document.querySelectorAll('summary').length")
        of_report = page.value(REACHED)
        page.open(results.as_uri())
        page.value(UNFOLDED)
        of_results = page.value(REACHED)

    assert folds == 1
    assert of_report == of_results == []


@pytest.mark.slow
@pytest.mark.parametrize("language", Language)
def test_no_page_of_any_kind_breaks_a_rule(language: Language, tmp_path: Path) -> None:
    pages = report_pages(tmp_path, reports(), language)
    pages += [results_page(tmp_path, count, language) for count in (0, 30, 500)]
    pages.append(index_page(tmp_path, language))

    with browser() as page:
        found = [fault for path in pages for fault in faults(page, path)]

    assert found == []
