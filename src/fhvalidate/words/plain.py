"""Untrusted strings made plain: what steers a terminal, or cannot be seen, is escaped."""

import re
import unicodedata

from fhvalidate.late_patterns import late_re

MAX_LENGTH = 200  # a name or a statement fits; a page of text pasted into a name does not
MAX_NAME = 64  # characters of a name that is set off: with its label on one line of a terminal
MAX_SUBJECT = 160  # of a whole subject, with country, organisation and name
MAX_MARKS = 3  # Vietnamese stacks two on a letter; more climb into the lines above

# Written as code points, because most of these cannot be seen.
_UNSEEN = (
    (0x00, 0x1F),  # C0, with ESC
    (0x7F, 0x9F),  # DEL and C1, with CSI
    (0xAD, 0xAD),  # soft hyphen
    (0x34F, 0x34F),  # combining grapheme joiner
    (0x61C, 0x61C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x200B, 0x200F),  # zero-width characters, left-to-right and right-to-left marks
    (0x2028, 0x202E),  # line and paragraph separators, bidirectional embeddings and overrides
    (0x2060, 0x206F),  # word joiner, invisible operators, bidirectional isolates
    (0x2800, 0x2800),  # braille blank
    (0x3164, 0x3164),
    (0xD800, 0xF8FF),  # surrogates, private use
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x13430, 0x1345F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0x10FFFF),  # tags, variation selectors, private use
)
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)

UNSEEN = late_re(
    "[" + "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in _UNSEEN) + "]"
)
_SPACE = late_re("[" + "".join(map(chr, _SPACES)) + "]")
_MARKS = late_re(
    f"(?<=[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{MAX_MARKS}}})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_BYTES = range(0xDC80, 0xDD00)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escaped(character: str) -> str:
    r"""The visible escape of one character: `\x1b`, `\u202e`, `\U000e0041`."""
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number in _BYTES:  # of a name that is not in UTF-8, as the system hands it over (PEP 383)
        return f"\\x{number - 0xDC00:02x}"
    if number <= 0xFF:  # noqa: PLR2004 - as Python's own escapes
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004


def neutralise(text: str, *, limit: int = MAX_LENGTH) -> str:
    """The string on one line, in at most `limit` characters that can all be seen."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    plain: list[str] = []
    length = 0
    for character in _MARKS.sub("", _SPACE.sub(" ", text[: limit * 2])):
        shown = escaped(character) if UNSEEN.match(character) else character
        plain.append(shown)
        length += len(shown)
        if length > limit:
            break
    if length <= limit and len(text) <= limit * 2:
        return "".join(plain)
    while plain and length > limit - 1:
        length -= len(plain.pop())
    return "".join(plain) + "…"


# What could be taken for a fingerprint: eight pairs in a row, or sixteen hexadecimal digits.
_FINGERPRINT = late_re(r"(?:\w{2}[^\w]{1,3}){7,}\w{2}|[0-9A-Fa-f]{16,}")
CUT = "[…]"  # what stands in its place
QUOTATION_MARKS = late_re('["\u00ab\u00bb\u201c-\u201f\u2033\u2036\u301d-\u301f\uff02]')


# A cell that starts so is a formula to a spreadsheet (OWASP, CSV injection), full width too.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate the cell, whatever blanks it begins with."""
    return text.startswith(FORMULAS) or text.lstrip(" '").startswith(FORMULAS)


def within_quotes(text: str) -> str:
    """The text with no mark that could end the quotation that it stands in."""
    return QUOTATION_MARKS.sub("'", text)


def set_off(text: str, *, limit: int = MAX_NAME) -> str:
    """Somebody else's words, to stand within quotation marks beside a fingerprint of ours.

    On one line, without marks that end the quotation, and with nothing like a fingerprint: who
    compares one must find the computed one alone. Blanks in a row are one, so that nothing can be
    pushed to where a terminal begins its next line.
    """
    compatible = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 2])
    if _FINGERPRINT.search(compatible):
        text = _FINGERPRINT.sub(CUT, compatible)
    return neutralise(within_quotes(" ".join(text.split())), limit=limit)
