"""What quotes or reports signing, and was never signed itself, is accused of nothing."""

import pytest

from fhvalidate import Language
from fhvalidate.report.html import render_html
from fhvalidate.report.text import render
from tests.pki.layout import Line, Page, draw_pages
from tests.reprint.judged import judged

KEY = "Penneo dokumentnyckel: KHS6F-0E1PX-OYJVE-S65JJ-LOQYE-6TEST"
TRANSACTION = "Transaktion 09222115557512345678"
ENVELOPE = "DocuSign Envelope ID: 5A1B2C3D-0000-4000-8000-123456789ABC"
BODY = ("Sammanträdesprotokoll", "Nämnden beslutar enligt förslaget.") * 4

NEVER_SIGNED = {
    "a bank's receipt": ("Kvitto", "Belopp 250,00 kr", TRANSACTION, "Tack för ditt köp"),
    "a routine": (
        "Rutin för elektronisk underskrift",
        "Längst ned på sidan står då till exempel:",
        TRANSACTION,
        KEY,
        ENVELOPE,
        "Handlingen sparas i diariet.",
    ),
    "a printed e-mail": (
        "From: Penneo <no-reply@penneo.com>",
        "Subject: Your document has been signed",
        "The document has been signed by all parties.",
        KEY.replace("dokumentnyckel", "document key"),
    ),
    "an offer": ("Offert", "Vi erbjuder följande:", KEY, "Med vänlig hälsning"),
}


def drawn(*texts: str, footer: tuple[str, ...] = (), pages: int = 1) -> bytes:
    lines = tuple(Line(text=text) for text in texts)
    return draw_pages([Page(lines=lines, footer=footer) for _ in range(pages)])


@pytest.mark.parametrize("texts", NEVER_SIGNED.values(), ids=NEVER_SIGNED)
@pytest.mark.parametrize("pages", [1, 3])
def test_a_line_in_running_text_is_no_trace_of_signing(texts: tuple[str, ...], pages: int) -> None:
    body = (*BODY[:4], *texts, *BODY)

    assert judged(drawn(*body, pages=pages)).reprint.verdict == "unsigned"


def test_a_receipt_of_several_pages_with_its_transaction_at_the_foot_was_never_signed() -> None:
    receipt = drawn("Kvitto", "Belopp 250,00 kr", footer=(TRANSACTION,), pages=3)

    assert judged(receipt).reprint.verdict == "unsigned"


def test_the_vendors_mark_at_the_foot_of_page_after_page_is_a_trace() -> None:
    for footer in (ENVELOPE, f"{TRANSACTION}   Signerat: AE, BT"):
        report = judged(drawn(*BODY, footer=(footer,), pages=3))

        assert report.reprint.verdict == "stripped"


def test_the_vendors_mark_at_the_foot_of_one_page_decides_nothing() -> None:
    report = judged(drawn(*BODY, footer=(ENVELOPE,)))

    assert (report.reprint.verdict, report.reprint.confidence) == ("unknown", "low")


def test_what_is_not_sure_is_not_said_as_a_fact() -> None:
    report = judged(drawn(*BODY, footer=(ENVELOPE,), pages=3))

    for language, said in ((Language.EN, "appear"), (Language.SV, "verkar")):
        assert said in render(report, language=language).splitlines()[0]
        assert said in render_html(report, language=language)
