"""Incremental updates, byte by byte: is everything after a signed revision accounted for?

Rules R2 and R12 of the project: what follows a signed revision is whole revisions only. Each is a
run of indirect objects, one cross-reference section that lists exactly them, `startxref` and
`%%EOF`, and each byte of it can be read in one way only. Objects that no section lists, entries
that lead elsewhere and bytes in between are what two readers read in two ways.
"""

from bisect import bisect_left
from collections.abc import Mapping

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.cross_reference import (
    Section,
    joined,
    object_header,
    read_section,
)
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.plain_values import value_at
from fhvalidate.pdf.syntax.revision_objects import Objects, check_kind
from fhvalidate.pdf.syntax.revisions import Read
from fhvalidate.pdf.syntax.stream_data import (
    check_holds_no_object,
    end_of_object,
    skip_white,
    stream_at,
)
from fhvalidate.pdf.syntax.update_entries import (
    ObjectPlace,
    check_generations,
    check_listed,
    leads_right,
    packed_entries,
    placed_objects,
    type_of,
)
from fhvalidate.pdf.syntax.values import Name, Reference, Stream, Value, dictionary_of

MAX_UPDATES = 500  # each signing adds one to three
STARTXREF_WINDOW = 1024  # bytes; the least that five readers look through, measured in each
_TRAILER_END = late_re(
    rb"startxref[\x00\t\n\x0c\r ]+(\d{1,20})[\x00\t\n\x0c\r ]+%%EOF(?:\r\n|\n|\r)?"
)
# What a reader looks for that builds the cross-reference anew.
_STRUCTURE = late_re(rb"obj|xref|trailer|stream|EOF")
_INTEGER = late_re(rb"obj[ \r\n]*+(\d{1,10})[ \r\n]*+endobj")
HEADER_WINDOW = 40  # bytes before `obj`; a number, a generation and white space have some ten
_HEADER_BEFORE = late_re(rb"(?<!\d)(\d{1,10})[ \r\n]++(\d{1,5})[ \r\n]++\Z")

_Integers = dict[tuple[int, int], list[tuple[int, int]]]


@frozen
class Update:
    """One incremental update: `data[start:end]`, its objects and its cross-reference section.

    Attributes:
        packed: the numbers of the objects in its object streams.
        freed: the numbers that were in use and are no more.
        before: the objects that the update was laid over.
        after: the objects as it left them.
    """

    start: int
    end: int
    objects: tuple[ObjectPlace, ...]
    section: Section
    packed: frozenset[int]
    freed: frozenset[int]
    before: Objects
    after: Objects

    @property
    def defined(self) -> frozenset[int]:
        """The numbers of all objects that it defines, new or anew."""
        return self.packed | {place.number for place in self.objects}

    @property
    def touched(self) -> frozenset[int]:
        """Those, and what it frees or lists anew."""
        return self.defined | {entry.number for entry in self.section.entries}


@frozen
class Unaccounted:
    """Bytes after a signed revision that no well-formed update accounts for, and why not."""

    offset: int
    length: int
    reason: str


def startxref_out_of_sight(data: bytes) -> Unaccounted | None:
    """Bytes at the end of the file that keep some readers from the last `startxref` (7.5.5)."""
    place = data.rfind(b"startxref")
    if place >= len(data) - STARTXREF_WINDOW:
        return None
    return Unaccounted(max(place, 0), len(data) - max(place, 0), "startxref-out-of-sight")


def account_for(
    data: bytes, start: int, *, previous: int, before: Objects, read: Read = read_section
) -> tuple[tuple[Update, ...], Unaccounted | None]:
    """The updates that follow the revision that ends at `start`, and what they leave over.

    Args:
        data: the whole file.
        start: the end of a signed revision.
        previous: where the last cross-reference section before `start` stands.
        before: the objects of that revision.
        read: what reads a cross-reference section.
    """
    updates: list[Update] = []
    pos = start
    # A comment may stand before an update; after the last one it is no white space.
    while skip_white(data, pos) < len(data):
        if len(updates) >= MAX_UPDATES:
            return tuple(updates), Unaccounted(pos, len(data) - pos, "too-many-updates")
        try:
            update = _read_update(data, pos, previous, before, read)
        except PdfSyntaxError as error:
            offset = error.offset if pos <= error.offset <= len(data) else pos
            return tuple(updates), Unaccounted(offset, len(data) - pos, error.reason)
        updates.append(update)
        pos, previous, before = update.end, update.section.start, update.after
    return tuple(updates), None


