"""What no time changes is worked out once, and is the same as if it were worked out each time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fhvalidate import TrustAnchors
from fhvalidate.gathering import gathered
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import Signature
from fhvalidate.validation.context import Context
from fhvalidate.validation.once import remembering
from fhvalidate.validation.process import SignatureResult, validate_signatures
from fhvalidate.validation_data import ValidationData
from tests.fixtures.make import FILES
from tests.validation.placing import POLICY, context_with, opened, signatures_of

TRUST = TrustAnchors.from_path(FILES / "trust")
DAY = timedelta(days=1)
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
# Before it was signed, then, when its revocation data is old, and when certificates have ended.
TIMES = (AT - 30 * DAY, AT, AT + 400 * DAY, AT + 40 * 365 * DAY)


def results_at(
    times: tuple[datetime, ...], data: bytes, signatures: tuple[Signature, ...], *, remembers: bool
) -> Iterator[tuple[SignatureResult, ...]]:
    """The results at each time, by one memory or by a new one each time."""
    at_hand = gathered(opened(data), signatures, ValidationData(), POLICY)
    shared = context_with(at_hand, TRUST, at=times[0])
    for time in times:
        context = shared.at_time(time) if remembers else context_with(at_hand, TRUST, at=time)
        yield validate_signatures(signatures, data, ProofsOfExistence(time), context)


@pytest.mark.parametrize("times", [TIMES, TIMES[::-1]])
@pytest.mark.parametrize("name", ["minutes-b-lt", "minutes-b-lta", "minutes-b-b-no-rev-avail"])
def test_the_results_at_one_time_do_not_depend_on_those_at_another(
    name: str, times: tuple[datetime, ...]
) -> None:
    data = (FILES / f"{name}.pdf").read_bytes()

    signatures = signatures_of(data)

    remembered = list(results_at(times, data, signatures, remembers=True))

    assert remembered == list(results_at(times, data, signatures, remembers=False))
    assert len({results[0].conclusion for results in remembered}) > 1


def test_what_was_made_for_a_key_is_not_made_again() -> None:
    once = remembering()
    thing, made = object(), iter(range(9))

    assert once(("word", thing, AT), lambda: next(made)) == 0
    assert once(("word", thing, AT + timedelta()), lambda: next(made)) == 0

    assert once(("other", thing, AT), lambda: next(made)) == 1
    assert once(("word", object(), AT), lambda: next(made)) == 2
    assert once(("word", thing, AT + DAY), lambda: next(made)) == 3


def test_things_that_are_equal_and_not_the_same_are_told_apart() -> None:
    once = remembering()

    assert once((bytes([1, 2]),), lambda: "first") == "first"
    assert once((bytes([1, 2]),), lambda: "second") == "second"


def test_what_nobody_else_keeps_never_lends_its_place_to_another() -> None:
    once = remembering()

    found = [once((object(),), lambda number=number: number) for number in range(1_000)]  # type: ignore[misc]

    assert found == list(range(1_000))


def test_nothing_is_remembered_from_one_context_to_another() -> None:
    first, second = (context_with(ValidationData(), TRUST) for _ in range(2))

    assert first == first.at_time(first.at)
    assert first.at_time(AT).for_purpose(first.purpose).once is first.once
    assert _fresh(first) is not _fresh(second)


def _fresh(context: Context) -> object:
    return context.once(("thing",), object)
