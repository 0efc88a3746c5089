"""Incremental updates that are well-formed by our own hand, in each form that there is."""

import enum
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf

from tests.pdf.handmade import entry, last_startxref


class Form(enum.Enum):
    """How an update lists its objects: ISO 32000-2, 7.5.4, 7.5.8 and 7.5.7."""

    TABLE = "table"
    STREAM = "stream"
    PACKED = "packed"


@dataclass(frozen=True, slots=True)
class Trailer:
    """What an update's trailer repeats."""

    size: int
    root: bytes
    rest: bytes = b""

    def __bytes__(self) -> bytes:
        return b"/Size %d /Root %s%s" % (self.size, self.root, self.rest)


def trailer_of(data: bytes) -> Trailer:
    """The trailer as the file's last one has it."""
    with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
        found = pdf.trailer
        rest = b""
        for key in ("/Info", "/ID"):
            if key in found:
                rest += b" %s %s" % (key.encode(), _reference_or_value(found[key]))
        return Trailer(int(found["/Size"]), _reference_or_value(found["/Root"]), rest)


def _reference_or_value(value: pikepdf.Object) -> bytes:
    if value.is_indirect:
        return b"%d %d R" % value.objgen
    return bytes(value.unparse())


def own_form(data: bytes) -> Form:
    """The form of the file's last cross-reference section."""
    start = last_startxref(data)
    return Form.TABLE if data[start : start + 4] == b"xref" else Form.STREAM


def updated(
    data: bytes,
    objects: Mapping[int, bytes],
    *,
    form: Form | None = None,
    trailer: Trailer | None = None,
) -> bytes:
    """The PDF with an update that brings the objects, each at generation 0."""
    chosen = form or own_form(data)
    told = trailer or trailer_of(data)
    if not data.endswith((b"\n", b"\r")):
        data += b"\n"
    size = max(told.size, *(number + 1 for number in (*objects, 0)))
    wanted = Trailer(size, told.root, told.rest + b" /Prev %d" % last_startxref(data))
    if chosen is Form.TABLE:
        return _with_table(data, objects, wanted)
    return _with_stream(data, objects, wanted, packed=chosen is Form.PACKED)


def _with_table(data: bytes, objects: Mapping[int, bytes], trailer: Trailer) -> bytes:
    entries = {0: entry(0, 65535, kind=b"f")}
    for number, value in objects.items():
        entries[number] = entry(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    start = len(data)
    lines = b"".join(b"%d 1\n%s" % each for each in sorted(entries.items()))
    return data + b"xref\n%strailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        lines,
        bytes(trailer),
        start,
    )


def _with_stream(
    data: bytes, objects: Mapping[int, bytes], trailer: Trailer, *, packed: bool
) -> bytes:
    inside = [n for n in sorted(objects) if packed and _may_be_packed(objects[n])]
    number = max(trailer.size, *(n + 1 for n in (*objects, 0)))
    entries: dict[int, tuple[int, int, int]] = {}
    for each in objects:
        if each not in inside:
            entries[each] = (1, len(data), 0)
            data += b"%d 0 obj\n%s\nendobj\n" % (each, objects[each])
    if inside:
        entries[number] = (1, len(data), 0)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, object_stream(inside, objects))
        entries |= {each: (2, number, index) for index, each in enumerate(inside)}
        number += 1
    start = len(data)
    entries[number] = (1, start, 0)
    told = Trailer(number + 1, trailer.root, trailer.rest)
    value = cross_reference_stream(entries, bytes(told))
    return data + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, value, start)


def _may_be_packed(value: bytes) -> bool:
    return not re.search(rb"\bstream\b|/ByteRange|/Type\s*/Catalog", value)


def object_stream(numbers: list[int], objects: Mapping[int, bytes]) -> bytes:
    """An object stream of the objects, in the order of their numbers."""
    head, body = b"", b""
    for number in numbers:
        head += b"%d %d " % (number, len(body))
        body += objects[number] + b"\n"
    packed = zlib.compress(head + body)
    return (
        b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream" % (len(numbers), len(head), len(packed), packed)
    )


def cross_reference_stream(entries: Mapping[int, tuple[int, int, int]], told: bytes) -> bytes:
    """A cross-reference stream of the entries: kind, then offset or container, then index."""
    index = b" ".join(b"%d 1" % number for number in sorted(entries))
    rows = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + third.to_bytes(2, "big")
        for _, (kind, where, third) in sorted(entries.items())
    )
    packed = zlib.compress(rows)
    return (
        b"<< /Type /XRef /W [1 4 2] /Index [%s] %s /Filter /FlateDecode /Length %d >>\n"
        b"stream\n%s\nendstream" % (index, told, len(packed), packed)
    )


def value_of(thing: pikepdf.Object) -> bytes:
    """The object as it is written between `obj` and `endobj`."""
    if isinstance(thing, pikepdf.Stream):
        raw = thing.read_raw_bytes()
        dictionary = pikepdf.Dictionary(dict(thing.stream_dict.items()))
        dictionary["/Length"] = len(raw)
        return dictionary.unparse(resolved=True) + b"\nstream\n" + raw + b"\nendstream"
    return bytes(thing.unparse(resolved=True))
