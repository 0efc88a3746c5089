"""Files that are big and honest: what a municipality could have made, and their likes.

Each is signed by a trusted signer, so that nothing but a limit keeps it from its verdict. They are
made when they are wanted: none is stored.
"""

import random
import zlib
from collections.abc import Iterator

from tests.hostile.sealing import FIELD, VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.hostile.writing import CERTIFIED, FIRST, MEGABYTE, catalogue, references, updated
from tests.pdf.handmade import PAGE, shown, stream

SECOND_FIELD, SECOND_VALUE = 8, 9
WORDS = b"Kommunstyrelsen beslutar att avslaga motionen om gatubelysning vid Storgatan".split()


def signed_again(data: bytes, entries: bytes = b"") -> bytes:
    """The sealed PDF with a second signature over all of it."""
    second = {
        1: catalogue(entries, fields=b"6 0 R 8 0 R"),
        SECOND_FIELD: FIELD.replace(b"Underskrift", b"Justering").replace(b"7 0 R", b"9 0 R"),
        SECOND_VALUE: signature_value(),
    }
    return seal(updated(data, second))


def text_page(lines: int, words: int = 12, *, seed: int = 0) -> bytes:
    """Page content of lines of words."""
    chosen = random.Random(seed)
    rows = (b" ".join(chosen.choices(WORDS, k=words)) for _ in range(lines))
    return b"BT /F1 7 Tf 7 TL 40 810 Td " + b"".join(b"(%s) Tj T* " % row for row in rows) + b"ET"


def pages_of(contents: Iterator[bytes] | list[bytes]) -> dict[int, bytes]:
    """A page for each content."""
    objects: dict[int, bytes] = {}
    for number, content in enumerate(contents):
        page = FIRST + 2 * number
        objects[page] = PAGE.replace(b"4 0 R", b"%d 0 R" % (page + 1))
        objects[page + 1] = stream(zlib.compress(content, 1), b"/Filter /FlateDecode")
    count = len(objects) // 2
    kids = b" ".join(b"%d 0 R" % (FIRST + 2 * n) for n in range(count))
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return objects


def pages_signed_twice() -> bytes:
    """3,000 pages, signed twice."""
    contents = (text_page(20, 8, seed=n) for n in range(3000))
    return signed_again(seal(write(objects_of(pages_of(contents)))))


def million_objects() -> bytes:
    """A million objects."""
    objects = dict.fromkeys(range(FIRST, FIRST + 1_000_000), b"<< /A [1 2 3] /B (text) >>")
    return seal(write(objects_of(objects)))


def million_numbers() -> bytes:
    """A million objects of the least size, signed twice."""
    return signed_again(seal(write(objects_of(dict.fromkeys(range(FIRST, 1_000_100), b"1")))))


def million_packed() -> bytes:
    """A million objects in object streams of 10,000."""
    objects: dict[int, bytes] = {}
    inside: dict[int, tuple[int, int]] = {}
    for part in range(100):
        numbers = range(FIRST + 10_000 * part, FIRST + 10_000 * (part + 1))
        value = b"<< /A [1 2 3] /B (text) >> "
        offsets = b" ".join(b"%d %d" % (n, len(value) * i) for i, n in enumerate(numbers)) + b" "
        packed = zlib.compress(offsets + value * 10_000, 1)
        entries = b"/Type /ObjStm /N 10000 /First %d /Filter /FlateDecode" % len(offsets)
        objects[1_000_200 + part] = stream(packed, entries)
        inside |= {number: (1_000_200 + part, index) for index, number in enumerate(numbers)}
    return seal(write(objects_of(objects), inside=inside))


