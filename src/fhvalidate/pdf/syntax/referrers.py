"""Which objects of a revision refer to given ones, by a look at every byte of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.cross_reference import Entry, object_header
from fhvalidate.pdf.syntax.objects import Kind, parse, skip_space
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import NOTHING, Dictionary, Name, Stream, Value, references_in
from fhvalidate.pdf.syntax.written_references import written_references

TRAILER = 0  # the number that stands for the trailer, which is no object


def referrers(objects: Objects, numbers: frozenset[int], end: int) -> frozenset[int]:
    """The numbers of the objects in force that refer to any of the numbers.

    Args:
        objects: the revision's.
        numbers: what is looked for.
        end: where the revision ends.

    Raises:
        PdfSyntaxError: an object that seems to cannot be read.
    """
    if not numbers:
        return frozenset()
    found: set[int] = set()
    written = _written(objects)
    revision = _revision(objects)
    for number in numbers:
        places = written.get(number, ())
        for pos in places[: bisect_left(places, end)]:
            found.update(_owner(objects, revision, pos))
        found |= revision.packed.get(number, frozenset())
    if any(each.number in numbers for each in references_in(objects.trailer)):
        found.add(TRAILER)
    return frozenset(found)


@frozen
class _Revision:
    """Where the objects of a revision stand, and what its packed ones refer to.

    Attributes:
        entries: whose revision it is.
        in_force: the places of the objects in force, in order.
        bodies: the places of all objects, superseded ones included, in order.
        packed: the numbers of the packed objects that refer to each number.
    """

    entries: Mapping[int, Entry]
    in_force: tuple[int, ...]
    bodies: tuple[int, ...]
    packed: Mapping[int, frozenset[int]]


def _written(objects: Objects) -> Mapping[int, tuple[int, ...]]:
    """Where each number is referred to in the file, looked for once."""
    key = ("written references", len(objects.data))
    if key not in objects.known:
        objects.known[key] = written_references(objects.data)
    return objects.known[key]  # type: ignore[return-value]


def _revision(objects: Objects) -> _Revision:
    """Put in order once for each revision; only the last two are asked for in turn."""
    kept: tuple[_Revision, ...] = objects.known.get("revisions", ())  # type: ignore[assignment]
    for revision in kept:
        if revision.entries is objects.entries:
            return revision
    entries = objects.entries.values()
    in_force = sorted({entry.offset for entry in entries if entry.offset is not None})
    packed: dict[int, set[int]] = {}
    for entry in entries:
        if entry.container is not None:
            for number in _references(objects, entry):
                packed.setdefault(number, set()).add(entry.number)
    revision = _Revision(
        objects.entries,
        tuple(in_force),
        tuple(sorted(objects.bodies)),
        {number: frozenset(owners) for number, owners in packed.items()},
    )
    objects.known["revisions"] = (*kept[-1:], revision)
    return revision


def _references(objects: Objects, entry: Entry) -> frozenset[int]:
    """The numbers that a packed object refers to, read once."""
    container = objects.entries.get(entry.container or 0)
    place = container.offset if container is not None else None
    key = ("references", place, entry.number, entry.index)
    if key not in objects.known:
        found = references_in(objects.written(entry.number))
        objects.known[key] = frozenset(each.number for each in found)
    return objects.known[key]  # type: ignore[return-value]


def _owner(objects: Objects, revision: _Revision, pos: int) -> Iterator[int]:
    """The object in force whose tokens hold the position; the trailer where none do.

    Nothing where it stands in an object that is superseded.
    """
    place = bisect_right(revision.in_force, pos) - 1
    start = revision.in_force[place] if place >= 0 else -1
    if place >= 0:
        number, end = _tokens(objects, start)
        if pos < end:
            yield number
            return
    body = bisect_right(revision.bodies, pos) - 1
    if body < 0 or revision.bodies[body] <= start:
        yield TRAILER


def _tokens(objects: Objects, offset: int) -> tuple[int, int]:
    """The number of the object that stands there, and where its tokens end; read once."""
    key = ("tokens", offset)
    if key not in objects.known:
        start = skip_space(objects.data, offset)
        header = object_header(objects.data, start)
        if header is None:
            raise PdfSyntaxError("entry-elsewhere", start)
        known = objects.known_at(start)
        if known is not None:
            is_section = _entries(known[0]).get(b"Type") == Name(b"XRef")
            end = known[1]
        else:
            node = parse(objects.data, header[2])
            kind = node.get(b"Type") if node.kind is Kind.DICTIONARY else None
            is_section = kind is not None and kind.value == b"XRef"
            end = node.end
        objects.known[key] = (TRAILER if is_section else header[0], end)
    return objects.known[key]  # type: ignore[return-value]


def _entries(value: Value) -> Dictionary:
    """The entries of a dictionary, or of a stream's; none of anything else."""
    if isinstance(value, Stream):
        return value.dictionary
    return value if isinstance(value, Mapping) else NOTHING
