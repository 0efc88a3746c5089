"""What the pages say of signing outside a signature page, and what says nothing."""

import pytest

from fhvalidate.minutes.mentions import MentionKind, read_mentions
from fhvalidate.pdf.pages.text import Page, read_pages
from tests.pki import layout


def pages(*texts: str, copies: int = 1) -> tuple[Page, ...]:
    lines = tuple(layout.Line(text=text) for text in texts)
    data = layout.draw_pages([layout.Page(lines=lines) for _ in range(copies)])
    return read_pages(data, password="", max_pages=50).pages


def kinds(*texts: str, copies: int = 1) -> list[MentionKind]:
    return [mention.kind for mention in read_mentions(pages(*texts, copies=copies))]


@pytest.mark.parametrize(
    "text",
    [
        "Justering: Digital signering, se underskriftssida",
        "Elektroniskt signerat, se verifikat",
        "Underskrifter enligt bifogat signeringsblad, digital signatur",
        "Digital justering framgår av underskriftsbladet sist",
        "Signed electronically, see signature page",
    ],
)
def test_a_reference_to_a_signature_page_is_one(text: str) -> None:
    assert kinds("Protokoll", text) == [MentionKind.REFERENCE]


@pytest.mark.parametrize(
    "text", ["Justering: Digital signering", "Justerare: elektronisk signatur"]
)
def test_an_announced_signing_is_one(text: str) -> None:
    assert kinds("Protokoll", text) == [MentionKind.ANNOUNCED]


@pytest.mark.parametrize(
    "lines",
    [
        ("Signerat med BankID", "2026-03-02 10:00:05"),
        ("Undertecknat med Freja eID+", "Anna Exempel", "2 mars 2026 kl. 10:00"),
        ("Identifierad med svenskt BankID 2026-03-02 10:00",),
    ],
)
def test_an_act_or_means_near_a_time_is_a_stamp(lines: tuple[str, ...]) -> None:
    assert MentionKind.STAMP in kinds(*lines)


def test_the_burned_in_appearance_of_a_signature_is_one() -> None:
    found = kinds("Digitally signed by Anna Exempel", "Date: 2026-03-02 10:00:05 +01:00")

    assert MentionKind.APPEARANCE in found


def test_a_signing_footer_stands_on_most_pages() -> None:
    footer = "Dokumentet är signerat 4f3a9c07d2e14b6a"

    assert kinds(footer, copies=3) == [MentionKind.FOOTER]
    assert kinds(footer) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Protokollet har signerats elektroniskt.",),
        ("Nämnden beslutar om nya e-underskrifter.",),
        ("Text: ”Signerat med BankID 2026-03-02 10:00”",),
        ("Från: a@b.example", "Till: c@d.example", "Signerat med BankID 2026-03-02 10:00"),
        ("Sammanträdet öppnas 2026-03-02 klockan 10.00",),
    ],
)
def test_what_only_tells_of_signing_is_none(lines: tuple[str, ...]) -> None:
    assert kinds(*lines) == []
