"""Every signature in the file: those of the form, and those that nothing leads to any more.

Found by our own walk and our own scan, whatever their sub-filter or type: a signature that a
library refuses must not disappear (ISO 32000-2, 12.7.5.5 and 12.8.1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_fields import (
    MAX_FORM_NODES,
    NOTHING,
    dictionaries_in,
    form_fields,
    is_signature,
    stands_alone,
)
from fhvalidate.pdf.document.unlinked_signatures import unlinked_signatures
from fhvalidate.pdf.qpdf.values import (
    ObjectId,
    bytes_of,
    date_of,
    integer_of,
    integers_of,
    name_of,
    text_of,
)

MAX_OBJECTS = 2_000_000  # looked through for signatures that no field leads to
MAX_BYTE_RANGE_NUMBERS = 1000  # four are right; more are reported, not judged
MAX_REFERENCES = 20  # signature reference dictionaries of one signature

DOC_MDP = "DocMDP"
FIELD_MDP = "FieldMDP"


@frozen
class FieldLock:
    """Which fields a signature locks: All, or those to Include or to Exclude (table 236)."""

    action: str
    fields: tuple[str, ...]


@frozen
class SignatureField:
    """A signature dictionary and the field it is the value of, as the file states them.

    Attributes:
        name: the field's full name; None when no field leads to the dictionary.
        object_id: number and generation of the dictionary; (0, 0) when it is a direct object.
        byte_range: None when it is missing or no array of integers.
        contents: the bytes of /Contents, padding included; None when it is no string.
        certification: the permission P of a DocMDP transform, the strictest if there are several.
        stated_permissions: each P that its DocMDP transforms state; one that no table knows is 1.
        is_listed: whether the catalogue's /Perms /DocMDP leads to it (ISO 32000-2, 12.8.6).
        locks: which fields may not change any more: FieldMDP transforms, and the field's lock.
        shared_with: names of further fields with this value.
        vanished: whether only an earlier revision has it under a field.
        is_damaged: whether its dictionary is written in the bytes and cannot be read.
    """

    name: str | None
    object_id: tuple[int, int]
    type: str | None
    filter: str | None
    subfilter: str | None
    byte_range: tuple[int, ...] | None
    contents: bytes | None = field(repr=False)
    claimed_time: datetime | None
    claimed_name: str | None
    reason: str | None
    location: str | None
    certificates: tuple[bytes, ...] = field(repr=False)
    certification: int | None
    locks: tuple[FieldLock, ...]
    shared_with: tuple[str, ...] = ()
    vanished: bool = False
    stated_permissions: tuple[int, ...] = ()
    is_listed: bool = False
    contact: str | None = None
    is_damaged: bool = False


@frozen
class SignatureFields:
    """The signatures of a file, and the names of its signature fields without a value.

    Attributes:
        alone: what those fields hold that stand alone, by the field's object.
        rights: byte ranges of permissions for a reader, which sign no statement (12.8.7).
    """

    filled: tuple[SignatureField, ...]
    empty: tuple[str, ...]
    alone: Mapping[ObjectId, SignatureField] = field(default_factory=dict, repr=False)
    rights: frozenset[tuple[int, ...]] = frozenset()


def read_signature_fields(
    pdf: pikepdf.Pdf, *, unlinked: bool = True, known: Mapping[ObjectId, SignatureField] = NOTHING
) -> SignatureFields:
    """Every signature dictionary of the file as its last revision stands.

    Without `unlinked` only those that a field leads to. What a field holds is not read where it
    is `known` from another revision, by the field's object.
    """
    filled: dict[Any, SignatureField] = {}
    empty: list[str] = []
    alone: dict[ObjectId, SignatureField] = {}
    names = {key: signature.name or "" for key, signature in known.items()}
    for name, kind, node in form_fields(pdf, names):
        if (read := known.get(node.objgen)) is not None:
            same = filled.get(read.object_id)
            filled[read.object_id] = read if same is None else _shared(same, name)
            continue
        holder = _holder(node, "/V")
        value = None if holder is None else holder.get("/V")
        if not is_signature(kind, value):
            continue
        if not isinstance(value, pikepdf.Dictionary):
            empty.append(name)
            continue
        key = value.objgen if value.is_indirect else name
        if key in filled:
            filled[key] = _shared(filled[key], name)
            continue
        filled[key] = _read(value, name, node)
        if value.is_indirect and stands_alone(node, name):
            alone[node.objgen] = filled[key]
    if unlinked:
        _add_unlinked(pdf, filled)
    certifying = _certifying(pdf.Root)
    if certifying in filled:
        filled[certifying] = replace(filled[certifying], is_listed=True)
    rights = frozenset(_rights(pdf.Root))
    return SignatureFields(tuple(filled.values()), tuple(empty), MappingProxyType(alone), rights)


def read_signature(value: Any, name: str | None, object_id: ObjectId) -> SignatureField:
    """What a signature dictionary says that is the value of a field of that name."""
    return replace(_read(value, name, None), object_id=object_id)


def _add_unlinked(pdf: pikepdf.Pdf, filled: dict[Any, SignatureField]) -> None:
    """Adds the signatures that no field of the form leads to."""
    direct = {_written(each) for each in filled.values() if each.object_id == (0, 0)}
    for number, value in enumerate(unlinked_signatures(pdf, limit=MAX_OBJECTS)):
        if value.is_indirect and value.objgen in filled:
            continue
        read = _read(value, None, None)
        if value.is_indirect:
            filled[value.objgen] = read
        elif _written(read) not in direct:
            filled[f"direct {number}"] = read


def _written(signature: SignatureField) -> tuple[object, ...]:
    return signature.byte_range, signature.contents


def _certifying(root: Any) -> tuple[int, int] | None:
    """The object that /Perms says certifies the document (ISO 32000-2, table 263)."""
    permissions = root.get("/Perms")
    value = permissions.get("/DocMDP") if isinstance(permissions, pikepdf.Dictionary) else None
    return value.objgen if isinstance(value, pikepdf.Dictionary) else None


def _rights(root: Any) -> Iterator[tuple[int, ...]]:
    """The byte ranges of what /Perms calls usage rights."""
    permissions = root.get("/Perms")
    for key in ("/UR", "/UR3") if isinstance(permissions, pikepdf.Dictionary) else ():
        value = permissions.get(key)
        if isinstance(value, pikepdf.Dictionary):
            yield integers_of(value.get("/ByteRange"), limit=MAX_BYTE_RANGE_NUMBERS) or ()


def _holder(node: Any, key: str) -> Any:
    """The field that has the key: the node, or one above it."""
    for _ in range(MAX_REFERENCES):
        if key in node:
            return node
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            break
    return None


def _read(value: Any, name: str | None, node: Any) -> SignatureField:
    references = dictionaries_in(value.get("/Reference"))[:MAX_REFERENCES]
    lock = node.get("/Lock") if node is not None else None
    stated = tuple(_stated(references))
    return SignatureField(
        name=name,
        object_id=value.objgen if value.is_indirect else (0, 0),
        type=name_of(value.get("/Type")),
        filter=name_of(value.get("/Filter")),
        subfilter=name_of(value.get("/SubFilter")),
        byte_range=integers_of(value.get("/ByteRange"), limit=MAX_BYTE_RANGE_NUMBERS),
        contents=bytes_of(value.get("/Contents")),
        claimed_time=date_of(value.get("/M")),
        claimed_name=text_of(value.get("/Name")),
        reason=text_of(value.get("/Reason")),
        location=text_of(value.get("/Location")),
        contact=text_of(value.get("/ContactInfo")),
        certificates=_certificates(value.get("/Cert")),
        certification=_certification(stated, lock),
        stated_permissions=stated,
        locks=tuple(_locks(references, lock)),
    )


def _certificates(value: Any) -> tuple[bytes, ...]:
    items = list(value) if isinstance(value, pikepdf.Array) else [value]
    strings = [bytes_of(item) for item in items[:MAX_REFERENCES]]
    return tuple(string for string in strings if string)


def _locks(references: list[Any], lock: Any) -> Iterator[FieldLock]:
    for reference in references:
        if name_of(reference.get("/TransformMethod")) == FIELD_MDP:
            yield _lock(reference.get("/TransformParams"))
    if isinstance(lock, pikepdf.Dictionary):
        yield _lock(lock)


def _lock(stated: Any) -> FieldLock:
    """A lock as stated; one that cannot be read locks everything."""
    if not isinstance(stated, pikepdf.Dictionary):
        return FieldLock("All", ())
    names = stated.get("/Fields")
    items = list(names) if isinstance(names, pikepdf.Array) else [None]
    texts = [text_of(item) for item in items[:MAX_FORM_NODES]]
    action = name_of(stated.get("/Action")) or "All"
    unknown = None in texts or len(items) > MAX_FORM_NODES
    return FieldLock(
        "All" if unknown and action == "Include" else action, tuple(t for t in texts if t)
    )


def _certification(stated: tuple[int, ...], lock: Any) -> int | None:
    """The strictest permission of a certification or a lock (tables 236 and 257)."""
    locked = integer_of(lock.get("/P")) if isinstance(lock, pikepdf.Dictionary) else None
    return min((*stated, locked) if locked in {1, 2, 3} else stated, default=None)


def _stated(references: list[Any]) -> Iterator[int]:
    for reference in references:
        if name_of(reference.get("/TransformMethod")) == DOC_MDP:
            parameters = reference.get("/TransformParams")
            stated = integer_of(parameters.get("/P")) if _is_dictionary(parameters) else None
            absent = parameters is None or (_is_dictionary(parameters) and "/P" not in parameters)
            # Table 257: 2 where nothing is said; what no table knows is taken at its strictest.
            yield stated if stated in {1, 2, 3} else 2 if absent else 1


def _is_dictionary(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary)


def _shared(known: SignatureField, name: str) -> SignatureField:
    return replace(known, shared_with=(*known.shared_with, name))
