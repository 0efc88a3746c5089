"""The body of a document as one flow of lines, without what repeats at head and foot of pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re, late_re2
from fhvalidate.minutes.item_sections import section_at
from fhvalidate.minutes.model import Box
from fhvalidate.pdf.pages.text import Cell, Line, Page

# Heads and feet have a title, a body, a date and a number; a form's foot has two lines more.
MAX_RUNNING_LINES = 5

# A line that is this much like the title, and stands there twice, is the title repeated.
LIKE_TITLE = 0.9
MAX_TITLE_LENGTH = 100

# A line further below the one before than this share of the leading starts a paragraph.
PARAGRAPH = 1.3

# Leadings beyond this are gaps, in points.
MAX_LEADING = 60.0

# Heads and feet keep their place on the page, give or take this many points.
SAME_PLACE = 6.0

# A line without its numbers, and its height on the page in steps of SAME_PLACE.
_Place = tuple[str, int]

_DIGITS = late_re("[0-9]+")  # one class: linear in any engine
_NUMBER_ALONE = late_re2(
    r"(?i)(?:sid(?:a|an|nr)?\.?|page)? ?\d{1,4} ?(?:\(\d{1,4}\)|(?:av|of|/) ?\d{1,4})?"
)


@frozen
class FlowLine:
    """A line of the body; `spaced` when there is more room above it than between lines."""

    text: str
    page: int
    line: Line
    spaced: bool
    starts_page: bool

    @property
    def left(self) -> float:
        """The distance of the first word from the page's left edge, in points."""
        return self.line.left

    @property
    def height(self) -> float:
        """The height of the line's box, which follows the size of its letters, in points."""
        return self.line.top - self.line.bottom

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The line's cells from left to right."""
        return self.line.cells

    @property
    def box(self) -> Box:
        """The line's box."""
        return self.line.left, self.line.bottom, self.line.right, self.line.top


@frozen
class Flow:
    """A document's lines: the body in reading order, and heads and feet apart."""

    body: tuple[FlowLine, ...]
    running: tuple[FlowLine, ...]


def read_flow(pages: Sequence[Page]) -> Flow:
    """The lines of the pages, heads and feet set apart from the body."""
    upright = [(page, [line for line in page.lines if not line.turned]) for page in pages]
    repeated = _repeated([lines for _, lines in upright])
    leading = _leading([lines for _, lines in upright])
    body: list[FlowLine] = []
    running: list[FlowLine] = []
    for page, lines in upright:
        first, last = _body_of(lines, repeated)
        running += [
            FlowLine(line.text, page.number, line, spaced=True, starts_page=False)
            for line in (*lines[:first], *lines[last:])
        ]
        before: Line | None = None
        for line in lines[first:last]:
            spaced = before is not None and before.bottom - line.bottom > PARAGRAPH * leading
            body.append(FlowLine(line.text, page.number, line, spaced, before is None))
            before = line
    return Flow(_without_titles(body), tuple(running))


def _body_of(lines: Sequence[Line], repeated: frozenset[_Place]) -> tuple[int, int]:
    """The indices between which the body stands: heads and feet go on from the page's edges."""
    first, last = 0, len(lines)
    while first < min(last, MAX_RUNNING_LINES) and _is_running(lines[first], repeated):
        first += 1
    while last > max(first, len(lines) - MAX_RUNNING_LINES) and _is_running(
        lines[last - 1], repeated
    ):
        last -= 1
    return first, last


def _is_running(line: Line, repeated: frozenset[_Place]) -> bool:
    text, height = _place(line)
    near = {(text, height - 1), (text, height), (text, height + 1)}
    return bool(near & repeated) or bool(_NUMBER_ALONE.fullmatch(line.text))


def _repeated(pages: Sequence[Sequence[Line]]) -> frozenset[_Place]:
    """What stands at one height at the head or foot of at least two pages, numbers aside."""
    counts: Counter[_Place] = Counter()
    for lines in pages:
        ends = [*lines[:MAX_RUNNING_LINES], *lines[MAX_RUNNING_LINES:][-MAX_RUNNING_LINES:]]
        counts.update({_place(line) for line in ends})
    # "Mötet beslutar" may stand first on two pages of a long document by chance.
    least = max(2, (len(pages) + 1) // 2)
    return frozenset(
        place for place, count in counts.items() if count >= least and not _is_body(place[0])
    )


def _is_body(text: str) -> bool:
    """Whether a line is of a kind that minutes repeat in their body: § 17, *att* …, *Beslut*."""
    starts_section = section_at(text[:1].upper() + text[1:]) is not None
    return text.startswith(("§", "att ")) or starts_section


def _place(line: Line) -> _Place:
    return _pattern(line), round(line.bottom / SAME_PLACE)


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _leading(pages: Iterable[Sequence[Line]]) -> float:
    """The distance between lines of one paragraph: the lower quartile of all distances."""
    distances = sorted(
        above.bottom - below.bottom
        for lines in pages
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < MAX_LEADING
    )
    return distances[len(distances) // 4] if distances else MAX_LEADING


def _without_titles(body: Sequence[FlowLine]) -> tuple[FlowLine, ...]:
    """The body without the title where it is repeated further on, however it got there."""
    if not body:
        return ()
    counts = Counter(line.text for line in body)
    title = body[0].text[:MAX_TITLE_LENGTH]
    likeness = SequenceMatcher(b=title.casefold())
    again = {
        text
        for text, count in counts.items()
        if len(text) <= MAX_TITLE_LENGTH
        and (count > 1 or text == title)
        and _is_like(likeness, text.casefold())
    }
    return tuple(line for at, line in enumerate(body) if at == 0 or line.text not in again)


def _is_like(likeness: SequenceMatcher[str], text: str) -> bool:
    likeness.set_seq1(text)
    # Both quick ratios are upper bounds of the ratio.
    return (
        likeness.real_quick_ratio() >= LIKE_TITLE
        and likeness.quick_ratio() >= LIKE_TITLE
        and likeness.ratio() >= LIKE_TITLE
    )
