from datetime import date

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.identity import personnummer
from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.identity.personnummer import (
    find_personnummer,
    mask_personnummer,
)


def number_of(born: date, serial: int, *, coordination: bool = False) -> str:
    day = born.day + (60 if coordination else 0)
    short = f"{born:%y%m}{day:02}{serial:03}"
    total = sum(
        value // 10 + value % 10
        for value in (int(digit) * (2 - at % 2) for at, digit in enumerate(short))
    )
    return f"{born.year // 100}{short}{-total % 10}"


NUMBERS = st.builds(
    number_of,
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
    coordination=st.booleans(),
)


@given(NUMBERS, st.sampled_from(["", "-", "\u2010", "\u2011", "\u2013", " - ", "\xa0"]))
def test_twelve_digits_are_masked_however_they_are_parted(number: str, sign: str) -> None:
    text = f"Född: {number[:8]}{sign}{number[8:]}, enligt"

    assert mask_personnummer(text) == f"Född: {number[:8]}-****, enligt"


@given(NUMBERS, st.sampled_from("-+"))
def test_ten_digits_are_masked_when_a_sign_parts_them(number: str, sign: str) -> None:
    assert mask_personnummer(f"{number[2:8]}{sign}{number[8:]}") == f"{number[2:8]}{sign}****"


UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u202e\u034f\ufe0f\x00\u0301"


@given(NUMBERS, st.integers(1, 9), st.sampled_from(UNSEEN), st.booleans())
def test_what_nobody_sees_hides_no_number(
    number: str, place: int, unseen: str, with_century: bool
) -> None:
    written = f"{number[0 if with_century else 2 : 8]}-{number[8:]}"
    text = f"Född: {written[:place]}{unseen}{written[place:]}, enligt"

    assert mask_personnummer(text) == f"Född: {written[:-4]}****, enligt"
    assert mask_identity_attribute(text) == f"Född: {written[:-4]}****, enligt"


@given(NUMBERS, st.integers(1, 10))
def test_a_soft_hyphen_hides_no_number(number: str, place: int) -> None:
    written = f"{number[2:8]}-{number[8:]}"

    masked = mask_personnummer(f"{written[:place]}\u00ad{written[place:]}")

    assert masked == f"{written[:-4]}****"
    assert mask_personnummer(f"{number[2:8]}\u00ad{number[8:]}") == masked


@given(NUMBERS, st.sampled_from(["-\n", "-\r\n", "\n-", "- \n", "--", " \t- ", "-\u2028"]))
def test_a_broken_line_hides_no_number(number: str, parted: str) -> None:
    assert mask_personnummer(f"{number[2:8]}{parted}{number[8:]}.") == f"{number[2:8]}-****."


@given(NUMBERS, st.sampled_from(" \xa0\t\u2009\u3000"))
def test_ten_digits_with_a_blank_are_masked_unless_they_read_as_an_hour(
    number: str, blank: str
) -> None:
    text = f"{number[2:8]}{blank}{number[8:]} Anna"
    is_day = int(number[6:8]) <= 31
    is_hour = is_day and int(number[8:10]) < 24 and int(number[10:]) < 60

    masked = mask_personnummer(text)

    assert masked == (text if is_hour else f"{number[2:8]}-**** Anna")


@given(NUMBERS)
def test_a_date_with_its_own_signs_is_masked_with_the_number(number: str) -> None:
    day = f"{number[:4]}-{number[4:6]}-{number[6:8]}"

    assert mask_personnummer(f"({day}-{number[8:]})") == f"({number[:8]}-****)"
    assert mask_personnummer(f"{day} {number[8:]}") == f"{day} {number[8:]}"


@given(NUMBERS)
def test_ten_bare_digits_are_masked_in_an_attribute_only(number: str) -> None:
    assert find_personnummer(number[2:]) == ()
    assert mask_identity_attribute(number[2:]) == f"{number[2:8]}-****"


@given(NUMBERS, st.sampled_from(["PNOSE-", "PNO SE ", "PI:SE-", "protokoll-", "nr_"]))
def test_a_prefix_does_not_hide_a_number(number: str, prefix: str) -> None:
    assert mask_personnummer(prefix + number) == f"{prefix}{number[:8]}-****"


def test_digits_of_other_scripts_are_digits() -> None:
    assert (
        mask_personnummer("".join(chr(0xFF10 + int(digit)) for digit in "198001012387"))
        == "19800101-****"
    )


@pytest.mark.parametrize(
    "text",
    [
        "212000-0000",  # an organisation's number: no month has the number 20
        "19800101-2384",  # a wrong check digit
        "19800231-2381",  # no such day
        "1198001012387",
        "AA198001012387BB",
        "deadbeef-198001012387",
        "00112233445566778899AABBCCDDEEFF0011223344",
        "19800101-2387-1",
        "800101 2387 kr",
        "800101 2387:-",
        "1980-01-01 2387",
        "800101\n2387",
        "990807 1210",  # at ten past twelve
        "19990807\n1210",
        "990\u200b807\u200b2391",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert mask_personnummer(text) == text


def test_an_attribute_is_masked_though_its_check_digit_is_wrong() -> None:
    assert mask_identity_attribute("PNOSE-198001012384") == "PNOSE-19800101-****"


@given(st.text(), NUMBERS, st.text())
def test_an_attribute_never_keeps_a_number_that_stands_apart(
    before: str, number: str, after: str
) -> None:
    masked = mask_identity_attribute(f"{before}|{number}|{after}")

    assert f"|{number}|" not in masked
    assert mask_identity_attribute(masked) == masked


@given(st.text(alphabet="0123456789-+ \n\u00ad\u200baSE"))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_personnummer(text)

    assert mask_personnummer(once) == once


def test_a_numbers_digits_are_not_in_its_repr() -> None:
    (number,) = find_personnummer("19800161-2383 eller 19800101-2387")[-1:]

    assert "2387" not in repr(number)
    assert not number.coordination


SIGNS = "0123456789-+ \u2011\u2212\u00ad\uff0b\ufe62\u3000\uff17\u0664xå|\n"


@given(st.text(SIGNS, max_size=30))
def test_no_number_is_passed_over_for_its_digits(text: str) -> None:
    seen, places = personnummer.seen_characters(text)

    shaped = personnummer._NUMBER.search(b"|" + personnummer._plain(seen))

    assert shaped is None or personnummer._DIGITS.search(seen)
    assert [text[place] for place in places] == list(seen)


@given(st.text("0123456789-+ \nx", max_size=40))
def test_the_pattern_finds_what_re2_finds(text: str) -> None:
    pattern = personnummer._NUMBER
    linear = re2.compile(pattern.pattern)

    found = [(match.span(), match.groups()) for match in pattern.finditer(text.encode())]

    assert found == [(match.span(), match.groups()) for match in linear.finditer(text.encode())]
