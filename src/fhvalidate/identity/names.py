"""Whether two written names can be one person's."""

import re
import unicodedata

_PARTY = re.compile(r"\([^)]{0,40}\)\s*$")  # "Karl Exempel (M)"
_PARTS = re.compile(r"[^\W\d_]+", re.UNICODE)


def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a name for comparison: case, hyphens, diacritics and party left out."""
    plain = unicodedata.normalize("NFKD", _PARTY.sub("", name).casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(_PARTS.findall(letters))


def can_be_same_person(one: str, two: str) -> bool:
    """Same surname and at least one given name in common; or the same parts in any order.

    Signing services give every registered given name, minutes the one that is used.
    """
    first, second = name_parts(one), name_parts(two)
    if not first or not second:
        return False
    if sorted(first) == sorted(second):
        return True
    given = set(first[:-1]) & set(second[:-1])
    return first[-1] == second[-1] and bool(given)
