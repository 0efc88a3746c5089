"""As of when a batch judges: now, also in a folder of results; a broken-off run as of its own."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fhvalidate.batch.opening import open_store
from fhvalidate.batch.store import PathEntry, Store
from fhvalidate.cli.batch import _job
from fhvalidate.cli.batch_arguments import parse_batch
from fhvalidate.days import day_of
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.messages import Language


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path, limits="60 s, 1024 MB")) as opened:
        yield opened


def next_run(store: Store, *, done: bool) -> None:
    """What the run before this one committed, and whether it went to its end."""
    store.add_path(PathEntry("/a.pdf", None, NotJudged(Cause.TIMEOUT)))
    if done:
        store.end()
    store.run += 1


def judged_as_of(store: Store, *argv: str) -> datetime:
    arguments = parse_batch(["a.pdf", "--out=r", *argv], Language.SV)
    return _job(arguments, store, ()).settings.at


def today() -> str:
    return day_of(datetime.now(UTC)).isoformat()


def test_a_day_is_its_end(store: Store) -> None:
    assert judged_as_of(store, "--at=2026-03-03") == datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)


def test_a_run_that_was_begun_today_goes_on_as_of_the_time_it_was_begun(store: Store) -> None:
    begun = judged_as_of(store, f"--at={today()}")

    assert begun <= datetime.now(UTC)
    assert judged_as_of(store, f"--at={today()}") == begun


def test_the_next_run_judges_as_of_now_and_keeps_the_first_time_for_who_asks(store: Store) -> None:
    first = judged_as_of(store)
    next_run(store, done=True)
    second = judged_as_of(store)
    next_run(store, done=True)

    assert first < second
    assert judged_as_of(store, "--at=run") == first


def test_a_run_after_one_as_of_a_day_judges_as_of_now(store: Store) -> None:
    day = judged_as_of(store, "--at=2026-03-03")
    next_run(store, done=True)

    assert judged_as_of(store) > day
    next_run(store, done=True)
    assert judged_as_of(store, "--at=run") == day


@pytest.mark.parametrize("given", [(), ("--at=2026-03-03",)])
def test_a_run_that_was_broken_off_goes_on_as_of_its_own_time(
    given: tuple[str, ...], store: Store
) -> None:
    begun = judged_as_of(store, *given)
    next_run(store, done=False)

    assert judged_as_of(store) == begun
    next_run(store, done=False)
    assert judged_as_of(store) == begun
    next_run(store, done=True)
    assert judged_as_of(store) > begun


def test_a_run_that_was_broken_off_is_left_for_now_when_that_is_asked_for(store: Store) -> None:
    begun = judged_as_of(store)
    next_run(store, done=False)

    assert judged_as_of(store, "--at=now") > begun


def test_a_run_that_failed_before_it_had_said_anything_has_no_time_to_keep(store: Store) -> None:
    begun = judged_as_of(store)
    store.run += 1

    assert judged_as_of(store) > begun


def test_today_is_not_the_day_on_which_an_older_run_was_begun(store: Store) -> None:
    older = datetime.now(UTC) - timedelta(days=3)
    judged_as_of(store, f"--at={older.isoformat()}")
    next_run(store, done=False)

    assert judged_as_of(store, f"--at={today()}") > older
