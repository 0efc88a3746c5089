"""Runs into the same folder, night after night, with an examiner that only says what it is told."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256 as digest_of
from pathlib import Path

import pytest

from fhvalidate.batch.history import Begun, Event, Kind, since
from fhvalidate.batch.job import Job
from fhvalidate.batch.listing import DEFAULT_INCLUDE, Filters, Inputs
from fhvalidate.batch.opening import open_store
from fhvalidate.batch.run import run
from fhvalidate.batch.store import Store
from fhvalidate.isolated import Digest, NotJudged, Place, Settings
from fhvalidate.isolated.answers import Unchecked
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.report.model import Report
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.test_run import Unwatched
from tests.report import sample

FIRST = datetime(2026, 3, 3, 1, tzinfo=UTC)


@dataclass(slots=True)
class Told:
    """Says of a document what stands in `answers` for its text, else that it is valid."""

    answers: dict[str, Report] = field(default_factory=dict)
    judged: list[str] = field(default_factory=list)

    def digest(self, place: Place) -> Digest:
        content = Path(place.path).read_bytes()
        return Digest(digest_of(content).hexdigest(), len(content))

    def members(self, place: Place) -> NotJudged:
        raise NotImplementedError

    def judge(self, place: Place, *, sha256: str, held_since: HeldSince | None) -> Unchecked:
        assert held_since is None
        text = Path(place.path).read_text()
        self.judged.append(text)
        report = self.answers.get(text, sample.ALL["valid"])
        document = replace(report.document, sha256=sha256)
        return Unchecked(sha256, replace(report, document=document).to_json().encode())

    def close(self) -> None:
        pass


@dataclass(slots=True)
class Nights:
    """A folder of documents and a folder of results, and one night after another."""

    store: Store
    archive: Path
    examiner: Told = field(default_factory=Told)
    night: int = 0

    def put(self, name: str, text: str) -> None:
        self.archive.joinpath(name).write_text(text)

    def pass_(self, *, at: datetime | None = None, policy: str = "default") -> list[str]:
        """Runs the next night, as of then unless told otherwise; what was judged."""
        now = FIRST + timedelta(days=self.night)
        self.store.run = self.night = self.night + 1
        self.store.begin(Begun(self.night, at or now, at is not None, self.night), now)
        self.examiner.judged.clear()
        settings = Settings(trust=TrustAnchors.none(), at=at or now, policy=Policy.named(policy))
        names = (str(self.archive),)
        inputs = Inputs.of(names, Filters(DEFAULT_INCLUDE, ()), names=names)
        job = Job(inputs, settings, now=now, keeps_earlier=at is None)
        run(job, self.store, (self.examiner,), Unwatched())
        return sorted(self.examiner.judged)

    def judged_as_of(self) -> dict[str, str]:
        sql = (
            "SELECT path, s.at FROM results r JOIN documents d ON d.id = r.document "
            "JOIN settings s ON s.id = d.settings"
        )
        return {Path(path).name: at[:10] for path, at in self.store.connection.execute(sql)}

    def events(self) -> list[Event]:
        found = since(self.store.connection, self.night)
        return [
            replace(e, path=Path(e.path).name, earlier=e.earlier and Path(e.earlier).name)
            for e in found
        ]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    with closing(open_store(tmp_path / "out", limits="")) as store:
        yield Nights(store, tmp_path / "in")


def test_a_new_file_is_judged_as_of_now_and_what_is_settled_stands_as_of_then(
    nights: Nights,
) -> None:
    nights.put("a.pdf", "a")
    nights.pass_()
    nights.put("b.pdf", "b")

    assert nights.pass_() == ["b"]
    assert nights.judged_as_of() == {"a.pdf": "2026-03-03", "b.pdf": "2026-03-04"}


def test_what_could_not_be_settled_is_judged_anew_and_leaves_one_result(nights: Nights) -> None:
    nights.put("a.pdf", "a")
    nights.examiner.answers["a"] = sample.ALL["indeterminate"]
    nights.pass_()
    assert nights.pass_() == ["a"]
    nights.examiner.answers.clear()

    assert nights.pass_() == ["a"]
    assert nights.pass_() == []
    count = nights.store.connection.execute("SELECT count(*) FROM documents").fetchone()
    assert count == (1,)


def test_nothing_stands_that_was_judged_by_other_rules_or_as_of_a_time_somebody_chose(
    nights: Nights,
) -> None:
    nights.put("a.pdf", "a")
    nights.pass_(at=datetime(2026, 2, 1, tzinfo=UTC))

    assert nights.pass_() == ["a"]
    assert nights.pass_() == []
    assert nights.pass_(policy="bevaras") == ["a"]


def test_nothing_stands_that_was_judged_as_of_a_later_time(nights: Nights) -> None:
    nights.put("a.pdf", "a")
    nights.night = 5
    nights.pass_()
    nights.night = 2

    assert nights.pass_() == ["a"]


def test_a_moved_file_is_not_judged_again_and_is_told_as_moved(nights: Nights) -> None:
    nights.put("a.pdf", "a")
    nights.pass_()
    (nights.archive / "a.pdf").rename(nights.archive / "b.pdf")

    assert nights.pass_() == []
    assert nights.judged_as_of() == {"b.pdf": "2026-03-03"}
    assert nights.events() == [Event("b.pdf", Kind.MOVED, "valid", "valid", "a.pdf")]


def test_what_is_new_changed_and_gone_is_told_and_nothing_else(nights: Nights) -> None:
    for name in "abc":
        nights.put(f"{name}.pdf", name)
    nights.pass_()
    nights.examiner.answers["B"] = sample.ALL["invalid"]
    nights.put("b.pdf", "B")
    nights.put("d.pdf", "d")
    (nights.archive / "c.pdf").unlink()
    nights.pass_()

    assert nights.events() == [
        Event("b.pdf", Kind.CHANGED, "valid", "invalid", None),
        Event("c.pdf", Kind.GONE, "valid", None, None),
        Event("d.pdf", Kind.NEW, None, "valid", None),
    ]
    nights.pass_()
    assert nights.events() == []
