"""Printed page numbers: `2 (43)`, `Sida 2 av 43`, `2/43`, beside the pages there are."""

from collections import Counter
from collections.abc import Sequence

from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.minutes.model import PageNumbering
from fhvalidate.pdf.pages.text import Cell, Page

# In one cell at the head or foot: the number and the total, with or without the word for page.
_NUMBERED = late_re2(
    r"(?i)(?:^|[^\pL0-9])(?:(?:sid(?:a|an|nr)?\.?:? ?)(\d{1,4}) ?(?:\( ?(\d{1,4}) ?\)"
    r"|(?:av|of|/) ?(\d{1,4}))|(?:page|p\.) ?(\d{1,4}) ?(?:of|/) ?(\d{1,4}))\)?$"
)
_DIGIT = late_re("[0-9]")
_BARE = late_re2(r"(\d{1,4}) ?(?:\( ?(\d{1,4}) ?\)|/ ?(\d{1,4}))$")

# A number of pages stands among the first or last lines of its page.
LINES_AT_EDGE = 5


def read_page_numbering(pages: Sequence[Page]) -> PageNumbering | None:
    """The printed numbering, when the pages agree on one total; None when there is none."""
    found = [(page.number, number) for page in pages if (number := _number(page))]
    totals = Counter(total for _, (_, total) in found)
    if not totals:
        return None
    # The total that most pages state; of two (a signature page counts its own) the body's, which
    # comes first.
    total = max(totals, key=lambda total: (totals[total], -_first(found, total)))
    numbered = [(page, number) for page, (number, stated) in found if stated == total]
    return PageNumbering(
        total=total,
        physical=len(pages),
        numbered=tuple(page for page, _ in numbered),
        appended=_appended(pages, numbered, total),
    )


def _appended(
    pages: Sequence[Page], numbered: Sequence[tuple[int, int]], total: int
) -> tuple[int, ...]:
    """The pages after the one that carries the total, when one does."""
    last = max((page for page, number in numbered if number == total), default=None)
    if last is None:
        return ()
    return tuple(page.number for page in pages if page.number > last)


def _first(found: Sequence[tuple[int, tuple[int, int]]], total: int) -> int:
    return min(page for page, (_, stated) in found if stated == total)


def _number(page: Page) -> tuple[int, int] | None:
    """The number and the total that a page carries."""
    upright = [line for line in page.lines if not line.turned]
    edge = [*upright[:LINES_AT_EDGE], *upright[LINES_AT_EDGE:][-LINES_AT_EDGE:]]
    for cell in (cell for line in edge for cell in line.cells):
        numbers = _in_cell(cell)
        if numbers is not None and 0 < numbers[0] <= numbers[1]:
            return numbers
    return None


def _in_cell(cell: Cell) -> tuple[int, int] | None:
    text = cell.text.strip()
    if _DIGIT.search(text) is None:
        return None
    found = _NUMBERED.search(text) or _BARE.fullmatch(text)
    if found is None:
        return None
    number, total = (int(part) for part in found.groups() if part)
    return number, total
