"""The bytes that are signed are the bytes that are read: a signature moved elsewhere is invalid."""

import re

import pytest

from tests.attacks.world import AVSLAG, BIFALL, judged, not_valid, says, signed_document
from tests.hostile.sealing import objects_of, seal, write
from tests.pdf.handmade import PAGE, update


def parts(data: bytes) -> tuple[int, int, int, int]:
    said = re.search(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+)", data)
    assert said is not None
    numbers = [int(part) for part in said.groups()]
    return numbers[0], numbers[1], numbers[2], numbers[3]


def moved(between: bytes, *, numbers: bytes = b"") -> bytes:
    """The signed file with its second part moved away from its hole, and bytes put between."""
    data = seal(write(objects_of({})))
    _, start, end, length = parts(data)
    said = b"[0 %d %d %d]" % (start, end + len(between), length)
    wrapped = data[:end] + between + data[end:]
    return re.sub(rb"\[0 \d{3,} \d+ \d+\]", lambda m: (numbers or said)[: len(m[0])], wrapped)


@pytest.mark.parametrize(
    "between",
    [
        b" /ByteRange [0 9 10 11]",
        b" >> endobj\n4 0 obj\n" + BIFALL + b"\nendobj\n8 0 obj << ",
        b"\n" * 64,
        b"(",
        b"%",
    ],
)
def test_a_hole_wider_than_the_signature_is_never_valid(between: bytes) -> None:
    assert judged(moved(between)).verdict != "valid"


def test_a_copy_of_the_signature_in_a_later_revision_is_invalid() -> None:
    data = signed_document()
    start = data.index(b"/Type /Sig") if b"/Type /Sig" in data else data.index(b"/Type/Sig")
    number = int(re.findall(rb"(\d+) 0 obj", data[:start])[-1])
    begin = data.rindex(b"%d 0 obj" % number, 0, start) + len(b"%d 0 obj" % number)
    value = data[begin : data.index(b"endobj", begin)]

    copied = update(data, {number: value, 4: BIFALL})

    assert says(copied, "changed-content") == "invalid"


def test_a_signature_taken_over_from_another_file_is_invalid() -> None:
    other = seal(write(objects_of({4: AVSLAG})))
    start = other.index(b"7 0 obj") + len(b"7 0 obj")
    value = other[start : other.index(b"endobj", start)]

    taken = write(objects_of({4: BIFALL, 7: value}))

    assert judged(taken).verdict in {"invalid", "reprinted"}


def test_two_signatures_whose_ranges_cross_are_invalid() -> None:
    data = seal(write(objects_of({})))
    first = parts(data)
    hole = data.index(b"<30")
    second = (
        b"<< /Type /Sig /Filter /A /SubFilter /ETSI.CAdES.detached /Contents <30> "
        b"/ByteRange [0 %d %d %d] >>" % (hole - 1, first[2] + 1, first[3])
    )
    crossing = update(
        data,
        {
            8: second,
            9: b"<< /FT /Sig /T (B) /V 8 0 R >>",
            1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 9 0 R] >> >>",
        },
    )

    assert not_valid(crossing, "byte-range-overlaps")


def test_a_file_within_the_file_is_not_what_was_signed() -> None:
    inner = signed_document()
    outer = write(objects_of({4: BIFALL, 3: PAGE}))

    assert judged(outer + inner).verdict != "valid"
    assert judged(inner + outer).verdict != "valid"
