"""Files at the limits of what drawing and reading the pages takes."""

from benchmarks.limit_files.packed import LARGEST, WIDTH
from benchmarks.limit_files.writing import (
    FORM_ENTRIES,
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
from tests.hostile.writing import MEGABYTE
from tests.pdf.handmade import PAGE, stream

IMAGE_WIDTH = 20_000
AREA = 1_000_000  # pixels of a page here, at 72 dots an inch
OF_TEXT = 27  # things that TEXT draws: its place, its showing and 25 characters
ON_PAGE = 400_000
LETTERS = 10_000  # on a page


def image_bytes(size: int) -> bytes:
    """An image that takes so many bytes when it is drawn, whatever of it is there."""
    content, resources = drawing(1)
    picture = flate(zeros(MEGABYTE), image(IMAGE_WIDTH, size // IMAGE_WIDTH))
    return drawn_twice({4: stream(content), 1000: picture}, page_with(4, resources=resources))


def images_on_page(size: int) -> bytes:
    """Images on a page that take so many bytes together."""
    packed = zeros(MEGABYTE)
    pictures = [flate(packed, image(WIDTH, WIDTH))] * (size // LARGEST)
    if size % LARGEST:
        pictures.append(flate(packed, image(size % LARGEST, 1)))
    content, resources = drawing(len(pictures))
    objects = {4: stream(content), **{1000 + n: each for n, each in enumerate(pictures)}}
    return drawn_twice(objects, page_with(4, resources=resources))


def layers(pixels: int) -> bytes:
    """A page with groups laid over each other, of so many pixels together."""
    group = FORM_ENTRIES + b"/Group << /S /Transparency /I true >> "
    objects = {
        4: stream(TEXT + b"/X0 Do\n" * (pixels // AREA)),
        1000: stream(b"0.5 g 0 100 500 500 re f", group),
    }
    return drawn_twice(objects, page_with(4, resources=b"/XObject << /X0 1000 0 R >>"))


def cells(count: int) -> bytes:
    """A page filled with tiling patterns, of so many cells together."""
    said = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1]"
        b" /XStep 1 /YStep 1 /Resources << >> "
    )
    patterns = {1000 + n: stream(b"0.5 g 0 0 0.5 0.5 re f", said) for n in range(count // AREA)}
    names = b" ".join(b"/P%d %d 0 R" % (n, n) for n in patterns)
    fill = b"".join(b"/Pattern cs /P%d scn 0 100 1000 500 re f\n" % n for n in patterns)
    objects = {4: stream(TEXT + fill), **patterns}
    return drawn_twice(objects, page_with(4, resources=b"/Pattern << %s >>" % names))


def on_page(count: int) -> bytes:
    """A page that draws so many things, of those that take the most memory."""
    return seal(write(objects_of({4: stream(_drawing(count))})))


def in_document(count: int) -> bytes:
    """Pages that draw so many things together."""
    full, rest = divmod(count, ON_PAGE)
    objects = {4: stream(_drawing(ON_PAGE)), 20: stream(b"q " * rest)}
    sheets = [PAGE] * full + [PAGE.replace(b"4 0 R", b"20 0 R")] * bool(rest)
    return seal(write(objects_of({**pages(sheets), **objects})))


def _drawing(count: int) -> bytes:
    return TEXT + b"q " * (count - OF_TEXT)


def letters(count: int) -> bytes:
    """Pages with so many characters together."""
    full, rest = divmod(count, LETTERS)
    objects = {4: stream(_letters(LETTERS)), 20: stream(_letters(rest))}
    sheets = [PAGE] * full + [PAGE.replace(b"4 0 R", b"20 0 R")] * bool(rest)
    return seal(write(objects_of({**pages(sheets), **objects})))


def _letters(count: int) -> bytes:
    words = b"Kommunstyrelsen beslutar att avslaga motionen. "
    text = (words * (count // len(words) + 1))[:count]
    return b"BT /F1 0.1 Tf 10 400 Td (%s) Tj ET" % (text[:-1] + b"." * bool(count))
