"""Captions: what signing services print in looks beside a signer's own facts, from a table."""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re

# Letters of the Latin script that no decomposition takes apart. Those of other scripts stay what
# they are: a look-alike is another letter.
_LATIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_UNSEEN = frozenset({"Mn", "Cf"})
_ASCII_SPACES = {code: " " for code in range(128) if chr(code).isspace()}
_PIECES = late_re(r"\d+|[^\W\d_]+")


@frozen
class Captions:
    """What may stand in any look, folded.

    Attributes:
        words: each by itself.
        phrases: words that count in that order alone.
        months: the names of each month, from January.
        days: the names of each day of the week, from Monday.
        keys: of distinguished names, before an equals sign.
    """

    words: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    months: tuple[frozenset[str], ...]
    days: tuple[frozenset[str], ...]
    keys: frozenset[str]


def fold(text: str) -> str:
    """The text without case, accents, ligatures and what does not show; scripts stay apart."""
    if text.isascii():  # most: of it nothing is accented, joined or unseen
        return text.lower().translate(_ASCII_SPACES)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (" " if c.isspace() else c for c in folded if unicodedata.category(c) not in _UNSEEN)
    return "".join(kept).translate(_LATIN)


def pieces(text: str) -> list[str]:
    """The folded text's runs of letters and of digits."""
    return _PIECES.findall(fold(text))


@cache
def built_in_captions() -> Captions:
    """The captions that come with the package."""
    text = (Path(__file__).parent / "tables" / "captions.toml").read_text("utf-8")
    tables = tuple(tomllib.loads(text).values())
    return Captions(
        words=frozenset(_words(tables, ("words", "services", "hosts"))),
        phrases=tuple(tuple(pieces(p)) for table in tables for p in table.get("phrases", ())),
        months=tuple(_merged(tables, "months", 12)),
        days=tuple(_merged(tables, "days", 7)),
        keys=frozenset(_words(tables, ("keys",))),
    )


def _words(tables: Iterable[Mapping[str, Any]], keys: tuple[str, ...]) -> Iterator[str]:
    for table in tables:
        for key in keys:
            yield from pieces(table.get(key, ""))


def _merged(tables: Iterable[Mapping[str, Any]], key: str, count: int) -> Iterator[frozenset[str]]:
    lists = [table[key].split(";") for table in tables if key in table]
    for index in range(count):
        yield frozenset(word for names in lists for word in pieces(names[index]))
