"""Who vouches for what, and for how long: responders, anchors, short lives, suspensions."""

from datetime import timedelta

import pytest
from cryptography import x509

from fhvalidate.conclusion import SubIndication as S
from tests.pki import ANNA, EPOCH, YEAR
from tests.pki.authority import Authority
from tests.pki.time_stamping import TimeStampAuthority
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Judging,
    archived,
    codes,
    evidence_of,
    fresh_world,
    indeterminate,
    policy,
    signed_b_b,
    signed_b_t,
    stored,
    trust_in,
    world,
)

EXERCISES = ("5.2.6", "5.5", "5.6.2.4", "RFC 5280, 6.1.1")

LONG = EPOCH + 15 * YEAR
R = x509.ReasonFlags
VALIDITY_ASSURED = x509.ObjectIdentifier("0.4.0.194121.2.1")


def answered(*, archive: bool) -> bytes:
    """A signature whose revocation is told by a responder that lives for thirty days."""
    shared = world()
    brief = shared.authority.issue_ocsp_responder(not_after=EPOCH + 30 * DAY)
    lists = [each.crl(next_update=LONG) for each in (shared.root, shared.time_stamp_root)]
    told = [shared.authority.ocsp(shared.chair.certificate, responder=brief, next_update=LONG)]
    data = stored(signed_b_t(shared), lists, told)
    return archived(shared, data, at=EPOCH + 2 * HOUR) if archive else data


@pytest.mark.parametrize("days", [1, 29, 30, 31, 200, 364, 366, 800, 1100, 1800])
def test_what_a_responder_said_outlives_it_where_it_is_proven(days: int) -> None:
    """5.6.2.4, 1: given an archived file, when its responder has expired, it still holds."""
    assert Judging(world=world(), at=EPOCH + days * DAY).answer(answered(archive=True)) == PASSED


@pytest.mark.parametrize(("days", "passes"), [(1, True), (29, True), (31, False), (200, False)])
def test_what_a_responder_said_ends_with_it_where_nothing_proves_it(
    days: int, passes: bool
) -> None:
    expected = PASSED if passes else indeterminate(S.REVOCATION_OUT_OF_BOUNDS_NO_POE)

    answer = Judging(world=world(), at=EPOCH + days * DAY).answer(answered(archive=False))

    assert answer == expected


def test_the_archives_own_statement_proves_it_too() -> None:
    judging = Judging(world=world(), at=EPOCH + YEAR, held_since=EPOCH + 3 * HOUR)

    assert judging.answer(answered(archive=False)) == PASSED


def test_data_on_an_authority_is_proven_too() -> None:
    """Whoever broke an expired key can write what is said of an authority as well."""
    middle = world().root.issue_authority(not_after=EPOCH + 30 * DAY)
    lower = middle.issue_authority("Under", not_after=EPOCH + 5 * YEAR)
    signer = lower.issue_person(ANNA)
    makers = (world().root, middle, lower, world().time_stamp_root)
    lists = [each.crl(next_update=LONG) for each in makers]
    data = stored(signed_b_t(world(), signer=signer), lists)

    late = Judging(world=world(), at=EPOCH + 60 * DAY)

    assert late.answer(data) != PASSED
    assert late.answer(archived(world(), data, at=EPOCH + 2 * HOUR)) == PASSED


@pytest.mark.parametrize("days", [1, 400])
def test_an_anchors_own_expiry_is_told_and_ends_nothing(days: int) -> None:
    """RFC 5280, 6.1.1, d: an anchor is a name and a key; dates stated with it would end it."""
    old = Authority.root("Gammal rot", not_after=EPOCH - DAY)
    signer = old.issue_person(ANNA, not_after=EPOCH + 5 * YEAR)
    told = evidence_of(old.crl(this_update=EPOCH, next_update=LONG))
    judging = Judging(world=world(), trust=trust_in(old), evidence=told, at=EPOCH + days * DAY)

    entry = judging.first(signed_b_b(signer))

    assert (entry.indication, entry.sub_indication) == PASSED
    assert "anchor-certificate-expired" in codes(entry)


def test_the_dates_stated_with_an_anchor_end_it() -> None:
    old = Authority.root("Gammal rot", not_after=EPOCH - DAY)
    signer = old.issue_person(ANNA, not_after=EPOCH + 5 * YEAR)
    told = evidence_of(old.crl(this_update=EPOCH, next_update=LONG))
    ended = trust_in(old).until(EPOCH + HOUR)

    answer = Judging(world=world(), trust=ended, evidence=told).answer(signed_b_b(signer))

    assert answer == indeterminate(S.NO_CERTIFICATE_CHAIN_FOUND_NO_POE)


@pytest.mark.parametrize("critical", [True, False])
def test_a_certificate_that_ends_before_it_could_be_revoked_needs_no_data(critical: bool) -> None:
    """EN 319 412-1, 5.2: validity-assured short-term certificates."""
    short = (x509.UnrecognizedExtension(VALIDITY_ASSURED, b"\x05\x00"), critical)
    signer = world().root.issue_person(
        ANNA, not_before=EPOCH - HOUR, not_after=EPOCH + HOUR, extensions=(short,)
    )
    told = [world().time_stamp_root.crl(next_update=LONG)]

    answer = Judging(world=world()).answer(stored(signed_b_t(world(), signer=signer), told))

    assert answer == PASSED


