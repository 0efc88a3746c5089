"""Kinds F and G: looks of later signatures and time-stamps, and empty fields that show."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.oracles.sealing import STAMP, signed_by_second, stamped
from tests.oracles.victims import TABLED, dictionaries, page_numbers, victim
from tests.oracles.writing import updated
from tests.pdf.handmade import shown, stream
from tests.pdf.handsigned import VALUE

FIELD, SIGNATURE, LOOK, FONT, KID, PICTURE = 500, 501, 502, 503, 504, 505
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
RECTANGLES = (
    *(b"[120 60 185 95]",) * 3,
    *(b"[0 0 0 0]", b"[50 50 50 50]", b"[0 0 200 200]", b"[185 95 120 60]", b"[10 140 190 165]"),
    *(
        b"[120 60 185 60]",
        b"[120 60 120 95]",
        b"[-50 -50 300 300]",
        b"[0.1 0.1 0.2 0.2]",
        b"[120 60]",
    ),
)
BOXES = (
    *(b"/BBox [0 0 65 35]",) * 3,
    *(b"", b"/BBox [0 0 200 200]", b"/BBox [0 0 0 0]", b"/BBox [65 35 0 0]", b"/BBox [0 0 1 1]"),
)
MATRICES = (
    *(b"",) * 3,
    b"/Matrix [1 0 0 1 0 0]",
    b"/Matrix [3 0 0 3 -60 -60]",
    b"/Matrix [0 1 -1 0 65 0]",
)
HONEST = (
    "Bo Testsson",
    "Digitalt signerat av Bo Testsson",
    "2026-03-02 10:00",
    "Signed by Bo Testsson",
)
FORGED = ("Beslut om bifall.", "AVSLAG", "Justeras ej", "Bifall, 7 mot 6", "10 000 kr")
FLAGS = (b"/F 4", b"/F 132", b"/F 4", b"/F 0", b"/F 2", b"/F 32", b"/F 6", b"", b"/F 64", b"/F 1")


@dataclass(frozen=True, slots=True)
class Widget:
    """What a signature field's widget says, but for its value."""

    rectangle: bytes
    look: bytes
    rest: bytes = b""


def looks(rng: random.Random) -> tuple[str, bytes]:
    """Kind F: a later signature or document time-stamp with a look of some sort."""
    name, data = victim(rng)
    stamp = rng.random() < 0.45
    honest = rng.random() < 0.45
    widget, objects = _honest_widget(rng, stamp=stamp) if honest else _odd_widget(rng)
    objects[SIGNATURE] = STAMP if stamp else VALUE
    field = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Nytt) /V %d 0 R /Rect %s %s %s"
    first = page_numbers(data)[0]
    whole = field % (SIGNATURE, widget.rectangle, widget.look, widget.rest)
    objects[FIELD] = whole + b" /P %d 0 R >>" % first
    objects |= _hung(data, FIELD)
    made = stamped(data, objects) if stamp else signed_by_second(data, objects)
    said = "honest" if honest else f"{widget.rectangle.decode()} {widget.look.decode()}"
    return f"{name}: {'time-stamp' if stamp else 'signature'} {said}", made


def signed_oddly(
    rng: random.Random, data: bytes, change: Callable[[random.Random, bytes], bytes]
) -> bytes:
    """An honest second signature, but for one of its objects, which is changed before."""
    widget, objects = _honest_widget(rng, stamp=False)
    first = page_numbers(data)[0]
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Nytt) /V %d 0 R /Rect %s %s %s /P %d 0 R >>"
    )
    told = (SIGNATURE, widget.rectangle, widget.look, widget.rest, first)
    objects |= {FIELD: field % told, SIGNATURE: VALUE, **_hung(data, FIELD)}
    changed = rng.choice([number for number in objects if number != LOOK])
    objects[changed] = change(rng, objects[changed])
    return signed_by_second(data, objects)


def _honest_widget(rng: random.Random, *, stamp: bool) -> tuple[Widget, dict[int, bytes]]:
    if stamp or rng.random() < 0.4:
        return Widget(b"[0 0 0 0]", b"", b"/F 132"), {}
    content = b"q BT /F1 6 Tf 2 12 Td (%s) Tj ET Q" % rng.choice(HONEST).encode()
    entries = _form_entries(b"/BBox [0 0 65 35]", b"")
    look = Widget(b"[120 60 185 95]", b"/AP << /N %d 0 R >>" % LOOK, b"/F 132")
    return look, {LOOK: stream(content, entries), FONT: HELVETICA}


