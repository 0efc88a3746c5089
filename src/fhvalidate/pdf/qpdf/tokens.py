"""The tokens of a file, looked at before any library does: long numbers, deep containers."""

import re
from functools import lru_cache

from fhvalidate.constraints import Limits
from fhvalidate.pdf.qpdf.decoding import refuse


@lru_cache(maxsize=8)  # policies in use at once
def _tokens(digits: int) -> re.Pattern[bytes]:
    # Strings and comments first, so that what stands in them is no token; a string with
    # parentheses in it is passed over in parts. A digit within a name begins no number.
    return re.compile(
        rb"%%[^\r\n]*+|(?P<odd>[\x01-\x08\x0b\x0e-\x1f\x7f])"
        rb"|\((?:[^()\\]++|\\.)*+\)|<(?!<)[0-9A-Fa-f\x00\t\n\x0c\r ]*+>"
        rb"|(?P<open>\[|<<)|(?P<close>\]|>>)"
        rb"|(?<![^\x00\t\n\x0c\r \[+.<>-])(?P<number>\d{%d,}+)"
        rb"|(?P<word>endobj|stream)" % (digits + 1),
        re.DOTALL,
    )


def refuse_costly_tokens(data: bytes, limits: Limits) -> bool:
    """Refuses a file with a number too long, or with containers too deep in each other.

    What streams hold is passed over. Returns whether any control byte seems to stand outside
    strings and comments that is no white space (ISO 32000-2, table 1).

    Raises:
        UnreadableError: `limit-exceeded`, with the limit that is passed.
    """
    pattern = _tokens(limits.number_digits)
    pos = depth = 0
    odd = False
    while token := pattern.search(data, pos):
        pos = token.end()
        match token.lastgroup:
            case "open":
                depth += 1
                if depth > limits.nesting:
                    refuse("nesting", limits.nesting, depth)
            case "close":
                depth = max(0, depth - 1)
            case "number":
                refuse("number_digits", limits.number_digits, len(token["number"]))
            case "odd":
                odd = True
            case "word":
                depth = 0
                if token["word"] == b"stream":
                    end = data.find(b"endstream", pos)
                    pos = end + len(b"endstream") if end >= 0 else pos
            case _:
                pass
    return odd
