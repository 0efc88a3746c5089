"""KeptProcess: a worker process that is started when needed, and replaced when it has died."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.fetch.evidence import Gather
from fhvalidate.isolated import process
from fhvalidate.isolated.answers import Cause, NotJudged
from fhvalidate.isolated.fetching import Fetching
from fhvalidate.isolated.frames import MAX_ANSWER, BrokenFrameError, Frame, receive, send
from fhvalidate.isolated.process import Process
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.isolated.stamping import Stamping
from fhvalidate.isolated.trying import Trying
from fhvalidate.ocr.whole import SECONDS
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.stages import Stage

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp

DOCUMENTS_PER_PROCESS = 2000  # then a new one is started: native libraries leak a little
MAX_DETAIL = 200  # characters of what a worker says of a failure
_FRESH = (Cause.MEMORY, Cause.CRASH)  # what an earlier document may have caused


@dataclass(slots=True)
class _Exchange:
    """One request while it is answered.

    Attributes:
        deadline: on the clock of `time.monotonic`; later when the clock was stopped.
        has_drawn: whether the worker has begun to draw.
    """

    deadline: float
    fetching: Fetching | None
    trying: Trying | None = None
    stamping: Stamping | None = None
    has_drawn: bool = False
    paused: float | None = None
    left: float = SECONDS

    @classmethod
    def of(
        cls, fetch: Gather | None, tries: TryPdfA | None, stamp: "Stamp | None" = None
    ) -> "_Exchange":
        """One that has not begun."""
        return cls(
            0,
            None if fetch is None else Fetching(fetch),
            None if tries is None else Trying(tries),
            None if stamp is None else Stamping(stamp),
        )


@dataclass(slots=True)
class KeptProcess:
    """Asks one process after another; one thread at a time, but for `stop`.

    Attributes:
        has_drawn: whether the worker had begun to draw when it last answered or died.
    """

    settings: Settings
    limits: ResourceLimits
    networked: bool = False
    forks: bool = True
    has_drawn: bool = field(default=False, init=False)
    _process: Process | None = field(default=None, init=False, repr=False)
    _stopped: bool = field(default=False, init=False, repr=False)
    # Holds from the process being known here to its being nobody's, before its number is free.
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def is_ready(self) -> bool:
        """Whether there is a process that need not be replaced."""
        return self._process is not None and self._process.judged < DOCUMENTS_PER_PROCESS

    @property
    def is_stopped(self) -> bool:
        """Whether no process is started any more."""
        return self._stopped

    def start(self) -> Process:
        """A process is started, unless there is one that need not be replaced.

        Raises:
            UsageError: `worker-not-started`.
        """
        worker = self._process
        if worker is None or worker.judged >= DOCUMENTS_PER_PROCESS:
            self.close()
            worker = process.start(
                self.settings, self.limits, networked=self.networked, forks=self.forks
            )
            with self._lock:
                self._process = worker
                if self._stopped:
                    process.kill(worker)
        return worker

    def stop(self) -> None:
        """Ends the process whatever it does, for good; whoever asks gets no answer."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                process.kill(self._process)

    def ask(
        self,
        request: Frame,
        *,
        fetch: Gather | None = None,
        tries: TryPdfA | None = None,
        stamp: "Stamp | None" = None,
        seconds: float | None = None,
    ) -> Frame | NotJudged:
        """The answer; after a death that an earlier document may have caused, asked once more.

        So the answer is that of a fresh process, whatever was judged before. `seconds` that are
        fewer than those of the limits hold in their place. What `fetch`, `tries` and `stamp` give
        is what the worker may ask for.

        Raises:
            UsageError: what the worker raised; no worker can be started.
            UnreadableError: what the worker raised.
        """
        used = self._process is not None and self._process.judged > 0
        most = self.limits.seconds if seconds is None else min(seconds, self.limits.seconds)
        answer = self._once(request, _Exchange.of(fetch, tries, stamp), most)
        if used and isinstance(answer, NotJudged) and answer.cause in _FRESH:
            self.close()
            answer = self._once(request, _Exchange.of(fetch, tries, stamp), most)
        return answer

    def close(self) -> None:
        """Ends the process."""
        worker = self._taken()
        if worker is not None:
            process.end(worker)

    def _taken(self) -> Process | None:
        """The process, which is known here no longer."""
        with self._lock:
            worker, self._process = self._process, None
        return worker

    def _once(self, request: Frame, exchange: _Exchange, seconds: float) -> Frame | NotJudged:
        if self._stopped:
            return NotJudged(Cause.CRASH, "stopped")
        worker = self.start()
        exchange.deadline = time.monotonic() + seconds
        try:
            send(worker.input, request, deadline=exchange.deadline)
            answer = _answered(worker, exchange)
        except TimeoutError:
            self.close()
            return NotJudged(Cause.TIMEOUT, f"{seconds:g} s")
        except BrokenFrameError:
            self._taken()
            return process.death_of(worker, self.limits)
        except BaseException:  # what is half said would be taken for the answer to the next
            self.close()
            raise
        finally:
            self.has_drawn = exchange.has_drawn
        if request.header["do"] != "digest":  # which parses nothing
            worker.judged += 1
        return self._understood(answer)

    def _understood(self, answer: Frame) -> Frame | NotJudged:
        header = answer.header
        detail = header.get("detail")
        facts = detail if isinstance(detail, Mapping) else {}
        if "usage" in header:
            raise UsageError(
                _said(header["usage"]), **{_said(k): _said(v) for k, v in facts.items()}
            )
        if "unreadable" in header:
            known = {_said(k): v if isinstance(v, int) else _said(v) for k, v in facts.items()}
            raise UnreadableError(_said(header["unreadable"]), **known)
        if "cause" not in header:
            return answer
        if header["cause"] not in tuple(Cause):
            return self.broken()
        cause = Cause(str(header["cause"]))
        if cause is Cause.MEMORY:
            self.close()
            return NotJudged(cause, process.memory_told(self.limits))
        return NotJudged(cause, _said(header.get("detail", "")))

    def broken(self) -> NotJudged:
        """The process does not speak as agreed, and is ended."""
        self.close()
        return NotJudged(Cause.CRASH, "protocol")


