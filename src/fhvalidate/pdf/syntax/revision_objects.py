"""The objects of a file as one of its revisions has them, by our own reading (ISO 32000-2, 7.5)."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import partial
from itertools import pairwise
from types import MappingProxyType

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.apart import check_apart
from fhvalidate.pdf.syntax.cross_reference import Entry, Section, joined, object_header
from fhvalidate.pdf.syntax.object_streams import Packed, Unpack, read_packed, unpacked
from fhvalidate.pdf.syntax.objects import parse, skip_space
from fhvalidate.pdf.syntax.plain_values import plain_value
from fhvalidate.pdf.syntax.revisions import Read, sections
from fhvalidate.pdf.syntax.stream_data import stream_at
from fhvalidate.pdf.syntax.values import (
    NOTHING,
    Dictionary,
    Reference,
    Stream,
    Value,
    dictionary_of,
    value_of,
)

# Of an object: one reader of five shows something else from 5 million on; a file of 200 MB, as
# large as any that is read, has some 2 million.
MAX_NUMBER = 4_000_000
MAX_TOKENS = 33_700_000  # bytes of one object, without its data; the longest /Contents has as many
MAX_STEPS = 32  # references that lead to references; a real file has none


@frozen
class Objects:
    """The objects that a revision has.

    Attributes:
        data: the file.
        entries: where each object stands that is in use, by number.
        bodies: the number of the object that stands at each place, superseded ones included.
        trailer: of the newest section.
        unpack: what unpacks object streams.
        known: what was read before, by its place; shared by the revisions of one file.
    """

    data: bytes = field(repr=False)
    entries: Mapping[int, Entry] = field(repr=False)
    bodies: Mapping[int, int] = field(repr=False)
    trailer: Dictionary
    unpack: Unpack = field(default=unpacked, repr=False)
    known: dict[object, object] = field(default_factory=dict, repr=False)

    def written(self, number: int) -> Value:
        """The object of that number; None when there is none.

        Raises:
            PdfSyntaxError: it can be read in two ways, or not at all.
        """
        entry = self.entries.get(number)
        if entry is None:
            return None
        key: object = entry.offset
        if entry.container is not None:
            container = self.entries.get(entry.container)
            key = (container.offset if container is not None else None, number, entry.index)
        found = self.known.get(key, PdfSyntaxError)
        if found is PdfSyntaxError or isinstance(found, PdfSyntaxError):
            found = self._once(key, lambda: self._read(entry))
        return found  # type: ignore[return-value]

    def can_read(self, number: int) -> bool:
        """Whether the object of that number can be read, and in one way."""
        try:
            self.written(number)
        except PdfSyntaxError:
            return False
        return True

    def follow(self, value: Value) -> Value:
        """The value itself, or what the reference leads to.

        Raises:
            PdfSyntaxError: what it leads to cannot be read, or is of another generation.
        """
        for _ in range(MAX_STEPS):
            if not isinstance(value, Reference):
                return value
            entry = self.entries.get(value.number)
            if entry is not None and entry.generation != value.generation:
                raise PdfSyntaxError("generation", entry.offset or 0)
            value = self.written(value.number)
        raise PdfSyntaxError("references", 0)

    def dictionary(self, value: Value) -> Dictionary:
        """The dictionary that the value is, or leads to; of a stream, its own; else none."""
        match self.follow(value):
            case Stream(dictionary=dictionary):
                return dictionary
            case Mapping() as dictionary:
                return dictionary
            case _:
                return NOTHING

    def items(self, value: Value) -> tuple[Value, ...]:
        """The items of the array that the value is, or leads to; none of anything else."""
        found = self.follow(value)
        return found if isinstance(found, tuple) else ()

    def after(self, section: Section) -> "Objects":
        """The objects when a further section is laid over these."""
        entries, bodies = dict(self.entries), dict(self.bodies)
        _lay_over(entries, bodies, section)
        return replace(
            self,
            entries=MappingProxyType(entries),
            bodies=MappingProxyType(bodies),
            trailer=dictionary_of(self.data, section.trailer),
        )

    def _read(self, entry: Entry) -> Value:
        if entry.container is not None:
            return self._packed(entry.container).at(entry.index or 0, entry.number)
        start = skip_space(self.data, entry.offset or 0)
        header = object_header(self.data, start)
        if header is None or header[:2] != (entry.number, entry.generation):
            raise PdfSyntaxError("entry-elsewhere", start)
        value, end = plain_value(self.data, header[2]) or self._long(header[2])
        self.known["end of tokens", start] = end
        if not isinstance(value, Mapping):
            return value
        return stream_at(self.data, end, value, self._length)

    def _long(self, pos: int) -> tuple[Value, int]:
        """What is written otherwise than plainly; its length is known before its value is."""
        node = parse(self.data, pos)
        if node.end - node.start > MAX_TOKENS:
            raise PdfSyntaxError("object-too-long", pos)
        return value_of(self.data, node), node.end

    def known_at(self, place: int) -> tuple[Value, int] | None:
        """What begins at exactly that place, if it was read, and where its tokens end."""
        value = self.known.get(place, NOTHING)
        end = self.known.get(("end of tokens", place))
        if not isinstance(end, int) or isinstance(value, PdfSyntaxError) or place not in self.known:
            return None
        return value, end  # type: ignore[return-value]

    def _packed(self, number: int) -> Packed:
        entry = self.entries.get(number)
        if entry is None or entry.offset is None:
            raise PdfSyntaxError("object-stream", 0)
        stream = self.written(number)
        if not isinstance(stream, Stream):
            raise PdfSyntaxError("object-stream", entry.offset)
        key = ("packed", entry.offset)
        read = partial(read_packed, number, stream, self.unpack)
        return self._once(key, read)  # type: ignore[return-value]

    def _once(self, key: object, read: Callable[[], object]) -> object:
        """What is read under the key; where that fails, it fails as it did, without its frames.

        Raises:
            PdfSyntaxError: it cannot be read.
        """
        if key not in self.known:
            try:
                self.known[key] = read()
            except PdfSyntaxError as error:
                self.known[key] = PdfSyntaxError(error.reason, error.offset)
        found = self.known[key]
        if isinstance(found, PdfSyntaxError):
            raise PdfSyntaxError(found.reason, found.offset)
        return found

    def _length(self, value: Value) -> int | None:
        found = self.follow(value)
        return found if isinstance(found, int) else None

    def reference(self, number: int) -> Reference:
        """A reference to the object of that number."""
        return Reference(number, self.entries[number].generation)

    def has(self, number: int) -> bool:
        """Whether there is an object of that number."""
        return number in self.entries


def read_objects(
    data: bytes,
    startxref: int,
    *,
    limit: int,
    read: Read,
    unpack: Unpack = unpacked,
    known: dict[object, object] | None = None,
) -> Objects:
    """The objects of the revision whose newest section stands at `startxref`.

    Args:
        data: the whole file.
        startxref: where the section stands.
        limit: how many sections are read.
        read: what reads one.
        unpack: what unpacks object streams.
        known: of the objects of another revision of the file: a place reads the same in each.

    Raises:
        PdfSyntaxError: a section of the chain cannot be read, or the trailer; or an object
            stands within another.
    """
    chain = sections(data, startxref, limit=limit, read=read)
    if not chain or chain[-1].previous:
        raise PdfSyntaxError("cross-reference section", startxref)
    for newer, older in pairwise(chain):
        check_kind(newer, older)
    entries: dict[int, Entry] = {}
    bodies: dict[int, int] = {}
    for section in reversed(chain):
        _lay_over(entries, bodies, _whole(data, section, read))
    known = {} if known is None else known
    places = (each.offset for each in entries.values() if each.offset is not None)
    check_apart(data, places, known)
    trailer = dictionary_of(data, chain[0].trailer)
    by_number, by_place = MappingProxyType(entries), MappingProxyType(bodies)
    return Objects(data, by_number, by_place, trailer, unpack, known)


def check_kind(newer: Section, older: Section) -> None:
    """Passes unless a table follows a stream, which some readers give up at.

    Raises:
        PdfSyntaxError: it does.
    """
    if older.is_stream and not newer.is_stream:
        raise PdfSyntaxError("table-after-stream", newer.start)


def _whole(data: bytes, section: Section, read: Read) -> Section:
    """The section with the stream beside it that a hybrid file's table names."""
    if not section.trailer.all(b"XRefStm"):
        return section
    at = section.trailer.integer(b"XRefStm")
    if section.is_stream or at is None or not 0 <= at < len(data):
        raise PdfSyntaxError("hidden-section-elsewhere", section.start)
    return joined(section, read(data, at))


def _lay_over(entries: dict[int, Entry], bodies: dict[int, int], newer: Section) -> None:
    """Enters what a newer section lists; what it frees is there no more."""
    for entry in newer.entries:
        if not entry.is_known or entry.number > MAX_NUMBER:
            raise PdfSyntaxError("cross-reference stream entry", newer.start)
        if entry.is_free:
            entries.pop(entry.number, None)
        elif entry.number:
            entries[entry.number] = entry
        place = entry.offset
        if place is not None and bodies.setdefault(place, entry.number) != entry.number:
            raise PdfSyntaxError("place-twice", place)
