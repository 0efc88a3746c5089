"""The documents that the flows start from: `python -m tests.flows.make.python.bases FOLDER`."""

import io
import sys
from pathlib import Path

import pikepdf

from tests.pdf.handmade import document, stream

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
RESOURCES = b"/Resources << /Font << /F1 5 0 R >> >>"
TEXT = (
    b"BT /F1 14 Tf 72 760 Td (Protokoll fr\xe5n kommunstyrelsen) Tj ET\n"
    b"BT /F1 11 Tf 72 730 Td (Kommunstyrelsen beslutar om bifall till ans\xf6kan.) Tj ET"
)
SECOND = b"BT /F1 11 Tf 72 760 Td (Bilaga: underlag till beslutet.) Tj ET"
INFO = b"<< /Title (Protokoll) /Producer (Testkommun) /CreationDate (D:20260301090000+01'00') >>"


def page(content: int, more: bytes = b"", parent: int = 2) -> bytes:
    """A page of A4."""
    start = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] " % parent
    return start + b"/Contents %d 0 R " % content + RESOURCES + more + b" >>"


def with_info(objects: dict[int, bytes]) -> bytes:
    """The document, its trailer with /Info and /ID."""
    number = max(objects) + 1
    written = document({**objects, number: INFO})
    ids = (
        b"/Info %d 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]"
    )
    return written.replace(b"/Root 1 0 R", b"/Root 1 0 R " + ids % number)


def two_pages() -> dict[int, bytes]:
    """Two pages, none with annotations."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        3: page(4),
        4: stream(TEXT),
        5: FONT,
        6: page(7),
        7: stream(SECOND),
    }


def plain() -> bytes:
    """PDF 1.4 with a cross-reference table."""
    return with_info(two_pages()).replace(b"%PDF-1.7", b"%PDF-1.4")


def packed(data: bytes) -> bytes:
    """The same with object streams and a cross-reference stream."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            output,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.7",
            deterministic_id=True,
        )
    return output.getvalue()


def nested() -> bytes:
    """A page tree of three levels, whose inner nodes hand down resources."""
    return with_info(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [8 0 R 9 0 R] /Count 3 /MediaBox [0 0 595 842] >>",
            3: b"<< /Type /Page /Parent 8 0 R /Contents 4 0 R >>",
            4: stream(TEXT),
            5: FONT,
            6: b"<< /Type /Page /Parent 8 0 R /Contents 7 0 R >>",
            7: stream(SECOND),
            8: b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R 6 0 R] /Count 2 " + RESOURCES + b" >>",
            9: b"<< /Type /Pages /Parent 2 0 R /Kids [10 0 R] /Count 1 >>",
            10: page(7, parent=9),
        }
    )


def widget(name: bytes, kind: bytes, box: bytes, more: bytes = b"") -> bytes:
    """A field with its widget on the first page."""
    start = b"<< /Type /Annot /Subtype /Widget /FT /%s /T (%s) /F 4 /P 3 0 R " % (kind, name)
    return start + b"/Rect [%s] %s >>" % (box, more)


def form(*, indirect: bool = False) -> bytes:
    """Two text fields, a check box, two empty signature fields, one of them below a parent."""
    annots = b"[20 0 R 21 0 R 22 0 R 23 0 R 25 0 R]"
    da = b"/DA (/Helv 11 Tf 0 g)"
    fields = b"/Fields [20 0 R 21 0 R 22 0 R 23 0 R 24 0 R]"
    objects = {
        **two_pages(),
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm 10 0 R >>",
        3: page(4, b" /Annots " + (b"11 0 R" if indirect else annots)),
        10: b"<< " + fields + b" " + da + b" /DR << /Font << /Helv 12 0 R /ZaDb 13 0 R >> >> >>",
        11: annots,
        12: FONT,
        13: b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>",
        14: appearance(b"q BT /ZaDb 14 Tf 3 4 Td (4) Tj ET Q"),
        15: appearance(b""),
        16: appearance(b"/Tx BMC EMC"),
        20: widget(b"Ort", b"Tx", b"72 640 272 660", da + b" /AP << /N 16 0 R >>"),
        21: widget(b"Datum", b"Tx", b"300 640 500 660", da),
        22: widget(
            b"Bilaga",
            b"Btn",
            b"72 610 90 628",
            b"/DA (/ZaDb 0 Tf 0 g) /MK << /CA (4) >> /V /Off /AS /Off "
            b"/AP << /N << /Yes 14 0 R /Off 15 0 R >> >>",
        ),
        23: widget(b"Ordf", b"Sig", b"72 520 272 570"),
        24: b"<< /T (Justering) /Kids [25 0 R] >>",
        25: widget(b"Justerare", b"Sig", b"300 520 500 570", b"/Parent 24 0 R"),
    }
    if not indirect:
        del objects[11]
    return with_info(objects)


