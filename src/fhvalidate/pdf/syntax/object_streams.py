"""Object streams, read so that only one reading is possible (ISO 32000-2, 7.5.7)."""

from collections.abc import Callable
from itertools import pairwise

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.cross_reference import decoded
from fhvalidate.pdf.syntax.objects import Node, parse
from fhvalidate.pdf.syntax.values import Dictionary, Name, Stream, Value, value_of

MAX_PACKED = 100_000  # objects of one stream; writers put 100 to 200 in each
_HEAD = late_re(rb"(?:[\x00\t\n\x0c\r ]*\d{1,10}[\x00\t\n\x0c\r ]+\d{1,10})*[\x00\t\n\x0c\r ]*")
_WHITE = b"\x00\t\n\x0c\r "

Unpack = Callable[[int, Stream], bytes]
"""What unpacks a stream, by its object's number: a library where the file is encrypted."""


@frozen
class Packed:
    """What an object stream holds: the numbers in their order, and each one's value."""

    numbers: tuple[int, ...]
    values: tuple[Value, ...]

    def at(self, index: int, number: int) -> Value:
        """The object of that number at that place.

        Raises:
            PdfSyntaxError: another one stands there.
        """
        if not 0 <= index < len(self.numbers) or self.numbers[index] != number:
            raise PdfSyntaxError("packed-elsewhere", 0)
        return self.values[index]


def unpacked(_: int, stream: Stream) -> bytes:
    """The bytes of a stream that is packed by nothing, or by FlateDecode alone.

    Raises:
        PdfSyntaxError: it is packed otherwise, or cannot be unpacked to its end.
    """
    return decoded(stream.raw, stream.dictionary)


def read_packed(number: int, stream: Stream, unpack: Unpack = unpacked) -> Packed:
    """What the stream holds.

    Every number once, the offsets ascending, nothing but white space between the objects.

    Raises:
        PdfSyntaxError: what it holds can be read in two ways, or is none.
    """
    count, first = stream.dictionary.get(b"N"), stream.dictionary.get(b"First")
    if stream.dictionary.get(b"Type") != Name(b"ObjStm"):
        raise PdfSyntaxError("object-stream", 0)
    if not isinstance(count, int) or not isinstance(first, int) or not 0 <= count <= MAX_PACKED:
        raise PdfSyntaxError("object-stream", 0)
    held = unpack(number, stream)
    head = [int(part) for part in held[:first].split()] if _HEAD.fullmatch(held, 0, first) else []
    numbers, offsets = head[::2], [first + offset for offset in head[1::2]]
    if len(numbers) != count or len(set(numbers)) != count or first > len(held):
        raise PdfSyntaxError("object-stream-head", 0)
    if any(one >= two for one, two in pairwise(offsets)):
        raise PdfSyntaxError("object-stream-order", 0)
    nodes: list[Node] = []
    end = first
    for start in (*offsets, len(held)):
        # Looked at before the next object is read, lest objects in each other be read many times.
        if end > start or held[end:start].strip(_WHITE):
            raise PdfSyntaxError("object-stream-rest", 0)
        if len(nodes) < count:
            nodes.append(parse(held, start))
            end = nodes[-1].end
            if held[start : nodes[-1].start].strip(_WHITE):
                raise PdfSyntaxError("object-stream-rest", 0)
    return Packed(tuple(numbers), tuple(value_of(held, node) for node in nodes))


def is_object_stream(dictionary: Dictionary) -> bool:
    """Whether a stream with the dictionary holds objects."""
    return dictionary.get(b"Type") == Name(b"ObjStm")
