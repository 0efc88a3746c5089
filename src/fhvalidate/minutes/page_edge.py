"""The edge of a page, where heads, feet and margins are, and no running text."""

from fhvalidate.pdf.pages.text import Page

EDGE = 1 / 8  # of the page's height or width; a foot of three lines on A4 is within it


def is_at_edge(page: Page, box: tuple[float, float, float, float], *, sides: bool) -> bool:
    """Whether the box (left, bottom, right, top, in points) is within the page's edge.

    With `sides` it is the left or right margin that counts, else the head or the foot.
    """
    low, high, length = (box[0], box[2], page.width) if sides else (box[1], box[3], page.height)
    return high <= length * EDGE or low >= length * (1 - EDGE)
