"""Pool: kept workers that answer for many callers at once.

A request is judged by a thread of its caller, who takes a worker from the line and gives it back.
The pool has threads of its own only for what is submitted, at most one for each worker.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from fhvalidate.errors import PoolFullError, UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.isolated.answers import Judged, NotJudged
from fhvalidate.isolated.asking import (
    Asks,
    Request,
    check_settings,
    check_timeout,
    judged_of,
    report_of,
    request_of,
)
from fhvalidate.isolated.crew import Crew
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.line import Line, Ticket
from fhvalidate.isolated.settings import ResourceLimits, Settings, Start
from fhvalidate.ocr.engine import TextRecognition
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.model import Report
from fhvalidate.source_file import Source
from fhvalidate.trust.anchors import TrustAnchors

if TYPE_CHECKING:
    from fhvalidate.fetch.evidence import Gather

T = TypeVar("T")
QUEUE = 100  # requests; at 40 ms of processor a document, a worker has judged so many in 4 s


class Pool:
    """Worker processes that are kept, and judge for any number of threads and tasks at once.

    Each document is judged in a process with limits that only its own document can break. It is
    answered for itself, by its own time, policy and so on; whom to believe and what comes from
    outside are the pool's, for as long as it lives: for other trust, make another pool and close
    this one.

    Made while the program has a single thread, the workers are forks, which cost next to nothing;
    else Python is started for each, which takes a second of processor time.

    Args:
        trust: whom to believe; `TrustAnchors.none()` examines without believing anyone.
        workers: how many documents are judged at once; one for each processor when left out. A
            worker has some 75 MB of memory, and more while it judges.
        queue: how many more requests may wait; after that `PoolFullError`.
        policy: what a request is judged by that asks for no other.
        evidence: as `fhvalidate.validate` has it, for every document.
        text_recognition: likewise.
        fetch: likewise; it is called by several threads at once.
        pdf_a: likewise.
        knowledge: likewise.
        limits: what one document may take; those of the policy when left out. They hold for
            every request: the policy of a request can ask for less time, for nothing else of them.
        ready: whether to return only when every worker is ready; else they start meanwhile, and
            the first requests wait.

    Raises:
        UsageError: `isolation-unavailable` where the platform has no rlimits,
            `worker-not-started`, `pool-size`.
        TypeError: an argument of the wrong type; what cannot be sent to a worker.
    """

    def __init__(  # noqa: PLR0913 - each a choice of the caller, by name
        self,
        *,
        trust: TrustAnchors,
        workers: int | None = None,
        queue: int = QUEUE,
        policy: Policy | None = None,
        evidence: Evidence | None = None,
        text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
        fetch: "Gather | None" = None,
        pdf_a: TryPdfA | None = None,
        knowledge: Knowledge | None = None,
        limits: ResourceLimits | None = None,
        ready: bool = True,
    ) -> None:
        count = _processors() if workers is None else workers
        if count < 1 or queue < 0:
            raise UsageError("pool-size", workers=str(count), queue=str(queue))
        check_settings({"trust": trust, "policy": policy, "evidence": evidence})
        self._settings = Settings(
            trust=trust,
            at=datetime.now(UTC),  # of the pool; each request has its own
            policy=policy or Policy.named("default"),
            evidence=evidence or Evidence(),
            text_recognition=text_recognition,
            fetch=fetch,
            pdf_a=pdf_a,
            knowledge=knowledge or Knowledge.built_in(),
        )
        limits = limits or ResourceLimits.of(self._settings.policy)
        Start.of(self._settings, limits, networked=False).to_json()  # TypeError, not in a thread
        made = tuple(IsolatedWorker(self._settings, limits) for _ in range(count))
        self._threads: ThreadPoolExecutor | None = None
        self._most_threads = count
        self._lock = threading.Lock()
        self._line = Line(count, queue)
        self._crew = Crew(made, self._line, ready=ready)

    def validate(
        self, source: Source, *, timeout: float | None = None, **asked: Unpack[Asks]
    ) -> Report:
        """The report on one document, as `fhvalidate.validate` gives it.

        Args:
            source: as `fhvalidate.validate` has it; it is read by the calling thread.
            timeout: seconds to wait for a worker, also where the queue is full; when left out,
                a full queue is told at once, and in the queue it waits for its turn.
            asked: `at`, `policy`, `password`, `name`, `held_since`, `evidence_out`,
                `show_personnummer` and `detail`, as `fhvalidate.validate` has them. Without `at`
                it is the time of this call.

        Returns:
            The report. One with the verdict `unreadable` and the finding `not-judged-timeout`,
            `not-judged-memory` or `not-judged-crash` where the document was what its worker died
            of.

        Raises:
            PoolFullError: so many wait already, or no worker was free in time.
            UsageError: as `fhvalidate.validate`; `pool-closed`, `pool-of-another-process`,
                `worker-not-started`.
            InternalError: a defect of this program.
            TypeError: as `fhvalidate.validate`.
            ValueError: likewise.
        """
        return self._answered(source, timeout, asked, report_of)

    def judge(
        self, source: Source, *, timeout: float | None = None, **asked: Unpack[Asks]
    ) -> Judged | NotJudged:
        """The report as JSON that has been checked, or why there is none; for who passes it on.

        The arguments, and what is raised, are those of `validate`; but a defect of this program is
        an answer too, with the cause `internal`.
        """
        return self._answered(source, timeout, asked, judged_of)

    def submit(
        self, source: Source, *, timeout: float | None = None, **asked: Unpack[Asks]
    ) -> Future[Report]:
        """What will be the report, or what `validate` raises; the arguments are the same.

        The source is read before it returns. A future can be cancelled while it waits its turn.

        Raises:
            PoolFullError: as `validate`, at once; with `timeout` it waits for a worker here.
            UsageError: the source cannot be read; `pool-closed`, `pool-of-another-process`.
        """
        request = self._request(source, timeout, asked)
        ticket = self._line.enter(patient=timeout is not None)
        if timeout is not None:
            self._wait(ticket, timeout)
        return self._soon(ticket, request)

    def close(self, *, wait: bool = True) -> None:
        """Takes no more requests, and returns when nothing of the pool is left.

        Args:
            wait: whether what has been asked is answered first; else it is ended, and who waits
                for it gets `pool-closed`.
        """
        if not self._crew.is_here:
            return  # what belongs to another process is not this one's to end
        if wait:
            self._line.close()
        else:
            self._line.turn_away()
            self._crew.stop()
        self._crew.end()
        with self._lock:
            threads, self._threads = self._threads, None
        if threads is not None:
            threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Answers what has been asked, and closes; after an error what is running is ended."""
        self.close(wait=kind is None)

    def _request(self, source: Source, timeout: float | None, asked: Asks) -> Request:
        """The request, its source read; not where the line is full anyway."""
        if not self._crew.is_here:
            raise UsageError("pool-of-another-process")
        if timeout is None:
            self._line.refuse()
        else:
            check_timeout(timeout)
        return request_of(source, asked, self._settings)

    def _answered(
        self,
        source: Source,
        timeout: float | None,
        asked: Asks,
        read: Callable[[IsolatedWorker, Request], T],
    ) -> T:
        request = self._request(source, timeout, asked)
        ticket = self._line.enter(patient=timeout is not None)
        self._wait(ticket, timeout)
        return self._by(ticket.result(), request, read)

    def _wait(self, ticket: Ticket, timeout: float | None) -> None:
        """Waits for the ticket's turn; who is interrupted meanwhile gives it up.

        Raises:
            PoolFullError: the time is out.
        """
        try:
            wait([ticket], timeout)
        except BaseException:
            if not ticket.cancel() and ticket.exception() is None:
                self._crew.free(ticket.result())
            raise
        if not ticket.done() and ticket.cancel():
            raise PoolFullError(self._line.most)

    def _by(
        self,
        worker: IsolatedWorker,
        request: Request,
        read: Callable[[IsolatedWorker, Request], T],
    ) -> T:
        """What the worker answers; it is free again before anybody hears of it."""
        try:
            answer = read(worker, request)
        finally:
            self._crew.free(worker)
        return answer

    def _soon(self, ticket: Ticket, request: Request) -> Future[Report]:
        """What the pool's own threads will answer when it is the ticket's turn."""
        outcome: Future[Report] = Future()
        outcome.add_done_callback(lambda _: ticket.cancel())
        ticket.add_done_callback(partial(self._begin, outcome, request))
        return outcome

    def _begin(self, outcome: Future[Report], request: Request, ticket: Ticket) -> None:
        if ticket.cancelled():  # as the outcome was
            return
        refused = ticket.exception()
        if refused is not None:
            if outcome.set_running_or_notify_cancel():
                outcome.set_exception(refused)
            return
        try:
            self._own_threads().submit(self._run, outcome, request, ticket.result())
        except RuntimeError:  # no room for a thread, or the program is ending
            self._line.give(ticket.result())
            if outcome.set_running_or_notify_cancel():
                outcome.set_exception(UsageError("worker-not-started", reason="no-memory"))

    def _run(self, outcome: Future[Report], request: Request, worker: IsolatedWorker) -> None:
        if not outcome.set_running_or_notify_cancel():
            self._crew.free(worker)
            return
        try:
            report = self._by(worker, request, report_of)
        except BaseException as error:  # noqa: BLE001 - raised where the future is asked
            outcome.set_exception(error)
        else:
            outcome.set_result(report)

    def _own_threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._threads is None:
                self._threads = ThreadPoolExecutor(self._most_threads, "fhvalidate")
            return self._threads


def _processors() -> int:
    """How many this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # where there are no workers either
        return 1
