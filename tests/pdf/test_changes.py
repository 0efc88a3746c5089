# mypy: disable-error-code="no-untyped-call"
"""What later revisions did to a signed one: each kind of change is told by its name."""

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.changes import ChangeLevel, Changes, Place
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.policy import Policy
from tests.pdf.handmade import (
    update,
)
from tests.pdf.handsigned import form, prepared, sealed
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, add_document_time_stamp, sign, sign_b_b
from tests.pki.updates import (
    add_annotation,
    add_empty_field,
    add_text_field,
    change_title,
    draw_on_page,
    fill_text_field,
    revise,
)
from tests.pki.validation_data import add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer, signed, signer

LIMITS = Policy.named("default").limits
PLACES = (Place(1, (40.0, 40.0, 60.0, 60.0)), Place(1, None))


def placed(data: bytes) -> tuple[SignedRevision, ...]:
    return read_signed_revisions(read_document(data, password="", limits=LIMITS), LIMITS)


def changes_of(data: bytes) -> Changes:
    """The changes after the first signature."""
    found = placed(data)[0].changes
    assert found is not None
    return found


@cache
def signed_form() -> bytes:
    return signed(add_text_field(minutes(), "Expedierat"))


def remove_last_page(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = writer.root["/Pages"]
        tree["/Kids"].pop()
        tree["/Count"] = type(tree["/Count"])(len(tree["/Kids"]))
        writer.update_container(tree)

    return revise(data, change)


def rewrite_catalogue(data: bytes) -> bytes:
    return revise(data, lambda writer: writer.update_root())


CASES: tuple[tuple[str, Callable[[bytes], bytes], ChangeLevel], ...] = (
    ("nothing but an object written again", rewrite_catalogue, ChangeLevel.NONE),
    (
        "validation data",
        lambda data: add_validation_data(data, shared_world().validation_data()),
        ChangeLevel.VALIDATION_DATA,
    ),
    (
        "a second signature",
        lambda data: sign_b_b(data, second_signer(), field="Justerare"),
        ChangeLevel.SIGNATURE,
    ),
    (
        "a document time-stamp",
        lambda data: add_document_time_stamp(data, shared_world().time_stamps),
        ChangeLevel.VALIDATION_DATA,
    ),
    ("an empty signature field", lambda data: add_empty_field(data, "Ny"), ChangeLevel.SIGNATURE),
    (
        "a form value",
        lambda data: fill_text_field(data, "Expedierat", "2026-03-02"),
        ChangeLevel.FORM,
    ),
    ("an annotation", lambda data: add_annotation(data, "Anteckning"), ChangeLevel.ANNOTATION),
    ("page content", lambda data: draw_on_page(data, "bifall"), ChangeLevel.CONTENT),
    ("a removed page", remove_last_page, ChangeLevel.CONTENT),
)


@pytest.mark.parametrize(
    ("change", "level"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_each_kind_of_change_has_its_level(
    change: Callable[[bytes], bytes], level: ChangeLevel
) -> None:
    changed = change(signed_form())

    assert changes_of(changed).level is level


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        (Changes(), ChangeLevel.NONE),
        (Changes(validation_data=True), ChangeLevel.VALIDATION_DATA),
        (Changes(validation_data=True, signatures=("a",)), ChangeLevel.SIGNATURE),
        (Changes(signatures=("a",), fields=("b",)), ChangeLevel.FORM),
        (Changes(validation_data=True, time_stamps=("a",)), ChangeLevel.VALIDATION_DATA),
        (Changes(structure=True), ChangeLevel.VALIDATION_DATA),
        (Changes(fields=("b",)), ChangeLevel.FORM),
        (Changes(reshaped=("b",)), ChangeLevel.FORM),
        (Changes(fields=("b",), annotations=PLACES), ChangeLevel.ANNOTATION),
        (Changes(fields=("b",), appearances=("a",)), ChangeLevel.ANNOTATION),
        (Changes(annotations=PLACES, pages=(1,)), ChangeLevel.CONTENT),
        (Changes(pages=(1,), other=("catalogue",)), ChangeLevel.OTHER),
        (Changes(pages=(1,), lost_signatures=("a",)), ChangeLevel.OTHER),
        (Changes(pages=(1,), resolved=(9,)), ChangeLevel.OTHER),
    ],
)
def test_the_most_far_reaching_change_names_the_level(changes: Changes, level: ChangeLevel) -> None:
    assert changes.level is level


def test_every_change_is_told_with_its_place() -> None:
    changes = Changes(
        pages=(2,),
        annotations=PLACES,
        appearances=("Ordförande",),
        fields=("Expedierat",),
        reshaped=("Datum",),
        signatures=("Justerare",),
        time_stamps=("Tidsstämpel",),
        lost_signatures=("Sekreterare",),
        form_defaults=True,
        structure=True,
        root_switched=True,
        validation_data=True,
        resolved=(9,),
        other=("catalogue",),
    )

    assert changes.details == (
        "page-content:2",
        "annotation:1",
        "signature-appearance:Ordförande",
        "form-field:Expedierat",
        "form-field-shape:Datum",
        "signature-field:Justerare",
        "document-timestamp:Tidsstämpel",
        "signature-lost:Sekreterare",
        "form-defaults",
        "structure",
        "root-switched",
        "validation-data",
        "reference-resolved:9",
        "other:catalogue",
    )


def test_the_changed_page_is_named() -> None:
    changed = draw_on_page(signed_form(), "bifall", page=1)

    assert 2 in changes_of(changed).pages  # the font it brings is shared by the other pages


def test_the_filled_field_is_named() -> None:
    changed = fill_text_field(signed_form(), "Expedierat", "2026-03-02")

    assert changes_of(changed).fields == ("Expedierat",)


def test_a_title_changed_after_signing_is_no_change_of_what_is_shown() -> None:
    changed = change_title(signed(minutes()), "Ett annat protokoll")

    assert changes_of(changed).level in {ChangeLevel.NONE, ChangeLevel.VALIDATION_DATA}


def test_the_last_revision_has_no_changes_after_it() -> None:
    (only,) = placed(signed_form())

    assert only.is_last
    assert only.changes == Changes()


def test_each_signature_is_compared_from_its_own_revision_on() -> None:
    drawn = draw_on_page(signed_form(), "bifall")

    first, second = placed(sign_b_b(drawn, second_signer(), field="Justerare"))

    assert first.changes is not None
    assert first.changes.level is ChangeLevel.CONTENT
    assert second.is_last


def test_an_open_action_added_after_signing_is_a_change_of_the_catalogue() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/OpenAction"] = writer.root["/Pages"]["/Kids"]
        writer.update_root()

    assert changes_of(revise(signed_form(), change)).other == ("catalogue/OpenAction",)


def test_a_certification_weakened_later_is_judged_as_its_own_revision_has_it() -> None:
    certified = sign(minutes(), signer(), certifying=Permission.NOTHING)
    with pikepdf.open(io.BytesIO(certified)) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V
        reference = value.Reference[0].objgen if value.Reference[0].is_indirect else value.objgen
        parameters = value.Reference[0].TransformParams
        parameters.P = 3
        written = (parameters if parameters.is_indirect else value).unparse(resolved=True)
        number = parameters.objgen[0] if parameters.is_indirect else reference[0]

    weakened = update(certified, {number: written})

    (only,) = placed(weakened)
    assert only.field.certification == 1


def test_a_moved_signature_appearance_is_a_change_of_it() -> None:
    visible = sign(minutes(), signer(), box=(300, 300, 500, 350))

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0].get_object()
        field["/Rect"] = type(field["/Rect"])(reversed(field["/Rect"]))
        writer.update_container(field)

    assert changes_of(revise(visible, change)).appearances == ("Underskrift1",)


@pytest.mark.parametrize("before", [b"(100 kronor)", b"/Ja"])
def test_a_value_that_is_an_object_of_its_own_is_compared_by_what_it_says(before: bytes) -> None:
    field = b"<< /FT /Tx /T (Belopp) /V 15 0 R >>"
    data = sealed(prepared({1: form(6, 14), 14: field, 15: before}))

    assert changes_of(update(data, {15: before})).fields == ()
    assert changes_of(update(data, {15: b"(900 kronor)"})).fields == ("Belopp",)
