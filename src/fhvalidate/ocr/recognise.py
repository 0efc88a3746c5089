"""Recognised pages: as if their text had been there to read."""

from collections.abc import Iterator, Sequence
from time import monotonic

from fhvalidate.ocr.engine import Engine
from fhvalidate.pdf.pages.page_lines import Page, Run, Word, lines_of
from fhvalidate.pdf.pages.rendering import Raster, render_pages
from fhvalidate.stages import Stage, entering

SECONDS_A_PAGE = 20.0  # a dense page takes two
SECONDS_A_DOCUMENT = 60.0
DOTS_PER_INCH = 200  # text of 8 points is read without loss; 300 takes twice the time


def recognise_pages(
    data: bytes,
    *,
    password: str,
    numbers: Sequence[int],
    engine: Engine,
    seconds: float = SECONDS_A_DOCUMENT,
) -> Iterator[Page]:
    """The pages of these numbers, each read when it is asked for.

    One that takes too long is left out, and so are those after the document's `seconds` are up. So
    is one that the engine failed on: what nobody has read is not the same as a page without text.
    """
    ends = monotonic() + seconds
    for number in numbers:
        left = min(SECONDS_A_PAGE, ends - monotonic())
        if left <= 0:
            return
        rendered = render_pages(
            data, password=password, numbers=(number,), dots_per_inch=DOTS_PER_INCH
        )
        for raster in rendered:
            try:
                with entering(Stage.RECOGNITION):
                    lines = engine.read(raster, seconds=left)
            except (TimeoutError, RuntimeError):
                continue
            yield _page(raster, lines)


def _page(raster: Raster, lines: Sequence[Sequence[Word]]) -> Page:
    points = raster.points
    runs = [Run(tuple(_in_points(word, points) for word in line), turned=False) for line in lines]
    return Page(raster.page, raster.width * points, raster.height * points, lines_of(runs))


def _in_points(word: Word, points: float) -> Word:
    return Word(
        word.text,
        word.left * points,
        word.bottom * points,
        word.right * points,
        word.top * points,
    )
