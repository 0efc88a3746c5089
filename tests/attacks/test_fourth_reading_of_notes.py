"""Notes are drawn within their rectangles, or are told for the whole page."""

import pytest

from tests.attacks.test_permissions import told
from tests.pdf.handmade import PAGE, stream, update
from tests.pdf.handsigned import VALUE, prepared, sealed
from tests.validation.judging import judged

CATALOGUE = (
    b"<< /Type /Catalog /Pages 2 0 R /Perms << /DocMDP 7 0 R >>"
    b" /AcroForm << /SigFlags 3 /Fields [6 0 R] >> >>"
)
CERTIFIES = (
    b"/Reference [ << /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >> ] >>"
)
NOTE = b"<< /Type /Annot /Rect [400 100 460 120] /F 4 /C [1 0 0] %s >>"
LOOK = stream(b"0 0 60 20 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 60 20]")
ALONG = b"/Subtype /Ink /BS << /W 8 >> /InkList [[%d 104 458 118]] "


def noted(note: bytes) -> bytes:
    """A document certified for notes, with the note beside its text; 14 is a look."""
    data = sealed(prepared({1: CATALOGUE}, value=VALUE[:-2] + CERTIFIES))
    page = PAGE[:-2] + b"/Annots [13 0 R] >>"
    return update(data, {3: page, 13: NOTE % note, 14: LOOK})


NO_LOOKS = {
    "none": b"",
    "an empty one": b"/AP << >>",
    "no states": b"/AP << /N << >> >>",
    "one when pressed": b"/AP << /D 14 0 R >>",
    "a state, and it has none": b"/AP << /N << /On 14 0 R >> >>",
    "a state, and it has another": b"/AS /Off /AP << /N << /On 14 0 R >> >>",
}


@pytest.mark.parametrize("look", NO_LOOKS)
def test_a_note_that_is_drawn_along_points_may_lie_anywhere_without_a_look(look: str) -> None:
    report = judged(noted(ALONG % 402 + NO_LOOKS[look]))

    assert report.verdict == "indeterminate"
    assert told(report, "signed-text-covered")


@pytest.mark.parametrize("look", [b"/AP << /N 14 0 R >>", b"/AS /On /AP << /N << /On 14 0 R >> >>"])
def test_a_note_with_a_look_lies_in_its_rectangle(look: bytes) -> None:
    assert judged(noted(ALONG % 402 + look)).verdict == "valid"


LOOKING = b" /AP << /N 14 0 R >>"
BEYOND = {
    "a stroke": ALONG % 72 + LOOKING,
    "an odd number of a stroke": b"/Subtype /Ink /InkList [[402 104 458]]" + LOOKING,
    "a line": b"/Subtype /Line /L [72 704 280 704]" + LOOKING,
    "a mark": b"/Subtype /StrikeOut /QuadPoints [72 712 280 712 72 698 280 698]" + LOOKING,
    "a polygon": b"/Subtype /Polygon /Vertices [402 104 458 118 402 700]" + LOOKING,
    "a leader": b"/Subtype /FreeText /DA (/Helv 12 Tf) /CL [72 704 420 110]" + LOOKING,
    "a name among points": b"/Subtype /Line /L [402 104 458 /A]" + LOOKING,
    "differences below nothing": b"/Subtype /Square /RD [-400 -600 -400 -600]",
    "differences beyond the height": b"/Subtype /Square /RD [1 15 1 15]",
    "three differences": b"/Subtype /Square /RD [1 1 1]",
    "a style's width": b"/Subtype /Square /BS << /W 500 >>",
    "a border's width": b"/Subtype /Link /Border [0 0 500]",
    "a border that is none": b"/Subtype /Link /Border /Wide",
    "clouds": b"/Subtype /Square /BE << /S /C /I 500 >>",
}


@pytest.mark.parametrize("what", BEYOND)
def test_a_note_that_reaches_beyond_its_rectangle_is_not_derived(what: str) -> None:
    report = judged(noted(BEYOND[what]))

    assert report.verdict == "indeterminate"
    assert told(report, "changed-other")


WITHIN = {
    "a line, rounded": b"/Subtype /Line /L [399.5 104 460.5 104]" + LOOKING,
    "a mark": b"/Subtype /Highlight /QuadPoints [400 120 460 120 400 100 460 100]" + LOOKING,
    "differences": b"/Subtype /Square /RD [1 1.5 1 1.5]",
    "a style": b"/Subtype /Square /BS << /W 2 /S /S >>",
    "a border": b"/Subtype /Link /Border [0 0 1 [3 2]]",
    "clouds": b"/Subtype /Square /BE << /S /C /I 1 >>" + LOOKING,
}


@pytest.mark.parametrize("what", WITHIN)
def test_a_note_that_stays_in_its_rectangle_is_valid(what: str) -> None:
    assert judged(noted(WITHIN[what])).verdict == "valid"
