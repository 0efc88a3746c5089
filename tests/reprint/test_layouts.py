"""Layouts that no profile knows: as they are, and after a printer, are not taken for unsigned."""

import pytest

from fhvalidate import Verdict
from tests.pki.layout import Line, Page, draw_pages
from tests.reprint.judged import judged, needs_recognition, through

TEXT = tuple(
    Line(text=f"§ {number} Nämnden godkänner redovisningen för år 2025 enligt förslaget.")
    for number in range(20)
)
LAYOUTS = {
    "table": (
        "Underskrifter",
        "Namn              Roll            Tidpunkt              Metod",
        "Anna Exempel     Ordförande     2026-03-02 10:00     BankID",
        "Bo Testsson      Justerare      2026-03-02 11:15     Freja eID+",
    ),
    "dates in words": (
        "Signaturer",
        "Handlingen har undertecknats elektroniskt av:",
        "Anna Exempel",
        "den 2 mars 2026 kl. 10:00 med BankID",
        "Bo Testsson",
        "den 2 mars 2026 kl. 11:15 med BankID",
    ),
    "English": (
        "Signature page",
        "This document has been signed electronically by the following parties",
        "Anna Exempel",
        "Signed with Swedish BankID 2026-03-02 10:00:05 CET",
    ),
    "receipt": (
        "Signeringskvitto",
        "Anna Exempel",
        "E-legitimation: SITHS",
        "Signerat: 2026-03-02 10:00",
    ),
}
TOOLS = {
    "cairo": ["pdftocairo", "-pdf", "{given}", "{made}"],
    "ghostscript": ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite",
                    "-sOutputFile={made}", "{given}"],
    "images": ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfimage8", "-r120",
               "-sOutputFile={made}", "{given}"],
}  # fmt: skip


def minutes_with(lines: tuple[str, ...]) -> bytes:
    page = Page(lines=tuple(Line(text=text) for text in lines))
    return draw_pages([Page(lines=TEXT), Page(lines=TEXT), page])


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_signature_page_of_an_unknown_service_without_signatures_is_stripped(name: str) -> None:
    report = judged(minutes_with(LAYOUTS[name]))

    assert report.reprint.verdict == "stripped"
    assert report.verdict is Verdict.REPRINTED


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("tool", TOOLS)
def test_a_print_of_it_is_reprinted(tool: str, name: str) -> None:
    if tool == "images":
        needs_recognition()

    report = judged(through(TOOLS[tool], minutes_with(LAYOUTS[name])), recognised=True)

    assert report.reprint.verdict == "reprinted"
    assert report.verdict is Verdict.REPRINTED


def test_a_stamp_at_the_end_of_the_text_alone_is_undecided() -> None:
    stamp = Line(text="Signerat av Anna Exempel, BankID, 2026-03-02 10:00")

    report = judged(draw_pages([Page(lines=TEXT), Page(lines=(*TEXT, stamp))]))

    assert report.verdict is Verdict.INDETERMINATE


def test_the_text_alone_is_unsigned_whatever_was_done_to_it() -> None:
    plain = draw_pages([Page(lines=TEXT), Page(lines=TEXT)])

    verdicts = {
        judged(through(TOOLS[tool], plain), recognised=tool != "images").verdict
        for tool in ("cairo", "ghostscript")
    }

    assert verdicts == {Verdict.UNSIGNED}
