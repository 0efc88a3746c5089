"""The code beside a slow model of the clauses on time: 5.2.5, 5.2.6 and 5.3 to 5.6."""

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.model import model
from tests.model.facts import Scenario
from tests.model.facts_of_code import answer_of
from tests.model.files import answer_on_file, can_be_made
from tests.model.found import FOUND
from tests.model.model import PASSED, conclude
from tests.model.scenarios import EVENTS, FIVE, at_random, in_every_order

EXERCISES = (
    "5.2.5",
    "5.2.6",
    "5.3",
    "5.4",
    "5.5",
    "5.6.2.1",
    "5.6.2.2",
    "5.6.2.3",
    "5.6.2.4",
    "5.6.3",
)

MAX_LINES = 300
SETS_APART = 3989  # of the sets of five events; a prime, so that no event is left out


def disagreements(scenarios: Iterable[Scenario]) -> list[tuple[Scenario, object, object]]:
    both = ((s, conclude(s), answer_of(s)) for s in scenarios)
    return [(s, expected, found) for s, expected, found in both if expected != found]


@pytest.mark.parametrize("events", FIVE, ids=", ".join)
def test_the_code_agrees_with_the_model_on_every_order_of_five_events(
    events: tuple[str, ...],
) -> None:
    assert disagreements(in_every_order(events)) == []


def test_the_code_agrees_with_the_model_on_some_hundred_scenarios() -> None:
    assert disagreements(map(at_random, range(400))) == []


@pytest.mark.parametrize("name", FOUND)
def test_what_the_model_once_found_stays_mended(name: str) -> None:
    s, expected = FOUND[name]

    assert conclude(s)[0] == expected
    assert answer_of(s) == conclude(s)


@pytest.mark.parametrize("seed", range(8))
def test_a_whole_file_is_judged_as_the_model_says(seed: int) -> None:
    s = can_be_made(at_random(seed), seed)

    assert answer_on_file(s) == conclude(s)[0]


def test_the_scenarios_come_to_every_conclusion_that_time_can_make() -> None:
    reached = Counter(conclude(at_random(seed))[0] for seed in range(1000))

    assert set(reached) >= {"FAILED/REVOKED", "FAILED/EXPIRED", "FAILED/NOT_YET_VALID"}
    assert set(reached) >= model.PAST_HELPS | {PASSED, model.ORDER}
    assert reached[PASSED] > 150


def test_the_model_stays_small_and_apart_from_the_code() -> None:
    text = Path(model.__file__).read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MAX_LINES
    assert "fhvalidate" not in text


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_the_code_agrees_with_the_model_on_twenty_thousand_scenarios(part: int) -> None:
    first = 1000 * (part + 1)

    assert disagreements(map(at_random, range(first, first + 1000))) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_the_code_agrees_with_the_model_on_every_order_of_many_sets_of_events(part: int) -> None:
    chosen = list(itertools.combinations(EVENTS, 5))[part * 199 :: SETS_APART]

    for events in chosen:
        assert disagreements(in_every_order(events, all_ties=True)) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_hundreds_of_whole_files_are_judged_as_the_model_says(part: int) -> None:
    for seed in range(100 + 50 * part, 150 + 50 * part):
        s = can_be_made(at_random(seed), seed)

        assert (seed, answer_on_file(s)) == (seed, conclude(s)[0])
