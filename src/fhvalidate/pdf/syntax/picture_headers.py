"""What the headers of pictures say of their size, read before anything unpacks them.

JPEG 2000 (ISO/IEC 15444-1, A.5), JBIG2 as embedded (ISO/IEC 14492, 7.2), JPEG (ISO/IEC 10918-1, B).
A header that cannot be read says nothing: what is stated in the dictionary counts all the same.
"""

import struct
from collections.abc import Iterator

JPX_SAMPLE = 6  # bytes of a sample: four as it is unpacked, and what is drawn of it
JPX_TILE, JPX_TILE_COMPONENT = 6_000, 1_100  # bytes that a tile takes, and each component in it
COEFFICIENT = (
    3  # bytes of a sample while a progressive JPEG is built up, and of what is drawn of it
)
USUAL_SCANS = 16  # of a progressive JPEG; writers make some ten
BIT_WORK = 2  # of a pixel of JBIG2: one bit, but decoded arithmetically

_CODESTREAM = b"\xff\x4f\xff\x51"  # begins, and its size follows
EARLY = 65_536  # bytes in which boxes before the codestream stand
BOX_HEAD = 8  # bytes of a length and a kind
_SIZE_HEAD = struct.Struct(">2H8IH")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL = frozenset({0xC0, 0xC1, 0xC9})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_MARK = 0xFF
_BYTE = 8  # bits
_LONG_FORM = 7  # the count of segments referred to stands in four bytes
_NUMBER_SIZES = ((256, 1), (65_536, 2), (0xFFFFFFFF, 4))  # bytes of a segment's number, by its own
_SCAN = b"\xff\xda"
# Of JBIG2: segments that begin with a width and a height in pixels.
_REGIONS = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48})
_UNKNOWN = 0xFFFFFFFF
MAX_SEGMENTS = 100_000


def jpx_cost(head: bytes) -> int:
    """Bytes that a JPEG 2000 takes, by its size marker; the costliest of all that may be it."""
    return max((_jpx_cost_at(head, at) for at in _codestreams(head)), default=0)


def _codestreams(head: bytes) -> Iterator[int]:
    """Where a codestream begins: in its box, and wherever its first markers stand early."""
    at = head.find(_CODESTREAM, 0, EARLY)
    while at >= 0:
        yield at
        at = head.find(_CODESTREAM, at + 1, EARLY)
    at = 0
    for _ in range(MAX_SEGMENTS):
        if at + BOX_HEAD > len(head):
            return
        size, kind = int.from_bytes(head[at : at + 4]), head[at + 4 : at + BOX_HEAD]
        begin = at + BOX_HEAD
        if size == 1:  # its length stands after its kind
            size, begin = int.from_bytes(head[begin : begin + 8]), begin + 8
        if kind == b"jp2c":
            yield begin
        if size < BOX_HEAD:
            return
        at += size


def _jpx_cost_at(head: bytes, at: int) -> int:
    if not head.startswith(_CODESTREAM, at) or at + 4 + _SIZE_HEAD.size > len(head):
        return 0
    return _jpx_cost(_SIZE_HEAD.unpack_from(head, at + 4))


def _jpx_cost(fields: tuple[int, ...]) -> int:
    length, _, right, lower, left, upper, wide, high, tile_left, tile_upper, components = fields
    if length < 38 + 3 * components or not (components and wide and high):
        return 0
    pixels = max(0, right - left) * max(0, lower - upper)
    tiles = -(-max(0, right - tile_left) // wide) * -(-max(0, lower - tile_upper) // high)
    held = tiles * (JPX_TILE + components * JPX_TILE_COMPONENT)
    return pixels * components * JPX_SAMPLE + held


def jpeg_cost(data: bytes) -> int:
    """Bytes that a JPEG unpacks to; of a progressive one with what it is built up in."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != _MARK:
            at = data.find(b"\xff", at)
            if at < 0:
                return 0
            continue
        marker = data[at + 1]
        if marker in _FRAMES and at + 10 <= len(data):
            bits, height, width, components = struct.unpack_from(">BHHB", data, at + 4)
            cost = width * height * components * (2 if bits > _BYTE else 1)
            if marker in _SEQUENTIAL:
                return int(cost)
            scans = data.count(_SCAN)
            return int(cost * COEFFICIENT * max(1, scans // USUAL_SCANS))
        if marker == _MARK or marker in _ALONE:
            at += 1 if marker == _MARK else 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0


def jbig2_cost(data: bytes) -> int:
    """Bytes that the page of a JBIG2 and its regions take, or work, whichever is more."""
    return sum(width * height for width, height in _jbig2_regions(data)) * BIT_WORK


def _jbig2_regions(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    for _ in range(MAX_SEGMENTS):
        if at + 11 > len(data):
            return
        number, flags, referred = int.from_bytes(data[at : at + 4]), data[at + 4], data[at + 5] >> 5
        if referred == _LONG_FORM:
            count = int.from_bytes(data[at + 5 : at + 9]) & 0x1FFFFFFF
            place = at + 9 + (count + 8) // 8
        else:
            count, place = referred, at + 6
        place += count * next(size for most, size in _NUMBER_SIZES if number <= most)
        place += 4 if flags & 0x40 else 1
        size = int.from_bytes(data[place : place + 4])
        at = place + 4
        if flags & 0x3F in _REGIONS and at + 8 <= len(data):
            width, height = struct.unpack_from(">II", data, at)
            if height != _UNKNOWN:
                yield width, height
        if size == _UNKNOWN:
            return
        at += size
