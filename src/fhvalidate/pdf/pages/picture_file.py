"""Pictures of pages as PNG files (ISO/IEC 15948), with frames around what is to be noticed."""

import struct
import zlib
from collections.abc import Iterable

from fhvalidate.pdf.pages.frame import Box
from fhvalidate.pdf.pages.pictures import CHANNELS, Picture

Colour = tuple[int, int, int]

FRAME = 3  # pixels wide
GAP = 3  # pixels between a frame and what it is about, which stays as it was drawn
BITS = 8
TRUE_COLOUR = 2


def framed(picture: Picture, boxes: Iterable[Box], colour: Colour) -> Picture:
    """The picture with a frame around each box of the page as displayed, in points."""
    pixels = bytearray(picture.pixels)
    for box in boxes:
        for left, top, right, bottom in _sides(picture, box):
            for row in range(top, bottom):
                start = (row * picture.width + left) * CHANNELS
                span = max(right - left, 0)
                pixels[start : start + span * CHANNELS] = bytes(colour) * span
    return Picture(picture.width, picture.height, picture.points, bytes(pixels))


def _sides(picture: Picture, box: Box) -> tuple[tuple[int, int, int, int], ...]:
    """The four sides of a frame as columns and rows of pixels, cut at the picture's edges."""
    scale = 1 / picture.points
    left = _within(box[0] * scale - GAP, picture.width)
    right = _within(box[2] * scale + GAP, picture.width)
    top = _within(picture.height - box[3] * scale - GAP, picture.height)
    bottom = _within(picture.height - box[1] * scale + GAP, picture.height)
    wide, high = min(FRAME, right - left), min(FRAME, bottom - top)
    return (
        (left, top, right, top + high),
        (left, bottom - high, right, bottom),
        (left, top, left + wide, bottom),
        (right - wide, top, right, bottom),
    )


def _within(place: float, most: int) -> int:
    return int(min(max(place, 0), most))


def png(picture: Picture) -> bytes:
    """The picture as a PNG file."""
    rows = b"".join(b"\0" + picture.row(number) for number in range(picture.height))
    header = struct.pack(">IIBBBBB", picture.width, picture.height, BITS, TRUE_COLOUR, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
