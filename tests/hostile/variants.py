"""Hostile files drawn by a seed from a few kinds: no two alike, and each with what is wanted of it.

Each is sealed by a trusted signer, so that nothing but its limit keeps it from being valid.
"""

import random
import struct
import zlib
from dataclasses import dataclass

from tests.hostile.bombs import entries, inline_entries, packed, spelled
from tests.hostile.files import FORM_ENTRIES, MEGABYTE
from tests.hostile.sealing import objects_of, seal, write
from tests.pdf.handmade import PAGE, shown, stream

FIRST = 30  # number of the objects that a variant adds
IMAGE = (
    b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8"
    b" /ColorSpace /DeviceGray "
)
FIELDS = b"/AcroForm << /SigFlags 3 /Fields [6 0 R] >>"


@dataclass(frozen=True, slots=True)
class Variant:
    """A file, and what is wanted of it.

    Attributes:
        name: what was drawn.
        is_limited: whether a limit is to be told; else the file is to be judged whole.
        is_readable: whether the signature is to be judged.
    """

    name: str
    data: bytes
    is_limited: bool = True
    is_readable: bool = True


def drawn(seed: int) -> Variant:
    """The variant of the seed."""
    rng = random.Random(seed)
    kinds = (bomb, bomb, bomb, row, picture, picture, layers, scan)
    return kinds[seed % len(kinds)](rng)


def page_with(resources: bytes = b"", further: bytes = b"") -> bytes:
    return PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R >> " + resources).replace(
        b"/Contents", further + b" /Contents"
    )


def catalogue(further: bytes) -> bytes:
    return b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (further, FIELDS)


WORDS = shown("Kommunstyrelsen beslutar om avslag.")


def _in_contents(value: bytes) -> dict[int, bytes]:
    return {4: value}


def _in_second_contents(value: bytes) -> dict[int, bytes]:
    return {3: PAGE.replace(b"4 0 R", b"[4 0 R 20 0 R]"), 20: value}


def _in_form(value: bytes) -> dict[int, bytes]:
    return {
        3: page_with(b"/XObject << /X 20 0 R >>"),
        4: stream(b"/X Do " + WORDS),
        20: value.replace(b"<<", b"<< " + FORM_ENTRIES, 1),
    }


def _in_image(value: bytes) -> dict[int, bytes]:
    return {**_in_form(b"<<"), 20: value.replace(b"<<", b"<< " + IMAGE, 1)}


def _in_mask(value: bytes) -> dict[int, bytes]:
    return {
        **_in_image(stream(bytes(64), b"/SMask 21 0 R")),
        21: value.replace(b"<<", b"<< " + IMAGE, 1),
    }


def _in_pattern(value: bytes) -> dict[int, bytes]:
    kind = b"<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "
    return {
        3: page_with(b"/Pattern << /P 20 0 R >>"),
        4: stream(b"/Pattern cs /P scn 0 0 99 99 re f " + WORDS),
        20: value.replace(b"<<", kind, 1),
    }


def _in_letter(value: bytes) -> dict[int, bytes]:
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0]"
        b" /FirstChar 97 /LastChar 97 /Widths [1] /Encoding << /Differences [97 /a] >>"
        b" /CharProcs << /a 20 0 R >> >>"
    )
    return {
        3: PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R /T 21 0 R >>"),
        4: stream(b"BT /T 9 Tf (a) Tj ET " + WORDS),
        20: value,
        21: font,
    }


def _in_soft_mask(value: bytes) -> dict[int, bytes]:
    group = b"<< /Group << /S /Transparency >> " + FORM_ENTRIES
    return {
        3: page_with(b"/ExtGState << /G << /SMask << /S /Alpha /G 20 0 R >> >> >>"),
        4: stream(b"/G gs 0 0 9 9 re f " + WORDS),
        20: value.replace(b"<<", group, 1),
    }


