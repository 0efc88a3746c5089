"""The run: places in, committed results out; streaming, isolated, interrupted and resumed."""

from collections.abc import Iterator, Mapping
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
from fhvalidate.batch.threads import QUEUED, Threads
from fhvalidate.batch.unmet import tell_unmet
from fhvalidate.frozen import frozen
from fhvalidate.isolated.answers import Cause, Examiner
from fhvalidate.isolated.verapdf import VeraPdf

THREADS = 2  # for each examiner, so that it need not wait for a commit


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
    threads: Threads[tuple[str, str]] = field(default_factory=Threads)

    def next(self) -> Listed | None:
        """The next place: of the archive that was opened last, else of the inputs."""
        with self.lock:
            while self.places and not self.threads.stop.is_set():
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
    work.threads.start((counter, *_ahead(job, store, work.threads.stop), *threads))
    paths = 0

    def finish(done: tuple[str, str]) -> None:
        nonlocal paths
        paths += 1
        watch.finish(*done)

    def close() -> None:
        for examiner in examiners:
            examiner.close()

    interrupted = work.threads.watch(len(threads), finish, watch.tick, hurry=close)
    work.threads.stop.set()  # for what runs beside the work
    close()
    if work.threads.failures:
        raise work.threads.failures[0]
    if interrupted:
        return Summary(paths, skipped.links, skipped.others, interrupted)
    store.forget_gone(job.inputs.roots)
    unmet = tell_unmet(job, store)
    store.end()
    return Summary(paths, skipped.links, skipped.others, interrupted, unmet)


def _ahead(job: Job, store: Store, stop: Event) -> tuple[Thread, ...]:
    """What has files tried by veraPDF before they are asked about, if that tries them."""
    verapdf = job.settings.pdf_a
    if not isinstance(verapdf, VeraPdf):
        return ()
    return (Thread(target=try_ahead, args=(job.inputs, store, verapdf, stop), daemon=True),)


def _each(journey: Journey, turn: Lock, work: _Work) -> None:
    """Takes one place after another until there are none, or until told to stop.

    Whoever has the turn has the examiner: one thread asks it while the other commits.
    """
    with work.threads.doing() as done:
        while True:
            with turn:
                place = work.next()
                if place is None:
                    return
                rest = journey.examine(place)
            verdict = rest()
            if verdict is not None:
                done((place.path, verdict))


def _count(inputs: Inputs, work: _Work, watch: Watch) -> None:
    """Lists everything once more, beside the work, to say how much is left."""
    total = 0
    with suppress(Exception):  # the work itself meets the same and says so
        for total, _ in enumerate(listed(inputs.names, inputs.filters, Skipped()), start=1):
            if total % QUEUED == 0:
                watch.expect(total)
            if work.threads.stop.is_set():
                return
        watch.expect(total)
