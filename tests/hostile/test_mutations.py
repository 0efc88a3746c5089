"""However a file is damaged, it ends in a report or at a limit, and the worker goes on."""

import pytest

from tests.hostile.mutations import files, mutants, tally

FEW, MANY = 30, 20_000


def test_damaged_files_end_in_a_report_or_at_a_limit() -> None:
    found = tally(FEW, seed=1)

    assert found.defects == {}
    assert found.ends.total() == FEW


@pytest.mark.slow
def test_very_many_damaged_files_end_in_a_report_or_at_a_limit() -> None:
    assert tally(MANY, seed=2).defects == {}


def test_the_same_seed_gives_the_same_mutants() -> None:
    count = len(files())

    assert list(mutants(count, 7)) == list(mutants(count, 7))
