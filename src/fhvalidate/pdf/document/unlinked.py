"""Objects that came after a signature and that nothing leads to."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from fhvalidate.pdf.qpdf.values import name_of, object_of

MAX_STEPS = 20_000_000  # objects and entries passed; a 100 MB file has some 2,000,000
_OF_THE_FILE = frozenset({"ObjStm", "XRef"})  # streams that the sections lead to


def unlinked_objects(pdf: pikepdf.Pdf, numbers: frozenset[int]) -> frozenset[int]:
    """Those of the numbers whose objects the trailer does not lead to.

    None of them is shown, but a later revision can lead to them. Past the limit of the walk what
    is not yet found counts as led to.
    """
    left = {number for number in numbers if _is_content(pdf, number)}
    waiting: list[Any] = [pdf.trailer]
    seen: set[tuple[int, int]] = set()
    for _ in range(MAX_STEPS):
        if not waiting or not left:
            return frozenset(left)
        value = waiting.pop()
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
            left.discard(value.objgen[0])
        waiting.extend(item for item in _entries(value) if isinstance(item, pikepdf.Object))
    return frozenset()


def _is_content(pdf: pikepdf.Pdf, number: int) -> bool:
    value: Any = object_of(pdf, number)
    if isinstance(value, pikepdf.Stream):
        return name_of(value.get("/Type")) not in _OF_THE_FILE
    return value is not None


def _entries(value: Any) -> Iterator[Any]:
    """What a container holds; what follows the pages is looked at first, since it is shorter."""
    match value:
        case pikepdf.Dictionary() | pikepdf.Stream():
            entries = dict(value.items())
            if "/Pages" in entries:
                yield entries.pop("/Pages")
            yield from entries.values()
        case pikepdf.Array():
            yield from value
