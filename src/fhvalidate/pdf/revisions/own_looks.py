"""What signature fields show of their own: the words in their looks, and what else these draw.

Each look is read on a sheet of its own, so that nothing of the page beside or beneath it is taken
for a part of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.form_fields import form_fields
from fhvalidate.pdf.document.form_snapshot import widgets_of
from fhvalidate.pdf.document.look_content import LookContent, read_look_content
from fhvalidate.pdf.document.page_places import box_of, frame_of, inherited
from fhvalidate.pdf.library.opening import opened
from fhvalidate.pdf.library.values import numbers_of
from fhvalidate.pdf.pages.frame import CORNERS, Box, Frame, is_nowhere
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.pdf.pages.text import read_pages

MAX_LOOKS = 200  # of all later signatures; a signature on each page of a long contract has some 50
MAX_CHARACTERS = 20_000  # of one look; a page of small print has as many
_UNIT = (0.0, 0.0, 1.0, 1.0)
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_PRIVATE = ("\ue000", "\uf8ff")  # what fonts give characters to that no standard names


@dataclass(frozen=True, slots=True)
class OwnLook:
    """One look of a signature field on one page.

    Attributes:
        page: its number.
        box: where it shows, in points from the lower left corner of the page as displayed.
        lines: the words that it shows, line by line.
        has_picture: whether it draws images, or more paths than a frame has.
        is_unread: whether it shows text that gave no words, or not all of it could be read.
    """

    page: int
    box: Box
    lines: tuple[str, ...]
    has_picture: bool = False
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A look that a field has, before it is read."""

    name: str
    page: int
    box: Box
    sheet: Any
    content: LookContent


Looks = Mapping[str, tuple[OwnLook, ...]]
"""The looks of each field, by its name."""


def read_own_looks(document: Document, names: frozenset[str], limits: Limits) -> Looks:
    """The looks of the fields with these names, as the file is now; none where none is visible."""
    places = _visible(document, names)
    if not places:
        return {}
    sheets = BytesIO()
    try:
        with opened(document.data, password=document.password, limits=limits) as (pdf, _):
            with pikepdf.Pdf.new() as own:
                found = [each for each in _found(pdf, own, places)][:MAX_LOOKS]
                for each in found:
                    own.pages.append(pikepdf.Page(own.make_indirect(each.sheet)))
                own.save(sheets)
    except UnreadableError:
        return _unread(places)
    most = MAX_CHARACTERS * len(found)
    text = read_pages(
        sheets.getvalue(), password="", max_pages=len(found), max_characters=most
    )
    looks: dict[str, list[OwnLook]] = {}
    for index, each in enumerate(found):
        page = text.pages[index] if index < len(text.pages) else None
        looks.setdefault(each.name, []).append(_look(each, page))
    return {name: tuple(own_looks) for name, own_looks in looks.items()}


def _visible(document: Document, names: frozenset[str]) -> dict[str, set[int]]:
    """The pages on which each of the fields shows anything."""
    places: dict[str, set[int]] = {}
    for (name, _), look in document.snapshot.looks.items() if document.snapshot else ():
        if name not in names or not look.has_ink:
            continue
        pages = {page for page, box in look.places if not is_nowhere(box)}
        if pages:
            places.setdefault(name, set()).update(pages)
    return places


def _found(pdf: pikepdf.Pdf, own: pikepdf.Pdf, places: Mapping[str, set[int]]) -> Iterator[_Found]:
    """The looks of the fields, each with a sheet in `own` that shows it alone."""
    for name, _, node in form_fields(pdf):
        for number in sorted(places.get(name, ())):
            page = pdf.pages[number - 1].obj
            listed = page.get("/Annots")
            shown = {item.objgen for item in listed} if isinstance(listed, pikepdf.Array) else set()
            frame = frame_of(page)
            for widget in widgets_of(node):
                if widget.objgen not in shown or is_nowhere(box := box_of(widget, frame)):
                    continue
                for form in _forms(widget.get("/AP")):
                    content = read_look_content(form)
                    sheet = _sheet(own, form, widget, frame)
                    if content.borrows:
                        _lend_fonts(sheet, page, pdf, own)
                    yield _Found(name, number, box or _UNIT, sheet, content)


