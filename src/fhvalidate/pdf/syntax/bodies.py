"""Objects that stand once more after the one in force, where rebuilding readers find them."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.cross_reference import object_header
from fhvalidate.pdf.syntax.objects import parse
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import Stream

_HEADER = re.compile(
    rb"(?<!\d)(\d{1,10})[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]+obj(?![A-Za-z])"
)


def later_bodies(objects: Objects, numbers: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the numbers stand once more after the object in force.

    Returns those that do outside the data of any stream, and those that do within one.
    """
    places = {number: place for number in numbers if (place := _place(objects, number)) is not None}
    outside, within = set[int](), set[int]()
    for match in _HEADER.finditer(objects.data):
        number = int(match[1])
        if number in places and match.start() > places[number] and not _is_in_force(objects, match):
            (within if _is_data(objects, match.start()) else outside).add(number)
    return frozenset(outside), frozenset(within)


def _place(objects: Objects, number: int) -> int | None:
    """Where the object stands, or the stream that holds it."""
    entry = objects.entries.get(number)
    if entry is not None and entry.container is not None:
        entry = objects.entries.get(entry.container)
    return None if entry is None else entry.offset


def _is_in_force(objects: Objects, match: re.Match[bytes]) -> bool:
    """Whether the entry points at the header, or at white space before it."""
    entry = objects.entries.get(int(match[1]))
    if entry is None or entry.offset is None:
        return False
    return not objects.data[entry.offset : match.start()].strip(b"\x00\t\n\x0c\r ")


def _is_data(objects: Objects, pos: int) -> bool:
    """Whether the position lies in the data of a stream whose length is known."""
    starts = sorted(objects.bodies)
    place = bisect_right(starts, pos) - 1
    if place < 0:
        return False
    start, number = starts[place], objects.bodies[starts[place]]
    header = object_header(objects.data, start)
    if header is None or not objects.is_in_force(start):
        return False
    try:
        value, end = objects.written(number), parse(objects.data, header[2]).end
    except PdfSyntaxError:
        return False
    return isinstance(value, Stream) and end < pos < objects.data.find(
        b"endstream", end + len(value.raw)
    )
