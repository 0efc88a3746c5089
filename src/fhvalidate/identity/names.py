"""Whether two written names can be one person's, how sure that is, and why.

Signing services give every registered given name, in capitals or with initials; minutes give the
one that is used, with a party after it. Surnames must be equal: nothing else joins two names.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from fhvalidate.frozen import frozen
from fhvalidate.identity.common_names import PARTICLES, UNKNOWN_CHARACTER, can_be_read, person_in
from fhvalidate.late_patterns import late_re

# "Karl Exempel (M)", "Karl Exempel ( C )": what stands in brackets is no part of the name.
_BRACKETS = late_re(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
# "KG Provman": initials written together, which only stand in front of another word.
_INITIALS = late_re(r"(?<!\S)[A-ZÅÄÖ]{2,3}(?=\s+[A-ZÅÄÖ][a-zåäö])")
_PARTS = late_re(r"[^\W\d_]+", re.UNICODE)

# The longest legal name in Sweden has far fewer characters; a longer text is no name.
MAX_NAME_LENGTH = 200

# Names that are kept as read: an archive's documents name the same people.
NAMES_KEPT = 4096

UNREAD = "?"  # the name of somebody listed whose name cannot be read
_LOST = MappingProxyType({ord(letter): "o" for letter in ("a", UNKNOWN_CHARACTER)})

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = MappingProxyType(
    {
        ord("ø"): "o", ord("đ"): "d", ord("ð"): "d", ord("ł"): "l", 0x131: "i",
        ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th", ord("ħ"): "h",
    }
)  # fmt: skip


# How other languages and old forms write the same letters.
_DIGRAPHS = MappingProxyType(
    {
        ord("å"): "aa", ord("ä"): "ae", ord("ö"): "oe", ord("ø"): "oe", ord("ü"): "ue",
        ord("æ"): "ae", ord("ß"): "ss",
    }
)  # fmt: skip

# An address whose name is one word has at least so many letters: "annaexempel".
MIN_JOINED = 5


class NameReason(StrEnum):
    """Why two names are taken for one person's, or for two persons'."""

    SAME = "same"
    OTHER_ORDER = "other-order"
    EXTRA_GIVEN_NAMES = "extra-given-names"
    INITIALS = "initials"
    SHARED_GIVEN_NAME = "shared-given-name"
    INITIAL_ONLY = "initial-only"
    DAMAGED = "damaged"
    DIFFERENT = "different"


# How sure each reason makes the match; the order is what matters, and that every sum of two
# weaker matches can still outweigh one stronger one in a table of signers.
_SCORES = MappingProxyType(
    {
        NameReason.SAME: 1.0,
        NameReason.OTHER_ORDER: 0.9,
        NameReason.EXTRA_GIVEN_NAMES: 0.85,
        NameReason.INITIALS: 0.8,
        NameReason.SHARED_GIVEN_NAME: 0.6,
        NameReason.INITIAL_ONLY: 0.5,
        NameReason.DAMAGED: 0.7,
        NameReason.DIFFERENT: 0.0,
    }
)


@frozen
class NameMatch:
    """How alike two names are, from 0 (two people) to 1 (the same name), and the reason."""

    score: float
    reason: NameReason


_MATCHES = MappingProxyType({reason: NameMatch(score, reason) for reason, score in _SCORES.items()})


@frozen
class _Name:
    given: tuple[str, ...]
    surname: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (*self.given, self.surname)


def readable(name: str | None) -> str:
    """The name, where every letter of it can be read; empty where there is none."""
    return name if name is not None and can_be_read(name) else ""


def as_told(names: Iterable[str]) -> tuple[str, ...]:
    """The names as findings have them, each once; one that cannot be read is `UNREAD`."""
    return tuple(dict.fromkeys(readable(name) or UNREAD for name in names))


def match_names(one: str, two: str) -> NameMatch:
    """How alike two written names are; the order of the two does not matter."""
    if UNKNOWN_CHARACTER in one or UNKNOWN_CHARACTER in two:
        return _match_damaged(one, two)
    return _MATCHES[_reason(_read(one), _read(two))]


def _match_damaged(one: str, two: str) -> NameMatch:
    """The match of names in a text layer that lost its å, ä and ö: what is left must agree."""
    reason = _reason(_read(_skeleton(one)), _read(_skeleton(two)))
    if reason is NameReason.SAME or _SCORES[reason] > _SCORES[NameReason.DAMAGED]:
        reason = NameReason.DAMAGED
    return _MATCHES[reason]


def _skeleton(name: str) -> str:
    """The name with the letters that prints lose written alike."""
    plain = unicodedata.normalize("NFKD", name[:MAX_NAME_LENGTH].casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return letters.translate(_LOST)


def can_be_same_person(one: str, two: str) -> bool:
    """Whether the surnames are equal and the given names allow for one person."""
    return match_names(one, two).score > 0


def may_name_same_person(one: str, two: str) -> bool:
    """Whether two written names are compatible at all: `can_be_same_person`, and more loosely.

    Two whole names in common are enough, in any order and spelling (Åberg, Aaberg; Anna-Maria,
    Annamaria), or one and initials; so a name that somebody has taken beside another hinders
    nothing. For asking whether somebody has certainly *not* signed: to join two names it is too
    loose.
    """
    one, two = _INITIALS.sub(_apart, one), _INITIALS.sub(_apart, two)
    if can_be_same_person(one, two):
        return True
    if UNKNOWN_CHARACTER in one or UNKNOWN_CHARACTER in two:
        return False
    return _overlap(one[:MAX_NAME_LENGTH], two[:MAX_NAME_LENGTH])


def _apart(initials: re.Match[str]) -> str:
    return " ".join(initials[0])


@lru_cache(maxsize=NAMES_KEPT)
def _overlap(one: str, two: str) -> bool:
    left, right = _spellings(one), _spellings(two)
    whole_left = [part for part in left if len(part[0]) > 1 and part[0] not in PARTICLES]
    whole_right = [part for part in right if len(part[0]) > 1 and part[0] not in PARTICLES]
    shared = [part for part in whole_left if any(set(part) & set(each) for each in whole_right)]
    # Of two in common one is a surname where it stands last; "Karl Erik" alone is nobody.
    last = {*left[-1:][0], *right[-1:][0]} if left and right else set()
    if len(shared) > 1 and any(last & set(part) for part in shared):
        return True
    if _joined(left) & _joined(right):
        return True
    if not shared:
        return False
    initials = ({p[0] for p in left if len(p[0]) == 1}, {p[0] for p in right if len(p[0]) == 1})
    firsts = (
        {each[0] for part in whole_right for each in part},
        {each[0] for part in whole_left for each in part},
    )
    # "Exempel A": what is not shared on one side is initials of the other side's names.
    only_left, only_right = len(whole_left) == 1, len(whole_right) == 1
    return bool((only_left and initials[0] & firsts[0]) or (only_right and initials[1] & firsts[1]))


def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The parts of a name, or of an address, each in the ways in which its letters are written."""
    text = person_in(name.partition("@")[0] if " " not in name.strip() else name).casefold()
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).replace("'", ""))
    parts = (dict.fromkeys(_spelt(word)) for word in words)
    return tuple(tuple(spelling) for spelling in parts if any(spelling))


