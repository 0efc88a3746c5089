"""Cross-reference sections as they stand in the bytes (ISO 32000-2, 7.5.4 and 7.5.8)."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.syntax.objects import Kind, Node, parse, skip_space

MAX_ENTRIES = 2_000_000  # objects in a section; a 100 MB file has 200,000
MAX_STREAM_BYTES = 64 * 1024 * 1024  # decoded; 2,000,000 entries of at most 20 bytes need 40 MB
MAX_FIELD_WIDTH = 8  # bytes; an offset needs 5
PNG_PREDICTORS = range(10, 16)

_HEADER = re.compile(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj(?![A-Za-z0-9])")
_SUBSECTION = re.compile(rb"(\d{1,10})[ \t]+(\d{1,10})[ \t]*(?:\r\n|\n|\r)[ \t]*")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a section says that an object is.

    `offset` is its place in the file; None when the object is free or in an object stream
    (`container` is then that stream's number, and `index` its place there).
    """

    number: int
    generation: int
    offset: int | None
    container: int | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
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


def read_section(data: bytes, pos: int) -> Section:
    """The section at `pos` (white space before it passed over).

    Raises:
        PdfSyntaxError: there is none that is well-formed and within the limits.
    """
    pos = skip_space(data, pos)
    if data.startswith(b"xref", pos):
        return _read_table(data, pos)
    return _read_stream(data, pos)


def _read_table(data: bytes, start: int) -> Section:
    entries: list[Entry] = []
    pos = skip_space(data, start + len(b"xref"))
    while subsection := _SUBSECTION.match(data, pos):
        first, count = int(subsection[1]), int(subsection[2])
        pos = subsection.end()
        if len(entries) + count > min(MAX_ENTRIES, len(data)):
            raise PdfSyntaxError("cross-reference count", pos)
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


def _read_stream(data: bytes, start: int) -> Section:
    header = object_header(data, start)
    if header is None:
        raise PdfSyntaxError("cross-reference section", start)
    dictionary = parse(data, header[2])
    kind = dictionary.get(b"Type")
    if kind is None or kind.value != b"XRef":
        raise PdfSyntaxError("cross-reference stream", start)
    begin, length = stream_place(data, dictionary)
    rows = decoded(data[begin : begin + length], dictionary)
    end = skip_space(data, begin + length)
    for word in (b"endstream", b"endobj"):
        if not data.startswith(word, end):
            raise PdfSyntaxError(word.decode(), end)
        end = skip_space(data, end + len(word)) if word == b"endstream" else end + len(word)
    return Section(start, end, tuple(_entries(rows, dictionary, start)), dictionary, is_stream=True)


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


def _entries(rows: bytes, dictionary: Node, at: int) -> Iterator[Entry]:
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
        case _:
            return Entry(number, third, None)


def _integers(node: Node | None) -> tuple[int, ...]:
    if node is None or node.kind is not Kind.ARRAY:
        return ()
    values = [child.value for child in node.children]
    return tuple(value for value in values if isinstance(value, int) and value >= 0)


def decoded(raw: bytes, dictionary: Node) -> bytes:
    """The bytes of a stream that is not packed, or by FlateDecode alone.

    Raises:
        PdfSyntaxError: it is packed otherwise, or cannot be unpacked.
    """
    filters = _names(dictionary.get(b"Filter"))
    if not filters:
        return raw
    if filters != (b"FlateDecode",):
        raise PdfSyntaxError("cross-reference stream filter", dictionary.start)
    try:
        rows = zlib.decompressobj().decompress(raw, MAX_STREAM_BYTES)
    except zlib.error as error:
        raise PdfSyntaxError("cross-reference stream data", dictionary.start) from error
    return _unpredicted(rows, dictionary)


def _names(node: Node | None) -> tuple[bytes, ...]:
    if node is None:
        return ()
    nodes = node.children if node.kind is Kind.ARRAY else (node,)
    return tuple(child.value for child in nodes if isinstance(child.value, bytes))


def _unpredicted(rows: bytes, dictionary: Node) -> bytes:
    parameters = dictionary.get(b"DecodeParms")
    if parameters is not None and parameters.kind is Kind.ARRAY and parameters.children:
        parameters = parameters.children[0]
    if parameters is None or parameters.kind is not Kind.DICTIONARY:
        return rows
    predictor = parameters.integer(b"Predictor") or 1
    columns = parameters.integer(b"Columns") or 1
    if predictor == 1:
        return rows
    if predictor not in PNG_PREDICTORS or not 0 < columns <= 3 * MAX_FIELD_WIDTH:
        raise PdfSyntaxError("cross-reference stream predictor", dictionary.start)
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
