"""Text in which characters are percent-encoded (RFC 3986, 2.1), and where each of them stands."""

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re

# A sign of percent may be encoded itself, any number of times over: `%252d`.
_ENCODED = late_re(r"(?:%(?:25)*[0-9A-Fa-f]{2})+")
_ONE = late_re(r"%(?:25)*[0-9A-Fa-f]{2}")


@frozen
class Decoded:
    """What is read of a text, a character at a time.

    Attributes:
        characters: what is read.
        written: how each of them is written.
    """

    characters: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is read, in a row."""
        return "".join(self.characters)

    def with_shown(self, found: tuple[tuple[int, int, str], ...]) -> "Decoded":
        """The text with these parts of it, which stand in order, replaced."""
        characters: list[str] = []
        written: list[str] = []
        after = 0
        for start, end, shown in found:
            characters += [*self.characters[after:start], *shown]
            written += [*self.written[after:start], *shown]
            after = end
        return Decoded((*characters, *self.characters[after:]), (*written, *self.written[after:]))


def decoded(text: str) -> Decoded | None:
    """The text without its encoding, as UTF-8; None when nothing in it is encoded."""
    if "%" not in text or _ENCODED.search(text) is None:
        return None
    characters: list[str] = []
    written: list[str] = []
    after = 0
    for match in _ENCODED.finditer(text):
        characters += text[after : match.start()]
        written += text[after : match.start()]
        each = _ONE.findall(match[0])
        data = bytes(int(one[-2:], 16) for one in each)
        at = 0
        for character in data.decode("utf-8", "surrogateescape"):
            size = len(character.encode("utf-8", "surrogateescape"))
            characters.append(character)
            written.append("".join(each[at : at + size]))
            at += size
        after = match.end()
    return Decoded((*characters, *text[after:]), (*written, *text[after:]))
