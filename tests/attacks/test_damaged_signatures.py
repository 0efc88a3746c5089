"""A signature whose own dictionary is damaged is in the report, as one that cannot be believed."""

import re
from collections.abc import Callable

import pytest

from fhvalidate.report.model import Report
from tests.attacks.world import BIFALL, judged, signed_document
from tests.hostile.sealing import FIELD, objects_of, seal, signature_value, write
from tests.pdf.handmade import ONE_PAGE, stream, update
from tests.pki.signing import sign_b_b
from tests.validation.judging import second_signer

APPEARANCE = (
    b"<< /FT /Sig /T (Underskrift) /V 7 0 R /Type /Annot /Subtype /Widget /F 132 /P 3 0 R"
    b" /Rect [300 100 400 120] /AP << /N 10 0 R >> >>"
)
LOOK = stream(
    b"BT /F1 8 Tf 2 2 Td (Bo Testsson) Tj ET",
    b"/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>",
)


def before_the_filter(text: bytes) -> Callable[[bytes], bytes]:
    return lambda value: value.replace(b"/Filter", text + b" /Filter", 1)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "it does not end": lambda value: value.removesuffix(b">>"),
    "its end is half there": lambda value: value.removesuffix(b">"),
    "a string does not end": before_the_filter(b"/Name (Anna"),
    "a hexadecimal string has other letters": before_the_filter(b"/Name <zz>"),
    "a name has no slash": before_the_filter(b"Name"),
    "an array ends that never began": before_the_filter(b"/A ]"),
    "a key has no value": lambda value: value.removesuffix(b">>") + b"/X >>",
    "an array does not end": before_the_filter(b"/A ["),
    "a dictionary does not end": before_the_filter(b"/A <<"),
    "it does not begin": lambda value: value.removeprefix(b"<<"),
}
RANGES: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda data: data,
    "that leads elsewhere": lambda data: re.sub(rb"/ByteRange \[0 \d", b"/ByteRange [0 9", data),
    "of three numbers": lambda data: re.sub(rb"/ByteRange \[0 ", b"/ByteRange [  ", data),
}


AROUND: dict[str, Callable[[bytes], bytes]] = {
    "its object does not begin": lambda data: data.replace(b"7 0 obj", b"7 0 obx"),
    "its object has another number": lambda data: data.replace(b"7 0 obj", b"9 0 obj"),
    "its object does not end": lambda data: re.sub(rb">>\nendobj\nxref", b">>\nendobx\nxref", data),
    "its value does not begin": lambda data: data.replace(b"/Contents <", b"/Contents  "),
    "its value does not end": lambda data: re.sub(rb"0> +/ByteRange", b"0  /ByteRange", data),
    "the form is gone": lambda data: data.replace(b"/AcroForm", b"/AcroFoam"),
    "the field is gone": lambda data: data.replace(b"/Fields [6 0 R]", b"/Fields [     ]"),
    "no section lists it": lambda data: re.sub(rb"(7 1\n\d{10} 00000) n", rb"\1 f", data),
    "a section lists another place": lambda data: re.sub(rb"7 1\n\d{10}", b"7 1\n0000000019", data),
}


def damaged(damage: str, field: bytes = FIELD) -> bytes:
    value = DAMAGES[damage](signature_value())
    return seal(write(objects_of({6: field, 7: value, 10: LOOK})))


def is_told(report: Report) -> bool:
    """Whether the report has a signature, and calls the file neither intact nor unsigned."""
    integrity = {signature.integrity for signature in report.signatures}
    return report.verdict in {"invalid", "indeterminate"} and bool(integrity - {"intact"})


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_signature_whose_dictionary_is_damaged_is_told(damage: str, range_: str) -> None:
    report = judged(RANGES[range_](damaged(damage)))

    # One that can be read, with a range that leads elsewhere, is what another program leaves.
    assert is_told(report) or (report.verdict == "reprinted" and report.signatures)


@pytest.mark.parametrize("damage", DAMAGES)
def test_so_is_one_that_a_page_shows(damage: str) -> None:
    report = judged(damaged(damage, APPEARANCE))

    assert is_told(report)


@pytest.mark.parametrize("name", AROUND)
def test_so_is_one_that_damage_around_it_hides(name: str) -> None:
    data = seal(write(objects_of({})))
    changed = AROUND[name](data)
    assert changed != data

    report = judged(changed)

    assert report.signatures
    assert report.verdict in {"invalid", "indeterminate", "reprinted"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_so_is_one_after_which_the_file_was_changed(damage: str) -> None:
    report = judged(update(damaged(damage), {4: BIFALL}))

    assert is_told(report)


@pytest.mark.parametrize("which", [0, 1])
def test_each_of_two_is_told(which: int) -> None:
    data = sign_b_b(signed_document(), second_signer(), field="Justerare")
    ends = [m.end() for m in re.finditer(rb"/ByteRange ?\[[^\]]*\]", data)]
    end = data.index(b">>", ends[which])

    report = judged(data[:end] + b"  " + data[end + 2 :])

    assert len(report.signatures) == 2
    assert is_told(report)


def test_a_signature_whose_field_is_damaged_is_no_reprint() -> None:
    field = b"<< /FT /Sig /T (Underskrift /V 7 0 R >>"

    report = judged(seal(write(objects_of({6: field}))))

    assert is_told(report)
    assert report.reprint.verdict == "altered"


def test_words_on_a_page_are_no_signature() -> None:
    text = b"BT (7 0 obj << /ByteRange [0 9 20 30] /Contents <00>) Tj /ByteRange [0 9 20 30] ET"

    report = judged(write({**ONE_PAGE, 4: stream(text)}))

    assert report.verdict == "unsigned"


def test_a_signed_file_within_a_stream_is_no_signature_of_the_file() -> None:
    report = judged(write({**ONE_PAGE, 8: stream(signed_document())}))

    assert not report.signatures


def test_a_field_that_was_never_signed_is_no_signature() -> None:
    field = b"<< /FT /Sig /T (Underskrift) /V 70 0 R >>"

    report = judged(write({**objects_of({6: field}), 7: b"null"}))

    assert report.verdict == "unsigned"
