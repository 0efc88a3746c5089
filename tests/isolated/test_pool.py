"""A pool: many callers at once, each answered for itself; nothing is left when it is closed."""

import inspect
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate import (
    Detail,
    InternalError,
    Policy,
    Pool,
    PoolFullError,
    Report,
    TrustAnchors,
    UsageError,
    Verdict,
)
from fhvalidate.isolated import Cause, Judged, NotJudged, ResourceLimits
from fhvalidate.isolated.answers import Unchecked
from fhvalidate.isolated.asking import Asks
from fhvalidate.report.messages import Language, sentence
from tests.batch.places import FAULTS, FILES
from tests.isolated.held import LONG, Held, same

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
LATER = AT + timedelta(days=4000)
SIGNED = FILES / "minutes-b-lt.pdf"
NUMBERED = "protokoll 191212121212.pdf"
CHILDREN = Path("/proc/self/task")


def fault(name: str) -> bytes:
    return b"%PDF-1.7\n%fault:" + name.encode()


def workers() -> set[int]:
    """The processes that this one has started and that are there still."""
    found = [path.read_text().split() for path in CHILDREN.glob("*/children")]
    return {int(pid) for pids in found for pid in pids}


@pytest.fixture(scope="module")
def pool(trust: TrustAnchors) -> Iterator[Pool]:
    """One whose workers are open to faults: Python started anew, as in a program with threads."""
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "PYTHONPATH", os.pathsep.join(filter(None, (str(FAULTS), os.environ.get("PYTHONPATH"))))
        )
        limits = ResourceLimits(seconds=LONG, memory=512)
        with Pool(trust=trust, workers=2, limits=limits) as made:
            yield made
    over.set()
    other.join()


def test_a_request_and_its_pool_take_what_validate_takes() -> None:
    of_pool = set(inspect.signature(Pool).parameters) - {"workers", "queue", "limits", "ready"}
    of_request = set(Asks.__annotations__) | {"source"}

    assert of_pool | of_request == set(inspect.signature(fhvalidate.validate).parameters)


def test_each_of_many_requests_is_answered_for_itself(pool: Pool, trust: TrustAnchors) -> None:
    strict = Policy.named("bevaras")
    given: list[tuple[str, Asks]] = [
        ("minutes-b-b.pdf", {"at": LATER, "policy": strict, "detail": Detail.FULL}),
        ("minutes-never-signed.pdf", {"at": AT, "show_personnummer": True, "name": NUMBERED}),
        ("minutes-never-signed.pdf", {"at": LATER, "name": NUMBERED}),
        ("empty-field.pdf", {"at": AT, "policy": strict}),
        ("empty-field.pdf", {"at": AT, "held_since": AT - timedelta(days=1)}),
        ("encrypted.pdf", {"at": AT, "password": "other"}),
        ("garbage.pdf", {"at": LATER, "detail": Detail.FULL}),
    ]
    expected = [fhvalidate.validate(FILES / name, trust=trust, **asks) for name, asks in given]
    turns = list(itertools.islice(itertools.cycle(range(len(given))), 200))

    def answer(turn: int) -> bool:
        name, asks = given[turn]
        return same(pool.validate(FILES / name, **asks), expected[turn])

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(answer, turns))

    assert answers == [True] * 200


def test_without_a_time_it_is_that_of_the_request(pool: Pool) -> None:
    before = datetime.now(UTC)
    first, second = pool.validate(b""), pool.validate(b"")
    after = datetime.now(UTC)

    times = [first.validation_time, second.validation_time]
    assert before <= times[0] < times[1] <= after


def test_json_is_handed_on_as_it_is(pool: Pool, trust: TrustAnchors) -> None:
    answer = pool.judge(SIGNED, at=AT)

    own = fhvalidate.validate(SIGNED, trust=trust, at=AT)
    assert isinstance(answer, Judged)
    assert answer.sha256 == own.document.sha256
    assert answer.report["signatures"]
    assert isinstance(pool.judge(fault("network"), at=AT), NotJudged)


def test_evidence_is_written_by_the_caller(pool: Pool, tmp_path: Path) -> None:
    pool.validate(SIGNED, at=AT, evidence_out=tmp_path / "one")
    pool.judge(SIGNED, at=AT, evidence_out=tmp_path / "two")

    one, two = (sorted(p.name for p in (tmp_path / n).rglob("*")) for n in ("one", "two"))
    assert one == two
    assert len(one) > 3


