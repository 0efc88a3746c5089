"""Two pictures of a page are compared cell by cell."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.pages.pictures import (
    CELL,
    MAX_REGIONS,
    Picture,
    cells_in,
    detailed_cells,
    differing_cells,
    regions,
)

WIDTH, HEIGHT = 43, 37  # cells at the right and at the bottom are cut


def picture(*points: tuple[int, int, int], paper: int = 255) -> Picture:
    """A grey page with some points of another grey: column, row and value."""
    pixels = bytearray([paper] * (3 * WIDTH * HEIGHT))
    for column, row, value in points:
        at = 3 * (row * WIDTH + column)
        pixels[at : at + 3] = bytes([value] * 3)
    return Picture(WIDTH, HEIGHT, 1.0, bytes(pixels))


COLUMNS, ROWS, GREYS = st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(0, 255)
POINTS = st.lists(st.tuples(COLUMNS, ROWS, GREYS), max_size=6)


@given(POINTS, POINTS)
def test_a_difference_is_the_same_both_ways_and_none_with_itself(
    one: list[tuple[int, int, int]], two: list[tuple[int, int, int]]
) -> None:
    first, second = picture(*one), picture(*two)

    assert differing_cells(first, second) == differing_cells(second, first)
    assert differing_cells(first, first) == frozenset()


@given(COLUMNS, ROWS, GREYS, GREYS)
def test_one_point_is_told_in_its_cell_when_the_eye_can_see_it(
    column: int, row: int, old: int, new: int
) -> None:
    found = differing_cells(picture((column, row, old)), picture((column, row, new)))

    if abs(old - new) >= 32:
        assert found == {(column // CELL, row // CELL)}
    if abs(old - new) <= 16:
        assert found == frozenset()


def test_pictures_of_different_sizes_differ_everywhere() -> None:
    small = Picture(1, 1, 1.0, b"\xff\xff\xff")

    assert len(differing_cells(picture(), small)) == 6 * 5


@given(POINTS)
def test_the_regions_hold_every_cell_that_differs(points: list[tuple[int, int, int]]) -> None:
    paper = picture()
    cells = differing_cells(paper, picture(*points))

    boxes = regions(cells, paper)

    assert cells <= {cell for box in boxes for cell in cells_in(box, paper)}
    assert bool(boxes) == bool(cells)


def test_regions_stand_in_points_from_the_lower_left_corner() -> None:
    page = Picture(80, 80, 0.5, bytes(3 * 80 * 80))

    assert regions([(0, 0)], page) == ((0.0, 36.0, 4.0, 40.0),)
    assert cells_in((0.0, 37.0, 3.0, 39.0), page) == {(0, 0)}


def test_more_regions_than_can_be_told_become_one() -> None:
    page = Picture(8 * 200, 8 * 200, 1.0, b"")
    apart = [(column, row) for column in range(0, 200, 5) for row in range(0, 200, 5)]

    assert len(apart) > MAX_REGIONS
    assert len(regions(apart, page)) == 1


@pytest.mark.parametrize("box", [(900, 900, 990, 990), (-50, -50, -10, -10), (5, 5, 4, 4)])
def test_a_box_beside_the_page_touches_no_cell(box: tuple[float, ...]) -> None:
    left, bottom, right, top = box

    assert cells_in((left, bottom, right, top), picture()) in (frozenset(), {(0, 4)})


def test_a_rule_is_no_detail_and_a_picture_is() -> None:
    level = picture(*((column, 3, 0) for column in range(WIDTH)))
    upright = picture(*((3, row, 0) for row in range(HEIGHT)))
    chosen = random.Random(7)
    noise = picture(*((c, r, chosen.choice((0, 255))) for c in range(WIDTH) for r in range(HEIGHT)))
    everywhere = differing_cells(picture(), Picture(1, 1, 1.0, b"\0\0\0"))

    assert detailed_cells(level, everywhere) == frozenset()
    assert detailed_cells(upright, everywhere) == frozenset()
    assert detailed_cells(picture(), everywhere) == frozenset()
    assert len(detailed_cells(noise, everywhere)) == len(everywhere)


@given(POINTS, st.sampled_from([255, 230, 40]))
def test_a_cell_is_detailed_when_its_rows_differ_and_one_is_uneven(
    points: list[tuple[int, int, int]], paper: int
) -> None:
    drawn = picture(*points, paper=paper)
    columns, rows = -(-WIDTH // CELL), -(-HEIGHT // CELL)
    cells = [(column, row) for column in range(columns) for row in range(rows)]

    found = detailed_cells(drawn, cells)

    assert found == {cell for cell in cells if is_uneven(drawn, cell)}


def is_uneven(drawn: Picture, cell: tuple[int, int]) -> bool:
    """The rule as it is said, point by point."""
    columns = range(cell[0] * CELL, min((cell[0] + 1) * CELL, WIDTH))
    rows = [
        [drawn.pixels[3 * (row * WIDTH + column)] // 32 for column in columns]
        for row in range(cell[1] * CELL, min((cell[1] + 1) * CELL, HEIGHT))
    ]
    return any(row != rows[0] for row in rows) and any(len(set(row)) > 1 for row in rows)