def _in_annotation(value: bytes) -> dict[int, bytes]:
    note = b"/Annots [<< /Subtype /Stamp /Rect [9 9 99 99] /AP << /N 20 0 R >> >>]"
    return {3: page_with(b"", note), 20: value.replace(b"<<", b"<< " + FORM_ENTRIES, 1)}


def _in_font(value: bytes) -> dict[int, bytes]:
    return {
        5: b"<< /Type /Font /Subtype /TrueType /BaseFont /Prov /FontDescriptor 21 0 R >>",
        20: value,
        21: b"<< /Type /FontDescriptor /FontName /Prov /Flags 32 /FontFile2 20 0 R >>",
    }


def _in_characters(value: bytes) -> dict[int, bytes]:
    return {
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 20 0 R >>",
        20: value,
    }


def _in_metadata(value: bytes) -> dict[int, bytes]:
    entry = b"<< /Type /Metadata /Subtype /XML "
    return {1: catalogue(b"/Metadata 20 0 R"), 20: value.replace(b"<<", entry, 1)}


def _in_store(value: bytes) -> dict[int, bytes]:
    return {1: catalogue(b"/DSS << /CRLs [20 0 R] >>"), 20: value}


def _anywhere(value: bytes) -> dict[int, bytes]:
    return {20: value}


PLACES = (
    *(_in_contents, _in_second_contents, _in_form, _in_image, _in_mask, _in_pattern, _in_letter),
    *(_in_soft_mask, _in_annotation, _in_font, _in_characters, _in_metadata, _in_store, _anywhere),
)


def bomb(rng: random.Random) -> Variant:
    """What unpacks to more than a file may, somewhere."""
    made = packed(rng)
    name = "+".join(filter_.decode() for filter_ in made.filters)
    match rng.randrange(8):
        case 0:
            stated, apart = entries(rng, made, FIRST)
            kind = b"/Type /ObjStm /N 1 /First 1048576 "
            objects = objects_of({20: stream(made.raw, kind + stated), **apart})
            data = seal(write(objects, inside={5: (20, 0)}))
            return Variant(f"object stream {name}", data, is_readable=False)
        case 1:
            written = b"q BI /W 8 /H 8 /BPC 8 /CS /G %s ID %s EI Q " % (
                inline_entries(made),
                made.raw,
            )
            data = seal(write(objects_of({4: stream(written + WORDS)})))
            return Variant(f"inline image {name}", data)
        case _:
            place = rng.choice(PLACES)
            stated, apart = entries(rng, made, FIRST)
            data = seal(write(objects_of({**place(stream(made.raw, stated)), **apart})))
            return Variant(f"{place.__name__} {name}", data)


def row(rng: random.Random) -> Variant:
    """A predictor whose rows are longer than any."""
    key, value = rng.choice(
        ((b"Columns", 2**31 - 1), (b"Colors", 900_000_000), (b"Columns", 400_000_000))
    )
    written = spelled(rng, key) if rng.random() < 0.5 else b"/" + key
    more = b" /BitsPerComponent 16" if rng.random() < 0.5 else b""
    stated = b"<< /Predictor %d %s %d%s >>" % (rng.choice((2, 12, 15)), written, value, more)
    apart: dict[int, bytes] = {}
    if rng.random() < 0.5:
        apart[FIRST] = stated
        stated = b"%d 0 R" % FIRST
    filters = rng.choice((b"/FlateDecode", b"/Fl", b"/#46lateDecode"))
    if rng.random() < 0.5:
        filters, stated = b"[%s]" % filters, b"[%s]" % stated
    content = zlib.compress(WORDS)
    value_ = stream(content, b"/Filter %s /DecodeParms %s" % (filters, stated))
    place = rng.choice(PLACES)
    data = seal(write(objects_of({**place(value_), **apart})))
    return Variant(f"row {key.decode()} {place.__name__}", data)


