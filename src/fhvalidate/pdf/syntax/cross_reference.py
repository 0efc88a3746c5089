"""Cross-reference sections as they stand in the bytes (ISO 32000-2, 7.5.4 and 7.5.8)."""

import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.syntax.objects import Kind, Node, parse, skip_space
from fhvalidate.pdf.syntax.values import Dictionary, Name, Value, dictionary_of

MAX_ENTRIES = 2_000_000  # objects in a section; a 100 MB file has 200,000
TOO_MANY = "too many objects"  # why a section with more entries than are wanted is not read
MAX_STREAM_BYTES = 64 * 1024 * 1024  # decoded; 2,000,000 entries of at most 20 bytes need 40 MB
MAX_FIELD_WIDTH = 8  # bytes; an offset needs 5
MAX_COLUMNS = 1024  # of a predictor's row; an entry has at most 24, and other data is no picture
PNG_PREDICTORS = range(10, 16)
BYTE = 8  # bits

_HEADER = late_re(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj(?![A-Za-z0-9])")
_SUBSECTION = late_re(rb"(\d{1,10})[ \t]+(\d{1,10})[ \t]*(?:\r\n|\n|\r)[ \t]*")
_ENTRY = late_re(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_STREAM = late_re(rb"stream(?:\r\n|\n|\r)")
_WHITE = b"\x00\t\n\x0c\r "
_PREDICTING = frozenset({b"Predictor", b"Columns", b"Colors", b"BitsPerComponent"})


@frozen
class Entry:
    """Where a section says that an object is.

    `offset` is its place in the file; None when the object is free or in an object stream
    (`container` is then that stream's number, and `index` its place there). An entry of a kind
    that no table knows has no container, and its kind as `index`.
    """

    number: int
    generation: int
    offset: int | None
    container: int | None = None
    index: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether there is no such object."""
        return self.offset is None and self.container is None

    @property
    def is_known(self) -> bool:
        """Whether the entry is of a kind that the standard knows."""
        return self.container is not None or self.index is None


@frozen
class Section:
    """One cross-reference section: `data[start:end]`, its entries and its trailer."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    trailer: Node
    is_stream: bool

    @property
    def previous(self) -> int | None:
        """The offset of the section before it (/Prev)."""
        return self.trailer.integer(b"Prev")


def object_header(data: bytes, pos: int) -> tuple[int, int, int] | None:
    """The number, the generation and the end of the `N G obj` that stands at exactly `pos`."""
    match = _HEADER.match(data, pos)
    return (int(match[1]), int(match[2]), match.end()) if match else None


def read_section(data: bytes, pos: int, *, most: int = MAX_ENTRIES) -> Section:
    """The section at `pos` (white space before it passed over), if it has at most so many entries.

    Raises:
        PdfSyntaxError: there is none that is well-formed and within the limits.
    """
    pos = skip_space(data, pos)
    if data.startswith(b"xref", pos):
        return _read_table(data, pos, most)
    return _read_stream(data, pos, most)


def _read_table(data: bytes, start: int, most: int) -> Section:
    entries: list[Entry] = []
    pos = skip_space(data, start + len(b"xref"))
    while subsection := _SUBSECTION.match(data, pos):
        first, count = int(subsection[1]), int(subsection[2])
        pos = subsection.end()
        if len(entries) + count > min(most, len(data)):
            raise PdfSyntaxError(TOO_MANY if count < len(data) else "cross-reference count", pos)
        for number in range(first, first + count):
            match = _ENTRY.match(data, pos)
            if match is None:
                raise PdfSyntaxError("cross-reference entry", pos)
            offset = int(match[1]) if match[3] == b"n" else None
            entries.append(Entry(number, int(match[2]), offset))
            pos = match.end()
        pos = skip_space(data, pos)
    if not data.startswith(b"trailer", pos):
        raise PdfSyntaxError("trailer", pos)
    trailer = parse(data, pos + len(b"trailer"))
    if trailer.kind is not Kind.DICTIONARY:
        raise PdfSyntaxError("trailer", pos)
    return Section(start, trailer.end, tuple(entries), trailer, is_stream=False)


def _read_stream(data: bytes, start: int, most: int) -> Section:
    header = object_header(data, start)
    if header is None:
        raise PdfSyntaxError("cross-reference section", start)
    dictionary = parse(data, header[2])
    kind = dictionary.get(b"Type")
    if kind is None or kind.value != b"XRef":
        raise PdfSyntaxError("cross-reference stream", start)
    begin, length = stream_place(data, dictionary)
    rows = decoded(data[begin : begin + length], dictionary_of(data, dictionary))
    end = skip_space(data, begin + length)
    for word in (b"endstream", b"endobj"):
        if not data.startswith(word, end):
            raise PdfSyntaxError(word.decode(), end)
        end = skip_space(data, end + len(word)) if word == b"endstream" else end + len(word)
    entries = tuple(_entries(rows, dictionary, start, most))
    return Section(start, end, entries, dictionary, is_stream=True)


def joined(table: Section, stream: Section) -> Section:
    """A hybrid file's two sections as one (ISO 32000-2, 7.5.8.4).

    Raises:
        PdfSyntaxError: they are two readings: both have an object, and not in the same place.
    """
    listed = {entry.number: entry for entry in stream.entries}
    kept = []
    for entry in table.entries:
        other = listed.get(entry.number)
        if entry.offset is not None and other is not None and other != entry:
            raise PdfSyntaxError("hidden-section-differs", table.start)
        if other is None:
            kept.append(entry)
    entries = (*kept, *stream.entries)
    return Section(table.start, table.end, entries, table.trailer, is_stream=False)


def stream_place(data: bytes, dictionary: Node) -> tuple[int, int]:
    """Where a stream's bytes begin, and its direct /Length.

    Raises:
        PdfSyntaxError: no stream follows, or its length is not a direct integer that fits.
    """
    keyword = _STREAM.match(data, skip_space(data, dictionary.end))
    length = dictionary.integer(b"Length")
    if keyword is None or length is None or not 0 <= length <= len(data) - keyword.end():
        raise PdfSyntaxError("stream", dictionary.end)
    return keyword.end(), length


def _entries(rows: bytes, dictionary: Node, at: int, most: int) -> Iterator[Entry]:
    stated = dictionary.get(b"W")
    widths = _integers(stated)
    size = dictionary.integer(b"Size") or 0
    index = _index(dictionary, size)
    if stated is None or len(stated.children) != len(widths):
        raise PdfSyntaxError("cross-reference stream fields", at)
    if len(widths) != 3 or not any(widths) or max(widths) > MAX_FIELD_WIDTH or len(index) % 2:  # noqa: PLR2004
        raise PdfSyntaxError("cross-reference stream fields", at)
    step, pos = sum(widths), 0
    if sum(index[1::2]) * step > len(rows):
        raise PdfSyntaxError("cross-reference stream index", at)
    if sum(index[1::2]) > most:
        raise PdfSyntaxError(TOO_MANY, at)
    for first, count in zip(index[::2], index[1::2], strict=True):
        for number in range(first, first + count):
            row, pos = rows[pos : pos + step], pos + step
            yield _stream_entry(number, row, widths)


def _index(dictionary: Node, size: int) -> tuple[int, ...]:
    """The pairs of /Index: whole numbers, each run after the one before (7.5.8.2)."""
    node = dictionary.get(b"Index")
    if node is None and not dictionary.all(b"Index"):
        return (0, size)
    index = _integers(node)
    runs = list(zip(index[::2], index[1::2], strict=False))
    ordered = all(one[0] + one[1] <= two[0] for one, two in pairwise(runs))
    if node is None or len(index) != len(node.children) or not index or not ordered:
        raise PdfSyntaxError("cross-reference stream index", dictionary.start)
    return index


def _stream_entry(number: int, row: bytes, widths: tuple[int, ...]) -> Entry:
    kind = int.from_bytes(row[: widths[0]]) if widths[0] else 1
    second = int.from_bytes(row[widths[0] : widths[0] + widths[1]])
    third = int.from_bytes(row[widths[0] + widths[1] :])
    match kind:
        case 1:
            return Entry(number, third, second)
        case 2:
            return Entry(number, 0, None, container=second, index=third)
        case 0:
            return Entry(number, third, None)
        case _:
            # It leads to null (table 18), which not every reader knows.
            return Entry(number, third, None, index=kind)


def _integers(node: Node | None) -> tuple[int, ...]:
    if node is None or node.kind is not Kind.ARRAY:
        return ()
    values = [child.value for child in node.children]
    return tuple(value for value in values if isinstance(value, int) and value >= 0)


def decoded(raw: bytes, dictionary: Dictionary) -> bytes:
    """The bytes of a stream that is not packed, or by FlateDecode alone.

    Raises:
        PdfSyntaxError: it is packed otherwise, or cannot be unpacked to its end.
    """
    filters = _as_tuple(dictionary.get(b"Filter"))
    if not filters:
        return raw
    if filters != (Name(b"FlateDecode"),):
        raise PdfSyntaxError("stream-filter", 0)
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(raw, MAX_STREAM_BYTES)
    except zlib.error as error:
        raise PdfSyntaxError("stream-data", 0) from error
    if not unpacker.eof or unpacker.unused_data.strip(_WHITE):
        raise PdfSyntaxError("stream-data", 0)
    return _unpredicted(rows, _as_tuple(dictionary.get(b"DecodeParms")))


def _as_tuple(value: Value) -> tuple[Value, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _unpredicted(rows: bytes, parameters: tuple[Value, ...]) -> bytes:
    if not parameters or parameters == (None,):
        return rows
    stated = parameters[0] if len(parameters) == 1 else None
    if not isinstance(stated, Mapping) or not stated.keys() <= _PREDICTING:
        raise PdfSyntaxError("stream-predictor", 0)
    predictor, columns = stated.get(b"Predictor", 1), stated.get(b"Columns", 1)
    one_byte = stated.get(b"Colors", 1) == 1 and stated.get(b"BitsPerComponent", 8) == BYTE
    if predictor == 1:
        return rows
    if not isinstance(predictor, int) or not isinstance(columns, int) or not one_byte:
        raise PdfSyntaxError("stream-predictor", 0)
    if predictor not in PNG_PREDICTORS or not 0 < columns <= MAX_COLUMNS:
        raise PdfSyntaxError("stream-predictor", 0)
    return b"".join(_png_rows(rows, columns))


def _png_rows(rows: bytes, columns: int) -> Iterator[bytes]:
    above = bytes(columns)
    for pos in range(0, len(rows) - columns, columns + 1):
        above = _png_row(rows[pos], rows[pos + 1 : pos + 1 + columns], above)
        yield above


def _png_row(predictor: int, row: bytes, above: bytes) -> bytes:
    """One row with its PNG filter undone, one byte a pixel (ISO 32000-2, 7.4.4.4)."""
    match predictor:
        case 0:
            return row
        case 2:
            return bytes((here + up) & 0xFF for here, up in zip(row, above, strict=True))
    result = bytearray()
    corner = 0
    for here, up in zip(row, above, strict=True):
        left = result[-1] if result else 0
        guess = {1: left, 3: (left + up) // 2, 4: _paeth(left, up, corner)}.get(predictor, 0)
        result.append((here + guess) & 0xFF)
        corner = up
    return bytes(result)


def _paeth(left: int, up: int, corner: int) -> int:
    estimate = left + up - corner
    return min((left, up, corner), key=lambda value: abs(estimate - value))
