"""Base64 as SiVa's clients write it: with line breaks, in either alphabet, with or without "="."""

import base64
import string

_SPACES = b" \t\r\n\v\f"
_ALPHABET = f"{string.ascii_letters}{string.digits}+/-_=".encode() + _SPACES
_ORDINARY = bytes.maketrans(b"-_", b"+/")
_GROUP = 4  # characters that make three octets


def is_base64(text: str) -> bool:
    """Whether there is something, and nothing but what base64 is written with."""
    return bool(text) and text.isascii() and not text.encode().translate(None, _ALPHABET)


def decode_base64(text: str) -> bytes:
    """The octets; what follows the first "=" is nothing, and a character too many is left out.

    Args:
        text: for which `is_base64`.
    """
    digits = text.partition("=")[0].encode("ascii").translate(_ORDINARY, _SPACES)
    over = len(digits) % _GROUP
    if over == 1:  # six bits make no octet
        digits = digits[:-1]
    elif over:
        digits += b"=" * (_GROUP - over)
    return base64.b64decode(digits)
