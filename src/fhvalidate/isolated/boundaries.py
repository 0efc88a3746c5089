"""Boundaries: what a worker process gives itself before it reads a byte of any document.

RLIMIT_AS once; for each document a processor time and an alarm clock, so that the process ends even
when nobody is left to kill it; and within them less for the drawing of pages, so that there is
time and memory left to judge the signatures of a file that is made to cost.
"""

import fcntl
import os
import resource
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Protocol

from fhvalidate import stages
from fhvalidate.isolated.settings import ResourceLimits
from fhvalidate.ocr.recognise import SECONDS_A_PAGE
from fhvalidate.ocr.whole import SECONDS
from fhvalidate.stages import Stage

GRACE = 5  # seconds; the caller kills first, the alarm is for when it no longer can
_PAGE = resource.getpagesize()


class Tell(Protocol):
    """Tells the caller where the judgement stands."""

    def __call__(self, stage: Stage, *, begun: bool) -> None:
        """The stage has begun, or ended."""


@dataclass(slots=True)
class Boundaries:
    """The limits of this process, and what of them the document at hand has used.

    Attributes:
        tell: is told of the first drawing of a document, and of recognition, which stops the clock.
        paused: seconds for which the clock may be stopped.
    """

    limits: ResourceLimits
    tell: Tell
    paused: float = SECONDS
    _ends: float = field(default=0.0, init=False)
    _drawing: float = field(default=0.0, init=False)
    _has_drawn: bool = field(default=False, init=False)

    def enter(self) -> None:
        """Takes the limits upon this process, for good."""
        memory = _at_most(self.limits.bytes, resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold personal data
        # They end the process, also inside a library that never returns to Python.
        for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGIO):
            signal.signal(number, signal.SIG_DFL)
        stages.observe(self.stage)

    def start(self, caller: int) -> None:
        """Starts the clocks of a document; without its caller, who holds `caller`, it ends."""
        end_with(caller)
        self._ends = _spent() + self.limits.seconds
        self._drawing = self.limits.drawing_seconds
        self._has_drawn = False
        _limit_processor(self._ends + GRACE)
        signal.setitimer(signal.ITIMER_REAL, self.limits.seconds + self.paused + GRACE)

    @staticmethod
    def stop(caller: int) -> None:
        """The document is done; what comes next has clocks of its own."""
        live_without(caller)
        signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """The stage, within what it may take."""
        if stage is Stage.DRAWING:
            with self._drawn():
                yield
        else:
            with self._recognised():
                yield

    @contextmanager
    def _drawn(self) -> Iterator[None]:
        if not self._has_drawn:
            self._has_drawn = True
            self.tell(Stage.DRAWING, begun=True)
        before = _spent()
        _limit_processor(min(before + self._drawing, self._ends + GRACE))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(
            resource.RLIMIT_AS, (min(hard, _address_space() + self.limits.drawing_bytes), hard)
        )
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
            self._drawing -= _spent() - before
            _limit_processor(self._ends + GRACE)

    @contextmanager
    def _recognised(self) -> Iterator[None]:
        """An engine may read in this process or in one of its own; the page's time is its own."""
        before = _spent()
        _limit_processor(self._ends + SECONDS_A_PAGE + GRACE)
        self.tell(Stage.RECOGNITION, begun=True)
        try:
            yield
        finally:
            self.tell(Stage.RECOGNITION, begun=False)
            self._ends += _spent() - before
            _limit_processor(self._ends + GRACE)


def end_with(pipe: int) -> None:
    """Has SIGIO end this process when the pipe's other end is closed, or something comes from it.

    Nothing is to come while a document is judged, but what was asked for.
    """
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(pipe, 0)
    if any(state & select.POLLHUP for _, state in poll.poll(0)):  # closed before
        os.kill(os.getpid(), signal.SIGIO)


def live_without(pipe: int) -> None:
    """Takes that back."""
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) & ~os.O_ASYNC)


def _spent() -> float:
    """The processor time of this process, in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit_processor(seconds: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (_at_most(ceil(seconds), resource.RLIMIT_CPU), hard))


def _at_most(wanted: int, kind: int) -> int:
    """What is wanted, or less where whoever started the program has set a lower limit."""
    _, hard = resource.getrlimit(kind)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def _address_space() -> int:
    """The bytes of address space that this process has mapped."""
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * _PAGE
