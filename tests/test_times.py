"""Times are moved, and end at the ends of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.times import shifted

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas())
def test_a_time_that_is_moved_is_a_time_in_the_right_direction(
    time: datetime, by: timedelta
) -> None:
    moved = shifted(time, by)

    assert FIRST <= moved <= LAST
    assert moved >= time if by >= timedelta() else moved < time or time == FIRST
    assert moved in {FIRST, LAST} or moved - time == by


def test_the_ends_of_time_are_where_it_ends() -> None:
    assert shifted(LAST, timedelta.max) == LAST
    assert shifted(FIRST, timedelta.min) == FIRST
    assert shifted(LAST, timedelta(microseconds=1)) == LAST
    assert shifted(LAST, -timedelta(seconds=1)) == LAST - timedelta(seconds=1)
