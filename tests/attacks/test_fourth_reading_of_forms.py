"""The style of a form is the style of every field in it that has no look."""

import pytest

from tests.attacks.test_permissions import told
from tests.pdf.handmade import PAGE, stream, update
from tests.pdf.handsigned import prepared, sealed
from tests.validation.judging import judged

CATALOGUE = (
    b"<< /Type /Catalog /Pages 2 0 R"
    b" /AcroForm << /SigFlags 3 /Fields [6 0 R %s] /DR << /Font << /Helv 5 0 R >> >> %s >> >>"
)
WIDGET = b"<< /Type /Annot /Subtype /Widget /T (Beslut) /Rect [72 500 300 530] /F 4 /P 3 0 R %s >>"
LOOK = stream(b"0 0 228 30 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 228 30]")
STYLE = b"/DA (/Helv 12 Tf 0 g)"
ADDED = {"a style": STYLE, "an alignment": b"/Q 1"}


def signed_with(annotation: bytes, *, listed: bytes = b"10 0 R", entries: bytes = b"") -> bytes:
    """A signed page with an annotation (10), which the form lists, and a look (14)."""
    page = PAGE[:-2] + b"/Annots [10 0 R] >>"
    catalogue = CATALOGUE % (listed, entries)
    return sealed(prepared({1: catalogue, 3: page, 10: annotation, 14: LOOK}))


def with_form(data: bytes, entries: bytes, *, listed: bytes = b"10 0 R") -> bytes:
    """The file with these entries in its form."""
    return update(data, {1: CATALOGUE % (listed, entries)})


FIELDS = {
    "a push button": b"/FT /Btn /Ff 65536 /MK << /CA (bifall) >>",
    "a check box": b"/FT /Btn /V /Yes /AS /Yes /MK << /CA (8) >>",
    "a text": b"/FT /Tx /Ff 4096 /V (bifall)",
    "a text with a look of no states": b"/FT /Tx /V (bifall) /AP << /N << >> >>",
    "a list": b"/FT /Ch /V (bifall) /Opt [(bifall) (avslag)]",
    "a list of which nothing is chosen": b"/FT /Ch /Opt [(bifall) (avslag)]",
}


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize("field", FIELDS)
def test_a_form_with_fields_gets_no_style(field: str, added: str) -> None:
    data = signed_with(WIDGET % FIELDS[field])

    report = judged(with_form(data, ADDED[added]))

    assert judged(data).verdict == "valid"
    assert report.verdict == "indeterminate"
    assert told(report, "changed-form") or told(report, "changed-other")


@pytest.mark.parametrize("added", ADDED)
def test_a_form_whose_field_inherits_what_it_is_gets_no_style(added: str) -> None:
    widget = b"<< /Subtype /Widget /Parent 11 0 R /Rect [72 500 300 530] /F 4 >>"
    parent = b"<< /FT /Tx /T (Beslut) /V (bifall) /Kids [10 0 R] >>"
    catalogue = CATALOGUE % (b"11 0 R", b"")
    page = PAGE[:-2] + b"/Annots [10 0 R] >>"
    data = sealed(prepared({1: catalogue, 3: page, 10: widget, 11: parent}))

    report = judged(with_form(data, ADDED[added], listed=b"11 0 R"))

    assert report.verdict == "indeterminate"


FREE_TEXT = (
    b"<< /Type /Annot /Subtype /FreeText /Rect [72 500 300 530] /F 4 /Contents (bifall) %s >>"
)


@pytest.mark.parametrize("annotation", [FREE_TEXT % b"", WIDGET % b"/FT /Tx /V (bifall)"])
def test_a_page_with_what_may_be_set_by_the_form_gets_no_style(annotation: bytes) -> None:
    data = signed_with(annotation, listed=b"")

    assert judged(with_form(data, STYLE, listed=b"")).verdict == "indeterminate"


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize(
    ("annotation", "listed"),
    [
        (FREE_TEXT % b"/AP << /N 14 0 R >>", b""),
        (WIDGET % b"/FT /Sig", b"10 0 R"),
        (b"<< /Type /Annot /Subtype /Text /Rect [400 100 420 120] >>", b""),
    ],
)
def test_a_form_of_signatures_alone_may_get_a_style(
    annotation: bytes, listed: bytes, added: str
) -> None:
    data = signed_with(annotation, listed=listed)

    assert judged(with_form(data, ADDED[added], listed=listed)).verdict == "valid"


@pytest.mark.parametrize("field", FIELDS)
def test_a_font_that_a_field_without_a_look_named_in_vain_makes_its_look(field: str) -> None:
    named = b" /DA (/Other 12 Tf 0 g)"
    data = signed_with(WIDGET % (FIELDS[field] + named))
    catalogue = CATALOGUE % (b"10 0 R", b"")
    more = catalogue.replace(b"/Helv 5 0 R", b"/Helv 5 0 R /Other 5 0 R")

    report = judged(update(data, {1: more}))

    assert report.verdict == "indeterminate"
    assert told(report, "changed-form")


@pytest.mark.parametrize(
    "look",
    [
        b"/FT /Tx /V (bifall) /AP << /N 14 0 R >>",
        b"/FT /Btn /V /Yes /AS /Yes /AP << /N << /Yes 14 0 R >> >>",
        b"/FT /Btn /V /Off /AS /Off /AP << /N << /Yes 14 0 R >> >>",
    ],
)
def test_a_field_with_a_look_is_not_set_by_a_font_that_is_added(look: bytes) -> None:
    data = signed_with(WIDGET % (look + b" /DA (/Other 12 Tf 0 g)"))
    catalogue = CATALOGUE % (b"10 0 R", b"")
    more = catalogue.replace(b"/Helv 5 0 R", b"/Helv 5 0 R /Other 5 0 R")

    assert judged(update(data, {1: more})).verdict == "valid"


def test_looks_that_are_not_made_anew_may_be_said_so() -> None:
    data = signed_with(WIDGET % b"/FT /Tx /V (avslag) /AP << /N 14 0 R >>")

    assert judged(with_form(data, b"/NeedAppearances false")).verdict == "valid"


def test_looks_that_are_made_anew_are_another_matter() -> None:
    data = signed_with(WIDGET % b"/FT /Tx /V (avslag) /AP << /N 14 0 R >>")

    assert judged(with_form(data, b"/NeedAppearances true")).verdict == "indeterminate"
