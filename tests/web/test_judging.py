"""Judging: a queue with an end, places that are given up, trust that is exchanged."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from fhvalidate.conclusion import Verdict
from fhvalidate.errors import BusyError, NotJudgedError, UnreadableError
from fhvalidate.history import RevisionEntry
from fhvalidate.report.model import Report
from fhvalidate.reprint.match import Match
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.canary import AT
from fhvalidate.web.judging import Judging, new_pool
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES

SIGNED = (FILES / "minutes-b-lt.pdf").read_bytes()


@pytest.fixture(scope="module")
def one(settings: ServiceSettings) -> Iterator[Judging]:
    """One worker, which is ready."""
    with closing(Judging.of(replace(settings, workers=1))) as judging:
        yield judging


async def asked(judging: Judging, times: int) -> list[Report | BaseException]:
    reports = (judging.report(SIGNED, at=AT) for _ in range(times))
    return await asyncio.gather(*reports, return_exceptions=True)


def test_a_report_has_the_time_that_is_asked_for_and_the_objects_at_hand(judging: Judging) -> None:
    report = asyncio.run(judging.report(SIGNED, at=AT, name="protokoll.pdf"))

    assert report.validation_time == AT
    assert report.document.name == "protokoll.pdf"
    assert report.verdict is Verdict.VALID
    assert report.evidence


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        (1.0, 2.0),  # told at once: one document is expected to take longer
        (0.001, 0.0),  # told after the wait, as it was thought to be quick
    ],
)
def test_who_would_wait_too_long_is_told_so_and_is_not_kept(
    wait: float, seconds: float, one: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one, "settings", replace(one.settings, wait=wait))
    monkeypatch.setattr(one, "_seconds", seconds)

    answers = asyncio.run(asked(one, 5))

    refused = [each for each in answers if isinstance(each, BusyError)]
    assert len(refused) == 4
    assert all(each.status == 503 and each.retry_after > 0 for each in refused)
    assert isinstance(answers[0], Report)
    assert one.waiting == 0


def test_a_place_that_is_given_up_is_free_for_others(one: Judging) -> None:
    async def hung_up() -> Report:
        first = asyncio.create_task(one.report(SIGNED, at=AT))
        second = asyncio.create_task(one.report(SIGNED, at=AT))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([first, second])
        assert second.cancelled()
        return await one.report(SIGNED, at=AT)

    assert asyncio.run(hung_up()).verdict is Verdict.VALID


def test_trust_that_is_exchanged_holds_for_what_comes_after(settings: ServiceSettings) -> None:
    own = replace(settings, workers=1)
    with closing(Judging.of(own, ready=False)) as judging:
        before = asyncio.run(judging.report(SIGNED, at=AT))
        nobody = TrustAnchors.none()
        judging.exchange(nobody, new_pool(own, nobody, ready=False))
        after = asyncio.run(judging.report(SIGNED, at=AT))
    with pytest.raises(NotJudgedError) as told:
        asyncio.run(judging.report(SIGNED))

    assert told.value.code == "pool-closed"  # which is no fault of the document
    assert (before.verdict, after.verdict) == (Verdict.VALID, Verdict.INDETERMINATE)
    assert judging.trust is nobody


def test_revisions_are_read_in_a_worker_and_leave_no_file(
    judging: Judging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))  # nothing can be written
    files = {"file": SIGNED}

    entries = asyncio.run(
        judging.operate(tuple[RevisionEntry, ...], "revisions", files=files, password="")
    )

    assert len(entries) >= 2
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_has_no_revisions(judging: Judging) -> None:
    files = {"file": b"no PDF"}

    with pytest.raises(UnreadableError):
        asyncio.run(
            judging.operate(tuple[RevisionEntry, ...], "revisions", files=files, password="")
        )


def test_an_operation_whose_turn_does_not_come_is_refused(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = Judging.of(replace(settings, wait=0.2), ready=False)
    go_on = Event()

    def operated(*_: object) -> bytes:
        go_on.wait(30)
        return b"[]"

    monkeypatch.setattr(judging, "_operated", operated)
    kind = tuple[RevisionEntry, ...]

    async def two() -> tuple[object, ...]:
        asked = [judging.operate(kind, "revisions", files={}, password="") for _ in range(2)]
        found = [asyncio.ensure_future(each) for each in asked]
        done, _ = await asyncio.wait(found, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert done == {found[1]}
        go_on.set()
        return tuple(await asyncio.gather(*found, return_exceptions=True))

    first, second = asyncio.run(two())
    judging.close()

    assert first == ()
    assert isinstance(second, BusyError)


def test_which_file_cannot_be_compared_is_told_by_its_part(judging: Judging) -> None:
    files = {"original": SIGNED, "copy": b"%PDF-1.7 and no more"}

    with pytest.raises(UnreadableError) as told:
        asyncio.run(judging.operate(Match, "match", files=files, recognition="off"))

    assert told.value.detail.get("file") == "copy"
