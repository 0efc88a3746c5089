"""The entries of an update's section, and the objects that they lead to (ISO 32000-2, 7.5.4)."""

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.cross_reference import Entry, Section
from fhvalidate.pdf.syntax.object_streams import is_object_stream, read_packed, unpacked
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.stream_data import skip_white
from fhvalidate.pdf.syntax.values import Name, Stream, Value


@frozen
class ObjectPlace:
    """An indirect object in the bytes: `N G obj` at `start`, its `endobj` before `end`."""

    number: int
    generation: int
    start: int
    end: int
    value: Value


def type_of(place: ObjectPlace) -> Value:
    """The /Type of a stream; None of anything else."""
    return place.value.dictionary.get(b"Type") if isinstance(place.value, Stream) else None


def placed_objects(objects: tuple[ObjectPlace, ...]) -> dict[int, ObjectPlace]:
    """The objects by their numbers, each of which stands once.

    Raises:
        PdfSyntaxError: one stands twice, or has the number 0.
    """
    placed: dict[int, ObjectPlace] = {}
    for place in objects:
        if place.number in placed or not place.number:
            raise PdfSyntaxError("object-twice", place.start)
        placed[place.number] = place
    return placed


def packed_entries(
    section: Section, placed: dict[int, ObjectPlace], before: Objects
) -> dict[int, Entry]:
    """The entries that lead into the update's object streams, exactly those that these hold.

    Raises:
        PdfSyntaxError: an entry leads to nothing, or an object has no entry.
    """
    packed = {e.number: e for e in section.entries if e.container in placed}
    held: set[int] = set()
    # An update's are read by us alone; where they are encrypted, the library decrypts them.
    unpack = before.unpack if b"Encrypt" in before.trailer else unpacked
    for container in {e.container for e in packed.values()} | _containers(placed):
        place = placed[container or 0]
        if not isinstance(place.value, Stream):
            raise PdfSyntaxError("object-stream", place.start)
        numbers = read_packed(place.number, place.value, unpack).numbers
        for index, number in enumerate(numbers):
            entry = packed.get(number)
            if entry is None or (entry.container, entry.index) != (container, index):
                raise PdfSyntaxError("packed-elsewhere", place.start)
        held |= set(numbers)
    if held != packed.keys():
        raise PdfSyntaxError("packed-elsewhere", section.start)
    return packed


def _containers(placed: dict[int, ObjectPlace]) -> set[int | None]:
    return {
        number
        for number, place in placed.items()
        if isinstance(place.value, Stream) and is_object_stream(place.value.dictionary)
    }


def check_listed(section: Section, placed: dict[int, ObjectPlace]) -> None:
    """Passes when every object has exactly one entry.

    Raises:
        PdfSyntaxError: one has none, or two.
    """
    listed: set[int] = set()
    numbers: set[int] = set()
    for entry in section.entries:
        if entry.number in numbers:
            raise PdfSyntaxError("entry-twice", section.start)
        numbers.add(entry.number)
        if not entry.is_free:
            listed.add(entry.number)
    beside = section.trailer.integer(b"XRefStm")
    for number, place in placed.items():
        # A cross-reference stream need not list itself.
        if number not in listed and place.start not in {section.start, beside}:
            raise PdfSyntaxError("object-in-no-section", place.start)


def leads_right(
    entry: Entry,
    placed: dict[int, ObjectPlace],
    packed: dict[int, Entry],
    data: bytes,
    before: Objects,
) -> bool:
    """Whether an entry leads to an object of the update, or to what has not moved."""
    place, known = placed.get(entry.number), before.entries.get(entry.number)
    if entry.is_free:
        # What is free has no object here, but for a stream that lists itself so.
        return place is None or type_of(place) == Name(b"XRef")
    if entry.number == 0:
        return False
    if entry.container is not None:
        return entry.number in packed or (place is None and known == entry)
    if place is None:
        # A writer may list anew what has not moved; anything else re-points to other bytes.
        return known == entry
    stands = skip_white(data, entry.offset or 0) == place.start
    return stands and entry.generation == place.generation


def check_generations(placed: dict[int, ObjectPlace], before: Objects) -> None:
    """Passes when each object keeps its generation, and a new one has 0 (rule R12).

    Raises:
        PdfSyntaxError: a reference to it may lead to nothing.
    """
    for number, place in placed.items():
        known = before.entries.get(number)
        if place.generation != (known.generation if known is not None else 0):
            raise PdfSyntaxError("generation", place.start)
