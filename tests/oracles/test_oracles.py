"""What is `valid` is shown as it was signed, or the report tells where not: by five engines.

Run more of them with `python -m tests.oracles.run`.
"""

from functools import cache

import pytest

from fhvalidate import Report, Verdict
from tests.oracles.atelier import Atelier
from tests.oracles.run import Case, made, outcomes, table
from tests.oracles.telling import untold
from tests.validation.judging import judged

SEED = 20260302
CASES = 100
MORE_CASES = 5_000


@cache
def valid_cases() -> tuple[tuple[Case, Report], ...]:
    """Those of the cases that come out valid, with their reports."""
    cases = [made(SEED, number) for number in range(CASES)]
    reports = [(case, judged(case.data)) for case in cases]
    return tuple(each for each in reports if each[1].verdict is Verdict.VALID)


def test_what_is_valid_is_shown_as_signed_or_told(one_engine: Atelier) -> None:
    found = [
        f"{case.number} {case.kind} {case.name}: {each}"
        for case, report in valid_cases()
        for each in untold(report, case.data, one_engine)
    ]

    assert not found


def test_a_third_of_the_cases_is_valid() -> None:
    assert len(valid_cases()) >= CASES / 3


@pytest.mark.slow
def test_what_is_valid_is_shown_as_signed_or_told_in_thousands_of_cases() -> None:
    with Atelier() as atelier:
        found = list(outcomes(SEED, range(CASES, CASES + MORE_CASES), atelier))

    broken = [each for each in found if each.untold or each.verdict in {"broken", "not made"}]
    assert not broken, table(found)
