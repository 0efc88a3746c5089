"""Incremental updates, byte by byte: is everything after a signed revision accounted for?

Rule R2 of the project: what follows a signed revision is whole revisions only. Each is a run of
indirect objects, one cross-reference section that lists exactly them, `startxref` and `%%EOF`.
Objects that no section lists, entries that lead elsewhere and bytes in between are what two
readers read in two ways.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.cross_reference import (
    Entry,
    Section,
    decoded,
    object_header,
    read_section,
)
from fhvalidate.pdf.syntax.objects import Kind, Node, check_keys, parse, skip_space
from fhvalidate.pdf.syntax.revisions import Read

MAX_LEAD = 16  # bytes of white space between where an entry points and the object
MAX_UPDATES = 500  # each signing adds one to three
_WHITE = re.compile(rb"[\x00\t\n\x0c\r ]*+")
_TRAILER_END = re.compile(
    rb"startxref[\x00\t\n\x0c\r ]+(\d{1,20})[\x00\t\n\x0c\r ]+%%EOF(?:\r\n|\n|\r)?"
)
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r(?!\n))")

ResolveLength = Callable[[int, int], int | None]


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """An indirect object in the bytes: `N G obj` at `start`, its `endobj` before `end`."""

    number: int
    generation: int
    start: int
    end: int
    value: Node


@dataclass(frozen=True, slots=True)
class Update:
    """One incremental update: `data[start:end]`, its objects and its cross-reference section."""

    start: int
    end: int
    objects: tuple[ObjectPlace, ...]
    section: Section


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """Bytes after a signed revision that no well-formed update accounts for, and why not."""

    offset: int
    length: int
    reason: str


def account_for(
    data: bytes,
    start: int,
    *,
    previous: int | None,
    resolve_length: ResolveLength,
    earlier: Callable[[], dict[int, int]],
    read: Read = read_section,
) -> tuple[tuple[Update, ...], Unaccounted | None]:
    """The updates that follow the revision that ends at `start`, and what they leave over.

    Args:
        data: the whole file.
        start: the end of a signed revision.
        previous: where the last cross-reference section before `start` stands.
        resolve_length: the value of an indirect /Length, by number and generation.
        earlier: where the revision before `start` has its objects, by number; an object in an
            object stream stands at minus the stream's number.
        read: what reads a cross-reference section.
    """
    updates: list[Update] = []
    pos = start
    # A comment may stand before an update; after the last one it is no white space.
    while skip_white(data, pos) < len(data):
        if len(updates) >= MAX_UPDATES:
            return tuple(updates), Unaccounted(pos, len(data) - pos, "too-many-updates")
        try:
            update = _read_update(data, pos, resolve_length, read)
            _check_trailer(update, data, previous)
            _check_entries(update, data, known=cache(partial(_places, earlier, tuple(updates))))
        except PdfSyntaxError as error:
            return tuple(updates), Unaccounted(error.offset, len(data) - pos, error.reason)
        updates.append(update)
        pos, previous = update.end, update.section.start
    return tuple(updates), None


def _places(earlier: Callable[[], dict[int, int]], updates: tuple[Update, ...]) -> dict[int, int]:
    """Where each object stands before the next update, by number."""
    places = dict(earlier())
    for update in updates:
        for entry in update.section.entries:
            if entry.offset is not None:
                places[entry.number] = skip_white_at(entry.offset, update)
            elif entry.container is not None:
                places[entry.number] = -entry.container
            else:
                places.pop(entry.number, None)
    return places


def skip_white_at(offset: int, update: Update) -> int:
    """Where the object stands that an entry of the update points at."""
    return next((p.start for p in update.objects if 0 <= p.start - offset <= MAX_LEAD), offset)


def _check_trailer(update: Update, data: bytes, previous: int | None) -> None:
    """The section follows the one before it, and no number is beyond the stated size."""
    section = update.section
    stated = section.previous
    follows = stated is not None and 0 <= stated < len(data)
    if previous is not None and not (follows and skip_space(data, stated or 0) == previous):
        raise PdfSyntaxError("previous-elsewhere", section.start)
    size = section.trailer.integer(b"Size") or 0
    numbers = (entry.number for entry in section.entries)
    if any(number >= size for number in numbers):
        raise PdfSyntaxError("number-beyond-size", section.start)


def _read_update(data: bytes, start: int, resolve_length: ResolveLength, read: Read) -> Update:
    objects: list[ObjectPlace] = []
    streams: list[Section] = []
    pos = skip_space(data, start)
    while (header := object_header(data, pos)) is not None:
        place = _read_object(data, pos, header, resolve_length)
        kind = place.value.get(b"Type") if place.value.kind is Kind.DICTIONARY else None
        if kind is not None and kind.value == b"XRef":
            streams.append(read(data, pos))
        objects.append(place)
        pos = skip_space(data, place.end)
    if len(streams) > 1:
        raise PdfSyntaxError("section-twice", streams[1].start)
    section = streams[0] if streams else None
    if data.startswith(b"xref", pos):
        section = read(data, pos)
        pos = skip_space(data, section.end)
        check_keys(section.trailer)
        if streams and section.trailer.integer(b"XRefStm") == streams[0].start:
            # ISO 32000-2, 7.5.8.4: a hybrid file has a stream beside the table
            section = _joined(section, streams[0])
        elif section.trailer.all(b"XRefStm"):
            raise PdfSyntaxError("hidden-section-elsewhere", section.start)
    elif section is not None and section.trailer.all(b"XRefStm"):
        raise PdfSyntaxError("hidden-section-elsewhere", section.start)
    ending = _TRAILER_END.match(data, pos)
    if section is None or ending is None:
        raise PdfSyntaxError("not-an-update", pos)
    pointed = skip_space(data, int(ending[1])) if int(ending[1]) < len(data) else -1
    if pointed != section.start:
        raise PdfSyntaxError("startxref-elsewhere", pos)
    return Update(start, ending.end(), tuple(objects), section)


def _joined(table: Section, stream: Section) -> Section:
    """A hybrid file's two sections as one: what the stream lists, the table calls free."""
    listed = {entry.number for entry in stream.entries}
    kept = (e for e in table.entries if e.offset is not None or e.number not in listed)
    entries = (*kept, *stream.entries)
    return Section(table.start, table.end, entries, table.trailer, is_stream=False)


