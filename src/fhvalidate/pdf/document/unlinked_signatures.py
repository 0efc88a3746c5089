"""Signature dictionaries wherever they stand, whether a field leads to them or not."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from fhvalidate.pdf.document.form_fields import dictionaries_in, held_elsewhere
from fhvalidate.pdf.qpdf.values import ObjectId, name_of

MAX_HELD = 100_000  # values of one object that holds a signature
MAX_REFERENCES = 20  # signature reference dictionaries of one signature
_USAGE_RIGHTS = frozenset({"UR", "UR3"})


def unlinked_signatures(pdf: pikepdf.Pdf, *, limit: int) -> Iterator[Any]:
    """Every signature dictionary, objects of their own and those that another object holds."""
    passed_over = _usage_rights(pdf, limit=limit)
    holder, direct = _direct_rights(pdf)
    for count, value in enumerate(pdf.objects):
        if count >= limit:
            return
        if isinstance(value, pikepdf.Stream):
            value = value.stream_dict  # noqa: PLW2901
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Array):
            continue
        if _is_signature_dictionary(value):
            if value.objgen not in passed_over:
                yield value
        elif b"/ByteRange" in value.unparse(resolved=True):
            own = direct if value.objgen == holder else []
            for each in filter(_is_signature_dictionary, _held(value)):
                if not any(each == right for right in own):
                    yield each


def _held(value: Any) -> Iterator[Any]:
    """What an object holds at any depth, other objects left out."""
    waiting = [value]
    for _ in range(MAX_HELD):
        if not waiting:
            return
        value = waiting.pop()
        yield value
        items: Any = ()
        if isinstance(value, pikepdf.Dictionary):
            items = value.values()
        elif isinstance(value, pikepdf.Array):
            items = value
        waiting.extend(item for item in items if _is_held(item))


def _is_held(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not held_elsewhere(value)


def _is_signature_dictionary(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value and "/Contents" in value


def _usage_rights(pdf: pikepdf.Pdf, *, limit: int) -> set[ObjectId]:
    """Adobe's permissions for its own reader, which sign no statement (ISO 32000-2, 12.8.7).

    Those only that say they are, and that nothing holds as its value.
    """
    permissions = pdf.Root.get("/Perms")
    if not isinstance(permissions, pikepdf.Dictionary):
        return set()
    values: list[Any] = [permissions.get(key) for key in ("/UR", "/UR3")]
    rights = {value.objgen for value in values if _gives_rights(value) and held_elsewhere(value)}
    for count, value in enumerate(pdf.objects if rights else ()):
        if count >= limit:
            break
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array):
            rights -= {held.objgen for held in _values(value) if held_elsewhere(held)}
    return rights


def _direct_rights(pdf: pikepdf.Pdf) -> tuple[ObjectId, list[Any]]:
    """The permissions that /Perms itself holds, and the object in which it stands."""
    permissions = pdf.Root.get("/Perms")
    if not isinstance(permissions, pikepdf.Dictionary):
        return (0, 0), []
    holder = permissions if held_elsewhere(permissions) else pdf.Root
    values = [permissions.get(key) for key in ("/UR", "/UR3")]
    direct = [value for value in values if _gives_rights(value) and not held_elsewhere(value)]
    return holder.objgen, direct


def _values(value: Any) -> Iterator[Any]:
    """What fields and widgets have as their values, those that an object holds included."""
    if b"/V " in value.unparse(resolved=True):
        for each in _held(value):
            if isinstance(each, pikepdf.Dictionary) and "/V" in each:
                yield each.get("/V")


def _gives_rights(value: Any) -> bool:
    if not isinstance(value, pikepdf.Dictionary):
        return False
    references = dictionaries_in(value.get("/Reference"))[:MAX_REFERENCES]
    return any(name_of(each.get("/TransformMethod")) in _USAGE_RIGHTS for each in references)