def test_a_wrong_request_is_told_as_by_validate(pool: Pool) -> None:
    with pytest.raises(UsageError, match="held-since-later"):
        pool.validate(SIGNED, at=AT, held_since=AT + timedelta(days=1))
    with pytest.raises(UsageError, match="file-missing"):
        pool.submit("gone.pdf")
    with pytest.raises(ValueError, match="time zone"):
        pool.validate(SIGNED, at=datetime(2026, 3, 3))
    with pytest.raises(TypeError, match="source must be"):
        pool.validate(17)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="'trust'"):
        pool.validate(SIGNED, trust=TrustAnchors.none())  # type: ignore[call-arg]


def test_a_request_can_ask_for_less_time_than_the_pool_gives(pool: Pool) -> None:
    default = Policy.named("default")
    hasty = replace(default, limits=replace(default.limits, worker_seconds=1))

    report = pool.validate(fault("hang"), at=AT, policy=hasty, name="hänger.pdf")

    assert report.verdict is Verdict.UNREADABLE
    assert [(each.code, each.detail["detail"]) for each in report.findings] == [
        ("not-judged-timeout", "1 s")
    ]
    assert (report.document.name, report.validation_time) == ("hänger.pdf", AT)
    assert report.document.size == len(fault("hang"))


def test_a_defect_is_told_as_one_and_never_as_a_verdict(pool: Pool) -> None:
    with pytest.raises(InternalError, match="PermissionError"):
        pool.validate(fault("network"), at=AT)


def test_a_worker_that_dies_costs_its_own_request_alone(pool: Pool) -> None:
    others = [pool.submit(FILES / "garbage.pdf", at=AT) for _ in range(20)]
    killed = pool.submit(fault("crash"), at=AT)
    more = [pool.submit(FILES / "garbage.pdf", at=AT) for _ in range(20)]

    assert {each.result(LONG).findings[0].code for each in others + more} == {"not-a-pdf"}
    (finding,) = killed.result(LONG).findings
    assert (finding.code, finding.detail["detail"]) == ("not-judged-crash", "SIGSEGV")
    pool._line.wait_until_idle()  # the process that takes its place is there


def test_a_worker_killed_between_documents_costs_no_document(pool: Pool) -> None:
    following = pool._line._idle[-1]._kept._process
    assert following is not None
    os.kill(following.pid, signal.SIGKILL)

    assert all(pool.validate(SIGNED, at=AT).verdict is Verdict.VALID for _ in range(2))


def test_a_worker_killed_from_outside_while_it_judges_is_replaced(busy: Held) -> None:
    waiting = busy.pool.submit(b"", at=AT)

    os.kill(process_of(busy.pool), signal.SIGKILL)
    busy.go_on.set()  # what was judged is asked about once more, of a fresh process

    assert waiting.result(LONG).verdict is Verdict.UNREADABLE


def process_of(pool: Pool) -> int:
    """The process of its first worker."""
    found = pool._crew._workers[0]._kept._process
    assert found is not None
    return found.pid


def test_a_full_pool_says_so_at_once_in_both_languages(busy: Held) -> None:
    waiting = [busy.pool.submit(b"", at=AT) for _ in range(2)]

    for ask in (busy.pool.validate, busy.pool.judge, busy.pool.submit):
        with pytest.raises(PoolFullError) as full:
            ask(FILES / "gone.pdf", at=AT)  # not even looked for

    told = [sentence(language, full.value.code, full.value.detail) for language in Language]
    assert all("2" in each for each in told)
    assert told[0] != told[1]
    assert not any(each.done() for each in waiting)
    busy.go_on.set()
    assert {each.result(LONG).verdict for each in waiting} == {Verdict.UNREADABLE}


def test_who_gives_a_time_waits_for_it_also_where_the_pool_is_full(busy: Held) -> None:
    waiting = [busy.pool.submit(b"", at=AT) for _ in range(2)]

    with pytest.raises(PoolFullError):
        busy.pool.validate(b"", at=AT, timeout=0.05)
    with pytest.raises(PoolFullError):
        busy.pool.submit(b"", at=AT, timeout=0.05)

    release = threading.Timer(0.1, busy.go_on.set)
    release.start()
    assert busy.pool.validate(b"", at=AT, timeout=LONG).verdict is Verdict.UNREADABLE
    assert busy.pool.submit(b"", at=AT, timeout=LONG).result(LONG).findings
    release.join()
    wait(waiting, LONG)


