"""Files at the limits of what streams unpack to."""

import zlib

from benchmarks.limit_files.writing import (
    TEXT,
    drawing,
    drawn_twice,
    flate,
    image,
    page_with,
    pages,
    zeros,
)
from tests.hostile.sealing import objects_of, seal, write
from tests.hostile.writing import FIRST, MEGABYTE
from tests.pdf.handmade import stream

WIDTH = 16_384  # of the images here, in pixels
LARGEST = WIDTH * WIDTH  # bytes of an image
FIRST_PIECE = 4096  # bytes: what is read of a stream is counted from so much on
PAGE_OF_CONTENT = 64 * MEGABYTE
MOST_PACKED = 1000  # to how little zeros are packed, with room
CODES = 248  # of nine bits each, 279 bytes: as many as LZW reads before its codes grow


def page_content(size: int) -> bytes:
    """Page content that unpacks to so many bytes."""
    return seal(write(objects_of({4: flate(zeros(size, byte=b" ", before=TEXT))})))


def one_image(size: int) -> bytes:
    """An image on a page that unpacks to so many bytes."""
    content, resources = drawing(1)
    picture = flate(zeros(size), image(WIDTH, size // WIDTH))
    return drawn_twice({4: stream(content), 1000: picture}, page_with(4, resources=resources))


def many_images(size: int) -> bytes:
    """Images on a page that unpack to so many bytes together, what they are packed to included."""
    left = size - size // MOST_PACKED - 2 * MEGABYTE
    objects: dict[int, bytes] = {}
    while left > 0:
        taken = min(left, LARGEST)
        picture = image(WIDTH, taken // WIDTH)
        objects[1000 + len(objects)] = flate(zeros(taken), picture)
        left -= taken
    content, resources = drawing(len(objects))
    objects[4] = stream(content)
    return seal(write(objects_of({3: page_with(4, resources=resources), **objects})))


def packed_twice(ratio: int) -> bytes:
    """An image that is deflated twice, to so small a part of it."""
    raw = zlib.compress(zeros(ratio * FIRST_PIECE), 9).ljust(FIRST_PIECE, b"\x00")
    picture = stream(raw, b"/Filter [/FlateDecode /FlateDecode] " + image(FIRST_PIECE, ratio))
    content, resources = drawing(1)
    return drawn_twice({4: stream(content), 1000: picture}, page_with(4, resources=resources))


def lzw(steps: int) -> bytes:
    """An image in so many bytes of LZW, each of which is a step."""
    codes = [256] + [65 + n % 26 for n in range(CODES - 1)]
    bits = int("".join(f"{code:09b}" for code in codes), 2)
    block = bits.to_bytes(CODES * 9 // 8)
    raw = (block * (steps // len(block) + 1))[: steps - 1]  # the line's end is read too
    rows = steps * 8 // 9 // 1000
    content, resources = drawing(1)
    picture = stream(raw, b"/Filter /LZWDecode " + image(1000, rows))
    return drawn_twice({4: stream(content), 1000: picture}, page_with(4, resources=resources))


def predicted(row: int) -> bytes:
    """An image of one row that a predictor works on."""
    said = b"/DecodeParms << /Predictor 15 /Columns %d /Colors 1 /BitsPerComponent 8 >> " % row
    picture = flate(zeros(row + 1), said + image(row, 1))
    content, resources = drawing(1)
    return drawn_twice({4: stream(content), 1000: picture}, page_with(4, resources=resources))


def contents(size: int) -> bytes:
    """Pages whose content unpacks to so many bytes together."""
    sizes = [PAGE_OF_CONTENT] * (size // PAGE_OF_CONTENT)
    sizes += [size % PAGE_OF_CONTENT] * bool(size % PAGE_OF_CONTENT)
    packed = {s: flate(zeros(s, byte=b" ", before=TEXT[:s])) for s in set(sizes)}
    made = {FIRST + len(sizes) + n: packed[s] for n, s in enumerate(sizes)}
    sheets = [page_with(number) for number in made]
    return seal(write(objects_of({**pages(sheets), **made})))