def _odd_widget(rng: random.Random) -> tuple[Widget, dict[int, bytes]]:
    words = rng.choice((*FORGED, *HONEST[:2]))
    contents = (
        b"BT /F1 8 Tf 2 12 Td (%s) Tj ET" % words.encode(),
        b"BT /F1 8 Tf 2 12 Td [(%s) -200 (%s)] TJ ET" % (words[:4].encode(), words[4:].encode()),
        b"BT /F1 8 Tf 2 12 Td <%s> Tj ET" % words.encode().hex().encode(),
        b"0 0 1 rg 0 0 65 35 re f",
        b"1 g -500 -500 1000 1000 re f",
        b"q 60 0 0 30 2 2 cm /Im Do Q",
        b"0 0 m 60 30 l S",
        b"q Q",
        b"",
        shown(words, at=(0, 0)),
    )
    entries = _form_entries(rng.choice(BOXES), rng.choice(MATRICES))
    objects = {
        LOOK: stream(rng.choice(contents), entries),
        FONT: HELVETICA,
        PICTURE: stream(
            b"\x00\xff\xff\x00",
            b"/Type /XObject /Subtype /Image /Width 2 /Height 2"
            b" /ColorSpace /DeviceGray /BitsPerComponent 8",
        ),
    }
    shapes = (
        b"/N %d 0 R",
        b"/N %d 0 R",
        b"/N %d 0 R",
        b"/N << /On %d 0 R >>",
        b"/D %d 0 R",
        b"/R %d 0 R",
    )
    look = b"/AP << %s >>" % (rng.choice(shapes) % LOOK)
    rest = rng.choice(
        (b"", b"", b"/AS /On", b"/MK << /BC [1 0 0] >>", b"/BS << /W 3 >>", b"/Foo 1")
    )
    return Widget(rng.choice(RECTANGLES), look, rest + b" " + rng.choice(FLAGS)), objects


def _form_entries(box: bytes, matrix: bytes) -> bytes:
    resources = b"/Resources << /Font << /F1 %d 0 R >> /XObject << /Im %d 0 R >> >>"
    return b"/Type /XObject /Subtype /Form %s %s " % (box, matrix) + resources % (FONT, PICTURE)


def _hung(data: bytes, widget: int, field: int | None = None) -> dict[int, bytes]:
    """The first page and the form, grown by the widget and its field."""
    found = dictionaries(data)
    first = page_numbers(data)[0]
    changed = {first: _listing(found[first], b"/Annots", widget)}
    for number, value in found.items():
        if b"/Fields" in value:
            changed[number] = _listing(changed.get(number, value), b"/Fields", field or widget)
    return changed


def _listing(value: bytes, key: bytes, number: int) -> bytes:
    if key + b" [" in value:
        return value.replace(key + b" [", key + b" [%d 0 R " % number, 1)
    return value[:-2] + key + b" [%d 0 R] >>" % number


FIELD_KEYS = (
    *(b"/V (bifall)", b"/DV (bifall)", b"/DA (/F1 9 Tf 0 g)", b"/Ff 1", b"/TU (Bifall)", b"/Q 1"),
    *(
        b"/MK << /BC [1 0 0] >>",
        b"/MK << /BG [0 1 0] >>",
        b"/MK << /CA (bifall) >>",
        b"/Lock << >>",
    ),
    *(
        b"/BS << /W 4 /S /S >>",
        b"/Border [0 0 5]",
        b"/C [1 0 0]",
        b"/AP << >>",
        b"/H /P",
        b"/TM (x)",
    ),
    *(
        b"/AP << /N 502 0 R >>",
        b"/AP << /D 502 0 R >>",
        b"/AP << /N << /Off 502 0 R >> >> /AS /Off",
    ),
    *(b"/A << /S /JavaScript /JS (1) >>", b"/AA << >>", b"/OC 503 0 R", b"/Contents (bifall)"),
    *(b"/Opt [(bifall)]", b"/MaxLen 4", b"/SV << /Type /SV >>", b"/F 4", b"/F 132", b"/F 2", b""),
)
TYPES = (b"/FT /Sig",) * 6 + (b"", b"/FT /Tx", b"/FT /Btn", b"/FT /Ch", b"/FT /Foo")


def empty_fields(rng: random.Random) -> tuple[str, bytes]:
    """Kind G: a signature field that nobody signed, alone or with a kid, with odd keys."""
    name, data = victim(rng, tuple(each for each in TABLED if each != "form"))
    first = page_numbers(data)[0]
    rectangle = rng.choice((b"[0 0 0 0]", b"[120 60 185 95]", b"[120 60 185 95]", *RECTANGLES))
    keys = b" ".join(rng.choice(FIELD_KEYS) for _ in range(rng.choice((0, 0, 1, 1, 2, 3))))
    own = b"/Type /Annot /Subtype /Widget /Rect %s /P %d 0 R" % (rectangle, first)
    content = b"BT /F1 8 Tf 2 12 Td (%s) Tj ET" % rng.choice(FORGED).encode()
    look = stream(
        rng.choice((content, content, b"", b"q Q")), _form_entries(rng.choice(BOXES), b"")
    )
    objects = {LOOK: look, FONT: HELVETICA} if b"502" in keys else {}
    if rng.random() < 0.55:
        objects[FIELD] = b"<< /FT /Sig /T (Tom) %s %s >>" % (own, keys)
        objects |= _hung(data, FIELD)
        return f"{name}: {keys.decode()} {rectangle.decode()}", updated(data, objects)
    kid = b"<< %s %s %s /Parent %d 0 R >>" % (rng.choice(TYPES), own, keys, FIELD)
    named = kid[:-2] + rng.choice((b"", b"", b"/T (Under)")) + b" >>"
    above = rng.choice((b"", b"", b"", b"/V (bifall)", b"/DA (/F1 9 Tf 0 g)", b"/Ff 1"))
    objects[FIELD] = b"<< /FT /Sig /T (Tom) /Kids [%d 0 R] %s >>" % (KID, above)
    objects[KID] = named
    objects |= _hung(data, KID, FIELD)
    return f"{name}: kid {keys.decode()} {rectangle.decode()}", updated(data, objects)
