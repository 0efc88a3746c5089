"""Swedish personal identity numbers and coordination numbers: found in text, and masked.

Folkbokföringslagen (1991:481), 18 §: birth date, birth number, check digit. A coordination number
(samordningsnummer, 18 a §) adds 60 to the day. The check digit is Luhn's over the ten digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

# A day above this is a coordination number's (1991:481, 18 a §).
COORDINATION_DAY = 60

MASK = "****"

# With the century, and without it.
LONG, SHORT = 12, 10

MONTHS, DAYS = 12, 31

# Ten digits with a sign, twelve with or without. What stands before and after is checked by hand.
# A single blank may stand around the sign, and for it in twelve digits. Of bounded length, and so
# linear in any engine.
_NUMBER = re.compile(rb"[^0-9]([0-9]{8}|[0-9]{6})( ?[-+] ?| ?)([0-9]{4})")

# What every number has, in whatever script: `_plain` makes the same digits of them, and one sign
# of each character between. Bounded in each part, and so linear in any engine.
_DIGITS = re.compile(r"\d{6}\D{0,3}\d{4}")

# The words that may stand before a number without a space between (EN 319 412-1, 5.1.3: PNOSE-).
_PREFIXES = (b"pnose", b"pno", b"se", b"pnr", b"pi", b"no")

# A run of letters before a number longer than this is not looked at.
_MAX_PREFIX = 8

_HEXADECIMAL = frozenset(b"abcdef")


@dataclass(frozen=True, slots=True)
class Personnummer:
    """A number found in a text, from `start` to `end`; its digits are kept out of the repr.

    `digits` is ten or twelve digits as written; `coordination` tells a coordination number.
    """

    digits: str = field(repr=False)
    start: int
    end: int
    coordination: bool


def find_personnummer(text: str) -> tuple[Personnummer, ...]:
    """The numbers in running text: a real date, a right check digit, not part of a longer code."""
    return tuple(_found(text, strict=True))


def mask_personnummer(text: str) -> str:
    """The text with the last four digits of each number masked: `19800101-****`.

    For running text: as `find_personnummer`, so that case numbers and amounts stay.
    """
    return _masked(text, strict=True)


def mask_identity_attribute(text: str) -> str:
    """The text with whatever is shaped like a number masked, a wrong check digit or none.

    For values that are there to identify somebody (a certificate's serialNumber, an attribute of
    an e-identification): better one code too many masked than one person shown.
    """
    return _masked(text, strict=False)


def _masked(text: str, *, strict: bool) -> str:
    if _DIGITS.search(text) is None:  # most texts
        return text
    parts, start = [], 0
    for number in _found(text, strict=strict):
        sign = "+" if "+" in _plain(text[number.start : number.end]).decode("ascii") else "-"
        parts += [text[start : number.start], number.digits[:-4], sign, MASK]
        start = number.end
    return "".join([*parts, text[start:]]) if parts else text


def _found(text: str, *, strict: bool) -> Iterator[Personnummer]:
    if _DIGITS.search(text) is None:  # most texts
        return
    # The sign in front lets the pattern ask for what is no digit before the first one too.
    plain = b"|" + _plain(text)
    # After a refusal the search goes on at the number's first digit, where the pattern cannot
    # match again: linear, for a match has a bounded length and a run of digits is tried once.
    at = 0
    while (match := _NUMBER.search(plain, at)) is not None:
        start, at = match.span(1)[0], match.end()
        day, sign, number = match.groups()
        digits = (day + number).decode("ascii")
        if strict:
            accepted = _is_number(plain, start, at, sign, digits)
        else:
            accepted = _may_be(plain, at, digits)
        if accepted:
            yield Personnummer(digits, start - 1, at - 1, int(digits[-6:-4]) > COORDINATION_DAY)
        else:
            at = start


def _plain(text: str) -> bytes:
    """The text as one ASCII byte a character, so that places in both are the same."""
    if text.isascii():
        return text.encode("ascii").lower()
    return "".join(map(_plain_character, text)).encode("ascii").lower()


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u00ad":
        return "-"
    if category == "Zs":
        return " "
    if character in "\uff0b\ufe62":
        return "+"
    # Other letters guard like a letter that no hexadecimal code has; other signs part words.
    return "x" if character.isalnum() else "|"


def _is_number(plain: bytes, start: int, end: int, sign: bytes, digits: str) -> bool:
    """True for a number in running text."""
    written_out = len(digits) == LONG or bool(sign.strip())
    return (
        written_out
        and _has_date(digits)
        and _has_check_digit(digits[-10:])
        and _starts_alone(plain, start)
        and _ends_alone(plain, end)
    )


def _may_be(plain: bytes, end: int, digits: str) -> bool:
    """True for ten or twelve digits in a row that start like a birth date."""
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    day -= COORDINATION_DAY if day > COORDINATION_DAY else 0
    century = len(digits) == SHORT or digits[:2] in {"18", "19", "20"}
    follows = plain[end : end + 1].isdigit()
    return century and 1 <= month <= MONTHS and 1 <= day <= DAYS and not follows


def _has_date(digits: str) -> bool:
    """True when the digits start with a date that was, in some century when none is given."""
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    day -= COORDINATION_DAY if day > COORDINATION_DAY else 0
    centuries = (digits[:2],) if len(digits) == LONG else ("18", "19", "20")
    return any(
        century in {"18", "19", "20"} and _is_date(int(century + digits[-10:-8]), month, day)
        for century in centuries
    )


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    """True when Luhn's sum over ten digits ends in zero."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _starts_alone(plain: bytes, start: int) -> bool:
    """True unless a digit, or a code of letters and digits, runs into the number."""
    before = plain[max(0, start - _MAX_PREFIX - 1) : start]
    joined = before[:-1] if before[-1:] in {b"-", b"+"} else before
    if joined[-1:].isdigit():
        return False
    letters = joined[len(joined.rstrip(b"abcdefghijklmnopqrstuvwxyz")) :]
    if joined is before:
        return not letters or letters in _PREFIXES
    # "protokoll-19800101-…" is a file name; "deadbeef-1980…" the end of a UUID.
    return not letters or not _HEXADECIMAL.issuperset(letters)


def _ends_alone(plain: bytes, end: int) -> bool:
    after = plain[end : end + 2]
    if after[:1].isalnum():
        return False
    return not (after[:1] in {b"-", b"+"} and after[1:].isdigit())
