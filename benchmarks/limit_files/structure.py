"""Files at the limits of size and number: objects, pages, revisions, signatures, digits."""

from benchmarks.limit_files.writing import page_with, pages
from tests.hostile.sealing import VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.hostile.writing import CERTIFIED, FIRST, catalogue, references, updated
from tests.pdf.handmade import PAGE, stream

_SAID = b"/V (Ja) /AP << /N 20 0 R >>"


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
    numbers = range(FIRST + count, FIRST + 2 * count)
    form = catalogue(b"/Perms << /DocMDP 7 0 R >>", fields=b"6 0 R " + references(numbers))
    form = form.replace(b"/SigFlags 3", b"/SigFlags 3 /DR << /Font << /F1 5 0 R >> >>")
    sheet = page_with(4, box=box)
    sheets = [sheet.replace(b"/Contents", b"/Annots [%d 0 R] /Contents" % n) for n in numbers]
    made = {1: form, VALUE_NUMBER: _certifying(), **pages(sheets), **_fields(numbers, b"")}
    signed = seal(write(objects_of(made)))
    return updated(signed, {20: _look(), **_fields(numbers, _SAID)})


def _fields(numbers: range, said: bytes) -> dict[int, bytes]:
    return {
        n: b"<< /FT /Tx /T (f%d) /Type /Annot /Subtype /Widget /P %d 0 R /F 4"
        b" /Rect [10 10 100 30] /DA (/F1 8 Tf 0 g) %s >>" % (n, n - len(numbers), said)
        for n in numbers
    }


def later_objects(count: int) -> bytes:
    """A form of one page; filling it in as the certification permits defines so many objects."""
    fields = range(FIRST, FIRST + count - 1)
    form = catalogue(b"/Perms << /DocMDP 7 0 R >>", fields=b"6 0 R " + references(fields))
    form = form.replace(b"/SigFlags 3", b"/SigFlags 3 /DR << /Font << /F1 5 0 R >> >>")
    page = PAGE.replace(b"/Contents", b"/Annots [%s] /Contents" % references(fields))
    made = {1: form, 3: page, VALUE_NUMBER: _certifying(), **_on_one_page(fields, b"")}
    signed = seal(write(objects_of(made)))
    return updated(signed, {20: _look(), **_on_one_page(fields, _SAID)})


def _on_one_page(numbers: range, said: bytes) -> dict[int, bytes]:
    return {
        n: b"<< /FT /Tx /T (f%d) /Type /Annot /Subtype /Widget /P 3 0 R /F 4"
        b" /Rect [%d %d %d %d] /DA (/F1 8 Tf 0 g) %s >>"
        % (n, n % 100 * 5, n // 100 % 60 * 10, n % 100 * 5 + 4, n // 100 % 60 * 10 + 9, said)
        for n in numbers
    }


def _certifying() -> bytes:
    return signature_value().replace(b"/Type /Sig ", b"/Type /Sig %s " % CERTIFIED)


def _look() -> bytes:
    look = b"/Type /XObject /Subtype /Form /BBox [0 0 90 20] /Resources << /Font << /F1 5 0 R >> >>"
    return stream(b"/Tx BMC q BT /F1 8 Tf 2 5 Td (Ja) Tj ET Q EMC", look)


def compared_pages(count: int) -> bytes:
    """So many pages to be compared."""
    return filled_in(count, 600)


def compared_pixels(count: int) -> bytes:
    """Pages of four million pixels, of so many pixels together, to be compared."""
    return filled_in(-(-count // PIXELS), 2000)


PIXELS = 4_000_000
