"""Files that cost a naive reader time or memory without bound, each with what it is to be told.

Every one carries a signature by a trusted signer where it can, so that nothing but its limit keeps
it from being valid. They are made when they are wanted: none is stored.
"""

import io
import secrets
import zlib
from functools import cache

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding

from tests.hostile.sealing import VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.pdf.handmade import PAGE, document, shown, stream, update
from tests.pki import ANNA
from tests.pki.signing import sign_b_b
from tests.pki.world import shared_world
from tests.validation.judging import signer

MEGABYTE = 1024 * 1024


def deflated(size: int, block: bytes = b" " * MEGABYTE) -> bytes:
    """`size` bytes, deflated to a thousandth: one block over and over."""
    packer = zlib.compressobj(9)
    head = packer.flush(zlib.Z_SYNC_FLUSH)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + packed * (size // len(block)) + packer.flush()


def flate(raw: bytes, entries: bytes = b"") -> bytes:
    """A stream object's value whose bytes are deflated already."""
    return stream(raw, b"/Filter /FlateDecode " + entries)


def page_content_bomb() -> bytes:
    """Page content of 2 GB."""
    return seal(write(objects_of({4: flate(deflated(2048 * MEGABYTE))})))


def stacked_bomb() -> bytes:
    """Page content packed twice: some kB that are 4 GB."""
    once = deflated(4096 * MEGABYTE)
    twice = zlib.compress(once, 9)
    content = stream(twice, b"/Filter [/FlateDecode /FlateDecode]")
    return seal(write(objects_of({4: content})))


def hidden_stacked_bomb() -> bytes:
    """The same with the filters named elsewhere."""
    once = deflated(2048 * MEGABYTE)
    content = stream(zlib.compress(once, 9), b"/Filter 20 0 R")
    return seal(write(objects_of({4: content, 20: b"[/FlateDecode /Fl]"})))


def text_packed_bomb() -> bytes:
    """Page content that is deflated and written as hexadecimal digits."""
    packed = deflated(1024 * MEGABYTE).hex().encode()
    content = stream(packed + b">", b"/Filter [/ASCIIHexDecode /FlateDecode]")
    return seal(write(objects_of({4: content})))


def object_stream_bomb() -> bytes:
    """An object stream of 1 GB."""
    content = deflated(1024 * MEGABYTE)
    entries = b"/Type /ObjStm /N 1 /First 1048576"
    return seal(write(objects_of({20: flate(content, entries)}), inside={5: (20, 0)}))


def cross_reference_bomb() -> bytes:
    """A cross-reference stream of 1 GB."""
    return seal(write(objects_of({}), inside={}, padding=1024 * MEGABYTE))


def store_bomb() -> bytes:
    """A CRL of 1 GB in the document security store."""
    store = {
        1: b"<< /Type /Catalog /Pages 2 0 R /DSS << /CRLs [20 0 R] >>"
        b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>",
        20: flate(deflated(1024 * MEGABYTE)),
    }
    return seal(write(objects_of(store)))


def metadata_bomb() -> bytes:
    """Metadata of 1 GB."""
    catalogue = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Metadata 20 0 R"
        b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>",
        20: flate(deflated(1024 * MEGABYTE), b"/Type /Metadata /Subtype /XML"),
    }
    return seal(write(objects_of(catalogue)))


def previous_cycle() -> bytes:
    """A cross-reference section that names itself as the one before it."""
    data = write(objects_of({}), extra=b" /Prev 0000000000")
    at = b"%010d" % data.rindex(b"xref\n0 1")
    return seal(data.replace(b"/Prev 0000000000", b"/Prev " + at))


def deep_array() -> bytes:
    """An array 100,000 deep."""
    deep = b"[" * 100_000 + b"]" * 100_000
    return seal(write(objects_of({20: deep})))


def deep_dictionary_in_tail() -> bytes:
    """An update with dictionaries 100,000 deep."""
    signed = seal(write(objects_of({})))
    deep = b"<</A" * 100_000 + b"1" + b">>" * 100_000
    return signed + b"20 0 obj\n" + deep + b"\nendobj\n"


def endless_comments() -> bytes:
    """An object stream whose 20,000 objects all begin in a comment that never ends."""
    count = 20_000
    offsets = b" ".join(b"%d %d" % (100 + n, n) for n in range(count)) + b" "
    content = zlib.compress(offsets + b"%" * (8 * MEGABYTE), 9)
    entries = b"/Type /ObjStm /N %d /First %d" % (count, len(offsets))
    inside = {100 + n: (20, n) for n in range(count)}
    return seal(write(objects_of({20: flate(content, entries)}), inside=inside))


def many_byte_ranges() -> bytes:
    """A byte range of 60,000 pairs."""
    pairs = b"[" + b"0 1 " * 60_000 + b"]"
    value = signature_value().replace(b"/ByteRange", b"/ByteRange %s /X" % pairs)
    return seal(write(objects_of({VALUE_NUMBER: value})))


def long_number() -> bytes:
    """A number of 1,000,000 digits."""
    return seal(write(objects_of({20: b"<< /A " + b"9" * 1_000_000 + b" >>"})))


