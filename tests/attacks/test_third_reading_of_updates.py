"""An update that two readers read in two ways, once more: rule R2.

A key that is given twice has two values; a section that is named twice is followed by some. The
encryption of a file is a part of what was signed.
"""

import io
from functools import cache

import pikepdf
import pytest

from tests.attacks.test_blind_spots import packed_update
from tests.attacks.world import BIFALL, not_valid
from tests.pdf.handmade import (
    ONE_PAGE,
    Table,
    document,
    root_number,
    stream,
    update,
)
from tests.validation.judging import judged, signed


@cache
def plain() -> bytes:
    return signed(document())


@cache
def parts() -> tuple[int, bytes, bytes]:
    """The number and the text of the page, and the text of the catalogue."""
    with pikepdf.open(io.BytesIO(plain())) as pdf:
        page = pdf.pages[0].obj
        return page.objgen[0], page.unparse(resolved=True), pdf.Root.unparse(resolved=True)


OTHER_TREE = b"<< /Type /Pages /Kids [62 0 R] /Count 1 >>"


def twice_in_the_page(key: bytes) -> bytes:
    number, page, _ = parts()
    written = page.replace(b"/Contents", key + b" 60 0 R /Contents")
    return update(plain(), {number: written, 60: BIFALL})


def twice_in_the_catalogue() -> bytes:
    _, page, root = parts()
    written = root.replace(b"/Pages", b"/Pages 61 0 R /Pages")
    other = {61: OTHER_TREE, 62: page.replace(b"4 0 R", b"60 0 R"), 60: BIFALL}
    return update(plain(), {root_number(plain()): written, **other})


def twice_in_the_trailer() -> bytes:
    _, page, root = parts()
    other = {61: OTHER_TREE, 62: page.replace(b"4 0 R", b"60 0 R"), 60: BIFALL}
    roots = b"70 0 R /Root %d 0 R" % root_number(plain())
    return update(plain(), {70: root.replace(b"2 0 R", b"61 0 R"), **other}, Table(root=roots))


def twice_in_an_object_stream() -> bytes:
    number, page, _ = parts()
    written = page.replace(b"/Contents", b"/Contents 60 0 R /Contents")
    head = b"%d 0 " % number
    held = stream(head + written, b"/Type /ObjStm /N 1 /First %d" % len(head))
    return packed_update(plain(), {number: (2, 61, 0)}, {60: BIFALL, 61: held})


TWICE = {
    "the page": lambda: twice_in_the_page(b"/Contents"),
    "the page, by another spelling": lambda: twice_in_the_page(b"/Con#74ents"),
    "the catalogue": twice_in_the_catalogue,
    "the trailer": twice_in_the_trailer,
    "an object stream": twice_in_an_object_stream,
}


@pytest.mark.parametrize("where", TWICE)
def test_a_key_that_an_update_gives_twice_is_never_valid(where: str) -> None:
    assert not_valid(TWICE[where](), "unaccounted-bytes")


@cache
def with_a_section_in_reserve() -> tuple[bytes, int]:
    """A signed file with a cross-reference stream that nothing leads to, and its place."""
    forged = b"4 0 obj\n%s\nendobj\n" % BIFALL
    made = document({**ONE_PAGE, 41: stream(forged)})
    row = bytes([1]) + made.index(forged).to_bytes(4) + bytes(2)
    section = stream(row, b"/Type /XRef /Size 60 /W [1 4 2] /Index [4 1] /Root 1 0 R")
    made = document({**ONE_PAGE, 41: stream(forged), 42: section})
    return signed(made), made.index(b"42 0 obj")


@pytest.mark.parametrize(
    "named", [b"/XRefStm %d", b"/XRefStm %d /XRefStm %d", b"/XRefStm 0 /XRefStm %d"]
)
def test_a_section_that_an_update_only_names_is_never_valid(named: bytes) -> None:
    data, place = with_a_section_in_reserve()
    extra = b" " + named.replace(b"%d", b"%d" % place)

    made = update(data, {90: b"<< >>"}, Table(extra=extra))

    assert judged(data).verdict == "valid"
    assert not_valid(made, "unaccounted-bytes")


def test_a_stream_section_that_names_another_one_is_never_valid() -> None:
    data, place = with_a_section_in_reserve()
    made = packed_update(data, {}, {90: b"<< >>"})

    named = made.replace(b"/W [1 4 2] /Index [90", b"/W [1 4 2] /XRefStm %d /Index [90" % place)

    assert judged(made).verdict == "valid"
    assert not_valid(named, "unaccounted-bytes")


def test_an_update_that_changes_the_encryption_is_never_valid() -> None:
    encrypted = io.BytesIO()
    with pikepdf.open(io.BytesIO(document())) as pdf:
        pdf.save(encrypted, encryption=pikepdf.Encryption(owner="a", user="", R=4))
    data = signed(encrypted.getvalue())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        entries, marks = pdf.trailer.Encrypt, pdf.trailer.ID.unparse(resolved=True)
        number, written = entries.objgen[0], entries.unparse(resolved=True)

    def updated(objects: dict[int, bytes], stated: bytes) -> bytes:
        extra = b" /Encrypt %s /ID %s" % (stated, marks)
        return update(data, {190: b"<< >>", **objects}, Table(extra=extra))

    same = b"%d 0 R" % number if number else written
    assert judged(updated({}, same)).verdict == "valid"
    told = written[:-2] + b"/Anteckning true >>"
    assert not_valid(updated({191: told}, b"191 0 R"), "changed-other")
