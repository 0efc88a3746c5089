"""The text of a PDF's pages, with positions, read by PDFium.

PDFium is the only reader of text here, and this the only module that asks it for any. The file is
hostile until shown otherwise: whatever PDFium refuses becomes an unreadable page or an
unreadable document, never an exception.
"""

import ctypes
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from struct import Struct
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.pages.displayed import Box, Displayed, displayed
from fhvalidate.pdf.pages.page_lines import Cell, Line, Page, PageKind, Run, Word, lines_of
from fhvalidate.pdf.pages.pdfium import PDFIUM

__all__ = [
    "MAX_CHARACTERS",
    "MAX_PAGE_CHARACTERS",
    "Cell",
    "Line",
    "Page",
    "PageKind",
    "PagesText",
    "TextState",
    "Word",
    "read_pages",
]

# An A4 page in 4-point type holds some 20,000 characters; one with more has text in layers.
MAX_PAGE_CHARACTERS = 50_000

# The longest minutes seen have 1,000 pages of 2,500 characters; this is twice that.
MAX_CHARACTERS = 5_000_000

# Text within this many radians of upright is upright: scanned pages lean by up to 2 degrees.
UPRIGHT = 0.1

# PDFium writes U+FFFE (older ones U+0002) for a hyphen that ends a line, and joins the lines.
_LINE_END_HYPHENS = "\ufffe\x02"

