"""Objects that are written plainly, read in one go; all others are read token by token.

Most objects of a file have no comment, no escape and nothing odd in them. Of these the value is
what `parse` and `value_of` read of them; whatever these might refuse is left to them.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import MAX_CHILDREN, parse
from fhvalidate.pdf.syntax.values import (
    SHORT,
    STRUCTURAL,
    Boolean,
    Dictionary,
    Name,
    Real,
    Reference,
    Text,
    Value,
    literal,
    value_of,
)

MAX_PLAIN = 8_388_608  # bytes of one such object; a list of a million references has six million
MAX_PLAIN_DEPTH = 20  # containers in each other; most files stay below

MAX_PLAIN_HEX = 131_072  # digits of one such string; the /Contents of most signatures has 16,384

# No name with an escape or a control byte in it, no comment, no string with another in it. What
# ends at a bracket is looked at when it is found: to search for one byte is several times faster.
_TOKEN = late_re(
    rb"%(white)b*+(?:/([!\"$&'*+,\-.0-;=?-Z\\^-z|~\x80-\xff]{1,%(short)d}+)%(ends)b"
    rb"|(\d{1,10}+)%(white)b++(\d{1,5}+)%(white)b++R%(ends)b"
    rb"|(\d{1,19}+)%(ends)b"
    rb"|(-[1-9]\d{0,17}+)%(ends)b"
    rb"|([+-]?(?:\d{1,9}+\.\d{0,9}+|\.\d{1,9}+))%(ends)b"
    rb"|(<<|\[)|(>>|\])"
    rb"|\(((?:[^()\\]++|\\[\x00-\xff]|)*+)\)"
    rb"|<(?!<)([^>]{0,%(hex)d}+)>"
    rb"|(true|false|null)%(ends)b|)"
    % {
        b"white": rb"[\x00\t\n\x0c\r ]",
        b"ends": rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])",
        b"short": SHORT,
        b"hex": MAX_PLAIN_HEX,
    }
)
_NAME, _REFERENCE, _OPEN, _CLOSE, _HEX = 1, 3, 7, 8, 10  # groups of the above; the last of each
_WORDS = {b"true": Boolean(value=True), b"false": Boolean(value=False), b"null": None}
# A file has few names, and few objects that many refer to; each of them often.
_name = lru_cache(maxsize=8192)(Name)


@lru_cache(maxsize=8192)
def _reference(number: bytes, generation: bytes) -> Reference:
    return Reference(int(number), int(generation))


def _hexadecimal(token: re.Match[bytes]) -> Text | None:
    """The string of these digits; None where there is anything else, if only white space."""
    digits = token[_HEX]
    if digits and not digits.isalnum():
        return None
    try:
        return Text(bytes.fromhex(digits.decode("ascii") + "0" * (len(digits) % 2)))
    except ValueError:
        return None


_READ: dict[int, Callable[[re.Match[bytes]], Value]] = {
    4: lambda token: int(token[4]),
    5: lambda token: int(token[5]),
    6: lambda token: Real(Decimal(token[6].decode("ascii"))),
    9: lambda token: Text(literal(token[9])),
    11: lambda token: _WORDS[token[11]],
}


def value_at(data: bytes, pos: int) -> tuple[Value, int]:
    """The object that starts at `pos`, white space before it passed over, and where it ends.

    Raises:
        PdfSyntaxError: there is none within the limits, or it can be read in two ways.
    """
    found = plain_value(data, pos)
    if found is None:
        node = parse(data, pos)
        found = value_of(data, node), node.end
    return found


def plain_value(data: bytes, pos: int) -> tuple[Value, int] | None:
    """The same; None where it is not plain."""
    limit = min(len(data), pos + MAX_PLAIN)
    around: list[tuple[list[Value], bool]] = []
    items: list[Value] = []
    for token in islice(_TOKEN.finditer(data, pos, limit), MAX_CHILDREN):
        kind = token.lastindex
        if kind == _NAME:
            value: Value = _name(token[_NAME])
        elif kind == _REFERENCE:
            value = _reference(token[2], token[3])
        elif kind == _OPEN and len(around) < MAX_PLAIN_DEPTH:
            around.append((items, token[_OPEN] == b"<<"))
            items = []
            continue
        elif kind == _CLOSE and around and around[-1][1] is (token[_CLOSE] == b">>"):
            held = items
            items, is_dictionary = around.pop()
            value = _dictionary(held) if is_dictionary else tuple(held)
            if value is None:
                return None
        elif kind in _READ:
            value = _READ[kind](token)
        elif kind == _HEX and (text := _hexadecimal(token)) is not None:
            value = text
        else:
            return None
        if not around:
            # What ends where the look at it ends may go on.
            return (value, token.end()) if token.end() < limit or limit == len(data) else None
        items.append(value)
    return None


def _dictionary(items: list[Value]) -> Dictionary | None:
    """The dictionary of these keys and values; None where it is not plain."""
    keys = [key.value for key in items[::2] if isinstance(key, Name)]
    found = dict(zip(keys, items[1::2], strict=False))
    if len(items) != 2 * len(found) or len(keys) != len(found):
        return None
    if not all(_is_counted(found[key]) for key in STRUCTURAL & found.keys()):
        return None
    return MappingProxyType(found)


def _is_counted(value: Value) -> bool:
    """Whether the numbers that a value is, or holds, have no sign and no point."""
    if isinstance(value, tuple | Mapping):
        items = value if isinstance(value, tuple) else value.values()
        return all(not isinstance(item, int | Real) or _is_counted(item) for item in items)
    return not isinstance(value, Real) and (not isinstance(value, int) or value >= 0)
