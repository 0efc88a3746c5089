"""What one content stream draws, counted by its operators (ISO 32000-2, annex A)."""

import re
from itertools import islice

from fhvalidate.late_patterns import late_re

POINTS_OF_ONE = 16  # corners of a path that take as much memory as one thing drawn (measured)
HEX_OF_ONE = 4  # hexadecimal digits of a character: text written so has two bytes for each

# ISO 32000-2, annex A: what paints, shows text, or keeps a state that PDFium keeps too. Each of
# these begins with one of some bytes, by which they are found in a tenth of the time.
_DRAWING = late_re(
    rb"[BDEFSTbdfnqs'\"](?<![\w/*'\"].)(?:(?<=[fFSsBb])\*?|(?<=[qnd'\"])|(?<=[BE])I|(?<=D)o"
    rb"|(?<=s)h|(?<=T)[jJdDm*]|(?<=B)[MD]C)(?![\w*])",
    re.DOTALL,
)
_POINT = late_re(rb"[chlmrvy](?<![\w/*].)(?:(?<=[chlmvy])|(?<=r)e)(?![\w*])", re.DOTALL)
_HEX_STRING = late_re(rb"<([0-9A-Fa-f\x00\t\n\x0c\r ]++)>")
_PARENTHESIS = late_re(rb"[()\\](?:(?<=[()])|(?<=\\).)", re.DOTALL)


def drawn(content: bytes, *, limit: int) -> int:
    """How many things the content draws, each character one; past the limit it is not exact."""
    things = number_of(_DRAWING, content, limit)
    if things > limit:
        return things
    points = number_of(_POINT, content, limit * POINTS_OF_ONE) // POINTS_OF_ONE
    digits = 0
    for string in _HEX_STRING.finditer(content):
        digits += len(string[1])
        if digits > limit * HEX_OF_ONE:
            break
    return things + points + digits // HEX_OF_ONE + _characters(content, limit)


def number_of(pattern: re.Pattern[bytes], content: bytes, limit: int) -> int:
    """How often the pattern is found, up to one more than the limit."""
    return sum(1 for _ in islice(pattern.finditer(content), limit + 1))


def _characters(content: bytes, limit: int) -> int:
    """The bytes within strings (ISO 32000-2, 7.3.4.2).

    Parentheses in an inline image may count for more than there is, never for less.
    """
    depth = start = found = 0
    for mark in _PARENTHESIS.finditer(content):
        match mark[0]:
            case b"(":
                start = mark.end() if depth == 0 else start
                depth += 1
            case b")" if depth:
                depth -= 1
                found += mark.start() - start if depth == 0 else 0
            case _:
                pass
        if found > limit:
            return found
    return found + (len(content) - start if depth else 0)