def form_fields(count: int, value: bytes = b"") -> dict[int, bytes]:
    """Text fields with their widgets on the page, each filled with the value."""
    filled = b"/V (%s) /AP << /N 20 0 R >>" % value if value else b""
    return {
        FIRST + n: b"<< /FT /Tx /T (f%d) /Type /Annot /Subtype /Widget /P 3 0 R /F 4"
        b" /Rect [%d %d %d %d] /DA (/F1 6 Tf 0 g) %s >>"
        % (n, 5 * (n % 100), 8 * (n // 100), 5 * (n % 100) + 4, 8 * (n // 100) + 7, filled)
        for n in range(count)
    }


def changed_fields(count: int, *, certified: bool) -> bytes:
    """A signed form, so many fields of which are filled in later."""
    fields = form_fields(count)
    listed = references(range(FIRST, FIRST + count))
    perms = b"/Perms << /DocMDP 7 0 R >>" if certified else b""
    form = catalogue(perms, fields=b"6 0 R " + listed)
    form = form.replace(b"/SigFlags 3", b"/SigFlags 3 /DR << /Font << /F1 5 0 R >> >>")
    value = signature_value()
    if certified:
        value = value.replace(b"/Type /Sig ", b"/Type /Sig %s " % CERTIFIED)
    page = PAGE.replace(b"/Contents", b"/Annots [%s] /Contents" % listed)
    data = seal(write(objects_of({1: form, 3: page, VALUE_NUMBER: value, **fields})))
    look = b"/Type /XObject /Subtype /Form /BBox [0 0 4 7] /Resources << /Font << /F1 5 0 R >> >>"
    shows = stream(b"/Tx BMC q BT /F1 6 Tf 0 1 Td (Ja) Tj ET Q EMC", look)
    return updated(data, {20: shows, **form_fields(count, b"Ja")})


def certified_fields() -> bytes:
    """10,000 fields filled in under a certification that permits it."""
    return changed_fields(10_000, certified=True)


def uncertified_fields() -> bytes:
    """10,000 fields filled in with no certification."""
    return changed_fields(10_000, certified=False)


def long_chain() -> bytes:
    """A chain of 200,000 objects, each referring to the next; signed twice."""
    links = {FIRST + n: b"<< /Next %d 0 R >>" % (FIRST + n + 1) for n in range(200_000)}
    links[FIRST + 200_000] = b"<< >>"
    links[1] = catalogue(b"/PieceInfo << /X << /Private %d 0 R >> >>" % FIRST)
    entries = b"/PieceInfo << /X << /Private %d 0 R >> >>" % FIRST
    return signed_again(seal(write(objects_of(links))), entries)


def late_chain() -> bytes:
    """A chain of 150,000 objects that came after the signature."""
    links = {FIRST + n: b"<< /Next %d 0 R >>" % (FIRST + n + 1) for n in range(150_000)}
    links[FIRST + 150_000] = b"<< >>"
    links[1] = catalogue(b"/PieceInfo << /X << /Private %d 0 R >> >>" % FIRST)
    return updated(seal(write(objects_of({}))), links)


def lzw(block: bytes) -> bytes:
    """The block, packed by LZW and with whole bytes, so that it can be repeated (7.4.4.2)."""
    bits, count = 256, 9  # begins with the code that clears the table
    table = {bytes([n]): n for n in range(256)}
    width, following, word = 9, 258, b""
    out = bytearray()

    def put(code: int) -> None:
        nonlocal bits, count
        bits, count = bits << width | code, count + width
        while count >= 8:
            count -= 8
            out.append(bits >> count)
            bits &= (1 << count) - 1

    for at in range(len(block)):
        longer = word + block[at : at + 1]
        if longer in table:
            word = longer
            continue
        put(table[word])
        table[longer], following = following, following + 1
        if following + 1 > 1 << width and width < 12:
            width += 1
        if following >= 4094:
            put(256)
            table = {bytes([n]): n for n in range(256)}
            width, following = 9, 258
        word = block[at : at + 1]
    put(table[word])
    put(256)
    width = 9
    while count:
        put(256)
    return bytes(out)


def lzw_image() -> bytes:
    """A scan of 150 MB by LZW, on a page."""
    chosen = random.Random(1)
    block = b"".join(bytes([chosen.choice(b"\x00\xff\xf0")]) * 16 for _ in range(16 * 1024))
    packed = lzw(block) * 600
    image = (
        b"/Type /XObject /Subtype /Image /Width 12000 /Height 13107 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter /LZWDecode"
    )
    page = PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R >> /XObject << /X 20 0 R >>")
    content = stream(b"q 595 0 0 842 0 0 cm /X Do Q " + shown("Kommunstyrelsen beslutar."))
    return seal(write(objects_of({3: page, 4: content, 20: stream(packed, image)})))


def million_characters() -> bytes:
    """Five million characters of text on 500 pages."""
    contents = (text_page(115, 10, seed=n) for n in range(500))
    return seal(write(objects_of(pages_of(contents))))


def million_characters_signed_twice() -> bytes:
    """Five million characters of text on 500 pages, signed twice."""
    return signed_again(million_characters())


def many_revisions() -> bytes:
    """500 revisions, of which the first is signed."""
    data = seal(write(objects_of({})))
    for _ in range(498):
        data = updated(data, {1: catalogue(b"/Version /1.7")})
    return data


def many_revisions_of_many_objects() -> bytes:
    """250 revisions of a file with 20,000 objects, of which the first is signed."""
    data = seal(write(objects_of(dict.fromkeys(range(FIRST, 20_100), b"<< /A (text) >>"))))
    for _ in range(250):
        data = updated(data, {1: catalogue(b"/Version /1.7")})
    return data


def two_hundred_signatures() -> bytes:
    """200 signatures, each over the ones before."""
    data = seal(write(objects_of({})))
    fields = b"6 0 R"
    for number in range(199):
        field = FIRST + 2 * number
        fields += b" %d 0 R" % field
        value = {
            1: catalogue(fields=fields),
            field: b"<< /FT /Sig /T (Justering %d) /V %d 0 R >>" % (number, field + 1),
            field + 1: signature_value(),
        }
        data = seal(updated(data, value))
    return data


def _with_notes(written: bytes) -> dict[int, bytes]:
    """20,000 annotations, of which more is written than where they lie, and the page with them."""
    notes = {
        FIRST + n: b"<< /Type /Annot /Rect [%d %d %d %d] %s >>"
        % (n % 500, n // 30, n % 500 + 10, n // 30 + 5, written)
        for n in range(20_000)
    }
    listed = references(range(FIRST, FIRST + 20_000))
    notes[3] = PAGE.replace(b"/Contents", b"/Annots [%s] /Contents" % listed)
    return notes


def many_annotations() -> bytes:
    """One page with 20,000 annotations, signed twice."""
    notes = _with_notes(b"/Subtype /Link /F 4 /Border [0 0 0] /Dest [3 0 R /Fit]")
    return signed_again(seal(write(objects_of(notes))))


def late_annotations() -> bytes:
    """A page that gets 20,000 notes after it was signed."""
    notes = _with_notes(b"/Subtype /Square /F 4 /C [1 0 0] /P 3 0 R")
    return updated(seal(write(objects_of({}))), notes)


def many_bookmarks() -> bytes:
    """50,000 bookmarks, one after the other; signed twice."""
    count, root = 50_000, 50
    marks = {
        FIRST + n: b"<< /Title (Paragraf %d) /Parent 50 0 R /Prev %d 0 R /Next %d 0 R"
        b" /Dest [3 0 R /Fit] >>" % (n, FIRST + n - 1, FIRST + n + 1)
        for n in range(1, count - 1)
    }
    marks[FIRST] = b"<< /Title (Forsta) /Parent 50 0 R /Next %d 0 R >>" % (FIRST + 1)
    last = FIRST + count - 1
    marks[last] = b"<< /Title (Sista) /Parent 50 0 R /Prev %d 0 R >>" % (last - 1)
    marks[root] = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count 50000 >>" % (FIRST, last)
    entries = b"/Outlines 50 0 R"
    return signed_again(seal(write(objects_of({1: catalogue(entries), **marks}))), entries)


def name_tree() -> bytes:
    """A name tree of 100,000 destinations, signed twice."""
    leaves = {
        FIRST + n: b"<< /Limits [(n%06d) (n%06d)] /Names [%s] >>"
        % (
            100 * n,
            100 * n + 99,
            b" ".join(b"(n%06d) [3 0 R /Fit]" % (100 * n + i) for i in range(100)),
        )
        for n in range(1000)
    }
    leaves[50] = b"<< /Kids [%s] >>" % references(range(FIRST, FIRST + 1000))
    entries = b"/Names << /Dests 50 0 R >>"
    return signed_again(seal(write(objects_of({1: catalogue(entries), **leaves}))), entries)


def huge_kids() -> bytes:
    """A page tree of one node with 19,000 pages, signed twice."""
    pages = dict.fromkeys(range(FIRST, FIRST + 19_000), PAGE)
    kids = references(range(FIRST, FIRST + 19_000))
    pages[2] = b"<< /Type /Pages /Kids [%s] /Count 19000 >>" % kids
    return signed_again(seal(write(objects_of(pages))))


def comments_between() -> bytes:
    """100 MB of comments between the objects."""
    padded = {FIRST + n: b"null\n" + (b"% " + b"x" * 98 + b"\n") * 100_000 for n in range(10)}
    return seal(write(objects_of(padded)))


def one_long_comment() -> bytes:
    """100 MB of one comment, after an object; signed twice."""
    padded = {FIRST: b"null\n%" + b"%" * (100 * MEGABYTE) + b"\n"}
    return signed_again(seal(write(objects_of(padded))))


def huge_content() -> bytes:
    """A page whose content has 50 MB."""
    path = b"0.5 w 10.25 10.25 m 100.125 100.125 l 20.25 33.5 44.25 10 60 60 c S\n"
    lines = path * 3 + b"% " + b"x" * 400 + b"\n"
    content = lines * (50 * MEGABYTE // len(lines))
    packed = stream(zlib.compress(content, 1), b"/Filter /FlateDecode")
    return seal(write(objects_of({4: packed})))


def white_content() -> bytes:
    """A page whose content is 50 MB of white space and one line."""
    content = b" \n" * (25 * MEGABYTE) + shown("Kommunstyrelsen beslutar.")
    packed = stream(zlib.compress(content, 1), b"/Filter /FlateDecode")
    return signed_again(seal(write(objects_of({4: packed}))))


def embedded_files() -> bytes:
    """10,000 embedded files, signed twice."""
    objects: dict[int, bytes] = {}
    for n in range(10_000):
        spec = FIRST + 2 * n
        objects[spec] = b"<< /Type /Filespec /F (b%05d.txt) /EF << /F %d 0 R >> >>" % (n, spec + 1)
        objects[spec + 1] = stream(b"bilaga %d" % n, b"/Type /EmbeddedFile")
    names = b" ".join(b"(b%05d) %d 0 R" % (n, FIRST + 2 * n) for n in range(10_000))
    objects[50] = b"<< /Names [%s] >>" % names
    entries = b"/Names << /EmbeddedFiles 50 0 R >>"
    return signed_again(seal(write(objects_of({1: catalogue(entries), **objects}))), entries)


def long_strings() -> bytes:
    """Strings of 20 MB with parentheses and escapes in them, signed twice."""
    nested = b"(" + b"(a)" * (4 * MEGABYTE) + b")"
    escaped = b"(" + rb"\(\)\\\012" * MEGABYTE + b")"
    digits = b"<" + b"0a " * (5 * MEGABYTE) + b">"
    return signed_again(seal(write(objects_of({20: nested, 21: escaped, 22: digits}))))


def long_array() -> bytes:
    """An array of 900,000 numbers, signed twice."""
    return signed_again(seal(write(objects_of({20: b"[" + b"1 " * 900_000 + b"]"}))))


def long_array_of_references() -> bytes:
    """An array of 900,000 references in the catalogue, signed twice."""
    entries = b"/PieceInfo << /X << /Private 20 0 R >> >>"
    listed = b"[" + b"5 0 R " * 900_000 + b"]"
    return signed_again(seal(write(objects_of({1: catalogue(entries), 20: listed}))), entries)


def tagged() -> bytes:
    """50,000 structure elements with a parent tree, signed twice."""
    count = 50_000
    elements = {
        FIRST + n: b"<< /Type /StructElem /S /P /P 50 0 R /Pg 3 0 R /K %d >>" % n
        for n in range(count)
    }
    listed = references(range(FIRST, FIRST + count))
    elements[50] = b"<< /Type /StructTreeRoot /K 51 0 R /ParentTree 52 0 R >>"
    elements[51] = b"[%s]" % listed
    elements[52] = b"<< /Nums [0 [%s]] >>" % listed
    entries = b"/StructTreeRoot 50 0 R /MarkInfo << /Marked true >>"
    elements[1] = catalogue(entries)
    elements[3] = PAGE.replace(b"/Contents", b"/StructParents 0 /Contents")
    return signed_again(seal(write(objects_of(elements))), entries)


EVERY = (
    pages_signed_twice,
    million_objects,
    million_numbers,
    million_packed,
    certified_fields,
    uncertified_fields,
    long_chain,
    late_chain,
    lzw_image,
    million_characters,
    million_characters_signed_twice,
    many_revisions,
    many_revisions_of_many_objects,
    two_hundred_signatures,
    many_annotations,
    late_annotations,
    many_bookmarks,
    name_tree,
    huge_kids,
    comments_between,
    one_long_comment,
    huge_content,
    white_content,
    embedded_files,
    long_strings,
    long_array,
    long_array_of_references,
    tagged,
)
