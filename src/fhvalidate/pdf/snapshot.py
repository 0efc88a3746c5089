"""A revision as a reader of it would compare it: pages, annotations, form values, the rest.

Each part is a digest over the objects that it leads to, so two revisions can be compared without
keeping either. Rewriting an object without changing it changes no digest. Together the parts take
in everything that the trailer leads to: what none of them shows has not changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.pdf.digests import Digests
from fhvalidate.pdf.frame import Box
from fhvalidate.pdf.page_places import (
    Places,
    ShownOn,
    box_of,
    frame_of,
    inherited,
    places_of,
    shown_on,
)
from fhvalidate.pdf.signature_fields import form_fields, is_signature
from fhvalidate.pdf.unchanged import ObjectDigests
from fhvalidate.pdf.values import name_of, text_of

_NOT_SHOWN = frozenset(
    {
        *("/Annots", "/Metadata", "/LastModified", "/Tabs", "/PieceInfo", "/Type"),
        *("/Parent", "/StructParents"),
    }
)
# Keys of an annotation that lead back, or say nothing of what is shown (table 166). They are
# passed over there and nowhere else: a resource may have any name.
_LEADS_BACK = frozenset({"/Parent", "/P", "/StructParent", "/Popup", "/IRT"})
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_VALIDATION_DATA = ("/DSS", "/Extensions", "/Metadata", "/Version")
_STRUCTURE = ("/StructTreeRoot", "/MarkInfo", "/Lang")
_CATALOGUE_ELSEWHERE = frozenset(
    {"/Pages", "/AcroForm", "/Perms", "/Type", *_VALIDATION_DATA, *_STRUCTURE}
)
_FORM_DEFAULTS = ("/DR", "/DA", "/Q")
_FORM_ELSEWHERE = frozenset({"/Fields", "/SigFlags", *_FORM_DEFAULTS})
_TRAILER_ELSEWHERE = frozenset(
    {
        *("/Root", "/Info", "/ID", "/Encrypt", "/Size", "/Prev", "/XRefStm", "/AuthCode"),
        *("/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/DocChecksum"),
    }
)
_VALUE_KEYS = ("/V", "/AS", "/I")
_FRAME_KEYS = ("/F", "/Rect", "/MK", "/OC", "/Border", "/BS")
_LOOK_KEYS = ("/AP", "/AS", "/A", "/AA", *_FRAME_KEYS)
_RULE_KEYS = ("/Ff", "/A", "/AA", "/DA", "/MaxLen", "/Opt", "/FT", "/TU", "/RV")


FieldKey = tuple[str, int]
"""A field's name, and which of those with that name it is (from 1): nothing forbids namesakes."""


@dataclass(frozen=True, slots=True)
class FieldDigest:
    """A form field that is no signature field: what it holds, how it looks, how it behaves.

    `shape` is where and how it lies on its pages and what it does; `look` its appearance streams;
    `places` is where it shows.
    """

    value: bytes
    look: bytes
    shape: bytes
    places: Places


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation that is no form field's: its digest and where it lies on its page.

    `box` is None when its rectangle is not four numbers: it counts as lying everywhere.
    """

    digest: bytes
    kind: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class SignatureLook:
    """How a signature field looks, and where it shows.

    `is_time_stamp` says whether its value is a document time-stamp.
    """

    digest: bytes
    is_time_stamp: bool
    places: Places


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a revision shows and carries, as digests.

    Attributes:
        root: number and generation of the catalogue.
        pages: what each page holds but for its annotations, in order.
        annotations: of each page, all but the widgets of form fields.
        fields: each form field that is no signature field, by name and number.
        signature_fields: what each signature field holds, by name and number; empty ones hold
            nothing.
        looks: how each signature field looks, by name and number.
        validation_data: /DSS, extensions, metadata and version of the catalogue.
        structure: the tags, which say how to read aloud what is shown.
        form_defaults: resources and text style for fields that bring none.
        rest: everything else that catalogue, form and trailer lead to, by key.
        is_cut: whether something lay too deep to be looked at.
        objects: the digests that all these are made of.
    """

    root: tuple[int, int]
    pages: tuple[bytes, ...]
    annotations: tuple[tuple[Annotation, ...], ...]
    fields: Mapping[FieldKey, FieldDigest]
    signature_fields: Mapping[FieldKey, bytes]
    looks: Mapping[FieldKey, SignatureLook]
    validation_data: bytes
    structure: bytes
    form_defaults: bytes
    rest: Mapping[str, bytes]
    is_cut: bool
    objects: ObjectDigests = field(repr=False, compare=False)


