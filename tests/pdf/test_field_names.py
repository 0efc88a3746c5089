"""The names of a form's fields, by our own reading."""

from fhvalidate.pdf.structure.names import full_names
from fhvalidate.pdf.syntax.cross_reference import read_section
from fhvalidate.pdf.syntax.revision_objects import Objects, read_objects
from tests.pdf.handmade import ONE_PAGE, document, last_startxref


def form_of(fields: dict[int, bytes], *listed: int) -> Objects:
    """The objects of a document whose form lists these fields."""
    numbers = b" ".join(b"%d 0 R" % number for number in listed)
    root = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] >> >>" % numbers
    data = document({**ONE_PAGE, 1: root, **fields})
    return read_objects(data, last_startxref(data), limit=1, read=read_section)


def test_a_document_without_a_form_has_no_names() -> None:
    data = document()

    objects = read_objects(data, last_startxref(data), limit=1, read=read_section)

    assert full_names(objects) == frozenset()


def test_a_name_is_told_with_those_above_it() -> None:
    fields = {
        6: b"<< /T (Beslut) /Kids [7 0 R] >>",
        7: b"<< /T 9 0 R /FT /Tx /Parent 6 0 R /Kids [8 0 R] >>",
        8: b"<< /Subtype /Widget /Parent 7 0 R >>",
        9: b"<FEFF00C5007200740061006C>",
    }

    assert full_names(form_of(fields, 6)) == {"Beslut", "Beslut.Årtal"}


def test_a_field_without_a_name_of_its_own_has_none() -> None:
    fields = {6: b"<< /FT /Tx /T () >>", 7: b"<< /FT /Tx >>", 8: b"<< /FT /Sig /T (Ny) >>"}

    assert full_names(form_of(fields, 6, 7, 8)) == {"Ny"}


def test_fields_that_lead_to_each_other_are_met_once() -> None:
    fields = {6: b"<< /T (A) /Kids [7 0 R] >>", 7: b"<< /T (B) /Kids [6 0 R] >>"}

    assert full_names(form_of(fields, 6)) == {"A", "A.B"}
