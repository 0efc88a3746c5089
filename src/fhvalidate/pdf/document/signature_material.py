"""What is of a signature by its shape, and what only looks so, wherever it lies in a file."""

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from fhvalidate.errors import UnreadableError

MAX_DEPTH = 64  # values within an object
_VALUES = ("/Sig", "/DocTimeStamp")
_TYPES = frozenset(
    (*_VALUES, "/SigRef", "/SigFieldLock", "/SV", "/SVCert", "/TransformParams", "/DSS", "/VRI")
)
# Keys that nothing else than signatures has (ISO 32000-2, 12.7.5.5, 12.8 and table 29).
_KEYS = (
    *("/ByteRange", "/SigFlags", "/SubFilter", "/TransformMethod", "/DSS", "/VRI", "/OCSPs"),
    *("/CRLs", "/Certs", "/DocMDP", "/UR", "/UR3", "/Legal", "/SigFieldLock"),
)
_LOCKED = (Name.All, Name.Include, Name.Exclude)
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # the type of a CMS signature
_BEGINNING = 32  # bytes within which it stands


def is_signature_value(value: Any) -> bool:
    """Whether it has the shape of what a signature field holds (ISO 32000-2, table 255)."""
    if not isinstance(value, Dictionary) or not isinstance(value.get("/Contents"), String):
        return False
    kind = value.get("/Type")
    if kind is not None and str(kind) not in _VALUES:
        return False
    return kind is not None or "/Filter" in value or "/SubFilter" in value


def has_material(pdf: pikepdf.Pdf) -> bool:
    """Whether anything in the file is of a signature, or looks so.

    Raises:
        UnreadableError: a value lies too deep.
    """
    found: Iterable[Any] = (pdf.trailer, *pdf.objects)
    return any(_is_material(value) for each in found for value in _within(each, 0))


def _is_material(value: Any) -> bool:
    if isinstance(value, String):
        beginning = bytes(value)[:_BEGINNING]
        return beginning[:1] == b"\x30" and _SIGNED_DATA in beginning
    if any(key in value for key in _KEYS) or value.get("/FT") == Name.Sig:
        return True
    if str(value.get("/Type", "")) in _TYPES:
        return True
    if value.get("/Action") in _LOCKED:  # what a signature locks; its type need not be said
        return True
    # A stream has a filter too, but no contents.
    return "/Filter" in value and isinstance(value.get("/Contents"), String)


def _within(value: Any, depth: int) -> Iterator[Any]:
    """Dictionaries and strings in the object, itself among them; not those of other objects."""
    if depth > MAX_DEPTH:
        raise UnreadableError("damaged-pdf", reason="depth")
    if isinstance(value, String):
        yield value
        return
    if isinstance(value, Dictionary | Stream):
        yield value
        inner: Iterable[Any] = [value[key] for key in value.keys()]  # noqa: SIM118 (no mapping)
    elif isinstance(value, Array):
        inner = [value[number] for number in range(len(value))]
    else:
        return
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _within(each, depth + 1)