def long_real() -> bytes:
    """The corner of a page with 1,000,000 decimals."""
    page = PAGE.replace(b"595", b"595." + b"3" * 1_000_000)
    return seal(write(objects_of({3: page})))


def page_tree_cycle() -> bytes:
    """A page tree whose root is its own kid."""
    tree = b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"
    return seal(write(objects_of({2: tree})))


def page_count_lie() -> bytes:
    """A page tree that says it has 2,000,000,000 pages."""
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    return seal(write(objects_of({2: tree})))


def million_kids() -> bytes:
    """A page tree with one node of 1,000,000 kids, all the same."""
    tree = b"<< /Type /Pages /Kids [" + b"3 0 R " * 1_000_000 + b"] /Count 1000000 >>"
    return seal(write(objects_of({2: tree})))


def page_tree_lattice() -> bytes:
    """Page tree nodes that list the next one twice, thirty times over: 2^30 pages."""
    first = 20
    nodes = {
        first + n: b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count %d >>"
        % (first + n + 1, first + n + 1, 2 ** (30 - n))
        for n in range(30)
    }
    nodes[first + 30] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    nodes[2] = b"<< /Type /Pages /Kids [20 0 R] /Count %d >>" % 2**30
    return seal(write(objects_of(nodes)))


def form_lattice() -> bytes:
    """Form fields that list the next level twice, thirty times over."""
    nodes = {20 + n: b"<< /T (f) /Kids [%d 0 R %d 0 R] >>" % (21 + n, 21 + n) for n in range(30)}
    nodes[50] = b"<< /T (f) /FT /Tx >>"
    nodes[1] = (
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R 20 0 R] >> >>"
    )
    return seal(write(objects_of(nodes)))


def endless_index() -> bytes:
    """A cross-reference stream that says it lists 2,000,000,000 objects."""
    return seal(write(objects_of({}), inside={}, index=b"/Index [0 2000000000]"))


def many_certificates_in_cms() -> bytes:
    """A CMS with 2,000 certificates."""
    return seal(
        write(objects_of({VALUE_NUMBER: signature_value(hole=4_000_000)})),
        certificates=certificate_ders(2000),
    )


def many_certificates_in_store() -> bytes:
    """A document security store with 2,000 certificates."""
    made = certificate_ders(2000)
    listed = b" ".join(b"%d 0 R" % (100 + n) for n in range(len(made)))
    nodes = {100 + n: stream(der) for n, der in enumerate(made)}
    nodes[1] = (
        b"<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [%s] >>"
        b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>" % listed
    )
    return seal(write(objects_of(nodes)))


@cache
def certificate_ders(count: int) -> tuple[bytes, ...]:
    """Certificates of one authority for one key: quick to make, each another."""
    authority = shared_world().authority
    key = shared_world().chair.key
    return tuple(
        authority.issue_person(ANNA, key=key).certificate.public_bytes(Encoding.DER)
        for _ in range(count)
    )


def many_signatures() -> bytes:
    """A file with 25 signatures."""
    data = document()
    for number in range(25):
        data = sign_b_b(data, signer(), field=f"Underskrift {number}")
    return data


def many_pages() -> bytes:
    """A file with 500 pages."""
    kids = b" ".join(b"%d 0 R" % (100 + n) for n in range(500))
    pages = {100 + n: PAGE for n in range(500)}
    pages[2] = b"<< /Type /Pages /Kids [%s] /Count 500 >>" % kids
    return seal(write(objects_of(pages)))


def large_file() -> bytes:
    """A file of 100 MB, with what a scanner makes of pages."""
    image = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode"
    scans = {100 + n: stream(secrets.token_bytes(10 * MEGABYTE), image) for n in range(10)}
    return seal(write(objects_of(scans)))


def long_string() -> bytes:
    """A file with a hole of 20 MB."""
    value = signature_value(hole=20 * MEGABYTE)
    return seal(write(objects_of({VALUE_NUMBER: value})))


def many_objects() -> bytes:
    """A file with 200,000 objects."""
    objects = dict.fromkeys(range(100, 200100), b"<< /A [1 2 3] /B (text) >>")
    return seal(write(objects_of(objects)))


def many_updates() -> bytes:
    """A file with 600 revisions after its signature."""
    data = seal(write(objects_of({})))
    for number in range(600):
        data = update(data, {20 + number: b"null"})
    return data


def overlapping_objects() -> bytes:
    """An object stream whose 50,000 objects each begin within the one before."""
    count = 50_000
    offsets = b" ".join(b"%d %d" % (100 + n, n) for n in range(count)) + b" "
    content = zlib.compress(offsets + b"(" * count + b")" * count, 9)
    entries = b"/Type /ObjStm /N %d /First %d" % (count, len(offsets))
    inside = {100 + n: (20, n) for n in range(count)}
    return seal(write(objects_of({20: flate(content, entries)}), inside=inside))


def document_bomb() -> bytes:
    """Ten images of 200 MB each."""
    image = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 "
    bombs = {20 + n: flate(deflated(200 * MEGABYTE), image) for n in range(10)}
    return seal(write(objects_of(bombs)))


