"""The document written anew without its signatures: what they showed becomes content of the pages.

Nothing of a signature is left: no field, no value, no permission, no security store, and no earlier
revision. The file is written whole, so that what nothing leads to is not in it.
"""

import warnings
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.kept_content import has_same_content
from fhvalidate.pdf.document.signature_looks import is_signature_widget, look_as_content
from fhvalidate.pdf.document.signature_material import has_material, is_signature_value
from fhvalidate.pdf.document.tagged_widgets import untag
from fhvalidate.pdf.qpdf.opening import opened, refuse_costly, refuse_costly_content

MAX_DEPTH = 64  # of fields within fields
# What the catalogue has for the sake of signatures alone (ISO 32000-2, 12.8.4.3 and 12.8.6).
_OF_SIGNATURES = ("/Perms", "/DSS")
_OF_STORE = frozenset(("/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"))
_PADES = "/ESIC"  # the developer extension that PAdES declares


@frozen
class Bare:
    """A document without signatures.

    Attributes:
        data: the file, written anew.
        fields: how many signature fields and widgets were taken out.
        looks: how many of their looks are content of a page now.
    """

    data: bytes
    fields: int
    looks: int


def without_signatures(data: bytes, *, password: str, limits: Limits) -> Bare:
    """The document without its signatures, not encrypted; the same for the same bytes.

    Raises:
        UnreadableError: it cannot be read in one way alone; `strip-xfa`, `strip-signature-left`,
            `strip-content-differs`, `strip-look-upright`, `strip-look-on-screen`.
    """
    refuse_costly(data, limits)
    refuse_costly_content(data, limits)
    with opened(data, password=password, limits=limits) as (pdf, repaired):
        if repaired:
            raise UnreadableError("damaged-pdf", reason="cross-reference")
        root: Any = pdf.Root
        form = root.get("/AcroForm")
        if isinstance(form, Dictionary) and "/XFA" in form:
            raise UnreadableError("strip-xfa")
        _refuse_odd_catalogue(root)
        removed = _without_fields(root, form)
        gone = {each.objgen for each in removed if each.is_indirect}
        widgets, looks = _without_widgets(pdf, gone)
        for key in _OF_SIGNATURES:
            _drop(root, key)
        if isinstance(root.get("/Extensions"), Dictionary):
            _drop(root.Extensions, _PADES)
        untag(pdf, widgets)
        fields = len({_identity(each) for each in removed if "/T" in each})
        written = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that nothing leads to: compared below
            pdf.save(
                written,
                encryption=False,
                deterministic_id=True,
                fix_metadata_version=False,  # the metadata says what it said
                object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            )
    bare = written.getvalue()
    _refuse_other_content(data, password, bare, gone, limits)
    return Bare(bare, fields, looks)


def _refuse_odd_catalogue(root: Any) -> None:
    """Refuses permissions and a security store that hold anything else than is theirs.

    Raises:
        UnreadableError: `strip-signature-left`.
    """
    permissions, store = root.get("/Perms"), root.get("/DSS")
    held = [permissions[key] for key in permissions.keys()] if permissions is not None else []  # noqa: SIM118
    keys = set(store.keys()) if store is not None else set()
    if not all(is_signature_value(each) for each in held) or keys - _OF_STORE:
        raise UnreadableError("strip-signature-left")


def _without_widgets(pdf: pikepdf.Pdf, gone: set[tuple[int, int]]) -> tuple[list[Any], int]:
    """The widgets of the fields that are gone, taken from the pages; how many are content now.

    A widget that no field leads to stays: it is found in what is written, which is then refused.
    """

    def is_taken(note: Any) -> bool:
        return is_signature_widget(note) and note.is_indirect and note.objgen in gone

    removed: list[Any] = []
    looks = 0
    for number, page in enumerate(pdf.pages, 1):
        notes = page.obj.get("/Annots")
        if not isinstance(notes, Array):
            continue
        found = [each for each in _items(notes) if is_taken(each)]
        if not found:
            continue
        looks += look_as_content(pdf, page, found, number)
        kept = [each for each in _items(notes) if not is_taken(each)]
        if kept:
            page.obj.Annots = Array(kept)
        else:
            del page.obj["/Annots"]
        removed += found
    return removed, looks


def _without_fields(root: Any, form: Any) -> list[Any]:
    """The fields of signatures, taken from the form; a form without fields is none."""
    if not isinstance(form, Dictionary):
        return []
    removed: list[Any] = []
    fields = form.get("/Fields")
    kept = _kept(fields, None, removed, 0) if isinstance(fields, Array) else []
    _drop(form, "/SigFlags")
    if not kept:
        _drop(root, "/AcroForm")
        return removed
    form.Fields = Array(kept)
    order = form.get("/CO")
    if isinstance(order, Array):
        gone = {_identity(each) for each in removed}
        form.CO = Array([each for each in _items(order) if _identity(each) not in gone])
    return removed


def _kept(fields: Any, inherited: Any, removed: list[Any], depth: int) -> list[Any]:
    """Those of the fields that are no signatures; the others are added to the removed."""
    if depth > MAX_DEPTH:
        raise UnreadableError("damaged-pdf", reason="fields")
    kept = []
    for each in _items(fields):
        if not isinstance(each, Dictionary):
            kept.append(each)
            continue
        kind = each.get("/FT", inherited)
        below = each.get("/Kids")
        if isinstance(below, Array) and len(below):
            left = _kept(below, kind, removed, depth + 1)
            if len(left) != len(below):
                each.Kids = Array(left)
            is_kept = bool(left)
        else:
            is_kept = kind != Name.Sig
        if not is_kept:
            _refuse_odd_value(each, kind)
        (kept if is_kept else removed).append(each)
    return kept


def _refuse_odd_value(field: Any, kind: Any) -> None:
    """Refuses a field that holds something else than a signature: it would be lost with it.

    Raises:
        UnreadableError: `strip-signature-left`.
    """
    value = field.get("/V")
    if value is not None and not (kind == Name.Sig and is_signature_value(value)):
        raise UnreadableError("strip-signature-left")


def _refuse_other_content(
    data: bytes, password: str, bare: bytes, gone: set[tuple[int, int]], limits: Limits
) -> None:
    """Refuses a copy with anything of a signature, or without anything else that was there.

    Nothing is emptied: what of a signature something else leads to is written, and is found here.

    Raises:
        UnreadableError: `strip-signature-left`, `strip-content-differs`.
    """
    with (
        opened(bare, password="", limits=limits) as (after, _),
        opened(data, password=password, limits=limits) as (before, _),
    ):
        if has_material(after):
            raise UnreadableError("strip-signature-left")
        # The tags of the widgets go by themselves; what is above and beside them is compared.
        notes = [page.obj.get("/Annots") for page in before.pages]
        untag(
            before,
            [
                each
                for values in notes
                if isinstance(values, Array)
                for each in _items(values)
                if is_signature_widget(each) and each.is_indirect and each.objgen in gone
            ],
        )
        try:
            is_same = has_same_content(before, after, gone)
        except (pikepdf.PdfError, RuntimeError) as error:
            raise UnreadableError("strip-content-differs") from error
        if not is_same:
            raise UnreadableError("strip-content-differs")


def _items(values: Any) -> list[Any]:
    return [values[number] for number in range(len(values))]


def _identity(value: Any) -> object:
    is_indirect = isinstance(value, pikepdf.Object) and value.is_indirect
    return value.objgen if is_indirect else id(value)


def _drop(value: Any, key: str) -> None:
    if key in value:
        del value[key]
