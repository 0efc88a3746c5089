"""One-to-one joining of two lists by the largest sum of scores, over the whole table at once."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from fhvalidate.frozen import frozen

Pair = tuple[int, int]

# A council has 101 members; a larger table is hostile, and cubic work is not done for it.
MAX_SIDE = 120

# Of as many people who could be each other, each unsure pair is tried without, which is cubic too.
# Where more are alike, names cannot tell who is who, and no unsure pair is joined.
MAX_TRIED = 30

# Scores differ by at least this much when they differ.
TOLERANCE = 1e-9


@frozen
class Assignment:
    """The pairs that are joined, and those left apart because another joining is as good."""

    pairs: Mapping[int, int]
    ambiguous: tuple[Pair, ...] = ()


def assign(scores: Mapping[Pair, float], *, certain: float) -> Assignment:
    """The joining with the largest sum.

    A pair below `certain` without which the sum would be as large is ambiguous: it is not
    joined, since that would be a guess.
    """
    pairs: dict[int, int] = {}
    ambiguous: list[Pair] = []
    for component in _components(scores):
        best = _best(component)
        total = _total(component, best)
        tried = len({row for row, _ in component}) <= MAX_TRIED >= len({c for _, c in component})
        for pair in sorted(best.items()):
            unsure = component[pair] < certain
            if unsure and not (tried and _is_needed(pair, component, total)):
                ambiguous.append(pair)
            else:
                pairs[pair[0]] = pair[1]
    return Assignment(MappingProxyType(pairs), tuple(ambiguous))


def _is_needed(pair: Pair, scores: Mapping[Pair, float], total: float) -> bool:
    """Whether every joining without the pair has a smaller sum."""
    rest = {other: score for other, score in scores.items() if other != pair}
    return not rest or _total(rest, _best(rest)) < total - TOLERANCE


def _components(scores: Mapping[Pair, float]) -> Iterator[dict[Pair, float]]:
    """The scores in groups that share no one, so that small tables are solved one by one."""
    meeting: dict[tuple[str, int], list[Pair]] = {}
    for pair, score in sorted(scores.items()):
        if score > 0:
            meeting.setdefault(("row", pair[0]), []).append(pair)
            meeting.setdefault(("column", pair[1]), []).append(pair)
    seen: set[tuple[str, int]] = set()
    for start in meeting:
        if start in seen:
            continue
        seen.add(start)
        group, ends = {start}, [start]
        while ends:
            for row, column in meeting[ends.pop()]:
                new = {("row", row), ("column", column)} - seen
                seen |= new
                group |= new
                ends += new
        rows = sorted(number for side, number in group if side == "row")
        if max(len(rows), len(group) - len(rows)) <= MAX_SIDE:
            yield {pair: scores[pair] for row in rows for pair in meeting["row", row]}


def _total(scores: Mapping[Pair, float], pairs: Mapping[int, int]) -> float:
    return sum(scores.get(pair, 0.0) for pair in pairs.items())


def _best(scores: Mapping[Pair, float]) -> dict[int, int]:
    """The pairs of the largest sum: Kuhn's method with potentials, cubic in the larger side."""
    rows = sorted({row for row, _ in scores})
    columns = sorted({column for _, column in scores})
    size = max(len(rows), len(columns))
    if not size:
        return {}
    # Rows and columns that only fill up the square cost nothing; a score is a negative cost.
    cost = [[0.0] * (size + 1) for _ in range(size + 1)]
    row_at = {row: index for index, row in enumerate(rows, start=1)}
    column_at = {column: index for index, column in enumerate(columns, start=1)}
    for (row, column), score in scores.items():
        cost[row_at[row]][column_at[column]] = -score
    matched = _minimum(cost, size)
    found = {}
    for column, row in enumerate(matched[1:], start=1):
        if row <= len(rows) and column <= len(columns) and cost[row][column] < 0:
            found[rows[row - 1]] = columns[column - 1]
    return found


def _minimum(cost: list[list[float]], size: int) -> list[int]:
    """The row matched to each column, both from 1, with the smallest sum of costs."""
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    matched = [0] * (size + 1)
    for row in range(1, size + 1):
        matched[0] = row
        way = _shortest(cost, of_row, of_column, matched)
        column = way[0]
        while column:
            previous = way[1][column]
            matched[column] = matched[previous]
            column = previous
    return matched


def _shortest(
    cost: list[list[float]], of_row: list[float], of_column: list[float], matched: list[int]
) -> tuple[int, list[int]]:
    """The free column at the end of the cheapest way from the row at column 0, and the way."""
    size = len(cost) - 1
    least, way, used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
    column = 0
    while True:
        used[column] = True
        row, delta, following = matched[column], float("inf"), 0
        for other in range(1, size + 1):
            if used[other]:
                continue
            reduced = cost[row][other] - of_row[row] - of_column[other]
            if reduced < least[other]:
                least[other], way[other] = reduced, column
            if least[other] < delta:
                delta, following = least[other], other
        for other in range(size + 1):
            if used[other]:
                of_row[matched[other]] += delta
                of_column[other] -= delta
            else:
                least[other] -= delta
        column = following
        if not matched[column]:
            return column, way
