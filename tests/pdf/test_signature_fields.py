# mypy: disable-error-code="no-untyped-call"
"""Every signature in the file is found, wherever it hides; nothing else is taken for one."""

import io
from collections.abc import Mapping

import pikepdf
import pytest

from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.document.signature_fields import FieldLock, SignatureField, SignatureFields
from fhvalidate.pdf.qpdf.values import MAX_TEXT
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.policy import Policy
from tests.pdf.handmade import ONE_PAGE, Table, document, update
from tests.pdf.handsigned import FIELD, VALUE, form, prepared, sealed
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, sign
from tests.pki.updates import add_empty_field, revise
from tests.validation.judging import codes, judged, signed, signer

LIMITS = Policy.named("default").limits
SHORT = b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Contents <3000> /ByteRange [0 1 2 3] %s >>"
PLAIN = SHORT % b""


def found(objects: Mapping[int, bytes]) -> SignatureFields:
    data = document({**ONE_PAGE, **objects})
    return read_document(data, password="", limits=LIMITS).fields


def names(fields: SignatureFields) -> list[str | None]:
    return [field.name for field in fields.filled]


def only(objects: Mapping[int, bytes]) -> SignatureField:
    (field,) = found(objects).filled
    return field


def test_a_value_under_a_field_is_found_with_its_name() -> None:
    field = only({1: form(6), 6: FIELD, 7: PLAIN})

    assert field.name == "Underskrift"
    assert field.object_id == (7, 0)
    assert field.byte_range == (0, 1, 2, 3)
    assert field.contents == b"\x30\x00"


def test_a_value_that_stands_in_the_field_itself_is_found() -> None:
    field = only({1: form(6), 6: FIELD.replace(b"7 0 R", PLAIN)})

    assert field.name == "Underskrift"
    assert field.object_id == (0, 0)


def test_a_value_that_no_field_leads_to_is_found() -> None:
    field = only({7: PLAIN})

    assert field.name is None
    assert field.object_id == (7, 0)


def test_a_value_in_a_field_that_no_form_lists_is_found() -> None:
    assert names(found({6: FIELD.replace(b"7 0 R", PLAIN)})) == [None]


def test_a_value_that_only_the_permissions_hold_is_found() -> None:
    catalogue = ONE_PAGE[1][:-2] + b"/Perms << /DocMDP %s >> >>" % PLAIN

    assert len(found({1: catalogue}).filled) == 1


def test_a_value_inherited_from_a_parent_is_found_under_each_kid() -> None:
    fields = found(
        {
            1: form(6),
            6: b"<< /FT /Sig /T (Namnd) /V 7 0 R /Kids [8 0 R 9 0 R] >>",
            7: PLAIN,
            8: b"<< /T (ett) /Parent 6 0 R >>",
            9: b"<< /T (tva) /Parent 6 0 R >>",
        }
    )

    (field,) = fields.filled
    assert {field.name, *field.shared_with} == {"Namnd", "Namnd.ett", "Namnd.tva"}


def test_the_type_of_a_field_is_inherited() -> None:
    fields = found(
        {
            1: form(6),
            6: b"<< /FT /Sig /T (a) /Kids [8 0 R] >>",
            8: b"<< /T (b) /Parent 6 0 R >>",
        }
    )

    assert fields.empty == ("a.b",)


def test_a_widget_apart_from_its_field_is_no_field_of_its_own() -> None:
    field = only(
        {
            1: form(6),
            6: b"<< /FT /Sig /T (a) /V 7 0 R /Kids [8 0 R] >>",
            7: PLAIN,
            8: b"<< /Type /Annot /Subtype /Widget /Parent 6 0 R >>",
        }
    )

    assert field.name == "a"
    assert field.shared_with == ()


def test_a_value_shared_by_two_fields_is_one_signature_with_both_names() -> None:
    field = only({1: form(6, 8), 6: FIELD, 7: PLAIN, 8: FIELD.replace(b"skrift", b"tecknat")})

    assert {field.name, *field.shared_with} == {"Underskrift", "Undertecknat"}


def test_two_fields_that_share_a_value_are_told() -> None:
    shared = sealed(prepared({1: form(6, 8), 8: FIELD.replace(b"skrift", b"tecknat")}))

    assert codes(judged(shared)) - codes(judged(sealed(prepared())))