@pytest.mark.parametrize("rule", [None, IF_AVAILABLE])
@pytest.mark.parametrize("whose", ["signer", "authority", "time-stamps"])
def test_a_suspension_is_heeded_by_every_policy(rule: object, whose: str) -> None:
    made = fresh_world()
    held = {
        "signer": (made.authority, made.chair.certificate),
        "authority": (made.root, made.authority.certificate),
        "time-stamps": (made.time_stamp_root, made.time_stamps.identity.certificate),
    }
    by, certificate = held[whose]
    holding = by.revoking(certificate, at=EPOCH - DAY, reason=R.certificate_hold)
    makers = {each.name: each for each in (made.root, made.authority, made.time_stamp_root)}
    makers[holding.name] = holding
    data = stored(signed_b_t(made), [each.crl(next_update=LONG) for each in makers.values()])

    report = Judging(world=made, policy=rule).report(data)  # type: ignore[arg-type]

    assert report.verdict != "valid" or whose == "time-stamps"
    (stamp,) = report.signatures[0].timestamps
    if whose == "time-stamps":
        assert stamp.indication != "PASSED"


def test_data_by_somebody_who_expired_since_lifts_no_suspension() -> None:
    """Given a hold, and a later "good" whose signer's certificate has expired, it counts still."""
    made = fresh_world()
    holding = made.authority.revoking(
        made.chair.certificate, at=EPOCH - DAY, reason=R.certificate_hold
    )
    brief = made.authority.issue_ocsp_responder(not_after=EPOCH + 8 * DAY)
    later = made.authority.ocsp(
        made.chair.certificate, responder=brief, this_update=EPOCH + 7 * DAY, next_update=LONG
    )
    lists = [e.crl(next_update=LONG) for e in (holding, made.root, made.time_stamp_root)]
    data = stored(signed_b_t(made), lists)

    early = Judging(world=made, at=EPOCH + 7 * DAY + HOUR, evidence=evidence_of(later))
    late = Judging(world=made, at=EPOCH + 12 * DAY, evidence=evidence_of(later))

    assert early.answer(data) == PASSED
    assert late.answer(data) == indeterminate(S.TRY_LATER)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_algorithm_is_believed_until_its_end_and_not_at_it(seconds: int) -> None:
    end = (EPOCH + 2 * DAY).replace(hour=0)
    rule = policy(f'[[cryptography.algorithm]]\nname = "sha256"\nuntil = {end.date()}\n')
    stamped = end + timedelta(seconds=seconds)
    unit = world().time_stamp_root.issue_time_stamping("Enhet")
    stamps = TimeStampAuthority(identity=unit, at=stamped)
    assert stamps.at == stamped
    judging = Judging(world=world(), policy=rule, at=stamped)

    answer = judging.answer(stored(signed_b_b(world().chair), []))

    assert (answer[1] is S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE) is (seconds >= 0) or answer != PASSED


@pytest.mark.parametrize("reason", [R.key_compromise, R.ca_compromise])
def test_a_key_that_one_issuer_calls_compromised_is_none_by_another(
    reason: x509.ReasonFlags,
) -> None:
    """Given an authority that two roots certify, when one revokes its key, no chain passes."""
    made = fresh_world()
    other = Authority.root("Annan rot")
    cross = other.cross_certify(made.authority)
    revoking = made.root.revoking(made.authority.certificate, at=EPOCH - DAY, reason=reason)
    makers = (revoking, made.authority, made.time_stamp_root, other)
    lists = [each.crl(next_update=LONG) for each in makers]
    data = stored(signed_b_t(made), lists, certificates=[cross])
    trust = trust_in(made.root, other, made.time_stamp_root)

    answer = Judging(world=made, trust=trust).answer(data)
    honest = [each.crl(next_update=LONG) for each in (made.root, *makers[1:])]
    calm = Judging(world=made, trust=trust).answer(
        stored(signed_b_t(made), honest, certificates=[cross])
    )

    assert answer == indeterminate(S.REVOKED_CA_NO_POE)
    assert calm == PASSED


@pytest.mark.parametrize("contradiction", ["address", "long"])
def test_who_says_that_it_needs_no_data_and_contradicts_itself_needs_it(contradiction: str) -> None:
    short = (x509.UnrecognizedExtension(VALIDITY_ASSURED, b"\x05\x00"), False)
    ends = EPOCH + (YEAR if contradiction == "long" else HOUR)
    url = "http://crl.example/a.crl" if contradiction == "address" else ""
    signer = world().root.issue_person(
        ANNA, not_before=EPOCH - HOUR, not_after=ends, extensions=(short,), crl_url=url
    )
    told = [world().time_stamp_root.crl(next_update=LONG)]

    answer = Judging(world=world()).answer(stored(signed_b_t(world(), signer=signer), told))

    assert answer != PASSED


@pytest.mark.parametrize("delegated", [True, False])
def test_a_revocation_by_the_issuers_new_key_is_heard(delegated: bool) -> None:
    """RFC 6960, 4.2.2.2: another issuing key is not prohibited; silence by it clears nobody."""
    made = fresh_world()
    new = made.root.issue_authority()
    chair = made.chair.certificate
    revoked = made.authority.revoking(chair, at=EPOCH - DAY, reason=R.key_compromise)
    responder = new.issue_ocsp_responder() if delegated else new.identity
    lists = [e.crl(next_update=LONG) for e in (made.authority, made.root, made.time_stamp_root)]
    told = revoked.ocsp(chair, responder=responder, next_update=LONG)
    good = made.authority.ocsp(chair, responder=responder, next_update=LONG)

    data = stored(signed_b_t(made), lists, [told], certificates=[new.certificate])
    without = stored(signed_b_t(made), lists[1:], [good], certificates=[new.certificate])

    assert Judging(world=made).answer(data) == indeterminate(S.REVOKED_NO_POE)
    assert Judging(world=made).answer(without) == indeterminate(S.TRY_LATER)