FORM_ENTRIES = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
DRAWS_NEXT = b"/Resources << /XObject << /X %d 0 R >> >>"
PAGE_WITH_FORM = PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R >> /XObject << /X 20 0 R >>")


def drawn_forms(depth: int, times: int) -> dict[int, bytes]:
    """A page that draws a form that draws the next so many times, and so on."""
    forms = {
        20 + n: stream(b"/X Do " * times, FORM_ENTRIES + DRAWS_NEXT % (21 + n))
        for n in range(depth)
    }
    forms[20 + depth] = stream(b"0 0 10 10 re f", FORM_ENTRIES)
    return {**forms, 3: PAGE_WITH_FORM, 4: stream(b"/X Do " + shown("Kommunstyrelsen beslutar."))}


def drawn_lattice() -> bytes:
    """Forms that each draw the next one twice, thirty deep: 2^30 of the last."""
    return seal(write(objects_of(drawn_forms(30, 2))))


def deep_forms() -> bytes:
    """Forms that each draw the next one, 5,000 deep."""
    return seal(write(objects_of(drawn_forms(5000, 1))))


def many_drawings() -> bytes:
    """A page that draws 2,000,000 rectangles, packed to 60 kB."""
    content = zlib.compress(b"0 0 1 1 re f " * 2_000_000, 9)
    return seal(write(objects_of({4: flate(content)})))


def many_letters() -> bytes:
    """A page of 10,000,000 letters."""
    content = zlib.compress(b"BT /F1 1 Tf " + (b"(" + b"a" * 30_000 + b") Tj ") * 333 + b"ET", 9)
    return seal(write(objects_of({4: flate(content)})))


def hidden_lattice() -> bytes:
    """A signed page that draws without end, and a later revision with an honest page."""
    signed = seal(write(objects_of(drawn_forms(30, 2))))
    return update(signed, {3: PAGE, 4: stream(shown("Kommunstyrelsen beslutar."))})


def drawn_within_limits() -> bytes:
    """A page of 390,000 saved states, which take what each of them may."""
    return seal(write(objects_of({4: stream(b"q " * 390_000 + shown("Kommunstyrelsen"))})))


def past_file_size() -> bytes:
    """A file of 201 MB, with nothing but a comment in it."""
    return seal(write(objects_of({}))) + b"%" + b" " * (201 * MEGABYTE)


def past_contents() -> bytes:
    """A hole of 34 million digits."""
    value = signature_value(hole=34_000_000)
    return seal(write(objects_of({VALUE_NUMBER: value})))


TINY_IMAGE = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 "


def packed_twice() -> bytes:
    """An image of 60 MB, packed and packed again to some hundred bytes."""
    content = zlib.compress(zlib.compress(bytes(60 * MEGABYTE), 9), 9)
    entries = TINY_IMAGE + b"/Filter [/FlateDecode /FlateDecode]"
    return seal(write(objects_of({20: stream(content, entries)})))


def packed_once() -> bytes:
    """The same, but nothing says that what it unpacks to is packed itself: nobody unpacks that."""
    content = zlib.compress(zlib.compress(bytes(60 * MEGABYTE), 9), 9)
    return seal(write(objects_of({20: flate(content, TINY_IMAGE)})))


def many_dictionaries() -> bytes:
    """201 signature dictionaries, each with a byte range that could be one."""
    signed = seal(write(objects_of({})))
    more = {
        100 + n: b"<< /Type /Sig /ByteRange [0 %d 99 1] /Contents <00> >>" % (9 + n)
        for n in range(201)
    }
    return update(signed, more)


def in_store(kind: bytes, content: bytes) -> bytes:
    """A document security store with one entry of the kind."""
    store = {
        1: b"<< /Type /Catalog /Pages 2 0 R /DSS << /%s [20 0 R] >>"
        b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>" % kind,
        20: stream(content),
    }
    return seal(write(objects_of(store)))


def large_certificate() -> bytes:
    """A certificate of 2 MB in the store."""
    return in_store(b"Certs", b"\x30" + bytes(2 * MEGABYTE))


def large_crl() -> bytes:
    """A CRL of 21 MB in the store."""
    return in_store(b"CRLs", b"\x30" + bytes(21 * MEGABYTE))


def large_ocsp_response() -> bytes:
    """An OCSP response of 2 MB in the store."""
    return in_store(b"OCSPs", b"\x30" + bytes(2 * MEGABYTE))


def many_lists() -> bytes:
    """A store with 501 lists."""
    listed = b" ".join(b"%d 0 R" % (100 + n) for n in range(501))
    nodes = {100 + n: stream(b"\x30\x03\x02\x01%c" % (n % 128)) for n in range(501)}
    nodes[1] = (
        b"<< /Type /Catalog /Pages 2 0 R /DSS << /CRLs [%s] >>"
        b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>" % listed
    )
    return seal(write(objects_of(nodes)))


def encrypted_bomb() -> bytes:
    """Page content of 1 GB, encrypted so that anyone may read it."""
    bomb = write(objects_of({4: flate(deflated(1024 * MEGABYTE))}))
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(bomb)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="x", user=""), compress_streams=False)
    return output.getvalue()
