"""The style of a form is the style of every field in it that has no look."""

from tests.pdf.handmade import PAGE, stream, update
from tests.pdf.handsigned import prepared, sealed
from tests.validation.judging import judged

CATALOGUE = (
    b"<< /Type /Catalog /Pages 2 0 R"
    b" /AcroForm << /SigFlags 3 /Fields [6 0 R %s] /DR << /Font << /Helv 5 0 R >> >> %s >> >>"
)
WIDGET = b"<< /Type /Annot /Subtype /Widget /T (Beslut) /Rect [72 500 300 530] /F 4 /P 3 0 R %s >>"
LOOK = stream(b"0 0 228 30 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 228 30]")


def signed_with(annotation: bytes, *, listed: bytes = b"10 0 R", entries: bytes = b"") -> bytes:
    """A signed page with an annotation (10), which the form lists, and a look (14)."""
    page = PAGE[:-2] + b"/Annots [10 0 R] >>"
    catalogue = CATALOGUE % (listed, entries)
    return sealed(prepared({1: catalogue, 3: page, 10: annotation, 14: LOOK}))


def with_form(data: bytes, entries: bytes, *, listed: bytes = b"10 0 R") -> bytes:
    """The file with these entries in its form."""
    return update(data, {1: CATALOGUE % (listed, entries)})


def test_looks_that_are_not_made_anew_may_be_said_so() -> None:
    data = signed_with(WIDGET % b"/FT /Tx /V (avslag) /AP << /N 14 0 R >>")

    assert judged(with_form(data, b"/NeedAppearances false")).verdict == "valid"


def test_looks_that_are_made_anew_are_another_matter() -> None:
    data = signed_with(WIDGET % b"/FT /Tx /V (avslag) /AP << /N 14 0 R >>")

    assert judged(with_form(data, b"/NeedAppearances true")).verdict == "indeterminate"
