"""A signature dictionary that says too little, too much or the wrong thing proves nothing."""

import re

import pytest

from tests.attacks.world import judged, says
from tests.hostile.sealing import RANGE, VALUE_NUMBER, objects_of, seal, signature_value, write


def sealed() -> bytes:
    return seal(write(objects_of({})))


def with_range(text: bytes) -> bytes:
    """The signed file with another text in the place of its byte range, of the same length."""
    data = sealed()
    said = re.search(rb"/ByteRange (\[0 \d+ \d+ \d+\] *)", data)
    assert said is not None
    start, end = said.span(1)
    return data[:start] + text.ljust(end - start) + data[end:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "byte-range-missing"),
        (b"null", "byte-range-missing"),
        (b"[]", "byte-range-malformed"),
        (b"[null]", "byte-range-missing"),
        (b"[0 0 0 0]", "byte-range-malformed"),
        (b"[0 10]", "byte-range-malformed"),
        (b"[0 10 20]", "byte-range-malformed"),
        (b"[0 10 20 30 40 50]", "byte-range-malformed"),
        (b"[-1 10 20 30]", "byte-range-malformed"),
        (b"[0 -10 20 30]", "byte-range-malformed"),
        (b"[0 10 5 30]", "byte-range-malformed"),
        (b"[0 10 20 -30]", "byte-range-malformed"),
        (b"[0 10 20 99999999]", "byte-range-outside-file"),
        (b"[0 10.0 20 30]", "byte-range-missing"),
        (b"[/0 10 20 30]", "byte-range-missing"),
        (b"(0 10 20 30)", "byte-range-missing"),
        (b"[0 10 20 30]", "byte-range-not-around-contents"),
        (b"[true false 1 2]", "byte-range-missing"),
    ],
)
def test_a_byte_range_of_any_other_shape_is_never_valid(text: bytes, code: str) -> None:
    assert says(with_range(text), code) in {"invalid", "reprinted"}


def renamed(old: bytes, new: bytes) -> bytes:
    """The signed file with a key of the signature dictionary written otherwise."""
    honest = sealed()
    start = honest.index(b"<< /Type /Sig")
    return honest[:start] + honest[start:].replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Contents", b"/Contentz"),
        (b"/ByteRange", b"/Byterange"),
        (b"/Contents <30", b"/Contents <31"),
        (b"/Type /Sig", b"/Type /Sjg"),
        (b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "),
        (b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       "),
    ],
)
def test_a_signature_dictionary_that_is_written_otherwise_is_never_valid(
    old: bytes, new: bytes
) -> None:
    assert judged(renamed(old, new)).verdict != "valid"


@pytest.mark.parametrize(
    ("digits", "code"),
    [
        (b"0" * 64, "contents-empty"),
        (b"zz" * 32, "contents-not-hexadecimal"),
        (b"3000" + b"0" * 60, "cms-unreadable"),
        (b"30800000" + b"0" * 56, "cms-unreadable"),
        (b"ff" * 32, "cms-unreadable"),
    ],
)
def test_contents_that_are_no_cms_are_invalid(digits: bytes, code: str) -> None:
    data = sealed()
    hole = re.search(rb"/Contents <([0-9a-f]+)>", data)
    assert hole is not None
    start, end = hole.span(1)
    tampered = data[:start] + digits.ljust(end - start, b"0") + data[end:]

    assert says(tampered, code) in {"invalid", "unreadable", "indeterminate"}


def test_many_pairs_of_a_byte_range_are_told_before_anything_is_hashed() -> None:
    pairs = b"[" + b"0 1 " * 400 + b"]"
    value = signature_value().replace(RANGE, pairs + b" /Other " + RANGE)

    assert says(seal(write(objects_of({VALUE_NUMBER: value}))), "byte-range-malformed") == "invalid"


def test_an_unknown_sub_filter_is_present_and_not_supported_never_unsigned() -> None:
    value = signature_value().replace(b"/ETSI.CAdES.detached", b"/Exempel.Egen")

    assert says(seal(write(objects_of({VALUE_NUMBER: value}))), "subfilter-unsupported") == (
        "indeterminate"
    )


def test_a_signature_that_no_field_leads_to_is_not_valid() -> None:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [] >> >>"

    assert says(seal(write(objects_of({1: catalogue}))), "signature-without-field") != "valid"
