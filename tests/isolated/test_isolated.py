"""The worker process: real processes, real limits."""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate import isolated
from fhvalidate.errors import UsageError
from fhvalidate.isolated import (
    Cause,
    Digest,
    IsolatedWorker,
    Judged,
    NotJudged,
    Place,
    ResourceLimits,
    Settings,
)
from fhvalidate.isolated.answers import Unchecked
from fhvalidate.isolated.codec import decode, encode
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FAULTS, FILES

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
SIGNED = FILES / "minutes-b-lt.pdf"
ZEROS_600_MB = "987523e7780392e283b404990c4e84e580bc75c451138b0c86c4f81c296eeebe"


Limited = Callable[[ResourceLimits], IsolatedWorker]


@pytest.fixture
def limited(trust: TrustAnchors, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    """Workers that are open to faults: Python started anew, as beside another thread."""
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    monkeypatch.setenv("PYTHONPATH", str(FAULTS))
    settings = Settings(trust=trust, at=AT, policy=Policy.named("default"))
    made: list[IsolatedWorker] = []

    def within(limits: ResourceLimits) -> IsolatedWorker:
        made.append(IsolatedWorker(settings, limits))
        return made[-1]

    yield within
    for worker in made:
        worker.close()
    over.set()
    other.join()


@pytest.fixture
def worker(limited: Limited) -> IsolatedWorker:
    return limited(ResourceLimits(seconds=60, memory=512))


def judged(worker: IsolatedWorker, path: Path) -> Judged | Digest | NotJudged:
    digest = worker.digest(Place(str(path)))
    if isinstance(digest, NotJudged):
        return digest
    answer = worker.judge(Place(str(path)), sha256=digest.sha256, held_since=None)
    return answer.checked() if isinstance(answer, Unchecked) else answer


def fault(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(b"%PDF-1.7\n%fault:" + name.encode())
    return path


def without_time(text: str) -> object:
    report = json.loads(text)
    report.pop("produced_at")
    return report


def test_the_isolated_report_is_the_report(trust: TrustAnchors) -> None:
    held = AT - timedelta(days=1)
    answer = isolated.validate(SIGNED, trust=trust, at=AT, held_since=held)

    own = fhvalidate.validate(SIGNED, trust=trust, at=AT, held_since=held).to_json()
    assert isinstance(answer, Judged)
    assert without_time(answer.text) == without_time(own)


def test_the_statement_on_an_earlier_revision_reaches_the_worker(trust: TrustAnchors) -> None:
    data = SIGNED.read_bytes()
    came_in = data[: data.index(b"%%EOF", data.index(b"/ByteRange")) + len(b"%%EOF")]
    held = HeldSince(AT - timedelta(hours=20), hashlib.sha256(came_in).hexdigest())

    answer = isolated.validate(SIGNED, trust=trust, at=AT, held_since=held)

    own = fhvalidate.validate(SIGNED, trust=trust, at=AT, held_since=held)
    assert isinstance(answer, Judged)
    assert without_time(answer.text) == without_time(own.to_json())
    assert "held-since-revision" in {finding.code for finding in own.findings}


def test_bytes_names_and_passwords_reach_the_worker(trust: TrustAnchors) -> None:
    data = (FILES / "encrypted.pdf").read_bytes()

    answer = isolated.validate(data, trust=trust, at=AT, name="låst.pdf", password="hemligt")

    assert isinstance(answer, Judged)
    assert answer.report["verdict"] == "unsigned"
    assert answer.report["document"]["name"] == "låst.pdf"  # type: ignore[index,call-overload]


def test_a_hang_costs_only_the_file_that_hangs(limited: Limited, tmp_path: Path) -> None:
    worker = limited(ResourceLimits(seconds=6, memory=512))

    assert judged(worker, fault(tmp_path, "hang")) == NotJudged(Cause.TIMEOUT, "6 s")
    assert isinstance(judged(worker, SIGNED), Judged)


def test_memory_without_end_is_told_as_memory(worker: IsolatedWorker, tmp_path: Path) -> None:
    assert judged(worker, fault(tmp_path, "memory")) == NotJudged(Cause.MEMORY, "512 MB")
    assert isinstance(judged(worker, SIGNED), Judged)


def test_a_file_larger_than_the_memory_is_told_with_its_digest(
    worker: IsolatedWorker, tmp_path: Path
) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(600 << 20)

    answer = judged(worker, tmp_path / "large.pdf")

    assert isinstance(answer, Judged)
    assert answer.report["verdict"] == "unreadable"
    assert answer.sha256 == ZEROS_600_MB


def test_a_worker_reaches_no_other_machine(worker: IsolatedWorker, tmp_path: Path) -> None:
    answer = judged(worker, fault(tmp_path, "network"))

    assert isinstance(answer, NotJudged)
    assert answer.cause is Cause.INTERNAL
    assert "PermissionError" in answer.detail


def test_a_crash_is_told_with_its_signal(worker: IsolatedWorker, tmp_path: Path) -> None:
    assert isinstance(judged(worker, SIGNED), Judged)

    assert judged(worker, fault(tmp_path, "crash")) == NotJudged(Cause.CRASH, "SIGSEGV")
    assert isinstance(judged(worker, SIGNED), Judged)


def test_a_crash_is_told_as_one_however_much_the_caller_holds(
    worker: IsolatedWorker, tmp_path: Path
) -> None:
    held = b"x" * (400 << 20)  # resident: more than the share of its limit that means memory

    assert judged(worker, fault(tmp_path, "crash")) == NotJudged(Cause.CRASH, "SIGSEGV")
    assert len(held) == 400 << 20


def test_what_a_library_prints_is_no_answer(worker: IsolatedWorker, tmp_path: Path) -> None:
    answer = judged(worker, fault(tmp_path, "print"))

    assert isinstance(answer, Judged)
    assert answer.report["verdict"] == "unreadable"


def test_places_without_a_regular_file_say_so(worker: IsolatedWorker, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")

    assert judged(worker, tmp_path / "gone.pdf") == NotJudged(Cause.MISSING)
    assert judged(worker, tmp_path / "pipe.pdf").cause is Cause.NOT_READABLE  # type: ignore[union-attr]


def test_other_bytes_than_those_digested_are_not_judged(
    worker: IsolatedWorker, tmp_path: Path
) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(SIGNED.read_bytes())

    answer = worker.judge(Place(str(path)), sha256="0" * 64, held_since=None)

    assert isinstance(answer, Digest)


def test_settings_reach_the_worker_unchanged(trust: TrustAnchors) -> None:
    settings = Settings(trust=trust, at=AT, policy=Policy.named("bevaras"))

    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(
    "value", [{"$is": "os:system", "fields": {}}, {"$enum": "os:O", "value": 1}, {"$other": 1}]
)
def test_only_values_of_this_package_are_rebuilt(value: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        decode(value)  # type: ignore[arg-type]


def test_only_values_of_this_package_are_sent() -> None:
    with pytest.raises(TypeError):
        encode(object())


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"memory": 10}, "memory-too-small"), ({"seconds": 0.0}, "timeout-too-small")],
)
def test_limits_within_which_nothing_can_be_judged_are_refused(
    limits: dict[str, int], code: str
) -> None:
    with pytest.raises(UsageError, match=code):
        ResourceLimits(**limits)


def test_a_platform_without_limits_is_told(
    trust: TrustAnchors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    with pytest.raises(UsageError, match="isolation-unavailable"):
        isolated.validate(b"", trust=trust, at=AT)


def test_a_wrong_call_is_told_as_by_validate(trust: TrustAnchors) -> None:
    with pytest.raises(UsageError, match="held-since-later"):
        isolated.validate(SIGNED, trust=trust, at=AT, held_since=AT + timedelta(days=1))
    with pytest.raises(UsageError, match="file-missing"):
        isolated.validate("gone.pdf", trust=trust, at=AT)