def _forms(appearance: Any) -> Iterator[Any]:
    """Every form of an appearance: those of all states, and those for the mouse (table 170)."""
    if not isinstance(appearance, pikepdf.Dictionary):
        return
    for _, value in appearance.items():
        if isinstance(value, pikepdf.Stream):
            yield value
        elif isinstance(value, pikepdf.Dictionary):
            yield from (form for _, form in value.items() if isinstance(form, pikepdf.Stream))


def _sheet(own: pikepdf.Pdf, form: Any, widget: Any, frame: Frame) -> pikepdf.Dictionary:
    """A page as large as the widget that shows the form in it (12.5.5, algorithm 8.1)."""
    left, bottom, right, top = _corners(widget.get("/Rect")) or _UNIT
    x1, y1, x2, y2 = _transformed(form)
    wide = (right - left) / (x2 - x1) if x2 > x1 else 1.0
    high = (top - bottom) / (y2 - y1) if y2 > y1 else 1.0
    matrix = (wide, 0.0, 0.0, high, left - x1 * wide, bottom - y1 * high)
    content = " ".join(f"{number:.6f}" for number in matrix) + " cm /Look Do"
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[left, bottom, right, top],
        Rotate=frame.turned,
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Look=own.copy_foreign(form))),
        Contents=own.make_stream(content.encode("ascii")),
    )


def _lend_fonts(sheet: pikepdf.Dictionary, page: Any, pdf: pikepdf.Pdf, own: pikepdf.Pdf) -> None:
    """Gives the sheet the page's fonts, which a look without resources of its own may use."""
    resources = inherited(page, "/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(fonts, pikepdf.Dictionary):
        whole = fonts if fonts.is_indirect else pdf.make_indirect(fonts)
        sheet.Resources.Font = own.copy_foreign(whole)


def _transformed(form: Any) -> Box:
    """The box around the form's own, after its matrix."""
    left, bottom, right, top = _corners(form.get("/BBox")) or _UNIT
    stated = numbers_of(form.get("/Matrix"))
    a, b, c, d, e, f = stated if stated is not None and len(stated) == len(_UPRIGHT) else _UPRIGHT
    points = [
        (a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)
    ]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _corners(value: Any) -> Box | None:
    numbers = numbers_of(value)
    if numbers is None or len(numbers) != CORNERS:
        return None
    (left, right), (bottom, top) = sorted(numbers[0::2]), sorted(numbers[1::2])
    return left, bottom, right, top


def _look(found: _Found, page: Page | None) -> OwnLook:
    content = found.content
    lines = () if page is None else tuple(_lines(page))
    text = "".join(lines)
    unmapped = any(c == "\ufffd" or _PRIVATE[0] <= c <= _PRIVATE[1] for c in text)
    unread = content.shows_text and (not text or unmapped or content.drawn_letters)
    return OwnLook(
        page=found.page,
        box=found.box,
        lines=lines,
        has_picture=content.pictures or content.paths,
        is_unread=unread or not content.is_whole or page is None,
    )


def _lines(page: Page) -> Iterator[str]:
    """The lines of the sheet, without the words that lie outside it."""
    for line in page.lines:
        inside = [
            word.text
            for word in line.words
            if word.left < page.width and word.right > 0 and word.bottom < page.height and word.top > 0
        ]
        if inside:
            yield " ".join(inside)


def _unread(places: Mapping[str, set[int]]) -> Looks:
    return {
        name: tuple(OwnLook(page, _UNIT, (), is_unread=True) for page in sorted(pages))
        for name, pages in places.items()
    }