def jpx(side: int) -> bytes:
    """The beginning of a JPEG 2000 so many pixels wide and high."""
    size = struct.pack(">H8IH3B", 0, side, side, 0, 0, side, side, 0, 0, 1, 7, 1, 1)
    head = b"\xff\x4f\xff\x51" + struct.pack(">H", len(size) + 2) + size
    default = b"\xff\x52\x00\x0c\x00\x00\x00\x01\x00\x00\x04\x04\x00\x01"
    quantised = b"\xff\x5c\x00\x04\x40\x40"
    part = b"\xff\x90\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x01\xff\x93"
    return head + default + quantised + part + bytes(20) + b"\xff\xd9"


def boxed(codestream: bytes) -> bytes:
    """A JPEG 2000 file around the codestream."""
    side = codestream[8:12]
    kind = b"\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 "
    header = b"\x00\x00\x00\x16ihdr" + side * 2 + b"\x00\x01\x07\x07\x00\x00"
    colour = b"\x00\x00\x00\x0fcolr\x01\x00\x00\x00\x00\x00\x11"
    boxes = struct.pack(">I", 8 + len(header) + len(colour)) + b"jp2h" + header + colour
    return b"\x00\x00\x00\x0cjP  \r\n\x87\n" + kind + boxes + b"\x00\x00\x00\x00jp2c" + codestream


