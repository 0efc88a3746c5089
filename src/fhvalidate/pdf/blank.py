"""Whether a place on a page is blank paper: for pages that show more than their text tells."""

from collections import Counter

from fhvalidate.pdf.frame import Box
from fhvalidate.pdf.rendering import Raster

DOTS_PER_INCH = 144  # a pixel is a quarter of a square point; a page of A4 takes 2 MB
MARGIN = 2  # pixels inside the box's edge: a frame may touch what stands beside it
CONTRAST = 48  # of 255, from the paper's own grey; the noise of a scanned paper stays below 30
MAX_INK = 16  # pixels, 4 square points: a speck of dust; the letter e of 12 points has some 50


def is_blank(raster: Raster, box: Box) -> bool:
    """Whether nothing is drawn within the box, which is in points from the lower left corner."""
    left, bottom, right, top = (side / raster.points for side in box)
    columns = slice(max(int(left) + MARGIN, 0), max(int(right) - MARGIN, 0))
    first, last = raster.height - int(top) + MARGIN, raster.height - int(bottom) - MARGIN
    counts: Counter[int] = Counter()
    for row in range(max(first, 0), min(last, raster.height)):
        start = row * raster.width
        counts.update(raster.grey[start : start + raster.width][columns])
    if not counts:
        return True
    paper = counts.most_common(1)[0][0]
    ink = sum(count for grey, count in counts.items() if abs(grey - paper) > CONTRAST)
    return ink <= MAX_INK
