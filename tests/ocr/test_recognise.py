"""Text recognition: pages as if their text had been there, within bounds."""

import subprocess
import sys

import pytest

from fhvalidate.ocr import rapid
from fhvalidate.ocr.engine import NotInstalled, engine_at_hand
from fhvalidate.ocr.rapid import rapid_engine
from fhvalidate.ocr.recognise import recognise_pages
from fhvalidate.ocr.tesseract import tesseract_engine
from fhvalidate.pdf.pages.page_content import ContentKind, PageContent
from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.rendering import Raster, render_pages
from fhvalidate.reprint.unread import MAX_THINGS, pages_to_recognise, pages_unread
from tests.reprint.judged import FILES, fixture, needs_recognition


class Slow:
    """An engine whose time is always up."""

    name = "slow"

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        raise TimeoutError(raster.page, seconds)


class Failing:
    """An engine that fails, as for want of memory."""

    name = "failing"

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        raise RuntimeError(raster.page, seconds)


class Counting:
    """An engine that reads one word on every page and counts the pages."""

    name = "counting"

    def __init__(self) -> None:
        self.pages: list[int] = []

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        assert seconds > 0
        self.pages.append(raster.page)
        return ((Word("ord", 0.0, 0.0, 72.0, 36.0),),)


def contents(*kinds: ContentKind) -> tuple[PageContent, ...]:
    return tuple(PageContent(number, kind) for number, kind in enumerate(kinds, 1))


def test_swedish_words_are_read_where_they_stand() -> None:
    needs_recognition()
    engine = engine_at_hand()
    assert not isinstance(engine, NotInstalled)

    (page,) = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(4,), engine=engine
    )

    assert "Underskriftssida" in page.text
    heading = next(word for line in page.lines for word in line.words if "Under" in word.text)
    assert heading.bottom > page.height / 2
    assert 0 < heading.left < heading.right < page.width


def test_a_page_whose_time_is_up_is_left_out() -> None:
    read = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(1, 2), engine=Slow()
    )

    assert list(read) == []


def test_a_page_that_the_engine_fails_on_is_not_a_page_without_text() -> None:
    read = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(1, 2), engine=Failing()
    )

    assert list(read) == []


def test_a_failing_tesseract_says_so_in_place_of_reading_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = tesseract_engine()
    if engine is None:
        pytest.skip("Tesseract is not installed")
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere")

    read = recognise_pages(fixture("minutes-signed.pdf"), password="", numbers=(4,), engine=engine)

    assert list(read) == []


def test_rapidocr_without_models_that_read_swedish_is_not_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rapid, "MODELS", {"Rec.model_path": "of-another-version.onnx"})

    assert rapid.rapid_engine() is None


def test_rapidocr_reads_within_the_memory_of_a_worker() -> None:
    if rapid_engine() is None:
        pytest.skip("RapidOCR is not installed")
    page = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1536 << 20,) * 2); "
    page += "from pathlib import Path; from fhvalidate.ocr.rapid import Rapid; "
    page += "from fhvalidate.ocr.recognise import recognise_pages; "
    page += "data = Path(sys.argv[1]).read_bytes(); "
    page += "pages = recognise_pages(data, password='', numbers=(4, 1, 2), engine=Rapid()); "
    page += "print(*(page.number for page in pages))"

    done = subprocess.run(
        [sys.executable, "-c", page, FILES / "minutes-signed.pdf"],
        capture_output=True,
        check=True,
        text=True,
    )

    assert done.stdout.split() == ["4", "1", "2"]


def test_pages_are_read_when_asked_for_and_no_sooner() -> None:
    engine = Counting()
    read = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(4, 3, 1), engine=engine
    )

    next(read)

    assert engine.pages == [4]


def test_pixels_become_points() -> None:
    (page,) = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(1,), engine=Counting()
    )

    assert page.lines[0].right == pytest.approx(72 * 72 / 200, rel=0.01)
    assert (round(page.width), round(page.height)) == (595, 842)


def test_a_page_that_is_not_there_renders_nothing() -> None:
    rendered = render_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(0, 99), dots_per_inch=50
    )

    assert [raster.page for raster in rendered if raster.page == 99] == []


def test_the_last_pages_come_first_then_the_first_and_six_in_all() -> None:
    wanted = pages_to_recognise(contents(*[ContentKind.IMAGE] * 12))

    assert wanted == (12, 11, 10, 1, 9, 8)


def test_pages_with_text_are_not_recognised() -> None:
    assert pages_to_recognise(contents(*[ContentKind.TEXT] * 5)) == ()


def test_a_drawing_of_very_many_things_is_not_recognised_and_stays_unread() -> None:
    drawing = (PageContent(1, ContentKind.OUTLINES, things=MAX_THINGS + 1),)
    letters = (PageContent(1, ContentKind.OUTLINES, things=MAX_THINGS),)

    assert pages_to_recognise(drawing) == ()
    assert pages_unread(drawing, recognised=()) == (1,)
    assert pages_to_recognise(letters) == (1,)


def test_an_unread_page_in_the_middle_keeps_nothing_open() -> None:
    middle = contents(*[ContentKind.TEXT] * 3, ContentKind.IMAGE, *[ContentKind.TEXT] * 3)
    last = contents(*[ContentKind.TEXT] * 3, ContentKind.OUTLINES)

    assert pages_unread(middle, recognised=()) == ()
    assert pages_unread(last, recognised=()) == (4,)
    assert pages_unread(last, recognised=(4,)) == ()


@pytest.mark.parametrize("make", [tesseract_engine, rapid_engine])
def test_each_engine_reads_a_signature_page_or_is_not_installed(make: object) -> None:
    engine = make() if callable(make) else None
    if engine is None:
        pytest.skip("not installed")

    (page,) = recognise_pages(
        fixture("minutes-signed.pdf"), password="", numbers=(4,), engine=engine
    )

    assert "underskriftssida" in page.text.casefold()
