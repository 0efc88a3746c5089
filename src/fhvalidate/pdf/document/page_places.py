"""Where annotations show: on which pages, and in which box of the page as displayed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf

from fhvalidate.pdf.pages.frame import CORNERS, Box, Frame, is_nowhere
from fhvalidate.pdf.qpdf.values import integer_of, name_of, number_of, numbers_of

MAX_ANCESTORS = 100  # page tree nodes above a page; real files stay below 10

_NO_ROTATE = 16  # of an annotation's flags (table 167)
_POINTS = ("/QuadPoints", "/Vertices", "/InkList", "/L", "/CL", "/Path")
_ACTIVE = frozenset({"Screen", "RichMedia", "Movie", "Sound", "3D", "Widget", ""})
_LEADING = frozenset({"URI", "GoTo"})

Places = tuple[tuple[int, Box | None], ...]
"""Page numbers (from 1) with boxes; a box of None is everywhere on the page."""

ShownOn = Mapping[tuple[int, int], tuple[tuple[int, Frame], ...]]
"""The numbers and the frames of the pages that show an annotation, by its object."""


def inherited(page: Any, key: str) -> Any:
    """A page's attribute, its own or its ancestors' (ISO 32000-2, 7.7.3.4)."""
    return _nearest(ancestors(page), key)


def _nearest(nodes: Iterable[Any], key: str) -> Any:
    return next((node.get(key) for node in nodes if key in node), None)


def ancestors(page: Any) -> Iterator[Any]:
    """The page and the nodes of the page tree above it, as far as they can matter."""
    for _ in range(MAX_ANCESTORS):
        if not isinstance(page, pikepdf.Dictionary):
            return
        yield page
        page = page.get("/Parent")


def has_too_many_ancestors(pages: list[Any]) -> bool:
    """Whether a page may inherit from further above than is looked at; other readers look on."""
    parents: dict[Any, Any] = {}
    for page in pages:
        parent = page.get("/Parent")
        if isinstance(parent, pikepdf.Dictionary):
            parents[parent.objgen if parent.is_indirect else len(parents)] = parent
    return any(_is_deep(parent) for parent in parents.values())


def _is_deep(node: Any) -> bool:
    for _ in range(MAX_ANCESTORS - 1):
        if not isinstance(node, pikepdf.Dictionary):
            return False
        node = node.get("/Parent")
    return isinstance(node, pikepdf.Dictionary)


def frame_of(page: Any) -> Frame:
    """What of the page is shown, and how it is turned."""
    nodes = tuple(ancestors(page))
    media = _rectangle(_nearest(nodes, "/MediaBox"))
    crop = _rectangle(_nearest(nodes, "/CropBox")) or media
    if crop is None:
        crop = (0.0, 0.0, 0.0, 0.0)
    elif media is not None:
        # ISO 32000-2, 14.11.2: of a crop box only what lies within the media box counts.
        crop = (
            max(crop[0], media[0]),
            max(crop[1], media[1]),
            min(crop[2], media[2]),
            min(crop[3], media[3]),
        )
    turned = number_of(_nearest(nodes, "/Rotate")) or 0.0
    return Frame(crop, int(turned) % 360)


def _rectangle(value: Any) -> Box | None:
    """A rectangle from its lower left to its upper right corner (ISO 32000-2, 7.9.5)."""
    numbers = numbers_of(value)
    if numbers is None or len(numbers) != CORNERS:
        return None
    (left, right), (bottom, top) = sorted(numbers[0::2]), sorted(numbers[1::2])
    return left, bottom, right, top


def box_of(annotation: Any, frame: Frame) -> Box | None:
    """The rectangle of an annotation on the page as displayed; None if it has none.

    One that does not turn with a turned page is drawn upright from its upper left corner (ISO
    32000-2, 12.5.3), by some readers; the box takes in both.
    """
    numbers = numbers_of(annotation.get("/Rect"))
    if numbers is None or len(numbers) != CORNERS:
        return None
    box = frame.displayed((numbers[0], numbers[1], numbers[2], numbers[3]))
    flags = integer_of(annotation.get("/F")) or 0
    if not frame.turned or not flags & _NO_ROTATE or is_nowhere(box):
        return box
    left, top = min(numbers[0::2]), max(numbers[1::2])
    x, y, *_ = frame.displayed((left, top, left, top))
    wide, high = abs(numbers[2] - numbers[0]), abs(numbers[3] - numbers[1])
    return min(box[0], x), min(box[1], y - high), max(box[2], x + wide), max(box[3], y)


def strays(annotation: Any) -> bool:
    """Whether an annotation may be drawn elsewhere than in its rectangle.

    Without an appearance some kinds are drawn along points of their own, others on a sheet of a
    size that nobody knows yet (ISO 32000-2, 12.5.6).
    """
    along = any(key in annotation for key in _POINTS) and not has_look(annotation)
    return along or "/FixedPrint" in annotation


def has_look(annotation: Any) -> bool:
    """Whether an annotation brings the look that is drawn: its normal one, of its state if any."""
    appearance = annotation.get("/AP")
    look = appearance.get("/N") if isinstance(appearance, pikepdf.Dictionary) else None
    if isinstance(look, pikepdf.Dictionary):
        state = name_of(annotation.get("/AS"))
        look = look.get("/" + state) if state else None
    return isinstance(look, pikepdf.Stream)


def acts(annotation: Any) -> bool:
    """Whether an annotation does more than to show something, or to lead to it when clicked.

    A note or a mark is what a certification lets others add (ISO 32000-2, table 257): no scripts,
    programs, media, nor fields.
    """
    kind = name_of(annotation.get("/Subtype")) or ""
    if kind in _ACTIVE or "/AA" in annotation or "/PA" in annotation:
        return True
    action = annotation.get("/A")
    if action is None:
        return False
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action:
        return True
    return name_of(action.get("/S")) not in _LEADING


def shown_on(pages: Iterable[Any], frames: Iterable[Frame]) -> ShownOn:
    """Which pages show each annotation; one that two pages list shows on both."""
    places: dict[tuple[int, int], tuple[tuple[int, Frame], ...]] = {}
    for number, (page, frame) in enumerate(zip(pages, frames, strict=True), 1):
        annotations = page.get("/Annots")
        items = list(annotations) if isinstance(annotations, pikepdf.Array) else []
        listed = {i.objgen for i in items if isinstance(i, pikepdf.Dictionary) and i.is_indirect}
        if not listed:
            continue
        here = (number, frame)
        for key in listed:
            places[key] = (*places.get(key, ()), here)
    return places


def places_of(widget: Any, shown: ShownOn) -> Places:
    """Where a widget shows; nowhere when no page lists it."""
    return tuple((n, box_of(widget, frame)) for n, frame in shown.get(widget.objgen, ()))
