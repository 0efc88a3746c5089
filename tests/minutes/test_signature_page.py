import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.marks import Mark, read_marks
from fhvalidate.minutes.profile import MarkKind, built_in_profiles
from fhvalidate.minutes.signature_page import SignaturePage, read_signature_page
from fhvalidate.pdf.pages.text import Page, read_pages
from tests.minutes.laid_out import Placed, lines, pages, pdf
from tests.shared import SHARED

KNOWIT = (
    "Dokumentet har skrivits under elektroniskt av en eller flera personer som är listade nedan.",
    "Endast det elektroniskt underskrivna originaldokumentet går att validera.",
)
ONE = "00112233445566778899AABBCCDDEEFF0011223344"
TWO = "FFEEDDCCBBAA99887766554433221100FFEEDDCCBB"
BODY = lines("Sammanträdesprotokoll", "§ 1 Mötets öppnande", "Digital justering.")


def read(*placed: Sequence[Placed]) -> SignaturePage | None:
    return read_signature_page(pages(*placed), built_in_profiles())


def found(*placed: Sequence[Placed]) -> SignaturePage:
    page = read(*placed)
    assert page is not None
    return page


def marks(*placed: Sequence[Placed]) -> tuple[Mark, ...]:
    return read_marks(pages(*placed), built_in_profiles())


def ciceron(*signers: tuple[str, str, str], x: float = 60) -> list[Placed]:
    page = lines("Undertecknat av följande personer")
    for row, (name, time, identity) in enumerate(signers):
        y = 90 + 60 * row
        page += [(x, y, name), (x, y + 14, "Datum:"), (x + 130, y + 14, time)]
        page += [(x, y + 28, "Transaktionsidentitet:"), (x + 130, y + 28, identity)]
    return page


def names(page: SignaturePage) -> list[str | None]:
    return [signer.name for signer in page.signers]


def test_knowits_page_without_signers_is_recognised_by_its_words() -> None:
    page = found(BODY, lines("Underskriftssida", "", *KNOWIT))

    assert (page.page, page.profile, page.signers) == (2, "knowit", ())
    assert page.statement == " ".join(KNOWIT)


def test_the_words_may_break_anywhere_be_hyphenated_and_in_capitals() -> None:
    broken = ("DOKUMENTET  HAR SKRIVITS UNDER", "ELEKTRO-", "NISKT AV EN ELLER FLERA", "PERSONER",
              "SOM ÄR LISTADE NEDAN.")  # fmt: skip

    page = found(lines("UNDERSKRIFTSSIDA", "", *broken))

    assert page.profile == "knowit"


@pytest.mark.parametrize("count", range(1, 9))
def test_every_signer_below_the_statement_is_listed_in_order(count: int) -> None:
    people = [f"Person{letter} Exempel" for letter in "ABCDEFGH"[:count]]
    people = [name.replace("Person", "Åsa") for name in people]
    rows = [
        text
        for hour, name in enumerate(people)
        for text in (name, "Exempel kommun", f"2025-01-22 1{hour}:55:49", "BankID", "")
    ]

    page = found(BODY, lines("Underskriftssida", *KNOWIT, "", *rows))

    assert names(page) == people
    assert {signer.method for signer in page.signers} == {"BankID"}
    assert [signer.signed_at.hour for signer in page.signers if signer.signed_at] == [
        10 + hour for hour in range(count)
    ]


def test_signers_in_a_table_are_read_row_by_row() -> None:
    table: list[Placed] = []
    for row, name in enumerate(("Anna Exempel", "Bo E V Testsson")):
        y = 160 + 20 * row
        table += [(60, y, name), (250, y, f"2025-01-22 15:5{row}"), (420, y, "Freja eID+")]

    page = found(lines("Underskriftssida", *KNOWIT) + table)

    assert names(page) == ["Anna Exempel", "Bo E V Testsson"]
    assert page.signers[0].method == "Freja eID+"


def test_a_time_without_zone_is_swedish_and_said_to_be_assumed() -> None:
    page = found(ciceron(("ANNA EXEMPEL", "2025-01-22 15:55:49", ONE)))

    signer = page.signers[0]
    assert signer.signed_at == datetime(
        2025, 1, 22, 15, 55, 49, tzinfo=ZoneInfo("Europe/Stockholm")
    )
    assert signer.zone_assumed