def _spelt(word: str) -> tuple[str, ...]:
    """A word without marks, and with digraphs.

    Not with letters left out, as some prints do: Berg is another name than Åberg.
    """
    plain, digraphs = ("".join(name_parts(w)) for w in (word, word.translate(_DIGRAPHS)))
    return plain, digraphs


def _joined(parts: tuple[tuple[str, ...], ...]) -> set[str]:
    """All parts written as one word, in any order; two at least."""
    if len(parts) < 2:  # noqa: PLR2004 - an address like "annaexempel" has one
        return {part for spelling in parts for part in spelling if len(part) > MIN_JOINED}
    return {"".join(p[0] for p in parts), "".join(p[-1] for p in parts)} - {""}


def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a name for comparison: case, hyphens, diacritics and brackets left out."""
    return _parts(name[:MAX_NAME_LENGTH])


@lru_cache(maxsize=NAMES_KEPT)
def _parts(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", _BRACKETS.sub(" ", name).casefold())
    letters = "".join(c for c in plain.translate(_LETTERS) if not unicodedata.combining(c))
    return tuple(_PARTS.findall(letters.replace("'", "").replace("\u2019", "")))


def _read(name: str) -> _Name | None:
    """The name with its surname last; "Exempel, Anna" is the other way round."""
    return _read_short(name[:MAX_NAME_LENGTH])


@lru_cache(maxsize=NAMES_KEPT)
def _read_short(name: str) -> _Name | None:
    before, comma, after = person_in(name).partition(",")
    surname, given = name_parts(before), name_parts(after)
    if comma and len(surname) == 1 and given:
        return _Name(given, surname[0])
    # What follows another comma is a role or a place: "Anna Exempel, ordförande".
    parts = surname
    return _Name(parts[:-1], parts[-1]) if parts else None


def _reason(one: _Name | None, two: _Name | None) -> NameReason:
    if one is None or two is None:
        return NameReason.DIFFERENT
    if one == two:
        return NameReason.SAME
    if not one.given or not two.given:
        return NameReason.DIFFERENT
    if len(one.given) == len(two.given) and sorted(one.parts) == sorted(two.parts):
        return NameReason.OTHER_ORDER
    if one.surname != two.surname:
        return NameReason.DIFFERENT
    return _given_names(one.given, two.given)


def _given_names(one: tuple[str, ...], two: tuple[str, ...]) -> NameReason:
    """Why given names beside the same surname fit, or that they do not."""
    whole_one, whole_two = _whole(one), _whole(two)
    if not (whole_one & whole_two):
        # "A Exempel" and "Anna Exempel": an initial alone is weak, and two names are two people.
        written_out = bool(whole_one) and bool(whole_two)
        abbreviated = not written_out and one[0][0] == two[0][0]
        return NameReason.INITIAL_ONLY if abbreviated else NameReason.DIFFERENT
    extra_one, extra_two = whole_one - whole_two, whole_two - whole_one
    initials_one, initials_two = set(one) - whole_one, set(two) - whole_two
    if extra_one and extra_two:
        return NameReason.SHARED_GIVEN_NAME
    if initials_one or initials_two:
        return NameReason.INITIALS
    return NameReason.EXTRA_GIVEN_NAMES if extra_one or extra_two else NameReason.OTHER_ORDER


def _whole(given: tuple[str, ...]) -> set[str]:
    return {part for part in given if len(part) > 1}
