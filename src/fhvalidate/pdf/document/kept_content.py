"""Whether a copy without signatures has everything else that the document had, value by value.

Both are gone through from the catalogue at once. What is taken out lawfully is passed over in the
document alone; what was added is known by its place in the copy alone.
"""

from collections.abc import Collection, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream, String

Numbers = tuple[int, int]
Pairs = dict[Any, tuple[Any, Any]]
_OF_SIGNATURES = ("/Perms", "/DSS", "/Extensions")
# A stream may be written with another filter than it had.
_OF_WRITING = ("/Filter", "/DecodeParms", "/Length")


def has_same_content(before: pikepdf.Pdf, after: pikepdf.Pdf, gone: Collection[Numbers]) -> bool:
    """Whether both are equal but for the objects that are gone and the looks in their place."""
    if len(before.pages) != len(after.pages):
        return False
    paired = zip(before.pages, after.pages, strict=True)
    pages = {one.obj.objgen: two.obj.objgen for one, two in paired}
    catalogue = _of_catalogue(_pairs(before.Root, after.Root, gone) or {}, gone)
    if not catalogue:
        return False
    todo = [*catalogue.values(), (before.trailer.get("/Info"), after.trailer.get("/Info"))]
    seen = {(before.Root.objgen, after.Root.objgen)}
    while todo:
        one, two = todo.pop()
        if isinstance(one, pikepdf.Object) and isinstance(two, pikepdf.Object):
            met = one.objgen, two.objgen
            if met in seen:
                continue
            if one.is_indirect and two.is_indirect:
                seen.add(met)
            found = _held(one, two, pages, gone)
            if found is None:
                return False
            todo.extend(found.values())
        elif type(one) is not type(two) or one != two:
            return False
    return True


def _held(
    one: Any, two: Any, pages: Mapping[Numbers, Numbers], gone: Collection[Numbers]
) -> Pairs | None:
    """What both hold and are to have alike; None where they differ."""
    found = _pairs(one, two, gone)
    if found is None or not isinstance(one, Dictionary) or not one.is_indirect:
        return found
    if one.objgen not in pages:
        return found
    is_same_page = pages[one.objgen] == two.objgen
    return _of_page(one, two, found, gone) if is_same_page else None


def _pairs(one: Any, two: Any, gone: Collection[Numbers]) -> Pairs | None:
    """What both hold, by key; None where they are not equal themselves."""
    if isinstance(one, Array):
        if not isinstance(two, Array):
            return None
        left = _left(one, gone)
        if len(left) != len(two):
            return None
        return dict(enumerate(zip(left, _items(two), strict=True)))
    if isinstance(one, Stream):
        if not isinstance(two, Stream) or not _is_same_data(one, two):
            return None
        keys = {*one.keys(), *two.keys()}.difference(_OF_WRITING)
    elif isinstance(one, Dictionary):
        if not isinstance(two, Dictionary):
            return None
        keys = {*one.keys(), *two.keys()}
    elif isinstance(one, String):
        return {} if isinstance(two, String) and bytes(one) == bytes(two) else None
    else:
        return {} if one.unparse(resolved=True) == two.unparse(resolved=True) else None
    return {key: (one.get(key), two.get(key)) for key in keys}


def _of_catalogue(found: Pairs, gone: Collection[Numbers]) -> Pairs | None:
    """What the catalogues hold, without what is of signatures alone."""
    for key in _OF_SIGNATURES:
        found.pop(key, None)
    one, two = found.pop("/AcroForm", (None, None))
    if one is None or two is None:
        fields = one.get("/Fields") if isinstance(one, Dictionary) else None
        if two is not None or (isinstance(fields, Array) and _left(fields, gone)):
            return None
        return found
    form = _pairs(one, two, gone)
    if form is None:
        return None
    form.pop("/SigFlags", None)
    return {**found, **{("form", key): pair for key, pair in form.items()}}


def _of_page(one: Any, two: Any, found: Pairs, gone: Collection[Numbers]) -> Pairs | None:
    """What the pages hold, where the copy may draw the looks of what is gone."""
    notes = one.get("/Annots")
    if not isinstance(notes, Array) or len(_left(notes, gone)) == len(notes):
        return found
    if two.get("/Annots") is None and not _left(notes, gone):
        del found["/Annots"]
    old, new = found.pop("/Contents", (None, None))
    drawn = _drawn(old), _drawn(new)
    if len(drawn[0]) != len(drawn[1]):
        drawn = drawn[0], drawn[1][1:-1]
    if len(drawn[0]) != len(drawn[1]):
        return None
    found.update((("content", n), pair) for n, pair in enumerate(zip(*drawn, strict=True)))
    old, new = found.pop("/Resources", (None, None))
    if not isinstance(old, Dictionary):  # those of all pages, which the copy repeats
        old = _inherited(one)
    if not isinstance(old, Dictionary) or not isinstance(new, Dictionary):
        return found
    for key in old.keys():  # noqa: SIM118 (no mapping)
        if key != "/XObject" or not isinstance(old[key], Dictionary):
            found["resource", key] = old[key], new.get(key)
            continue
        there = new.get(key)
        for name in old[key].keys():  # noqa: SIM118 (no mapping)
            drawn_by = there.get(name) if isinstance(there, Dictionary) else None
            found["drawn", name] = old[key][name], drawn_by
    return found


def _inherited(page: Any) -> Any:
    for _ in range(64):
        if not isinstance(page, Dictionary):
            return None
        if "/Resources" in page:
            return page["/Resources"]
        page = page.get("/Parent")
    return None


def _drawn(content: Any) -> list[Any]:
    values = _items(content) if isinstance(content, Array) else [content]
    return [each for each in values if isinstance(each, Stream)]


def _left(values: Any, gone: Collection[Numbers]) -> list[Any]:
    """The items but those that are gone."""
    return [each for each in _items(values) if not _is_gone(each, gone)]


def _is_gone(value: Any, gone: Collection[Numbers]) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect and value.objgen in gone


def _is_same_data(one: Any, two: Any) -> bool:
    """Whether the streams have the same bytes, as they are or decoded."""
    is_filtered_alike = one.get("/Filter") == two.get("/Filter")
    if is_filtered_alike and one.read_raw_bytes() == two.read_raw_bytes():
        return True
    decoded = _decoded(one)
    return decoded is not None and decoded == _decoded(two)


def _decoded(stream: Any) -> bytes | None:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return None


def _items(values: Any) -> list[Any]:
    return [values[number] for number in range(len(values))]