def jpeg(side: int, frame: int) -> bytes:
    """The beginning of a JPEG."""
    size = struct.pack(">BHHB9B", 8, side, side, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
    return b"\xff\xd8\xff" + bytes((frame,)) + struct.pack(">H", len(size) + 2) + size + b"\xff\xd9"


def jbig2(side: int) -> bytes:
    """A page of JBIG2 and a region on it, both so large."""
    page = struct.pack(">IIIIBH", side, side, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", side, side, 0, 0, 0, 8) + bytes(8) + bytes(40)
    return (
        struct.pack(">IBBBI", 0, 48, 0, 1, len(page))
        + page
        + struct.pack(">IBBBI", 1, 38, 0, 1, len(region))
        + region
    )


def picture(rng: random.Random) -> Variant:
    """An image that is larger than any may be, by its header or by what is stated."""
    stated = b"/Width 8 /Height 8"
    further = b""
    match rng.randrange(6):
        case 0:
            raw = jpx(60_000)
            name, raw = "jpx", boxed(raw) if rng.random() < 0.5 else raw
            own = b"JPXDecode"
        case 1:
            name, raw, own = "jpeg", jpeg(65_000, rng.choice((0xC0, 0xC1, 0xC2))), b"DCTDecode"
        case 2:
            name, raw, own = "jbig2", jbig2(60_000), b"JBIG2Decode"
        case 3:
            name, raw, own = "fax", b"\x80" * 99, b"CCITTFaxDecode"
            further = b"/DecodeParms << /K -1 /Columns 2000000000 /Rows 60000 >>"
        case 4:
            name, raw, own = "stated", zlib.compress(bytes(99)), b"FlateDecode"
            stated = b"/Width 60000 /Height 60000"
        case _:
            content = b"q BI /W 60000 /H 60000 /BPC 8 /CS /RGB /F /%s ID %s EI Q "
            written = content % (rng.choice((b"CCF", b"AHx", b"Fl")), b"00>")
            data = seal(write(objects_of({4: stream(written + WORDS)})))
            return Variant("picture inline", data)
    if not further and rng.random() < 0.4:
        raw, filters = zlib.compress(raw), b"[/Fl %s]" % spelled(rng, own)
    else:
        filters = rng.choice((b"/" + own, b"[%s]" % spelled(rng, own)))
    kind = b"/Type /XObject /Subtype /Image /BitsPerComponent 8 /ColorSpace /DeviceRGB %s %s"
    value = stream(raw, kind % (stated, further) + b" /Filter " + filters)
    base = IMAGE
    place = rng.choice((_in_image, _in_mask))
    objects = {
        n: v.replace(base, b"", 1) if n == max(place(value)) else v for n, v in place(value).items()
    }
    return Variant(f"picture {name} {place.__name__}", seal(write(objects_of(objects))))


GROUP = FORM_ENTRIES + b"/Group << /S /Transparency /I true >> "


def layers(rng: random.Random) -> Variant:
    """Pages that paint everything over and over."""
    match rng.randrange(6):
        case 0:
            times = rng.randrange(10_000, 50_000)
            objects = {
                3: page_with(b"/XObject << /X 20 0 R >>"),
                4: stream(zlib.compress(b"/X Do " * times), b"/Filter /FlateDecode"),
                20: stream(b"0 0 595 842 re f", GROUP + b"/Resources << >>"),
            }
            name = "groups"
        case 1:
            depth = rng.randrange(12, 40)
            inner = {
                20 + n: stream(
                    b"/X Do /X Do", GROUP + b"/Resources << /XObject << /X %d 0 R >> >>" % (21 + n)
                )
                for n in range(depth)
            }
            inner[20 + depth] = stream(b"0 0 595 842 re f", GROUP)
            objects = {
                **inner,
                3: page_with(b"/XObject << /X 20 0 R >>"),
                4: stream(b"/X Do " + WORDS),
            }
            name = "nested groups"
        case 2:
            objects = {
                3: page_with(b"/ExtGState << /G << /BM /Multiply /ca 0.5 >> >>"),
                4: stream(zlib.compress(b"/G gs " + b"0 0 595 842 re f " * 60_000), b"/Filter /Fl"),
            }
            name = "blended"
        case 3:
            step = rng.choice((b"0.01", b".001", b"-0.005"))
            kind = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep %s /YStep %s"
            objects = {
                3: page_with(b"/Pattern << /P 20 0 R >>"),
                4: stream(b"/Pattern cs /P scn 0 0 595 842 re f " + WORDS),
                20: stream(b"0 0 1 1 re f", kind % (step, step) + b" /Resources << >>"),
            }
            name = "cells"
        case 4:
            shading = (
                b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 595 842]"
                b" /Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /N 1 >> >>"
            )
            objects = {
                3: page_with(b"/Shading << /S %s >>" % shading),
                4: stream(zlib.compress(b"/S sh " * 60_000), b"/Filter /FlateDecode"),
            }
            name = "shadings"
        case _:
            masks = {
                20 + n: stream(
                    b"/G gs 0 0 595 842 re f 0 0 595 842 re f",
                    GROUP
                    + b"/Resources << /ExtGState << /G << /SMask << /S /Alpha /G %d 0 R >> >> >> >>"
                    % (21 + n),
                )
                for n in range(24)
            }
            masks[44] = stream(b"0 0 595 842 re f", GROUP)
            objects = {
                **masks,
                3: page_with(b"/ExtGState << /G << /SMask << /S /Alpha /G 20 0 R >> >> >>"),
                4: stream(b"/G gs 0 0 595 842 re f " + WORDS),
            }
            name = "nested masks"
    return Variant(name, seal(write(objects_of(objects))))


SCANNED = (
    *(b"<", b"(", b"<<", b"[", b"1 0 obj ", b"1 0 obj<<", b" obj % ", b"stream\n", b"/Filter "),
    *(b"% ", b"endstream ", b"/F/", b"obj<</A(", b"<~", b"1 0 R ", b"0 0 obj<</Filter/", b"BI ID "),
)


def scan(rng: random.Random) -> Variant:
    """What a careless reader looks through once for each of its beginnings."""
    part = rng.choice(SCANNED)
    junk = part * (MEGABYTE // len(part))
    place = rng.choice((_anywhere, _in_contents, _in_image))
    if part == b"(":
        place = _anywhere  # in content it is a string of as many characters as a page may not have
    value = junk if place is not _in_contents else WORDS + b" " + junk
    name = f"scan {part.decode()} {place.__name__}"
    return Variant(name, seal(write(objects_of(place(stream(value))))), is_limited=False)
