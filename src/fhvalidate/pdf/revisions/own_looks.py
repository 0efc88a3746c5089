"""What signature fields show of their own: the words in their looks, and what else these draw.

Each look is read on a sheet of its own, so that nothing of the page beside or beneath it is taken
for a part of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.form_fields import dictionaries_in, form_fields
from fhvalidate.pdf.document.form_snapshot import widgets_of
from fhvalidate.pdf.document.look_content import LookContent, read_look_content
from fhvalidate.pdf.document.page_places import box_of, frame_of, inherited
from fhvalidate.pdf.pages.frame import CORNERS, Box, Frame, is_nowhere
from fhvalidate.pdf.pages.page_lines import Page, PageKind
from fhvalidate.pdf.pages.text import read_pages
from fhvalidate.pdf.qpdf.opening import opened
from fhvalidate.pdf.qpdf.values import numbers_of

MAX_LOOKS = 200  # that are read; a contract signed on each page by all has some 50
MAX_CONTENT = 1_000_000  # bytes that they draw by together; ten looks of outlined letters
MAX_SIDE = 1_000_000.0  # points from the origin; the largest page has 14,400
MAX_CHARACTERS = 20_000  # of one look; a page of small print has as many
_LOOK = "/FhLook"
_FAULTS = (pikepdf.PdfError, RuntimeError, TypeError, ValueError, KeyError, OverflowError)
_UNIT = (0.0, 0.0, 1.0, 1.0)
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FIRST_PRIVATE, _LAST_PRIVATE = "\ue000", "\uf8ff"  # characters that no standard gives a meaning


@frozen
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
    lines: tuple[str, ...] = ()
    has_picture: bool = False
    is_unread: bool = False


Looks = Mapping[str, tuple[OwnLook, ...]]
"""The looks of each field, by its name."""


@frozen
class _Found:
    """A look that a field has on a page, before it is read."""

    name: str
    number: int
    page: Any
    frame: Frame
    widget: Any
    form: Any

    @property
    def box(self) -> Box:
        """Where it shows; without a rectangle it may show anywhere."""
        left, bottom, right, top = self.frame.displayed(self.frame.crop)
        return box_of(self.widget, self.frame) or (left, bottom, right, top)


@dataclass(slots=True)
class _Sheets:
    """A file with a page for each look."""

    pdf: pikepdf.Pdf
    own: pikepdf.Pdf
    contents: dict[tuple[int, int], LookContent] = field(default_factory=dict)
    left: int = MAX_CONTENT


def read_own_looks(document: Document, names: frozenset[str], limits: Limits) -> Looks:
    """The looks of the fields with these names, as the file is now; none where none is visible."""
    places = _visible(document, names)
    if not places:
        return {}
    if document.pages_barred is not None:
        return _unread(places)
    try:
        # What the library repairs in one look must not keep the others from being read.
        with opened(
            document.data, password=document.password, limits=limits, tells_repair=True
        ) as (pdf, _):
            read = tuple(_read(pdf, places))
    except UnreadableError:
        return _unread(places)
    looks: dict[str, list[OwnLook]] = {}
    for name, look in read:
        looks.setdefault(name, []).append(look)
    return {name: tuple(of_field) for name, of_field in looks.items()}


def _visible(document: Document, names: frozenset[str]) -> dict[str, set[int]]:
    """The pages on which each of the fields shows anything."""
    places: dict[str, set[int]] = {}
    for (name, _), look in document.snapshot.looks.items() if document.snapshot else ():
        pages = {page for page, box in look.places if not is_nowhere(box)}
        if name in names and look.has_ink and pages:
            places.setdefault(name, set()).update(pages)
    return places


def _read(pdf: pikepdf.Pdf, places: Mapping[str, set[int]]) -> Iterator[tuple[str, OwnLook]]:
    found, file = list(_found(pdf, places)), BytesIO()
    read = found[:MAX_LOOKS]
    with pikepdf.Pdf.new() as own:
        sheets = _Sheets(pdf, own)
        contents = [_add(each, sheets) for each in read]
        own.save(file)
    most = MAX_CHARACTERS * len(read)
    text = read_pages(file.getvalue(), password="", max_pages=len(read), max_characters=most)
    for index, (each, content) in enumerate(zip(read, contents, strict=True)):
        page = text.pages[index] if index < len(text.pages) else None
        yield each.name, _look(each, content, page)
    for each in found[MAX_LOOKS:]:
        yield each.name, OwnLook(each.number, each.box, is_unread=True)


def _found(pdf: pikepdf.Pdf, places: Mapping[str, set[int]]) -> Iterator[_Found]:
    """The looks of the fields, on the pages that show them."""
    for name, _, node in form_fields(pdf):
        for number in sorted(places.get(name, ())):
            page = pdf.pages[number - 1].obj
            frame = frame_of(page)
            listed = page.get("/Annots")
            shown = {item.objgen for item in dictionaries_in(listed)}
            for widget in widgets_of(node):
                if widget.objgen in shown and not is_nowhere(box_of(widget, frame)):
                    for form in _forms(widget.get("/AP")):
                        yield _Found(name, number, page, frame, widget, form)


def _forms(appearance: Any) -> Iterator[Any]:
    """Every form of an appearance: those of all states, and those for the mouse (table 170)."""
    if not isinstance(appearance, pikepdf.Dictionary):
        return
    for value in appearance.values():
        if isinstance(value, pikepdf.Stream):
            yield value
        elif isinstance(value, pikepdf.Dictionary):
            yield from (form for form in value.values() if isinstance(form, pikepdf.Stream))


def _add(found: _Found, sheets: _Sheets) -> LookContent:
    """Adds a page as large as the widget that shows the look alone; tells what it draws."""
    rectangle = _rectangle(found.widget)
    try:
        content = _content(found, sheets)
        resources = _resources(found, sheets, lends=content.borrows)
        shown = _placed(found.form, rectangle)
    except _FAULTS:
        content, resources, shown = LookContent(is_whole=False), pikepdf.Dictionary(), b""
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=list(rectangle),
        Rotate=found.frame.turned,
        Resources=resources,
        Contents=sheets.own.make_stream(shown),
    )
    sheets.own.pages.append(pikepdf.Page(sheets.own.make_indirect(page)))
    return content


def _content(found: _Found, sheets: _Sheets) -> LookContent:
    """What the look draws; one that several widgets show is read once."""
    key = found.form.objgen
    if key not in sheets.contents:
        lent = inherited(found.page, "/Resources")
        sheets.contents[key] = read_look_content(found.form, lent, limit=sheets.left)
        sheets.left -= sheets.contents[key].size
    return sheets.contents[key]


def _resources(found: _Found, sheets: _Sheets, *, lends: bool) -> pikepdf.Dictionary:
    """The look, and the page's resources where it has none of its own."""
    own, lent = pikepdf.Dictionary(), inherited(found.page, "/Resources")
    if lends and isinstance(lent, pikepdf.Dictionary):
        whole = lent if lent.is_indirect else sheets.pdf.make_indirect(lent)
        for key, value in sheets.own.copy_foreign(whole).items():
            own[key] = value
    if not isinstance(own.get("/XObject"), pikepdf.Dictionary):
        own["/XObject"] = pikepdf.Dictionary()
    own["/XObject"][_LOOK] = sheets.own.copy_foreign(found.form)
    return own


