"""The fields of the form, by our own walk (ISO 32000-2, 12.7)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.pdf.qpdf.values import ObjectId, name_of, text_of

MAX_FORM_NODES = 100_000  # fields and their kids; the largest real forms have some thousand
SIGNATURE = "Sig"  # /FT of a signature field (table 226)
NOTHING: Mapping[ObjectId, Any] = MappingProxyType({})


def form_fields(
    pdf: pikepdf.Pdf, known: Mapping[ObjectId, str] = NOTHING
) -> Iterator[tuple[str, str | None, Any]]:
    """The fields with their full names and types; a node met again is passed over.

    Fields that stand alone, and whose names are `known` by their objects, are not looked at.
    """
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    waiting: list[tuple[Any, str, str | None]] = [
        (node, "", None) for node in reversed(dictionaries_in(roots))
    ]
    seen: set[tuple[int, int]] = set()
    for _ in range(MAX_FORM_NODES):
        if not waiting:
            return
        node, above, kind = waiting.pop()
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        if node.objgen in known and not above:
            yield known[node.objgen], None, node
            continue
        part = text_of(node.get("/T"))
        name = f"{above}.{part}" if above and part else part or above
        kind = name_of(node.get("/FT")) or kind
        kids = [kid for kid in dictionaries_in(node.get("/Kids")) if "/T" in kid or "/Kids" in kid]
        if kids:
            waiting.extend((kid, name, kind) for kid in reversed(kids))
        if not kids or "/V" in node:
            yield name, kind, node


def is_signature(kind: str | None, value: Any) -> bool:
    """Whether a field is for a signature: by its type, or because it has signed something."""
    return kind == SIGNATURE or (isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value)


def stands_alone(node: Any, name: str) -> bool:
    """Whether nothing above or below a field says more of it: its name and type are its own."""
    own = (node.get("/T"), node.get("/FT"))
    is_whole = text_of(own[0]) == name and name_of(own[1]) is not None
    is_whole = is_whole and not any(map(held_elsewhere, own))
    return is_whole and bool(node.is_indirect) and "/Parent" not in node and "/Kids" not in node


def held_elsewhere(value: Any) -> bool:
    """Whether the value is an object of its own, which is met by itself."""
    return bool(getattr(value, "is_indirect", False))


def dictionaries_in(value: Any) -> list[Any]:
    """The dictionaries of an array; none when it is no array."""
    if not isinstance(value, pikepdf.Array):
        return []
    return [item for item in value if isinstance(item, pikepdf.Dictionary)]
