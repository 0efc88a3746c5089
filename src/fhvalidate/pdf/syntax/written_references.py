"""Where references are written in the bytes of a file, whatever object they stand in (7.3.10)."""

from collections.abc import Iterator, Mapping

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import skip_space

_WHITE = rb"[\x00\t\n\x0c\r ]"
MAX_DIGITS = 10  # of an object's number

# Looked for from the end of the bytes: an R and a % are rare, digits are not.
_BACKWARDS = late_re(rb"R%(w)b++\d{1,5}%(w)b++(\d++)" % {b"w": _WHITE})
_COMMENT_BACKWARDS = late_re(rb"%%%(w)b*+(\d++)(?:%(w)b++(\d++))?" % {b"w": _WHITE})
_LINE_END = late_re(rb"[\r\n]")
_GENERATION = late_re(rb"\d{1,5}(?!\d)")


def written_references(data: bytes) -> Mapping[int, tuple[int, ...]]:
    """Where each number is referred to, strings, comments and stream data included; in order."""
    found: dict[int, list[int]] = {}
    backwards = data[::-1]
    for match in _BACKWARDS.finditer(backwards):
        _enter(found, match[1], len(data) - match.end(1))
    for digits, pos in _parted(data, backwards):
        _enter(found, digits, pos)
    return {number: tuple(sorted(places)) for number, places in found.items()}


def _enter(found: dict[int, list[int]], backwards: bytes, pos: int) -> None:
    digits = backwards.rstrip(b"0")[::-1]  # 007 is 7, and written backwards its zeros come last
    if len(digits) <= MAX_DIGITS:
        found.setdefault(int(digits or b"0"), []).append(pos)


def _parted(data: bytes, backwards: bytes) -> Iterator[tuple[bytes, int]]:
    """References with a comment between their parts; what follows a line is looked at once."""
    line_end = after = -1
    number = generation = False  # whether what stands before the comment is one of these
    for match in reversed(list(_COMMENT_BACKWARDS.finditer(backwards))):
        comment = len(data) - match.start() - 1
        if comment >= line_end:
            ending = _LINE_END.search(data, comment)
            if ending is None:
                return
            line_end = ending.start()
            if line_end >= after:
                after = skip_space(data, line_end)
                number, generation = _continues(data, after), data.startswith(b"R", after)
        if number:
            yield match[1], len(data) - match.end(1)
        if generation and match[2] is not None:
            yield match[2], len(data) - match.end(2)


def _continues(data: bytes, pos: int) -> bool:
    """Whether a generation stands there and an R after it."""
    generation = _GENERATION.match(data, pos)
    end = generation.end() if generation is not None else pos
    after = skip_space(data, end)
    return pos < end < after and data.startswith(b"R", after)
