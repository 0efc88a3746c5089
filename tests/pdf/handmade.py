"""PDFs written by hand, byte by byte: what no ordinary software writes."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf

_STARTXREF = re.compile(rb"startxref\s+(\d+)")
_SIZE = re.compile(rb"/Size (\d+)")

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE_TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object's value."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def shown(text: str, *, at: tuple[int, int] = (72, 700)) -> bytes:
    """Page content that shows the ASCII text."""
    return b"BT /F1 12 Tf %d %d Td (%s) Tj ET" % (*at, text.encode("ascii"))


ONE_PAGE: Mapping[int, bytes] = {
    1: CATALOGUE,
    2: PAGE_TREE,
    3: PAGE,
    4: stream(shown("Kommunstyrelsen beslutar om avslag.")),
    5: FONT,
}


def document(objects: Mapping[int, bytes] = ONE_PAGE) -> bytes:
    """A PDF of one revision with the objects; the catalogue is number 1."""
    data = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    return _with_section(data, objects, Table(root=b"1 0 R"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the cross-reference table of an update says; the defaults are honest.

    Attributes:
        lines: entries instead of the right ones: number and its 20 bytes.
        without: objects that no entry lists.
        between: bytes between the objects and the table.
        startxref: where the end says that the table is.
        ending: what follows the number after `startxref`.
    """

    root: bytes = b""
    size: int | None = None
    lines: tuple[tuple[int, bytes], ...] = ()
    without: tuple[int, ...] = ()
    between: bytes = b""
    startxref: bytes | None = None
    extra: bytes = b""
    previous: int | None = None
    ending: bytes = b"\n%%EOF\n"


def update(data: bytes, objects: Mapping[int, bytes], table: Table | None = None) -> bytes:
    """The PDF with an incremental update that is appended by hand."""
    told = table or Table()
    previous = last_startxref(data) if told.previous is None else told.previous
    root = told.root or b"%d 0 R" % root_number(data)
    size = told.size or max(int(_SIZE.findall(data)[-1]), *(n + 1 for n in (*objects, 0)))
    changed = Table(
        root=root,
        size=size,
        lines=told.lines,
        without=told.without,
        between=told.between,
        startxref=told.startxref,
        extra=told.extra + b" /Prev %d" % previous,
        ending=told.ending,
    )
    return _with_section(data, objects, changed)


def with_catalogue(data: bytes, entries: bytes, objects: Mapping[int, bytes]) -> bytes:
    """The PDF with an update that brings the objects, and adds the entries to its catalogue."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        catalogue = pdf.Root.unparse(resolved=True)
    return update(data, {root_number(data): catalogue[:-2] + entries + b" >>", **objects})


def last_startxref(data: bytes) -> int:
    """Where the last cross-reference section is said to be."""
    return int(_STARTXREF.findall(data)[-1])


def root_number(data: bytes) -> int:
    """The object number of the catalogue."""
    return int(re.findall(rb"/Root (\d+) 0 R", data)[-1])


def entry(offset: int, generation: int = 0, *, kind: bytes = b"n") -> bytes:
    """The 20 bytes of an entry."""
    return b"%010d %05d %s \n" % (offset, generation, kind)


def _with_section(data: bytes, objects: Mapping[int, bytes], told: Table) -> bytes:
    entries: list[tuple[int, bytes]] = [(0, entry(0, 65535, kind=b"f"))]
    for number, value in objects.items():
        if number not in told.without:
            entries.append((number, entry(len(data))))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    data += told.between
    stated = dict(told.lines)
    entries = [(number, stated.pop(number, line)) for number, line in entries]
    start = len(data)
    size = told.size or max(objects) + 1
    data += b"xref\n" + _subsections((*entries, *stated.items()))
    data += b"trailer\n<< /Size %d /Root %s%s >>\n" % (size, told.root, told.extra)
    pointer = b"%d" % start if told.startxref is None else told.startxref
    return data + b"startxref\n" + pointer + told.ending


def _subsections(entries: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(b"%d 1\n%s" % (number, line) for number, line in sorted(entries))
