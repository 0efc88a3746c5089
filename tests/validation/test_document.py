"""The verdict on a document: the worst of its parts, and valid only when all of them are."""

import dataclasses
from collections.abc import Callable

import pytest

from fhvalidate.conclusion import Conclusion, Indication, Severity, SubIndication, Verdict
from fhvalidate.constraints import ChangeConstraints, Consequence
from fhvalidate.pdf.document.signature_fields import FieldLock
from fhvalidate.pdf.revisions.changes import ChangeLevel, Changes, Place
from fhvalidate.pdf.revisions.shown import PageDifference, Shown
from fhvalidate.pdf.revisions.signed_revision import SignedRevision
from fhvalidate.pdf.structure.productions import Production
from fhvalidate.pdf.syntax.updates import Unaccounted
from fhvalidate.policy import Policy
from fhvalidate.signature import Integrity, TimeStampKind
from fhvalidate.validation.changes import judge_changes, worse
from fhvalidate.validation.document import verdict_on
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.time_stamp import TimeStampResult
from tests.fixtures.documents import NEVER_SIGNED
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, add_document_time_stamp, sign, sign_b_b
from tests.pki.updates import (
    add_annotation,
    add_empty_field,
    add_text_field,
    draw_on_page,
    fill_text_field,
)
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged, second_signer, signed, signer
from tests.validation.placing import POLICY, opened, passed, results_of, signed_minutes

FAILED = Conclusion.failed(SubIndication.HASH_FAILURE)
UNCLEAR = Conclusion.indeterminate(SubIndication.TRY_LATER)
NOTHING_HIDDEN = Shown()
SOMEWHERE = (Place(1, (40.0, 40.0, 60.0, 60.0)),)


def changed(
    changes: Changes | None,
    *,
    permission: int | None = None,
    locks: tuple[FieldLock, ...] = (),
    vanished: bool = False,
    shown: Shown = NOTHING_HIDDEN,
) -> SignedRevision:
    """The revision of a signature that passes, after which those changes were made."""
    placed = passed().signature.placed
    field = dataclasses.replace(
        placed.field, certification=permission, locks=locks, vanished=vanished
    )
    return dataclasses.replace(placed, field=field, changes=changes, shown=shown)


def with_revision(placed: SignedRevision) -> SignatureResult:
    """The result on a signature that passes in itself, in that revision."""
    result = passed()
    return dataclasses.replace(
        result,
        signature=dataclasses.replace(result.signature, placed=placed),
        changes=judge_changes(placed, POLICY.changes),
    )


def with_integrity(integrity: Integrity) -> SignatureResult:
    result = passed()
    return dataclasses.replace(result, basic=dataclasses.replace(result.basic, integrity=integrity))


def judged_revision(placed: SignedRevision) -> tuple[Verdict, set[str]]:
    """The best verdict left, and the codes of what is told."""
    judgement = judge_changes(placed, POLICY.changes)
    return judgement.verdict, {finding.code for finding in judgement.findings}


def concluded(conclusion: Conclusion, **more: object) -> SignatureResult:
    return dataclasses.replace(passed(), conclusion=conclusion, **more)  # type: ignore[arg-type]


def verdict(*results: SignatureResult, limited: bool = False) -> Verdict:
    return verdict_on(opened(signed_minutes()), results, asked=(), limited=limited)[0]


def with_time_stamp(conclusion: Conclusion) -> SignatureResult:
    stamp = TimeStampResult(TimeStampKind.SIGNATURE, None, passed().basic, conclusion)
    return dataclasses.replace(passed(), timestamps=(stamp,))


def left_over() -> SignatureResult:
    left = Unaccounted(10, 5, "not-an-update")
    return with_revision(dataclasses.replace(passed().signature.placed, unaccounted=left))


