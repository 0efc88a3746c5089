"""Time-stamps in the security store's /VRI (ISO 32000-2, 12.8.4.4): over a signature value."""

from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509

from fhvalidate import Detail, FoundIn, ObjectKind, validate
from fhvalidate.conclusion import Indication, SubIndication, Verdict
from fhvalidate.signature import Level, TimeStampKind
from tests.pki import ANNA, EPOCH, YEAR, Identity
from tests.pki.handmade_cms import sealed_by, stamp
from tests.pki.signing import sign_b_b
from tests.pki.validation_data import add_related_time_stamp
from tests.validation.scenes import (
    DAY,
    HOUR,
    PASSED,
    Judging,
    archived,
    codes,
    indeterminate,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_of,
    world,
)
from tests.validation.test_sub_indications import handmade, template

EXERCISES = ("5.4", "5.6.2.3")

LONG = EPOCH + 15 * YEAR
EXPIRED = EPOCH + 30 * DAY
LATER = EPOCH + 60 * DAY


def short_lived() -> Identity:
    """A signer whose certificate soon expires, while the authorities' last."""
    return world().authority.issue_person(ANNA, not_after=EXPIRED)


def lists() -> list[x509.CertificateRevocationList]:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return [each.crl(next_update=LONG) for each in makers]


def related(data: bytes, at: datetime, *, padded: bool = True) -> bytes:
    """The file with a time-stamp over its last signature's value, made at the time given."""
    unit = stamping(world(), at)
    return add_related_time_stamp(data, lambda value: stamp(unit, value), padded=padded)


@pytest.mark.parametrize("padded", [True, False])
def test_it_proves_that_the_signature_existed(padded: bool) -> None:
    data = stored(signed_b_b(short_lived()), lists())
    before = Judging(world=world(), at=LATER).answer(data)

    report = Judging(world=world(), at=LATER).report(related(data, EPOCH + HOUR, padded=padded))

    assert before != PASSED
    (entry,) = report.signatures
    assert (entry.indication, entry.sub_indication) == PASSED
    assert entry.best_signature_time == EPOCH + HOUR
    assert [each.kind for each in entry.timestamps] == [TimeStampKind.VRI]
    assert report.verdict is Verdict.VALID


def test_the_full_report_says_that_it_stands_in_the_store() -> None:
    data = stored(signed_b_b(short_lived()), lists())
    full = Judging(world=world(), at=LATER, detail=Detail.FULL)

    report = full.report(related(data, EPOCH + HOUR))

    places = {each.kind: each.found_in for each in report.objects}
    assert places[ObjectKind.TIME_STAMP] is FoundIn.DSS


def test_it_makes_no_level_of_pades() -> None:
    """EN 319 142-1, 6.3: that takes the attribute, or a document time-stamp."""
    data = related(stored(signed_b_b(world().chair), lists()), EPOCH + HOUR)

    assert Judging(world=world()).first(data).level is Level.B


def test_one_over_something_else_proves_nothing() -> None:
    unit = stamping(world(), EPOCH + HOUR)
    data = stored(signed_b_b(short_lived()), lists())
    stamped = add_related_time_stamp(data, lambda value: stamp(unit, value + b"!"))

    report = Judging(world=world(), at=LATER).report(stamped)

    (entry,) = report.signatures
    (found,) = entry.timestamps
    assert found.sub_indication is SubIndication.HASH_FAILURE
    assert entry.indication is not Indication.TOTAL_PASSED
    assert entry.best_signature_time is None
    assert report.verdict is not Verdict.VALID


def test_one_for_another_signature_proves_nothing_of_this_one() -> None:
    unit = stamping(world(), EPOCH + HOUR)
    once = stored(signed_b_b(short_lived(), field="Ett"), lists())
    twice = sign_b_b(once, world().adjuster, field="Två")
    stamped = add_related_time_stamp(twice, lambda value: stamp(unit, value), of=1)

    first, second = Judging(world=world(), at=LATER).report(stamped).signatures

    assert first.timestamps == ()
    assert first.best_signature_time is None
    assert second.best_signature_time == EPOCH + HOUR


def test_an_unreadable_one_is_told_and_proves_nothing() -> None:
    data = stored(signed_b_b(world().chair), lists())
    stamped = add_related_time_stamp(data, lambda _: b"0\x00")

    entry = Judging(world=world()).first(stamped)

    assert "timestamp-unreadable" in codes(entry)
    assert entry.best_signature_time is None


def test_a_document_time_stamp_proves_nothing_of_one_that_came_after_it() -> None:
    """The unit's own certificate has expired, and nothing shows that it made this in time."""
    unit = world().time_stamp_root.issue_time_stamping(not_after=EPOCH + 10 * DAY)
    early = type(stamping(world()))(identity=unit, at=EPOCH + HOUR)
    data = stored(signed_b_b(short_lived()), lists())
    kept = archived(world(), data, at=EPOCH + 40 * DAY)
    stamped = add_related_time_stamp(kept, lambda value: stamp(early, value), of=0)
    covered = archived(
        world(), add_related_time_stamp(data, lambda value: stamp(early, value)), at=EPOCH + 5 * DAY
    )

    after = Judging(world=world(), at=LATER).first(stamped)
    before = Judging(world=world(), at=LATER).first(covered)

    assert after.indication is not Indication.TOTAL_PASSED
    assert after.best_signature_time == EPOCH + 40 * DAY
    assert (before.indication, before.sub_indication) == PASSED
    assert before.best_signature_time == EPOCH + HOUR


def test_one_from_after_the_validation_time_takes_nothing_from_the_signature() -> None:
    data = stored(signed_b_t(world()), lists())
    stamped = related(data, EPOCH + 10 * DAY)

    entry = Judging(world=world(), at=EPOCH + DAY).first(stamped)

    assert (entry.indication, entry.sub_indication) == PASSED
    late = [each for each in entry.timestamps if each.kind is TimeStampKind.VRI]
    assert [each.sub_indication for each in late] == [SubIndication.TIMESTAMP_ORDER_FAILURE]


def test_one_from_before_what_the_signer_time_stamped_is_out_of_order() -> None:

    message = handmade(world().chair, content_stamps=(stamping(world(), EPOCH + 2 * HOUR),))
    data = stored(sealed_by(template(), message.der), lists())

    answer = Judging(world=world(), at=LATER).answer(related(data, EPOCH + HOUR))

    assert answer == indeterminate(SubIndication.TIMESTAMP_ORDER_FAILURE)


def test_it_is_written_into_the_bundle_as_what_the_store_holds(tmp_path: Path) -> None:
    data = related(stored(signed_b_b(world().chair), lists()), EPOCH + HOUR)

    validate(data, trust=trust_of(world()), at=LATER, evidence_out=tmp_path)

    written = (tmp_path / "data" / "manifest.json").read_text("utf-8")
    assert '"kind": "time_stamp",\n      "origin": "dss"' in written


def test_a_document_time_stamp_can_have_one_too() -> None:
    unit = stamping(world(), EPOCH + 3 * HOUR)
    kept = archived(world(), stored(signed_b_t(world()), lists()), at=EPOCH + 2 * HOUR)
    stamped = add_related_time_stamp(kept, lambda value: stamp(unit, value))

    report = Judging(world=world()).report(stamped)

    kinds = [each.kind for each in report.signatures[1].timestamps]
    assert kinds == [TimeStampKind.DOCUMENT, TimeStampKind.VRI]
    assert report.verdict is Verdict.VALID
