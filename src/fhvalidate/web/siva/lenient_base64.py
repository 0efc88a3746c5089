"""Base64 as SiVa's clients write it: with line breaks, in either alphabet, with or without "="."""

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9+/_=\s-]*", re.ASCII)
_SPACES = str.maketrans("", "", " \t\r\n\v\f")
_ORDINARY = str.maketrans("-_", "+/")
_GROUP = 4  # characters that make three octets


def is_base64(text: str) -> bool:
    """Whether there is something, and nothing but what base64 is written with."""
    return bool(text) and _ALPHABET.fullmatch(text) is not None


def decode_base64(text: str) -> bytes:
    """The octets; what follows the first "=" is nothing, and a character too many is left out."""
    digits = text.partition("=")[0].translate(_SPACES).translate(_ORDINARY)
    over = len(digits) % _GROUP
    if over == 1:  # six bits make no octet
        digits = digits[:-1]
    elif over:
        digits += "=" * (_GROUP - over)
    return base64.b64decode(digits)