def test_who_gives_up_leaves_the_place_to_another(busy: Held) -> None:
    waiting = [busy.pool.submit(b"", at=AT) for _ in range(2)]

    assert waiting[0].cancel()
    other = busy.pool.submit(b"", at=AT)
    with pytest.raises(PoolFullError):
        busy.pool.submit(b"", at=AT)

    busy.go_on.set()
    assert other.result(LONG).verdict is waiting[1].result(LONG).verdict is Verdict.UNREADABLE
    assert waiting[0].cancelled()


def test_what_was_interrupted_leaves_no_answer_to_who_is_next(held: Held) -> None:
    later = held.at + timedelta(days=1)
    held.fails = True
    with pytest.raises(InterruptedError):
        held.pool.validate(held.document, at=held.at)
    held.fails = False

    assert held.pool.validate(held.document, at=later).validation_time == later
    assert held.pool.validate(b"", at=held.at).document.size == 0


def test_closing_answers_what_was_asked_and_nothing_more(trust: TrustAnchors) -> None:
    before, threads = workers(), threading.active_count()
    with Pool(trust=trust, workers=1, ready=False) as pool:
        asked = [pool.submit(FILES / "garbage.pdf", at=AT) for _ in range(5)]

    assert all(each.result(0).findings for each in asked)
    with pytest.raises(UsageError, match="pool-closed"):
        pool.validate(SIGNED)
    pool.close()
    assert (workers(), threading.active_count()) == (before, threads)


def test_closing_without_waiting_ends_what_is_running() -> None:
    before = workers()
    made = Held()
    running, waiting = made.hold(), made.pool.submit(b"", at=AT)
    closing = threading.Thread(target=made.pool.close, kwargs={"wait": False})

    closing.start()
    with pytest.raises(UsageError, match="pool-closed"):
        waiting.result(LONG)
    made.go_on.set()  # what is asked of the network is the caller's, and not ended
    with pytest.raises(UsageError, match="pool-closed"):
        running.result(LONG)
    closing.join(LONG)

    assert workers() == before


def test_a_pool_that_cannot_be_is_refused(trust: TrustAnchors) -> None:
    with pytest.raises(UsageError, match="pool-size"):
        Pool(trust=trust, workers=0)
    with pytest.raises(TypeError, match="trust must be"):
        Pool(trust=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="cannot be sent"):
        Pool(trust=trust, knowledge=fhvalidate.Knowledge({}, {}))  # type: ignore[arg-type]


def test_an_answer_about_other_bytes_is_none(trust: TrustAnchors) -> None:

    report = fhvalidate.validate(b"", trust=trust, at=AT).to_json().encode()

    assert Unchecked("0" * 64, report).read() == NotJudged(Cause.CRASH, "digest")
    assert isinstance(Unchecked(None, report).read(), Report)


ALONE = """
import gc, os, sys
from pathlib import Path
from fhvalidate import Pool, TrustAnchors, UsageError
if __name__ == "__main__":
    pool = Pool(trust=TrustAnchors.none(), workers=1)
    children = lambda: Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
"""
FORKED = """
    print(len(children()), flush=True)
    child = os.fork()
    if child == 0:
        try:
            pool.validate(b"")
        except UsageError as error:
            print(error.code, flush=True)
        pool.close()
        os._exit(0)
    os.waitpid(child, 0)
    print(pool.submit(b"").result().verdict)
    del pool
    gc.collect()
    print(children())
"""


def test_a_pool_is_of_no_use_in_a_fork_and_ends_when_it_is_forgotten() -> None:
    # That a program with threads forks is the program's own affair: Python warns of it.
    asked = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", ALONE + FORKED]

    done = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout == "1\npool-of-another-process\nunreadable\n[]\n"


def test_what_a_pool_was_doing_ends_with_its_program() -> None:
    program = ALONE + "    print(*children(), flush=True)\n    sys.stdin.read()\n"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        left = [int(pid) for pid in running.stdout.readline().split()]
        running.kill()

    end = time.monotonic() + LONG
    while any(map(_lives, left)) and time.monotonic() < end:
        threading.Event().wait(0.02)
    assert len(left) == 1
    assert not any(map(_lives, left))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
