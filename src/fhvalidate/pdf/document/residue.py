"""Residue: what signing leaves in a file besides the signature values, looked for in every object.

Tools that take signatures out, or copy pages into a new file, seldom take all of it: widgets that
no form leads to, fields whose value is gone, permissions, the extension that PAdES declares.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_fields import MAX_FORM_NODES, form_fields
from fhvalidate.pdf.document.signature_fields import MAX_OBJECTS
from fhvalidate.pdf.qpdf.values import integer_of, name_of, text_of

APPEND_ONLY = 2  # the second bit of /SigFlags (ISO 32000-2, table 226)
MAX_PARENTS = 20  # between a widget and the field that has its type
MAX_LAYERS = 6  # of forms within forms, and of them beside each other; Adobe's look has five
MAX_BLANK = 32  # bytes of a form that draws nothing: Adobe's says "% DSBlank"
MAX_APPEARANCE = 262_144  # bytes of an appearance as stored; an image in one is another stream


@frozen
class Residue:
    """What signing has left, unjudged.

    Attributes:
        used_widgets: signature widgets without a value that no form leads to and that show an
            appearance, or are invisible as those of signatures without one are.
        blank_widgets: those that look like a place to sign, never used.
        emptied_fields: names of the form's signature fields without a value that show the
            appearance of a signature.
        certification: whether /Perms leads to a certification (/DocMDP).
        extension: whether the catalogue declares the extension of PAdES (ETSI: /ESIC).
        append_only: whether the form says that the file must only be added to.
        unlinked_store: whether a security store is there that the catalogue does not lead to.
        looks: forms in the layers that a signature's look has, its text or image among them,
            whether a widget shows them or a page.
    """

    used_widgets: int = 0
    blank_widgets: int = 0
    emptied_fields: tuple[str, ...] = ()
    certification: bool = False
    extension: bool = False
    append_only: bool = False
    unlinked_store: bool = False
    looks: int = 0


def read_residue(pdf: pikepdf.Pdf) -> Residue:
    """The residue in the file as its last revision stands."""
    root: Any = pdf.Root
    linked = _linked(pdf)
    used, blank, looks, store = 0, 0, 0, False
    for value in _dictionaries(pdf):
        if isinstance(value, pikepdf.Stream):
            looks += _is_look(value)
        elif "/Subtype" in value and value.objgen not in linked and _is_orphan_widget(value):
            if _was_used(value):
                used += 1
            else:
                blank += 1
        elif "/Certs" in value and _is_store(value) and not _is_the_store(root, value):
            store = True
    form = root.get("/AcroForm")
    flags = integer_of(form.get("/SigFlags")) if isinstance(form, pikepdf.Dictionary) else None
    return Residue(
        used_widgets=used,
        blank_widgets=blank,
        emptied_fields=tuple(_emptied(pdf)),
        certification=_leads_to(root, "/Perms", "/DocMDP"),
        extension=_leads_to(root, "/Extensions", "/ESIC"),
        append_only=bool((flags or 0) & APPEND_ONLY),
        unlinked_store=store,
        looks=looks,
    )


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The dictionaries and the streams among the objects."""
    for count, value in enumerate(pdf.objects):
        if count >= MAX_OBJECTS:
            return
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            yield value


def _linked(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The objects that are nodes of the form, their widgets included."""
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    waiting = [roots]
    seen: set[tuple[int, int]] = set()
    for _ in range(MAX_FORM_NODES):
        if not waiting:
            break
        nodes = waiting.pop()
        if not isinstance(nodes, pikepdf.Array):
            continue
        for node in nodes:
            if isinstance(node, pikepdf.Dictionary) and node.objgen not in seen:
                seen.add(node.objgen)
                waiting.append(node.get("/Kids"))
    return seen


def _is_orphan_widget(value: Any) -> bool:
    """Whether it is the widget of a signature field; one with a value is counted elsewhere."""
    if name_of(value.get("/Subtype")) != "Widget":
        return False
    node = value
    for _ in range(MAX_PARENTS):
        kind = name_of(node.get("/FT"))
        if kind is not None:
            return kind == "Sig" and not isinstance(node.get("/V"), pikepdf.Dictionary)
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            break
    return False


def _was_used(widget: Any) -> bool:
    """Whether a signature has been shown here, or was made without being shown."""
    return _is_invisible(widget) or _shows_something(widget)


def _is_invisible(widget: Any) -> bool:
    rectangle = widget.get("/Rect")
    if not isinstance(rectangle, pikepdf.Array) or len(rectangle) != 4:  # noqa: PLR2004
        return False
    try:
        left, bottom, right, top = (float(number) for number in rectangle)
    except (TypeError, ValueError):
        return False
    return left == right or bottom == top


def _shows_something(widget: Any) -> bool:
    """Whether the appearance draws text, an image or a form of its own."""
    appearances = widget.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    return isinstance(normal, pikepdf.Stream) and _draws(normal)


def _draws(form: Any, depth: int = 0) -> bool:
    """Whether a form draws text, an image, or forms that draw: those of a blank look do not."""
    resources = form.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return depth > 0 and _size(form) > MAX_BLANK
    objects = resources.get("/XObject")
    if isinstance(objects, pikepdf.Dictionary) and len(objects.keys()) > 0:
        if depth >= MAX_LAYERS:
            return True
        parts = [objects[name] for name in list(objects.keys())[:MAX_LAYERS]]
        return any(_is_image(part) or _draws(part, depth + 1) for part in parts)
    has_font = "/Font" in resources and 0 < _size(form) <= MAX_APPEARANCE
    return has_font or (depth > 0 and _size(form) > MAX_BLANK)


def _is_image(part: Any) -> bool:
    return not isinstance(part, pikepdf.Stream) or name_of(part.get("/Subtype")) != "Form"


def _size(form: Any) -> int:
    """The bytes of a form as stored; none where they cannot be read."""
    try:
        return len(form.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return 0


def _is_look(form: Any) -> bool:
    """Whether it is the form /FRM of a signature's look: a background and what it says.

    Adobe's "Digital Signature Appearances" names its layers, and most programs that sign follow:
    n0 is the background, n2 what is shown of the signer. Flattening keeps the names.
    """
    if name_of(form.get("/Subtype")) != "Form":
        return False
    resources = form.get("/Resources")
    layers = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(layers, pikepdf.Dictionary) or "/n0" not in layers:
        return False
    shown = layers.get("/n2")
    return isinstance(shown, pikepdf.Stream) and _draws(shown)


def _emptied(pdf: pikepdf.Pdf) -> Iterator[str]:
    for name, kind, node in form_fields(pdf):
        if kind != "Sig" or isinstance(node.get("/V"), pikepdf.Dictionary):
            continue
        if _shows_something(node):
            yield text_of(node.get("/T")) or name


def _leads_to(root: Any, first: str, second: str) -> bool:
    table = root.get(first)
    return isinstance(table, pikepdf.Dictionary) and second in table


def _is_store(value: Any) -> bool:
    typed = name_of(value.get("/Type")) == "DSS"
    return typed or "/VRI" in value or ("/OCSPs" in value and "/CRLs" in value)


def _is_the_store(root: Any, value: Any) -> bool:
    store = root.get("/DSS")
    return isinstance(store, pikepdf.Dictionary) and store.objgen == value.objgen
