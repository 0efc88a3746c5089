"""avalidate: other tasks go on, and who is cancelled holds nobody's place."""

import asyncio
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import fhvalidate
from fhvalidate import PoolFullError, UsageError, Verdict, avalidate
from tests.batch.places import FILES
from tests.isolated.held import LONG, Held, same

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
SIGNED = FILES / "minutes-b-lt.pdf"
pytestmark = pytest.mark.usefixtures("socket_enabled")  # a loop speaks to itself through one


def test_tasks_are_answered_for_whatever_they_hand_over(held: Held, tmp_path: Path) -> None:
    data, path = held.document, tmp_path / "a.pdf"
    path.write_bytes(data)
    expected = fhvalidate.validate(
        data, trust=held.trust, at=held.at, name="a.pdf", fetch=held.gather
    )

    async def program() -> None:
        sources = (path, data, bytearray(data), BytesIO(data), str(path), memoryview(data))
        # One after the other in the queue, which has room for two.
        for source in sources:
            report = await avalidate(source, pool=held.pool, at=held.at, name="a.pdf")
            assert same(report, expected)

    asyncio.run(program())


class Slow(BytesIO):
    """A file that has nothing to say until another task lets it."""

    go_on = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        assert self.go_on.wait(LONG)
        return super().read(size)


def test_other_tasks_go_on_while_one_waits_for_its_worker_and_for_its_file(held: Held) -> None:
    held.go_on.clear()
    held.began.clear()
    beats = 0

    async def beat() -> None:
        """Only a loop that is not blocked comes so far as to let the others go on."""
        nonlocal beats
        for _ in range(1000):
            await asyncio.sleep(0)
            beats += 1
        assert await asyncio.to_thread(held.began.wait, LONG)
        held.go_on.set()
        Slow.go_on.set()

    async def program() -> None:
        judged = avalidate(held.document, pool=held.pool, at=held.at)
        waiting = avalidate(b"", pool=held.pool)
        reading = avalidate(Slow(held.document), pool=held.pool, at=held.at)
        first, second, third, _ = await asyncio.gather(judged, waiting, reading, beat())
        assert same(first, third)
        assert second.verdict is Verdict.UNREADABLE

    try:
        asyncio.run(program())
    finally:
        held.go_on.set()
    assert beats == 1000


def test_what_is_wrong_is_raised_in_the_task(held: Held, tmp_path: Path) -> None:
    async def program() -> None:
        with pytest.raises(UsageError, match="file-missing"):
            await avalidate(tmp_path / "gone.pdf", pool=held.pool)
        with pytest.raises(TypeError):
            await avalidate(b"", pool=held.pool, password=1)  # type: ignore[arg-type]

    asyncio.run(program())


def test_a_task_that_is_cancelled_gives_its_place_back(held: Held) -> None:
    held.go_on.clear()
    held.began.clear()

    async def program() -> None:
        pool = held.pool
        running = asyncio.create_task(avalidate(held.document, pool=pool, at=held.at))
        assert await asyncio.to_thread(held.began.wait, LONG)
        first = asyncio.create_task(avalidate(b"", pool=pool))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await avalidate(b"", pool=pool)
        second = asyncio.create_task(avalidate(b"", pool=pool))  # there is room again
        await asyncio.sleep(0)
        with pytest.raises(PoolFullError):
            await avalidate(b"", pool=pool)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not first.done()  # the worker still judges for who does not want it
        held.go_on.set()
        assert {(await task).verdict for task in (first, second)} == {Verdict.UNREADABLE}

    try:
        asyncio.run(program())
    finally:
        held.go_on.set()


def test_files_that_never_end_keep_no_others_from_being_read(held: Held, tmp_path: Path) -> None:
    over = threading.Event()

    class Endless(BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            over.wait(LONG)
            return b""

    path = tmp_path / "a.pdf"
    path.write_bytes(held.document)

    async def program() -> None:
        for _ in range(40):
            task = asyncio.create_task(avalidate(Endless(), pool=held.pool))
            await asyncio.sleep(0)
            task.cancel()
        report = await avalidate(path, pool=held.pool, at=held.at)
        assert report.document.name == "a.pdf"

    held.go_on.set()
    try:
        asyncio.run(program())
    finally:
        over.set()


@pytest.mark.parametrize("timeout", ["3", True, -1, float("nan")])
def test_what_is_no_number_of_seconds_is_refused(held: Held, timeout: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        held.pool.validate(b"", timeout=timeout)
