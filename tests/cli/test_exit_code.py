"""Exit codes and their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.cli.exit_code import ExitCode, worst
from fhvalidate.conclusion import Verdict
from fhvalidate.report.messages import Language

ORDER = [2, 1, 6, 4, 5, 3, 0]


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.INVALID, 1),
        (Verdict.UNREADABLE, 6),
        (Verdict.REPRINTED, 4),
        (Verdict.UNSIGNED, 5),
        (Verdict.INDETERMINATE, 3),
        (Verdict.VALID, 0),
    ],
)
def test_each_verdict_has_its_code(verdict: Verdict, code: int) -> None:
    assert ExitCode.of(verdict) == code
    assert ExitCode.of(verdict).verdict == verdict


@given(st.lists(st.sampled_from(ORDER), min_size=1))
def test_the_first_in_the_order_decides(codes: list[int]) -> None:
    assert worst(map(ExitCode, codes)) == min(codes, key=ORDER.index)


def test_an_answer_cut_short_outranks_every_verdict() -> None:
    assert worst(ExitCode) is ExitCode.INTERNAL_ERROR
    assert worst([ExitCode.VALID, ExitCode.INTERRUPTED]) is ExitCode.INTERRUPTED


def test_no_file_at_all_is_never_valid() -> None:
    assert worst([]) is ExitCode.USAGE


@pytest.mark.parametrize("code", ExitCode)
def test_every_code_has_a_meaning_in_each_language(code: ExitCode) -> None:
    assert code.meaning(Language.SV) != code.meaning(Language.EN)