def _read_object(
    data: bytes, start: int, header: tuple[int, int, int], resolve_length: ResolveLength
) -> ObjectPlace:
    number, generation, pos = header
    value = parse(data, pos)
    check_keys(value)
    pos = skip_space(data, value.end)
    if keyword := _STREAM.match(data, pos):
        length = _length(value, resolve_length)
        if length is None or not 0 <= length <= len(data) - keyword.end():
            raise PdfSyntaxError("stream-length", pos)
        _check_packed(data[keyword.end() : keyword.end() + length], value)
        pos = skip_white(data, keyword.end() + length)
        if not data.startswith(b"endstream", pos):
            raise PdfSyntaxError("stream-length", pos)
        pos = skip_space(data, pos + len(b"endstream"))
    if not data.startswith(b"endobj", pos):
        raise PdfSyntaxError("object-without-end", start)
    return ObjectPlace(number, generation, start, pos + len(b"endobj"), value)


def _check_packed(raw: bytes, dictionary: Node) -> None:
    """The objects in an object stream give each key once too, so far as they can be read here."""
    kind = dictionary.get(b"Type") if dictionary.kind is Kind.DICTIONARY else None
    if kind is None or kind.value != b"ObjStm":
        return
    try:
        held = decoded(raw, dictionary)
        pos = skip_space(held, dictionary.integer(b"First") or 0)
        found: list[Node] = []
        while pos < len(held):
            found.append(parse(held, pos))
            pos = skip_space(held, found[-1].end)
    except PdfSyntaxError:
        return  # an encrypted one, or one that the entries that lead into it will tell of
    for node in found:
        check_keys(node, at=dictionary.start)


def skip_white(data: bytes, pos: int) -> int:
    """The first position at or after `pos` that is no white space; a `%` is no comment here."""
    match = _WHITE.match(data, pos)
    return match.end() if match else pos


def _length(dictionary: Node, resolve_length: ResolveLength) -> int | None:
    node = dictionary.get(b"Length") if dictionary.kind is Kind.DICTIONARY else None
    if node is not None and node.kind is Kind.REFERENCE and isinstance(node.value, tuple):
        return resolve_length(*node.value)
    return node.value if node is not None and isinstance(node.value, int) else None


def _check_entries(update: Update, data: bytes, *, known: Callable[[], dict[int, int]]) -> None:
    """Every object in exactly one entry that points at it, and no entry that points elsewhere."""
    placed: dict[int, ObjectPlace] = {}
    for place in update.objects:
        if place.number in placed:
            raise PdfSyntaxError("object-twice", place.start)
        placed[place.number] = place
    listed: dict[int, Entry] = {}
    for entry in update.section.entries:
        if entry.number in listed:
            raise PdfSyntaxError("entry-twice", update.section.start)
        listed[entry.number] = entry
    for number, place in placed.items():
        # A cross-reference stream need not list itself.
        own = place.start in {update.section.start, update.section.trailer.integer(b"XRefStm")}
        found = listed.get(number)
        if not own and (found is None or found.offset is None):
            raise PdfSyntaxError("object-in-no-section", place.start)
    for entry in listed.values():
        if not _leads_right(entry, placed, data, known):
            raise PdfSyntaxError("entry-elsewhere", update.section.start)


def _leads_right(
    entry: Entry,
    placed: dict[int, ObjectPlace],
    data: bytes,
    known: Callable[[], dict[int, int]],
) -> bool:
    if entry.container is not None:
        return entry.container in placed or known().get(entry.number) == -entry.container
    if entry.offset is None:
        return True
    place = placed.get(entry.number)
    if place is not None:
        stands = skip_white(data, entry.offset) == place.start
        return stands and entry.generation == place.generation
    # A writer may list anew what has not moved; anything else re-points to other bytes.
    return entry.number == 0 or known().get(entry.number) == entry.offset
