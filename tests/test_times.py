"""Arithmetic with times ends where the calendar does."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.times import in_utc, in_zone, shifted

FIRST, LAST = (end.replace(tzinfo=UTC) for end in (datetime.min, datetime.max))
zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.builds(
    lambda time, zone: time.replace(tzinfo=zone),
    st.one_of(st.just(datetime.min), st.just(datetime.max), st.datetimes()),
    zones,
)


@given(time=times, by=st.timedeltas())
def test_a_time_is_shifted_as_far_as_the_calendar_goes(time: datetime, by: timedelta) -> None:
    found = shifted(time, by)

    assert found.tzinfo is not None
    assert found in {FIRST, LAST} or found - time == by


def test_past_either_end_of_the_calendar_is_that_end() -> None:
    assert shifted(LAST, timedelta(microseconds=1)) == LAST
    assert shifted(FIRST, timedelta(microseconds=-1)) == FIRST
    assert shifted(LAST, timedelta.max) == LAST
    assert shifted(FIRST, timedelta.min) == FIRST
    assert shifted(FIRST, timedelta(days=1)) == datetime(1, 1, 2, tzinfo=UTC)


@given(times)
def test_a_time_in_utc_is_the_same_time_or_an_end_of_the_calendar(time: datetime) -> None:
    found = in_utc(time)

    assert found.tzinfo is UTC
    assert found == time or found in {FIRST, LAST}


@given(time=times, zone=zones)
def test_a_time_in_a_zone_is_the_same_time(time: datetime, zone: timezone) -> None:
    assert in_zone(time, zone) == time
