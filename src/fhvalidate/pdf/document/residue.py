"""Residue: what signing leaves in a file besides the signature values, looked for in every object.

Tools that take signatures out, or copy pages into a new file, seldom take all of it: widgets that
no form leads to, fields whose value is gone, permissions, the extension that PAdES declares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from fhvalidate.pdf.document.form_fields import MAX_FORM_NODES, form_fields
from fhvalidate.pdf.document.signature_fields import MAX_OBJECTS
from fhvalidate.pdf.qpdf.values import integer_of, name_of, text_of

APPEND_ONLY = 2  # the second bit of /SigFlags (ISO 32000-2, table 226)
MAX_PARENTS = 20  # between a widget and the field that has its type
MAX_APPEARANCE = 262_144  # bytes of an appearance as stored; an image in one is another stream


@dataclass(frozen=True, slots=True)
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
    """

    used_widgets: int = 0
    blank_widgets: int = 0
    emptied_fields: tuple[str, ...] = ()
    certification: bool = False
    extension: bool = False
    append_only: bool = False
    unlinked_store: bool = False


def read_residue(pdf: pikepdf.Pdf) -> Residue:
    """The residue in the file as its last revision stands."""
    root: Any = pdf.Root
    linked = _linked(pdf)
    used, blank, store = 0, 0, False
    for value in _dictionaries(pdf):
        if "/Subtype" in value and value.objgen not in linked and _is_orphan_widget(value):
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
    )


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for count, value in enumerate(pdf.objects):
        if count >= MAX_OBJECTS:
            return
        if isinstance(value, pikepdf.Dictionary):
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
    if not isinstance(normal, pikepdf.Stream):
        return False
    resources = normal.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return False
    if isinstance(resources.get("/XObject"), pikepdf.Dictionary):
        return len(resources["/XObject"].keys()) > 0
    try:
        drawn = len(normal.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return False
    return "/Font" in resources and 0 < drawn <= MAX_APPEARANCE


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
