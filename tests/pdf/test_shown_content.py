"""All that a page shows is compared, whatever its objects are called and however deep they lie."""

import io

import pikepdf
import pytest

from fhvalidate.pdf.revisions.changes import ChangeLevel
from tests.pdf.handmade import FONT, ONE_PAGE, PAGE, document, shown, stream, update
from tests.pdf.test_changes import changes_of
from tests.validation.judging import signed

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"


def with_form(name: bytes, content: str = "avslag") -> dict[int, bytes]:
    """A page that shows what a form XObject of that name says."""
    return {
        **ONE_PAGE,
        3: PAGE.replace(b"/Font <<", b"/XObject << /%s 6 0 R >> /Font <<" % name),
        4: stream(b"/%s Do" % name),
        6: stream(shown(content), FORM),
    }


@pytest.mark.parametrize("name", [b"X1", b"Parent", b"P", b"Popup", b"IRT", b"StructParent"])
def test_what_a_resource_shows_is_page_content_whatever_its_name(name: bytes) -> None:
    original = signed(document(with_form(name)))

    changed = update(original, {6: stream(shown("bifall"), FORM)})

    assert changes_of(changed).pages == (1,)


def test_resources_that_call_themselves_a_page_are_page_content() -> None:
    objects = with_form(b"X1")
    objects[3] = objects[3].replace(b"/Resources <<", b"/Resources << /Type /Page")

    changed = update(signed(document(objects)), {6: stream(shown("bifall"), FORM)})

    assert changes_of(changed).pages == (1,)


def test_forms_in_forms_are_page_content_however_deep_or_not_compared_at_all() -> None:
    objects = with_form(b"X1")
    depth = 36
    for number in range(10, 10 + depth):
        inner = FORM.replace(b"/Font", b"/XObject << /X1 %d 0 R >> /Font" % (number + 1))
        objects[number] = stream(b"/X1 Do", inner)
    objects[6] = objects[10]
    objects[10 + depth] = stream(shown("avslag"), FORM)

    changed = update(signed(document(objects)), {10 + depth: stream(shown("bifall"), FORM)})

    assert changes_of(changed).level in {ChangeLevel.CONTENT, ChangeLevel.OTHER}


def test_a_widget_that_no_field_leads_to_is_an_annotation() -> None:
    original = signed(document())
    with pikepdf.open(io.BytesIO(original)) as pdf:
        (known,) = pdf.pages[0].Annots
        known_number = known.objgen[0]
    page = PAGE[:-3] + b" /Annots [%d 0 R 91 0 R] >>" % known_number
    widget = b"<< /Type /Annot /Subtype /Widget /Rect [50 650 550 750] /F 4 /AP << /N 92 0 R >> >>"

    changed = update(original, {3: page, 91: widget, 92: stream(shown("bifall"), FORM)})

    assert changes_of(changed).level in {ChangeLevel.ANNOTATION, ChangeLevel.OTHER}


def test_an_object_written_again_as_it_was_changes_nothing() -> None:
    changed = update(signed(document()), {5: FONT})

    assert changes_of(changed).level is ChangeLevel.NONE
