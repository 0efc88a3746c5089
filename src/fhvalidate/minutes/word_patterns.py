"""Patterns that are asked only of texts with one of the words that each of their matches holds.

Most lines of a page have none of the words that a pattern is about. To look for the words costs a
tenth of what the pattern does, and says no to the same lines.
"""

from collections.abc import Iterator
from typing import Any, Protocol

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re2


class Match(Protocol):
    """What a pattern found."""

    def group(self, index: int = 0, /) -> str | None:
        """The text of a group, None when the group took no part."""
        ...


class Pattern(Protocol):
    """A compiled RE2 pattern."""

    def search(self, text: str, /) -> Match | None:
        """The first match anywhere in the text."""
        ...

    def fullmatch(self, text: str, /) -> Match | None:
        """The match of the whole text."""
        ...


@frozen
class WordPattern:
    """An RE2 pattern, and words of which every match holds at least one, whatever its case.

    The words are as `str.casefold` leaves them. Each letter that RE2 takes for one of theirs when
    it ignores case (the long s, the Kelvin sign) is folded to the same letter.
    """

    words: tuple[str, ...]
    pattern: Any

    def may_match(self, text: str) -> bool:
        """False only when the pattern has no match in the text."""
        return self.may_match_folded(text.casefold())

    def may_match_folded(self, small: str) -> bool:
        """As `may_match`, of a text whose case is folded already."""
        for word in self.words:  # noqa: SIM110 (a generator would cost as much as the pattern)
            if word in small:
                return True
        return False

    def search(self, text: str, start: int = 0) -> Any:
        """The first match anywhere from `start` on; None when there is none."""
        return self.pattern.search(text, start) if self.may_match(text) else None

    def match(self, text: str) -> Any:
        """The match at the start of the text; None when there is none."""
        return self.pattern.match(text) if self.may_match(text) else None

    def fullmatch(self, text: str) -> Any:
        """The match of the whole text; None when there is none."""
        return self.pattern.fullmatch(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[Any]:
        """The matches in order."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())

    def sub(self, replacement: str, text: str) -> str:
        """The text with the replacement in place of each match."""
        return str(self.pattern.sub(replacement, text)) if self.may_match(text) else text

    def split(self, text: str) -> list[str]:
        """The parts of the text between the matches."""
        return list(self.pattern.split(text)) if self.may_match(text) else [text]


def word_pattern(pattern: str, *words: str) -> WordPattern:
    """The pattern, of which every match holds one of the words."""
    return WordPattern(words, late_re2(pattern))
