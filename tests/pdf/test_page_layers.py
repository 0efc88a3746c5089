"""What a page paints pixel by pixel is counted by its area, and illustrations are no attack."""

import io

import pikepdf
import pytest

from fhvalidate.pdf.document.page_work import excess_of_pages
from fhvalidate.policy import Policy
from tests.hostile.files import FORM_ENTRIES
from tests.hostile.variants import GROUP, page_with
from tests.pdf.handmade import ONE_PAGE, document, stream

LIMITS = Policy.named("default").limits
MANY = 20_000
GROUP_PAGE = page_with(b"/XObject << /X 20 0 R >>")
BLENDED = page_with(b"/ExtGState << /G << /BM /Multiply >> /N << /BM /Normal >> >>")


def passed(objects: dict[int, bytes]) -> str:
    with pikepdf.open(io.BytesIO(document({**ONE_PAGE, **objects}))) as pdf:
        found = excess_of_pages(pdf, LIMITS)
    return found.what if found is not None else ""


def groups(content: bytes, box: bytes = b"[0 0 595 842]") -> dict[int, bytes]:
    entries = GROUP.replace(b"[0 0 595 842]", box)
    return {3: GROUP_PAGE, 4: stream(content), 20: stream(b"0 0 9 9 re f", entries)}


TOO_MUCH = {
    "groups as large as the page": groups(b"/X Do " * MANY),
    "groups with a comment before they are drawn": groups(b"/X %\nDo " * MANY),
    "groups made as large": groups(b"q 100 0 0 100 0 0 cm /X Do Q " * MANY, b"[0 0 6 9]"),
    "a small matrix within words only": groups(b"(.1 0 0 .1 0 0 cm) Tj /X Do " * MANY),
    "forms under a blend mode": {3: BLENDED, 4: stream(b"/G gs " + b"0 0 595 842 re f " * MANY)},
    "images as large as the page": {
        3: GROUP_PAGE,
        4: stream(b"595 0 0 842 0 0 cm " + b"/X Do " * MANY),
        20: stream(b"0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1"),
    },
}


@pytest.mark.parametrize("way", TOO_MUCH)
def test_a_page_painted_over_and_over_passes_a_limit(way: str) -> None:
    assert passed(TOO_MUCH[way]) == "layered_pixels"


HONEST = {
    "small groups": groups(b"/X Do " * MANY, b"[0 0 20 20]"),
    "groups made small": groups(b"q .02 0 0 .02 100 100 cm /X Do Q " * MANY),
    "images in strips": {
        3: GROUP_PAGE,
        4: stream(b"q 500 0 0 .05 0 9 cm /X Do Q " * MANY),
        20: stream(b"0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1"),
    },
    "one thing under a blend mode": {
        3: BLENDED,
        4: stream(b"q /G gs 0 0 595 842 re f Q " + b"0 0 595 842 re f " * MANY),
    },
    "a blend mode that is none": {3: BLENDED, 4: stream(b"/N gs " + b"0 0 595 842 re f " * MANY)},
    "forms without a group": {
        3: GROUP_PAGE,
        4: stream(b"/X Do " * MANY),
        20: stream(b"0 0 595 842 re f", FORM_ENTRIES),
    },
}


@pytest.mark.parametrize("way", HONEST)
def test_many_small_things_pass_none(way: str) -> None:
    assert not passed(HONEST[way])


@pytest.mark.parametrize(("step", "what"), [(b"0.01", "pattern_cells"), (b"4", "")])
def test_a_pattern_is_counted_by_its_cells(step: bytes, what: str) -> None:
    kind = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep %s /YStep %s"
    objects = {
        3: page_with(b"/Pattern << /P 20 0 R >>"),
        4: stream(b"/Pattern cs /P scn 0 0 595 842 re f"),
        20: stream(b"0 0 1 1 re f", kind % (step, step)),
    }

    assert passed(objects) == what


def test_letters_that_are_drawings_count_each_time_they_are_shown() -> None:
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0]"
        b" /CharProcs << /a 20 0 R >> >>"
    )
    objects = {
        3: page_with().replace(b"/F1 5 0 R", b"/F1 21 0 R"),
        4: stream(b"BT /F1 9 Tf (" + b"a" * MANY + b") Tj ET"),
        20: stream(b"0 0 1 1 re f " * 5000),
        21: font,
    }

    assert passed(objects) == "drawn_on_page"
