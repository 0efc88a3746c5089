"""Until when a signature is provable: the last second at which the same evidence passes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fhvalidate import TrustAnchors, Verdict, validate
from fhvalidate.evidence import Evidence
from fhvalidate.report.signature_report import ProvableReport, SignatureReport
from fhvalidate.report.text import render
from fhvalidate.signature import SignatureKind
from fhvalidate.validation import provable as provable_module
from fhvalidate.validation.endings import EndedBy, Ending, by_time
from fhvalidate.words.local_times import last_whole_day
from tests.fixtures.make import FILES
from tests.pki import VALIDATED_AT
from tests.pki.signing import sign_b_lt, sign_b_lta, sign_b_t
from tests.validation.scenes import (
    DAY,
    IF_AVAILABLE,
    Judging,
    archived,
    evidence_of,
    fresh_world,
    paper,
    policy,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_of,
    world,
)

SECOND = timedelta(seconds=1)
EXEMPLARY = datetime(2026, 3, 3, 9, tzinfo=UTC)
FIXTURES = ("minutes-signed", "minutes-b-lt", "minutes-b-lta", "minutes-b-b-no-rev-avail")


def provable(entry: SignatureReport) -> ProvableReport:
    """Until when it is provable, which it is."""
    assert entry.provable is not None
    return entry.provable


def end_of(judging: Judging, data: bytes) -> datetime:
    """The last second, which there is."""
    until = provable(judging.first(data)).until
    assert until is not None
    return until


@pytest.mark.parametrize("name", FIXTURES)
def test_it_passes_in_the_last_second_and_not_soon_after(name: str) -> None:
    data = (FILES / f"{name}.pdf").read_bytes()
    trust = TrustAnchors.from_path(FILES / "trust")

    told = [s.provable for s in validate(data, trust=trust, at=EXEMPLARY).signatures]

    for index, each in enumerate(told):
        assert each is not None
        assert each.until is not None
        in_time = validate(data, trust=trust, at=each.until).signatures[index]
        late = validate(data, trust=trust, at=each.until + 5 * SECOND).signatures[index]
        assert in_time.indication in {"TOTAL-PASSED", "PASSED"}
        assert late.indication == "INDETERMINATE"


def test_without_a_time_stamp_the_revocation_data_ends_it() -> None:
    crls = world().authority.crl(), world().root.crl()
    document = stored(signed_b_b(world().chair), crls)

    told = provable(Judging(world=world()).first(document))

    assert told.ended_by is EndedBy.REVOCATION_DATA
    assert told.until == min(crl.next_update_utc or EXEMPLARY for crl in crls)


def test_where_no_revocation_data_is_asked_for_the_certificate_ends_it() -> None:
    judging = Judging(world=world(), policy=IF_AVAILABLE)

    told = provable(judging.first(signed_b_b(world().chair)))

    assert told.ended_by is EndedBy.CERTIFICATE
    assert told.until == world().chair.certificate.not_valid_after_utc
    assert told.subject is not None
    assert "****" in told.subject  # no personal identity number


def test_a_time_stamp_carries_it_past_the_signers_certificate() -> None:
    document = sign_b_lt(paper(), world().chair, world().time_stamps, world().validation_data())

    told = provable(Judging(world=world()).first(document))

    assert told.ended_by is EndedBy.TIME_STAMP_AUTHORITY
    assert told.until is not None
    assert told.until > world().chair.certificate.not_valid_after_utc


def test_a_newer_time_stamp_of_another_authority_moves_the_end() -> None:
    document = sign_b_lt(paper(), world().chair, world().time_stamps, world().validation_data())
    judging = Judging(world=world())
    end = end_of(judging, document)
    later = replace(judging, at=VALIDATED_AT + DAY)

    renewed = archived(world(), document, at=VALIDATED_AT)

    assert end_of(later, renewed) >= end


def test_the_policys_last_day_of_an_algorithm_ends_it() -> None:
    document = sign_b_lt(paper(), world().chair, world().time_stamps, world().validation_data())
    until = (VALIDATED_AT + 30 * DAY).date()
    dated = policy(
        f'[[cryptography.algorithm]]\nname = "sha256"\nuntil = {until}\n'
        '[[cryptography.algorithm]]\nname = "ecdsa"\nsize = 256\n'
    )

    told = provable(Judging(world=world(), policy=dated).first(document))

    assert told.ended_by is EndedBy.ALGORITHM
    assert told.subject == "sha256"
    assert told.until == datetime(until.year, until.month, until.day, tzinfo=UTC) - SECOND


def test_the_end_of_trust_in_the_anchor_ends_it() -> None:
    document = sign_b_lt(paper(), world().chair, world().time_stamps, world().validation_data())
    sunset = VALIDATED_AT + 10 * DAY

    told = provable(Judging(world=world(), trust=trust_of(world()).until(sunset)).first(document))

    assert told.ended_by is EndedBy.TRUST_ANCHOR
    assert told.until is not None
    assert VALIDATED_AT < told.until < sunset


def test_what_does_not_pass_now_is_provable_until_no_day() -> None:
    untrusted = Judging(world=world(), trust=TrustAnchors.none()).report(signed_b_b(world().chair))

    assert untrusted.signatures[0].provable is None
    assert untrusted.provable is None


def test_the_document_is_provable_until_the_first_of_its_signatures_is_not() -> None:
    data = (FILES / "minutes-signed.pdf").read_bytes()
    report = validate(data, trust=TrustAnchors.from_path(FILES / "trust"), at=EXEMPLARY)
    ends = [
        provable(entry).until
        for entry in report.signatures
        if entry.kind is SignatureKind.SIGNATURE
    ]

    assert report.verdict is Verdict.VALID
    assert report.provable is not None
    assert report.provable.until == min(end for end in ends if end is not None)


def test_supplied_evidence_counts_as_present() -> None:
    data = signed_b_t(world())
    items = (world().authority.crl(), world().root.crl(), world().time_stamp_root.crl())

    alone = Judging(world=world()).first(data)
    helped = Judging(world=world(), evidence=evidence_of(*items)).first(data)

    assert alone.provable is None
    assert helped.provable is not None
    assert isinstance(evidence_of(*items), Evidence)


def test_the_archives_own_statement_proves_without_any_time_stamp() -> None:
    crls = world().authority.crl(), world().root.crl()
    document = stored(signed_b_b(world().chair), crls)
    judging = Judging(world=world())

    plain = end_of(judging, document)
    held = provable(replace(judging, held_since=VALIDATED_AT - SECOND).first(document))

    assert held.until is None or held.until >= plain


def test_it_can_be_extended_once_revocation_data_is_newer_than_the_newest_proof() -> None:
    mine = fresh_world()
    before = mine.validation_data()
    document = sign_b_lta(paper(), mine.chair, mine.time_stamps, before)

    told = provable(Judging(world=mine).first(document))

    assert told.extend_from >= VALIDATED_AT
    assert told.until is not None
    assert told.extend_from <= told.until


def trial_of(
    monkeypatch: pytest.MonkeyPatch, passes: Callable[[datetime], bool], endings: list[Ending]
) -> tuple[provable_module._Trial, list[datetime]]:
    """A document of one signature that passes as is said, and the times at which it is tried."""
    asked: list[datetime] = []

    def passing_at(time: datetime, _: object) -> tuple[bool, ...]:
        asked.append(time)
        return (passes(time), passes(time))

    monkeypatch.setattr(provable_module, "_passing_at", passing_at)
    nothing: Any = None
    trial = provable_module._Trial((), b"", nothing, nothing, by_time(endings))
    return trial, asked


def endings_each_day(days: int, by: EndedBy = EndedBy.CERTIFICATE) -> list[Ending]:
    """Something ends every day."""
    times = [EXEMPLARY + n * DAY for n in range(days)]
    return [Ending(t, t + SECOND, by, f"CN={n}") for n, t in enumerate(times)]


def test_two_hundred_endings_cost_no_more_judgements_than_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endings = endings_each_day(200)
    trial, asked = trial_of(monkeypatch, lambda time: time <= endings[137].last, endings)

    assert trial.first_fatal(0, endings) == endings[137]
    assert len(asked) <= 8


def test_where_the_likeliest_ends_it_two_judgements_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    endings = endings_each_day(200)
    trial, asked = trial_of(monkeypatch, lambda time: time <= endings[137].last, endings)

    assert trial.first_fatal(0, endings, endings[137].after) == endings[137]
    assert len(asked) == 2


@pytest.mark.parametrize("likeliest", [0, 1, 99, 136, 138, 199])
def test_whatever_is_tried_first_the_same_ends_it(
    monkeypatch: pytest.MonkeyPatch, likeliest: int
) -> None:
    endings = endings_each_day(200)
    trial, asked = trial_of(monkeypatch, lambda time: time <= endings[137].last, endings)

    assert trial.first_fatal(0, endings, endings[likeliest].after) == endings[137]
    assert len(asked) <= 10


def test_what_is_likeliest_and_ends_nothing_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    endings = endings_each_day(9)
    trial, _ = trial_of(monkeypatch, lambda _: True, endings)

    assert trial.first_fatal(0, endings, endings[4].after) is None
    assert trial.first_fatal(0, endings, EXEMPLARY - DAY) is None


def test_what_was_not_tried_is_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    endings = endings_each_day(9)
    trial, _ = trial_of(monkeypatch, lambda _: True, endings)
    monkeypatch.setattr(provable_module, "MAX_TRIED", 0)

    assert trial.first_fatal(0, endings) == endings[0]


def test_trust_that_ends_and_begins_again_ends_it_the_first_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endings = endings_each_day(20)
    gap = Ending(
        endings[3].last, endings[3].after, EndedBy.TRUST_ANCHOR, "CN=Exempelmyndighetens rot-CA"
    )
    again = endings[6].last
    trial, _ = trial_of(monkeypatch, lambda time: time < gap.after or time > again, [*endings, gap])

    assert trial.first_fatal(0, [*endings, gap]) == gap


def test_a_revocation_that_the_evidence_dates_later_ends_it() -> None:
    mine = fresh_world()
    revoked_at = VALIDATED_AT + 7 * DAY
    revoking = mine.authority.revoking(mine.chair.certificate, at=VALIDATED_AT)
    later = replace(revoking, revocations=(replace(revoking.revocations[-1], at=revoked_at),))
    crl = later.crl(this_update=revoked_at + DAY)
    document = stored(signed_b_b(mine.chair), (mine.authority.crl(), mine.root.crl()))

    told = provable(
        Judging(world=mine, evidence=evidence_of(crl), policy=IF_AVAILABLE).first(document)
    )

    assert told.until == revoked_at - SECOND
    assert told.ended_by is EndedBy.REVOCATION


def test_a_document_whose_own_time_stamp_ends_first_ends_with_it() -> None:
    data = (FILES / "minutes-b-lta.pdf").read_bytes()
    report = validate(data, trust=TrustAnchors.from_path(FILES / "trust"), at=EXEMPLARY)

    assert report.provable is not None
    assert report.provable.until is not None
    every = [each.provable for each in report.signatures]
    ends = [each.until for each in every if each is not None and each.until is not None]
    assert report.provable.until <= min(ends)
    trust = TrustAnchors.from_path(FILES / "trust")
    in_time = validate(data, trust=trust, at=report.provable.until)
    late = validate(data, trust=trust, at=report.provable.until + 5 * SECOND)
    assert (in_time.verdict, late.verdict) == (Verdict.VALID, Verdict.INDETERMINATE)


def test_many_signatures_end_when_their_common_time_stamp_does() -> None:
    mine = world()
    document = paper()
    for number in range(12):
        document = sign_b_t(document, mine.chair, stamping(mine), field=f"Underskrift {number}")
    document = stored(document, mine.validation_data().crls)

    report = Judging(world=mine, policy=IF_AVAILABLE).report(document)

    ends = {provable(each).until for each in report.signatures}
    assert len(ends) == 1


@pytest.mark.parametrize("name", FIXTURES)
def test_the_day_in_the_text_is_one_on_which_it_is_valid_to_its_end(name: str) -> None:
    trust = TrustAnchors.from_path(FILES / "trust")
    report = validate(FILES / f"{name}.pdf", trust=trust, at=EXEMPLARY)
    assert report.provable is not None
    assert report.provable.until is not None

    last = last_whole_day(report.provable.until)

    end = datetime.combine(last, clock(23, 59, 59), ZoneInfo("Europe/Stockholm"))
    then = validate(FILES / f"{name}.pdf", trust=trust, at=end).verdict
    next_day = validate(FILES / f"{name}.pdf", trust=trust, at=end + DAY).verdict
    assert (then, next_day) == (Verdict.VALID, Verdict.INDETERMINATE)
    assert last.isoformat() in render(report, language="sv")