def _read_update(data: bytes, start: int, previous: int, before: Objects, read: Read) -> Update:
    objects, pos = _read_objects(data, start, before)
    section, pos = _read_section(data, pos, objects, read)
    ending = _TRAILER_END.match(data, pos)
    if ending is None:
        raise PdfSyntaxError("not-an-update", pos)
    pointed = skip_white(data, int(ending[1])) if int(ending[1]) < len(data) else -1
    if pointed != section.start:
        raise PdfSyntaxError("startxref-elsewhere", pos)
    _check_trailer(section, data, previous)
    check_kind(section, read(data, previous))
    placed = placed_objects(objects)
    check_listed(section, placed)
    packed = packed_entries(section, placed, before)
    for entry in section.entries:
        if not leads_right(entry, placed, packed, data, before):
            raise PdfSyntaxError("entry-elsewhere", section.start)
    check_generations(placed, before)
    after = before.after(section)
    freed = frozenset(n for n in before.entries if not after.has(n))
    end = ending.end()
    return Update(start, end, objects, section, frozenset(packed), freed, before, after)


def _read_objects(data: bytes, start: int, before: Objects) -> tuple[tuple[ObjectPlace, ...], int]:
    """The objects that stand one after the other, and where what follows them begins."""
    objects: list[ObjectPlace] = []
    pos = _skip_gap(data, start)

    def length_of(value: Value) -> int | None:
        """A stream states its length itself, or by a plain integer of this revision."""
        found = before.follow(value)
        if found is None and isinstance(value, Reference):
            found = _plain_integer(before, data, pos, value)
        return found if isinstance(found, int) else None

    while (header := object_header(data, pos)) is not None:
        number, generation, begin = header
        known = before.known_at(pos)
        if known is not None and not isinstance(known[0], Stream):
            value, tokens_end = known
        else:
            value, tokens_end = value_at(data, begin)
            if isinstance(value, Mapping):
                value = stream_at(data, tokens_end, value, length_of)
        if isinstance(value, Stream):
            check_holds_no_object(value, pos)
        end = end_of_object(data, tokens_end, value)
        objects.append(ObjectPlace(number, generation, pos, end, value))
        pos = _skip_gap(data, end)
    return tuple(objects), pos


def _plain_integer(before: Objects, data: bytes, pos: int, wanted: Reference) -> int | None:
    """The number that an object after `pos` is; were it not the one, the update would not fit."""
    key = ("plain integers", len(data))
    if key not in before.known:
        before.known[key] = _plain_integers(data)
    integers: _Integers = before.known[key]  # type: ignore[assignment]
    found = integers.get((wanted.number, wanted.generation), [])
    place = bisect_left(found, (pos, 0))
    return found[place][1] if place < len(found) else None


def _plain_integers(data: bytes) -> _Integers:
    """The objects of the file that are plain integers: where each stands, and what it is."""
    integers: _Integers = {}
    for match in _INTEGER.finditer(data):
        header = _HEADER_BEFORE.search(data[max(match.start() - HEADER_WINDOW, 0) : match.start()])
        if header is not None:
            key = int(header[1]), int(header[2])
            integers.setdefault(key, []).append((match.start(), int(match[1])))
    return integers


def _skip_gap(data: bytes, pos: int) -> int:
    """Where the next object or section begins: white space and comments passed over.

    Raises:
        PdfSyntaxError: a comment holds what a reader may take for a part of the file.
    """
    end = skip_space(data, pos)
    if _STRUCTURE.search(data, pos, end):
        raise PdfSyntaxError("comment", pos)
    return end


def _read_section(
    data: bytes, pos: int, objects: tuple[ObjectPlace, ...], read: Read
) -> tuple[Section, int]:
    """The one section of an update, and where what follows it begins."""
    streams = [place.start for place in objects if type_of(place) == Name(b"XRef")]
    if len(streams) > 1:
        raise PdfSyntaxError("section-twice", streams[1])
    section = read(data, streams[0]) if streams else None
    if data.startswith(b"xref", pos):
        table = read(data, pos)
        if b"%" in data[table.start : table.trailer.start]:
            raise PdfSyntaxError("comment", table.start)
        beside = table.trailer.integer(b"XRefStm")
        if section is not None and beside == section.start:
            section = joined(table, section)
        elif table.trailer.all(b"XRefStm"):
            raise PdfSyntaxError("hidden-section-elsewhere", table.start)
        else:
            section = table  # a stream that no table names is an object like others
        pos = _skip_gap(data, table.end)
    elif section is not None and section.trailer.all(b"XRefStm"):
        raise PdfSyntaxError("hidden-section-elsewhere", section.start)
    if section is None:
        raise PdfSyntaxError("not-an-update", pos)
    dictionary_of(data, section.trailer)
    return section, pos


def _check_trailer(section: Section, data: bytes, previous: int) -> None:
    """The section follows the one before it, and no number is beyond the stated size."""
    stated = section.previous
    follows = stated is not None and 0 <= stated < len(data)
    if not follows or skip_space(data, stated or 0) != previous:
        raise PdfSyntaxError("previous-elsewhere", section.start)
    size = section.trailer.integer(b"Size") or 0
    numbers = (entry.number for entry in section.entries)
    if any(number >= size for number in numbers):
        raise PdfSyntaxError("number-beyond-size", section.start)
