"""Hostile bytes: what is no PDF, or would cost without bound, is refused with a reason."""

import dataclasses
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.qpdf.opening import (
    HEADER_WINDOW,
    opened,
    refuse_costly,
    refuse_costly_content,
)
from fhvalidate.pdf.syntax.stream_places import stream_places
from fhvalidate.policy import Policy
from tests.fixtures.documents import encrypted
from tests.pdf.handmade import ONE_PAGE, document, stream
from tests.pki.minutes import minutes

LIMITS = Policy.named("default").limits


def refusal(data: bytes, *, password: str = "") -> str:
    """The code with which the bytes are refused; empty when they are not."""
    try:
        refuse_costly(data, LIMITS)
        refuse_costly_content(data, LIMITS)
        with opened(data, password=password, limits=LIMITS):
            return ""
    except UnreadableError as error:
        return error.code


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), (0, 91, 153)).save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (picture(), "not-a-pdf"),
        (b"PK\x03\x04" + bytes(100), "not-a-pdf"),
        (b"%PDF-1.7\n", "damaged-pdf"),
        (minutes()[:300], "damaged-pdf"),
        (bytes(HEADER_WINDOW) + minutes(), "not-a-pdf"),
    ],
)
def test_bytes_that_are_no_pdf_are_refused_with_the_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_never_raise_otherwise(data: bytes) -> None:
    assert refusal(data) in {"file-empty", "not-a-pdf"} or data.startswith(b"%PDF-")


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_are_refused_and_never_raise_otherwise(data: bytes) -> None:
    assert refusal(b"%PDF-1.7\n" + data) in {"damaged-pdf", "limit-exceeded"}


def test_a_good_file_opens_without_repair() -> None:
    with opened(minutes(), password="", limits=LIMITS) as (pdf, repaired):
        assert len(pdf.pages) == 3
        assert not repaired


def test_a_file_whose_cross_reference_is_lost_opens_repaired() -> None:
    lost = minutes().replace(b"startxref", b"startxxxx")

    with opened(lost, password="", limits=LIMITS) as (pdf, repaired):
        assert len(pdf.pages) == 3
        assert repaired


def test_a_locked_file_says_which_of_the_two_is_wrong() -> None:
    locked = encrypted(minutes(), user_password="hemligt")

    assert refusal(locked) == "password-needed"
    assert refusal(locked, password="fel") == "password-wrong"
    assert refusal(locked, password="hemligt") == ""


def test_a_file_that_anyone_may_read_opens_with_the_empty_password() -> None:
    assert refusal(encrypted(minutes(), user_password="")) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        b"/Index [0 99999999999]",
        b"/Index[0 1 5 99999999999]",
        b"/Index\n[\n0\n99999999999\n]",
        b"/W [0 0 0]",
        b"/W[00 0 0]",
        b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999999 >>",
    ],
)
def test_a_cross_reference_that_costs_without_bound_is_refused_before_a_library_reads_it(
    hostile: bytes,
) -> None:
    data = document({1: stream(b"", b"/Type /XRef " + hostile)})

    assert refusal(data) == "limit-exceeded"


@pytest.mark.parametrize("harmless", [b"/Index [0 5]", b"/W [1 2 1]", b"/Columns 5"])
def test_an_ordinary_cross_reference_is_not_refused(harmless: bytes) -> None:
    data = document({1: stream(b"", b"/Type /XRef " + harmless)})

    assert refuse_costly_content(data, LIMITS) == (False, None)


def test_a_font_without_widths_of_its_own_is_not_refused() -> None:
    font = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Prov /DW 500 /W [] >>"

    assert refuse_costly_content(document({**ONE_PAGE, 5: font}), LIMITS) == (False, None)


@pytest.mark.parametrize("widths", [b"/W [1 2 1]", b"/#57 [0 0 0]", b"/W [1 0 0]"])
def test_a_costly_key_in_disguise_is_refused_too(widths: bytes) -> None:
    section = stream(b"\x01\x00\x09\x00", b"/Type /XRef /Root 1 0 R /Size 99999999999 " + widths)
    data = b"%%PDF-1.7\n9 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF\n" % section

    assert refusal(data.replace(b"/Size", b"/#49ndex [0 99999999999] /Size")) == "limit-exceeded"


def test_a_file_past_the_size_limit_is_refused_with_both_figures() -> None:
    small = dataclasses.replace(LIMITS, file_size=100)

    with pytest.raises(UnreadableError) as refused:
        refuse_costly(minutes(), small)

    assert refused.value.code == "limit-exceeded"
    assert refused.value.detail == {"what": "file_size", "limit": 100, "found": len(minutes())}


def test_the_reason_names_no_memory_address() -> None:
    with (
        pytest.raises(UnreadableError) as refused,
        opened(b"%PDF-1.7\n", password="", limits=LIMITS),
    ):
        pass

    assert "0x" not in str(refused.value.detail)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        # The word stands in a name: nothing is a stream.
        (b"1 0 obj\n<< /Font /BitstreamVera /A [1 2] >>\nendobj\n", []),
        (b"1 0 obj\n<< /Font /BitstreamVera /Length 3 >>\nstream\nabc\nendstream\nendobj\n", [1]),
        (b"1 0 obj\n<< /F (stream) >>\nendobj\n2 0 obj\n<<>>stream\nabc\nendstream\n", [2]),
        # What cannot be read to its end may be one to somebody.
        (b"1 0 obj\n<< /A (stream\nabc\nendstream\n", [1]),
        (b"1 0 obj\n<< /A /Bitstream" + b" " * 5000 + b">>\nstream\nabc\nendstream\n", [1]),
    ],
)
def test_a_dictionary_that_names_a_stream_is_none_by_that(written: bytes, found: list[int]) -> None:
    assert [place.number for place in stream_places(written)] == found
