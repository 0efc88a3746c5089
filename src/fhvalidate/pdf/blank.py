"""Whether a place on a page is blank paper: for pages that show more than their text tells."""

from collections import Counter
from collections.abc import Iterable, Sequence

from fhvalidate.pdf.frame import Box
from fhvalidate.pdf.rendering import Raster

DOTS_PER_INCH = 144  # a pixel is a quarter of a square point; a page of A4 takes 2 MB
MARGIN = 2  # pixels inside the box's edge: a frame may touch what stands beside it
LIGHT = 160  # of 255: paper is lighter, also grey recycled paper
CONTRAST = 48  # of 255, from the paper's own grey; the noise of a scanned paper stays below 30
MAX_INK = 16  # pixels, 4 square points: a speck of dust; the letter e of 12 points has some 50


def is_blank(raster: Raster, box: Box, *, words: Iterable[Box] = ()) -> bool:
    """Whether nothing is drawn within the box but these words; a dark place is never blank.

    Boxes are in points from the lower left corner.
    """
    left, first, right, last = _pixels(raster, box)
    within = [_pixels(raster, word) for word in words]
    counts: Counter[int] = Counter()
    for row in range(max(first + MARGIN, 0), min(last - MARGIN, raster.height)):
        known = [(w[0], w[2]) for w in within if w[1] <= row <= w[3]]
        start = row * raster.width
        line = raster.grey[start : start + raster.width]
        for begin, end in _outside(known, max(left + MARGIN, 0), right - MARGIN):
            counts.update(line[begin:end])
    if not counts:
        return True
    paper = counts.most_common(1)[0][0]
    ink = sum(count for grey, count in counts.items() if abs(grey - paper) > CONTRAST)
    return paper >= LIGHT and ink <= MAX_INK


def _pixels(raster: Raster, box: Box) -> tuple[int, int, int, int]:
    """The box as left column, first row, right column and last row."""
    left, bottom, right, top = (side / raster.points for side in box)
    return int(left), raster.height - int(top) - 1, int(right) + 1, raster.height - int(bottom)


def _outside(known: Sequence[tuple[int, int]], left: int, right: int) -> Iterable[tuple[int, int]]:
    """The parts of a row between left and right that none of the words takes up."""
    at = left
    for start, end in sorted(known):
        if start > at:
            yield at, min(start, right)
        at = max(at, end)
    if at < right:
        yield at, right
