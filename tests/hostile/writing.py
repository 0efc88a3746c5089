"""What makers of big files share: many objects, and updates that bring them."""

from collections.abc import Mapping

from tests.pdf.handmade import last_startxref

MEGABYTE = 1024 * 1024
CERTIFIED = (
    b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >>]"
)
FIRST = 100  # the number of the first of many objects


def references(numbers: range) -> bytes:
    """References to objects, one after the other."""
    return b" ".join(b"%d 0 R" % number for number in numbers)


def catalogue(entries: bytes = b"", *, fields: bytes = b"6 0 R") -> bytes:
    """A catalogue with a form and these entries."""
    return b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [%s] >> %s >>" % (
        fields,
        entries,
    )


def updated(data: bytes, objects: Mapping[int, bytes]) -> bytes:
    """The PDF with an update that brings the objects, made in one go however many they are."""
    parts, places, at = [data], {}, len(data)
    for number, value in objects.items():
        places[number] = at
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, value))
        at += len(parts[-1])
    lines = (b"%d 1\n%010d 00000 n \n" % (n, place) for n, place in sorted(places.items()))
    size = max(*objects, _size(data) - 1) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Prev %d >>\n" % (size, last_startxref(data[-60:]))
    ending = b"startxref\n%d\n%%%%EOF\n" % at
    return b"".join((*parts, b"xref\n0 1\n0000000000 65535 f \n", *lines, trailer, ending))


def _size(data: bytes) -> int:
    return int(data[data.rindex(b"/Size ") + 6 :].split(None, 1)[0])
