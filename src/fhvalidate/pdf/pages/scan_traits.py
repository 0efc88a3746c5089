"""Scan physics: what the image of a page tells of paper.

Paper is never pure white and never straight; a program that draws a page leaves both. Only image
pages are looked at, rendered small.
"""

import math
from collections.abc import Iterable

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.page_content import PageContent
from fhvalidate.pdf.pages.rendering import render_pages

DOTS_PER_INCH = 50  # enough for noise and skew, 0.2 million pixels a page
MAX_PAGES = 3  # looked at; the signature page and its neighbours
WHITE_OF_PAPER = 0.5  # scans have 0.00-0.01 pure white, drawn pages 0.92-0.96
SKEW_OF_PAPER = 0.25  # degrees; straightened scans have less, drawn pages none
DARK = 128  # of 255
MAX_DARK = 20_000  # pixels compared; a dense page at this size has some 15,000
ANGLES = tuple(step / 4 for step in range(-8, 9))  # degrees; feeders lean up to 2


@frozen
class ScanTraits:
    """What one page's image shows.

    Attributes:
        white: the share of pixels that are pure white, 0 to 1.
        skew: how far the lines lean, in degrees.
        one_bit: whether the image has one bit a pixel.
    """

    page: int
    white: float
    skew: float
    one_bit: bool

    @property
    def is_paper(self) -> bool:
        """Whether paper has been before the camera."""
        return self.one_bit or self.white < WHITE_OF_PAPER or abs(self.skew) >= SKEW_OF_PAPER


def read_scan_traits(
    data: bytes, *, password: str, contents: Iterable[PageContent]
) -> tuple[ScanTraits, ...]:
    """The traits of these pages, of the first three."""
    looked_at = tuple(contents)[:MAX_PAGES]
    one_bit = {content.number: content.one_bit for content in looked_at}
    rendered = render_pages(
        data, password=password, numbers=tuple(one_bit), dots_per_inch=DOTS_PER_INCH
    )
    return tuple(
        ScanTraits(
            raster.page,
            white=round(raster.grey.count(255) / max(len(raster.grey), 1), 3),
            skew=_skew(raster.grey, raster.width),
            one_bit=one_bit[raster.page],
        )
        for raster in rendered
    )


def _skew(grey: bytes, width: int) -> float:
    """The angle at which the page's dark pixels gather into the fewest rows."""
    dark = [divmod(at, width) for at, value in enumerate(grey) if value < DARK]
    if len(dark) < width:  # less than a line of text
        return 0.0
    dark = dark[:: max(len(dark) // MAX_DARK, 1)]
    return max(ANGLES, key=lambda angle: (_gathered(dark, angle), -abs(angle)))


def _gathered(dark: list[tuple[int, int]], angle: float) -> int:
    slope = math.tan(math.radians(angle))
    rows: dict[int, int] = {}
    for row, column in dark:
        at = int(row + slope * column)
        rows[at] = rows.get(at, 0) + 1
    return sum(count * count for count in rows.values())
