"""What holds for every file, every proof and all evidence, whatever the example."""

from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fhvalidate.conclusion import Indication
from fhvalidate.poe import ProofsOfExistence
from tests.pki import ARCHIVED_AT, EPOCH, YEAR
from tests.pki.world import World, make_world
from tests.validation.scenes import (
    DAY,
    HOUR,
    Item_,
    Judging,
    archived,
    evidence_of,
    policy,
    signed_b_b,
    signed_b_t,
    stored,
    world,
)

EXERCISES = ("5.6.2.3", "5.6.3")

LONG = EPOCH + 15 * YEAR
CLOCKS = timedelta(minutes=2)  # how far two of them may be apart by the default policy
FEW = settings(
    max_examples=25,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
R = x509.ReasonFlags
PASSING = {Indication.TOTAL_PASSED, Indication.PASSED}
FAILING = {Indication.TOTAL_FAILED, Indication.FAILED}


@cache
def b_lta() -> bytes:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    held = stored(signed_b_t(shared), [each.crl(next_update=LONG) for each in makers])
    return archived(shared, held, at=ARCHIVED_AT)


@given(position=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
@FEW
def test_a_flipped_byte_inside_the_byte_range_never_stays_passed(
    position: float, mask: int
) -> None:
    data = b_lta()
    report = Judging(world=world()).report(data)
    assert {entry.indication for entry in report.signatures} == PASSING
    # The document time-stamp covers everything but its own /Contents, which nothing signs.
    place = int(position * _end_of_first_part(data))

    flipped = data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]

    again = Judging(world=world()).report(flipped)
    assert again.verdict != "valid"
    covering = [e for e in again.signatures if e.kind == "document-timestamp"]
    assert not any(entry.indication in PASSING for entry in covering)


def _end_of_first_part(data: bytes) -> int:
    return data.rindex(b"/Contents")


@cache
def scenes() -> tuple[World, tuple[Item_, ...]]:
    """A world, and everything that anyone could say of its certificates, true or contradictory."""
    made = make_world()
    chair = made.chair.certificate
    items: list[Item_] = [made.authority.certificate, made.time_stamps.identity.certificate]
    for start in (-2 * DAY, HOUR, 10 * DAY):
        at = EPOCH + start
        makers = (made.root, made.authority, made.time_stamp_root)
        items += [each.crl(this_update=at, next_update=at + 20 * DAY) for each in makers]
        items.append(made.authority.ocsp(chair, this_update=at))
    for revoked in (-DAY, DAY / 24, 5 * DAY):
        for reason in (R.key_compromise, R.certificate_hold):
            revoking = made.authority.revoking(chair, at=EPOCH + revoked, reason=reason)
            items.append(revoking.crl(this_update=EPOCH + 6 * DAY, next_update=LONG))
        above = made.root.revoking(made.authority.certificate, at=EPOCH + revoked)
        items.append(above.crl(this_update=EPOCH + 6 * DAY, next_update=LONG))
        unit = made.time_stamps.identity.certificate
        stamps = made.time_stamp_root.revoking(unit, at=EPOCH + revoked)
        items.append(stamps.crl(this_update=EPOCH + 6 * DAY, next_update=LONG))
    return made, tuple(items)


@cache
def files() -> tuple[bytes, ...]:
    made, _ = scenes()
    plain, stamped = signed_b_b(made.chair), signed_b_t(made)
    flipped = stamped.replace(b"%PDF-1", b"%PDF-2", 1)
    return plain, stamped, archived(made, stamped, at=ARCHIVED_AT), flipped


items = st.lists(st.integers(0, 24), unique=True, max_size=8)
times = st.sampled_from([DAY, 7 * DAY, 60 * DAY, 3 * YEAR, 6 * YEAR])


def judging(
    chosen: list[int], after: timedelta, held: datetime | None = None, *, strict: bool = True
) -> Judging:
    made, every = scenes()
    told = evidence_of(*(every[number] for number in chosen if number < len(every)))
    asked = "required" if strict else "if-available"
    return Judging(
        world=made,
        at=EPOCH + after,
        evidence=told,
        held_since=held,
        policy=policy(f'[x509]\nrevocation = "{asked}"\n'),
    )


@given(file=st.integers(0, 3), some=items, more=items, after=times, strict=st.booleans())
@FEW
def test_more_validation_data_never_turns_failed_into_passed(
    file: int, some: list[int], more: list[int], after: timedelta, strict: bool
) -> None:
    data = files()[file]

    before = judging(some, after, strict=strict).report(data)
    later = judging([*some, *more], after, strict=strict).report(data)

    for one, two in zip(before.signatures, later.signatures, strict=True):
        assert not (one.indication in FAILING and two.indication in PASSING)


@given(file=st.integers(0, 2), some=items, after=times, hours=st.integers(0, 23))
@FEW
def test_an_added_proof_never_makes_the_best_signature_time_later(
    file: int, some: list[int], after: timedelta, hours: int
) -> None:
    data = files()[file]

    without = judging(some, after).first(data).best_signature_time
    report = judging(some, after, EPOCH + hours * HOUR).report(data)
    held = report.signatures[0].best_signature_time

    if any(finding.code == "held-since-contradicted" for finding in report.findings):
        assert held == without
        return
    assert held is not None
    assert held <= (without or EPOCH + after)
    assert held <= EPOCH + hours * HOUR + CLOCKS


@given(file=st.integers(0, 3), some=items, after=times, strict=st.booleans())
@FEW
def test_the_same_inputs_give_the_same_report_twice(
    file: int, some: list[int], after: timedelta, strict: bool
) -> None:
    data = files()[file]

    assert judging(some, after, strict=strict).report(data) == judging(
        some, after, strict=strict
    ).report(data)


@given(file=st.integers(0, 3), some=items, after=times, strict=st.booleans())
@FEW
def test_evidence_is_used_whatever_its_order(
    file: int, some: list[int], after: timedelta, strict: bool
) -> None:
    data = files()[file]

    one = judging(some, after, strict=strict).report(data)
    two = judging(some[::-1], after, strict=strict).report(data)

    answers = [
        [(entry.indication, entry.sub_indication) for entry in report.signatures]
        for report in (one, two)
    ]
    assert answers[0] == answers[1]


@given(
    file=st.integers(0, 2),
    some=items,
    after=times,
    strict=st.booleans(),
    held=st.sampled_from([None, HOUR / 2, 2 * HOUR]),
)
@settings(FEW, max_examples=150, phases=[Phase.generate], derandomize=True)
def test_no_company_of_other_data_makes_a_key_revoked_before_every_proof_pass(
    file: int,
    some: list[int],
    after: timedelta,
    strict: bool,
    held: timedelta | None,
) -> None:
    made, every = scenes()
    revoking = made.authority.revoking(made.chair.certificate, at=EPOCH - DAY)
    theft = revoking.crl(this_update=EPOCH + 8 * DAY, next_update=LONG, number=99)
    told = evidence_of(theft, *(every[number] for number in some if number < len(every)))
    asked = "required" if strict else "if-available"
    judge = Judging(
        world=made,
        at=EPOCH + after,
        evidence=told,
        held_since=None if held is None else EPOCH + held,
        policy=policy(f'[x509]\nrevocation = "{asked}"\n'),
    )

    assert judge.first(files()[file]).indication is not Indication.TOTAL_PASSED


moments = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1))
proofs = st.lists(st.tuples(st.sampled_from("abc"), moments), max_size=6)


@given(now=moments, some=proofs, added=st.tuples(st.sampled_from("abc"), moments))
def test_a_proof_only_ever_makes_an_object_older(
    now: datetime, some: list[tuple[str, datetime]], added: tuple[str, datetime]
) -> None:
    poes = ProofsOfExistence(now)
    for name, at in some:
        poes = poes.adding([name], at=at)

    more = poes.adding([added[0]], at=added[1])

    for name in "abcd":
        assert more.earliest(name) <= poes.earliest(name) <= now
