"""The tokens of a file, looked at before any library does: long numbers, deep containers."""

import re
from functools import lru_cache

from fhvalidate.constraints import Limits
from fhvalidate.pdf.qpdf.decoding import refuse

PLAIN_DEPTH = 3  # containers in each other that most objects have at most

_ODD = rb"\x01-\x08\x0b\x0e-\x1f\x7f"
_STRING = rb"\((?:[^()\\]++|\\.|)*+\)"
_HEX = rb"<(?!<)[0-9A-Fa-f\x00\t\n\x0c\r ]*+>"
# What holds no token that is looked for; `%d` is how many digits a number may have.
_REST = rb"[^%b%%%%()<>\[\]\\0-9es]++|\d{1,%%d}+(?!\d)|e(?!ndobj)|s(?!tream)|%b|%b" % (
    _ODD,
    _STRING,
    _HEX,
)


@lru_cache(maxsize=8)  # policies in use at once
def _tokens(digits: int) -> re.Pattern[bytes]:
    # Strings and comments are passed over, so that what stands in them is no token; a string with
    # parentheses in it is passed over in parts. A digit within a name begins no number. What is
    # escaped is passed over in pairs: else each parenthesis of a string without end would begin one
    # that is read to the end of the file.
    return re.compile(
        rb"(?:%b|%%[^\r\n]*+|(?<=[^\x00\t\n\x0c\r \[+.<>-])\d++|\\[\\(]?+|[()]|<(?!<)|>(?!>)|)*+"
        rb"(?:(?P<odd>[%b])|(?P<open>\[|<<)|(?P<close>\]|>>)|(?P<number>\d++)"
        rb"|(?P<word>endobj|stream))?" % (_REST % digits, _ODD),
        re.DOTALL,
    )


@lru_cache(maxsize=8)
def _plain(digits: int) -> re.Pattern[bytes]:
    """A container in which nothing is that is looked for: most are passed over in one go.

    What it takes for one begins and ends as many containers, so that nothing after it is read
    otherwise than token by token.
    """
    inside = rb"(?!)"
    for _ in range(PLAIN_DEPTH):
        inside = rb"(?:<<|\[)(?:%b|%b|)*+(?:\]|>>)" % (_REST % digits, inside)
    return re.compile(inside, re.DOTALL)


def refuse_costly_tokens(data: bytes, limits: Limits) -> bool:
    """Refuses a file with a number too long, or with containers too deep in each other.

    What streams hold is passed over. Returns whether any control byte seems to stand outside
    strings and comments that is no white space (ISO 32000-2, table 1).

    Raises:
        UnreadableError: `limit-exceeded`, with the limit that is passed.
    """
    pattern, plain = _tokens(limits.number_digits), _plain(limits.number_digits)
    pos = depth = 0
    odd, last = False, None
    while (token := pattern.match(data, pos)) is not None and token.lastgroup is not None:
        pos = token.end()
        match token.lastgroup:
            case "open":
                passed = plain.match(data, token.start("open"))
                if passed is not None and depth + PLAIN_DEPTH <= limits.nesting:
                    pos = passed.end()
                    continue
                depth += 1
                if depth > limits.nesting:
                    refuse("nesting", limits.nesting)
            case "close":
                depth = max(0, depth - 1)
            case "number":
                refuse("number_digits", limits.number_digits, len(token["number"]))
            case "odd":
                odd = True
            case _:  # a word
                depth = 0
                if token["word"] == b"stream":
                    # Where none follows, none is looked for again: there may be many beginnings.
                    last = data.rfind(b"endstream") if last is None else last
                    end = data.find(b"endstream", pos) if last >= pos else -1
                    pos = end + len(b"endstream") if end >= 0 else pos
    return odd
