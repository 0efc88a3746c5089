"""The run in this process, with an examiner that only notes what it is asked."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from fhvalidate.batch.job import Job
from fhvalidate.batch.listing import Inputs
from fhvalidate.batch.opening import open_store
from fhvalidate.batch.outcome_rows import Inputs as Key
from fhvalidate.batch.run import Summary, run
from fhvalidate.batch.store import Known, Store
from fhvalidate.isolated import Cause, Digest, Judged, NotJudged, Place, Settings
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
SECONDS = 20  # that a thread waits for another before the test has failed


@dataclass(slots=True)
class Asked:
    """An examiner of whatever there is: every document crashes it."""

    places: list[str] = field(default_factory=list)
    second: Event = field(default_factory=Event)

    def digest(self, place: Place) -> Digest:
        self.places.append(place.path)
        if len(self.places) > 1:
            self.second.set()
        return Digest(hashlib.sha256(place.path.encode()).hexdigest(), 1)

    def members(self, place: Place) -> NotJudged:
        raise NotImplementedError

    def judge(self, place: Place, *, sha256: str, held_since: HeldSince | None) -> NotJudged:
        return NotJudged(Cause.CRASH, f"{place.path} {sha256} {held_since}"[:20])

    def close(self) -> None:
        pass


class Unwatched:
    """Nobody is told."""

    def expect(self, total: int) -> None:
        pass

    def finish(self, path: str, verdict: str) -> None:
        pass

    def tick(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path, limits="")) as store:
        yield store


def gone_through(names: list[str], examiner: Asked, store: Store) -> Summary:
    settings = Settings(trust=TrustAnchors.none(), at=AT, policy=Policy.named("default"))
    return run(Job(Inputs(names), settings, now=AT), store, (examiner,), Unwatched())


def test_while_one_result_is_committed_the_examiner_is_at_the_next_document(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    examiner, add, overlapped = Asked(), Store.add_document, []

    def slowly(own: Store, inputs: Key, outcome: Judged | NotJudged) -> Known:
        overlapped.append(examiner.second.wait(SECONDS))
        return add(own, inputs, outcome)

    monkeypatch.setattr(Store, "add_document", slowly)

    summary = gone_through(["/a.pdf", "/b.pdf"], examiner, store)

    assert summary.paths == 2
    assert overlapped == [True, True]


def test_a_path_that_is_named_twice_is_told_once(store: Store) -> None:
    examiner = Asked()

    summary = gone_through(["/a.pdf"] * 5 + ["/b.pdf"], examiner, store)

    assert summary.paths == 2
    assert sorted(examiner.places) == ["/a.pdf", "/b.pdf"]


def test_what_is_committed_is_known_at_once(store: Store) -> None:
    gone_through(["/a.pdf"], Asked(), store)

    assert store.is_done("/a.pdf")
    assert not store.is_done("/b.pdf")