def _placed(form: Any, rectangle: Box) -> bytes:
    """Content that draws the look as large as its widget (ISO 32000-2, 12.5.5, algorithm 8.1)."""
    left, bottom, right, top = rectangle
    x1, y1, x2, y2 = _transformed(form)
    wide = (right - left) / (x2 - x1) if x2 > x1 else 1.0
    high = (top - bottom) / (y2 - y1) if y2 > y1 else 1.0
    matrix = (wide, 0.0, 0.0, high, left - x1 * wide, bottom - y1 * high)
    return (" ".join(f"{number:.6f}" for number in matrix) + f" cm {_LOOK} Do").encode("ascii")


def _rectangle(widget: Any) -> Box:
    """The widget's rectangle, within what a page may measure."""
    left, bottom, right, top = (
        min(max(side, -MAX_SIDE), MAX_SIDE) for side in _corners(widget.get("/Rect")) or _UNIT
    )
    return left, bottom, right, top


def _transformed(form: Any) -> Box:
    """The box around the form's own, after its matrix."""
    left, bottom, right, top = _corners(form.get("/BBox")) or _UNIT
    stated = numbers_of(form.get("/Matrix"))
    a, b, c, d, e, f = stated if stated is not None and len(stated) == len(_UPRIGHT) else _UPRIGHT
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _corners(value: Any) -> Box | None:
    numbers = numbers_of(value)
    if numbers is None or len(numbers) != CORNERS:
        return None
    (left, right), (bottom, top) = sorted(numbers[0::2]), sorted(numbers[1::2])
    return left, bottom, right, top


def _look(found: _Found, content: LookContent, page: Page | None) -> OwnLook:
    # Words beside the sheet count too: where a font says that they stand is not where it draws.
    lines = () if page is None else tuple(line.text for line in page.lines)
    text = "".join(lines)
    unmapped = any(c == "\ufffd" or _FIRST_PRIVATE <= c <= _LAST_PRIVATE for c in text)
    unread = content.shows_text and (not text or unmapped or content.drawn_letters)
    is_part = page is None or page.kind is PageKind.TRUNCATED or not content.is_whole
    return OwnLook(
        page=found.number,
        box=found.box,
        lines=lines,
        has_picture=content.pictures or content.paths,
        is_unread=unread or is_part,
    )


def _unread(places: Mapping[str, set[int]]) -> Looks:
    return {
        name: tuple(OwnLook(page, _UNIT, is_unread=True) for page in sorted(pages))
        for name, pages in places.items()
    }
