import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.pdf.pages.text import PageKind, TextState, read_pages
from tests.minutes.laid_out import lines, pages, pdf


def test_lines_come_from_the_top_down_whatever_the_order_drawn() -> None:
    (page,) = pages([(60, 200, "under"), (60, 100, "över åäö"), (60, 150, "mitt")])

    assert [line.text for line in page.lines] == ["över åäö", "mitt", "under"]


def test_a_wide_gap_parts_a_line_into_cells() -> None:
    (page,) = pages([(60, 100, "ANNA EXEMPEL"), (300, 100, "BO TESTSSON")])

    (line,) = page.lines
    assert [cell.text for cell in line.cells] == ["ANNA EXEMPEL", "BO TESTSSON"]
    assert line.cells[0].right < 200 < line.cells[1].left == pytest.approx(300, abs=2)


def test_a_hyphen_that_ends_a_line_stays_a_hyphen_on_its_own_line() -> None:
    (page,) = pages(lines("elektro-", "niskt"))

    assert [line.text for line in page.lines] == ["elektro-", "niskt"]


@pytest.mark.parametrize("angle", [90, 270])
def test_text_that_runs_up_or_down_the_margin_comes_last(angle: int) -> None:
    (page,) = pages([(300, 400, "nyckel: Q0AAA", angle), (60, 700, "brödtext")])

    assert [(line.text, line.turned) for line in page.lines] == [
        ("brödtext", False),
        ("nyckel: Q0AAA", True),
    ]


def turned_pages(data: bytes, *, by: int) -> bytes:
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        for page in file.pages:
            page.rotate(by, relative=False)
        file.save(turned)
    return turned.getvalue()


@pytest.mark.parametrize(("drawn", "turned"), [(90, 90), (180, 180), (270, 270)])
def test_text_drawn_sideways_on_a_page_turned_back_is_upright(drawn: int, turned: int) -> None:
    data = pdf([(300, 400, "Underskriftssida", drawn)])

    (page,) = read_pages(turned_pages(data, by=turned), password="", max_pages=1).pages

    (line,) = page.lines
    assert not line.turned
    assert line.right - line.left > line.top - line.bottom


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_are_measured_on_the_page_as_displayed(turned: int) -> None:
    data = turned_pages(pdf([(60, 100, "A")]), by=turned)

    (page,) = read_pages(data, password="", max_pages=1).pages

    (line,) = page.lines
    assert (page.width > page.height) is (turned in {90, 270})
    assert 0 <= line.left < line.right <= page.width
    assert 0 <= line.bottom < line.top <= page.height
    assert line.turned is (turned != 0)


def test_no_more_pages_are_read_than_asked_for_and_that_is_told() -> None:
    text = read_pages(pdf(*[lines("sida")] * 3), password="", max_pages=2)

    assert [page.number for page in text.pages] == [1, 2]
    assert (text.page_count, text.truncated) == (3, True)


def test_a_page_without_text_says_so() -> None:
    assert pages([])[0].kind is PageKind.NO_TEXT


def test_a_file_with_a_password_asks_for_it() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(lines("hemligt")))) as file:
        file.save(locked, encryption=pikepdf.Encryption(owner="ägare", user="hemlig"))
    data = locked.getvalue()

    assert read_pages(data, password="", max_pages=1).state is TextState.PASSWORD_REQUIRED
    assert read_pages(data, password="hemlig", max_pages=1).pages[0].text == "hemligt"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1200), st.binary(max_size=40))
def test_a_damaged_file_is_never_an_exception(place: int, noise: bytes) -> None:
    data = pdf(lines("text"))
    damaged = data[:place] + noise + data[place + len(noise) :]

    text = read_pages(damaged, password="", max_pages=5)

    assert text.unreadable or len(text.pages) <= 5


def test_what_is_no_pdf_is_unreadable() -> None:
    assert read_pages(b"", password="", max_pages=1).unreadable
    assert read_pages(b"%PDF-1.7 nothing", password="", max_pages=1).state is TextState.DAMAGED
