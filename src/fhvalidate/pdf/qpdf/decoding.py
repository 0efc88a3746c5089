"""What the streams of a file unpack to, counted before any library unpacks them.

A library unpacks into memory, and asks nobody how much. Here every stream that begins as packed
data do is unpacked a piece at a time and thrown away, whatever filters its dictionary names: names
can be written in many ways, or stand elsewhere. What is packed twice is counted at both steps.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterable
from itertools import islice
from math import prod

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import PdfSyntaxError, UnreadableError
from fhvalidate.pdf.syntax.objects import Kind, Node, parse

PIECE = 1024 * 1024  # bytes unpacked at a time
MAX_OBJECTS = 2_000_000  # looked through in an encrypted file; one of 100 MB has 200,000
MAX_FILTERS = 4  # packed in each other; one is usual, two are seen
MAX_DICTIONARY = 65_536  # bytes before `stream` in which its dictionary begins
DEFLATE_RATIO = 1032  # RFC 1951: 258 bytes for two bits
LZW_RATIO = 2560  # 12 bits stand for at most 3,838 bytes (ISO 32000-2, 7.4.4)
RUN_LENGTH_RATIO = 64  # two bytes stand for at most 128

END_OF_RUNS = 128
LZW_CLEAR, LZW_END, LZW_TABLE = 256, 257, 4096 - 258
LZW_WIDTHS = (9, 10, 11, 12)

_KEYWORD = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)?")
_SLOW_FILTER = re.compile(rb"/(?:LZW|L#|RunLength|RL\b|R#)")
_FILTER = re.compile(rb"/(?:Fl|LZW|L#|RunLength|RL\b|R#)")
# What the first byte of packed data can be written as in ASCII85 (`is_packed`).
_ASCII85_STARTS = frozenset(
    base64.a85encode(bytes((first, second)))[:1]
    for first in range(0x08, 0x80, 0x10)
    for second in range(0x100)
)
_FREE_SIZE = frozenset({b"Image", b"EmbeddedFile"})  # taken out by no reader of text


def refuse_costly_streams(data: bytes, limits: Limits) -> None:
    """Refuses a file whose streams unpack to more than the limits allow.

    Raises:
        UnreadableError: `limit-exceeded`, with the limit that is passed.
    """
    total = 0
    for keyword in _KEYWORD.finditer(data):
        budget = limits.decoded_document - total
        size = _unpacked(data, keyword.end(), limits, budget)
        if size > limits.decoded_structure and not _is_taken_out_by_nobody(data, keyword.start()):
            refuse("decoded_structure", limits.decoded_structure, size)
        total += size
    for named in _SLOW_FILTER.finditer(data):
        _refuse_slow(data, named.start(), limits)


def refuse_costly_encrypted(pdf: pikepdf.Pdf, limits: Limits) -> None:
    """Refuses an encrypted file whose streams unpack to more than the limits allow.

    Encrypted, packed data do not look packed; here each stream is decrypted first.

    Raises:
        UnreadableError: `limit-exceeded`, with the limit that is passed.
    """
    if not pdf.is_encrypted:
        return
    total = 0
    for value in islice(pdf.objects, MAX_OBJECTS):
        if isinstance(value, pikepdf.Stream):
            try:
                raw = bytes(value.read_raw_bytes())
            except (pikepdf.PdfError, RuntimeError):
                continue
            total += _unpacked(raw, 0, limits, limits.decoded_document - total)


def refuse(what: str, limit: int, found: int) -> None:
    """Says that a limit is passed.

    Raises:
        UnreadableError: always.
    """
    raise UnreadableError("limit-exceeded", what=what, limit=limit, found=found)


def is_packed(start: bytes) -> bool:
    """Whether bytes begin as zlib data do (RFC 1950, 2.2)."""
    return len(start) > 1 and start[0] & 0x8F == 0x08 and (start[0] * 256 + start[1]) % 31 == 0  # noqa: PLR2004


def _unpacked(data: bytes, start: int, limits: Limits, budget: int) -> int:
    """How much the stream that starts there unpacks to, all its steps together."""
    if is_packed(data[start : start + 2]):
        pieces: Iterable[bytes] = (data[at : at + PIECE] for at in range(start, len(data), PIECE))
    elif (plain := _written_as_text(data, start)) is not None:
        pieces = (plain,)
    else:
        return 0
    first = _Step(limits, budget)
    read = 0
    for piece in pieces:
        read += len(piece)
        if not first.takes(piece):
            break
    _check_ratio(first, read, limits)
    return first.all_sizes()


def _check_ratio(first: "_Step", read: int, limits: Limits) -> None:
    last = first
    while last.next is not None:
        last = last.next
    taken = max(1, read - first.unused)
    if last.size > taken * limits.decode_ratio:
        refuse("decode_ratio", limits.decode_ratio, last.size // taken)


class _Step:
    """One step of unpacking; what it yields goes to the next, if that is packed again."""

    def __init__(self, limits: Limits, budget: int, depth: int = 1) -> None:
        self.size = 0
        self.unused = 0
        self.next: _Step | None = None
        self._limits = limits
        self._budget = budget
        self._depth = depth
        self._unpacker = zlib.decompressobj()

    def takes(self, piece: bytes) -> bool:
        """Unpacks the piece; False when nothing more can come."""
        while piece:
            try:
                found = self._unpacker.decompress(piece, PIECE)
            except zlib.error:
                return False
            self._count(found)
            if self._unpacker.eof:
                self.unused = len(self._unpacker.unused_data)
                return False
            piece = self._unpacker.unconsumed_tail
        return True

    def _count(self, found: bytes) -> None:
        if not self.size and is_packed(found[:2]):
            if self._depth == MAX_FILTERS:
                refuse("filters", MAX_FILTERS, MAX_FILTERS + 1)
            self.next = _Step(self._limits, self._budget, self._depth + 1)
        self.size += len(found)
        if self.size > self._limits.decoded_stream:
            refuse("decoded_stream", self._limits.decoded_stream, self.size)
        if self.size > self._budget:
            refuse("decoded_document", self._limits.decoded_document, self.size)
        if self.next is not None:
            self.next.takes(found)

    def all_sizes(self) -> int:
        """What this step and those after it unpacked to."""
        return self.size + (self.next.all_sizes() if self.next is not None else 0)


def _written_as_text(data: bytes, start: int) -> bytes | None:
    """The packed bytes that a stream writes in hexadecimal or ASCII85; None when it does not."""
    head = b"".join(data[start : start + 32].split())
    if _is_hexadecimal_of_packed(head):
        end = data.find(b">", start)
        digits = b"".join(data[start : end if end >= 0 else len(data)].split())
        return _decoded_text(lambda: binascii.unhexlify(digits[: len(digits) // 2 * 2]))
    head = head.removeprefix(b"<~")
    is_long_enough = len(head) >= 5 and head[:1] in _ASCII85_STARTS  # noqa: PLR2004
    if is_long_enough and is_packed(_decoded_text(lambda: base64.a85decode(head[:5])) or b""):
        end = data.find(b"~>", start)
        text = data[start : end if end >= 0 else len(data)].lstrip().removeprefix(b"<~")
        return _decoded_text(lambda: base64.a85decode(text))
    return None


def _is_hexadecimal_of_packed(head: bytes) -> bool:
    return is_packed(_decoded_text(lambda: binascii.unhexlify(head[:4])) or b"")


def _decoded_text(decode: Callable[[], bytes]) -> bytes | None:
    try:
        return decode()
    except (ValueError, binascii.Error):
        return None


def _is_taken_out_by_nobody(data: bytes, keyword: int) -> bool:
    """Whether the stream is an image or an attached file: no page is read from what it holds."""
    dictionary = _dictionary_before(data, keyword)
    if dictionary is None:
        return False
    kinds = (dictionary.get(b"Subtype"), dictionary.get(b"Type"))
    return any(kind is not None and kind.value in _FREE_SIZE for kind in kinds)


def _dictionary_before(data: bytes, keyword: int) -> Node | None:
    start = data.rfind(b"obj", max(0, keyword - MAX_DICTIONARY), keyword)
    if start < 0:
        return None
    try:
        node = parse(data, start + len(b"obj"))
    except PdfSyntaxError:
        return None
    return node if node.kind is Kind.DICTIONARY and node.end <= keyword else None


def _refuse_slow(data: bytes, named: int, limits: Limits) -> None:
    """Refuses a stream of the two older ways of packing that unpacks to too much."""
    keyword = _KEYWORD.search(data, named, named + MAX_DICTIONARY)
    if keyword is None:
        return
    end = data.find(b"endstream", keyword.end())
    raw = data[keyword.end() : end if end >= 0 else len(data)]
    ratios = [_ratio(name[0]) for name in _FILTER.finditer(data, named, keyword.start())]
    worst = len(raw) * prod(ratios)
    if worst <= limits.decoded_stream:
        return
    # What is packed in two of these ways is not counted: no real file this large is.
    if len(ratios) == 1:
        worst = _run_length_size(raw) if ratios[0] == RUN_LENGTH_RATIO else _lzw_size(raw)
    if worst > limits.decoded_stream:
        refuse("decoded_stream", limits.decoded_stream, worst)


def _ratio(name: bytes) -> int:
    if name.startswith(b"/F"):
        return DEFLATE_RATIO
    return LZW_RATIO if name.startswith(b"/L") else RUN_LENGTH_RATIO


def _run_length_size(raw: bytes) -> int:
    """What run lengths unpack to (ISO 32000-2, 7.4.5)."""
    size = at = 0
    while at < len(raw):
        length = raw[at]
        copied = length < END_OF_RUNS
        size += length + 1 if copied else 257 - length
        at += length + 2 if copied else 2
    return size


def _lzw_size(raw: bytes) -> int:
    """What LZW codes unpack to, by the lengths of their table alone (ISO 32000-2, 7.4.4)."""
    size = bits = held = 0
    lengths: list[int] = []
    width, before = LZW_WIDTHS[0], 0
    for byte in raw:
        held = (held << 8 | byte) & 0xFFFFFF
        bits += 8
        if bits < width:
            continue
        bits -= width
        code = (held >> bits) & ((1 << width) - 1)
        if code == LZW_CLEAR:
            lengths, width, before = [], LZW_WIDTHS[0], 0
            continue
        if code == LZW_END:
            break
        known = code - LZW_END - 1
        length = 1 if known < 0 else lengths[known] if known < len(lengths) else before + 1
        size += length
        if before and len(lengths) < LZW_TABLE:
            lengths.append(before + 1)
        before = length
        width = next((w for w in LZW_WIDTHS if len(lengths) + LZW_END + 2 < 1 << w), 12)
    return size
