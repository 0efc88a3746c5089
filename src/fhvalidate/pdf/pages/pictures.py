"""Two pictures of one page, cell by cell: where a reader sees another thing than was signed.

The same content is drawn to the same bytes, so most rows of two pictures are equal and are
compared as bytes. What remains is looked at in cells of a few points.
"""

from collections.abc import Iterable, Iterator
from dataclasses import field

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.frame import Box

CELL = 8  # pixels, and points at 72 dots an inch: half a letter of a heading, one of running text
CHANNELS = 3
PAPER = 200  # of 255: what a scanner makes of white paper is lighter
EDGE = 1  # pixel within a box's edge
_LIGHT = bytes(range(PAPER, 256))
_DARK = bytes(value < PAPER for value in range(256))
MAX_REGIONS = 40  # boxes told of on one page; more are told as one that holds them all

# Two bytes differ for the eye when boundaries of both scales part them: those less than 17 of 255
# apart never do, those more than 31 apart always. What smoothing an edge alone changes is less.
_COARSE = bytes(value // 32 for value in range(256))
_SHIFTED = bytes((value + 16) // 32 for value in range(256))

Cell = tuple[int, int]
"""Column and row, from the upper left corner."""


@frozen
class Picture:
    """A page as drawn: three bytes a pixel (red, green, blue), rows from the top, no padding.

    `points` is how many points of the page one pixel spans.
    """

    width: int
    height: int
    points: float
    pixels: bytes = field(repr=False)

    def row(self, number: int) -> bytes:
        """The bytes of one row of pixels."""
        span = self.width * CHANNELS
        return self.pixels[number * span : (number + 1) * span]


def differing_cells(one: Picture, two: Picture) -> frozenset[Cell]:
    """The cells in which the pictures differ for the eye; all, when they are not of one size."""
    if (one.width, one.height) != (two.width, two.height):
        larger = one if one.width * one.height > two.width * two.height else two
        return frozenset(_all_cells(larger))
    if one.pixels == two.pixels:
        return frozenset()
    return frozenset(_differing(one, two))


def _all_cells(picture: Picture) -> Iterator[Cell]:
    for row in range(0, picture.height, CELL):
        for column in range(0, picture.width, CELL):
            yield column // CELL, row // CELL


def _differing(one: Picture, two: Picture) -> Iterator[Cell]:
    columns = range((one.width + CELL - 1) // CELL)
    band = one.width * CHANNELS * CELL
    for top in range(0, one.height, CELL):
        start = top // CELL * band
        if one.pixels[start : start + band] == two.pixels[start : start + band]:
            continue
        equal = list(columns)
        for number in range(top, min(top + CELL, one.height)):
            old, new = one.row(number), two.row(number)
            if old != new:
                equal = _equal(old, new, equal)
        same = set(equal)
        yield from ((column, top // CELL) for column in columns if column not in same)


def _equal(old: bytes, new: bytes, columns: list[int]) -> list[int]:
    """Those of the columns of cells in which two rows of pixels are the same for the eye."""
    coarse = old.translate(_COARSE), new.translate(_COARSE)
    shifted = old.translate(_SHIFTED), new.translate(_SHIFTED)
    if coarse[0] == coarse[1] or shifted[0] == shifted[1]:
        return columns
    span = CELL * CHANNELS
    cells = [(column, slice(column * span, (column + 1) * span)) for column in columns]
    return [
        column
        for column, cell in cells
        if coarse[0][cell] == coarse[1][cell] or shifted[0][cell] == shifted[1][cell]
    ]


def detailed_cells(picture: Picture, cells: Iterable[Cell]) -> frozenset[Cell]:
    """Those of the cells that show letters or a picture, not only paper, a tint or a rule."""
    return frozenset(cell for cell in cells if _is_detailed(picture, cell))


def ink_in(box: Box, picture: Picture) -> float:
    """How many square points within the box show anything darker than paper.

    Its edge is left out: a frame may touch what stands beside it.
    """
    scale = 1 / picture.points
    left = max(int(box[0] * scale) + EDGE, 0) * CHANNELS
    right = max(int(box[2] * scale) - EDGE, 0) * CHANNELS
    first = max(int(picture.height - box[3] * scale) + EDGE, 0)
    last = min(int(picture.height - box[1] * scale) - EDGE, picture.height)
    rows = (picture.row(number)[left:right] for number in range(first, last))
    darker = sum(len(row.translate(None, _LIGHT)) for row in rows)
    return darker / CHANNELS * picture.points**2


def is_lost(box: Box, one: Picture, two: Picture) -> bool:
    """Whether what the first picture shows in the box cannot be told in the second any more.

    Either most of what was darker than paper is paper, or most of the paper is darker.
    """
    was, now, size = _dark(box, one), _dark(box, two), _area(box, one)
    ink = was.bit_count()
    if (one.width, one.height) != (two.width, two.height) or not 0 < ink < size:
        return False
    gone, filled = (was & ~now).bit_count(), (now & ~was).bit_count()
    return 2 * gone > ink or 2 * filled > size - ink


def cell_box(cell: Cell, picture: Picture) -> Box:
    """The box of a cell, in points of the page as displayed."""
    size, height = CELL * picture.points, picture.height * picture.points
    left, top = cell[0] * size, height - cell[1] * size
    return left, top - size, left + size, top


def _dark(box: Box, picture: Picture) -> int:
    """The bytes of the box that are darker than paper, a bit each."""
    rows, columns = _pixels(box, picture)
    found = b"".join(picture.row(number)[columns] for number in rows)
    return int.from_bytes(found.translate(_DARK), "big")


def _area(box: Box, picture: Picture) -> int:
    rows, columns = _pixels(box, picture)
    return len(rows) * len(range(columns.start, columns.stop))


def _pixels(box: Box, picture: Picture) -> tuple[range, slice]:
    """The rows of pixels that lie in a box, and the bytes of them that do."""
    scale, height = 1 / picture.points, picture.height
    left, right = max(round(box[0] * scale), 0), min(round(box[2] * scale), picture.width)
    top, bottom = (
        max(round(height - box[3] * scale), 0),
        min(round(height - box[1] * scale), height),
    )
    return range(top, bottom), slice(left * CHANNELS, max(right, left) * CHANNELS)


def solid_cells(picture: Picture, cells: Iterable[Cell]) -> frozenset[Cell]:
    """Those of the cells that are filled for the greater part."""
    return frozenset(cell for cell in cells if _is_solid(picture, cell))


def _is_solid(picture: Picture, cell: Cell) -> bool:
    shown = b"".join(_rows(picture, cell))
    return 2 * len(shown.translate(None, _LIGHT)) > len(shown)


def _is_detailed(picture: Picture, cell: Cell) -> bool:
    rows = _rows(picture, cell)
    # Most cells are paper or tint: rows that are alike are so without their colours too.
    if len(set(rows)) <= 1:
        return False
    rows = [row.translate(_COARSE) for row in rows]
    # A level rule fills its rows evenly; an upright one makes them all alike.
    return len(set(rows)) > 1 and any(
        row != row[:CHANNELS] * (len(row) // CHANNELS) for row in rows
    )


def _rows(picture: Picture, cell: Cell) -> list[bytes]:
    """The rows of pixels of one cell."""
    span, pixels = picture.width * CHANNELS, picture.pixels
    left, top = cell[0] * CELL * CHANNELS, cell[1] * CELL
    wide = min(CELL * CHANNELS, span - left)
    first, after = top * span + left, min(top + CELL, picture.height) * span
    return [pixels[start : start + wide] for start in range(first, after, span)]


def cells_in(box: Box, picture: Picture, *, margin: float = 0.0) -> frozenset[Cell]:
    """The cells that a box of the page as displayed touches, with some points around it."""
    size = CELL * picture.points
    bottom = picture.height * picture.points
    last = (picture.width - 1) // CELL, (picture.height - 1) // CELL
    columns = _span((box[0] - margin) / size, (box[2] + margin) / size, last[0])
    rows = _span((bottom - box[3] - margin) / size, (bottom - box[1] + margin) / size, last[1])
    return frozenset((column, row) for column in columns for row in rows)


def _span(first: float, last: float, most: int) -> range:
    return range(max(int(max(first, 0)), 0), int(min(max(last, -1), most)) + 1)


def regions(cells: Iterable[Cell], picture: Picture) -> tuple[Box, ...]:
    """Boxes around cells that lie together, in points, from the top of the page down."""
    left = set(cells)
    found: list[tuple[int, int, int, int]] = []
    while left:
        found.append(_together(left))
    if len(found) > MAX_REGIONS:
        found = [
            (
                min(box[0] for box in found),
                min(box[1] for box in found),
                max(box[2] for box in found),
                max(box[3] for box in found),
            )
        ]
    return tuple(
        _in_points(box, picture) for box in sorted(found, key=lambda box: (box[1], box[0]))
    )


def _together(left: set[Cell]) -> tuple[int, int, int, int]:
    """Takes one group of neighbours out of the cells; a gap of one cell parts no group."""
    waiting = [left.pop()]
    columns, rows = [waiting[0][0]] * 2, [waiting[0][1]] * 2
    while waiting:
        column, row = waiting.pop()
        columns = [min(columns[0], column), max(columns[1], column)]
        rows = [min(rows[0], row), max(rows[1], row)]
        for near in [(column + x, row + y) for x in (-2, -1, 0, 1, 2) for y in (-1, 0, 1)]:
            if near in left:
                left.remove(near)
                waiting.append(near)
    return columns[0], rows[0], columns[1] + 1, rows[1] + 1


def _in_points(box: tuple[int, int, int, int], picture: Picture) -> Box:
    size, height = CELL * picture.points, picture.height * picture.points
    width = picture.width * picture.points
    return (
        box[0] * size,
        max(height - box[3] * size, 0.0),
        min(box[2] * size, width),
        height - box[1] * size,
    )
