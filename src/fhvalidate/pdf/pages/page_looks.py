"""A page as its reader sees it: its picture, what is printed on it, and what is laid on it.

Annotations and form fields are drawn as a reader's program draws them. Their words are no part of
a page's text, so the page is read a second time with them made a part of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.displayed import Displayed, displayed
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.pdf.pages.pdfium import PDFIUM
from fhvalidate.pdf.pages.pictures import CHANNELS, Picture
from fhvalidate.pdf.pages.text import page_text, text_of_page

POINTS_PER_INCH = 72
MAX_PICTURE = 10_000_000  # pixels of one page: an A0 sheet at 72 dots an inch has 8 million


@frozen
class PageLook:
    """One page of one revision.

    Attributes:
        printed: the words of the page's own content.
        read: the words that a reader finds on it, those of annotations and fields included.
        picture: None when the page cannot be drawn, or is larger than any sheet.
        bare: the same without annotations and fields; None where it was not asked for.
    """

    number: int
    printed: Page
    read: Page
    picture: Picture | None
    bare: Picture | None


def count_shown_pages(data: bytes, *, password: str) -> int:
    """How many pages PDFium shows; none of what it cannot open."""
    with PDFIUM, _opened(data, password) as document:
        return 0 if document is None else len(document)


def read_page_looks(
    data: bytes,
    *,
    password: str,
    numbers: Sequence[int],
    dots_per_inch: int = POINTS_PER_INCH,
    bare: bool = True,
) -> tuple[PageLook, ...]:
    """The looks of those of the pages that are there; none when the file cannot be opened.

    Each page is drawn twice for `bare`: with what is laid on it and without.
    """
    with PDFIUM, _opened(data, password) as document:
        if document is None:
            return ()
        there = [number for number in numbers if 1 <= number <= len(document)]
        scale = dots_per_inch / POINTS_PER_INCH
        return tuple(_look(document, number, scale, bare=bare) for number in there)


def read_pictures(
    data: bytes, *, password: str, numbers: Sequence[int]
) -> tuple[Picture | None, ...]:
    """The pages with what is laid on them, at 72 dots an inch; None for one that is not drawn.

    What is laid on a page is made content of it first, in memory: the letters of fields that are
    drawn as fields have other edges than the same letters in the page's content.
    """
    with PDFIUM, _opened(data, password) as document:
        count = 0 if document is None else len(document)
        return tuple(
            _picture_of_all(document, number) if 1 <= number <= count else None
            for number in numbers
        )


def _picture_of_all(document: Any, number: int) -> Picture | None:
    try:
        page = document[number - 1]
        try:
            laid_on, box = _is_laid_on(page), page.get_bbox()
            if laid_on and _flatten(page) is None:
                return None
        finally:
            page.close()
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    try:
        if laid_on:  # the boxes of the page are others afterwards
            page.set_mediabox(*box)
            page.set_cropbox(*box)
        return _pictures(page, 1, bare=True)[1]
    finally:
        page.close()


@contextmanager
def _opened(data: bytes, password: str) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
    except pypdfium2.PdfiumError:
        yield None
        return
    try:
        _ready_fields(document)
        yield document
    finally:
        document.close()


def _ready_fields(document: Any) -> None:
    """Has fields without an appearance of their own drawn; where that fails they are not."""
    try:
        document.init_forms()
    except pypdfium2.PdfiumError:
        return


def _look(document: Any, number: int, scale: float, *, bare: bool) -> PageLook:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        unread, _ = page_text(document, number - 1)
        return PageLook(number, unread, unread, None, None)
    # Opened once for all: a page with many fields takes the square of their number to open.
    try:
        picture, without = _pictures(page, scale, bare=bare)
        printed, _ = text_of_page(page, number)
        # What nothing is laid on says nothing more.
        shown = _flatten(page) if _is_laid_on(page) else None
        read = printed
    finally:
        page.close()
    if shown is not None:
        read, _ = page_text(document, number - 1, shown=shown)
    return PageLook(number, printed, read, picture, without)


def _is_laid_on(page: Any) -> bool:
    """Whether the page has annotations, as form fields are too."""
    return bool(pdfium.FPDFPage_GetAnnotCount(page.raw) >= 1)


def _pictures(page: Any, scale: float, *, bare: bool) -> tuple[Picture | None, Picture | None]:
    """The page with annotations and fields, and without where that is asked for."""
    try:
        width, height = page.get_size()
        if not 1 <= width * height * scale**2 <= MAX_PICTURE or min(width, height) * scale < 1:
            return None, None
        picture = _drawn(page, scale, bare=False)
        if not _is_laid_on(page):
            return picture, picture
        return picture, _drawn(page, scale, bare=True) if bare else None
    except pypdfium2.PdfiumError:
        return None, None


def _drawn(page: Any, scale: float, *, bare: bool) -> Picture:
    bitmap = page.render(
        scale=scale, rev_byteorder=True, draw_annots=not bare, may_draw_forms=not bare
    )
    try:
        pixels, stride = bytes(bitmap.buffer), bitmap.stride
        rows, span = bitmap.height, bitmap.width * CHANNELS
    finally:
        bitmap.close()
    if stride != span:
        pixels = b"".join(pixels[row * stride : row * stride + span] for row in range(rows))
    return Picture(span // CHANNELS, rows, 1 / scale, pixels)


def _flatten(page: Any) -> Displayed | None:
    """How the page is displayed, before annotations are made a part of it, in memory.

    Where that fails their words stay unread.
    """
    try:
        shown = displayed(page)  # the page's boxes are others afterwards
        pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    except pypdfium2.PdfiumError:
        return None
    return shown
