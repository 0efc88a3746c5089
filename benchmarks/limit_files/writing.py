"""What the makers share: streams packed to a given size, and files that are signed again."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping

from tests.hostile.sealing import FIELD, objects_of, seal, signature_value, write
from tests.hostile.writing import FIRST, MEGABYTE, catalogue, references, updated
from tests.pdf.handmade import stream
from tests.pki.signing import cms_signer
from tests.pki.waiting import run
from tests.validation.judging import signer

FORM_ENTRIES = b"/Type /XObject /Subtype /Form /BBox [0 0 1000 1000] "
TEXT = b"BT /F1 12 Tf 72 700 Td (Kommunstyrelsen beslutar.) Tj ET "
"""Page content with a line of text."""


def zeros(size: int, *, byte: bytes = b"\x00", before: bytes = b"") -> bytes:
    """`size` bytes, deflated a megabyte at a time; those that come first are `before`."""
    packer = zlib.compressobj(9)
    packed = [packer.compress(before)]
    block = byte * MEGABYTE
    left = size - len(before)
    while left > 0:
        packed.append(packer.compress(block[:left]))
        left -= MEGABYTE
    return b"".join((*packed, packer.flush()))


def flate(packed: bytes, entries: bytes = b"") -> bytes:
    """A stream object's value whose bytes are deflated already."""
    return stream(packed, b"/Filter /FlateDecode " + entries)


def image(width: int, height: int) -> bytes:
    """What the dictionary of a grey image says, its filter aside."""
    return (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d"
        b" /ColorSpace /DeviceGray /BitsPerComponent 8 " % (width, height)
    )


def pages(values: list[bytes]) -> dict[int, bytes]:
    """The page tree with these pages, numbered from `FIRST`."""
    numbers = range(FIRST, FIRST + len(values))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (references(numbers), len(values))
    return {2: tree, **dict(zip(numbers, values, strict=True))}


def page_with(content: int, *, box: int = 1000, resources: bytes = b"") -> bytes:
    """A square page with the content stream of that number."""
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
        b" /Resources << /Font << /F1 5 0 R >> %s >> >>" % (box, box, content, resources)
    )


def drawing(count: int) -> tuple[bytes, bytes]:
    """Content that draws so many objects from number 1000 on, and the resources that name them."""
    names = range(count)
    content = TEXT + b"".join(b"q 1000 0 0 500 0 100 cm /X%d Do Q\n" % n for n in names)
    listed = b" ".join(b"/X%d %d 0 R" % (n, 1000 + n) for n in names)
    return content, b"/XObject << %s >>" % listed


def drawn_twice(objects: Mapping[int, bytes], page: bytes) -> bytes:
    """A signed page that a second signer leaves a mark on, so that it is drawn and compared."""
    signed = seal(write(objects_of({3: page, **objects})))
    marked = page.replace(b"/Contents", b"/Annots [8 0 R] /Contents")
    look = b"/Type /XObject /Subtype /Form /BBox [0 0 90 20] /Resources << /Font << /F1 5 0 R >> >>"
    field = (
        b"<< /FT /Sig /T (Justering) /V 9 0 R /Type /Annot /Subtype /Widget /F 4 /P 3 0 R"
        b" /Rect [10 10 100 30] /AP << /N 10 0 R >> >>"
    )
    second = {
        1: catalogue(fields=b"6 0 R 8 0 R"),
        3: marked,
        8: field,
        9: signature_value(),
        10: stream(b"BT /F1 8 Tf 2 5 Td (Justerat) Tj ET", look),
    }
    return seal(updated(signed, second))


def signed_by_many(count: int) -> bytes:
    """So many signatures, each over the ones before."""
    data = seal(write(objects_of({})))
    fields = b"6 0 R"
    for number in range(count - 1):
        field = FIRST + 2 * number
        fields += b" %d 0 R" % field
        another = FIELD.replace(b"Underskrift", b"Justering %d" % number)
        value = {
            1: catalogue(fields=fields),
            field: another.replace(b"7 0 R", b"%d 0 R" % (field + 1)),
            field + 1: signature_value(),
        }
        data = seal(updated(data, value))
    return data


def padded(size: int) -> Iterator[bytes]:
    """A signed PDF of exactly so many bytes, in pieces: a comment before its end fills it."""
    data = write(objects_of({}))
    hole = data.index(b"/Contents <") + len(b"/Contents ")
    end = data.index(b">", hole) + 1
    cut = data.rindex(b"startxref")
    said = b"[0 %d %d %d]" % (hole, end, size - end)
    data = data.replace(_RANGE, said.ljust(len(_RANGE)))
    comment = size - len(data)
    block = b"%" + b" " * (MEGABYTE - 2) + b"\n"
    filling = [block] * (comment // MEGABYTE)
    left = comment % MEGABYTE
    filling.append(b"%" * (left - 1) + b"\n" * bool(left))
    digest = hashlib.sha256(data[:hole] + data[end:cut])
    for piece in (*filling, data[cut:]):
        digest.update(piece)
    service = cms_signer(signer())
    message = run(service.async_sign(digest.digest(), "sha256", use_pades=True)).dump()
    digits = message.hex().encode().ljust(end - hole - 2, b"0")
    yield data[: hole + 1] + digits + data[end - 1 : cut]
    yield from filling
    yield data[cut:]


_RANGE = b"[0 1111111111 2222222222 3333333333]"
