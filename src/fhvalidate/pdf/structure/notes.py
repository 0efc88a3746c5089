"""How far notes and marks reach, by what they say of themselves (ISO 32000-2, 12.5.4 to 12.5.6)."""

from decimal import Decimal

from fhvalidate.pdf.structure.painting import CORNERS, is_number
from fhvalidate.pdf.structure.walk import MAX_STEPS, Walk
from fhvalidate.pdf.syntax.values import Dictionary, Value

# Along what a note may be drawn, whatever its rectangle.
_POINTS = (b"QuadPoints", b"L", b"InkList", b"Vertices", b"CL", b"Path")
_NEAR = 1  # point by which writers that round let points lie outside
_USUAL_WIDTH = 1  # of a border that says none (table 168)
_WIDTH = 2  # place of the width in a border (table 166)
_MAX_CLOUDS = 2  # /I of a border effect (table 169)

Number = int | Decimal


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
        b"BE": _is_up_to(walk, walk.after.dictionary(note.get(b"BE")).get(b"I", 0), _MAX_CLOUDS),
    }
    return next((key for key, is_near in passes.items() if not is_near), None)


def _is_inset(walk: Walk, differences: Value, wide: Number, high: Number) -> bool:
    inner = _numbers(walk, differences)
    if inner is None or len(inner) != CORNERS or min(inner) < 0:
        return False
    return inner[0] + inner[2] <= wide and inner[1] + inner[3] <= high


def _is_framed(walk: Walk, border: Value, widest: Number) -> bool:
    items = walk.after.items(border)
    return len(items) > _WIDTH and _is_up_to(walk, items[_WIDTH], widest)


def _is_up_to(walk: Walk, value: Value, most: Number) -> bool:
    found = walk.after.follow(value)
    return isinstance(found, Number) and 0 <= found <= most


def _is_within(walk: Walk, points: Value, across: list[Number], along: list[Number]) -> bool:
    """Whether all the points, in one array or one for each stroke, lie in the rectangle."""
    numbers = _numbers(walk, points)
    if numbers is None or len(numbers) % 2:
        return False
    return all(
        low - _NEAR <= number <= high + _NEAR
        for (low, high), some in ((across, numbers[0::2]), (along, numbers[1::2]))
        for number in some
    )


def _numbers(walk: Walk, value: Value) -> list[Number] | None:
    """The numbers of an array, or of the arrays in it; None when it holds anything else."""
    strokes = walk.after.follow(value)
    if not isinstance(strokes, tuple):
        return None
    found: list[Number] = []
    for item in map(walk.after.follow, strokes):
        stroke = tuple(map(walk.after.follow, item)) if isinstance(item, tuple) else (item,)
        walk.steps += len(stroke) + 1
        odd = isinstance(item, tuple) and len(item) % 2
        if odd or walk.steps > MAX_STEPS or not all(map(is_number, stroke)):
            return None
        found.extend(number for number in stroke if isinstance(number, Number))
    return found
