"""The size of an image is read from its header and from its dictionary; the larger counts."""

import io

import pytest
from PIL import Image

from fhvalidate.pdf.qpdf.file_streams import excess_of_streams
from fhvalidate.pdf.syntax.picture_headers import jbig2_cost, jpeg_cost, jpx_cost
from fhvalidate.policy import Policy
from tests.hostile.variants import boxed, jbig2, jpeg, jpx
from tests.pdf.handmade import ONE_PAGE, PAGE, document, shown, stream

LIMITS = Policy.named("default").limits
IMAGE = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace %s "


def written(image: Image.Image, kind: str, **options: bool) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def limit_of(raw: bytes, entries: bytes) -> str:
    """The limit that a page with the image passes; empty when it passes none."""
    page = PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R >> /XObject << /X 20 0 R >>")
    data = document({**ONE_PAGE, 3: page, 20: stream(raw, entries)})
    passed = excess_of_streams(data, LIMITS)
    return passed.what if passed is not None else ""


def test_a_jpeg_takes_what_its_frame_says() -> None:
    picture = Image.new("RGB", (120, 70))

    assert jpeg_cost(written(picture, "JPEG")) == 120 * 70 * 3
    assert jpeg_cost(written(picture.convert("L"), "JPEG")) == 120 * 70


def test_a_progressive_jpeg_takes_more() -> None:
    picture = Image.new("RGB", (120, 70))

    assert jpeg_cost(written(picture, "JPEG", progressive=True)) == 3 * 120 * 70 * 3


@pytest.mark.parametrize("around", [bytes, boxed])
def test_a_jpeg_2000_takes_what_its_size_marker_says(around: type[bytes]) -> None:
    assert jpx_cost(around(jpx(1000))) >= 1000 * 1000 * 4


def test_tiles_are_counted_too() -> None:
    head = bytearray(jpx(250))
    head[24:32] = b"\x00\x00\x00\x01" * 2  # a tile of one pixel

    assert jpx_cost(bytes(head)) > 250 * 250 * 6000


def test_a_jbig2_takes_its_page_and_its_regions() -> None:
    assert jbig2_cost(jbig2(1000)) == 2 * 2 * 1000 * 1000


@pytest.mark.parametrize("cut", range(0, 80, 3))
def test_a_header_that_is_cut_off_says_nothing_and_raises_nothing(cut: int) -> None:
    for cost, data in ((jpx_cost, jpx(9)), (jpeg_cost, jpeg(9, 0xC0)), (jbig2_cost, jbig2(9))):
        assert cost(data[:cut]) <= cost(data)


TOO_LARGE = {
    "a jpeg 2000 by its header": (
        jpx(60_000),
        IMAGE % (8, 8, b"/DeviceRGB") + b"/Filter /JPXDecode",
    ),
    "a jpeg by its header": (jpeg(65_000, 0xC0), IMAGE % (8, 8, b"/DeviceRGB") + b"/Filter /DCT"),
    "a jbig2 by its header": (
        jbig2(60_000),
        IMAGE % (8, 8, b"/DeviceGray") + b"/Filter [/JBIG2Decode]",
    ),
    "a fax by its parameters": (
        b"\x80",
        IMAGE % (8, 8, b"/DeviceGray")
        + b"/Filter /CCF /DecodeParms << /Columns 60000 /Rows 60000 >>",
    ),
    "any by what is stated": (b"", IMAGE % (60_000, 60_000, b"/DeviceGray")),
}


@pytest.mark.parametrize("image", TOO_LARGE)
def test_an_image_that_is_too_large_is_told(image: str) -> None:
    assert limit_of(*TOO_LARGE[image]) == "image_bytes"


HONEST = {
    "a sheet in A1 in colour": (
        jpeg(9, 0xC0),
        IMAGE % (7016, 9933, b"/DeviceRGB") + b"/Filter /DCT",
    ),
    "a sheet in A0 as a fax": (
        b"\x80",
        IMAGE % (9933, 14043, b"/DeviceGray")
        + b"/Filter /CCF /DecodeParms << /Columns 9933 /Rows 14043 >>",
    ),
    "a page in A3 as a jpeg 2000": (
        jpx(4100),
        IMAGE % (3508, 4961, b"/DeviceRGB") + b"/Filter /JPXDecode",
    ),
}


@pytest.mark.parametrize("image", HONEST)
def test_an_honest_scan_is_drawn(image: str) -> None:
    assert not limit_of(*HONEST[image])


def test_an_image_within_the_content_is_counted_as_one() -> None:
    from fhvalidate.pdf.document.document import read_document

    inline = b"q BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID x EI Q " + shown("Avslag.")
    found = read_document(document({**ONE_PAGE, 4: stream(inline)}), password="", limits=LIMITS)

    assert found.pages_barred is not None
    assert found.pages_barred.what == "image_bytes"
