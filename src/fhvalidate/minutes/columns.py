"""The columns of a signature page: signers side by side are one column each."""

from collections.abc import Sequence
from itertools import pairwise

from fhvalidate.minutes.signing_time import find_time
from fhvalidate.pdf.pages.page_lines import line_of
from fhvalidate.pdf.pages.text import Cell, Line, Word

# Times that start within this many points of each other stand in one column of the page.
COLUMN_INDENT = 60.0


def columns_of(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines cut into columns, one for each place across the page where times start.

    Where there is but one such place, or none, the lines as they are.
    """
    times = [cell for line in lines for cell in line.cells if find_time(cell.text)]
    clusters: list[list[Cell]] = []
    for cell in sorted(times, key=lambda cell: cell.left):
        if clusters and cell.left - clusters[-1][-1].left < COLUMN_INDENT:
            clusters[-1].append(cell)
        else:
            clusters.append([cell])
    if len(clusters) <= 1:
        return [list(lines)]
    words = [word for line in lines for word in line.words]
    cuts = [
        _gutter(words, max(cell.right for cell in before), min(cell.left for cell in after))
        for before, after in pairwise(clusters)
    ]
    return _cut(lines, cuts)


def _gutter(words: Sequence[Word], left: float, right: float) -> float:
    """Where the first blank strip starts between two columns, in points across the page."""
    edge = left
    for word in sorted(words, key=lambda word: word.left):
        if word.left >= right:
            break
        if word.right > edge:
            if word.left > edge + 1.0 and word.left > left:
                return word.left - 0.5
            edge = max(edge, word.right)
    return right - 0.5


def _cut(lines: Sequence[Line], cuts: Sequence[float]) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        parts: list[list[Word]] = [[] for _ in columns]
        for word in line.words:
            parts[sum(word.left >= cut for cut in cuts)].append(word)
        for column, part in zip(columns, parts, strict=True):
            if part:
                column.append(line_of(part))
    return columns