def appearance(content: bytes) -> bytes:
    """A look of a field."""
    font = b"/Resources << /Font << /Helv 12 0 R /ZaDb 13 0 R >> >>"
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] " + font)


def encrypted(data: bytes) -> bytes:
    """The same, encrypted by AES-256 with a user password."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="agare", user="hemligt", R=6))
    return output.getvalue()


def described(data: bytes) -> bytes:
    """The same with XMP metadata."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Protokoll"
            metadata["xmp:ModifyDate"] = "2026-03-01T09:00:00+01:00"
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def commented() -> bytes:
    """A page with a link and a note, listed directly."""
    link = b"<< /Type /Annot /Subtype /Link /Rect [72 700 200 715] /Border [0 0 0] "
    link += b"/A << /S /URI /URI (https://example.com/) >> >>"
    return with_info({**two_pages(), 3: page(4, b" /Annots [20 0 R]"), 20: link})


def tagged() -> bytes:
    """A tagged page with a structure tree and a parent tree."""
    return with_info(structured())


def structured() -> dict[int, bytes]:
    """The objects of a tagged document."""
    text = b"/P << /MCID 0 >> BDC\n" + TEXT + b"\nEMC"
    root = b"/StructTreeRoot 30 0 R /MarkInfo << /Marked true >> /Lang (sv-SE)"
    return {
        **two_pages(),
        1: b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        3: page(4, b" /StructParents 0 /Tabs /S"),
        4: stream(text),
        30: b"<< /Type /StructTreeRoot /K 31 0 R /ParentTree 33 0 R /ParentTreeNextKey 1 >>",
        31: b"<< /Type /StructElem /S /Document /P 30 0 R /K [32 0 R] >>",
        32: b"<< /Type /StructElem /S /P /P 31 0 R /Pg 3 0 R /K 0 >>",
        33: b"<< /Nums [0 [32 0 R]] >>",
    }


def hybrid() -> bytes:
    """A hybrid file as Word writes it: the structure's elements are free in the table.

    A second section without entries leads to the cross-reference stream (/XRefStm).
    """
    every = structured()
    hidden = {n: every.pop(n) for n in (31, 32, 33)}
    packing, listing = 34, 35
    data = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    offsets = {}
    places = []
    body = b""
    for number, value in hidden.items():
        places.append(b"%d %d" % (number, len(body)))
        body += value + b"\n"
    head = b" ".join(places) + b" "
    every[packing] = stream(head + body, b"/Type /ObjStm /N 3 /First %d" % len(head))
    for number, value in every.items():
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    rows = [b"\x00\x00\x00\x00\x00\xff"]
    for number in range(1, listing):
        if number in hidden:
            place = list(hidden).index(number)
            rows.append(b"\x02" + packing.to_bytes(4, "big") + bytes([place]))
        elif number in offsets:
            rows.append(b"\x01" + offsets[number].to_bytes(4, "big") + b"\x00")
        else:
            rows.append(b"\x00\x00\x00\x00\x00\xff")
    offsets[listing] = len(data)
    rows.append(b"\x01" + offsets[listing].to_bytes(4, "big") + b"\x00")
    more = b"/Type /XRef /Size %d /W [1 4 1] /Root 1 0 R" % (listing + 1)
    data += b"%d 0 obj\n%s\nendobj\n" % (listing, stream(b"".join(rows), more))
    first = len(data)
    data += b"xref\n0 %d\n" % (listing + 1)
    for number in range(listing + 1):
        if number in offsets:
            data += b"%010d 00000 n \n" % offsets[number]
        else:
            data += b"%010d 65535 f \n" % 0
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
    data += trailer % (listing + 1, b"", first)
    start = len(data)
    more = b" /Prev %d /XRefStm %d" % (first, offsets[listing])
    return data + b"xref\n0 0\n" + trailer % (listing + 1, more, start)


def bases() -> dict[str, bytes]:
    """Every base document by its name."""
    return {
        "plain": plain(),
        "packed": packed(plain()),
        "nested": nested(),
        "form": form(),
        "form-indirect": form(indirect=True),
        "form-packed": packed(form()),
        "encrypted": encrypted(plain()),
        "described": described(plain()),
        "commented": commented(),
        "tagged": tagged(),
        "hybrid": hybrid(),
    }


def make(folder: Path) -> None:
    """Write every base document into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in bases().items():
        (folder / f"{name}.pdf").write_bytes(data)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
