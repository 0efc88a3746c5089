"""The document written anew without its signatures: what they showed becomes content of the pages.

Nothing of a signature is left: no field, no value, no permission, no security store, and no earlier
revision. The file is written whole, so that what nothing leads to is not in it.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.signature_looks import is_signature_widget, look_as_content
from fhvalidate.pdf.document.tagged_widgets import untag
from fhvalidate.pdf.qpdf.opening import opened, refuse_costly, refuse_costly_content

MAX_DEPTH = 64  # of fields within fields, and of values within an object
_SIGNATURE_TYPES = ("/Sig", "/DocTimeStamp")
# What the catalogue has for the sake of signatures alone (ISO 32000-2, 12.8.4.3 and 12.8.6).
_OF_SIGNATURES = ("/Perms", "/DSS")
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
        UnreadableError: it cannot be read in one way alone; `strip-xfa`, `strip-signature-left`.
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
        removed, looks = _without_widgets(pdf)
        removed += _without_fields(root, form)
        for key in _OF_SIGNATURES:
            _drop(root, key)
        if isinstance(root.get("/Extensions"), Dictionary):
            _drop(root.Extensions, _PADES)
        untag(pdf, removed)
        removed += _values(pdf)
        fields = len({_identity(each) for each in removed if _is_field(each)})
        for each in removed:
            _empty(each)
        written = BytesIO()
        pdf.save(
            written,
            encryption=False,
            deterministic_id=True,
            fix_metadata_version=False,  # the metadata says what it said
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        )
    bare = written.getvalue()
    _refuse_what_is_left(bare, limits)
    return Bare(bare, fields, looks)


def _without_widgets(pdf: pikepdf.Pdf) -> tuple[list[Any], int]:
    """The widgets of signatures, taken from the pages, and how many of them are content now."""
    removed: list[Any] = []
    looks = 0
    for page in pdf.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, Array):
            continue
        found = [each for each in _items(notes) if is_signature_widget(each)]
        if not found:
            continue
        looks += look_as_content(pdf, page, found)
        kept = [each for each in _items(notes) if not is_signature_widget(each)]
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
        (kept if is_kept else removed).append(each)
    return kept


def _values(pdf: pikepdf.Pdf) -> list[Any]:
    """Every signature and signature field among the objects, whatever leads to it."""
    found = []
    for each in pdf.objects:
        if isinstance(each, Dictionary) and (_is_value(each) or each.get("/FT") == Name.Sig):
            kids = each.get("/Kids")
            if isinstance(kids, Array) and len(kids):  # its other fields say what they are
                for key in ("/FT", "/V", "/Lock", "/SV"):
                    _drop(each, key)
            else:
                found.append(each)
    return found


def _is_value(value: Any) -> bool:
    """Whether the dictionary is the value of a signature, by its type or by what it holds."""
    return str(value.get("/Type", "")) in _SIGNATURE_TYPES or "/ByteRange" in value


def _is_field(value: Any) -> bool:
    """Whether what is taken out is a field, not a value or a further widget of one."""
    return not _is_value(value) and "/T" in value


def _empty(value: Any) -> None:
    """Takes all from the dictionary: what still leads to it leads to nothing."""
    for key in list(value.keys()):
        del value[key]


def _refuse_what_is_left(data: bytes, limits: Limits) -> None:
    """Refuses a file in which anything of a signature is found.

    Raises:
        UnreadableError: `strip-signature-left`.
    """
    with opened(data, password="", limits=limits) as (pdf, _):
        for each in (pdf.Root, *pdf.objects):
            if any(_is_left(value) for value in _within(each, 0)):
                raise UnreadableError("strip-signature-left")


def _is_left(value: Any) -> bool:
    return _is_value(value) or value.get("/FT") == Name.Sig or "/SigFlags" in value


def _within(value: Any, depth: int) -> Iterator[Any]:
    """The dictionaries in the object, itself among them; not those of other objects."""
    if depth > MAX_DEPTH:
        raise UnreadableError("damaged-pdf", reason="depth")
    if isinstance(value, Dictionary | Stream):
        yield value
        inner: Iterable[Any] = [value[key] for key in value.keys()]  # noqa: SIM118 (no mapping)
    elif isinstance(value, Array):
        inner = _items(value)
    else:
        return
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _within(each, depth + 1)


def _items(values: Any) -> list[Any]:
    return [values[number] for number in range(len(values))]


def _identity(value: Any) -> object:
    is_indirect = isinstance(value, pikepdf.Object) and value.is_indirect
    return value.objgen if is_indirect else id(value)


def _drop(value: Any, key: str) -> None:
    if key in value:
        del value[key]
