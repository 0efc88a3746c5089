"""What a page draws is counted however it is drawn, and ordinary pages are never refused."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.pdf.document.content_count import drawn
from fhvalidate.pdf.document.page_work import excess_of_pages
from fhvalidate.policy import Policy
from tests.pdf.handmade import ONE_PAGE, PAGE, document, stream
from tests.pki.minutes import minutes

LIMITS = Policy.named("default").limits
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
MUCH = stream(b"q " * (LIMITS.drawn_on_page + 1), FORM)
LARGE = 10**9


def refused(objects: dict[int, bytes]) -> str:
    """The limit that the page with these objects passes; empty when it passes none."""
    with pikepdf.open(io.BytesIO(document({**ONE_PAGE, **objects}))) as pdf:
        passed = excess_of_pages(pdf, LIMITS)
    return passed.what if passed is not None else ""


def page(resources: bytes, entries: bytes = b"") -> bytes:
    return PAGE.replace(b"/F1 5 0 R >>", b"/F1 5 0 R >> " + resources).replace(
        b"/Contents", entries + b" /Contents"
    )


WAYS = {
    "in its own content": {4: MUCH},
    "in the second of its contents": {3: PAGE.replace(b"4 0 R", b"[4 0 R 20 0 R]"), 20: MUCH},
    "in a form": {3: page(b"/XObject << /X 20 0 R >>"), 4: stream(b"/X Do"), 20: MUCH},
    "in a form whose name is written in another way": {
        3: page(b"/XObject << /X 20 0 R >>"),
        4: stream(b"/#58 Do"),
        20: MUCH,
    },
    "in a form with a comment before it is drawn": {
        3: page(b"/XObject << /X 20 0 R >>"),
        4: stream(b"/X %\nDo"),
        20: MUCH,
    },
    "in a form drawn often": {
        3: page(b"/XObject << /X 20 0 R >>"),
        4: stream(b"/X Do " * 1000),
        20: stream(b"q " * 1000, FORM),
    },
    "in a form with the resources of the page": {
        3: page(b"/XObject << /X 20 0 R /Y 21 0 R >>"),
        4: stream(b"/X Do"),
        20: stream(b"/Y Do", FORM),
        21: MUCH,
    },
    "in a pattern": {3: page(b"/Pattern << /P 20 0 R >>"), 20: MUCH},
    "in a letter": {
        3: page(b"/Font << /T 21 0 R >>").replace(b"/Font << /F1 5 0 R >>", b""),
        21: b"<< /Type /Font /Subtype /Type3 /CharProcs << /a 20 0 R >> >>",
        20: MUCH,
    },
    "in a mask": {3: page(b"/ExtGState << /G << /SMask << /G 20 0 R >> >> >>"), 20: MUCH},
    "in an annotation": {
        3: page(b"", b"/Annots [<< /Subtype /Stamp /AP << /N 20 0 R >> >>]"),
        20: MUCH,
    },
    "in a state of an annotation": {
        3: page(b"", b"/Annots [<< /Subtype /Widget /AP << /N << /On 20 0 R >> >> >>]"),
        20: MUCH,
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_a_page_that_draws_too_much_is_refused_wherever_it_is_drawn(way: str) -> None:
    assert refused(WAYS[way]) == "drawn_on_page"


def test_forms_that_draw_themselves_are_refused() -> None:
    objects = {
        3: page(b"/XObject << /X 20 0 R >>"),
        4: stream(b"/X Do"),
        20: stream(b"/Y Do", FORM + b"/Resources << /XObject << /Y 21 0 R >> >>"),
        21: stream(b"/X Do", FORM + b"/Resources << /XObject << /X 20 0 R >> >>"),
    }

    assert refused(objects) == "nesting"


def test_resources_that_all_share_are_no_circle() -> None:
    shared = b"<< /XObject << /X 20 0 R >> /Pattern << /P 22 0 R >> >>"
    objects = {
        3: PAGE.replace(b"<< /Font << /F1 5 0 R >> >>", b"21 0 R"),
        4: stream(b"/X Do"),
        20: stream(b"0 0 1 1 re f", FORM + b"/Resources 21 0 R"),
        21: shared,
        22: stream(b"0 0 1 1 re f", b"/PatternType 1 /Resources 21 0 R"),
    }

    assert refused(objects) == ""


def test_a_large_image_is_not_what_a_page_draws() -> None:
    image = stream(b"q " * LIMITS.drawn_on_page, b"/Type /XObject /Subtype /Image ")
    objects = {3: page(b"/XObject << /X 20 0 R >>"), 4: stream(b"/X Do"), 20: image}

    assert refused(objects) == ""


def test_ordinary_minutes_are_read() -> None:
    with pikepdf.open(io.BytesIO(minutes())) as pdf:
        assert excess_of_pages(pdf, LIMITS) is None


def test_a_long_path_is_no_thousand_things() -> None:
    path = b"0 0 m " + b"1 1 l " * (2 * LIMITS.drawn_on_page) + b"S"

    assert refused({4: stream(path)}) == ""


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"", 0),
        (b"q Q", 1),
        (b"0 0 1 1 re f", 1),
        (b"BT (abc) Tj ET", 4),
        (b"BT (u(x)z) Tj ET", 6),
        (rb"BT (a\)c) Tj ET", 5),
        (b"[(x) 1 (z)]TJ", 3),
        (b"<61626364> Tj", 3),
        (b"/f /Do /q", 0),
        (b"/A BMC EMC", 1),
        (b"(x)' (z)\"", 4),
    ],
)
def test_things_are_counted_by_what_draws_them(content: bytes, number: int) -> None:
    assert drawn(content, limit=LARGE) == number


@given(st.binary(max_size=400))
def test_no_content_draws_more_than_it_has_bytes(content: bytes) -> None:
    assert drawn(content, limit=LARGE) <= len(content)
