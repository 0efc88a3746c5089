"""References between objects: which of them lead to nothing (ISO 32000-2, 7.3.10)."""

import re
from typing import Any

import pikepdf

_REFERENCE = re.compile(rb"(?<![\w.])(\d{1,10}) \d{1,5} R\b")


def unresolved_references(pdf: pikepdf.Pdf, present: frozenset[int]) -> frozenset[int]:
    """The numbers that objects of the file refer to and that it has no object for.

    `present` are the numbers that it has, by its cross-reference sections.

    Every object is looked at, whether anything leads to it or not: a reference without a target
    is a place where a later revision can put what was never signed.
    """
    meant: set[int] = set()
    for item in pdf.objects:
        meant.update(int(match[1]) for match in _REFERENCE.finditer(_written(item)))
    return frozenset(meant - present)


def _written(item: Any) -> bytes:
    """An object as PDF syntax, with its references as references."""
    match item:
        case pikepdf.Stream():
            return bytes(item.stream_dict.unparse())
        case pikepdf.Dictionary() | pikepdf.Array():
            return bytes(item.unparse(resolved=True))
        case _:
            return b""
