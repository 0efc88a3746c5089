"""Signatures in objects that the library does not read, and other readers do."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.document.signature_fields import SignatureField, read_signature
from fhvalidate.pdf.grammar.fields import fields_of
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Boolean, Name, Reference, Stream, Text, Value

MAX_DEPTH = 8  # containers in each other; a signature dictionary has five


def hidden_signatures(objects: Objects | None, unread: Iterable[int]) -> Iterator[SignatureField]:
    """The signature dictionaries among the objects, each with the field that it is the value of."""
    names: dict[int, str] | None = None
    if objects is None:
        return
    for number in sorted(unread):
        try:
            found = objects.written(number)
            if not isinstance(found, Mapping) or not {b"ByteRange", b"Contents"} <= found.keys():
                continue
            names = _names(objects) if names is None else names
        except PdfSyntaxError:
            continue
        entry = objects.entries[number]
        dictionary = _for_the_library(found, objects, 0)
        yield read_signature(dictionary, names.get(number), (number, entry.generation))


def _names(objects: Objects) -> dict[int, str]:
    return {
        value.number: name
        for _, name, field in fields_of(objects)
        if isinstance(value := field.get(b"V"), Reference)
    }


def _for_the_library(value: Value, objects: Objects, depth: int) -> Any:
    """The value as the library holds such; what lies too deep, or is no value, is null."""
    if depth > MAX_DEPTH:
        return None
    match objects.follow(value):
        case Mapping() as entries:
            held = {
                f"/{key.decode('latin-1')}": _for_the_library(each, objects, depth + 1)
                for key, each in entries.items()
            }
            return pikepdf.Dictionary({k: v for k, v in held.items() if v is not None})
        case tuple() as items:
            return pikepdf.Array([_for_the_library(each, objects, depth + 1) for each in items])
        case Text(value=text):
            return pikepdf.String(text)
        case Name(value=name):
            return pikepdf.Name(f"/{name.decode('latin-1')}") if name else None
        case Boolean(value=truth):
            return truth
        case Stream():
            return None
        case plain:
            return plain
