"""What stands in the bytes, a fourth time: places of objects, what refers to what, and its cost.

An entry that once led to a place, and an object within another, must hide no reference; and
what is asked of the bytes for each object of an update is looked for once (rules R2, R12, R13).
"""

import re
import time

import pytest

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.pdf.syntax.apart import check_apart
from fhvalidate.pdf.syntax.written_ranges import written_ranges
from fhvalidate.pdf.syntax.written_references import written_references
from fhvalidate.policy import Policy
from tests.attacks.world import not_valid
from tests.pdf.handmade import ONE_PAGE, PAGE, Table, document, entry, stream, update
from tests.pdf.handsigned import FIELD, VALUE, prepared, sealed, sealed_again
from tests.validation.judging import judged, second_signer

LIMITS = Policy.named("default").limits
SECONDS = 60  # of one processor, with every line counted on a slow machine; two are usual without
ELEMENT = b"<< /Type /StructElem /S /P /K 0 /ActualText (%s) /Title (x) >>"


def cost(data: bytes) -> float:
    """The processor time that reading the file and its revisions takes."""
    before = time.process_time()
    read_signed_revisions(read_document(data, password="", limits=LIMITS), LIMITS)
    return time.process_time() - before


def with_forward_lengths() -> bytes:
    """An update with 3,000 streams, whose lengths are objects that stand after them all."""
    value = b"<< /Length %d 0 R >>\nstream\nx\nendstream"
    streams = {200 + n: value % (20_000 + n) for n in range(3000)}
    return update(sealed(prepared()), {**streams, **{20_000 + n: b"1" for n in range(3000)}})


def with_headers_in_data() -> bytes:
    """A stream whose data looks like 20,000 objects, in a file that has as many."""
    data = stream(b"3 0 obj " * 20_000)
    return sealed(prepared({20: data, **{100 + n: b"null" for n in range(20_000)}}))


def with_filled_fields() -> bytes:
    """200 text fields of a file of 3 MB, each filled in by one update."""

    def field(number: int, value: bytes) -> bytes:
        x, y = 10 + 30 * (number % 18), 10 + 15 * (number // 18)
        rect = b"/Rect [%d %d %d %d]" % (x, y, x + 25, y + 10)
        kind = b"<< /Type /Annot /Subtype /Widget /FT /Tx /F 4 /P 3 0 R %s" % rect
        return kind + b"/T (f%d) /V (%s) /AP << /N %d 0 R >> >>" % (number, value, 1000 + number)

    def look(value: bytes) -> bytes:
        entries = b"/Subtype /Form /BBox [0 0 25 10] /Resources << /Font << /F1 5 0 R >> >>"
        return stream(b"BT /F1 8 Tf 1 1 Td (%s) Tj ET" % value, entries)

    def fields(value: bytes) -> dict[int, bytes]:
        numbers = range(200)
        looks = {1000 + n: look(value) for n in numbers}
        return {**{100 + n: field(n, value) for n in numbers}, **looks}

    ids = b" ".join(b"%d 0 R" % (100 + n) for n in range(200))
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R %s] >> >>"
    page = PAGE[:-2] + b"/Annots [%s] >>" % ids
    around = {1: catalogue % ids, 3: page, 9: stream(bytes(3_000_000))}
    return update(sealed(prepared({**around, **fields(b"a")})), fields(b"b"))


@pytest.mark.parametrize("made", [with_forward_lengths, with_headers_in_data, with_filled_fields])
def test_what_is_asked_of_the_bytes_for_each_object_is_looked_for_once(made: object) -> None:
    assert callable(made)
    data = made()

    seconds = cost(data)

    assert seconds < SECONDS


def test_a_reference_is_found_however_its_parts_are_parted() -> None:
    data = b"/A 5 0 R /B 007\n0\rR /C 12 % (\n%%\n 0 R /D 3 0%x\r\nR (1 0 R) /E 1 % 4 0 R\n 4 0 R"

    found = written_references(data)

    assert {5, 7, 12, 3, 1, 4} == found.keys()
    assert all(data.startswith(b"%d" % n, at) for n in (5, 12, 3, 1) for at in found[n])


def test_comments_between_the_parts_of_references_cost_no_more_than_their_bytes() -> None:
    before = time.process_time()
    for text in (
        b"1%" * 500_000,
        b"1%\n" * 300_000,
        b"%1%\n" * 300_000,
        b"1 %\n" * 300_000 + b"0 R",
    ):
        written_references(text)
    spent = time.process_time() - before

    assert spent < SECONDS


def test_an_entry_that_was_freed_before_signing_hides_no_reference() -> None:
    marks = b"/MarkInfo << /Marked true >> /StructTreeRoot 20 0 R"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R] >> %s >>"
    tree = b"<< /Type /StructTreeRoot /ParentTree << /Nums [0 [10 0 R]] >> /K [10 0 R] >>"
    objects = {1: catalogue % marks, 3: PAGE[:-2] + b"/StructParents 0 >>", 6: FIELD, 20: tree}
    info = b"/Info 10 0 R"
    base = document({**ONE_PAGE, **objects, 10: ELEMENT % b"avslag"})
    place = entry(base.index(b"20 0 obj"))
    base = update(base, {8: b"null"}, Table(extra=info, lines=((21, place),), size=30))
    freed = ((21, entry(0, 1, kind=b"f")),)
    base = update(base, {8: b"null"}, Table(extra=info, lines=freed, size=30))
    base = sealed(update(base, {7: VALUE}, Table(extra=info, size=30)))

    attacked = update(base, {10: ELEMENT % b"bifall"}, Table(extra=info))

    assert not_valid(attacked, "read-in-two-ways")