@pytest.mark.parametrize(
    "objects",
    [
        {1: form(6), 6: b"<< /FT /Sig /T (a) /Kids [6 0 R] >>"},
        {1: form(6), 6: b"<< /FT /Sig /T (a) /Parent 6 0 R >>"},
        {
            1: form(6),
            6: b"<< /FT /Sig /T (a) /Kids [8 0 R] /Parent 8 0 R >>",
            8: b"<< /T (b) /Kids [6 0 R] /Parent 6 0 R >>",
        },
        {1: form(6, 6, 6), 6: b"<< /FT /Sig /T (a) >>"},
        {1: form(99), 6: b"null"},
        {1: ONE_PAGE[1][:-2] + b"/AcroForm 5 >>"},
        {1: ONE_PAGE[1][:-2] + b"/AcroForm << /Fields 5 >> >>"},
        {1: ONE_PAGE[1][:-2] + b"/AcroForm << /Fields [5 (a) /b null] >> >>"},
    ],
)
def test_fields_that_loop_or_are_none_end_the_search(objects: Mapping[int, bytes]) -> None:
    assert found(objects).filled == ()


def test_a_field_without_a_value_is_empty() -> None:
    fields = read_document(add_empty_field(minutes(), "Tom"), password="", limits=LIMITS).fields

    assert fields.filled == ()
    assert fields.empty == ("Tom",)


def test_a_value_of_no_known_type_is_a_signature_all_the_same() -> None:
    field = only({1: form(6), 6: b"<< /T (a) /V 7 0 R >>", 7: PLAIN.replace(b"/Type /Sig", b"")})

    assert field.name == "a"
    assert field.type is None


@pytest.mark.parametrize("value", [b"<< >>", b"<< /Type /Sig >>", b"<< /ByteRange 5 >>"])
def test_a_dictionary_that_says_nothing_is_still_a_signature(value: bytes) -> None:
    data = document({**ONE_PAGE, 1: form(6), 6: FIELD, 7: value})

    report = judged(data)

    (entry,) = report.signatures
    assert entry.indication != "TOTAL-PASSED"
    assert report.verdict.value not in {"valid", "unsigned"}


@pytest.mark.parametrize("key", [b"UR", b"UR3"])
def test_usage_rights_of_a_reader_are_no_signature(key: bytes) -> None:
    rights = PLAIN[:-2] + b"/Reference [<< /TransformMethod /%s >>] >>" % key
    apart = ONE_PAGE[1][:-2] + b"/Perms << /%s 7 0 R >> >>" % key
    direct = ONE_PAGE[1][:-2] + b"/Perms << /%s %s >> >>" % (key, rights)

    assert found({1: apart, 7: rights}).filled == ()
    assert found({1: direct}).filled == ()


@pytest.mark.parametrize("key", [b"UR", b"UR3"])
def test_a_signature_that_says_nothing_of_usage_rights_is_one_whoever_calls_it_so(
    key: bytes,
) -> None:
    catalogue = ONE_PAGE[1][:-2] + b"/Perms << /%s 7 0 R >> >>" % key

    assert len(found({1: catalogue, 7: PLAIN}).filled) == 1


def test_a_field_that_calls_its_value_usage_rights_keeps_its_signature() -> None:
    catalogue = form(6)[:-2] + b"/Perms << /UR3 7 0 R >> >>"

    assert names(found({1: catalogue, 6: FIELD, 7: PLAIN})) == ["Underskrift"]


def test_a_signature_that_a_later_revision_removed_is_reported_as_vanished() -> None:
    removed = update(sealed(prepared()), {1: ONE_PAGE[1], 6: b"null", 7: b"null"})

    document_read = read_document(removed, password="", limits=LIMITS)
    (placed,) = read_signed_revisions(document_read, LIMITS)

    assert placed.field.vanished
    assert placed.field.name == "Underskrift"
    assert judged(removed).verdict.value == "invalid"
    assert "signature-vanished" in codes(judged(removed))


def test_a_signature_whose_field_a_later_revision_emptied_is_reported_as_vanished() -> None:
    emptied = update(sealed(prepared()), {6: b"<< /FT /Sig /T (Underskrift) >>"})

    assert "signature-vanished" in codes(judged(emptied))
    assert judged(emptied).verdict.value == "invalid"


def test_a_signature_replaced_by_another_is_reported_as_vanished() -> None:
    data = update(sealed(prepared()), {7: VALUE})

    replaced = sealed(data)

    assert judged(replaced).verdict.value == "invalid"
    assert len(judged(replaced).signatures) == 2


def test_a_new_catalogue_that_knows_no_signature_hides_none() -> None:
    switched = update(sealed(prepared()), {21: ONE_PAGE[1]}, Table(root=b"21 0 R"))

    assert judged(switched).verdict.value == "invalid"
    assert len(judged(switched).signatures) == 1