def test_ciceron_gives_each_signer_a_transaction_identity() -> None:
    signers = (("ANNA EXEMPEL", "2025-01-22 15:55:49", ONE),
               ("Bo Erik Testsson", "2025-01-22 16:26:49", TWO))  # fmt: skip
    organisation = lines("Dokumentet är signerat av Ciceron DoÄ", "Organisation: Exempel kommun")

    page = found(BODY, ciceron(*signers), organisation, BODY)

    assert names(page) == ["ANNA EXEMPEL", "Bo Erik Testsson"]
    assert [signer.reference for signer in page.signers] == [ONE, TWO]
    assert (page.page, page.pages) == (2, (2, 3))


def test_a_list_that_goes_on_over_a_page_break_is_one_list() -> None:
    first = ciceron(("ANNA EXEMPEL", "2025-01-22 15:55:49", ONE))
    second = ciceron(("BO TESTSSON", "2025-01-22 16:26:49", TWO))[1:]

    page = found(BODY, first, second)

    assert names(page) == ["ANNA EXEMPEL", "BO TESTSSON"]
    assert [signer.page for signer in page.signers] == [2, 3]


def test_a_time_and_an_identity_may_break_over_lines() -> None:
    rows = ("ANNA EXEMPEL", "Datum: 2025-01-22", "15:55:49", "Transaktionsidentitet:", ONE[:30],
            ONE[30:], "BO TESTSSON", "Datum: 2025-01-22 16:00:00",
            "Transaktionsidentitet: " + TWO)  # fmt: skip

    page = found(lines("Undertecknat av följande", "personer", "", *rows))

    assert names(page) == ["ANNA EXEMPEL", "BO TESTSSON"]
    assert [signer.reference for signer in page.signers] == [ONE, TWO]


def test_of_two_times_in_a_row_of_a_table_the_last_is_the_signers() -> None:
    row: list[Placed] = [(60, 150, "Anna Exempel"), (200, 150, "2025-01-22 15:00:00")]

    page = found([*lines("Underskriftssida", *KNOWIT), *row, (380, 150, "2025-01-22 16:00:00")])

    (signer,) = page.signers
    assert signer.name == "Anna Exempel"
    assert signer.signed_at is not None
    assert signer.signed_at.hour == 16


def test_the_same_page_twice_in_a_file_lists_its_people_once() -> None:
    page = found(*[ciceron(("ANNA EXEMPEL", "2025-01-22 15:55:49", ONE))] * 2)

    assert names(page) == ["ANNA EXEMPEL"]


def penneo() -> list[Placed]:
    page = lines(
        "Signaturerna i detta dokument är juridiskt bindande. Dokumentet är signerat genom",
        "Penneo™ för säker digital signering. Tecknarnas identitet har lagrats, och visas nedan.",
    )
    left = ("ANNA EXEMPEL", "Förtroendevald revisor", "Serienummer: a3673656b[…]4798fc5",
            "IP: 192.0.xxx.xxx", "2026-10-07 10:55:01 UTC")  # fmt: skip
    right = ("ÅSA PROVMAN", "Serienummer: e98bded6d[…]46409df", "IP: 198.51.xxx.xxx",
             "2026-10-07 11:06:52 UTC")  # fmt: skip
    page += lines(*left, y=140) + lines(*right, x=320, y=140)
    return [*page, (20, 700, "Penneo dokumentnyckel: Q0AAA-0B111-2CCCC-8DDD6-1EEEE-SF0HO", 90)]


def test_penneos_signers_stand_side_by_side() -> None:
    page = found(BODY, penneo())

    assert names(page) == ["ANNA EXEMPEL", "ÅSA PROVMAN"]
    assert page.signers[0].reference == "a3673656b[…]4798fc5"
    assert page.signers[1].signed_at == datetime(2026, 10, 7, 11, 6, 52, tzinfo=UTC)
    assert not page.signers[1].zone_assumed


@pytest.mark.parametrize(
    "texts",
    [
        ("Justering", "Protokollet justeras digitalt, se underskriftssida.", "Underskriftssida"),
        (
            "Handbok",
            f"På sidan står ”Underskriftssida. {KNOWIT[0]}” och namnen.",
            "Underskriftssida",
        ),
        ("Underskriftssida", "På sista sidan står att", "”" + KNOWIT[0] + "”"),
        ("Från: a@example.se", "Till: b@example.se", "Underskriftssida", *KNOWIT),
        ("Undertecknat av följande personer", "Anna Exempel", "Bo Testsson"),
        ("Exempel på sida:", "Underskriftssida", *KNOWIT),
    ],
)
def test_a_text_about_signature_pages_is_not_one(texts: tuple[str, ...]) -> None:
    assert read(lines(*texts)) is None