def _answered(worker: Process, exchange: _Exchange) -> Frame:
    """The last frame, after those that tell of stages and ask for what is missing."""
    while True:
        frame = receive(worker.output, limit=MAX_ANSWER, deadline=exchange.deadline)
        if "stage" in frame.header:
            _note_stage(frame, exchange)
        elif (asked := _asked(frame, exchange)) is not None:
            began = time.monotonic()
            found = asked.answer(frame)
            # The network's time is not the file's, nor another program's.
            exchange.deadline += time.monotonic() - began
            send(worker.input, found, deadline=exchange.deadline)
        else:
            return frame


def _asked(frame: Frame, exchange: _Exchange) -> Fetching | Trying | Stamping | None:
    """What answers the frame, if it asks for something."""
    for key, answers in (
        ("missing", exchange.fetching),
        ("pdf_a", exchange.trying),
        ("stamp", exchange.stamping),
    ):
        if key in frame.header:
            if answers is None:
                raise BrokenFrameError
            return answers
    return None


def _note_stage(frame: Frame, exchange: _Exchange) -> None:
    """Text recognition stops the clock, for so long in all as a document may be recognised."""
    now = time.monotonic()
    if frame.header["stage"] == Stage.DRAWING:
        exchange.has_drawn = True
    elif frame.header.get("begun") is True and exchange.paused is None:
        exchange.paused = now
        exchange.deadline += exchange.left
    elif exchange.paused is not None:
        used = min(now - exchange.paused, exchange.left)
        exchange.deadline -= exchange.left - used
        exchange.left -= used
        exchange.paused = None


def _said(text: object) -> str:
    return str(text)[:MAX_DETAIL]