ROWS: dict[str, tuple[Callable[[], tuple[SignatureResult, ...]], Verdict]] = {
    "nothing": (lambda: (), Verdict.UNSIGNED),
    "one that passes": (lambda: (passed(),), Verdict.VALID),
    "two that pass": (lambda: (passed(), passed()), Verdict.VALID),
    "one that fails": (lambda: (concluded(FAILED.as_total()),), Verdict.INVALID),
    "one that fails among others": (
        lambda: (passed(), concluded(UNCLEAR), concluded(FAILED.as_total())),
        Verdict.INVALID,
    ),
    "a document time-stamp that fails": (
        lambda: (passed(), concluded(FAILED)),
        Verdict.INVALID,
    ),
    "one that is unclear": (lambda: (concluded(UNCLEAR),), Verdict.INDETERMINATE),
    "one that is unclear among others": (
        lambda: (passed(), concluded(UNCLEAR), passed()),
        Verdict.INDETERMINATE,
    ),
    "one whose integrity is unknown": (
        lambda: (with_integrity(Integrity.UNKNOWN),),
        Verdict.INDETERMINATE,
    ),
    "one whose integrity is broken": (
        lambda: (with_integrity(Integrity.BROKEN),),
        Verdict.INDETERMINATE,
    ),
    "one whose time-stamp passes": (
        lambda: (with_time_stamp(Conclusion.passed()),),
        Verdict.VALID,
    ),
    "one whose time-stamp fails": (lambda: (with_time_stamp(FAILED),), Verdict.INDETERMINATE),
    "one whose time-stamp is unclear": (
        lambda: (with_time_stamp(UNCLEAR),),
        Verdict.INDETERMINATE,
    ),
    "bytes that nothing accounts for": (lambda: (left_over(),), Verdict.INDETERMINATE),
}


@pytest.mark.parametrize(("results", "expected"), ROWS.values(), ids=ROWS.keys())
def test_the_worst_part_gives_the_verdict(
    results: Callable[[], tuple[SignatureResult, ...]], expected: Verdict
) -> None:
    assert verdict(*results()) is expected


@pytest.mark.parametrize("indication", [i for i in Indication if not i.value.endswith("PASSED")])
def test_nothing_but_a_pass_is_ever_valid(indication: Indication) -> None:
    assert verdict(concluded(Conclusion(indication))) is not Verdict.VALID


def test_what_a_limit_kept_from_being_judged_is_never_valid() -> None:
    assert verdict(passed(), limited=True) is Verdict.INDETERMINATE
    assert verdict(concluded(FAILED.as_total()), limited=True) is Verdict.INVALID


def test_a_file_that_had_to_be_repaired_is_never_valid() -> None:
    repaired = dataclasses.replace(opened(signed_minutes()), repaired=True)

    found, findings = verdict_on(repaired, (passed(),), asked=(), limited=False)

    assert found is Verdict.INDETERMINATE
    assert [finding.code for finding in findings] == ["cross-reference-repaired"]


def test_bytes_that_nothing_accounts_for_are_told_once_with_their_place() -> None:
    both = (left_over(), left_over())
    _, findings = verdict_on(opened(signed_minutes()), both, asked=(), limited=False)

    (finding,) = findings
    assert finding.code == "unaccounted-bytes"
    assert finding.detail == {"offset": 10, "length": 5, "reason": "not-an-update"}


def test_only_a_document_time_stamp_is_no_signature() -> None:
    stamped = add_document_time_stamp(minutes(), shared_world().time_stamps)
    data = ValidationData(crls=(shared_world().time_stamp_root.crl(),))
    report = judged(add_validation_data(stamped, data))

    assert report.signatures[0].indication == "PASSED"
    assert report.verdict == "indeterminate"
    assert "only-document-timestamps" in codes(report)


def test_an_empty_signature_field_counts_as_none() -> None:
    assert judged(add_empty_field(minutes(NEVER_SIGNED))).verdict == "unsigned"


def test_an_empty_signature_field_beside_a_signature_is_told_and_stays_valid() -> None:
    report = judged(signed(add_empty_field(minutes(), "Tom")))

    assert report.verdict == "valid"
    assert "empty-signature-field" in codes(report)


