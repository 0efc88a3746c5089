"""Permissions that contradict each other, and locks: the strictest holds, whatever goes."""

import io
import re

import pikepdf
import pytest

from fhvalidate import Report
from tests.attacks.world import certified_form, codes, judged, says, warnings
from tests.hostile.sealing import RANGE, VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.pdf.handmade import root_number, update
from tests.pki.signing import Permission, sign, sign_b_b
from tests.pki.updates import add_annotation, add_empty_field, add_text_field, fill_text_field
from tests.validation.judging import second_signer, signer

DOC_MDP = (
    b"<< /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /V /1.2 /P %d >> >>"
)
FIELD_MDP = (
    b"<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams"
    b" /V /1.2 /Action /%s %s >> >>"
)
CATALOGUE = (
    b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [6 0 R 8 0 R 9 0 R] >> %s >>"
)
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R 9 0 R] >>"
)
TEXT_FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (%s) /F 4 /Rect [72 %d 320 %d] >>"
SIGNED_FIELD = b"<< /FT /Sig /T (Underskrift) /V 7 0 R %s >>"
LISTED = b"/Perms << /DocMDP 7 0 R >>"


def sealed(references: bytes, *, catalogue: bytes = LISTED, lock: bytes = b"") -> bytes:
    """A page with two form fields, signed; `references` are those of the signature."""
    value = signature_value().replace(RANGE, RANGE + b" /Reference [%s]" % references)
    objects = {
        1: CATALOGUE % catalogue,
        3: PAGE,
        6: SIGNED_FIELD % lock,
        8: TEXT_FIELD % (b"Beslut", 100, 120),
        9: TEXT_FIELD % (b"Notering", 200, 220),
        VALUE_NUMBER: value,
    }
    return seal(write(objects_of(objects)))


