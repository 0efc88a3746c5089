"""Which objects of a revision refer to given ones, by a look at every byte of it."""

import re
from bisect import bisect_right

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.cross_reference import object_header
from fhvalidate.pdf.syntax.objects import Kind, parse, skip_space
from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import references_in

TRAILER = 0  # the number that stands for the trailer, which is no object
_GAP = rb"(?:[\x00\t\n\x0c\r ]++|%[^\r\n]*+)++"


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
    wanted = b"|".join(b"%d" % number for number in sorted(numbers))
    pattern = re.compile(rb"(?<![0-9])0*+(?:" + wanted + rb")" + _GAP + rb"\d{1,5}" + _GAP + rb"R")
    found: set[int] = set()
    starts = sorted(objects.bodies)
    for match in pattern.finditer(objects.data, 0, end):
        place = bisect_right(starts, match.start()) - 1
        if place < 0 or objects.is_in_force(starts[place]):
            found.add(_owner(objects, starts[place], match.start()) if place >= 0 else TRAILER)
    packed = (entry.number for entry in objects.entries.values() if entry.container is not None)
    for number in packed:
        if any(each.number in numbers for each in references_in(objects.written(number))):
            found.add(number)
    return frozenset(found)


def _owner(objects: Objects, offset: int, pos: int) -> int:
    """The object whose tokens hold the position; the trailer where none do."""
    start = skip_space(objects.data, offset)
    header = object_header(objects.data, start)
    if header is None:
        raise PdfSyntaxError("entry-elsewhere", start)
    node = parse(objects.data, header[2])
    kind = node.get(b"Type") if node.kind is Kind.DICTIONARY else None
    if pos >= node.end or (kind is not None and kind.value == b"XRef"):
        return TRAILER
    return header[0]
