"""A page's cells in a reading order, with their fold, so that phrases are found across lines.

There are two orders: across (each line from left to right, as in one column) and down (each
block of cells before the next, as in several columns). A phrase is a phrase in either.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import end_of_folded, fold, start_of_folded
from fhvalidate.minutes.profile import Literal
from fhvalidate.pdf.pages.text import Cell, Line, Page

# A phrase that stands on one page more often than this is a pattern of wallpaper.
MAX_OCCURRENCES = 20

# Cells of one block start within this many points of each other, and follow each other within
# this many line heights.
BLOCK_INDENT = 6.0
BLOCK_SPACING = 2.5

# A page with more blocks open at once than this is no text in columns.
MAX_OPEN_BLOCKS = 12

_HYPHENS = ("-", "\u2010", "\u00ad")


@frozen
class Found:
    """Where a literal stands: the text as printed, its cells, and whether it fills them.

    `begins` and `ends` tell that the first cell starts with it, outside quotation marks, and
    that the last cell ends with it. `rest` is what follows it in its last cell.
    """

    quote: str
    cells: tuple[Cell, ...]
    last: int
    begins: bool
    ends: bool
    rest: str


@frozen
class Reading:
    """Cells in an order, the fold of all of them, and where each one's fold starts."""

    cells: tuple[Cell, ...]
    folded: str
    starts: tuple[int, ...]


def readings(page: Page) -> tuple[Reading, ...]:
    """The page read across and, when some line has several cells, read down its blocks."""
    across = read_across(page)
    if len(across.cells) == len(page.lines):
        return (across,)
    return across, reading(_down(page.lines))


def read_across(page: Page) -> Reading:
    """The page read line by line."""
    return reading([cell for line in page.lines for cell in line.cells])


def reading(cells: Sequence[Cell]) -> Reading:
    """The cells in the order given, folded."""
    folds = [fold(cell.text) for cell in cells]
    starts = accumulate(map(len, folds[:-1]), initial=0) if folds else ()
    return Reading(tuple(cells), "".join(folds), tuple(starts))


def find(literal: Literal, text: Reading) -> Iterable[Found]:
    """Each place where the literal stands, whatever its case, breaks, blanks and vowels."""
    return _places(literal, text) if literal.folded in text.folded else ()


def _places(literal: Literal, text: Reading) -> Iterator[Found]:
    start = -1
    for _ in range(MAX_OCCURRENCES):
        start = text.folded.find(literal.folded, start + 1)
        if start < 0:
            return
        found = _found(text, start, start + len(literal.folded))
        # A print that lost letters left these words all the same: the vendor's are the readable.
        is_spoilt = "\ufffd" in found.quote
        yield replace(found, quote=literal.text) if is_spoilt else found


def _found(text: Reading, start: int, end: int) -> Found:
    # Cells with an empty fold ("—") share their start with the next one: take the last of them.
    first = bisect_right(text.starts, start) - 1
    last = bisect_left(text.starts, end) - 1
    cells = text.cells[first : last + 1]
    opening, closing = cells[0].text, cells[-1].text
    closed_at = end_of_folded(closing, end - text.starts[last])
    rest = closing[closed_at:]
    parts = [cell.text for cell in cells]
    parts[-1] = closing[:closed_at] + (rest[:1] if rest[:1] in {".", ":", "™"} else "")
    parts[0] = parts[0][start_of_folded(opening, start - text.starts[first]) :]
    starts_cell = start == text.starts[first]
    return Found(
        quote=_joined(parts),
        cells=cells,
        last=last,
        begins=starts_cell and _is_plain_start(opening),
        ends=not fold(rest),
        rest=rest.lstrip(" .:"),
    )


def _is_plain_start(text: str) -> bool:
    first = text.lstrip()[:1]
    return first.isalnum() or first == "\ufffd"


def _joined(parts: Sequence[str]) -> str:
    """The lines of a phrase as one line; a word parted by a line-end hyphen is whole again."""
    joined = ""
    for part in parts:
        if joined.endswith(_HYPHENS) and part[:1].islower():
            joined = joined[:-1] + part
        else:
            joined = f"{joined} {part}" if joined else part
    return " ".join(joined.split())


def _down(lines: Sequence[Line]) -> list[Cell]:
    """The cells of all lines, block after block in the order in which the blocks start."""
    blocks: list[list[Cell]] = []
    for line in lines:
        for cell in line.cells:
            for block in reversed(blocks[-MAX_OPEN_BLOCKS:]):
                above = block[-1]
                spacing = BLOCK_SPACING * (cell.top - cell.bottom)
                if (
                    abs(above.left - cell.left) < BLOCK_INDENT
                    and 0 < above.bottom - cell.bottom < spacing
                ):
                    block.append(cell)
                    break
            else:
                blocks.append([cell])
    return [cell for block in blocks for cell in block]
