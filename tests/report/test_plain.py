"""Untrusted strings before a person reads them."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate.words.plain import MAX_LENGTH, UNSEEN, neutralise

# The first example of a run builds tables of Unicode and reads the catalogues.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=600)
STEERING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
VISIBLE_FORMAT = set(range(0x600, 0x606)) | {0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


@UNHURRIED
@given(ANY_TEXT)
def test_nothing_that_steers_a_terminal_or_hides_is_left(text: str) -> None:
    plain = neutralise(text)

    assert not UNSEEN.search(plain)
    assert all(
        unicodedata.category(character) not in STEERING or ord(character) in VISIBLE_FORMAT
        for character in plain
    )


@UNHURRIED
@given(ANY_TEXT, st.integers(min_value=1, max_value=300))
def test_the_result_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    assert len(neutralise(text, limit=limit)) <= limit


@UNHURRIED
@given(ANY_TEXT)
def test_neutralising_twice_changes_nothing_more(text: str) -> None:
    once = neutralise(text)

    assert neutralise(once) == once


@UNHURRIED
@given(ANY_TEXT)
def test_the_result_can_be_written_as_utf_8(text: str) -> None:
    assert neutralise(text).encode("utf-8").decode("utf-8") == neutralise(text)


@UNHURRIED
@given(st.text("abcåäöÅÄÖé '-.()", max_size=MAX_LENGTH))
def test_an_ordinary_name_is_left_as_it_is(name: str) -> None:
    assert neutralise(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mröd", r"\x1b[31mröd"),
        ("\x9b2J", r"\x9b2J"),
        ("rad\nrad\r\ttab", r"rad\nrad\r\ttab"),
        ("fdp.\u202eexe", r"fdp.\u202eexe"),
        ("\u2066a\u2069\u200f\u061c", r"\u2066a\u2069\u200f\u061c"),
        ("no\u200bll\ufeff", r"no\u200bll\ufeff"),
        ("\ud800", r"\ud800"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("a\ufe0f\U000e0041", r"a\ufe0f\U000e0041"),
        ("hårt\xa0mellanslag", "hårt mellanslag"),
        ("z" + "\u0301" * 50, "z" + "\u0301" * 3),
    ],
)
def test_each_is_shown_by_its_visible_escape(text: str, shown: str) -> None:
    assert neutralise(text) == shown


def test_an_escape_is_never_cut_in_half() -> None:
    assert neutralise("abcd\x1b\x1b", limit=8) == "abcd…"


def test_a_long_string_ends_in_an_ellipsis() -> None:
    assert neutralise("x" * 1_000_000, limit=10) == "x" * 9 + "…"
