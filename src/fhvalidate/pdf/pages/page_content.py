"""What the pages are made of: text, glyphs without characters, outlines, or an image.

A print, a scan and a born-digital page can show the same; what they are drawn with differs.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pypdfium2.raw as pdfium

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.text import MAX_CHARACTERS, Page, PagesText, read_pages

MAX_PAGES = 500  # looked into; a bound year of minutes has more, and its ends decide
MAX_OBJECTS = 5000  # of one page; a page of outlines has one for each letter, some 3000
MAX_DEPTH = 3  # forms in forms; a page that was imported twice has two
FEW_CHARACTERS = 20  # a page number and a stamp; a page with more has text
MANY_PATHS = 60  # a table's rules stay below it, a page of outlined letters is far above
MANY_IMAGES = 25  # old printers write each letter as an image of its own
COVERS = 0.5  # of the page: an image this large is the page, a smaller one an illustration
DAMAGED_SHARE = 0.01  # of characters; bullets of a symbol font stay below
DAMAGED_LEAST = 3
SPOILT_SHARE = 0.15  # of characters: Swedish has 5 % å, ä and ö


class ContentKind(StrEnum):
    """What a page's text is drawn as."""

    EMPTY = "empty"
    TEXT = "text"
    DAMAGED = "damaged"
    OUTLINES = "outlines"
    IMAGE = "image"
    IMAGE_WITH_TEXT = "image-with-text"


@frozen
class PageContent:
    """What one page is made of.

    Attributes:
        covered: the share of the page under its largest image, 0 to 1.
        one_bit: whether that image has one bit a pixel, as faxes and office scanners write.
        unmapped: the share of its characters that no reader can tell, 0 to 1.
        things: how many it draws by itself: images, paths, runs of letters.
        wrapped: whether the page is one form and nothing else, as programs that place a page of
            one file on a page of another leave it.
    """

    number: int
    kind: ContentKind
    covered: float = 0.0
    one_bit: bool = False
    unmapped: float = 0.0
    things: int = 0
    wrapped: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether there is text that cannot be read without text recognition.

        A page that has only lost å, ä and ö can: the fold is blind to them.
        """
        without_text = self.kind in {ContentKind.IMAGE, ContentKind.OUTLINES}
        return without_text or (self.kind is ContentKind.DAMAGED and self.unmapped > SPOILT_SHARE)


def read_pages_and_contents(
    data: bytes, *, password: str, max_pages: int, max_characters: int = MAX_CHARACTERS
) -> tuple[PagesText, tuple[PageContent, ...]]:
    """The text of the pages, and what each is made of."""
    found: dict[int, PageContent] = {}

    def look(page: Any, text: Page) -> None:
        if text.number <= MAX_PAGES:
            found[text.number] = _content(page, text)

    text = read_pages(
        data,
        password=password,
        max_pages=max_pages,
        max_characters=max_characters,
        look=look,
    )
    numbers = [page.number for page in text.pages[:MAX_PAGES]]
    contents = (found.get(n) or PageContent(n, ContentKind.EMPTY) for n in numbers)
    return text, tuple(contents)


@dataclass(slots=True)
class _Drawn:
    """What was counted on a page."""

    texts: list[Any] = field(default_factory=list)
    paths: int = 0
    images: int = 0
    forms: int = 0
    top_level: int = 0
    largest: float = 0.0
    one_bit: bool = False


def _content(page: Any, text: Page) -> PageContent:
    drawn = _Drawn(top_level=max(pdfium.FPDFPage_CountObjects(page.raw), 0))
    area = text.width * text.height
    for item, kind, depth in _objects(page.raw):
        _count(drawn, page.raw, item, kind, area, nested=depth > 0)
    characters = _characters(text)
    return PageContent(
        number=text.number,
        kind=_kind(drawn, characters, text.unmapped),
        covered=round(drawn.largest, 3),
        one_bit=drawn.one_bit,
        unmapped=round(text.unmapped / characters, 3) if characters else 0.0,
        things=drawn.top_level,
        wrapped=drawn.forms == 1 == drawn.top_level and bool(drawn.texts),
    )


def _objects(page: Any) -> Iterator[tuple[Any, int, int]]:
    """The page objects, those in forms included, each with its type and its depth."""
    count = pdfium.FPDFPage_CountObjects(page)
    waiting = [(pdfium.FPDFPage_GetObject(page, i), 0) for i in range(min(count, MAX_OBJECTS))]
    waiting.reverse()
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        item, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        yield item, kind, depth
        if depth < MAX_DEPTH and kind == pdfium.FPDF_PAGEOBJ_FORM:
            inner = min(pdfium.FPDFFormObj_CountObjects(item), MAX_OBJECTS)
            waiting += [(pdfium.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(inner)]


def _count(drawn: _Drawn, page: Any, item: Any, kind: int, area: float, *, nested: bool) -> None:
    match kind:
        case pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.texts.append(item)
        case pdfium.FPDF_PAGEOBJ_PATH:
            drawn.paths += 1
        case pdfium.FPDF_PAGEOBJ_IMAGE:
            drawn.images += 1
            # An image in a form has the form's measure; an image that is alone there fills it.
            share = 1.0 if nested and drawn.top_level == 1 else _share(item, area)
            if share > drawn.largest:
                drawn.largest = share
                drawn.one_bit = _is_one_bit(page, item)
        case pdfium.FPDF_PAGEOBJ_FORM:
            drawn.forms += not nested


def _share(item: Any, area: float) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found = pdfium.FPDFPageObj_GetBounds(
        item, *(ctypes.byref(side) for side in (left, bottom, right, top))
    )
    if not found or area <= 0:
        return 0.0
    return min(abs((right.value - left.value) * (top.value - bottom.value)) / area, 1.0)


def _is_one_bit(page: Any, item: Any) -> bool:
    facts = pdfium.FPDF_IMAGEOBJ_METADATA()
    found = pdfium.FPDFImageObj_GetImageMetadata(item, page, ctypes.byref(facts))
    return bool(found) and facts.bits_per_pixel == 1


def _characters(text: Page) -> int:
    return sum(len(word.text) for line in text.lines for word in line.words)


def _invisible(drawn: _Drawn) -> int:
    """How many of the texts are not shown; asked only of a page under an image."""
    modes = (pdfium.FPDFTextObj_GetTextRenderMode(text) for text in drawn.texts)
    return sum(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for mode in modes)


def _kind(drawn: _Drawn, characters: int, unmapped: int) -> ContentKind:
    if characters <= FEW_CHARACTERS:
        if drawn.largest >= COVERS or drawn.images > MANY_IMAGES:
            return ContentKind.IMAGE
        if drawn.paths > MANY_PATHS or len(drawn.texts) > FEW_CHARACTERS:
            return ContentKind.OUTLINES
        return ContentKind.TEXT if characters else ContentKind.EMPTY
    if drawn.largest >= COVERS and _invisible(drawn) * 2 > len(drawn.texts):
        return ContentKind.IMAGE_WITH_TEXT
    if unmapped >= max(DAMAGED_LEAST, DAMAGED_SHARE * characters):
        return ContentKind.DAMAGED
    return ContentKind.TEXT
