"""Twenty years of one file, as the pages tell of them."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from fhvalidate import SubIndication
from fhvalidate.report.messages import Language
from fhvalidate.validation.endings import EndedBy
from tests.docs.examples import ROOT
from tests.extension.years import DAYS, PAGES, STEPS, files, shown_in, table, twenty, verdicts

OPEN, NOT_YET = "indeterminate", None


def test_a_file_that_is_renewed_in_time_is_valid_after_twenty_years() -> None:
    found = [[None if each is None else each[0] for each in row] for row in verdicts()]

    assert found == [
        [OPEN, OPEN, OPEN, OPEN],  # signed
        ["valid", OPEN, OPEN, OPEN],  # LT
        ["valid", OPEN, OPEN, OPEN],  # LTA
        [NOT_YET, "valid", "valid", OPEN],  # renewed
        [NOT_YET, NOT_YET, "valid", "valid"],  # renewed twice
    ]
    assert verdicts()[0][0] == (OPEN, SubIndication.TRY_LATER)


def test_a_time_stamp_ends_with_its_algorithm_before_its_certificate() -> None:
    _, _, archived, renewed, again = files()
    ends = []
    for data, step in zip((archived, renewed, again), STEPS[2:], strict=True):
        provable = twenty().bench.judge(data, alone=True, at=step.on).provable
        assert provable is not None
        ends.append((provable.until and provable.until.date().isoformat(), provable.ended_by))

    assert ends == [
        ("2028-12-31", EndedBy.ALGORITHM),
        ("2036-01-01", EndedBy.TIME_STAMP_AUTHORITY),
        ("2048-01-01", EndedBy.TIME_STAMP_AUTHORITY),
    ]
    assert DAYS[1] > datetime(2029, 1, 1, tzinfo=UTC)


def test_every_file_begins_with_the_one_before_it() -> None:
    made = files()

    assert all(new.startswith(old) for old, new in pairwise(made))


@pytest.mark.parametrize("language", list(Language))
def test_the_pages_show_these_verdicts(language: Language) -> None:
    page = (ROOT / PAGES[language]).read_text(encoding="utf-8")

    assert shown_in(page) == table(language)
    assert re.search(r"20(28|29|34|36|48)", page)
