"""What is saved after a signature is told and judged, however its cross-reference is written."""

import re
import zlib

import pytest

from tests.attacks.world import BIFALL, codes, judged, not_valid, says, signed_document
from tests.pdf.handmade import PAGE, Table, entry, last_startxref, root_number, update

NEW_OBJECT = 60


def tail(objects: dict[int, bytes], table: Table | None = None) -> bytes:
    return update(signed_document(), objects, table)


def test_replaced_content_in_an_honest_update_is_invalid() -> None:
    assert says(tail({4: BIFALL}), "changed-content") == "invalid"


def test_another_page_tree_in_an_honest_update_is_invalid() -> None:
    tree = b"<< /Type /Pages /Kids [60 0 R] /Count 1 >>"
    page = PAGE.replace(b"4 0 R", b"61 0 R")

    assert says(tail({2: tree, 60: page, 61: BIFALL}), "changed-content") == "invalid"


def test_another_catalogue_is_not_valid() -> None:
    told = Table(root=b"60 0 R")
    objects = {
        60: b"<< /Type /Catalog /Pages 61 0 R >>",
        61: b"<< /Type /Pages /Kids [62 0 R] /Count 1 >>",
        62: PAGE.replace(b"2 0 R", b"61 0 R").replace(b"4 0 R", b"63 0 R"),
        63: BIFALL,
    }

    assert not_valid(tail(objects, told), "signature-vanished")


def test_a_page_that_is_added_is_invalid() -> None:
    tree = b"<< /Type /Pages /Kids [3 0 R 60 0 R] /Count 2 >>"

    assert says(tail({2: tree, 60: PAGE}), "changed-content") == "invalid"


