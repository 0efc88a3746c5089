"""A revision as a reader of it would compare it: pages, annotations, form values, the rest.

Each part is a digest over the objects that it leads to, so two revisions can be compared without
keeping either. Rewriting an object without changing it changes no digest. The parts say what
changed, where and whose it is; whether anything else may show is asked apart (`redefined.py`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.digests import Digests
from fhvalidate.pdf.document.form_fields import form_fields
from fhvalidate.pdf.document.form_snapshot import (
    FieldDigest,
    FieldKey,
    SignatureLook,
    form_field,
    known_names,
    picked,
)
from fhvalidate.pdf.document.page_places import (
    acts,
    ancestors,
    box_of,
    frame_of,
    has_too_many_ancestors,
    shown_on,
    strays,
)
from fhvalidate.pdf.document.remade import remade_looks
from fhvalidate.pdf.document.unchanged import ObjectDigests
from fhvalidate.pdf.pages.frame import Box, Frame, is_nowhere
from fhvalidate.pdf.qpdf.values import integer_of, name_of

_NOT_SHOWN = frozenset(
    {
        *("/Annots", "/Metadata", "/LastModified", "/Tabs", "/PieceInfo", "/Type"),
        *("/Parent", "/StructParents"),
    }
)
# Keys of an annotation that lead back, or say nothing of what is shown (table 166). They are
# passed over there and nowhere else: a resource may have any name.
_LEADS_BACK = frozenset({"/Parent", "/P", "/StructParent", "/Popup", "/IRT"})
_PAGE = "page"  # what is remembered of a page
_FRAME = "frame"
_OF_FRAME = ("/MediaBox", "/CropBox", "/Rotate")
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_VALIDATION_DATA = ("/DSS", "/Extensions", "/Version")
_METADATA = "/Metadata"
_STRUCTURE = ("/StructTreeRoot", "/MarkInfo", "/Lang")
_CATALOGUE_ELSEWHERE = frozenset(
    {"/Pages", "/AcroForm", "/Names", "/Perms", "/Type", _METADATA, *_VALIDATION_DATA, *_STRUCTURE}
)
_FORM_DEFAULTS = ("/DR", "/DA", "/Q")
_FORM_ELSEWHERE = frozenset({"/Fields", "/SigFlags", *_FORM_DEFAULTS})
_ASKS = "/NeedAppearances"
_TRAILER_ELSEWHERE = frozenset(
    {
        *("/Root", "/Info", "/ID", "/Size", "/Prev", "/XRefStm", "/AuthCode"),
        *("/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/DocChecksum"),
    }
)
CERTIFIED = "catalogue/Perms/DocMDP"
_HIDDEN, _NO_VIEW = 2, 32  # of an annotation's flags (table 167)


@frozen
class Annotation:
    """An annotation that is no form field's: its digest and where it lies on its page.

    Attributes:
        digest: of all that says how it looks and what it does.
        kind: its subtype.
        box: None when its rectangle is not four numbers: it counts as lying everywhere.
        is_on_page: whether it can be seen or clicked where it lies.
        has_look: whether there is anything of it to see; a link may be seen by its frame alone.
        number: of its object; 0 when it is a direct one.
        acts: whether it does more than to show something, or to lead to it.
        strays: whether it may be drawn elsewhere than in its rectangle.
    """

    digest: bytes
    kind: str
    box: Box | None
    is_on_page: bool = True
    has_look: bool = True
    number: int = 0
    acts: bool = False
    strays: bool = False


@frozen
class Snapshot:
    """What a revision shows and carries, as digests.

    Attributes:
        root: number and generation of the catalogue.
        pages: what each page holds but for its annotations, in order.
        page_objects: the number of each page's object, in order; 0 for a direct one.
        annotations: of each page, all but the widgets of form fields.
        drawn: the annotations of each page that have an area, in the order they are drawn.
        fields: each form field that is no signature field, by name and number.
        signature_fields: what each signature field holds, by name and number; empty ones hold
            nothing.
        looks: how each signature field looks, by name and number.
        validation_data: /DSS, extensions and version of the catalogue.
        metadata: what the file says of itself: /Metadata and /Info.
        structure: the tags, which say how to read aloud what is shown.
        form_defaults: resources and text style for fields that bring none.
        remade: what the looks of form fields are made anew from, where the form asks for it.
        rest: everything else that catalogue, form and trailer lead to, by key.
        is_cut: whether something lay too deep to be looked at.
        objects: the digests that all these are made of.
    """

    root: tuple[int, int]
    pages: tuple[bytes, ...]
    page_objects: tuple[int, ...]
    annotations: tuple[tuple[Annotation, ...], ...]
    drawn: tuple[tuple[tuple[int, int], ...], ...]
    fields: Mapping[FieldKey, FieldDigest]
    signature_fields: Mapping[FieldKey, bytes]
    looks: Mapping[FieldKey, SignatureLook]
    validation_data: bytes
    metadata: bytes
    structure: bytes
    form_defaults: bytes
    remade: Mapping[FieldKey, bytes]
    rest: Mapping[str, bytes]
    is_cut: bool
    objects: ObjectDigests = field(repr=False, compare=False)


def take_snapshot(pdf: pikepdf.Pdf, known: ObjectDigests | None = None) -> Snapshot:
    """The snapshot of the last revision of `pdf`; `known` are objects that need no second look."""
    pages = _pages(pdf)
    numbered = {page.objgen: n for n, page in enumerate(pages, 1) if page.is_indirect}
    digests = Digests(pdf, numbered, known)
    frames = tuple(_frame(page, digests) for page in pages)
    shown = shown_on(pages, frames)
    fields: dict[FieldKey, FieldDigest] = {}
    held: dict[FieldKey, bytes] = {}
    looks: dict[FieldKey, SignatureLook] = {}
    widgets: set[tuple[int, int]] = set()
    met: Counter[str] = Counter()
    nodes: list[tuple[FieldKey, Any]] = []
    for name, kind, node in form_fields(pdf, known_names(digests)):
        field = form_field(name, kind, node, shown, digests)
        widgets.update(field.widgets)
        met[name] += 1
        key = (name, met[name])
        if isinstance(field.seen, SignatureLook):
            held[key], looks[key] = field.held, field.seen
        else:
            fields[key] = field.seen
            nodes.append((key, node))
    root, form = pdf.Root, pdf.Root.get("/AcroForm")
    return Snapshot(
        root=root.objgen,
        pages=tuple(_page(page, digests) for page in pages),
        page_objects=tuple(page.objgen[0] for page in pages),
        annotations=tuple(
            tuple(_annotations(page, frame, widgets, digests))
            for page, frame in zip(pages, frames, strict=True)
        ),
        drawn=tuple(map(_drawn, pages, frames)),
        fields=MappingProxyType(fields),
        signature_fields=MappingProxyType(held),
        looks=MappingProxyType(looks),
        validation_data=digests.of(picked(root, _VALIDATION_DATA)),
        metadata=digests.of([root.get(_METADATA), pdf.trailer.get("/Info")]),
        structure=digests.of(picked(root, _STRUCTURE)),
        form_defaults=digests.of(picked(form, _FORM_DEFAULTS)),
        remade=MappingProxyType(remade_looks(form, nodes, digests)),
        rest=MappingProxyType(
            {
                **_rest("catalogue", root, _CATALOGUE_ELSEWHERE, digests),
                **_names(root.get("/Names"), digests),
                **_certified(root.get("/Perms")),
                **_rest("form", form, _form_elsewhere(form), digests),
                **_rest("trailer", pdf.trailer, _TRAILER_ELSEWHERE, digests),
            }
        ),
        is_cut=digests.is_cut or has_too_many_ancestors(pages),
        objects=digests.objects(),
    )


def _pages(pdf: pikepdf.Pdf) -> list[Any]:
    try:
        return [page.obj for page in pdf.pages]
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return []


def _page(page: Any, digests: Digests) -> bytes:
    """What the page shows; as it was found before where nothing can have changed."""
    if not page.is_indirect:
        return _content(page, digests)
    known: bytes | None = digests.remembered(_PAGE, page)
    return known or digests.remember(_PAGE, page, lambda: _content(page, digests))


def _frame(page: Any, digests: Digests) -> Frame:
    """What of the page is shown; as it was found before where nothing can have changed."""
    if not page.is_indirect:
        return frame_of(page)
    known: Frame | None = digests.remembered(_FRAME, page)
    return known or digests.remember(_FRAME, page, lambda: _met_frame(page, digests))


def _met_frame(page: Any, digests: Digests) -> Frame:
    for node in ancestors(page):
        digests.meets(node)
        for key in _OF_FRAME:
            digests.meets(node.get(key))
    return frame_of(page)


def _content(page: Any, digests: Digests) -> bytes:
    nodes = list(ancestors(page))
    for node in nodes:
        digests.meets(node)
    own = {key: item for key, item in page.items() if key not in _NOT_SHOWN}
    # All that stands above a page, and not only what is nearest: the library gives a page empty
    # resources of its own where the page tree has none on its way down.
    above = {key: [node.get(key) for node in nodes if key in node] for key in _INHERITED}
    shown = {**own, **above}
    return digests.of([[key, shown[key]] for key in sorted(shown)])


def _annotations(
    page: Any, frame: Frame, of_fields: set[tuple[int, int]], digests: Digests
) -> Iterator[Annotation]:
    """The annotations of a page; a widget that no field of the form leads to is one of them."""
    annotations = page.get("/Annots")
    for item in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Dictionary) and item.objgen not in of_fields:
            kind = name_of(item.get("/Subtype")) or ""
            pairs = sorted(item.items(), key=itemgetter(0))
            shown = [[key, value] for key, value in pairs if key not in _LEADS_BACK]
            flags = integer_of(item.get("/F")) or 0
            is_on_page = kind != "Popup" and not flags & (_HIDDEN | _NO_VIEW)
            yield Annotation(
                digest=digests.of(shown),
                kind=kind,
                box=box_of(item, frame),
                is_on_page=is_on_page,
                has_look=is_on_page and (kind != "Link" or "/AP" in item),
                number=item.objgen[0],
                acts=acts(item),
                strays=strays(item),
            )


def _drawn(page: Any, frame: Frame) -> tuple[tuple[int, int], ...]:
    annotations = page.get("/Annots")
    items: list[Any] = list(annotations) if isinstance(annotations, pikepdf.Array) else []
    shown = (item for item in items if isinstance(item, pikepdf.Dictionary))
    return tuple(item.objgen for item in shown if not is_nowhere(box_of(item, frame)))


def _rest(
    where: str, dictionary: Any, elsewhere: frozenset[str], digests: Digests
) -> dict[str, bytes]:
    if not isinstance(dictionary, pikepdf.Dictionary):
        return {}
    pairs = dictionary.items()
    return {f"{where}{key}": digests.of(item) for key, item in pairs if key not in elsewhere}


def _form_elsewhere(form: Any) -> frozenset[str]:
    """What of the form says nothing more: to ask for no new looks is to say nothing (12.7.3)."""
    asked: Any = form.get(_ASKS) if isinstance(form, pikepdf.Dictionary) else None
    return _FORM_ELSEWHERE | {_ASKS} if asked is False else _FORM_ELSEWHERE


def _certified(permissions: Any) -> dict[str, bytes]:
    """Which signature certifies the document, by its object: what it says is another matter."""
    value = permissions.get("/DocMDP") if isinstance(permissions, pikepdf.Dictionary) else None
    return {} if value is None else {CERTIFIED: str(getattr(value, "objgen", None)).encode()}


def _names(names: Any, digests: Digests) -> dict[str, bytes]:
    """The name dictionary, by what it is for (ISO 32000-2, table 32)."""
    if names is None or isinstance(names, pikepdf.Dictionary):
        return _rest("catalogue/Names", names, frozenset(), digests)
    return {"catalogue/Names": digests.of(names)}
