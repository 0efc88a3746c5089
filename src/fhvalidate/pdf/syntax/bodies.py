"""Objects that stand once more after the one in force, where rebuilding readers find them."""

from bisect import bisect_right
from collections.abc import Iterable

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.cross_reference import object_header
from fhvalidate.pdf.syntax.objects import parse
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Stream

# Looked for from the end of the bytes: `obj` is rare, digits are not.
_BACKWARDS = late_re(
    rb"jbo(?<![A-Za-z]jbo)[\x00\t\n\x0c\r ]++\d{1,5}[\x00\t\n\x0c\r ]++(\d{1,10})(?!\d)"
)


def later_bodies(objects: Objects, numbers: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the numbers stand once more after the object in force.

    Returns those that do outside the data of any stream, and those that do within one.
    """
    places = {number: place for number in numbers if (place := _place(objects, number)) is not None}
    outside, within = set[int](), set[int]()
    streams: _Streams | None = None
    before = 0  # the end of the header before, so that no bytes are looked at twice
    for number, start, end in _headers(objects.data):
        place = places.get(number)
        if place is not None and start > place and not _is_in_force(objects, number, before, start):
            streams = streams or _Streams(objects)
            (within if streams.hold(start) else outside).add(number)
        before = end
    return frozenset(outside), frozenset(within)


def _headers(data: bytes) -> list[tuple[int, int, int]]:
    """The number of each `N G obj` in the bytes, where it begins and where it ends; in order."""
    size = len(data)
    found = [
        (int(match[1][::-1]), size - match.end(), size - match.start())
        for match in _BACKWARDS.finditer(data[::-1])
    ]
    return found[::-1]


def _place(objects: Objects, number: int) -> int | None:
    """Where the object stands, or the stream that holds it."""
    entry = objects.entries.get(number)
    if entry is not None and entry.container is not None:
        entry = objects.entries.get(entry.container)
    return None if entry is None else entry.offset


def _is_in_force(objects: Objects, number: int, before: int, start: int) -> bool:
    """Whether the entry points at the header, or at white space before it."""
    entry = objects.entries.get(number)
    if entry is None or entry.offset is None or not before <= entry.offset <= start:
        return False
    return not objects.data[entry.offset : start].strip(b"\x00\t\n\x0c\r ")


class _Streams:
    """The data of the streams in force, each read once."""

    def __init__(self, objects: Objects) -> None:
        """The streams of these objects."""
        self._objects = objects
        entries = objects.entries.items()
        self._numbers = {e.offset: number for number, e in entries if e.offset is not None}
        self._starts = sorted(self._numbers)
        self._known: dict[int, tuple[int, int]] = {}

    def hold(self, pos: int) -> bool:
        """Whether the position lies in the data of one whose length is known."""
        place = bisect_right(self._starts, pos) - 1
        if place < 0:
            return False
        start = self._starts[place]
        if start not in self._known:
            self._known[start] = self._data(start)
        begin, end = self._known[start]
        return begin < pos < end

    def _data(self, start: int) -> tuple[int, int]:
        """Where the data of the object that stands there begins and ends, if it is a stream."""
        data = self._objects.data
        header = object_header(data, start)
        try:
            value = self._objects.written(self._numbers[start])
            begin = parse(data, header[2]).end if header is not None else 0
        except PdfSyntaxError:
            return 0, 0
        if header is None or not isinstance(value, Stream):
            return 0, 0
        return begin, data.find(b"endstream", begin + len(value.raw))
