# mypy: disable-error-code="no-untyped-call"
"""Strict DER: every value has one encoding, and what is another one is none."""

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.cms.strict_der import Value, read_der, whole_number
from fhvalidate.errors import Asn1Error
from tests.pki.handmade_cms import sequence, tlv

EXERCISES = ("RFC 3161, 2.4.2",)

GOOD = {
    "a number": b"\x02\x01\x05",
    "a negative number": b"\x02\x01\x80",
    "a large number": b"\x02\x02\x00\x80",
    "true": b"\x01\x01\xff",
    "false": b"\x01\x01\x00",
    "nothing": b"\x05\x00",
    "an identifier": b"\x06\x03\x2a\x81\x00",
    "octets": b"\x04\x02\x00\x80",
    "many octets": b"\x04\x81\x80" + bytes(128),
    "bits": b"\x03\x02\x04\xf0",
    "no bits": b"\x03\x01\x00",
    "a sequence": sequence(b"\x05\x00", b"\x05\x00"),
    "a set in order": tlv(0x31, b"\x02\x01\x01", b"\x02\x01\x02"),
    "something tagged": tlv(0xA0, b"\x05\x00"),
    "something tagged as it is": b"\x80\x02\x00\x00",
    "a time": tlv(0x18, b"20260302090100.5Z"),
}
BAD = {
    "nothing at all": b"",
    "a tag alone": b"\x02",
    "a length past the end": b"\x02\x02\x01",
    "something after it": b"\x05\x00\x05\x00",
    "an indefinite length": b"\x30\x80\x05\x00\x00\x00",
    "a long length for a short value": b"\x04\x81\x01\x00",
    "a length with a zero in front": b"\x04\x82\x00\x80" + bytes(128),
    "a length of five octets": b"\x04\x85\x00\x00\x00\x00\x01\x00",
    "a number of nothing": b"\x02\x00",
    "a padded number": b"\x02\x02\x00\x7f",
    "a padded negative number": b"\x02\x02\xff\x80",
    "another true": b"\x01\x01\x01",
    "a truth of two octets": b"\x01\x02\xff\xff",
    "a nothing with something": b"\x05\x01\x00",
    "an identifier of nothing": b"\x06\x00",
    "an identifier that goes on": b"\x06\x02\x2a\x81",
    "a padded identifier": b"\x06\x03\x2a\x80\x01",
    "bits that are left over": b"\x03\x02\x04\xff",
    "bits left over of none": b"\x03\x01\x04",
    "more than an octet left over": b"\x03\x02\x08\x00",
    "octets in pieces": b"\x24\x04\x04\x02\x00\x80",
    "text in pieces": b"\x2c\x03\x0c\x01a",
    "a set out of order": tlv(0x31, b"\x02\x01\x02", b"\x02\x01\x01"),
    "a tag of several octets": b"\xbf\x21\x00",
    "a bad part": sequence(b"\x02\x02\x00\x01"),
    "a part past its whole": b"\x30\x02\x04\x05" + bytes(5),
    "a time of minutes": tlv(0x18, b"202603020901Z"),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD.keys())
def test_what_is_der_is_read(data: bytes) -> None:
    assert read_der(data).encoded == data


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_not_der_is_not_read(data: bytes) -> None:
    with pytest.raises(Asn1Error, match="not-der"):
        read_der(data)


def test_what_is_nested_without_end_is_not_read() -> None:
    data = b""
    for _ in range(1000):
        data = sequence(data)

    with pytest.raises(Asn1Error, match="not-der"):
        read_der(data)


@given(st.integers(-(2**200), 2**200))
def test_a_whole_number_is_the_one_that_was_written(number: int) -> None:
    assert whole_number(read_der(core.Integer(number).dump())) == number


@given(st.binary(max_size=60))
def test_other_bytes_are_read_to_the_last_one_or_not_at_all(data: bytes) -> None:
    try:
        value = read_der(data)
    except Asn1Error:
        return
    assert again(value) == data


def again(value: Value) -> bytes:
    parts = value.parts
    return tlv(value.tag, *map(again, parts)) if parts else tlv(value.tag, value.contents)
