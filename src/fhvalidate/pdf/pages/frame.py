"""How a page's own coordinates come out on the page as displayed (ISO 32000-2, 8.3.2 and 7.7.3)."""

from fhvalidate.frozen import frozen

CORNERS = 4
MIN_OVERLAP = 0.05  # of the smaller box: a frame that touches a line's descenders hides nothing
Box = tuple[float, float, float, float]


@frozen
class Frame:
    """What of a page is shown, and how it is turned.

    Attributes:
        crop: left, bottom, right and top of what is shown, in the page's own coordinates.
        turned: clockwise, in degrees: 0, 90, 180 or 270.
    """

    crop: Box
    turned: int

    def displayed(self, box: Box) -> Box:
        """The box from the lower left corner of the page as displayed, in points."""
        left, bottom, right, top = self.crop
        corners = ((box[0], box[1]), (box[2], box[3]))
        match self.turned:
            case 90:
                points = [(y - bottom, right - x) for x, y in corners]
            case 180:
                points = [(right - x, top - y) for x, y in corners]
            case 270:
                points = [(top - y, x - left) for x, y in corners]
            case _:
                points = [(x - left, y - bottom) for x, y in corners]
        (x1, y1), (x2, y2) = points
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def is_nowhere(box: Box | None) -> bool:
    """Whether a box has no area: the field of an invisible signature."""
    return box is not None and (box[0] == box[2] or box[1] == box[3])


def overlap(one: Box, two: Box) -> float:
    """The area that two boxes share, as a part of the smaller one's."""
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    smaller = min(_area(one), _area(two))
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0


def covers(one: Box | None, two: Box | None) -> bool:
    """Whether what lies in one box can hide what lies in the other; None is everywhere."""
    return one is None or two is None or overlap(one, two) > MIN_OVERLAP


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
