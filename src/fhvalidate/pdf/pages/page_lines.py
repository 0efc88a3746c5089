"""Lines and cells: the words of one page put in reading order by where they stand.

PDFium gives text in the order a program drew it; a reader sees lines. Words that share a
height become one line, and a wide gap in a line parts it into cells, so that two columns
side by side never read as one sentence.
"""

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from fhvalidate.frozen import frozen

# A gap this many line heights wide parts two cells. A word space is 0.2-0.3 of the line's
# height, stretched to 0.8 at most in justified text; columns and tab stops start at about 1.5.
CELL_GAP = 1.3

# Two runs of words are one line when they share this much of the lower one's height: a
# superscript or a label in another size still shares more, lines set solid share nothing.
SHARED_HEIGHT = 0.5

# No later line starts this far below the top of one it overlaps: a giant letter may be as
# high as the page, and without a bound every line would be compared with every other one.
MAX_COMPARED_LINES = 40


# Words and cells are tuples: there are hundreds on a page, and a dataclass takes thrice the time.
class Word(NamedTuple):
    """A word with its box, in points from the lower left corner of the page as displayed."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


class Cell(NamedTuple):
    """The words of a line that stand close together, with their box in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@frozen
class Line:
    """A line of text with its words, its cells from left to right, and its box in points.

    `turned` lines run up, down or upside down on the page (margin keys); they have one cell
    and come after all upright lines.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    cells: tuple[Cell, ...]
    words: tuple[Word, ...]
    turned: bool = False


class PageKind(StrEnum):
    """What came out of a page: text, none, only the first part of it, or nothing readable."""

    TEXT = "text"
    NO_TEXT = "no_text"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"


@frozen
class Page:
    """A page: its number (from 1), its size in points as displayed, and its lines in order.

    `unmapped` counts glyphs without a known character, which a print to a new PDF leaves
    behind; they stand as U+FFFD in the text.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    kind: PageKind = PageKind.TEXT
    unmapped: int = 0

    @property
    def text(self) -> str:
        """The page's lines, one a row, cells parted by a blank."""
        return "\n".join(line.text for line in self.lines)


@frozen
class Run:
    """Words drawn one after the other in one direction, before any layout."""

    words: tuple[Word, ...]
    turned: bool


def lines_of(runs: Iterable[Run]) -> tuple[Line, ...]:
    """The lines of a page: upright ones from the top down, then turned ones as drawn."""
    upright: list[Run] = []
    turned: list[Line] = []
    for run in runs:
        if run.turned:
            turned.append(line_of(run.words, turned=True))
        else:
            upright.append(run)
    return tuple([line_of(words) for words in _rows(upright)] + turned)


def line_of(words: Sequence[Word], *, turned: bool = False) -> Line:
    """The line that these words make; upright words are put from left to right."""
    ordered = tuple(words) if turned else tuple(sorted(words, key=_LEFT))
    cells = (_around(ordered),) if turned else tuple([_around(part) for part in _parts(ordered)])
    whole = cells[0] if len(cells) == 1 else _around(cells)
    return Line(*whole, cells=cells, words=ordered, turned=turned)


_LEFT, _BOTTOM, _TOP = itemgetter(1), itemgetter(2), itemgetter(4)  # of a word, as it lists them


def _around(parts: Sequence[Word] | Sequence[Cell]) -> Cell:
    """The parts as one, in the box around all of theirs."""
    if len(parts) == 1:
        return Cell(*parts[0])
    texts, lefts, bottoms, rights, tops = zip(*parts, strict=True)
    return Cell(" ".join(texts), min(lefts), min(bottoms), max(rights), max(tops))


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """The words of a line, parted where a gap is too wide for a word space."""
    part = [words[0]]
    parts = [part]
    _, _, bottom, right, top = words[0]
    before = top - bottom
    for word in words[1:]:
        _, left, bottom, word_right, top = word
        height = top - bottom
        if left - right > CELL_GAP * min(before, height) > 0:
            part = [word]
            parts.append(part)
        else:
            part.append(word)
        right = max(right, word_right)
        before = height
    return parts


def _rows(runs: Sequence[Run]) -> list[list[Word]]:
    """The words of upright runs, gathered by the height they share, from the top down."""
    spans = [(max(map(_TOP, run.words)), min(map(_BOTTOM, run.words)), run.words) for run in runs]
    spans.sort(key=lambda span: -(span[0] + span[1]))
    rows: list[tuple[float, float, list[Word]]] = []
    lowest = math.inf  # where the lowest row ends
    for top, bottom, words in spans:
        # What stands below all rows shares no height with any, and starts one.
        below = bottom <= top <= lowest
        for row_top, row_bottom, row in () if below else reversed(rows[-MAX_COMPARED_LINES:]):
            shared = min(top, row_top) - max(bottom, row_bottom)
            if shared > SHARED_HEIGHT * min(top - bottom, row_top - row_bottom):
                row.extend(words)
                break
        else:
            rows.append((top, bottom, list(words)))
            # A box that is none (upside down, not a number) is compared with every other.
            lowest = min(lowest, bottom) if bottom <= top else -math.inf
    return [words for _, _, words in rows]
