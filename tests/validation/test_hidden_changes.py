# mypy: disable-error-code="no-untyped-call"
"""What is shown after signing is what was signed, or the file is not valid: known ways round it.

Each case changes what a reader sees in a way that some comparison overlooks, and adds something
that makes another one give up. The rule is one: the file is never `valid`.
"""

import io

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigFieldSpec, append_signature_field

from fhvalidate.pdf.document.signature_fields import FieldLock
from tests.pdf.handmade import (
    ONE_PAGE,
    PAGE,
    Table,
    document,
    shown,
    stream,
    update,
    with_catalogue,
)
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, add_document_time_stamp, sign, sign_b_b
from tests.pki.updates import UndatedWriter, add_text_field, fill_text_field, revise
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import judged, second_signer, signed, signer
from tests.validation.placing import signatures_of

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
AVSLAG = stream(shown("avslag"), FORM)
BIFALL = stream(shown("bifall"), FORM)
# The resource has the name of a key that elsewhere leads back to what was compared already.
NAMED_P = {
    **ONE_PAGE,
    3: PAGE.replace(b"/Font <<", b"/XObject << /P 6 0 R >> /Font <<"),
    4: stream(b"/P Do"),
    6: AVSLAG,
}


def test_a_form_that_is_replaced_is_never_valid() -> None:
    assert judged(update(signed(document(NAMED_P)), {6: BIFALL})).verdict != "valid"


def test_a_form_that_is_replaced_is_never_valid_beside_broken_metadata() -> None:
    data = signed(document(NAMED_P))

    blinded = with_catalogue(data, b"/Metadata 90 0 R", {6: BIFALL, 90: b"foo"})

    assert judged(blinded).verdict != "valid"


def test_a_form_that_is_replaced_is_never_valid_when_the_trailer_is_odd() -> None:
    blinded = update(
        signed(document(NAMED_P)), {6: BIFALL}, Table(extra=b" /Info << /Title (x) >>")
    )

    assert judged(blinded).verdict != "valid"


def test_a_form_that_the_security_store_lists_is_not_excused() -> None:
    data = signed(document(NAMED_P))

    excused = with_catalogue(data, b"/DSS 90 0 R", {6: BIFALL, 90: b"<< /Certs [6 0 R] >>"})

    assert judged(excused).verdict != "valid"


def test_a_widget_outside_the_form_is_never_valid() -> None:
    data = signed(document())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        known = pdf.pages[0].Annots[0].objgen[0]
    page = PAGE[:-3] + b" /Annots [%d 0 R 91 0 R] >>" % known
    widget = b"<< /Type /Annot /Subtype /Widget /Rect [50 650 550 750] /F 4 /AP << /N 92 0 R >> >>"

    added = update(data, {3: page, 91: widget, 92: BIFALL}, Table(extra=b" /Info << /Title (x) >>"))

    assert judged(added).verdict != "valid"


def test_a_reference_that_leads_nowhere_when_signed_may_not_lead_somewhere_later() -> None:
    dangling = {**NAMED_P, 3: NAMED_P[3].replace(b"/P 6 0 R", b"/P 93 0 R")}
    dangling.pop(6)

    resolved = update(
        signed(document(dangling)), {93: BIFALL}, Table(extra=b" /Info << /Title (x) >>")
    )

    assert judged(resolved).verdict != "valid"


def certified(permission: Permission = Permission.FORMS) -> bytes:
    return sign(add_text_field(minutes(), "Expedierat"), signer(), certifying=permission)


def change_field(data: bytes, **entries: object) -> bytes:
    def change(writer: UndatedWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        for key, value in entries.items():
            field[generic.pdf_name(f"/{key}")] = value
        writer.update_container(field)

    return revise(data, change)


def test_a_new_field_over_the_text_is_no_filling_in_of_a_form() -> None:
    def change(writer: UndatedWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        look = generic.StreamObject(
            generic.DictionaryObject(
                {
                    generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                    generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                    generic.pdf_name("/BBox"): generic.ArrayObject(
                        map(generic.NumberObject, (0, 0, 500, 100))
                    ),
                }
            ),
            stream_data=b"1 g 0 0 500 100 re f",
        )
        field = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
                generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
                generic.pdf_name("/T"): generic.pdf_string("Ny"),
                generic.pdf_name("/F"): generic.NumberObject(4),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (50, 400, 550, 500))
                ),
                generic.pdf_name("/AP"): generic.DictionaryObject(
                    {generic.pdf_name("/N"): writer.add_object(look)}
                ),
            }
        )
        reference = writer.add_object(field)
        writer.register_annotation(page, reference)
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(reference)
        writer.update_container(fields)

    assert judged(revise(certified(), change)).verdict != "valid"


def test_a_field_that_is_moved_over_the_text_is_not_filled_in() -> None:
    moved = change_field(
        certified(), Rect=generic.ArrayObject(map(generic.NumberObject, (50, 400, 550, 500)))
    )

    assert judged(moved).verdict != "valid"


def test_a_field_that_is_given_a_script_is_not_filled_in() -> None:
    script = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.pdf_string("app.alert('bifall')"),
        }
    )

    assert judged(change_field(certified(), A=script)).verdict != "valid"


def test_a_field_that_a_signature_locks_may_not_be_filled_in() -> None:
    lock = FieldMDPSpec(FieldMDPAction.ALL)
    spec = SigFieldSpec("Underskrift1", field_mdp_spec=lock)
    form = add_text_field(minutes(), "Expedierat")
    prepared = revise(form, lambda writer: append_signature_field(writer, spec))

    locked = sign(prepared, signer(), certifying=Permission.FORMS)

    assert signatures_of(locked)[0].placed.field.locks == (FieldLock("All", ()),) * 2
    assert judged(fill_text_field(locked, "Expedierat", "ja")).verdict != "valid"


def test_a_value_filled_in_as_permitted_is_told() -> None:
    report = judged(fill_text_field(certified(), "Expedierat", "ja"))

    assert report.verdict == "valid"
    (entry,) = report.signatures
    assert "changed-form" in {finding.code for finding in entry.findings}


def test_a_second_signature_shown_over_the_text_is_told() -> None:
    covering = sign_b_b(
        signed(minutes()), second_signer(), field="Justerare", box=(50, 100, 550, 800), page=0
    )

    report = judged(covering)

    quiet = {"revocation-not-required"}
    assert {finding.code for entry in report.signatures for finding in entry.findings} - quiet


def test_a_document_time_stamp_is_no_change_that_a_certification_forbids() -> None:
    # ISO 32000-2, table 257: validation data and document time-stamps are no changes in its sense.
    stamped = add_document_time_stamp(certified(Permission.NOTHING), shared_world().time_stamps)
    data = ValidationData(crls=(shared_world().time_stamp_root.crl(),))

    assert judged(add_validation_data(stamped, data)).verdict == "valid"
