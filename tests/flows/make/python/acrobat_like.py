"""Updates written by hand as Acrobat is known to write them: `python -m ... KEYS FOLDER`.

Acrobat itself cannot be run here, so this is no proof of what it does, only after what is known of
its files: object streams in which neighbours are redefined value for value, cross-reference streams
with /Index and a predictor, the layers FRM, n0 and n2, XMP and /Info dated anew, /Ff 1 on what a
signature locks, popups, freed looks.
"""

import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509 import load_pem_x509_certificates

from tests.flows.make.python.bases import FONT, INFO, TEXT, page, two_pages, widget
from tests.flows.make.python.listing import Listing
from tests.pdf.handmade import last_startxref, stream

ROOM = 3500
COLUMNS = 5
Objects = dict[int, bytes]
ID = b"/ID [<00112233445566778899AABBCCDDEEFF> <%032X>]"
BYTE_RANGE = b"[0 0000000000 0000000000 0000000000]"
KEYS = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
DATES = b"/CreationDate (D:20260301090000+01'00') /ModDate (D:202603%02d090000+01'00')"


def info(day: int) -> bytes:
    """The document information of that day."""
    return b"<< " + DATES % day + b" /Producer (Acrobat Distiller 23.0) /Title (Protokoll) >>"


def xmp(day: int) -> bytes:
    """The XMP metadata of that day, as a stream."""
    packet = (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:ModifyDate>2026-03-%02dT09:00:00+01:00'
        b"</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>"
        + b" " * 200
        + b'<?xpacket end="w"?>'
    )
    return stream(packet % day, b"/Type /Metadata /Subtype /XML")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What one revision defines.

    Attributes:
        plain: objects by themselves.
        packed: objects in one object stream; the number of the stream is `packing`.
        freed: numbers that nothing leads to any more.
        table: whether the section is a table; a stream's number is `listing`.
    """

    plain: Mapping[int, bytes] = field(default_factory=dict)
    packed: Mapping[int, bytes] = field(default_factory=dict)
    packing: int = 0
    listing: int = 0
    freed: tuple[int, ...] = ()
    table: bool = False
    size: int
    root: int = 1
    about: int = 0
    number: int = 1


def written(data: bytes, update: Update) -> bytes:
    """The file with the update at its end."""
    first = not data
    previous = b"" if first else b" /Prev %d" % last_startxref(data)
    data = data or b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    entries: dict[int, tuple[int, int, int]] = {0: (0, 0, 255)} if first else {}
    entries |= dict.fromkeys(update.freed, (0, 0, 1))
    whole = dict(update.plain)
    if update.packed:
        whole[update.packing] = object_stream(update.packed)
        for place, number in enumerate(update.packed):
            entries[number] = (2, update.packing, place)
    for number, value in whole.items():
        entries[number] = (1, len(data), 0)
        data += b"%d 0 obj\r%s\rendobj\r" % (number, value)
    trailer = b"/Root %d 0 R /Size %d " % (update.root, update.size) + ID % update.number
    trailer += (b" /Info %d 0 R" % update.about if update.about else b"") + previous
    start = len(data)
    if update.table:
        data += b"xref\r\n" + table(entries, update.freed)
        data += b"trailer\r\n<< " + trailer + b" >>\r\n"
    else:
        entries[update.listing] = (1, start, 0)
        data += b"%d 0 obj\r%s\rendobj\r" % (update.listing, section(entries, trailer))
    return data + b"startxref\r\n%d\r\n%%%%EOF\r\n" % start


def object_stream(objects: Mapping[int, bytes]) -> bytes:
    """The objects in one stream."""
    head, body = [], b""
    for number, value in objects.items():
        head.append(b"%d %d" % (number, len(body)))
        body += value + b" "
    started = b" ".join(head) + b" "
    more = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(started))
    return stream(zlib.compress(started + body), more)


def section(entries: dict[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """A cross-reference stream with the PNG predictor Up, as Acrobat writes it."""
    rows = b""
    above = bytes(COLUMNS)
    for number in sorted(entries):
        kind, place, more = entries[number]
        row = bytes([kind]) + place.to_bytes(3, "big") + bytes([more])
        rows += b"\x02" + bytes((new - old) % 256 for new, old in zip(row, above, strict=True))
        above = row
    index = b" ".join(b"%d %d" % run for run in runs(entries))
    entry = b"/Type /XRef /W [1 3 1] /Index [%s] /Filter /FlateDecode" % index
    entry += b" /DecodeParms << /Columns %d /Predictor 12 >> " % COLUMNS
    return stream(zlib.compress(rows), entry + trailer)


def table(entries: dict[int, tuple[int, int, int]], freed: tuple[int, ...]) -> bytes:
    """A cross-reference table; what is freed is linked from entry 0."""
    chain = [0, *sorted(freed)]
    following = dict(zip(chain, [*chain[1:], 0], strict=True))
    every = {**entries, **({0: (0, 0, 255)} if freed else {})}
    written_rows = b""
    for start, count in runs(every):
        written_rows += b"%d %d\r\n" % (start, count)
        for number in range(start, start + count):
            kind, place, _ = every[number]
            if kind:
                written_rows += b"%010d 00000 n\r\n" % place
            else:
                generation = 1 if number else 65535
                written_rows += b"%010d %05d f\r\n" % (following.get(number, 0), generation)
    return written_rows


def runs(entries: Mapping[int, object]) -> list[tuple[int, int]]:
    """The subsections: first number and how many."""
    found: list[tuple[int, int]] = []
    for number in sorted(entries):
        if found and sum(found[-1]) == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found


def signature(name: bytes, more: bytes = b"") -> bytes:
    """A signature dictionary, to be filled in."""
    return (
        b"<</ByteRange " + BYTE_RANGE + b"/Contents<" + b"0" * (2 * ROOM) + b">"
        b"/Filter/Adobe.PPKLite/M(D:20261128100000+01'00')/Name(" + name + b")/Prop_Build<</App<<"
        b"/Name/Exchange-Pro/OS[/Win]/R 1507584/TrustedMode true>>/Filter<</Date(Jan 01 2026 "
        b"00:00:00)/Name/Adobe.PPKLite/R 131104/V 2>>/PubSec<</Date(Jan 01 2026 00:00:00)"
        b"/NonEFontNoWarn true/R 131105>>>>/SubFilter/adbe.pkcs7.detached/Type/Sig" + more + b">>"
    )


def signed(data: bytes, who: str) -> bytes:
    """The file with its last signature dictionary filled in."""
    start = data.rindex(b"/Contents<" + b"0" * (2 * ROOM)) + len(b"/Contents")
    end = start + 2 * ROOM + 2
    ranges = b"[0 %010d %010d %010d]" % (start, end, len(data) - end)
    place = data.rindex(BYTE_RANGE)
    data = data[:place] + ranges + data[place + len(ranges) :]
    key = load_pem_private_key((KEYS / f"{who}.key.pem").read_bytes(), None)
    chain = load_pem_x509_certificates((KEYS / f"{who}.pem").read_bytes())
    assert isinstance(key, RSAPrivateKey)
    builder = PKCS7SignatureBuilder().set_data(data[:start] + data[end:])
    builder = builder.add_signer(chain[0], key, hashes.SHA256()).add_certificate(chain[1])
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoCapabilities]
    cms = builder.sign(Encoding.DER, options)
    filled = cms.hex().encode().ljust(2 * ROOM, b"0")
    return data[: start + 1] + filled + data[end - 1 :]


def layers(at: int, words: bytes) -> Objects:
    """The look of a signature in the layers that Acrobat draws: FRM, n0 and n2; `at` is on top."""
    box = b"/Type /XObject /Subtype /Form /FormType 1 /BBox [0 0 200 50] "
    return {
        at: stream(b"q 1 0 0 1 0 0 cm /FRM Do Q", box + resources(b"FRM", at + 1)),
        at + 1: stream(
            b"q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q",
            box + b"/Resources << /XObject << /n0 %d 0 R /n2 %d 0 R >> >>" % (at + 2, at + 3),
        ),
        at + 2: stream(
            b"% DSBlank\n", b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << >>"
        ),
        at + 3: stream(
            b"q BT 0 Tr 0 g /T1_0 10 Tf 5 30 Td (" + words + b") Tj ET Q",
            box + b"/Resources << /Font << /T1_0 %d 0 R >> /ProcSet [/PDF /Text] >>" % (at + 4),
        ),
        at + 4: FONT,
    }


def resources(name: bytes, number: int) -> bytes:
    """Resources of one form."""
    return b"/Resources << /XObject << /%s %d 0 R >> /ProcSet [/PDF] >>" % (name, number)


def seen(name: bytes, box: bytes, value: int, look: int, more: bytes = b"") -> bytes:
    """A signed field with its look."""
    ap = b"/AP << /N %d 0 R >> /MK << >> /V %d 0 R " % (look, value)
    return widget(name, b"Sig", box, ap + more).replace(b"/F 4", b"/F 132")


BOXES = (b"72 420 272 470", b"300 420 500 470")
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R /Metadata 9 0 R%s >>"
FORM = b"<< /DA (/Helv 0 Tf 0 g ) /DR << /Encoding << /PDFDocEncoding 13 0 R >> "
FORM += b"/Font << /Helv 12 0 R >> >> /Fields [%s] /SigFlags 3 >>"
ENCODING = b"<< /Type /Encoding /Differences [24 /breve /caron] >>"
FIRST = Update(
    plain={4: stream(TEXT), 7: two_pages()[7], 9: xmp(1)},
    packed={1: CATALOGUE % b"", 2: two_pages()[2], 3: page(4), 5: FONT, 6: page(7), 8: INFO},
    packing=10,
    listing=11,
    size=12,
    about=8,
)
PERMISSIONS = b" /Perms << /DocMDP 21 0 R >>"
EXTENSIONS = b" /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>"
DOCMDP = b"/Reference[<</Data 1 0 R/TransformMethod/DocMDP/TransformParams<</P %d/Type"
DOCMDP += b"/TransformParams/V/1.2>>/Type/SigRef>>]"


def first_signed(more: bytes = b"", reference: bytes = b"") -> bytes:
    """A packed file, signed and seen; the form is direct, neighbours are packed anew."""
    form = FORM % b"20 0 R"
    update = Update(
        plain={
            1: CATALOGUE % (b" /AcroForm " + form + more),
            3: page(4, b" /Annots [20 0 R]"),
            9: xmp(2),
            21: signature(b"Anna Exempel", reference),
            **layers(22, b"Digitally signed by Anna Exempel"),
        },
        packed={
            2: two_pages()[2],
            5: FONT,
            6: page(7),
            8: info(2),
            12: FONT,
            13: ENCODING,
            20: seen(b"Signature1", BOXES[0], 21, 22),
        },
        packing=14,
        listing=15,
        size=27,
        about=8,
        number=2,
    )
    return signed(written(written(b"", FIRST), update), "anna")


def second_signed(data: bytes) -> bytes:
    """The form becomes indirect, /DR gets a font; neighbours are packed anew value for value."""
    form = (FORM % b"20 0 R 30 0 R").replace(b"/Helv 12", b"/HeBo 37 0 R /Helv 12")
    update = Update(
        plain={
            1: CATALOGUE % (b" /AcroForm 36 0 R" + EXTENSIONS),
            3: page(4, b" /Annots [20 0 R 30 0 R]"),
            9: xmp(3),
            31: signature(b"Bo Testsson", b"/Reason(Justering)/Location(Testby)"),
            **layers(32, b"Digitally signed by Bo Testsson"),
        },
        packed={
            2: two_pages()[2],
            6: page(7),
            8: info(3),
            12: FONT,
            13: ENCODING,
            20: seen(b"Signature1", BOXES[0], 21, 22),
            30: seen(b"Signature2", BOXES[1], 31, 32),
            # The last layer's font, number 36 of `layers`, gives its place to the form.
            37: FONT,
        },
        packing=38,
        listing=39,
        size=40,
        about=8,
        number=3,
    )
    plain = {**update.plain, 36: form}
    look = plain[35].replace(b"36 0 R", b"37 0 R")
    changed = Update(
        plain={**plain, 35: look},
        packed=update.packed,
        packing=38,
        listing=39,
        size=40,
        about=8,
        number=3,
    )
    return signed(written(data, changed), "bo")


def stored(data: bytes) -> bytes:
    """`Add Verification Information`: /DSS with /VRI, /Extensions, XMP and /Info dated anew."""
    chain = load_pem_x509_certificates((KEYS / "anna.pem").read_bytes())
    crl = (KEYS / "before.crl").read_bytes()
    certificates = [c.public_bytes(Encoding.DER) for c in chain]
    flate = b"/Filter /FlateDecode"
    update = Update(
        plain={
            1: CATALOGUE % (b" /AcroForm " + FORM % b"20 0 R" + b" /DSS 40 0 R" + EXTENSIONS),
            9: xmp(4),
            43: stream(zlib.compress(certificates[0]), flate),
            44: stream(zlib.compress(certificates[1]), flate),
            45: stream(zlib.compress(crl), flate),
        },
        packed={
            8: info(4),
            40: b"<< /CRLs [45 0 R] /Certs [43 0 R 44 0 R] /VRI << /%s 41 0 R >> >>" % key_of(data),
            41: b"<< /CRL [45 0 R] /Cert [43 0 R 44 0 R] /TU (D:20261128110000Z) /Type /VRI >>",
        },
        packing=46,
        listing=47,
        size=48,
        about=8,
        number=4,
    )
    return written(data, update)


def key_of(data: bytes) -> bytes:
    """The key in /VRI of the last signature: SHA-1 of all of /Contents."""
    import hashlib

    start = data.rindex(b"/Contents<") + len(b"/Contents<")
    contents = bytes.fromhex(data[start : data.index(b">", start)].decode())
    return hashlib.sha1(contents).hexdigest().upper().encode()


def commented(data: bytes) -> bytes:
    """A note with its popup, a look and its reply, under P=3; /Annots becomes indirect."""
    stamp = b"/CreationDate (D:20260304090000+01'00') /M (D:20260304090000+01'00') "
    note = (
        b"<< /Type /Annot /Subtype /Text /Rect [540 780 560 800] /C [1 1 0] /F 28 /Name /Comment "
    )
    note += b"/NM (8f2b) /P 3 0 R /Popup 51 0 R /Contents (L\xe4st av kansliet) "
    note += b"/T (Bo Testsson) /Subj (Anteckning) /AP << /N 53 0 R >> " + stamp + b">>"
    popup = b"<< /Type /Annot /Subtype /Popup /Rect [440 700 560 780] /Parent 50 0 R /F 28 "
    popup += b"/Open false >>"
    reply = b"<< /Type /Annot /Subtype /Text /Rect [540 780 560 800] /F 30 /IRT 50 0 R /NM (8f2c) "
    reply += b"/P 3 0 R /Contents (Noterat) /T (Anna Exempel) /Subj (Anteckning) " + stamp + b">>"
    look = b"/Type /XObject /Subtype /Form /BBox [540 780 560 800] /Matrix [1 0 0 1 -540 -780]"
    update = Update(
        plain={
            3: page(4, b" /Annots 54 0 R"),
            9: xmp(4),
            53: stream(b"1 1 0 rg 541 781 18 18 re f", look),
        },
        packed={
            6: page(7),
            8: info(4),
            20: seen(b"Signature1", BOXES[0], 21, 22),
            50: note,
            51: popup,
            52: reply,
            54: b"[20 0 R 50 0 R 51 0 R 52 0 R]",
        },
        packing=55,
        listing=56,
        size=57,
        about=8,
        number=4,
    )
    return written(data, update)


TEXT_FIELD = b"/DA (/Helv 11 Tf 0 g) "
TESTBY = b"/V (Testby) /AP << /N 14 0 R >>"
CERTIFYING = b" /AcroForm 10 0 R /Perms << /DocMDP 24 0 R >>"
LOOK = b"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /Helv 12 0 R >> >>"


def form_file(*, as_table: bool, more: bytes = b"") -> bytes:
    """A form with two text fields and a field to sign, which locks the first."""
    lock = b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Ort)] >>"
    objects = {
        1: CATALOGUE % (b" /AcroForm 10 0 R" + more),
        2: two_pages()[2],
        3: page(4, b" /Annots [20 0 R 21 0 R 22 0 R]"),
        5: FONT,
        6: page(7),
        8: INFO,
        10: (FORM % b"20 0 R 21 0 R 22 0 R").replace(b" /SigFlags 3", b""),
        12: FONT,
        13: ENCODING,
        20: widget(
            b"Ort", b"Tx", b"72 640 272 660", TEXT_FIELD + b"/V (Testby) /AP << /N 14 0 R >>"
        ),
        21: widget(b"Datum", b"Tx", b"300 640 500 660", TEXT_FIELD + b"/AP << /N 15 0 R >>"),
        22: widget(b"Ordf", b"Sig", b"72 420 272 470", lock),
    }
    plain = {
        4: stream(TEXT),
        7: two_pages()[7],
        9: xmp(1),
        14: stream(b"/Tx BMC q BT /Helv 11 Tf 0 g 2 5 Td (Testby) Tj ET Q EMC", LOOK),
        15: stream(b"/Tx BMC EMC", LOOK),
    }
    if as_table:
        missing = tuple(n for n in range(1, 23) if n not in {**objects, **plain})
        whole = Update(plain={**plain, **objects}, table=True, freed=missing, size=23, about=8)
        return written(b"", whole)
    return written(
        b"", Update(plain=plain, packed=objects, packing=16, listing=17, size=23, about=8)
    )


FIELDMDP = b"/Reference[<</Data 1 0 R/TransformMethod/FieldMDP/TransformParams<</Action/Include"
FIELDMDP += b"/Fields[(Ort)]/Type/TransformParams/V/1.2>>/Type/SigRef>>%s]"
CERTIFIED = b"<</Data 1 0 R/TransformMethod/DocMDP/TransformParams<</P 2/Type/TransformParams"
CERTIFIED += b"/V/1.2>>/Type/SigRef>>"


def locking(data: bytes, *, as_table: bool = False, certifying: bool = False) -> bytes:
    """A signature into the present field; what it locks gets /Ff 1 in this very revision."""
    lock = b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Ort)] >>"
    ort = TEXT_FIELD + b"/V (Testby) /AP << /N 14 0 R >> /Ff 1"
    small = {
        8: info(2),
        10: FORM % b"20 0 R 21 0 R 22 0 R",
        20: widget(b"Ort", b"Tx", b"72 640 272 660", ort),
        22: seen(b"Ordf", BOXES[0], 24, 25, lock),
    }
    large = {
        **(
            {1: CATALOGUE % (b" /AcroForm 10 0 R /Perms << /DocMDP 24 0 R >>")}
            if certifying
            else {}
        ),
        9: xmp(2),
        24: signature(b"Anna Exempel", FIELDMDP % (CERTIFIED if certifying else b"")),
        **layers(25, b"Digitally signed by Anna Exempel"),
    }
    update = (
        Update(plain={**small, **large}, table=True, size=30, about=8, number=2)
        if as_table
        else Update(plain=large, packed=small, packing=30, listing=31, size=32, about=8, number=2)
    )
    return signed(written(data, update), "anna")


def filled(data: bytes, *, as_table: bool = False) -> bytes:
    """Datum is filled in: a look replaces the old one, which is freed; dates follow."""
    look = stream(b"/Tx BMC q BT /Helv 11 Tf 0 g 2 5 Td (2026-03-02) Tj ET Q EMC", LOOK)
    datum = TEXT_FIELD + b"/V (2026-03-02) /AP << /N 33 0 R >>"
    small = {
        8: info(3),
        21: widget(b"Datum", b"Tx", b"300 640 500 660", datum),
    }
    large = {9: xmp(3), 33: look}
    update = (
        Update(plain={**small, **large}, table=True, freed=(15,), size=34, about=8, number=3)
        if as_table
        else Update(
            plain=large,
            packed={**small, 12: FONT, 13: ENCODING},
            packing=34,
            listing=35,
            freed=(15,),
            size=36,
            about=8,
            number=3,
        )
    )
    return written(data, update)


def locking_second(data: bytes) -> bytes:
    """A further signature in a new field that locks all: /Ff 1 on each that is not yet."""
    reference = b"/Reference[<</Data 1 0 R/TransformMethod/FieldMDP/TransformParams<</Action/All"
    reference += b"/Type/TransformParams/V/1.2>>/Type/SigRef>>]"
    lock = b"/Lock << /Type /SigFieldLock /Action /All >>"
    first_lock = b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Ort)] >>"
    update = Update(
        plain={
            3: page(4, b" /Annots [20 0 R 21 0 R 22 0 R 40 0 R]"),
            9: xmp(3),
            41: signature(b"Bo Testsson", reference),
            **layers(42, b"Digitally signed by Bo Testsson"),
        },
        packed={
            8: info(3),
            10: FORM % b"20 0 R 21 0 R 22 0 R 40 0 R",
            21: widget(
                b"Datum", b"Tx", b"300 640 500 660", TEXT_FIELD + b"/AP << /N 15 0 R >> /Ff 1"
            ),
            22: seen(b"Ordf", BOXES[0], 24, 25, first_lock + b" /Ff 1"),
            40: seen(b"Signature2", BOXES[1], 41, 42, lock),
        },
        packing=47,
        listing=48,
        size=49,
        about=8,
        number=3,
    )
    return signed(written(data, update), "bo")


TAGGED = b" /StructTreeRoot 60 0 R /MarkInfo << /Marked true >> /Lang (sv-SE)"
DOCUMENT = b"<< /Type /StructElem /S /Document /P 60 0 R /K [%s] >>"
ROOT = b"<< /Type /StructTreeRoot /K 61 0 R /ParentTree 63 0 R /ParentTreeNextKey %d >>"


GROWN = {
    "anna": (b"20 0 R", b"62 0 R 64 0 R", b"0 [62 0 R] 1 64 0 R"),
    "bo": (b"20 0 R 30 0 R", b"62 0 R 64 0 R 65 0 R", b"0 [62 0 R] 1 64 0 R 2 65 0 R"),
}


def tagged_signed() -> bytes:
    """A tagged file: the widget of each signature grows the tags by an /OBJR."""
    first = Update(
        plain={
            4: stream(b"/P << /MCID 0 >> BDC\n" + TEXT + b"\nEMC"),
            7: two_pages()[7],
            9: xmp(1),
        },
        packed={
            1: CATALOGUE % TAGGED,
            2: two_pages()[2],
            3: page(4, b" /StructParents 0 /Tabs /S"),
            5: FONT,
            6: page(7),
            8: INFO,
            60: ROOT % 1,
            61: DOCUMENT % b"62 0 R",
            62: b"<< /Type /StructElem /S /P /P 61 0 R /Pg 3 0 R /K 0 >>",
            63: b"<< /Nums [0 [62 0 R]] >>",
        },
        packing=10,
        listing=11,
        size=64,
        about=8,
    )
    data = written(b"", first)
    data = tagged_step(data, "anna", (20, 64, 1))
    return tagged_step(data, "bo", (30, 65, 2))


def tagged_step(data: bytes, who: str, numbers: tuple[int, int, int]) -> bytes:
    """One signature of a tagged file."""
    fields, kids, nums = GROWN[who]
    at, element, key = numbers
    name = b"Anna Exempel" if who == "anna" else b"Bo Testsson"
    parent = b"/StructParent %d" % key
    objr = b"<< /Type /OBJR /Obj %d 0 R /Pg 3 0 R >>" % at
    update = Update(
        plain={
            1: CATALOGUE % (b" /AcroForm 16 0 R" + TAGGED),
            3: page(4, b" /StructParents 0 /Tabs /S /Annots [%s]" % fields),
            9: xmp(1 + key),
            at + 1: signature(name),
            **layers(at + 2, b"Digitally signed by " + name),
        },
        packed={
            8: info(1 + key),
            12: FONT,
            13: ENCODING,
            16: FORM % fields,
            at: seen(b"Signature%d" % key, BOXES[key - 1], at + 1, at + 2, parent),
            60: ROOT % (key + 1),
            61: DOCUMENT % kids,
            62: b"<< /Type /StructElem /S /P /P 61 0 R /Pg 3 0 R /K 0 >>",
            63: b"<< /Nums [%s] >>" % nums,
            element: b"<< /Type /StructElem /S /Form /P 61 0 R /Pg 3 0 R /K %s >>" % objr,
        },
        packing=70 + 2 * key,
        listing=71 + 2 * key,
        size=72 + 2 * key,
        about=8,
        number=1 + key,
    )
    return signed(written(data, update), who)


def certified(permission: int) -> bytes:
    """A first signature that certifies, with /Perms."""
    return first_signed(PERMISSIONS + EXTENSIONS, DOCMDP % permission)


FLOWS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "second": (
        "sign visibly; sign visibly: form made indirect, font added to /DR, neighbours packed anew",
        lambda: second_signed(first_signed()),
    ),
    "store-added": ("sign visibly; add verification information", lambda: stored(first_signed())),
    "certified-commented": (
        "certify P=3 visibly; a note with popup, look and reply; /Annots made indirect",
        lambda: commented(certified(3)),
    ),
    "locked": (
        "sign into a field that locks Ort, which gets /Ff 1 in that revision",
        lambda: locking(form_file(as_table=False)),
    ),
    "locked-table": (
        "the same with a cross-reference table",
        lambda: locking(form_file(as_table=True), as_table=True),
    ),
    "locked-filled": (
        "certify P=2 and lock Ort; fill in Datum: old look freed, XMP and /Info dated",
        lambda: filled(locking(form_file(as_table=False), certifying=True)),
    ),
    "locked-filled-table": (
        "the same with cross-reference tables and a list of free entries",
        lambda: filled(
            locking(form_file(as_table=True), as_table=True, certifying=True), as_table=True
        ),
    ),
    "locked-all-second": (
        "sign and lock Ort; sign and lock all: /Ff 1 on Datum and on the first signature's field",
        lambda: locking_second(locking(form_file(as_table=False))),
    ),
    "tagged": (
        "sign visibly; sign visibly: tags and parent tree grown by an /OBJR of each widget",
        tagged_signed,
    ),
}


def make(folder: Path) -> None:
    """Write every flow into the folder."""
    listing = Listing(folder, "by hand, like Acrobat", "2026")
    for name, (steps, made) in FLOWS.items():
        listing.add(f"acrobat-like-{name}", made(), base="its own", steps=steps)


if __name__ == "__main__":
    make(Path(sys.argv[2]))
