"""Where the items of a meeting start: by § or by number, in one unbroken order."""

from collections.abc import Sequence
from itertools import zip_longest

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2
from fhvalidate.minutes.running_lines import FlowLine
from fhvalidate.minutes.word_patterns import word_pattern

# A heading is one line; a sentence that starts with a number goes on for longer.
MAX_HEADING = 200

# §§ 253-275 and 277-278 in one file: paragraphs verified apart leave gaps, not larger than this.
MAX_GAP = 60

# Items start at one indent of the page, give or take this many points.
INDENT = 14.0

# No meeting has more items.
MAX_ITEMS = 1000

# Lines between two headings of a table of contents.
MAX_CONTENTS_LINES = 2

_SECTION = word_pattern(
    r"^(?:(?:[\p{Lu}]{1,6} )?§ ?(\d{1,4})|(?:Paragraf|PARAGRAF) (\d{1,4})|(\d{1,4}) ?§)"
    r"(?: ?/ ?\d{2,4})?(?:[ .:\x{2013}-]+(.*))?$",
    "§",
    "paragraf",
)
_NUMBERED = late_re2(r"^(?:(?:Ärende|Punkt|Pkt\.?|Nr) )?(\d{1,3})([.):]?) +(\S.*)$")
_LEADERS = late_re2(r"(?:\. ?){4,}\d*$|\x{2026}+ ?\d*$")


@frozen
class Heading:
    """Where an item starts: the index of its line, its number and what follows it there."""

    at: int
    number: int
    rest: str


def find_headings(lines: Sequence[FlowLine]) -> tuple[Heading, ...]:
    """The headings of the items, in order; none when the lines have no such order."""
    by_section = _without_contents(_sections(lines))
    if by_section:
        return _in_order(by_section)
    return _numbered(lines)


def _sections(lines: Sequence[FlowLine]) -> list[Heading]:
    found = []
    for at, line in enumerate(lines):
        # A column to the right ("§§ 21-25" beside a name) is no heading.
        match = _SECTION.match(line.text) if len(line.text) <= MAX_HEADING else None
        if match is None or _LEADERS.search(line.text):
            continue
        number = next(group for group in match.groups()[:3] if group)
        rest = (match.group(4) or "").strip()
        if rest and not (rest[0].isupper() or rest[0] in "\u201d\"'\u2019" or rest[0].isdigit()):
            continue  # "§ 12 i reglementet": a sentence that mentions a paragraph
        if not rest.startswith("§"):
            found.append(Heading(at, int(number), rest))
    return found


def _without_contents(found: Sequence[Heading]) -> list[Heading]:
    """The headings without a list of them that comes first."""
    last = {heading.number: heading.at for heading in found}
    kept = []
    for heading, following in zip_longest(found, found[1:]):
        again = last[heading.number] != heading.at
        short = following is not None and following.at - heading.at <= MAX_CONTENTS_LINES + 1
        if not (again and short):
            kept.append(heading)
    return kept


def _in_order(found: Sequence[Heading]) -> tuple[Heading, ...]:
    """The headings that follow each other; a higher number waits for those before it."""
    places = {heading.number: index for index, heading in enumerate(found)}
    kept: list[Heading] = []
    for index, heading in enumerate(found):
        if kept:
            expected = kept[-1].number + 1
            if heading.number < expected or heading.number - expected > MAX_GAP:
                continue
            if heading.number > expected and places.get(expected, -1) > index:
                continue
        kept.append(heading)
        if len(kept) >= MAX_ITEMS:
            break
    return tuple(kept)


def _numbered(lines: Sequence[FlowLine]) -> tuple[Heading, ...]:
    """The longest row 1, 2, 3 … of one style at one indent; one number alone is no row."""
    candidates: dict[tuple[str, int], list[tuple[Heading, FlowLine]]] = {}
    for at, line in enumerate(lines):
        match = _NUMBERED.match(line.text) if len(line.text) <= MAX_HEADING else None
        if match is None or _LEADERS.search(line.text):
            continue
        rest = match.group(3)
        if not (rest[0].isupper() or rest[0] in "\u201d\"'"):
            continue
        key = (match.group(2), int(line.left // INDENT))
        heading = Heading(at, int(match.group(1)), rest)
        # Two neighbouring indents are one when they differ by less than INDENT.
        for near in (0, 1):
            candidates.setdefault((key[0], key[1] + near), []).append((heading, line))
    rows = [_row(found) for found in candidates.values()]
    best = max(rows, key=len, default=())
    return best if len(best) > 1 else ()


def _row(found: Sequence[tuple[Heading, FlowLine]]) -> tuple[Heading, ...]:
    """1, 2, 3 … in the order of the lines; of two with one number the one like the first."""
    row: list[Heading] = []
    height = 0.0
    left = 0.0
    for place, (heading, line) in enumerate(found):
        if not row and heading.number == 1:
            height, left = line.height, line.left
        if heading.number != len(row) + 1 or abs(line.left - left) >= INDENT:
            continue
        if row and _better_follows(found[place + 1 :], heading.number, line, height):
            continue
        row.append(heading)
    return tuple(row[:MAX_ITEMS])


def _better_follows(
    rest: Sequence[tuple[Heading, FlowLine]], number: int, line: FlowLine, height: float
) -> bool:
    """Whether a later line of the number has the size of the first heading, and this one not."""
    like = 0.1 * height
    if abs(line.height - height) <= like:
        return False
    return any(
        heading.number == number and abs(other.height - height) <= like for heading, other in rest
    )
