"""Numbers masked by their digits, in attributes that identify somebody and in other attributes."""

import unicodedata
from datetime import date
from resource import RUSAGE_SELF, getrusage
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fhvalidate.identity.masking import (
    mask_attribute,
    mask_certain,
    mask_identity_attribute,
    mask_parts,
)

NUMBER, COORDINATION = "198001012387", "198001612383"
DAY, LAST = NUMBER[:8], NUMBER[8:]
SHORT = NUMBER[2:]


def in_script(text: str, zero: int) -> str:
    return "".join(chr(zero + int(c)) if c.isdigit() else c for c in text)


SUPERSCRIPT = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
BETWEEN = (
    "", "-", "+", " ", "\xa0", "\t", "\n", "\u2007", "\u2009", "\u202f", "\u3000", "\u2010",
    "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d", "\u00ad", "\u200b",
    "\u2060-\u2060", "/", "\uff0f", "\\", ".", "_", ":", ",", ";", "|", "=",
    "*", "'", "\u00b7", "\u2022",
    "--", " - ", " -- ", ") (",
    "nr", "x", "T", ", nr ", "\u0301",
)  # fmt: skip
PREFIXES = (
    "PNOSE-", "PNOSE", "PNO SE ", "IDCSE-", "PASSE-", "TINSE-", "PI:SE-", "SE", "se:", "pnr",
    "nr. ", "personnummer=", "serialNumber: ", "anna", "Anna Exempel ", "anna.", "(",
    "CN=Anna, OID.2.5.4.5=",
)  # fmt: skip
DATES = ("1980-01-01-", "1980-01-01 ", "1980/01/01/", "1980.01.01.", "1980 01 01 ", "19 800101 ",
         "19-800101-", "80 01 01 ", "80-01-01-", "80.01.01-", "800101 ", "1980 0101 ")  # fmt: skip
SPELLINGS = (
    *(f"{DAY}{between}{LAST}" for between in BETWEEN),
    *(f"{DAY[2:]}{between}{LAST}" for between in BETWEEN),
    *(f"{prefix}{NUMBER}" for prefix in PREFIXES),
    *(f"{prefix}{SHORT}" for prefix in PREFIXES),
    *(f"{prefix}{DAY[2:]}-{LAST}" for prefix in PREFIXES),
    *(f"{date}{LAST}" for date in DATES),
    *(in_script(f"{DAY}-{LAST}", zero) for zero in (0xFF10, 0x660, 0x966, 0x1D7CE)),
    "".join(SUPERSCRIPT[int(digit)] for digit in NUMBER),
    *(sign.join(NUMBER) for sign in (" ", ".", "-", "\u200b", "\u0301", "_")),
    "1980 0101 23 87", "8001 0123 87", "800101 23-87", "800101-23 87", "198001 012387",
    f"{NUMBER}@eid.example", f"{NUMBER}anna", f"anna.{SHORT}x", f"VATSE-{SHORT}01", f"16{SHORT}",
    f"{NUMBER}001", f"00{NUMBER}", f"({DAY}){LAST}", f"[{DAY}] [{LAST}]",
    f"{DAY}-{LAST}/{DAY}-{LAST}",
    f"CN=Anna Exempel {DAY}, serialNumber={LAST}",
)  # fmt: skip
COORDINATIONS = tuple(
    f"{prefix}{day}{between}{COORDINATION[8:]}"
    for prefix in ("", "PNOSE-", "SE")
    for day in (COORDINATION[:8], COORDINATION[2:8], "1980-01-61")
    for between in ("-", " ", "/", ".", "")
)


def digits(text: str) -> str:
    return "".join(str(unicodedata.digit(each)) for each in text if each.isdigit())


@pytest.mark.parametrize("spelling", [*dict.fromkeys(SPELLINGS), *COORDINATIONS])
def test_a_number_is_masked_by_its_digits_whatever_stands_between(spelling: str) -> None:
    masked = mask_identity_attribute(spelling)

    assert NUMBER[8:] not in digits(masked)
    assert COORDINATION[8:] not in digits(masked)
    assert "****" in masked
    assert mask_identity_attribute(masked) == masked


@pytest.mark.parametrize("sign", "+\uff0b")
def test_the_sign_of_those_above_a_hundred_stays(sign: str) -> None:
    assert mask_identity_attribute(f"{DAY[2:]} {sign} {LAST}") == "800101+****"


KEPT = (
    "212000-0000", "556000-4615", "16212000-0000", "NTRSE-212000-0000", "VATSE-212000000001",
    "SE2321000016-1A2B", "1.3.6.1.4.1.21528.2.2.3.136", "9752269876543210", "750230100307",
    "0fbf1536-8c00-4125-aaf1-1f32bbee5140", "10306633645523223691", "DTRWE321530249560245",
    "Anna Exempel", "Exempelby kommun 2024", "87012730738", "131daac9-16c6-4618-beb0-37365768f288",
)  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_persons_number_stays(text: str) -> None:
    assert mask_identity_attribute(text) == text
    assert mask_attribute(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Protokoll KS 2024-01-19 §§ 12-34.pdf",
        "20240119_143000.pdf",
        "2024-01-19T14:30:00+00:00",
        "Justerat 2024-01-19 14:30",
        "KS 2024/0119-1235",
    ],
)
def test_a_date_and_an_hour_stay_where_nobody_is_identified(text: str) -> None:
    assert mask_attribute(text) == text


