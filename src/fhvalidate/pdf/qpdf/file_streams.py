"""Every stream of a file counted before a library opens it, by its filters as resolved.

Streams are found in the bytes, whatever the cross-reference sections say, so that what any reader
may find, in any revision, is counted once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from fhvalidate.constraints import Excess, Limits
from fhvalidate.errors import PdfSyntaxError, UnreadableError
from fhvalidate.pdf.qpdf.decoding import Budget, Passed, check_structure, refuse
from fhvalidate.pdf.qpdf.picture_sizes import is_picture
from fhvalidate.pdf.syntax.cross_reference import MAX_ENTRIES, read_section
from fhvalidate.pdf.syntax.filter_chains import (
    MAX_WRITTEN,
    PICTURE_FILTERS,
    Chain,
    chain_of_names,
    chains_of,
    followed,
    values_of,
)
from fhvalidate.pdf.syntax.objects import Kind, Node, parse
from fhvalidate.pdf.syntax.stream_places import (
    LEAST_WORK,
    WORK,
    StreamPlace,
    TooMuchWork,
    object_places,
    stream_places,
)

MAX_PACKED = 100_000  # objects of one object stream; writers put 100 to 200 in each
MAX_READ = 16 * 1024 * 1024  # bytes of objects that filters refer to; a real one has 100
MAX_DIGITS = 12  # of a number or an offset in an object stream
_STRUCTURE = frozenset({b"ObjStm", b"XRef"})
# Any byte means something to them.
_OPEN_ENDED = frozenset({b"LZWDecode", b"RunLengthDecode"}) | PICTURE_FILTERS


def excess_of_streams(data: bytes, limits: Limits) -> Excess | None:
    """The limit that streams pass which only pages need; None within all limits.

    Raises:
        UnreadableError: `limit-exceeded`: what the structure needs passes one.
    """
    return _FileStreams(data, limits).excess()


@dataclass
class _FileStreams:
    """The streams of one file, and what they lead to."""

    data: bytes = field(repr=False)
    limits: Limits
    places: list[StreamPlace] = field(default_factory=list)
    known: dict[int, tuple[Node, ...]] = field(default_factory=dict)
    endstream: int = -1
    read: int = 0

    def excess(self) -> Excess | None:
        """As `excess_of_streams`."""
        try:
            self.places.extend(stream_places(self.data))
        except TooMuchWork:
            most = max(LEAST_WORK, WORK * len(self.data))
            refuse("dictionary_bytes", most)
        structure = Budget.of(self.limits, most=self.limits.decoded_stream)
        pages = Budget.of(self.limits, most=self.limits.decoded_document)
        passed: Excess | None = None
        rest: list[StreamPlace] = []
        try:
            for place in self.places:
                if self._is_structure(place):
                    self._count(place, structure)
                else:
                    rest.append(place)
        except Passed as error:
            raise _refusal(error) from error
        for place in rest:
            try:
                if passed is None or self._may_hold_objects(place):
                    self._count(place, pages)
            except Passed as error:
                if self._may_hold_objects(place):
                    raise _refusal(error) from error
                passed = passed or error.excess
        return passed

    def _is_structure(self, place: StreamPlace) -> bool:
        if place.dictionary is None:
            return True
        return any(node.value in _STRUCTURE for node in self._values(place.dictionary, b"Type"))

    def _count(self, place: StreamPlace, budget: Budget) -> None:
        for chain in self._chains(place):
            end = self._end(place, chain)
            dictionary = place.dictionary
            if dictionary is not None and is_picture(dictionary, chain, self._resolve):
                budget.count_picture(self.data, place.begin, end, chain, dictionary, self._resolve)
            size = budget.count(self.data, place.begin, end, chain)
            if size > self.limits.decoded_structure:
                is_free = not self._may_hold_objects(place)
                check_structure(size, place.dictionary if is_free else None, self.limits)
            self._check_entries(place, size)

    def _chains(self, place: StreamPlace) -> tuple[Chain, ...]:
        if place.dictionary is None:
            return (chain_of_names(place.names or ()),)
        return chains_of(place.dictionary, self._resolve) or ((),)

    def _end(self, place: StreamPlace, chain: Chain) -> int:
        """Where the data end at the latest, for filters that know no end of their own."""
        if not chain or chain[0].name not in _OPEN_ENDED:
            return len(self.data)
        if self.endstream < place.begin:
            found = self.data.find(b"endstream", place.begin)
            self.endstream = found if found >= 0 else len(self.data)
        stated = self._values(place.dictionary, b"Length") if place.dictionary is not None else ()
        lengths = (node.value for node in stated if isinstance(node.value, int))
        # A reader that finds no end where the length says looks for the word.
        return max(self.endstream, *(place.begin + length for length in lengths), 0)

    def _check_entries(self, place: StreamPlace, size: int) -> None:
        """Passes when a cross-reference stream lists no more than the file can have.

        Raises:
            Passed: it does, or its entries have no width.
        """
        dictionary = place.dictionary
        if dictionary is None or not self._is_a(dictionary, b"XRef"):
            return
        most = min(MAX_ENTRIES, len(self.data))
        for stated in self._values(dictionary, b"Index"):
            counts = [abs(n) for n in self._integers(stated)[1::2]]
            if sum(counts) > most:
                raise Passed("cross_reference_entries", most, sum(counts))
        for stated in self._values(dictionary, b"W"):
            width = sum(max(0, n) for n in self._integers(stated))
            if not width:
                raise Passed("cross_reference_field_width", 1, 0)
            if size // width > most:
                raise Passed("cross_reference_entries", most, size // width)

    def _integers(self, array: Node) -> list[int]:
        return [
            node.value
            for child in array.children
            for node in list(followed(child, self._resolve))[:1]
            if isinstance(node.value, int)
        ]

    def _is_a(self, dictionary: Node, kind: bytes) -> bool:
        return any(node.value == kind for node in self._values(dictionary, b"Type"))

    def _values(self, dictionary: Node, key: bytes) -> list[Node]:
        return values_of(dictionary, (key,), self._resolve)

    def _may_hold_objects(self, place: StreamPlace) -> bool:
        """Whether a cross-reference stream names it as one that holds objects, or may do so."""
        return not place.number or self._containers is None or place.number in self._containers

    @cached_property
    def _containers(self) -> frozenset[int] | None:
        """The numbers of what holds objects; None when a cross-reference stream is unclear."""
        found: set[int] = set()
        for place in self.places:
            if place.dictionary is not None and self._is_a(place.dictionary, b"XRef"):
                try:
                    entries = read_section(self.data, place.at).entries
                except PdfSyntaxError:
                    return None
                found.update(entry.container for entry in entries if entry.container)
        return frozenset(found)

    @cached_property
    def _written(self) -> dict[int, list[int]]:
        return object_places(self.data)

    def _resolve(self, number: int) -> tuple[Node, ...]:
        """Every object that is written under the number, each value once."""
        if number not in self.known:
            self.known[number] = ()  # one that leads to itself leads nowhere
            found = (*self._outside(number), *self._packed(number))
            self.known[number] = tuple({_shape(node): node for node in found}.values())
        return self.known[number]

    def _outside(self, number: int) -> Iterator[Node]:
        for place in self._written.get(number, ())[:MAX_WRITTEN]:
            yield from self._parsed(self.data, place)

    def _packed(self, number: int) -> Iterator[Node]:
        for held, place in self._inside.get(number, ())[:MAX_WRITTEN]:
            yield from self._parsed(held, place)

    def _parsed(self, data: bytes, place: int) -> Iterator[Node]:
        """The object at the place, if it is one.

        Raises:
            Passed: objects stand in each other, so that all of them cost without bound.
        """
        try:
            node = parse(data, place)
        except PdfSyntaxError as error:
            self.read += max(0, error.offset - place)
        else:
            self.read += node.end - place
            yield node
        if self.read > MAX_READ:
            raise Passed("dictionary_bytes", MAX_READ)

    @cached_property
    def _inside(self) -> dict[int, list[tuple[bytes, int]]]:
        """Where objects stand in object streams: filters and their parameters may be among them."""
        found: dict[int, list[tuple[bytes, int]]] = {}
        self.__dict__["_inside"] = found  # while they are unpacked, those met so far
        budget = Budget.of(self.limits, most=self.limits.decoded_stream)
        for place in self.places:
            if place.dictionary is not None and self._is_a(place.dictionary, b"ObjStm"):
                for chain in self._chains(place):
                    end = self._end(place, chain)
                    held = b"".join(budget.unpacked(self.data, place.begin, end, chain))
                    for number, offset in _listed(held, place.dictionary):
                        found.setdefault(number, []).append((held, offset))
        return found


def _refusal(passed: Passed) -> UnreadableError:
    return UnreadableError("limit-exceeded", **passed.excess.facts)


def _listed(held: bytes, dictionary: Node) -> Iterator[tuple[int, int]]:
    """The numbers of the objects in an object stream, and where they stand in it."""
    first = max(0, dictionary.integer(b"First") or 0)
    head = held[:first].split()[: 2 * MAX_PACKED]
    for number, offset in zip(head[::2], head[1::2], strict=False):
        if number.isdigit() and offset.isdigit() and max(len(number), len(offset)) < MAX_DIGITS:
            yield int(number), first + int(offset)


def _shape(node: Node) -> tuple[Kind, object, tuple[object, ...]]:
    return (node.kind, node.value, tuple(_shape(child) for child in node.children))