def take_snapshot(pdf: pikepdf.Pdf, known: ObjectDigests | None = None) -> Snapshot:
    """The snapshot of the last revision of `pdf`; `known` are objects that need no second look."""
    pages = _pages(pdf)
    numbered = {page.objgen: n for n, page in enumerate(pages, 1) if page.is_indirect}
    digests = Digests(numbered, known)
    shown = shown_on(pages)
    fields: dict[FieldKey, FieldDigest] = {}
    held: dict[FieldKey, bytes] = {}
    looks: dict[FieldKey, SignatureLook] = {}
    widgets: set[tuple[int, int]] = set()
    met: Counter[str] = Counter()
    for name, kind, node in form_fields(pdf):
        value = node.get("/V")
        widgets.update(w.objgen for w in _widgets(node) if w.is_indirect)
        met[name] += 1
        key = (name, met[name])
        if not is_signature(kind, value):
            fields[key] = _field(node, shown, digests)
            continue
        held[key] = digests.of(_signed_value(value)) if value is not None else b""
        looks[key] = _look(node, shown, digests)
    root, form = pdf.Root, pdf.Root.get("/AcroForm")
    return Snapshot(
        root=root.objgen,
        pages=tuple(_page(page, digests) for page in pages),
        annotations=tuple(tuple(_annotations(page, widgets, digests)) for page in pages),
        fields=MappingProxyType(fields),
        signature_fields=MappingProxyType(held),
        looks=MappingProxyType(looks),
        validation_data=digests.of(_picked(root, _VALIDATION_DATA)),
        structure=digests.of(_picked(root, _STRUCTURE)),
        form_defaults=digests.of(_picked(form, _FORM_DEFAULTS)),
        rest=MappingProxyType(
            {
                **_rest("catalogue", root, _CATALOGUE_ELSEWHERE, digests),
                **_rest("form", form, _FORM_ELSEWHERE, digests),
                **_rest("trailer", pdf.trailer, _TRAILER_ELSEWHERE, digests),
            }
        ),
        is_cut=digests.is_cut,
        objects=digests.objects(),
    )


def _pages(pdf: pikepdf.Pdf) -> list[Any]:
    try:
        return [page.obj for page in pdf.pages]
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return []


def _page(page: Any, digests: Digests) -> bytes:
    own = {key: item for key, item in page.items() if key not in _NOT_SHOWN}
    above = {key: inherited(page, key) for key in _INHERITED}
    shown = {**own, **above}
    return digests.of([[key, shown[key]] for key in sorted(shown)])


def _annotations(
    page: Any, of_fields: set[tuple[int, int]], digests: Digests
) -> Iterator[Annotation]:
    """The annotations of a page; a widget that no field of the form leads to is one of them."""
    annotations, frame = page.get("/Annots"), frame_of(page)
    for item in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Dictionary) and item.objgen not in of_fields:
            kind = name_of(item.get("/Subtype")) or ""
            pairs = sorted(item.items(), key=itemgetter(0))
            shown = [[key, value] for key, value in pairs if key not in _LEADS_BACK]
            yield Annotation(digests.of(shown), kind, box_of(item, frame))


def _field(node: Any, shown: ShownOn, digests: Digests) -> FieldDigest:
    widgets = list(_widgets(node))
    shape = [*_from_all(widgets, (*_FRAME_KEYS, *_RULE_KEYS)), *_pages_of(widgets, shown)]
    return FieldDigest(
        value=digests.of(_from_all(widgets, _VALUE_KEYS)),
        look=digests.of(_from_all(widgets, ("/AP",))),
        shape=digests.of(shape),
        places=_places(widgets, shown),
    )


def _look(node: Any, shown: ShownOn, digests: Digests) -> SignatureLook:
    widgets = list(_widgets(node))
    value = node.get("/V")
    kind = name_of(value.get("/Type")) if isinstance(value, pikepdf.Dictionary) else None
    look = digests.of([*_from_all(widgets, _LOOK_KEYS), *_pages_of(widgets, shown)])
    return SignatureLook(look, kind == "DocTimeStamp", _places(widgets, shown))


def _places(widgets: Iterable[Any], shown: ShownOn) -> Places:
    return tuple(place for widget in widgets for place in places_of(widget, shown))


def _pages_of(widgets: Iterable[Any], shown: ShownOn) -> list[str]:
    """Where each widget shows, to be part of a digest; one that no page lists shows nowhere."""
    return [str(places_of(widget, shown) or None) for widget in widgets]


def _from_all(nodes: Iterable[Any], keys: tuple[str, ...]) -> list[Any]:
    return [item for node in nodes for item in _picked(node, keys)]


def _widgets(node: Any) -> Iterator[Any]:
    """The field itself, which may be its own widget, and its widgets (12.7.4.1)."""
    yield node
    kids = node.get("/Kids")
    for kid in kids if isinstance(kids, pikepdf.Array) else ():
        if isinstance(kid, pikepdf.Dictionary) and text_of(kid.get("/T")) is None:
            yield kid


def _signed_value(value: Any) -> Any:
    """A signature dictionary without its reference to the catalogue, which leads to everything."""
    if not isinstance(value, pikepdf.Dictionary):
        return value
    pairs = sorted(value.items(), key=itemgetter(0))
    return [[key, item] for key, item in pairs if key != "/Reference"]


def _picked(dictionary: Any, keys: tuple[str, ...]) -> list[Any]:
    if not isinstance(dictionary, pikepdf.Dictionary):
        return []
    return [dictionary.get(key) for key in keys]


def _rest(
    where: str, dictionary: Any, elsewhere: frozenset[str], digests: Digests
) -> dict[str, bytes]:
    if not isinstance(dictionary, pikepdf.Dictionary):
        return {}
    pairs = dictionary.items()
    return {f"{where}{key}": digests.of(item) for key, item in pairs if key not in elsewhere}
