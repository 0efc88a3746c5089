"""A revision as a reader of it would compare it: pages, annotations, form values, the rest.

Each part is a digest over the objects that it leads to, so two revisions can be compared without
keeping either. Rewriting an object without changing it changes no digest.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.pdf.signature_fields import form_fields, is_signature
from fhvalidate.pdf.values import name_of, text_of

MAX_DEPTH = 100  # direct containers in each other
MAX_OBJECTS = 1_000_000  # objects that one snapshot looks at
_PAGE_KEYS = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
# Keys that lead back or say nothing of what is shown (ISO 32000-2, tables 31, 166 and 226).
_PASSED_OVER = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Popup", "/IRT"})
_VALIDATION_DATA = ("/DSS", "/Extensions", "/Metadata", "/Version")
_WIDGET_KEYS = ("/AS", "/AP", "/F", "/Rect", "/MK")
_FIELD_KEYS = ("/V", "/Ff", "/A", "/AA", *_WIDGET_KEYS)
_FORM_KEYS = ("/NeedAppearances", "/XFA", "/CO")
_ACTIVE = ("/OpenAction", "/AA", "/Names", "/OCProperties", "/PageLabels", "/Collection")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a revision shows and carries, as digests.

    Attributes:
        pages: content and resources of each page, in order.
        annotations: of each page, all but the widgets of signature fields.
        fields: value and appearance of each form field that is no signature field, by name.
        signature_fields: what each signature field holds, by name; empty ones hold nothing.
        appearances: how each filled signature field looks, by name.
        validation_data: /DSS, extensions, metadata and version of the catalogue.
        catalogue: what else of the catalogue can change what a reader shows or does.
    """

    pages: tuple[bytes, ...]
    annotations: tuple[tuple[bytes, ...], ...]
    fields: Mapping[str, bytes]
    signature_fields: Mapping[str, bytes]
    appearances: Mapping[str, bytes]
    validation_data: bytes
    catalogue: bytes


def take_snapshot(pdf: pikepdf.Pdf) -> Snapshot:
    """The snapshot of the last revision of `pdf`."""
    digests = _Digests()
    fields: dict[str, bytes] = {}
    held: dict[str, bytes] = {}
    looks: dict[str, bytes] = {}
    for name, kind, node in form_fields(pdf):
        value = node.get("/V")
        if not is_signature(kind, value):
            fields[name] = digests.of([*_picked(node, _FIELD_KEYS), *_widgets(node)])
            continue
        held[name] = digests.of(_value(value)) if value is not None else b""
        if value is not None:
            looks[name] = digests.of([*_picked(node, _WIDGET_KEYS), *_widgets(node)])
    pages = _pages(pdf)
    root = pdf.Root
    return Snapshot(
        pages=tuple(_page(page, digests) for page in pages),
        annotations=tuple(_annotations(page, digests) for page in pages),
        fields=MappingProxyType(fields),
        signature_fields=MappingProxyType(held),
        appearances=MappingProxyType(looks),
        validation_data=digests.of(_picked(root, _VALIDATION_DATA)),
        catalogue=digests.of(
            [*_picked(root, _ACTIVE), *_picked(root.get("/AcroForm"), _FORM_KEYS)]
        ),
    )


class _Digests:
    """Digests of objects with all that they lead to, each indirect object looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of(self, value: Any, depth: int = 0) -> bytes:
        indirect = getattr(value, "is_indirect", False)
        if not indirect:
            return self._shallow(value, depth)
        key = value.objgen
        if key not in self._known:
            if len(self._known) >= MAX_OBJECTS or depth > MAX_DEPTH:
                return b"deep"
            self._known[key] = b"open"  # a loop ends here
            self._known[key] = self._shallow(value, depth)
        return self._known[key]

    def _shallow(self, value: Any, depth: int) -> bytes:
        if depth > MAX_DEPTH:
            return b"deep"
        digest = hashlib.sha256(type(value).__name__.encode())
        for part in self._parts(value, depth + 1):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def _parts(self, value: Any, depth: int) -> Iterator[bytes]:
        match value:
            case pikepdf.Dictionary() if name_of(value.get("/Type")) in {"Page", "Pages"}:
                yield b"page"  # a destination: what the page shows is compared by itself
            case pikepdf.Stream():
                yield _raw(value)
                yield from self._entries(value, depth)
            case pikepdf.Dictionary():
                yield from self._entries(value, depth)
            case pikepdf.Array() | list():
                for item in value:
                    yield self.of(item, depth)
            case pikepdf.Object():
                yield value.unparse()
            case _:
                yield repr(value).encode()

    def _entries(self, value: Any, depth: int) -> Iterator[bytes]:
        for key in sorted(value.keys()):
            if key not in _PASSED_OVER:
                yield key.encode("utf-8", "surrogateescape")
                yield self.of(value.get(key), depth)


def _pages(pdf: pikepdf.Pdf) -> list[Any]:
    try:
        return [page.obj for page in pdf.pages]
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return []


def _raw(stream: Any) -> bytes:
    try:
        return bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return b"unreadable"


def _page(page: Any, digests: _Digests) -> bytes:
    return digests.of([_inherited(page, key) for key in _PAGE_KEYS])


def _inherited(page: Any, key: str) -> Any:
    """A page's attribute, its own or its ancestors' (ISO 32000-2, 7.7.3.4)."""
    for _ in range(MAX_DEPTH):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page.get(key)
        page = page.get("/Parent")
    return None


def _annotations(page: Any, digests: _Digests) -> tuple[bytes, ...]:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return ()
    return tuple(
        digests.of(item)
        for item in annotations
        if isinstance(item, pikepdf.Dictionary) and not _is_widget(item)
    )


def _is_widget(annotation: Any) -> bool:
    return name_of(annotation.get("/Subtype")) == "Widget"


def _value(value: Any) -> Any:
    """A signature dictionary without its reference to the catalogue, which leads to everything."""
    if not isinstance(value, pikepdf.Dictionary):
        return value
    return [[key, value.get(key)] for key in sorted(value.keys()) if key != "/Reference"]


def _picked(dictionary: Any, keys: tuple[str, ...]) -> list[Any]:
    if not isinstance(dictionary, pikepdf.Dictionary):
        return []
    return [dictionary.get(key) for key in keys]


def _widgets(node: Any) -> Iterator[Any]:
    kids = node.get("/Kids")
    if isinstance(kids, pikepdf.Array):
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and text_of(kid.get("/T")) is None:
                yield from _picked(kid, _WIDGET_KEYS)
