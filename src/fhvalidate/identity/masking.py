"""Personal identity numbers masked by their digits, whatever stands between them.

For values that identify somebody, and for names of files, titles and paths. Running text is masked
by `personnummer.mask_personnummer`, which leaves case numbers, hours and amounts alone.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from fhvalidate.frozen import frozen
from fhvalidate.identity.percent_encoding import decoded
from fhvalidate.identity.personnummer import (
    COORDINATION_DAY,
    DAYS,
    LONG,
    MASK,
    MONTHS,
    SHORT,
    find_loosely,
    has_check_digit,
    has_date,
    mask_loosely,
    seen_characters,
)
from fhvalidate.late_patterns import late_re

CENTURIES = frozenset({"18", "19", "20"})

# In a file's name a date of these centuries is nearly always a birth; one of the newest is as often
# that of a document, with an hour or a case number after it.
BIRTHS = ("18", "19")
LAST = 4  # the digits that are masked

# Where a number is parted when it is written: before the month, the day and the last four digits.
_PARTED = {LONG: frozenset({2, 4, 6, 8}), SHORT: frozenset({2, 4, 6})}

# What may stand between two digits of one number. With letters in it ("19800101, nr 2387") the
# number must have a real date and a right check digit.
MAX_GAP = 12
MAX_LETTERED_GAP = 24
MAX_GAP_IN_NAME = 3  # of a file or a title, where a date and an hour are common

# A mask takes digits away, and what is left is looked through again; twice is enough in all but
# values made to be masked.
MAX_PASSES = 8

MAX_SHORT = 256  # characters of a text that is remembered; a certificate's whole name has some 100


# A sole trader's number as an organisation's: for VAT with 01 after it, elsewhere 16 before it.
_VAT_END, _ORGANISATION_START = "01", "16"

_DIGIT = late_re(r"[0-9]")

# A word of 64 hexadecimal digits, letters among them.
_SHA256 = late_re(r"(?<!\w)((?=[0-9]*[a-fA-F])[0-9a-fA-F]{64})(?!\w)")

# Where a number can start among digits alone: a date of some month and day, or one of a
# coordination number, and four digits more.
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\d{4}"
_START = late_re(rf"(?=(?:(?:18|19|20)\d\d|\d\d){_MONTH_AND_DAY})")


@frozen
class _Gap:
    """What stands between two digits."""

    length: int
    lettered: bool
    masked: bool


@frozen
class _Digits:
    """The digits of a text, where each stands, and what stands after each before the next."""

    values: str
    places: tuple[int, ...]
    gaps: tuple[_Gap | None, ...]

    def starts_apart(self, at: int) -> bool:
        return at == 0 or self.gaps[at - 1] is not None

    def ends_apart(self, end: int) -> bool:
        return end == len(self.values) or self.gaps[end - 1] is not None


def mask_identity_attribute(text: str) -> str:
    """The text with the last four digits of each number masked: `19800101-****`.

    For values that are there to identify somebody (a certificate's serialNumber, a name in it, an
    attribute of an e-identification): by the digits, in whatever script, whatever stands between
    them and before them; better one code too many masked than one person shown.
    """
    return _short(text) if len(text) <= MAX_SHORT else _masked_as_read(text, identifying=True)


def mask_attribute(text: str) -> str:
    """As `mask_identity_attribute`, for what is there for other reasons: a file's name, a title.

    What is not written as a number is must have a real date and a right check digit, for a date
    and an hour are common there; of a date before 2000 neither is asked. A SHA-256 in hexadecimal
    is left as it is: who compares it needs every digit.
    """
    if "%" not in text and _has_no_number(text):
        return text
    parts = _SHA256.split(text)
    parts[::2] = [_masked_as_read(part, identifying=False) for part in parts[::2]]
    return "".join(parts)


def mask_certain(text: str) -> str:
    """The text with only those numbers masked that have a real date and a right check digit.

    Whatever signs stand between the digits, where they stand in a number. For long codes.
    """
    return _masked(text, identifying=False)


def mask_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """The attributes of one person, each masked, and a number that is split over two of them."""
    masked = [mask_identity_attribute(part) for part in parts]
    digits = ["" if MASK in part else _digit_values(part) for part in masked]
    for at, last in enumerate(digits):
        dates = {d for d in digits if len(d) in {SHORT - LAST, LONG - LAST}}
        if len(last) == LAST and any(_is_certain(day + last) for day in dates):
            masked[at] = MASK
    return tuple(masked)


@lru_cache(maxsize=2048)
def _short(text: str) -> str:
    """The same, remembered: one report names each issuer and each signer many times."""
    return _masked_as_read(text, identifying=True)


def _masked_as_read(text: str, *, identifying: bool) -> str:
    """The text masked; what is percent-encoded in it is masked as what it stands for.

    What is no part of a number stays as it is written.
    """
    read = decoded(text)
    if read is None:
        if _has_no_number(text):
            return text
        return _masked(mask_loosely(text), identifying=identifying)
    read = read.with_shown(find_loosely(read.text))
    for _ in range(MAX_PASSES):
        found = tuple(_found(read.text, identifying=identifying))
        if not found:
            break
        read = read.with_shown(found)
    # As it is written too: the signs of percent may be no encoding.
    return _masked(mask_loosely("".join(read.written)), identifying=identifying)


def _masked(text: str, *, identifying: bool) -> str:
    for _ in range(MAX_PASSES):
        parts, start = [], 0
        for first, end, shown in _found(text, identifying=identifying):
            parts += [text[start:first], shown]
            start = end
        if not parts:
            break
        text = "".join([*parts, text[start:]])
    return text


def _has_no_number(text: str) -> bool:
    """Whether no number starts among the text's digits, so that it has none by whichever rule."""
    if not text.isascii():
        return False
    return len(text) < SHORT or _START.search("".join(_DIGIT.findall(text))) is None