INNER = b"23 0 obj\nnull\nendobj\n"
FORM = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>"
WITHIN = {
    "a string": b"/ID (\n%s)" % INNER,
    "a string that seems to end it": b"/ID (endobj\n%s)" % INNER,
    "a string in a string": b"/ID ((\n%s))" % INNER,
    "a string after an escape": b"/ID (\\) \n%s)" % INNER,
    "a comment": b"%% %s\n" % INNER.replace(b"\n", b"  "),
    "a dictionary": b"/ID << /A %s>>" % INNER,
    "what a word seems to end": b"/A endobj /ID (\n%s)" % INNER,
    "what a name seems to end": b"/A /endobj /ID (\n%s)" % INNER,
}


@pytest.mark.parametrize("within", WITHIN.values(), ids=WITHIN.keys())
def test_an_object_within_another_is_a_second_reading(within: bytes) -> None:
    base = document({**ONE_PAGE, 1: FORM, 6: FIELD, 22: b"<< %s /ActualText 50 0 R >>" % within})
    lines = ((23, entry(base.index(b"23 0 obj"))),)
    base = update(base, {8: b"null"}, Table(lines=lines, size=60))
    signed = sealed(update(base, {7: VALUE}, Table(size=60)))

    assert not_valid(signed, "read-in-two-ways")


def test_an_object_within_the_data_of_a_stream_is_a_second_reading() -> None:
    base = document({**ONE_PAGE, 1: FORM, 6: FIELD, 22: stream(INNER)})
    lines = ((23, entry(base.index(b"23 0 obj"))),)
    base = update(base, {8: b"null"}, Table(lines=lines, size=60))
    signed = sealed(update(base, {7: VALUE}, Table(size=60)))

    assert not_valid(signed, "read-in-two-ways")


def test_objects_that_stand_apart_cost_no_more_than_their_bytes() -> None:
    texts = (b"1 0 obj (" * 60_000, b"1 0 obj << /A <" * 60_000, b"1 0 obj % \n(((" * 60_000)
    before = time.process_time()
    for text in texts:
        places = [match.start() for match in re.finditer(b"1 0 obj", text)]
        with pytest.raises(PdfSyntaxError, match="objects-overlap"):
            check_apart(text, places)
    spent = time.process_time() - before

    assert spent < SECONDS


LISTED = b"<< /Type /Catalog /Pages 2 0 R %s /AcroForm << /SigFlags 3 /Fields [%s] >> >>"
WIDGET = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Bo) /Rect [0 0 0 0] /V %s >>"
USAGE_RIGHTS = b"/Perms << /UR3 7 0 R >>"
GONE = {1: LISTED % (b"", b"30 0 R"), 6: b"null", 7: b"null"}


def signed_twice(
    first: dict[int, bytes], *, entries: bytes = b"", fields: bytes = b"", gone: bool = False
) -> bytes:
    """A file that Bo signed, and then Anna; she may take his signature away."""
    base = document({**ONE_PAGE, 1: LISTED % (entries, fields), **first})
    anna = {30: b"<< /FT /Sig /T (Anna) /V 31 0 R >>", 31: VALUE}
    then = GONE if gone else {1: LISTED % (entries, fields + b" 30 0 R")}
    return sealed_again(sealed(base, by=second_signer()), {**anna, **then})


def on_page(annotations: bytes) -> bytes:
    return PAGE[:-2] + b"/Annots [%s] >>" % annotations


HELD = {6: FIELD, 7: VALUE}
UNSEEN = {
    "a widget that a page holds": signed_twice({3: on_page(WIDGET % VALUE)}),
    "usage rights that are none": signed_twice({7: VALUE}, entries=USAGE_RIGHTS),
    "usage rights that a widget has": signed_twice(
        {3: on_page(WIDGET % b"7 0 R"), 7: VALUE}, entries=USAGE_RIGHTS
    ),
    "a name with a code": signed_twice(
        {**HELD, 7: VALUE.replace(b"/ByteRange ", b"/Byte#52ange ")}, fields=b"6 0 R", gone=True
    ),
    "a comment before the numbers": signed_twice(
        {**HELD, 7: VALUE.replace(b"/ByteRange [", b"/ByteRange %\n[")}, fields=b"6 0 R", gone=True
    ),
}


@pytest.mark.parametrize("data", UNSEEN.values(), ids=UNSEEN.keys())
def test_every_signature_is_told_wherever_it_stands_and_however_it_is_written(data: bytes) -> None:
    report = judged(data)

    assert len(report.signatures) == len(("Bo", "Anna"))
    assert report.verdict != "valid"


def test_usage_rights_that_nothing_holds_are_no_signature() -> None:
    rights = b"/Reference [<< /Type /SigRef /TransformMethod /UR3 >>]"
    value = VALUE[:-2] + rights + b" >>"
    data = sealed(document({**ONE_PAGE, 1: LISTED % (USAGE_RIGHTS, b""), 7: value}))

    assert judged(data).signatures == ()


def test_byte_ranges_in_comments_cost_no_more_than_their_bytes() -> None:
    texts = (b"/ByteRange%" * 90_000, b"/ByteRange[%" * 80_000, b"/ByteRange[0 %\n" * 60_000)
    before = time.process_time()
    for text in texts:
        assert list(written_ranges(text)) == []
    spent = time.process_time() - before

    assert spent < SECONDS
