"""Files at the limits of size and number: objects, pages, revisions, signatures, digits."""

from benchmarks.limit_files.writing import (
    CERTIFIED,
    FIRST,
    catalogue,
    page_with,
    pages,
    references,
    updated,
)
from tests.hostile.sealing import VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.pdf.handmade import PAGE, stream

FIELD_PAGES = 10_000  # the number of the first field on a page of its own


def objects(count: int) -> bytes:
    """So many objects in all."""
    own = len(objects_of({}))
    more = dict.fromkeys(range(FIRST, FIRST + count - own), b"<< /A [1 2 3] /B (text) >>")
    return seal(write(objects_of(more)))


def many_pages(count: int) -> bytes:
    """So many pages with the same text."""
    return seal(write(objects_of(pages([PAGE] * count))))


def revisions(count: int) -> bytes:
    """So many revisions, of which the first is signed."""
    data = seal(write(objects_of({})))
    for _ in range(count - 1):
        data = updated(data, {1: catalogue(b"/Version /1.7")})
    return data


def hole(digits: int) -> bytes:
    """A hole of so many digits."""
    return seal(write(objects_of({VALUE_NUMBER: signature_value(hole=digits)})))


def number(digits: int) -> bytes:
    """A number of so many digits."""
    return seal(write(objects_of({20: b"<< /A %s >>" % (b"9" * digits)})))


def nested(depth: int) -> bytes:
    """Arrays in each other, so many deep."""
    return seal(write(objects_of({20: b"[" * depth + b"]" * depth})))


def filled_in(count: int, box: int) -> bytes:
    """So many square pages, on each of which a field is filled in as the certification permits."""
    numbers = range(FIELD_PAGES, FIELD_PAGES + count)
    form = catalogue(b"/Perms << /DocMDP 7 0 R >>", fields=b"6 0 R " + references(numbers))
    form = form.replace(b"/SigFlags 3", b"/SigFlags 3 /DR << /Font << /F1 5 0 R >> >>")
    value = signature_value().replace(b"/Type /Sig ", b"/Type /Sig %s " % CERTIFIED)
    sheet = page_with(4, box=box)
    sheets = [sheet.replace(b"/Contents", b"/Annots [%d 0 R] /Contents" % n) for n in numbers]
    made = {1: form, VALUE_NUMBER: value, **pages(sheets), **_fields(numbers, b"")}
    signed = seal(write(objects_of(made)))
    look = b"/Type /XObject /Subtype /Form /BBox [0 0 90 20] /Resources << /Font << /F1 5 0 R >> >>"
    shows = stream(b"/Tx BMC q BT /F1 8 Tf 2 5 Td (Ja) Tj ET Q EMC", look)
    said = b"/V (Ja) /AP << /N 20 0 R >>"
    return updated(signed, {20: shows, **_fields(numbers, said)})


def _fields(numbers: range, said: bytes) -> dict[int, bytes]:
    return {
        n: b"<< /FT /Tx /T (f%d) /Type /Annot /Subtype /Widget /P %d 0 R /F 4"
        b" /Rect [10 10 100 30] /DA (/F1 8 Tf 0 g) %s >>" % (n, FIRST + n - FIELD_PAGES, said)
        for n in numbers
    }


def compared_pages(count: int) -> bytes:
    """So many pages to be compared."""
    return filled_in(count, 600)


def compared_pixels(count: int) -> bytes:
    """Pages of four million pixels, of so many pixels together, to be compared."""
    return filled_in(-(-count // PIXELS), 2000)


PIXELS = 4_000_000
