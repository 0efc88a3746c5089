"""The run: places in, committed results out; streaming, isolated, interrupted and resumed."""

import queue
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Protocol

from fhvalidate.batch.ahead import try_ahead
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.batch.job import Job
from fhvalidate.batch.journey import Journey
from fhvalidate.batch.listing import Inputs, Listed, Skipped, listed
from fhvalidate.batch.store import Store
from fhvalidate.batch.unmet import tell_unmet
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated.answers import Cause, Examiner
from fhvalidate.isolated.verapdf import VeraPdf

TICK = 0.2  # seconds between looks at the clock and at Ctrl-C
THREADS = 2  # for each examiner, so that it need not wait for a commit
QUEUED = 1000  # results that wait to be counted; the workers wait when there are more


class Watch(Protocol):
    """Who is told how far the run has come."""

    def expect(self, total: int) -> None:
        """So many files have been listed by now."""

    def finish(self, path: str, verdict: str) -> None:
        """One path has its verdict."""

    def tick(self) -> None:
        """Some time has passed."""


@frozen
class Summary:
    """How the run ended: how many paths it went through, and whether it went to its end.

    Attributes:
        unmet: rows of the manifest for which no file was judged, by cause.
    """

    paths: int
    links_out: int
    passed_over: int
    interrupted: bool
    unmet: Mapping[Cause, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Work:
    """What the threads share: the places that are left, and whether to stop."""

    places: list[Iterator[Listed]]
    lock: Lock = field(default_factory=Lock)
    stop: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)
    failures: list[BaseException] = field(default_factory=list)
    done: "queue.Queue[tuple[str, str] | None]" = field(
        default_factory=lambda: queue.Queue(maxsize=QUEUED)
    )

    def next(self) -> Listed | None:
        """The next place: of the archive that was opened last, else of the inputs."""
        with self.lock:
            while self.places and not self.stop.is_set():
                found = next(self.places[-1], None)
                if found is not None:
                    return found
                self.places.pop()
        return None

    def first_do(self, places: Iterator[Listed]) -> None:
        """Puts the members of an archive before what is left."""
        with self.lock:
            self.places.append(places)


def run(job: Job, store: Store, examiners: tuple[Examiner, ...], watch: Watch) -> Summary:
    """Judges everything that has no result yet; each examiner is asked one thing at a time.

    Raises:
        UsageError: no worker can be started, or the settings are refused.
    """
    skipped = Skipped()
    digests = InputDigests.of(job.settings)
    store.use_settings(digests)
    work = _Work([listed(job.inputs.names, job.inputs.filters, skipped)])
    journeys = [Journey(job, store, digests, examiner, work.first_do) for examiner in examiners]
    Journey.share(journeys)
    threads = [
        Thread(target=_each, args=(journey, turn, work), daemon=True)
        for journey in journeys
        for turn in [Lock()] * THREADS
    ]
    counter = Thread(target=_count, args=(job.inputs, work, watch), daemon=True)
    _started((counter, *_ahead(job, store, work), *threads), work)
    paths, interrupted = _watched(work, threads, examiners, watch)
    work.stop.set()  # for what runs beside the work
    for examiner in examiners:
        examiner.close()
    if work.failures:
        raise work.failures[0]
    if interrupted:
        return Summary(paths, skipped.links, skipped.others, interrupted)
    store.forget_gone(job.inputs.roots)
    unmet = tell_unmet(job, store)
    store.end()
    return Summary(paths, skipped.links, skipped.others, interrupted, unmet)


def _ahead(job: Job, store: Store, work: _Work) -> tuple[Thread, ...]:
    """What has files tried by veraPDF before they are asked about, if that tries them."""
    verapdf = job.settings.pdf_a
    if not isinstance(verapdf, VeraPdf):
        return ()
    return (Thread(target=try_ahead, args=(job.inputs, store, verapdf, work.stop), daemon=True),)


def _started(threads: Iterable[Thread], work: _Work) -> None:
    """Starts them all.

    Raises:
        UsageError: `worker-not-started`: there is no room for so many.
    """
    try:
        for thread in threads:
            thread.start()
    except RuntimeError as error:
        work.stop.set()
        raise UsageError("worker-not-started", reason="no-memory") from error


def _watched(
    work: _Work, threads: list[Thread], examiners: tuple[Examiner, ...], watch: Watch
) -> tuple[int, bool]:
    """Counts what the threads finish until all have ended; how many, and whether interrupted."""
    paths, running, interrupted = 0, len(threads), False
    while running:
        try:
            # Not woken for each path, which would interrupt the threads that judge.
            work.ended.wait(TICK)
            work.ended.clear()
            with suppress(queue.Empty):
                while True:
                    item = work.done.get_nowait()
                    if item is None:
                        running -= 1
                    else:
                        paths += 1
                        watch.finish(*item)
            watch.tick()
        except KeyboardInterrupt:
            if interrupted:  # asked for twice: what is running is not waited for
                for examiner in examiners:
                    examiner.close()
                raise
            interrupted = True
            work.stop.set()
    return paths, interrupted


def _each(journey: Journey, turn: Lock, work: _Work) -> None:
    """Takes one place after another until there are none, or until told to stop.

    Whoever has the turn has the examiner: one thread asks it while the other commits.
    """
    try:
        while True:
            with turn:
                place = work.next()
                if place is None:
                    return
                rest = journey.examine(place)
            verdict = rest()
            if verdict is not None:
                work.done.put((place.path, verdict))
    except BaseException as error:  # noqa: BLE001 - raised again where the run was started
        work.failures.append(error)
        work.stop.set()
    finally:
        work.done.put(None)
        work.ended.set()


def _count(inputs: Inputs, work: _Work, watch: Watch) -> None:
    """Lists everything once more, beside the work, to say how much is left."""
    total = 0
    with suppress(Exception):  # the work itself meets the same and says so
        for total, _ in enumerate(listed(inputs.names, inputs.filters, Skipped()), start=1):
            if total % QUEUED == 0:
                watch.expect(total)
            if work.stop.is_set():
                return
        watch.expect(total)