def filled(data: bytes, number: int) -> bytes:
    """The file with a value in one of its form fields."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        value = pdf.get_object(number, 0).unparse(resolved=True)
    return update(data, {number: value[:-2] + b" /V (bifall) >>"})


def told(report: Report, code: str) -> bool:
    return code in codes(report)


@pytest.mark.parametrize("order", [(1, 3), (3, 1)])
def test_of_several_permissions_the_strictest_holds(order: tuple[int, int]) -> None:
    data = sealed(b" ".join(DOC_MDP % permission for permission in order))

    assert says(filled(data, 8), "change-forbidden") == "invalid"
    assert says(data, "certification-ambiguous") == "valid"


@pytest.mark.parametrize("permission", [1, 2, 3])
def test_a_certification_that_the_catalogue_does_not_list_is_told_and_enforced(
    permission: int,
) -> None:
    data = sealed(DOC_MDP % permission, catalogue=b"")

    report = judged(data)

    assert report.verdict == "valid"
    assert "certification-unlisted" in warnings(report)
    annotated = judged(add_annotation(data, "bifall"))
    assert told(annotated, "change-forbidden") is (permission < 3)
    assert (annotated.verdict == "invalid") is (permission < 3)


def test_a_listed_certification_that_permits_nothing_by_name_is_not_valid() -> None:
    assert says(sealed(b""), "certification-contradicts") == "indeterminate"
    assert says(sealed(FIELD_MDP % (b"All", b"")), "certification-contradicts") == "indeterminate"


def test_a_certification_as_it_should_be_is_valid_and_says_nothing() -> None:
    report = judged(sealed(DOC_MDP % 2))

    assert report.verdict == "valid"
    assert not {code for code in codes(report) if code.startswith("certification")}
    assert report.signatures[0].docmdp_permission == 2


@pytest.mark.parametrize("instead", [b"", b"/Perms << >>", b"/Perms << /DocMDP 3 0 R >>"])
def test_a_certification_that_is_taken_out_of_the_catalogue_is_told(instead: bytes) -> None:
    data = certified_form(Permission.FORMS)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        catalogue = pdf.Root.unparse(resolved=True)
    changed = re.sub(rb"/Perms <<.*?>>", instead, catalogue)
    assert changed != catalogue

    assert says(update(data, {root_number(data): changed}), "changed-other") == "indeterminate"


def test_a_permission_that_is_weakened_and_not_used_is_invalid_already() -> None:
    data = sealed(DOC_MDP % 1)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        value = pdf.get_object(VALUE_NUMBER, 0).unparse(resolved=True)

    weakened = update(data, {VALUE_NUMBER: value.replace(b"/P 1", b"/P 3")})

    assert says(weakened, "signature-rewritten") == "invalid"


def test_a_field_for_a_signature_where_nothing_is_permitted_is_invalid() -> None:
    again = add_empty_field(sealed(DOC_MDP % 1), "B")

    assert says(again, "change-forbidden") == "invalid"


LOCKS = {
    "all": (b"/Action /All", {8, 9}),
    "the first": (b"/Action /Include /Fields [(Beslut)]", {8}),
    "all but the second": (b"/Action /Exclude /Fields [(Notering)]", {8}),
    "an action that nobody knows": (b"/Action /Perhaps", {8, 9}),
    "no action": (b"", {8, 9}),
    "those of no list": (b"/Action /Include", {8, 9}),
    "one that has no name": (b"/Action /Include /Fields [(Notering) 8]", {8, 9}),
    "none of them": (b"/Action /Include /Fields []", set()),
    "all but those of no list": (b"/Action /Exclude", {8, 9}),
}


@pytest.mark.parametrize("number", [8, 9])
@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("place", ["transform", "field"])
def test_a_locked_field_is_locked_and_another_may_be_filled_in(
    name: str, number: int, place: str
) -> None:
    entries, locked = LOCKS[name]
    lock = b"/Lock << /Type /SigFieldLock %s >>" % entries
    transform = FIELD_MDP.replace(b"/Action /%s %s", entries)
    by_transform = place == "transform"
    references = DOC_MDP % 2 + (b" " + transform if by_transform else b"")

    report = judged(filled(sealed(references, lock=b"" if by_transform else lock), number))

    assert told(report, "locked-field-changed") is (number in locked)
    assert report.verdict == ("invalid" if number in locked else "valid")


@pytest.mark.parametrize(("permission", "verdict"), [(1, "invalid"), (2, "valid"), (3, "valid")])
def test_the_permission_of_a_lock_is_one_of_the_document(permission: int, verdict: str) -> None:
    lock = b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Beslut)] /P %d >>" % permission

    data = sealed(b"", catalogue=b"", lock=lock)

    assert judged(data).verdict == "valid"
    assert judged(filled(data, 9)).verdict == verdict
    assert judged(filled(data, 8)).verdict == "invalid"


def test_a_lock_that_is_taken_away_later_locks_all_the_same() -> None:
    data = sealed(DOC_MDP % 2, lock=b"/Lock << /Type /SigFieldLock /Action /All >>")
    freed = update(data, {6: SIGNED_FIELD % b""})

    assert says(filled(freed, 8), "locked-field-changed") == "invalid"


def test_a_lock_on_a_parent_locks_its_kids() -> None:
    form = add_text_field(sealed(DOC_MDP % 2, lock=b""), "Ny")
    assert judged(form).verdict != "valid"  # a new field is no value

    lock = b"/Lock << /Type /SigFieldLock /Action /Include /Fields [(Bes)] >>"
    assert judged(filled(sealed(DOC_MDP % 2, lock=lock), 8)).verdict == "valid"


def test_a_second_signature_in_an_unlocked_document_is_valid() -> None:
    data = sealed(DOC_MDP % 2, lock=b"/Lock << /Action /Include /Fields [(Beslut)] >>")

    assert judged(sign_b_b(data, second_signer(), field="Justerare")).verdict == "valid"


def test_a_value_as_certified_exits_with_its_warning() -> None:
    report = judged(fill_text_field(certified_form(Permission.FORMS), "Expedierat", "ja"))

    assert {"changed-form", "field-value-added"} <= warnings(report)
    assert judged(sign(certified_form(Permission.FORMS), signer(), field="C")).verdict == "valid"