ANNOTATED = "changed-annotation"
DATED = frozenset({Production.DATE, Production.SECURITY_STORE, Production.SIGNATURE_FIELD})
TAGGED = frozenset({Production.TAGS, Production.SIGNATURE_FIELD})
CHANGES: tuple[tuple[Changes, int | None, Verdict, set[str]], ...] = (
    (Changes(), None, Verdict.VALID, set()),
    (Changes(validation_data=True), None, Verdict.VALID, set()),
    (Changes(validation_data=True), 1, Verdict.VALID, set()),
    (Changes(signatures=("a",)), None, Verdict.VALID, set()),
    (Changes(signatures=("a",)), 2, Verdict.VALID, set()),
    (Changes(signatures=("a",)), 1, Verdict.INVALID, {"change-forbidden"}),
    (Changes(fields=("a",)), None, Verdict.INDETERMINATE, {"changed-form"}),
    (Changes(fields=("a",)), 1, Verdict.INVALID, {"change-forbidden", "changed-form"}),
    (Changes(fields=("a",)), 2, Verdict.VALID, {"changed-form"}),
    (Changes(fields=("a",)), 3, Verdict.VALID, {"changed-form"}),
    (Changes(reshaped=("a",)), None, Verdict.INDETERMINATE, {"changed-form"}),
    *(
        (Changes(reshaped=("a",)), p, Verdict.INVALID, {"change-forbidden", "changed-form"})
        for p in (1, 2, 3)
    ),
    (Changes(annotations=SOMEWHERE), None, Verdict.INDETERMINATE, {"changed-annotation"}),
    *(
        (Changes(annotations=SOMEWHERE), p, Verdict.INVALID, {"change-forbidden", ANNOTATED})
        for p in (1, 2)
    ),
    (Changes(annotations=SOMEWHERE), 3, Verdict.VALID, {"changed-annotation"}),
    (Changes(appearances=("a",)), None, Verdict.INDETERMINATE, {"changed-signature-look"}),
    (Changes(appearances=("a",)), 3, Verdict.INDETERMINATE, {"changed-signature-look"}),
    (Changes(time_stamps=("a",)), None, Verdict.VALID, set()),
    (Changes(time_stamps=("a",)), 1, Verdict.VALID, set()),
    (Changes(structure=True), None, Verdict.INDETERMINATE, {"changed-hidden", "changed-other"}),
    (Changes(structure=True, productions=TAGGED), None, Verdict.VALID, {"changed-hidden"}),
    (
        Changes(structure=True, productions=TAGGED),
        1,
        Verdict.INVALID,
        {"changed-hidden", "change-forbidden"},
    ),
    (Changes(productions=DATED), 1, Verdict.VALID, set()),
    *(
        (Changes(productions=frozenset({each})), 1, Verdict.INVALID, {"change-forbidden"})
        for each in (Production.INFORMATION, Production.METADATA, Production.TAGS)
    ),
    (Changes(productions=frozenset({Production.INFORMATION})), 2, Verdict.VALID, set()),
    (Changes(root_switched=True), None, Verdict.VALID, {"changed-hidden"}),
    (Changes(form_defaults=True), 2, Verdict.VALID, {"changed-hidden"}),
    (Changes(form_defaults=True), 1, Verdict.INVALID, {"changed-hidden", "change-forbidden"}),
    (Changes(resolved=(9,)), None, Verdict.INVALID, {"reference-resolved-later"}),
    (Changes(pages=(1,)), None, Verdict.INVALID, {"changed-content"}),
    (Changes(pages=(1,)), 3, Verdict.INVALID, {"changed-content", "change-forbidden"}),
    (Changes(lost_signatures=("a",)), None, Verdict.INVALID, {"signature-vanished"}),
    (Changes(other=("catalogue",)), None, Verdict.INDETERMINATE, {"changed-other"}),
    (
        Changes(other=("catalogue",)),
        1,
        Verdict.INVALID,
        {"changed-other", "change-forbidden"},
    ),
)