def _found(text: str, *, identifying: bool) -> Iterator[tuple[int, int, str]]:
    """The numbers: from where to where, and what is shown of each."""
    if _has_no_number(text):  # most texts
        return
    seen, places = seen_characters(text)
    digits = _digits(seen)
    after = 0
    for match in _START.finditer(digits.values):
        start = match.start()
        end = _end_of(digits, start, identifying=identifying) if start >= after else None
        if end is None:
            continue
        first, last = digits.places[start], digits.places[end - 1]
        sign = "+" if {"+", "\uff0b"} & set(seen[first:last]) else "-"
        shown = f"{digits.values[start : end - LAST]}{sign}{MASK}"
        yield places[first], places[last] + 1, shown
        after = end


def _end_of(digits: _Digits, start: int, *, identifying: bool) -> int | None:
    """Where the number ends that starts there; None when none does."""
    for end in (start + LONG, start + SHORT):
        if end > len(digits.values) or not _may_be(digits.values[start:end]):
            continue
        if _is_number(digits, start, end, identifying=identifying):
            return end
    return None


def _digits(text: str) -> _Digits:
    found = [(place, str(unicodedata.digit(c))) for place, c in enumerate(text) if c.isdigit()]
    places = tuple(place for place, _ in found)
    after = (*places[1:], len(text))[: len(places)]
    gaps = (_gap(text[place + 1 : end]) for place, end in zip(places, after, strict=True))
    return _Digits("".join(value for _, value in found), places, tuple(gaps))


def _digit_values(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


def _gap(text: str) -> _Gap | None:
    if not text:
        return None
    near = text[: MAX_LETTERED_GAP + 1]
    return _Gap(len(text), any(map(str.isalnum, near)), MASK in near)


def _may_be(digits: str) -> bool:
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    day -= COORDINATION_DAY if day > COORDINATION_DAY else 0
    century = len(digits) == SHORT or digits[:2] in CENTURIES
    return century and 1 <= month <= MONTHS and 1 <= day <= DAYS


def _is_certain(digits: str) -> bool:
    return _may_be(digits) and has_date(digits) and has_check_digit(digits[-SHORT:])


def _is_number(digits: _Digits, start: int, end: int, *, identifying: bool) -> bool:
    """Whether these digits, which start with a date, are one number."""
    between = {at: g for at, g in enumerate(digits.gaps[start : end - 1], start=1) if g}
    gaps = tuple(between.values())
    if any(gap.masked for gap in gaps):
        return False
    usual = between.keys() <= _PARTED[end - start]
    lettered = any(gap.lettered for gap in gaps)
    certain = _is_certain(digits.values[start:end])
    if not identifying:
        near = all(gap.length <= MAX_GAP_IN_NAME for gap in gaps)
        apart = digits.starts_apart(start) and digits.ends_apart(end)
        written = certain or _is_birth(digits.values[start:end], frozenset(between))
        return written and usual and near and not lettered and apart
    if any(g.length > (MAX_LETTERED_GAP if g.lettered else MAX_GAP) for g in gaps):
        return False
    if not (digits.starts_apart(start) and digits.ends_apart(end)):
        return certain and not lettered and _is_within(digits, start, end)
    return certain or (usual and not lettered)


def _is_birth(digits: str, parted: frozenset[int]) -> bool:
    """Whether it is a date of old, whole or in three parts: `1998/0412-1236` is of a case."""
    return len(digits) == LONG and digits.startswith(BIRTHS) and len(parted & {4, 6}) != 1


def _is_within(digits: _Digits, start: int, end: int) -> bool:
    """Whether a number may stand within a longer run of digits: with its century, or a trader's."""
    if end - start == LONG:
        return True
    before, after = digits.values[:start], digits.values[end:]
    trader = digits.starts_apart(start) and after[:2] == _VAT_END and digits.ends_apart(end + 2)
    sixteen = before[-2:] == _ORGANISATION_START and digits.ends_apart(end)
    return trader or (sixteen and digits.starts_apart(start - 2))
