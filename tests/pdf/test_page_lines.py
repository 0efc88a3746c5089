"""Lines and cells by where words stand."""

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.pages.page_lines import (
    MAX_COMPARED_LINES,
    SHARED_HEIGHT,
    Run,
    Word,
    line_of,
    lines_of,
)
from fhvalidate.pdf.pages.text import _CLEAN, _LINE_END_HYPHENS

PLACES = st.integers(0, 60).map(float)
HEIGHTS = PLACES | st.just(math.nan)
WORDS = st.builds(Word, st.sampled_from("abc"), PLACES, PLACES, PLACES, PLACES)
ODD = st.builds(Word, st.sampled_from("abc"), PLACES, HEIGHTS, PLACES, HEIGHTS)
RUNS = st.lists(st.lists(ODD, min_size=1, max_size=3), max_size=12)


def gathered(runs: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each line, when every run is compared with every line before it."""
    spans = [(max(w.top for w in run), min(w.bottom for w in run), run) for run in runs]
    rows: list[tuple[float, float, list[Word]]] = []
    for top, bottom, words in sorted(spans, key=lambda span: -(span[0] + span[1])):
        for row_top, row_bottom, row in reversed(rows[-MAX_COMPARED_LINES:]):
            shared = min(top, row_top) - max(bottom, row_bottom)
            if shared > SHARED_HEIGHT * min(top - bottom, row_top - row_bottom):
                row.extend(words)
                break
        else:
            rows.append((top, bottom, list(words)))
    return [words for _, _, words in rows]


@given(RUNS)
def test_what_stands_below_every_line_is_compared_with_none(runs: list[list[Word]]) -> None:
    found = lines_of(Run(tuple(words), turned=False) for words in runs)

    assert found == tuple(line_of(words) for words in gathered(runs))


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_words_of_a_line_make_that_line(words: list[Word]) -> None:
    line = line_of(words)

    assert line_of(line.words) == line


@given(st.lists(WORDS, min_size=1, max_size=6), st.booleans())
def test_a_line_is_as_large_as_its_words(words: list[Word], turned: bool) -> None:
    line = line_of(words, turned=turned)

    assert line.text == " ".join(cell.text for cell in line.cells)
    assert (line.left, line.bottom) == (min(w.left for w in words), min(w.bottom for w in words))
    assert (line.right, line.top) == (max(w.right for w in words), max(w.top for w in words))


def test_a_word_that_can_be_printed_holds_nothing_to_take_away() -> None:
    assert not any(chr(code).isprintable() for code in _CLEAN)
    assert not any(hyphen.isprintable() for hyphen in _LINE_END_HYPHENS)