@pytest.mark.parametrize("between", ["", "-", "+", " ", "_", ".", "/", " - ", "\u2013", "\xa0"])
def test_a_number_in_the_name_of_a_file_is_masked(between: str) -> None:
    name = f"protokoll {DAY}{between}{LAST}.pdf"

    assert LAST not in mask_attribute(name)
    assert LAST not in mask_attribute(f"anstallning_{DAY[2:]}{between or '-'}{LAST}_v2.pdf")


@pytest.mark.parametrize(
    "name",
    [
        f"{DAY}%2d{LAST}.pdf",
        f"{DAY}%2D{LAST}.pdf",
        f"{DAY}%252d{LAST}.pdf",
        f"{DAY}%E2%80%91{LAST}.pdf",
        f"{DAY}%5F{LAST}.pdf",
        f"Protokoll%20{DAY}{LAST}.pdf",
        f"Protokoll%20{DAY}-{LAST}.pdf",
        f"{DAY}-{LAST[:2]}%3{LAST[2]}{LAST[3]}.pdf",
        f"{DAY[:4]}_{DAY[4:6]}_{DAY[6:]}_{LAST}.pdf",
        f"{DAY[:4]}%5F{DAY[4:6]}%5F{DAY[6:]}%5F{LAST}.pdf",
        f"file:///arkiv/{DAY[2:]}%20-%20{LAST}.pdf",
    ],
)
def test_a_number_is_masked_in_a_name_however_it_is_encoded(name: str) -> None:
    for masked in (mask_attribute(name), mask_identity_attribute(name)):
        assert LAST not in unquote(unquote(masked))
        assert "****" in masked


def test_what_is_encoded_and_no_number_stays_as_it_is_written() -> None:
    plain = "Protokoll%20KS%202024-01-19%20%C3%A5r%2f100%25.pdf"

    assert mask_attribute(plain) == plain
    assert mask_attribute(f"a%20{DAY}%2d{LAST}%20b%ff%.pdf") == f"a%20{DAY}-****%20b%ff%.pdf"


def test_a_long_name_of_signs_of_percent_is_masked_in_time() -> None:
    before = getrusage(RUSAGE_SELF).ru_utime

    mask_attribute("%25" * 20_000 + "%2")

    assert getrusage(RUSAGE_SELF).ru_utime - before < 5


def test_a_long_code_keeps_what_is_only_shaped_like_a_number() -> None:
    code = "0011223344556677"

    assert mask_certain(code) == code
    assert mask_certain(f"ID-nr {DAY} {LAST}") == f"ID-nr {DAY}-****"


def test_a_number_over_two_attributes_of_one_person_is_masked() -> None:
    assert mask_parts(("Anna Exempel", DAY, LAST)) == ("Anna Exempel", DAY, "****")
    assert mask_parts((f"Anna {DAY[2:]}", LAST)) == (f"Anna {DAY[2:]}", "****")
    assert mask_parts((f"Anna {DAY}", "2388")) == (f"Anna {DAY}", "2388")


@given(st.text("0123456789-+ ./xPNO*\u200b\uff11", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_identity_attribute(text)

    assert mask_identity_attribute(once) == once


@given(
    st.text("xyzPNOSE:= ", max_size=8),
    st.lists(st.text("-+ ./_\u2013\xa0", max_size=4), min_size=11, max_size=11),
)
def test_no_signs_between_the_digits_hide_a_number(before: str, signs: list[str]) -> None:
    text = before + "".join(map("".join, zip(NUMBER, [*signs, ""], strict=True)))

    assert LAST not in digits(mask_identity_attribute(text))


@given(
    st.binary(min_size=32, max_size=32).map(bytes.hex), st.sampled_from(("", "x.pdf --yes ", "("))
)
def test_a_digest_is_told_whole(digest: str, before: str) -> None:
    assume(any(c.isalpha() for c in digest))

    assert mask_attribute(f"{before}{digest}") == f"{before}{digest}"


def test_a_number_beside_a_digest_is_masked() -> None:
    digest = f"{NUMBER}ab" + "c" * 50

    assert (
        mask_attribute(f"{NUMBER}.pdf {digest} {NUMBER}") == f"{DAY}-****.pdf {digest} {DAY}-****"
    )
    assert NUMBER not in mask_attribute(f"{digest}d")


@given(
    st.dates(date(1890, 1, 1), date(1999, 12, 31)),
    st.integers(0, 9_999),
    st.sampled_from(["", "-", "_", ".", " "]),
    st.sampled_from(["-", "_", ".", " ", "--", "__", " - "]),
)
def test_a_number_in_the_name_of_a_file_is_masked_whatever_its_check_digit(
    born: date, last: int, within: str, between: str
) -> None:
    number = f"{born:%Y}{within}{born:%m}{within}{born:%d}{between}{last:04}"

    assert mask_attribute(f"beslut_{number}_v2.pdf") == f"beslut_{born:%Y%m%d}-****_v2.pdf"


@pytest.mark.parametrize(
    "name",
    [
        "2026-01-01-2389.pdf",
        "protokoll_20250314_1423.pdf",
        "2025-03-14 14.23 protokoll.pdf",
        "KS 2025-03-14_0412.pdf",
        "KS-1998-412.pdf",
        "KS 1998/0412-1236",
        "diarium_1998_0412.pdf",
    ],
)
def test_a_date_with_an_hour_or_a_case_number_stays(name: str) -> None:
    assert mask_attribute(name) == name
