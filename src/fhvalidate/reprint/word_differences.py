"""Every word that differs between two texts, found between the passages that only fit one way.

Passages that occur once in each text are paired first, in order; what lies between two of them is
compared word by word. That keeps the work near linear for texts that are alike, and bounded for
texts that are not.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from fhvalidate.frozen import frozen

PASSAGE = 4  # words
MAX_COMPARED = 250_000  # pairs of words between two passages; beyond it all of them differ


@frozen
class Span:
    """Where two texts differ: words from `start` to `end` of each."""

    original_start: int
    original_end: int
    copy_start: int
    copy_end: int


def differing_spans(original: Sequence[str], copy: Sequence[str]) -> Iterator[Span]:
    """The spans where the texts differ, in order."""
    at, other = 0, 0
    for first, second in (*_anchors(original, copy), (len(original), len(copy))):
        if first < at or second < other:
            continue
        yield from _between(original, copy, Span(at, first, other, second))
        at, other = first, second


def _between(original: Sequence[str], copy: Sequence[str], span: Span) -> Iterator[Span]:
    ours = original[span.original_start : span.original_end]
    theirs = copy[span.copy_start : span.copy_end]
    if ours == theirs:
        return
    if not ours or not theirs or len(ours) * len(theirs) > MAX_COMPARED:
        yield span
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            yield Span(
                span.original_start + first,
                span.original_start + last,
                span.copy_start + start,
                span.copy_start + end,
            )


def _anchors(original: Sequence[str], copy: Sequence[str]) -> list[tuple[int, int]]:
    """Where passages that occur once in each text stand, the longest chain in the same order."""
    ours, theirs = _unique(original), _unique(copy)
    pairs = [(at, theirs[passage]) for passage, at in ours.items() if passage in theirs]
    pairs.sort()
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(second)
            ends.append(index)
        else:
            tails[place] = second
            ends[place] = index
    chain: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _unique(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    passages = [tuple(words[at : at + PASSAGE]) for at in range(len(words) - PASSAGE + 1)]
    counts = Counter(passages)
    return {passage: at for at, passage in enumerate(passages) if counts[passage] == 1}
