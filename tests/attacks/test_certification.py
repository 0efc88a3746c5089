"""What a certification permits may be done, is told, and nothing else is valid."""

import io
import re

import pikepdf
import pytest

from tests.attacks.world import certified_form, codes, judged, not_valid, says, warnings
from tests.pdf.handmade import document, root_number, update
from tests.pki.signing import Permission, add_document_time_stamp, sign_b_b
from tests.pki.updates import add_annotation, add_text_field, draw_on_page, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer

COVERING = (60, 680, 400, 720)
FILLING = (Permission.FORMS, Permission.FORMS_AND_ANNOTATIONS)


@pytest.mark.parametrize("permission", FILLING)
def test_a_field_filled_in_as_certified_is_valid_and_told(permission: Permission) -> None:
    report = judged(fill_text_field(certified_form(permission), "Expedierat", "ja"))

    assert report.verdict == "valid"
    assert "changed-form" in warnings(report)


def test_a_field_filled_in_under_p1_is_invalid() -> None:
    filled = fill_text_field(certified_form(Permission.NOTHING), "Expedierat", "ja")

    assert says(filled, "change-forbidden") == "invalid"


@pytest.mark.parametrize("permission", [Permission.NOTHING, Permission.FORMS])
@pytest.mark.parametrize("subtype", ["/FreeText", "/Stamp", "/Redact", "/Square", "/Text", "/Link"])
def test_an_annotation_below_p3_is_invalid(permission: Permission, subtype: str) -> None:
    added = add_annotation(certified_form(permission), "bifall", subtype=subtype)

    assert says(added, "change-forbidden") == "invalid"


@pytest.mark.parametrize("subtype", ["/FreeText", "/Stamp", "/Redact", "/Square", "/Text"])
def test_an_annotation_over_the_text_is_indeterminate_under_p3_too(subtype: str) -> None:
    data = certified_form(Permission.FORMS_AND_ANNOTATIONS)

    added = add_annotation(data, "bifall", subtype=subtype, box=COVERING)

    assert says(added, "signed-text-covered") == "indeterminate"


def test_an_annotation_beside_the_text_under_p3_is_valid_and_told() -> None:
    report = judged(add_annotation(certified_form(Permission.FORMS_AND_ANNOTATIONS), "Läst"))

    assert report.verdict == "valid"
    assert "changed-annotation" in warnings(report)


@pytest.mark.parametrize("box", [b"(72 680 400)", b"[72 680 400]", b"null", b"[/A 1 2 3]"])
def test_an_annotation_without_a_rectangle_covers_everything(box: bytes) -> None:
    added = add_annotation(certified_form(Permission.FORMS_AND_ANNOTATIONS), "x", subtype="/Stamp")
    odd = re.sub(rb"/Rect \[ 40 40 60 60 \]", lambda m: (b"/Rect " + box).ljust(len(m[0])), added)

    assert odd != added
    assert not_valid(odd, "signed-text-covered")


@pytest.mark.parametrize("permission", list(Permission))
def test_drawing_on_a_certified_page_is_invalid(permission: Permission) -> None:
    assert says(draw_on_page(certified_form(permission), "bifall"), "change-forbidden") == "invalid"


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize(
    "entry",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert) >>",
        b"/AA << /WC << /S /JavaScript /JS (app.alert) >> >>",
        b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>",
        b"/Names << /EmbeddedFiles << /Names [] >> >>",
        b"/OpenAction << /S /Launch /F (x.exe) >>",
        b"/OCProperties << /OCGs [] /D << >> >>",
        b"/PageLabels << /Nums [] >>",
        b"/Collection << >>",
    ],
)
def test_a_script_or_another_thing_in_the_catalogue_is_never_valid(
    permission: Permission, entry: bytes
) -> None:
    data = certified_form(permission)

    assert not_valid(with_catalogue(data, entry), "changed-other")


def with_catalogue(data: bytes, entry: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        catalogue = pdf.Root.unparse(resolved=True)[:-2] + entry + b" >>"
    return update(data, {root_number(data): catalogue})


def without(data: bytes, pattern: bytes, instead: bytes) -> bytes:
    """The signed file with an update that writes the signature dictionary otherwise."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        value = next(
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ByteRange" in o
        )
        number = value.objgen[0]
        written = value.unparse(resolved=True)
    changed = re.sub(pattern, instead, written)
    assert changed != written
    return update(data, {number: changed})


@pytest.mark.parametrize("instead", [b"/P 3", b"/P 9", b""])
def test_a_permission_that_is_weakened_later_does_not_count(instead: bytes) -> None:
    data = without(certified_form(Permission.NOTHING), rb"/P 1", instead)

    assert says(add_annotation(data, "bifall"), "change-forbidden") == "invalid"


def test_permissions_that_are_taken_out_of_the_catalogue_do_not_free_the_document() -> None:
    data = certified_form(Permission.NOTHING)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        catalogue = re.sub(rb"/Perms <<.*?>>", b"", pdf.Root.unparse(resolved=True))
    freed = update(data, {root_number(data): catalogue})

    assert not_valid(add_annotation(freed, "bifall"), "change-forbidden")


def test_a_new_field_under_any_permission_is_never_valid() -> None:
    for permission in Permission:
        added = add_text_field(certified_form(permission), "Ny", box=COVERING)
        assert not_valid(added, "change-forbidden"), permission


@pytest.mark.parametrize("permission", FILLING)
def test_a_second_signature_where_permitted_is_valid(permission: Permission) -> None:
    both = sign_b_b(certified_form(permission), second_signer(), field="Justerare")

    assert says(both, "revocation-not-required") == "valid"


@pytest.mark.parametrize("permission", list(Permission))
def test_validation_data_and_time_stamps_are_no_changes(permission: Permission) -> None:
    data = add_document_time_stamp(certified_form(permission), shared_world().time_stamps)
    crls = ValidationData(crls=(shared_world().time_stamp_root.crl(),))

    report = judged(add_validation_data(data, crls))

    assert report.verdict == "valid", sorted(codes(report))


def test_a_second_signature_over_the_text_is_told() -> None:
    covering = sign_b_b(document(), second_signer(), field="A")
    both = sign_b_b(covering, second_signer(), field="Justerare", box=COVERING, page=0)

    assert not_valid(both, "signed-text-covered")
