"""Swedish personal identity numbers and coordination numbers: found in text, and masked.

Folkbokföringslagen (1991:481), 18 §: birth date, birth number, check digit. A coordination number
(samordningsnummer, 18 a §) adds 60 to the day. The check digit is Luhn's over the ten digits.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import lru_cache

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re

# A day above this is a coordination number's (1991:481, 18 a §).
COORDINATION_DAY = 60

MASK = "****"

# With the century, and without it.
LONG, SHORT = 12, 10

MONTHS, DAYS = 12, 31

# Ten digits with a sign or a blank, twelve with or without; the date may have signs of its own when
# one stands before the last four. Blanks and one line break may stand by the sign. What stands
# before and after is checked by hand. Of bounded length, and so linear in any engine.
_NUMBER = late_re(
    rb"[^0-9]([0-9]{8}|[0-9]{6}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rb"( {0,2}[-+]{1,2} {0,2}\n{0,2} ?|\n{1,2}[-+]| ?\n{1,2} ?| ?)([0-9]{4})"
)

# What every number has, in whatever script: `_plain` makes the same digits of them, and one sign
# of each character between. Bounded in each part, and so linear in any engine.
_DIGITS = late_re(r"\d\d\D{0,9}\d{4}")

# Controls, format characters and marks: nothing is drawn for them, or not in a place of its own.
_UNSEEN = late_re(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u0300-\u036f\u0600-\u0605\u061c\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)

# A soft hyphen is drawn at a line's end only; between a date and four digits it is their sign.
_SOFT_HYPHEN = late_re(r"(?<!\d{6})\u00ad|\u00ad(?!\d{4})")

# Four digits like these after a date and a blank are an hour; before these words, an amount.
_HOUR = late_re(rb"(?:[01]\d|2[0-3])[0-5]\d")
_UNIT = late_re(rb" ?(?:kr|kronor|tkr|mkr|msek|sek|:-)(?![a-z])")

_WHITE = str.maketrans("\t\v\f\r", " \n\n\n")

# The words that may stand before a number without a space between (EN 319 412-1, 5.1.3: PNOSE-).
_PREFIXES = (b"pnose", b"pno", b"se", b"pnr", b"pi", b"no")

# A run of letters before a number longer than this is not looked at.
_MAX_PREFIX = 8

_HEXADECIMAL = frozenset(b"abcdef")


@frozen
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


def mask_loosely(text: str) -> str:
    """The text with whatever is shaped like a number masked, a wrong check digit or none.

    The shapes are those of running text, and ten or twelve digits in a row. Attributes are masked
    by `masking`, which starts with this.
    """
    return _masked(text, strict=False)


def find_loosely(text: str) -> tuple[tuple[int, int, str], ...]:
    """What `mask_loosely` masks: from where to where, and what is shown of it."""
    return tuple((each.start, each.end, _shown(text, each)) for each in _found(text, strict=False))


def _shown(text: str, number: Personnummer) -> str:
    sign = "+" if "+" in _plain(text[number.start : number.end]).decode("ascii") else "-"
    return f"{number.digits[:-4]}{sign}{MASK}"


def _masked(text: str, *, strict: bool) -> str:
    parts, start = [], 0
    for number in _found(text, strict=strict):
        parts += [text[start : number.start], _shown(text, number)]
        start = number.end
    return "".join([*parts, text[start:]]) if parts else text


def _found(text: str, *, strict: bool) -> Iterator[Personnummer]:
    seen, places = seen_characters(text)
    if _DIGITS.search(seen) is None:  # most texts
        return
    # The sign in front lets the pattern ask for what is no digit before the first one too.
    plain = b"|" + _plain(seen)
    # After a refusal the search goes on at the number's first digit, where the pattern cannot
    # match again: linear, for a match has a bounded length and a run of digits is tried once.
    at = 0
    while (match := _NUMBER.search(plain, at)) is not None:
        start, at = match.span(1)[0], match.end()
        day, number = match.group(1, 3)
        digits = (day + number).replace(b"-", b"").decode("ascii")
        if strict or b"-" in day:
            accepted = _is_written(plain, match) and _is_number(plain, start, at, digits)
        else:
            accepted = _may_be(plain, at, digits)
        if accepted:
            coordination = int(digits[-6:-4]) > COORDINATION_DAY
            yield Personnummer(digits, places[start - 1], places[at - 2] + 1, coordination)
        else:
            at = start


def seen_characters(text: str) -> tuple[str, Sequence[int]]:
    """What a reader sees of the text, and where in it each character stands."""
    if _UNSEEN.search(text) is None and "\u00ad" not in text:  # most texts
        return text, range(len(text))
    drawn = [place for place, each in enumerate(text) if _UNSEEN.match(each) is None]
    without = "".join(text[place] for place in drawn)
    hyphens = {match.start() for match in _SOFT_HYPHEN.finditer(without)}
    kept = [index for index in range(len(without)) if index not in hyphens]
    return "".join(without[index] for index in kept), [drawn[index] for index in kept]


def _plain(text: str) -> bytes:
    """The text as one ASCII byte a character, so that places in both are the same."""
    if text.isascii():
        return text.translate(_WHITE).encode("ascii").lower()
    return "".join(map(_plain_character, text)).encode("ascii").lower()


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character.isascii():
        return character.translate(_WHITE)
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u00ad\u02d7\u2043\u2796":
        return "-"
    if category == "Zs" or character in "\u2800\u3164":
        return " "
    if category in {"Zl", "Zp"} or character == "\x85":
        return "\n"
    if character in "\uff0b\ufe62\u2795":
        return "+"
    # Other letters guard like a letter that no hexadecimal code has; other signs part words.
    return "x" if character.isalnum() else "|"


def _is_written(plain: bytes, found: re.Match[bytes]) -> bool:
    """True when what parts the digits is what parts them in a number, in running text.

    A sign always is; nothing, or a blank, in some cases: 19800101 2387 and 800101 2387, and not
    1980-01-01 2387. An hour or an amount after a date is no part of it.
    """
    day, sign, number = found.groups()
    if sign.strip():
        return True
    if b"-" in day or (len(day) == SHORT - 4 and sign != b" "):
        return False
    if len(day) == LONG - 4 and b"\n" not in sign:
        return True
    is_hour = int(day[-2:]) <= COORDINATION_DAY and _HOUR.fullmatch(number) is not None
    return not is_hour and _UNIT.match(plain, found.end()) is None


def _is_number(plain: bytes, start: int, end: int, digits: str) -> bool:
    """True for a number in running text."""
    return (
        has_date(digits)
        and has_check_digit(digits[-10:])
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


def has_date(digits: str) -> bool:
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


def has_check_digit(digits: str) -> bool:
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