@pytest.mark.parametrize(("changes", "permission", "expected", "told"), CHANGES)
def test_each_change_leads_to_its_verdict_under_each_certification(
    changes: Changes, permission: int | None, expected: Verdict, told: set[str]
) -> None:
    found = judged_revision(changed(changes, permission=permission))

    assert found == (expected, told)


@pytest.mark.parametrize("permission", [None, 1, 2, 3])
def test_a_change_never_makes_a_verdict_better(permission: int | None) -> None:
    for changes, _, _, _ in CHANGES:
        with_it = verdict(with_revision(changed(changes, permission=permission)))
        permitted = {
            ChangeLevel.NONE,
            ChangeLevel.VALIDATION_DATA,
            ChangeLevel.SIGNATURE,
            *({ChangeLevel.FORM} if permission in {2, 3} else ()),
            *({ChangeLevel.ANNOTATION} if permission == 3 else ()),
        }
        assert with_it is not Verdict.VALID or changes.level in permitted


COVERING = Shown(covered_pages=(1,))


@pytest.mark.parametrize("permission", [None, 2, 3])
def test_what_covers_signed_text_is_never_valid_whatever_is_permitted(
    permission: int | None,
) -> None:
    for changes in (Changes(annotations=SOMEWHERE), Changes(signatures=("a",))):
        found, told = judged_revision(changed(changes, permission=permission, shown=COVERING))

        assert found is not Verdict.VALID
        assert "signed-text-covered" in told


def test_words_that_came_and_went_are_told_as_they_stand() -> None:
    shown = Shown(differences=(PageDifference(2, ("avslag",), ("bifall",)),))

    judgement = judge_changes(changed(Changes(pages=(2,)), shown=shown), POLICY.changes)

    (words,) = [f for f in judgement.findings if f.code == "words-changed"]
    assert words.detail == {"page": 2, "gone": "avslag", "come": "bifall"}


LOCKS: tuple[tuple[FieldLock, bool], ...] = (
    (FieldLock("All", ()), True),
    (FieldLock("Include", ("Expedierat",)), True),
    (FieldLock("Include", ("Beslut.Expedierat",)), False),
    (FieldLock("Include", ("Exp",)), False),
    (FieldLock("Exclude", ("Expedierat",)), False),
    (FieldLock("Exclude", ("Annat",)), True),
    (FieldLock("Prov", ()), True),
)


@pytest.mark.parametrize(("lock", "is_locked"), LOCKS)
def test_a_change_of_a_locked_field_is_invalid(lock: FieldLock, is_locked: bool) -> None:
    for changes in (Changes(fields=("Expedierat",)), Changes(signatures=("Expedierat",))):
        found, told = judged_revision(changed(changes, permission=2, locks=(lock,)))

        assert ("locked-field-changed" in told) == is_locked
        assert (found is Verdict.INVALID) == is_locked


def test_a_lock_on_a_field_covers_its_kids() -> None:
    lock = FieldLock("Include", ("Beslut",))

    _, told = judged_revision(changed(Changes(fields=("Beslut.Expedierat",)), locks=(lock,)))

    assert "locked-field-changed" in told


def test_a_signature_that_vanished_is_invalid_whatever_else_changed() -> None:
    assert judged_revision(changed(Changes(), vanished=True))[0] is Verdict.INVALID


def test_changes_that_could_not_be_compared_are_never_valid() -> None:
    assert judged_revision(changed(None))[0] is not Verdict.VALID


def in_a_form(permission: Permission | None) -> bytes:
    form = add_text_field(minutes(), "Expedierat")
    return sign(form, signer(), certifying=permission)


ENDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "drawn on": (lambda: draw_on_page(signed_minutes(), "bifall"), "invalid"),
    "annotated": (lambda: add_annotation(signed_minutes(), "Nej"), "indeterminate"),
    "filled in without a certification": (
        lambda: fill_text_field(in_a_form(None), "Expedierat", "ja"),
        "indeterminate",
    ),
    "filled in as permitted": (
        lambda: fill_text_field(in_a_form(Permission.FORMS), "Expedierat", "ja"),
        "valid",
    ),
    "filled in as forbidden": (
        lambda: fill_text_field(in_a_form(Permission.NOTHING), "Expedierat", "ja"),
        "invalid",
    ),
    "annotated as forbidden": (
        lambda: add_annotation(in_a_form(Permission.FORMS), "Nej"),
        "invalid",
    ),
    "signed again": (
        lambda: sign_b_b(signed_minutes(), second_signer(), field="Justerare"),
        "valid",
    ),
    "given a field to sign as forbidden": (
        lambda: add_empty_field(in_a_form(Permission.NOTHING), "Justerare"),
        "invalid",
    ),
}


@pytest.mark.parametrize(("make", "expected"), ENDS.values(), ids=ENDS.keys())
def test_a_file_changed_after_signing_has_its_verdict(
    make: Callable[[], bytes], expected: str
) -> None:
    assert judged(make()).verdict == expected


def test_each_signature_is_judged_by_what_came_after_it() -> None:
    drawn = draw_on_page(signed_minutes(), "bifall")

    first, second = results_of(sign_b_b(drawn, second_signer(), field="Justerare"))

    assert first.changes.verdict is Verdict.INVALID
    assert second.changes.verdict is Verdict.VALID


SEEN: dict[str, tuple[SignedRevision, str]] = {
    "page_content": (changed(Changes(pages=(2,))), "changed-content"),
    "forbidden": (changed(Changes(fields=("A",)), permission=1), "change-forbidden"),
    "permitted_form_value": (changed(Changes(fields=("A",)), permission=2), "changed-form"),
    "form_value": (changed(Changes(fields=("A",))), "changed-form"),
    "permitted_annotation": (
        changed(Changes(annotations=SOMEWHERE), permission=3),
        "changed-annotation",
    ),
    "annotation": (
        changed(Changes(annotations=SOMEWHERE)),
        "changed-annotation",
    ),
    "covering": (changed(Changes(), shown=Shown(covered_pages=(1,))), "signed-text-covered"),
    "signature_look": (changed(Changes(appearances=("A",))), "changed-signature-look"),
    "unexplained": (changed(Changes(), shown=Shown(unexplained=(1,))), "look-changed"),
    "other": (changed(Changes(other=("script",))), "changed-other"),
}
ACCEPTING = ChangeConstraints(
    **{row.name: Consequence.ACCEPT for row in dataclasses.fields(ChangeConstraints)}
)
OF_CONSEQUENCE = {
    Consequence.ACCEPT: (Verdict.VALID, Severity.WARNING),
    Consequence.INDETERMINATE: (Verdict.INDETERMINATE, Severity.ERROR),
    Consequence.INVALID: (Verdict.INVALID, Severity.ERROR),
}


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("consequence", Consequence)
def test_the_policy_decides_what_follows_from_each_change(
    name: str, consequence: Consequence
) -> None:
    placed, code = SEEN[name]
    asked = dataclasses.replace(ACCEPTING, **{name: consequence})

    judgement = judge_changes(placed, asked)

    (told,) = [f for f in judgement.findings if f.code == code]
    assert (judgement.verdict, told.severity) == OF_CONSEQUENCE[consequence]


@pytest.mark.parametrize("name", [row.name for row in dataclasses.fields(ChangeConstraints)])
def test_what_is_to_be_preserved_shows_what_was_signed(name: str) -> None:
    placed, _ = SEEN[name]
    usual, preserved = POLICY.changes, Policy.named("bevaras").changes

    found = judge_changes(placed, preserved).verdict

    assert found is not Verdict.INDETERMINATE
    assert worse(found, judge_changes(placed, usual).verdict) is found


def test_no_policy_accepts_what_cannot_be_compared_or_is_gone() -> None:
    for placed in (
        changed(None),
        changed(Changes(), vanished=True),
        changed(Changes(lost_signatures=("A",))),
        changed(Changes(resolved=(7,))),
        changed(Changes(), shown=Shown(uncompared=(1,))),
    ):
        assert judge_changes(placed, ACCEPTING).verdict is not Verdict.VALID
