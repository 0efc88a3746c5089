"""Signatures that stand in the bytes of the file, and that no reading of its objects finds.

A dictionary whose end is damaged is null to one reader and a signature to the next, so what is
written decides: a byte range that fits the file, and a field whose value cannot be read.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.signature_fields import SignatureField
from fhvalidate.pdf.revisions.byte_range import decoded
from fhvalidate.pdf.structure.form import SIGNATURE, fields_of, inherited
from fhvalidate.pdf.syntax.objects import Kind, parse
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.stream_places import object_places
from fhvalidate.pdf.syntax.values import Reference
from fhvalidate.pdf.syntax.written_ranges import range_names

MAX_TRIED = 50  # objects that are parsed anew; an honest file has none that need it
NEAR = 16_384  # bytes of a damaged dictionary looked at for its sub-filter
_SUBFILTER = late_re(rb"/SubFilter[\x00\t\n\x0c\r ]*+/([A-Za-z0-9.]{1,60})")

ByteRange = tuple[int, ...]


@frozen
class _Place:
    """An object in the bytes: its number and generation, where it begins, if it is whole."""

    object_id: tuple[int, int]
    at: int
    is_whole: bool


def damaged_signatures(
    document: Document, ranges: Iterable[ByteRange], known: Collection[tuple[int, int]]
) -> tuple[SignatureField, ...]:
    """The signatures that are written, and that neither we nor the library read.

    Args:
        document: the file.
        ranges: the byte ranges that fit the file and belong to no signature that was read.
        known: the objects of those that were read.
    """
    ranges = tuple(ranges)
    objects = document.reading.objects if document.reading is not None else None
    unread = _unread(document, objects) - {number for number, _ in known}
    found: dict[tuple[int, int], SignatureField] = {}
    if not ranges and not unread and not document.repaired and not document.fields.empty:
        return ()
    names = {} if objects is None else _names(objects, readable=not document.encrypted)
    places = _Places(document.data, objects)
    for numbers in ranges:
        place = places.around(numbers[1], numbers[2])
        key = place.object_id if place.object_id not in found else (0, numbers[1])
        found[key] = _field(document.data, names, place, numbers)
    for number in sorted(names):
        entry = objects.entries.get(number) if objects is not None else None
        if objects is None or entry is None or (number, entry.generation) in known:
            continue
        if (number, entry.generation) not in found and not _is_value(objects, number):
            place = _Place((number, entry.generation), entry.offset or 0, is_whole=False)
            found[place.object_id] = _field(document.data, names, place, None)
    if unread or document.repaired:
        for place in islice(places.damaged(unread if objects is not None else None), MAX_TRIED):
            if place.object_id not in found and place.object_id not in known:
                found[place.object_id] = _field(document.data, names, place, None)
    return tuple(found.values())


def _unread(document: Document, objects: Objects | None) -> frozenset[int]:
    """The objects in use whose bytes neither we nor the library can read."""
    if objects is None or document.reading is None:
        return frozenset()
    return frozenset(n for n in document.reading.unread if not objects.can_read(n))


def _is_value(objects: Objects, number: int) -> bool:
    """Whether a field can have the object as its value: a dictionary that can be read, or null."""
    try:
        return isinstance(objects.written(number), Mapping | None)
    except PdfSyntaxError:
        return False


def _names(objects: Objects, *, readable: bool) -> dict[int, str]:
    """The names of the signature fields, by the number of their value's object."""
    names: dict[int, str] = {}
    try:
        for _, name, field in fields_of(objects):
            value = field.get(b"V")
            if isinstance(value, Reference) and inherited(objects, field, b"FT") == SIGNATURE:
                names[value.number] = name if readable else ""
    except PdfSyntaxError:
        pass  # what is left of the form has no names that can be told
    return names


class _Places:
    """Where objects stand in the bytes: those in use, or where none is known all that are seen."""

    def __init__(self, data: bytes, objects: Objects | None) -> None:
        """The places of one file."""
        self._data = data
        places: dict[int, tuple[int, int]] = {}
        if objects is not None:
            for entry in objects.entries.values():
                if entry.offset is not None:
                    places[entry.offset] = (entry.number, entry.generation)
        else:
            for number, ends in object_places(data).items():
                places.update(dict.fromkeys(ends, (number, 0)))
        self._objects = places
        self._starts = sorted(places)
        self._tried = 0

    def around(self, begin: int, end: int) -> _Place:
        """The object that the hole of a signature stands in."""
        index = bisect_right(self._starts, begin) - 1
        if index < 0:
            return _Place((0, 0), begin, is_whole=False)
        start = self._starts[index]
        return _Place(self._objects[start], start, is_whole=self._is_whole(start, begin, end))

    def damaged(self, unread: Collection[int] | None) -> Iterator[_Place]:
        """The damaged objects that say that they have a byte range, in the order of the bytes."""
        last = -1
        for at in range_names(self._data):
            index = bisect_right(self._starts, at) - 1
            if index < 0 or index == last:
                continue
            last = index
            start = self._starts[index]
            number = self._objects[start][0]
            if unread is not None and number not in unread:
                continue
            closed = self._data.find(b"endobj", start, at) >= 0
            if closed or self._data.find(b"stream", start, at) >= 0:
                continue
            if self._tried >= MAX_TRIED:
                return
            if unread is not None or not self._is_whole(start, at, at):
                yield _Place(self._objects[start], start, is_whole=False)

    def _is_whole(self, start: int, begin: int, end: int) -> bool:
        """Whether a dictionary stands there, around these bytes, that can be read.

        So it is said, too, of what is not tried any more: it is reported all the same.
        """
        self._tried += 1
        if self._tried > MAX_TRIED:
            return True
        header = re.compile(rb"(?:\s*\d+\s+\d+\s+obj)?").match(self._data, start)
        try:
            node = parse(self._data, header.end() if header is not None else start)
        except PdfSyntaxError:
            return False
        return node.kind is Kind.DICTIONARY and node.start <= begin and node.end >= end


def _field(
    data: bytes, names: Mapping[int, str], place: _Place, numbers: ByteRange | None
) -> SignatureField:
    """What can be told of the signature whose dictionary stands there."""
    end = place.at + NEAR if numbers is None else numbers[2] + NEAR
    stated = _SUBFILTER.search(data, place.at, min(end, place.at + NEAR))
    if stated is None and numbers is not None:
        stated = _SUBFILTER.search(data, numbers[2], end)
    return SignatureField(
        # One that can be read, and that is not what the field leads to, has no field.
        name=None if place.is_whole else names.get(place.object_id[0]),
        object_id=place.object_id,
        type=None,
        filter=None,
        subfilter=stated[1].decode("ascii") if stated is not None else None,
        byte_range=numbers,
        contents=None if numbers is None else decoded(data[numbers[1] + 1 : numbers[2] - 1]),
        claimed_time=None,
        claimed_name=None,
        reason=None,
        location=None,
        certificates=(),
        certification=None,
        locks=(),
        is_damaged=not place.is_whole,
    )
