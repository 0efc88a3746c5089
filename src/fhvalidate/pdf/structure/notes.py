"""How far annotations reach, and by whose style they are set (ISO 32000-2, 12.5.4 to 12.5.6)."""

from decimal import Decimal

from fhvalidate.pdf.structure.form import SIGNATURE, fields_of, inherited
from fhvalidate.pdf.structure.painting import CORNERS
from fhvalidate.pdf.structure.productions import dictionary_in
from fhvalidate.pdf.structure.walk import MAX_STEPS, Walk
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Dictionary, Name, Stream, Value, size_of

# Along what a note may be drawn, whatever its rectangle.
_POINTS = (b"QuadPoints", b"L", b"InkList", b"Vertices", b"CL", b"Path")
_NEAR = 1  # point by which writers that round let points lie outside
_USUAL_WIDTH = 1  # of a border that says none (table 168)
_WIDTH = 2  # place of the width in a border (table 166)
_MAX_CLOUDS = Decimal(2)  # /I of a border effect (table 169)


def reaches_beyond(walk: Walk, note: Dictionary) -> bytes | None:
    """The key by which a new note may be drawn outside its rectangle; None when there is none."""
    corners = _numbers(walk, note.get(b"Rect"))
    if corners is None or len(corners) != CORNERS:
        return b"Rect"
    across, along = sorted(corners[0::2]), sorted(corners[1::2])
    wide, high = across[1] - across[0], along[1] - along[0]
    widest = max(Decimal(_USUAL_WIDTH), Decimal(min(wide, high)) / 2)
    passes = {
        **{key: _is_within(walk, note[key], across, along) for key in _POINTS if key in note},
        b"RD": b"RD" not in note or _is_inset(walk, note[b"RD"], wide, high),
        b"Border": b"Border" not in note or _is_framed(walk, note[b"Border"], widest),
        b"BS": _is_up_to(walk, walk.after.dictionary(note.get(b"BS")).get(b"W", 0), widest),
        b"BE": _is_up_to(
            walk, walk.after.dictionary(note.get(b"BE")).get(b"I", 0), Decimal(_MAX_CLOUDS)
        ),
    }
    return next((key for key, is_near in passes.items() if not is_near), None)


def takes_style_of_form(objects: Objects, pages: tuple[int, ...]) -> bool:
    """Whether a reader may set anything by the style of the form: all fields but signatures.

    Some set what no form leads to as well: other widgets on pages, and free text without a look.
    """
    for _, _, field in fields_of(objects):
        kind = inherited(objects, field, b"FT")
        if kind != SIGNATURE and (kind is not None or not objects.items(field.get(b"Kids"))):
            return True
    return any(
        _is_set(objects, objects.dictionary(item))
        for page in pages
        for item in objects.items(dictionary_in(objects.written(page)).get(b"Annots"))
    )


def _is_set(objects: Objects, annotation: Dictionary) -> bool:
    if annotation.get(b"Subtype") == Name(b"Widget"):
        return inherited(objects, annotation, b"FT") != SIGNATURE
    look = objects.dictionary(annotation.get(b"AP")).get(b"N")
    is_look = isinstance(objects.follow(look), Stream)
    return annotation.get(b"Subtype") == Name(b"FreeText") and not is_look


def _is_inset(walk: Walk, differences: Value, wide: Decimal, high: Decimal) -> bool:
    inner = _numbers(walk, differences)
    if inner is None or len(inner) != CORNERS or min(inner) < 0:
        return False
    return inner[0] + inner[2] <= wide and inner[1] + inner[3] <= high


def _is_framed(walk: Walk, border: Value, widest: Decimal) -> bool:
    items = walk.after.items(border)
    return len(items) > _WIDTH and _is_up_to(walk, items[_WIDTH], widest)


def _is_up_to(walk: Walk, value: Value, most: Decimal) -> bool:
    size = size_of(walk.after.follow(value))
    return size is not None and 0 <= size <= most


def _is_within(walk: Walk, points: Value, across: list[Decimal], along: list[Decimal]) -> bool:
    """Whether all the points, in one array or one for each stroke, lie in the rectangle."""
    numbers = _numbers(walk, points)
    if numbers is None or len(numbers) % 2:
        return False
    return all(
        low - _NEAR <= number <= high + _NEAR
        for (low, high), some in ((across, numbers[0::2]), (along, numbers[1::2]))
        for number in some
    )


def _numbers(walk: Walk, value: Value) -> list[Decimal] | None:
    """The numbers of an array, or of the arrays in it; None when it holds anything else."""
    strokes = walk.after.follow(value)
    if not isinstance(strokes, tuple):
        return None
    found: list[Decimal] = []
    for item in map(walk.after.follow, strokes):
        stroke = tuple(map(walk.after.follow, item)) if isinstance(item, tuple) else (item,)
        sizes = tuple(map(size_of, stroke))
        walk.steps += len(stroke) + 1
        odd = isinstance(item, tuple) and len(item) % 2
        if odd or walk.steps > MAX_STEPS or None in sizes:
            return None
        found.extend(size for size in sizes if size is not None)
    return found