BROKEN = {
    "the section leaves the object out": Table(without=(4,)),
    "the object stands in two entries": Table(lines=((5, entry(200)),)),
    "an entry with letters": Table(lines=((4, b"00000000zz 00000 n \n"),)),
    "an entry with a sign": Table(lines=((4, b"+000000200 00000 n \n"),)),
    "an entry with an underscore": Table(lines=((4, b"00000_0200 00000 n \n"),)),
    "an entry of 19 bytes": Table(lines=((4, b"0000000200 00000 n\n"),)),
    "an entry that frees the object": Table(lines=((4, entry(0, 1, kind=b"f")),)),
    "an entry with another generation": Table(lines=((4, entry(200, 3)),)),
    "startxref at the section before": Table(startxref=b"%d"),
    "startxref at nothing": Table(startxref=b"0"),
    "startxref beyond the file": Table(startxref=b"99999999"),
    "startxref with a sign": Table(startxref=b"+17"),
    "startxref with an underscore": Table(startxref=b"1_7"),
    "startxref in other digits": Table(startxref=b"\xd9\xa1\xd9\xa7"),
    "no end of file": Table(ending=b"\n"),
    "an end of file with words in it": Table(ending=b"\n%%EOF slut\n"),
    "a size below the numbers": Table(size=3),
    "bytes between the objects and the section": Table(between=b"7 0 7 obj"),
    "an object between that no entry lists": Table(between=b"4 0 obj\n" + BIFALL + b"\nendobj\n"),
    "a second trailer between": Table(between=b"trailer\n<< /Size 9 /Root 1 0 R >>\n"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_update_that_two_readers_can_read_in_two_ways_is_never_valid(name: str) -> None:
    told = BROKEN[name]
    if told.startxref == b"%d":
        told = Table(startxref=b"%d" % last_startxref(signed_document()))

    assert not_valid(tail({4: BIFALL}, told), "unaccounted-bytes")


def test_an_update_without_any_section_is_never_valid() -> None:
    added = signed_document() + b"4 0 obj\n" + BIFALL + b"\nendobj\n"

    assert not_valid(added, "unaccounted-bytes")
    assert not_valid(added + b"%%EOF\n", "unaccounted-bytes")
    assert not_valid(added + b"trailer\n<< /Root 1 0 R /Size 9 >>\n%%EOF\n", "unaccounted-bytes")


def test_an_update_that_skips_the_signed_section_is_never_valid() -> None:
    told = Table(previous=0)

    assert judged(tail({4: BIFALL}, told)).verdict in {"unreadable", "invalid", "indeterminate"}


def test_an_object_that_stands_twice_in_an_update_is_never_valid() -> None:
    honest = tail({4: BIFALL})
    at = honest.rindex(b"xref\n0 1")
    again = b"4 0 obj\n" + BIFALL + b"\nendobj\n"
    pointer = b"startxref\n%d" % at
    twice = honest[:at] + again + honest[at:].replace(pointer, b"startxref\n%d" % (at + len(again)))

    assert not_valid(twice, "unaccounted-bytes")


def test_an_entry_that_is_pointed_back_into_the_signed_bytes_is_never_valid() -> None:
    # Text that a stream carries, and that an entry makes an object of.
    hidden = b"<< /Length 9 >>\nstream\n" + b"60 0 obj " + b"\nendstream"
    data = update(signed_document(), {61: hidden})
    at = data.rindex(b"60 0 obj")

    assert not_valid(
        update(data, {62: b"null"}, Table(lines=((60, entry(at)),))), "unaccounted-bytes"
    )


def test_content_that_an_update_frees_is_not_valid() -> None:
    freed = tail({NEW_OBJECT: b"null"}, Table(lines=((4, entry(0, 1, kind=b"f")),)))

    assert says(freed, "changed-content") == "invalid"


def stream_section(
    inside: dict[int, bytes], *, widths: bytes = b"[1 4 2]", extra: bytes = b""
) -> bytes:
    """The signed document with an update whose objects lie in an object stream."""
    data = signed_document()
    offsets, body = [], b""
    for number, value in inside.items():
        offsets.append(b"%d %d" % (number, len(body)))
        body += value + b" "
    head = b" ".join(offsets) + b" "
    packed = zlib.compress(head + body)
    place = len(data)
    data += (
        b"70 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
        % (len(inside), len(head), len(packed))
    )
    data += packed + b"\nendstream\nendobj\n"
    at = len(data)
    rows = b"".join(b"\x02" + (70).to_bytes(4) + n.to_bytes(2) for n in range(len(inside)))
    rows += b"\x01" + place.to_bytes(4) + bytes(2) + b"\x01" + at.to_bytes(4) + bytes(2)
    index = b" ".join(b"%d 1" % number for number in (*inside, 70, 71))
    data += (
        b"71 0 obj\n<< /Type /XRef /Size 72 /W %s /Index [%s] /Root %d 0 R /Prev %d"
        b" /Length %d %s >>"
        % (
            widths,
            index,
            root_number(signed_document()),
            last_startxref(signed_document()),
            len(rows),
            extra,
        )
    )
    return data + b"\nstream\n" + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def test_content_that_is_replaced_from_an_object_stream_is_invalid() -> None:
    page = PAGE.replace(b"[0 0 595 842]", b"[0 0 300 300]")

    assert says(stream_section({3: page}), "changed-content") == "invalid"


@pytest.mark.parametrize("widths", [b"[0 0 0]", b"[1 4]", b"[1 4 2 1]", b"[1 -4 2]", b"[1 9 2]"])
def test_a_stream_section_with_odd_widths_is_never_valid(widths: bytes) -> None:
    page = PAGE.replace(b"[0 0 595 842]", b"[0 0 300 300]")
    data = stream_section({3: page}, widths=widths)

    report = judged(data)

    assert report.verdict != "valid"
    assert codes(report) & {"unaccounted-bytes", "limit-exceeded", "damaged-pdf"}


def test_a_hidden_section_beside_the_table_is_followed() -> None:
    told = Table(extra=b" /XRefStm 17")

    assert not_valid(tail({NEW_OBJECT: b"null"}, told), "unaccounted-bytes")


@pytest.mark.parametrize("added", [b"\0", b"\n\n\n", b"   "])
def test_white_space_after_the_end_changes_nothing(added: bytes) -> None:
    assert says(signed_document() + added, "revocation-not-required") == "valid"


@pytest.mark.parametrize("added", [b"x", b"7", b"<html>", b"startxref\n0\n%%EOF\n"])
def test_other_bytes_after_the_end_are_never_valid(added: bytes) -> None:
    assert not_valid(signed_document() + added, "unaccounted-bytes")


def test_bytes_before_the_header_are_never_valid() -> None:
    assert judged(b"\n" + signed_document()).verdict != "valid"


def test_a_signed_file_cut_short_is_never_valid() -> None:
    data = signed_document()
    for end in (*range(len(data) - 1, len(data) - 40, -3), len(data) // 2):
        if data[end:].strip():
            assert judged(data[:end]).verdict != "valid"


def test_every_byte_of_the_signed_revision_matters() -> None:
    data = signed_document()
    hole = re.search(rb"/Contents <[0-9a-fA-F]+", data)
    assert hole is not None
    for at in range(0, len(data), max(1, len(data) // 60)):
        if hole.start() <= at <= hole.end():
            continue
        assert judged(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]).verdict != "valid", at
