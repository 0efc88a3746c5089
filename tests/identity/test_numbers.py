import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.identity.numbers import NumberKind, organisation_number, read_identity_number
from tests.pki.people import TEST_PERSONNUMMER

NUMBER = TEST_PERSONNUMMER[0]


@pytest.mark.parametrize("number", TEST_PERSONNUMMER)
def test_twelve_digits_with_a_right_check_digit_are_a_personnummer(number: str) -> None:
    assert read_identity_number(number).kind is NumberKind.PERSONNUMMER
    assert read_identity_number(f"PNOSE-{number}").kind is NumberKind.PERSONNUMMER
    assert read_identity_number(f"pnose-{number}").country == "SE"


@pytest.mark.parametrize("number", TEST_PERSONNUMMER)
def test_a_wrong_check_digit_makes_it_no_personnummer(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert read_identity_number(wrong).kind is NumberKind.OTHER
    assert read_identity_number(f"PNOSE-{wrong}").kind is NumberKind.OTHER


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("197010632391", NumberKind.SAMORDNINGSNUMMER),
        ("exemp-elprov@eduid.example", NumberKind.PRINCIPAL_NAME),
        ("PI:SE-NO:01019012345", NumberKind.PROVISIONAL),
        ("PNONO-01019012345", NumberKind.FOREIGN),
        ("NTRSE-2120000000", NumberKind.ORGANISATION_NUMBER),
        ("212000-0000", NumberKind.ORGANISATION_NUMBER),
        ("SE8765432109", NumberKind.OTHER),
        ("1234", NumberKind.OTHER),
    ],
)
def test_other_forms_are_not_mistaken_for_a_personnummer(value: str, kind: NumberKind) -> None:
    assert read_identity_number(value).kind is kind


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("212000-1234", "212000-1234"),
        ("NTRSE-5560000000", "556000-0000"),
        ("VATSE-556000000001", "556000-0000"),
        ("162120001234", "212000-1234"),
        (NUMBER, None),
        ("", None),
    ],
)
def test_an_organisation_number_is_told_from_a_persons(value: str, number: str | None) -> None:
    assert organisation_number(value) == number


def test_the_number_stands_in_no_repr() -> None:
    assert NUMBER not in repr(read_identity_number(NUMBER))


@given(st.text())
def test_any_text_is_some_kind(value: str) -> None:
    assert read_identity_number(value).kind in NumberKind
