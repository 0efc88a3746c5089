"""Objects that later updates have not touched: they need no second look in earlier revisions.

An update that is accounted for byte by byte (`updates`) says which objects it redefines. All others
are the same bytes at the same place in both revisions, and so is whatever leads to none of those
that are redefined. Where any of this is in doubt nothing is taken over, and all is looked at.
"""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.qpdf.values import ObjectId, object_of


@frozen
class Made:
    """What was made of an object by digests, and all that it leads to directly."""

    value: Any
    leads_to: frozenset[ObjectId]


@frozen
class ObjectDigests:
    """The digests of a revision's indirect objects, and to which each leads directly.

    Attributes:
        pages: the pages, which have no digest, by their number in the document.
        made: what was made of pages and fields, by what it is and of which object.
    """

    pages: Mapping[ObjectId, int]
    digests: Mapping[ObjectId, bytes] = field(default_factory=lambda: MappingProxyType({}))
    leads_to: Mapping[ObjectId, frozenset[ObjectId]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    made: Mapping[tuple[str, ObjectId], Made] = field(default_factory=lambda: MappingProxyType({}))

    def numbers(self) -> frozenset[int]:
        """The numbers of all objects that were looked at."""
        made = [key for _, key in self.made]
        met = [key for each in self.made.values() for key in each.leads_to]
        return frozenset(number for number, _ in (*self.digests, *self.pages, *made, *met))

    def leading_to_none_of(self, numbers: frozenset[int]) -> "ObjectDigests":
        """Those of the objects that lead to none of the numbers, and have none of them."""
        led_from: dict[ObjectId, list[ObjectId]] = {}
        for source, targets in self.leads_to.items():
            for target in targets:
                led_from.setdefault(target, []).append(source)
        met = [key for key in self.digests.keys() | led_from.keys() if key[0] in numbers]
        touched = set(met)
        while met:
            sources = [key for key in led_from.get(met.pop(), ()) if key not in touched]
            touched.update(sources)
            met += sources
        digests = {key: digest for key, digest in self.digests.items() if key not in touched}
        made = {
            (what, key): each
            for (what, key), each in self.made.items()
            if key[0] not in numbers
            and each.leads_to.isdisjoint(touched)
            and not any(other[0] in numbers for other in each.leads_to)
        }
        return ObjectDigests(self.pages, MappingProxyType(digests), made=MappingProxyType(made))


def made_of_kind(made: Mapping[tuple[str, ObjectId], Made], what: str) -> Mapping[ObjectId, Any]:
    """What was made of that kind, by the object."""
    return {key: each.value for (kind, key), each in made.items() if kind == what}


def untouched(
    last: ObjectDigests,
    earlier: pikepdf.Pdf,
    touched: frozenset[int],
    *,
    places: Mapping[int, int],
    containers: frozenset[int],
) -> ObjectDigests | None:
    """What an earlier revision has as the last one has it; None when that cannot be told.

    Args:
        last: of the last revision.
        earlier: the earlier revision, opened, and not repaired.
        touched: numbers of the objects that anything after it lists.
        places: where the earlier revision has its objects; one in an object stream at minus the
            stream's number.
        containers: numbers of the last revision's objects but for numbers, booleans and nulls.
    """
    numbers = touched - {0}
    # What leads to a bare number is not known: a library hands out the number in its place.
    # What is freed leaves no trace in what led to it.
    if not numbers <= containers:
        return None
    packed = any(place < 0 for place in places.values())
    for number in numbers:
        before = object_of(earlier, number)
        if before is None and number not in places:
            continue
        if not isinstance(before, pikepdf.Object):
            return None
        # Another object stream in its place changes objects that no section lists anew.
        if packed and isinstance(before, pikepdf.Stream):
            return None
    return last.leading_to_none_of(numbers)
