"""Byte ranges as they are written anywhere in the bytes of a file (ISO 32000-2, 12.8.1)."""

from collections.abc import Iterator

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.stream_data import skip_white

NUMBERS = 4
# Any letter of a name may be written as its code (7.3.5).
_LETTERS = (b"(?:%c|#%02x|#%02X)" % (letter, letter, letter) for letter in b"ByteRange")
_NAME = late_re(b"/" + b"".join(_LETTERS))
_NUMBER = late_re(rb"\+?(\d{1,20})(?!\d)")
MAX_GAPS = 8  # remembered; a byte range has six


def written_ranges(data: bytes) -> Iterator[tuple[int, ...]]:
    """The four numbers of each array that follows a /ByteRange, comments between them or not."""
    gaps: list[tuple[int, int]] = []
    for name in _NAME.finditer(data):
        pos = _after_gap(data, name.end(), gaps)
        if not data.startswith(b"[", pos):
            continue
        numbers: list[int] = []
        pos = _after_gap(data, pos + 1, gaps)
        while len(numbers) < NUMBERS and (number := _NUMBER.match(data, pos)) is not None:
            numbers.append(int(number[1]))
            pos = _after_gap(data, number.end(), gaps)
        if len(numbers) == NUMBERS and data.startswith(b"]", pos):
            yield tuple(numbers)


def range_names(data: bytes) -> Iterator[int]:
    """Where /ByteRange is written."""
    return (name.start() for name in _NAME.finditer(data))


def _after_gap(data: bytes, pos: int, gaps: list[tuple[int, int]]) -> int:
    """Where white space and comments end; what begins in a known comment ends where that does."""
    pos = skip_white(data, pos)
    if not data.startswith(b"%", pos):
        return pos
    for start, end in gaps:
        if start <= pos < end:
            return end
    gaps.append((pos, skip_space(data, pos)))
    del gaps[:-MAX_GAPS]
    return gaps[-1][1]
