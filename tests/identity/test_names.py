import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fhvalidate.identity.common_names import UNKNOWN_CHARACTER
from fhvalidate.identity.names import (
    NameReason,
    can_be_same_person,
    match_names,
    name_parts,
)

LETTERS = "abcdefghijklmnopqrstuvwxyzåäöéü"
PART = st.text(LETTERS, min_size=2, max_size=10).map(str.capitalize)
GIVEN = st.lists(PART, min_size=1, max_size=4, unique=True)
NAME = st.tuples(GIVEN, PART).map(lambda name: " ".join([*name[0], name[1]]))


@given(NAME, NAME)
def test_it_does_not_matter_which_name_comes_first(one: str, two: str) -> None:
    assert match_names(one, two) == match_names(two, one)


@given(NAME)
def test_a_name_is_the_same_whatever_its_case_and_hyphens(name: str) -> None:
    given_names = name.split()
    hyphenated = "-".join(given_names[:-1]) + " " + given_names[-1]

    assert match_names(name, name.upper()).reason is NameReason.SAME
    assert match_names(name, f"  {name.lower()} (M)").reason is NameReason.SAME
    assert match_names(name, hyphenated).reason is NameReason.SAME


@given(GIVEN, PART, st.randoms())
def test_the_order_of_the_parts_does_not_matter(
    given_names: list[str], surname: str, random: object
) -> None:
    assert isinstance(random, __import__("random").Random)
    parts = [*given_names, surname]
    mixed = random.sample(parts, len(parts))

    assert match_names(" ".join(parts), " ".join(mixed)).score >= 0.9
    assert match_names(" ".join(parts), f"{surname}, {' '.join(given_names)}").score >= 0.9


@given(GIVEN, GIVEN, PART, PART)
def test_different_surnames_never_match(
    one: list[str], two: list[str], surname: str, other: str
) -> None:
    first, second = " ".join([*one, surname]), " ".join([*two, other])
    assume(name_parts(surname) != name_parts(other))
    assume(sorted(name_parts(first)) != sorted(name_parts(second)))

    assert not can_be_same_person(first, second)


@given(GIVEN, PART, GIVEN)
def test_further_given_names_do_not_hinder_a_match(
    used: list[str], surname: str, further: list[str]
) -> None:
    registered = " ".join([*further, *used, surname])

    assert can_be_same_person(registered, " ".join([*used, surname]))


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ("ANNA EXEMPEL", "Anna Exempel (M)", NameReason.SAME),
        ("Bo Testsson ( C )", "Bo Testsson, ordförande", NameReason.SAME),
        ("Nils Åke Provman", "Nils-Åke Provman", NameReason.SAME),
        ("José Exempel", "Jose Exempel", NameReason.SAME),
        ("Søren Exempel", "Soren Exempel", NameReason.SAME),
        ("Exempel, Anna", "Anna Exempel", NameReason.SAME),
        ("Exempel Anna", "Anna Exempel", NameReason.OTHER_ORDER),
        ("Erik Karl Exempel", "Karl Exempel (M)", NameReason.EXTRA_GIVEN_NAMES),
        ("Bo E V L Testsson", "Bo Testsson", NameReason.INITIALS),
        ("Karl Erik Exempel", "Erik Johan Exempel", NameReason.SHARED_GIVEN_NAME),
        ("B Testsson", "Bo Testsson", NameReason.INITIAL_ONLY),
        (f"{UNKNOWN_CHARACTER}sa Pr{UNKNOWN_CHARACTER}vman", "Åsa Pråvman", NameReason.DAMAGED),
        ("Anna Exempel", "Annika Exempel", NameReason.DIFFERENT),
        ("Anna Exempel", "Anna Exempelsson", NameReason.DIFFERENT),
        ("Karl Erik", "Erik Karl Exempel", NameReason.DIFFERENT),
        ("Exempel", "Anna Exempel", NameReason.DIFFERENT),
        ("", "Anna Exempel", NameReason.DIFFERENT),
        ("", "", NameReason.DIFFERENT),
    ],
)
def test_a_match_has_its_reason(one: str, two: str, reason: NameReason) -> None:
    assert match_names(one, two).reason is reason


def test_a_surer_reason_has_a_higher_score() -> None:
    registered = "Anna Karin Exempel"

    scores = [
        match_names(registered, other).score
        for other in (
            "Anna Karin Exempel",
            "Exempel Karin Anna",
            "Anna Exempel",
            "A Exempel",
            "X Y",
        )
    ]

    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0