# Both patterns are one character class each: linear in any engine.
_WORD = late_re("[^ \t\r\n\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_DRAWN_LINE = late_re("[^\n\ufffe]+[\n\ufffe]?")

# Characters that hide or reorder others; a name that holds them could show as another name.
_INVISIBLE = dict.fromkeys(
    [0x00, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_CONTROLS = [*range(0x01, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF]
_CLEAN = _INVISIBLE | dict.fromkeys(_CONTROLS, "\ufffd")

# The fields of FS_RECTF: left, top, right, bottom.
_SIDES = Struct("4f").unpack_from


class TextState(StrEnum):
    """Whether a document's pages could be read, and if not, why."""

    READ = "read"
    PASSWORD_REQUIRED = "password_required"  # noqa: S105 (a state, no secret)
    DAMAGED = "damaged"


@frozen
class PagesText:
    """The text of a document's pages, or the reason why there is none.

    `page_count` is what the document says; `truncated` tells that a limit kept pages or
    characters away.
    """

    pages: tuple[Page, ...]
    page_count: int
    state: TextState
    truncated: bool = False

    @property
    def unreadable(self) -> bool:
        """True when the document as a whole could not be read."""
        return self.state is not TextState.READ


Look = Callable[[Any, Page], None]
"""What else is asked of a page of PDFium's while it is open, given its text."""


def read_pages(
    data: bytes,
    *,
    password: str,
    max_pages: int,
    max_characters: int = MAX_CHARACTERS,
    look: Look | None = None,
) -> PagesText:
    """The text of the first `max_pages` pages; an empty `password` means none.

    Opening a page costs more than its text; `look` is called with each that can be read.
    """
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data, password=password or None)
        except pypdfium2.PdfiumError as error:
            return PagesText((), 0, _state_of(error))
        try:
            count = len(document)
            pages = tuple(_pages(document, min(count, max_pages), max_characters, look))
        finally:
            document.close()
    truncated = len(pages) < count or any(page.kind is PageKind.TRUNCATED for page in pages)
    return PagesText(pages, count, TextState.READ, truncated)


def _state_of(error: pypdfium2.PdfiumError) -> TextState:
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        return TextState.PASSWORD_REQUIRED
    return TextState.DAMAGED


def _pages(document: Any, count: int, left: int, look: Look | None) -> Iterator[Page]:
    for index in range(count):
        if left <= 0:
            return
        page, read = page_text(document, index, min(left, MAX_PAGE_CHARACTERS), look=look)
        left -= read
        yield page


def page_text(
    document: Any,
    index: int,
    limit: int = MAX_PAGE_CHARACTERS,
    *,
    look: Look | None = None,
    shown: Displayed | None = None,
) -> tuple[Page, int]:
    """One page and how many characters it took; an unreadable page takes none.

    Args:
        document: PDFium's; its lock is the caller's.
        index: of the page, from 0.
        limit: of characters.
        look: what else is asked of the page while it is open.
        shown: how the page is displayed, where it has been altered since.
    """
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Page(index + 1, 0.0, 0.0, (), PageKind.UNREADABLE), 0
    try:
        read, characters = text_of_page(page, index + 1, limit, shown)
        if look is not None:
            look(page, read)
    finally:
        page.close()
    return read, characters


def text_of_page(
    page: Any, number: int, limit: int = MAX_PAGE_CHARACTERS, shown: Displayed | None = None
) -> tuple[Page, int]:
    """The text of an open page; as `page_text`."""
    width, height = 0.0, 0.0
    try:
        width, height = page.get_size()
        text_page = page.get_textpage()
        try:
            characters = text_page.count_chars()
            text = _text(text_page.raw, min(characters, limit))
            lines = lines_of(_runs(text_page.raw, text, shown or displayed(page)))
        finally:
            text_page.close()
    except pypdfium2.PdfiumError:
        return Page(number, width, height, (), PageKind.UNREADABLE), 0
    kind = PageKind.TEXT if lines else PageKind.NO_TEXT
    kind = PageKind.TRUNCATED if characters > limit else kind
    unmapped = sum(line.text.count("\ufffd") for line in lines)
    return Page(number, width, height, lines, kind, unmapped), len(text)


def _text(raw: Any, count: int) -> str:
    """The first `count` characters, one for each that PDFium counts, so that indices agree.

    PDFium leaves glyphs without a character out of the text but in its count; then each
    character is asked for by itself and what it left out becomes U+FFFD.
    """
    if count <= 0:
        return ""
    # As many units of two bytes as the characters can take, and a zero at the end of them.
    buffer = bytearray(2 * (2 * count + 2))
    first = ctypes.byref(ctypes.c_ushort.from_buffer(buffer))
    units = pdfium.FPDFText_GetText(raw, 0, count, first) - 1
    text = buffer[: 2 * max(units, 0)].decode("utf-16-le", "replace")
    if len(text) == count and "\x02" not in text:
        return text
    return "".join(_character(raw, index) for index in range(count))


def _character(raw: Any, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(raw, index)
    if code in {0x02, 0xFFFE}:
        return "\ufffe" if pdfium.FPDFText_IsHyphen(raw, index) == 1 else "\ufffd"
    if code in {0x09, 0x0A, 0x0D}:
        return chr(code)
    is_character = code <= sys.maxunicode and chr(code).isprintable()
    return chr(code) if is_character else "\ufffd"


def _runs(raw: Any, text: str, shown: Displayed) -> Iterator[Run]:
    """The words of the page in the order drawn, parted where PDFium ended a line."""
    box = pdfium.FS_RECTF()
    as_shown = None if shown.is_as_drawn else shown.box
    for drawn in _DRAWN_LINE.finditer(text):
        words = _words(raw, drawn, box, as_shown)
        if words:
            part, start = drawn.group(), drawn.start()
            inked = start + len(part) - len(part.lstrip())
            yield Run(tuple(words), _is_turned(raw, inked, shown.turns))


def _is_turned(raw: Any, index: int, turns: int) -> bool:
    # The angle is in radians, clockwise like the page's turn (measured: not in PDFium's manual).
    angle = pdfium.FPDFText_GetCharAngle(raw, index)
    if angle < 0:
        return False
    quarter = 1.5707963267948966
    lean = (angle + turns * quarter) % (4 * quarter)
    return bool(min(lean, 4 * quarter - lean) > UPRIGHT)


def _words(
    raw: Any, drawn: re.Match[str], box: Any, as_shown: Callable[[Box], Box] | None
) -> list[Word]:
    """The words of a drawn line; each in the box around its first and last character.

    `box` is where PDFium writes a character's; `as_shown` places it on the page as displayed.
    """
    words = []
    pointer = ctypes.byref(box)
    loose_box = pdfium.FPDFText_GetLooseCharBox
    for found in _WORD.finditer(drawn.string, *drawn.span()):
        word = _clean(found.group())
        if not word:
            continue
        first, after = found.span()
        loose_box(raw, first, pointer)
        left, top, right, bottom = _SIDES(box)
        if after - first > 1:
            loose_box(raw, after - 1, pointer)
            last_left, last_top, last_right, last_bottom = _SIDES(box)
            # What `min` and `max` give; their calls would take as long as PDFium's.
            left = min(left, last_left)
            bottom = min(bottom, last_bottom)
            right = max(right, last_right)
            top = max(top, last_top)
        sides = (left, bottom, right, top)
        words.append(Word(word, *(sides if as_shown is None else as_shown(sides))))
    return words


def _clean(text: str) -> str:
    """The word without characters that do not show; a line-end hyphen is a hyphen again."""
    if text.isprintable():  # none of `_CLEAN` is
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if text[-1] in _LINE_END_HYPHENS:
        text = text[:-1] + "-"
    return unicodedata.normalize("NFC", text.translate(_CLEAN))