def test_what_the_dictionary_claims_is_read() -> None:
    claims = (
        b"/Name (Anna Exempel) /Reason (Protokollet justeras) /Location (Exempelby)"
        b" /M (D:20260302100000+01'00') /Filter /Adobe.PPKLite"
        b" /ContactInfo (anna@example.se) /Cert [<3001> (ab) 5]"
    )

    field = only({1: form(6), 6: FIELD, 7: SHORT % claims})

    assert (field.claimed_name, field.reason, field.location) == (
        "Anna Exempel",
        "Protokollet justeras",
        "Exempelby",
    )
    assert field.claimed_time is not None
    assert field.claimed_time.isoformat() == "2026-03-02T10:00:00+01:00"
    assert field.certificates == (b"0\x01", b"ab")
    assert (field.filter, field.contact) == ("Adobe.PPKLite", "anna@example.se")


def test_what_the_dictionary_claims_is_read_to_a_limit() -> None:
    long = b"x" * (MAX_TEXT + 1)
    claims = b"/Name (%b) /ContactInfo (%b) /Reason 5 /Location [(Exempelby)]" % (long, long)

    field = only({1: form(6), 6: FIELD, 7: SHORT % claims})

    assert field.claimed_name == field.contact == "x" * MAX_TEXT
    assert (field.reason, field.location) == (None, None)


@pytest.mark.parametrize("permission", Permission)
def test_the_permission_of_a_certification_is_read(permission: Permission) -> None:
    data = sign(minutes(), signer(), certifying=permission)

    (field,) = read_document(data, password="", limits=LIMITS).fields.filled

    assert field.certification == permission.value.value


def test_of_several_certifications_the_strictest_holds() -> None:
    parts = b" ".join(
        b"<< /TransformMethod /DocMDP /TransformParams << /P %d >> >>" % p for p in (3, 1, 2)
    )

    assert only({7: SHORT % (b"/Reference [%s]" % parts)}).certification == 1


SAYS_NOTHING = (b"", b"/TransformParams << /V /1.2 >>")
SAYS_WHAT_NOBODY_KNOWS = (b"9", b"0", b"-1", b"(2)", b"2.5", b"true")


@pytest.mark.parametrize("parameters", SAYS_NOTHING)
def test_a_certification_that_says_nothing_permits_forms(parameters: bytes) -> None:
    reference = b"/Reference [<< /TransformMethod /DocMDP %s >>]" % parameters

    assert only({7: SHORT % reference}).certification == 2


@pytest.mark.parametrize("permission", SAYS_WHAT_NOBODY_KNOWS)
def test_a_certification_that_no_table_knows_is_the_strictest(permission: bytes) -> None:
    stated = b"/TransformParams << /P %s >>" % permission
    reference = b"/Reference [<< /TransformMethod /DocMDP %s >>]" % stated

    assert only({7: SHORT % reference}).certification == 1


def test_a_signature_without_a_certification_permits_nothing_by_itself() -> None:
    assert only({7: PLAIN}).certification is None


LOCK = b"<< /TransformMethod /FieldMDP /TransformParams << %s >> >>"
NAMED = b"/Action /Include /Fields [(Beslut) (Datum)]"


@pytest.mark.parametrize(
    ("stated", "lock"),
    [
        (b"/Action /All", FieldLock("All", ())),
        (NAMED, FieldLock("Include", ("Beslut", "Datum"))),
        (b"/Action /Exclude /Fields [(Beslut) 5]", FieldLock("Exclude", ("Beslut",))),
        (b"", FieldLock("All", ())),
    ],
)
def test_a_lock_is_read_from_a_signature_and_from_its_field(stated: bytes, lock: FieldLock) -> None:
    field = FIELD[:-2] + b"/Lock << %s >> >>" % stated

    assert only({7: SHORT % (b"/Reference [%s]" % (LOCK % stated))}).locks == (lock,)
    assert only({1: form(6), 6: field, 7: PLAIN}).locks == (lock,)


def test_a_lock_that_cannot_be_read_locks_everything() -> None:
    reference = b"/Reference [<< /TransformMethod /FieldMDP >>]"

    assert only({7: SHORT % reference}).locks == (FieldLock("All", ()),)


def test_a_signature_without_a_lock_locks_nothing() -> None:
    assert only({7: PLAIN}).locks == ()


def test_objects_that_are_no_signatures_are_not_taken_for_one() -> None:
    assert found({6: b"<< /ByteRange [0 1 2 3] >>", 7: b"<< /Contents <00> >>"}).filled == ()


def test_a_signature_survives_a_revision_that_touches_nothing() -> None:
    rewritten = revise(signed(minutes()), lambda writer: writer.update_root())

    with pikepdf.open(io.BytesIO(rewritten)) as pdf:
        assert len(pdf.Root.AcroForm.Fields) == 1
    assert judged(rewritten).verdict.value == "valid"
