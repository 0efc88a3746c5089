"""How PDFium shows a page: turned or not, and from which corner on."""

from typing import Any

from fhvalidate.frozen import frozen

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@frozen
class Displayed:
    """How a page is shown: its quarter turns clockwise and its lower left corner, in points."""

    turns: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_as_drawn(self) -> bool:
        """Whether every box is shown where it is drawn: most pages start at 0 and are upright."""
        return self.turns == 0 and self.left == 0 and self.bottom == 0

    def box(self, box: Box) -> Box:
        """The box as the reader of the page sees it, measured from the lower left corner."""
        left, bottom, right, top = box
        match self.turns:
            case 0:
                return left - self.left, bottom - self.bottom, right - self.left, top - self.bottom
            case 1:
                return (
                    bottom - self.bottom,
                    self.right - right,
                    top - self.bottom,
                    self.right - left,
                )
            case 2:
                return self.right - right, self.top - top, self.right - left, self.top - bottom
            case _:
                return self.top - top, left - self.left, self.top - bottom, right - self.left


def displayed(page: Any) -> Displayed:
    """How PDFium shows the page."""
    return Displayed(page.get_rotation() // 90, *page.get_bbox())
