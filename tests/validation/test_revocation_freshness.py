"""Revocation freshness (EN 319 102-1, 5.2.5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.conclusion import SubIndication
from fhvalidate.constraints import X509Constraints
from fhvalidate.policy import Policy
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer, RevocationSource
from tests.pki import EPOCH, YEAR
from tests.validation.scenes import (
    DAY,
    HOUR,
    PASSED,
    Judging,
    indeterminate,
    policy,
    signed_b_t,
    stored,
    world,
)

EXERCISES = ("5.2.5",)

DEFAULT = Policy.named("default").x509
ISSUED = RevocationAnswer(
    source=RevocationSource.OCSP,
    sha256="0" * 64,
    this_update=EPOCH,
    next_update=EPOCH + 7 * DAY,
    signer_not_after=EPOCH + YEAR,
    algorithms=(),
)


def within(seconds: int) -> X509Constraints:
    return replace(DEFAULT, revocation_freshness_seconds=seconds)


def test_data_is_fresh_until_its_next_update() -> None:
    assert is_fresh(ISSUED, at=EPOCH + 7 * DAY, constraints=DEFAULT)
    assert not is_fresh(ISSUED, at=EPOCH + 7 * DAY + HOUR, constraints=DEFAULT)


def test_a_policy_can_ask_for_newer_data_than_the_issuer_promises() -> None:
    assert is_fresh(ISSUED, at=EPOCH + HOUR / 2, constraints=within(3600))
    assert not is_fresh(ISSUED, at=EPOCH + 2 * HOUR, constraints=within(3600))


def test_a_policy_can_accept_older_data_than_the_issuer_promises() -> None:
    assert is_fresh(ISSUED, at=EPOCH + 20 * DAY, constraints=within(30 * 86400))


def test_data_issued_after_the_time_is_fresh_without_next_update() -> None:
    without = replace(ISSUED, next_update=None)

    assert is_fresh(without, at=EPOCH, constraints=DEFAULT)
    assert is_fresh(without, at=EPOCH - HOUR, constraints=DEFAULT)
    assert not is_fresh(without, at=EPOCH + timedelta(seconds=1), constraints=DEFAULT)


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_data_that_is_fresh_for_a_time_is_fresh_for_every_earlier_one(
    issued: int, asked: int, earlier: int
) -> None:
    answer = replace(ISSUED, this_update=EPOCH + timedelta(minutes=issued))
    at = EPOCH + timedelta(minutes=asked)

    if is_fresh(answer, at=at, constraints=DEFAULT):
        assert is_fresh(answer, at=at - timedelta(minutes=earlier), constraints=DEFAULT)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, PASSED), (1, indeterminate(SubIndication.TRY_LATER))],
)
def test_data_from_before_the_signature_is_for_the_policy_to_accept(
    seconds: int, expected: object
) -> None:
    """A list from before the signature cannot know of a theft since; its period may be enough."""
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    data = stored(signed_b_t(shared), [each.crl(this_update=EPOCH - DAY) for each in makers])
    chosen = policy(f"[x509]\nrevocation_freshness_seconds = {seconds}\n")

    assert Judging(world=shared, policy=chosen).answer(data) == expected
