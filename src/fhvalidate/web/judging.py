"""Judging: what the interfaces ask for reports; a pool behind a queue with an end.

A report is made in a worker process. Who must wait longer than the operator allows is told so, and
is not forgotten in a queue: that is `BusyError`, which every interface answers with 503.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar

from fhvalidate.errors import (
    BusyError,
    InternalError,
    NotJudgedError,
    PoolFullError,
    UnreadableError,
    UsageError,
)
from fhvalidate.evidence import Evidence
from fhvalidate.isolated import Cause, IsolatedWorker, NotJudged, Settings
from fhvalidate.isolated.asking import Asks
from fhvalidate.isolated.places import named_path
from fhvalidate.isolated.pool import Pool
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.report.reading import from_jsonable
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.metrics import Metrics
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.told import NO_REQUEST, told
from fhvalidate.web.unnamed_files import unnamed_files

_DEATHS = frozenset(f"not-judged-{cause}" for cause in (Cause.TIMEOUT, Cause.MEMORY, Cause.CRASH))
T = TypeVar("T")
LONGEST_QUEUE = 500  # requests, whatever is expected of them
SECONDS_A_DOCUMENT = 0.1  # until it is known; signed minutes take 0.04 of an idle processor
LEARNING = 0.1  # the share of the newest document in what is expected of the next
SHARE_OF_WAIT = 0.7  # which may be expected, so that nearly nobody waits longer than is allowed
RETRY_AFTER = 5  # seconds; a queue of 20 s is a quarter shorter then
MOST_OPERATIONS = 8  # that wait for the one worker that looks at pages and revisions


class Judging:
    """Reports on documents, made by a pool that is exchanged when trust is read anew.

    Args:
        settings: of the service.
        pool: made by the settings; one that the caller has no more to do with.
    """

    def __init__(self, settings: ServiceSettings, pool: Pool) -> None:
        self.settings = settings
        self.trust = settings.trust
        self.evidence = settings.evidence
        self.unread: tuple[str, ...] = ()  # kinds of files that could not be read anew
        self.metrics = Metrics()
        self._pool = pool
        self._begun = 0
        self._seconds = SECONDS_A_DOCUMENT  # that a worker takes for one, of late
        self._operating = 0
        self._operator: IsolatedWorker | None = None
        self._operators = ThreadPoolExecutor(1, "fhvalidate-operations")
        self._lock = Lock()

    @classmethod
    def of(cls, settings: ServiceSettings, *, ready: bool = True) -> "Judging":
        """Judging by a new pool; see `Pool` for when it is best made.

        Raises:
            UsageError: `worker-not-started`, `isolation-unavailable`.
        """
        return cls(settings, new_pool(settings, settings.trust, ready=ready))

    @property
    def waiting(self) -> int:
        """How many documents are judged or wait for it."""
        return self._begun

    def admit(self) -> None:
        """Refuses who would not be answered in time anyway, before a body is read.

        Raises:
            BusyError: at the rate of late, those before take longer than the operator allows.
        """
        if self._begun < self.settings.workers:
            return
        expected = self._begun * self._seconds / self.settings.workers
        if expected > SHARE_OF_WAIT * self.settings.wait:
            raise BusyError(retry_after=RETRY_AFTER)

    def admit_operation(self) -> None:
        """The same for who wants pages or revisions looked at.

        Raises:
            BusyError: as many wait for it as may.
        """
        if self._operating >= MOST_OPERATIONS:
            raise BusyError(retry_after=RETRY_AFTER)

    async def report(
        self,
        data: bytes,
        *,
        name: str = "",
        at: datetime | None = None,
        policy: Policy | None = None,
        password: str = "",
        detail: Detail = Detail.FULL,
        show_personnummer: bool | None = None,
    ) -> Report:
        """The report on the document, with `evidence`: every object that was at hand, as DER.

        A document that its worker died of has a report too: its verdict is `unreadable`, with the
        finding `not-judged-timeout`, `not-judged-memory` or `not-judged-crash`.

        Args:
            data: the document.
            name: what the report calls it.
            at: the time that the verdict is for, aware; now when left out.
            policy: that of the service when left out.
            password: of an encrypted file.
            detail: how much the report holds.
            show_personnummer: as the operator has chosen when left out.

        Raises:
            BusyError: so many wait already, or no worker was free within the wait.
            NotJudgedError: a defect of this program, or no worker can be started.
        """
        self.admit()
        shows = self.settings.show_personnummer if show_personnummer is None else show_personnummer
        asked: Asks = {
            "name": name or None,
            "at": at,
            "policy": policy,
            "password": password,
            "detail": detail,
            "show_personnummer": shows,
        }
        began = time.monotonic()
        self._begun += 1
        rounds = max(self._begun / self.settings.workers, 1.0)  # until it is this one's turn
        try:
            report = await self._in_turn(self._submitted(data, asked))
        except PoolFullError as error:
            raise BusyError(retry_after=RETRY_AFTER) from error
        except InternalError as error:
            self.metrics.count("not_judged_total", cause="internal")
            raise NotJudgedError(error.code, cause="internal") from error
        except UsageError as error:
            self.metrics.count("not_judged_total", cause=error.code)
            raise NotJudgedError(error.code, cause=error.code) from error
        finally:
            self._begun -= 1
        took = time.monotonic() - began
        self._seconds += LEARNING * (took / rounds - self._seconds)
        self._count(report, took)
        return report

    async def operate(
        self, kind: Any, name: str, *, files: Mapping[str, bytes], **arguments: Json
    ) -> Any:
        """What an operation of `isolated.operations` gives, read as a value of the kind.

        The files are in memory, where nobody else reads, and are gone when it returns.

        Raises:
            UnreadableError: a file cannot be read, also where the worker died of it.
            BusyError: as many wait for it as may, or its turn did not come within the wait.
            NotJudgedError: a defect of this program, or the worker cannot be started.
        """
        self.admit_operation()
        self._operating += 1
        try:
            answer = await self._in_turn(
                self._operators.submit(self._operated, name, files, arguments)
            )
        except UsageError as error:
            raise NotJudgedError(error.code, cause=error.code) from error
        finally:
            self._operating -= 1
        if isinstance(answer, NotJudged):
            if answer.cause is Cause.INTERNAL:
                raise NotJudgedError(InternalError.code, cause="internal")
            raise UnreadableError(f"not-judged-{answer.cause}", detail=answer.detail)
        # Pages with pictures are megabytes of JSON, for which nobody else has to wait.
        return await asyncio.to_thread(_read, kind, answer)

    def exchange(
        self, trust: TrustAnchors, pool: Pool, *, evidence: Evidence | None = None
    ) -> None:
        """From now on asks the new pool; the old one answers what it has begun, and ends."""
        old, self._pool, self.trust = self._pool, pool, trust
        self.evidence = self.settings.evidence if evidence is None else evidence
        old.close()

    def close(self) -> None:
        """Ends the workers when what has been begun is answered."""
        self._pool.close()
        self._operators.shutdown()
        if self._operator is not None:
            self._operator.close()

    def _count(self, report: Report, seconds: float) -> None:
        """Counts a document that somebody has sent by its verdict, and what its worker died of."""
        about, verdict = told(), str(report.verdict)
        if about.interface == NO_REQUEST:
            return
        about.verdicts.append(verdict)
        self.metrics.took(seconds)
        self.metrics.count("documents_total", interface=about.interface, verdict=verdict)
        for finding in report.findings:
            if finding.code in _DEATHS:
                cause = finding.code.removeprefix("not-judged-")
                self.metrics.count("worker_restarts_total", cause=cause)
                self.metrics.count("not_judged_total", cause=cause)

    def _submitted(self, data: bytes, asked: Asks) -> Future[Report]:
        """What will be the report; by the new pool where the old one was closed meanwhile."""
        pool = self._pool
        try:
            return pool.submit(data, **asked)
        except UsageError:
            if pool is self._pool:
                raise
            return self._pool.submit(data, **asked)

    async def _in_turn(self, future: Future[T]) -> T:
        """The result; it is given up only while it waits for its turn."""
        awaited = asyncio.wrap_future(future)
        try:
            await asyncio.wait([awaited], timeout=self.settings.wait)
        except asyncio.CancelledError:  # nobody waits for the answer any more
            future.cancel()
            raise
        if not awaited.done() and future.cancel():
            raise BusyError(retry_after=RETRY_AFTER)
        return await awaited

    def _operated(
        self, name: str, files: Mapping[str, bytes], arguments: Mapping[str, Json]
    ) -> bytes | NotJudged:
        with self._lock:
            if self._operator is None:
                now = datetime.now(UTC)
                settings = Settings(trust=TrustAnchors.none(), at=now, policy=self.settings.policy)
                self._operator = IsolatedWorker(settings)
        with unnamed_files(files) as paths:
            named = {key: named_path(path) for key, path in paths.items()}
            try:
                return self._operator.operate(name, {**arguments, **named})
            except UsageError as error:
                if error.code != "file-not-comparable":
                    raise
                keys = {path: key for key, path in paths.items()}  # it is the document's fault
                which = keys.get(str(error.detail.get("path")), "")
                raise UnreadableError(error.detail["reason"], file=which) from error


def new_pool(settings: ServiceSettings, trust: TrustAnchors, *, ready: bool = True) -> Pool:
    """A pool that judges by the settings, but for whom to believe.

    Raises:
        UsageError: `worker-not-started`, `isolation-unavailable`.
    """
    return Pool(
        trust=trust,
        workers=settings.workers,
        queue=LONGEST_QUEUE,
        policy=settings.policy,
        evidence=settings.evidence,
        ready=ready,
    )


def _read(kind: Any, answer: bytes) -> Any:
    """The value of the kind; a worker that answers with anything else has been taken over."""
    try:
        return from_jsonable(kind, json.loads(answer))
    except (ValueError, RecursionError, NotOfThisKindError) as error:
        raise UnreadableError("not-judged-crash", detail="protocol") from error
