"""Pages as drawn, and where two of them differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

DPI = 72
"""A pixel is a point: enough to tell one word of 12 points from another."""

CELL = 4
"""The side of the squares in which differences are counted, in pixels."""

SLIGHT = 8
"""Levels of grey that rounding may differ by."""

PLAIN = 64
"""Levels of grey by which a single pixel of a cell is a difference; slighter ones must be two."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the page as displayed."""

_HEADER = re.compile(rb"P5\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s")


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as drawn: a byte of grey a pixel, rows from the top."""

    width: int
    height: int
    grey: bytes


@dataclass(frozen=True, slots=True)
class Drawing:
    """Every page that an engine drew, and whether it came to the end without giving up."""

    pages: tuple[Picture | None, ...]
    whole: bool


FAILED = Drawing((), whole=False)


def read_pgm(path: Path) -> Picture | None:
    """The picture in the file, nothing where there is none."""
    if not path.exists():
        return None
    data = path.read_bytes()
    path.unlink()
    header = _HEADER.match(data)
    if header is None:
        return None
    width, height = int(header[1]), int(header[2])
    grey = data[header.end() : header.end() + width * height]
    return Picture(width, height, grey) if len(grey) == width * height else None


def whole_page(picture: Picture | None) -> Box:
    """The box of the whole page."""
    if picture is None:
        return (0.0, 0.0, 0.0, 0.0)
    return (0.0, 0.0, picture.width * 72 / DPI, picture.height * 72 / DPI)


def differing_cells(old: Picture, new: Picture) -> Iterator[Box]:
    """The cells of two pictures of the same size that differ by more than an edge's rounding."""
    if old.grey == new.grey:
        return
    size = (old.width, old.height)
    differences = ImageChops.difference(
        Image.frombytes("L", size, old.grey), Image.frombytes("L", size, new.grey)
    )
    box = differences.point(_beyond_slight).getbbox()
    if box is None:
        return
    for top in range(box[1] - box[1] % CELL, box[3], CELL):
        for left in range(box[0] - box[0] % CELL, box[2], CELL):
            right, bottom = min(left + CELL, old.width), min(top + CELL, old.height)
            found = _difference_within(differences, (left, top, right, bottom))
            if found is not None:
                yield _in_points(found, old.height)


def _beyond_slight(level: float) -> float:
    return 255 if level > SLIGHT else 0


def _difference_within(
    differences: Image.Image, place: tuple[int, int, int, int]
) -> tuple[int, int, int, int] | None:
    cell = differences.crop(place)
    levels = [level for level in cell.tobytes() if level > SLIGHT]
    if not levels or (len(levels) == 1 and levels[0] < PLAIN):
        return None
    inner = cell.point(_beyond_slight).getbbox()
    if inner is None:
        return None
    left, top = place[0], place[1]
    return (left + inner[0], top + inner[1], left + inner[2], top + inner[3])


def _in_points(place: tuple[int, int, int, int], height: int) -> Box:
    left, top, right, bottom = (side * 72 / DPI for side in place)
    tall = height * 72 / DPI
    return (left, tall - bottom, right, tall - top)


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))
