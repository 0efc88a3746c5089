from itertools import permutations
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.reconcile.assignment import MAX_SIDE, MAX_TRIED, Assignment, Pair, assign

SCORES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.sampled_from([0.5, 0.6, 0.7, 0.85, 1.0]),
    max_size=14,
)


def best_by_trying(scores: dict[Pair, float]) -> float:
    return max(
        sum(scores.get((row, column), 0) for row, column in enumerate(columns))
        for columns in permutations(range(5))
    )


@given(SCORES)
def test_no_other_joining_has_a_larger_sum(scores: dict[Pair, float]) -> None:
    found = assign(scores, certain=0.0)

    assert abs(sum(scores[pair] for pair in found.pairs.items()) - best_by_trying(scores)) < 1e-9


@given(SCORES)
def test_each_is_joined_with_one_only(scores: dict[Pair, float]) -> None:
    found = assign(scores, certain=0.9)

    assert len(set(found.pairs.values())) == len(found.pairs)
    assert all(pair in scores for pair in found.pairs.items())


@given(SCORES)
def test_the_sides_can_change_places(scores: dict[Pair, float]) -> None:
    turned = {(column, row): score for (row, column), score in scores.items()}

    one = sum(scores[pair] for pair in assign(scores, certain=0.0).pairs.items())
    two = sum(turned[pair] for pair in assign(turned, certain=0.0).pairs.items())

    assert abs(one - two) < 1e-9


def test_the_whole_table_decides_and_not_the_first_row() -> None:
    scores = {(0, 0): 0.85, (0, 1): 0.8, (1, 0): 0.85}

    assert dict(assign(scores, certain=0.9).pairs) == {0: 1, 1: 0}


def test_an_unsure_choice_between_two_is_not_made() -> None:
    found = assign({(0, 0): 0.85, (0, 1): 0.85}, certain=0.9)

    assert (dict(found.pairs), len(found.ambiguous)) == ({}, 1)


def test_of_two_equal_sure_ones_the_first_is_taken() -> None:
    found = assign({(0, 0): 1.0, (0, 1): 1.0}, certain=0.9)

    assert (dict(found.pairs), found.ambiguous) == ({0: 0}, ())


def test_among_more_who_are_alike_than_are_tried_no_unsure_pair_is_joined() -> None:
    side = MAX_TRIED + 1
    alike = {(row, column): 0.6 for row in range(side) for column in range(side)}

    found = assign({**alike, (0, 0): 1.0}, certain=0.9)

    assert (dict(found.pairs), len(found.ambiguous)) == ({0: 0}, side - 1)


def test_a_hostile_table_is_not_worked_on_for_long() -> None:
    side = MAX_SIDE + 1
    alike = {(row, column): 0.6 for row in range(side) for column in range(2)}

    assert assign(alike, certain=0.9) == Assignment(MappingProxyType({}))
