"""`batch --at DAY`: the same time when a run goes on, also today, whose end lies ahead."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fhvalidate.batch.opening import open_store
from fhvalidate.batch.store import Store
from fhvalidate.cli.batch import _job
from fhvalidate.cli.batch_arguments import parse_batch
from fhvalidate.days import day_of
from fhvalidate.report.messages import Language


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path, limits="60 s, 1024 MB")) as opened:
        yield opened


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
    assert judged_as_of(store) == begun


def test_today_is_not_the_day_on_which_an_older_run_was_begun(store: Store) -> None:
    older = datetime.now(UTC) - timedelta(days=3)
    store.set("at", older.isoformat())

    assert judged_as_of(store) == older
    assert judged_as_of(store, f"--at={today()}") > older


def test_a_run_without_a_day_goes_on_as_of_its_own(store: Store) -> None:
    day = judged_as_of(store, "--at=2026-03-03")

    assert judged_as_of(store) == day