def test_a_page_of_running_text_is_not_one() -> None:
    running = [" ".join(["ord"] * 12)] * 30

    assert read(lines("Underskriftssida", *KNOWIT, *running)) is None


def test_a_footer_gives_the_transaction_identities_of_its_page() -> None:
    footer = lines("Det här dokumentet är digitalt signerat", f"Transaktionsidentitet: {ONE}",
                   f"Transaktionsidentitet: {TWO}", y=760)  # fmt: skip

    (mark,) = marks(BODY, BODY + footer)

    assert (mark.page, mark.profile, mark.kind) == (2, "ciceron", MarkKind.FOOTER)
    assert mark.identities == (ONE, TWO)
    assert mark.quote == "Det här dokumentet är digitalt signerat"


def test_a_sentence_about_the_footer_is_no_mark() -> None:
    assert marks(lines("Det här dokumentet är digitalt signerat och ska bevaras.")) == ()


@pytest.mark.parametrize(
    "margin",
    [
        [(20, 700, "Penneo dokumentnyckel: Q0AAA-0B111-2CCCC-8DDD6-1EEEE-SF0HO", 90)],
        lines("OH0FS-EEEE1-6DDD8-CCCC2-111B0-AAA0Q", ":lekcyntnemukod", "oenneP", x=5, y=700),
    ],
)
def test_a_key_up_the_margin_is_read_also_when_it_comes_out_backwards(margin: list[Placed]) -> None:
    (mark,) = marks(BODY + margin)

    assert mark.identities == ("Q0AAA-0B111-2CCCC-8DDD6-1EEEE-SF0HO",)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("gs", ["-q", "-dNOSAFER", "-sDEVICE=pdfwrite", "-o", "out.pdf", "in.pdf"]),
        ("pdftocairo", ["-pdf", "in.pdf", "out.pdf"]),
    ],
)
def test_the_page_is_recognised_after_a_print(
    tool: str, arguments: list[str], tmp_path: Path
) -> None:
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed")
    rows = ("Åsa Provman", "2025-01-22 15:55:49", "Undertecknat med BankID")
    (tmp_path / "in.pdf").write_bytes(pdf(lines("Underskriftssida", *KNOWIT, "", *rows)))

    subprocess.run([program, *arguments], cwd=tmp_path, check=True)

    printed = read_pages((tmp_path / "out.pdf").read_bytes(), password="", max_pages=9).pages
    page = read_signature_page(printed, built_in_profiles())
    assert page is not None
    assert len(page.signers) == 1


@pytest.mark.parametrize("name", ["A", "B", "A__gs_pdfwrite", "B__cups_pdf", "A__firefox_pdfjs"])
def test_signature_pages_of_real_prints_are_recognised(name: str) -> None:
    file = SHARED / "reprint" / f"{name}.pdf"
    if not file.exists():
        pytest.skip("the shared files are not here")

    page = read_signature_page(_pages(file), built_in_profiles())

    assert page is not None
    assert len(page.signers) == {"A": 2, "B": 3}[name[0]]


def _pages(file: Path) -> tuple[Page, ...]:
    return read_pages(file.read_bytes(), password="", max_pages=50).pages


def test_the_seeds_page_is_recognised_with_no_one_on_it() -> None:
    seed = SHARED / "seed" / "kommundirektorsmote-2024-04-19.txt"
    if not seed.exists():
        pytest.skip("the shared files are not here")
    text = seed.read_text("utf-8")
    words = text[text.index("Underskriftssida") :].split()
    wrapped = [" ".join(words[:1])] + [
        " ".join(words[at : at + 11]) for at in range(1, len(words), 11)
    ]

    page = found(BODY, lines(*wrapped))

    assert (page.profile, page.page, page.signers) == ("knowit", 2, ())


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text())
def test_folding_parts_is_folding_the_whole(one: str, two: str) -> None:
    assert fold(one + two) == fold(one) + fold(two)


@given(st.sampled_from(KNOWIT), st.randoms())
def test_the_fold_does_not_see_lost_vowels_case_or_blanks(sentence: str, random: object) -> None:
    assert isinstance(random, __import__("random").Random)
    damaged = "".join(
        random.choice(["", "\x01", "\ufffd"]) if letter in "åäö" else letter
        for letter in sentence.replace(" ", random.choice([" ", "  ", "\n", "-\n"]))
    )

    assert fold(damaged.upper()) == fold(sentence)
