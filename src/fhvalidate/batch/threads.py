"""Threads that do one work: started together, watched until all have ended, stopped by Ctrl-C."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

from fhvalidate.errors import UsageError

TICK = 0.2  # seconds between looks at the clock and at Ctrl-C
QUEUED = 1000  # results that wait to be counted; the threads wait when there are more
Done = TypeVar("Done")


@dataclass(slots=True)
class Threads(Generic[Done]):
    """What the threads share.

    Attributes:
        stop: each ends after what it does now, when it is set.
        failures: what ended a thread, to be raised again where they were started.
    """

    stop: Event = field(default_factory=Event)
    failures: list[BaseException] = field(default_factory=list)
    _done: "Queue[Done | None]" = field(default_factory=lambda: Queue(maxsize=QUEUED))
    _ended: Event = field(default_factory=Event)

    def start(self, threads: Iterable[Thread]) -> None:
        """Starts them all.

        Raises:
            UsageError: `worker-not-started`: there is no room for so many.
        """
        try:
            for thread in threads:
                thread.start()
        except RuntimeError as error:
            self.stop.set()
            raise UsageError("worker-not-started", reason="no-memory") from error

    @contextmanager
    def doing(self) -> Iterator[Callable[[Done], None]]:
        """Around all that one thread does; gives what tells of each thing that it has done."""
        try:
            yield self._done.put
        except BaseException as error:  # noqa: BLE001 - raised again where the run was started
            self.failures.append(error)
            self.stop.set()
        finally:
            self._done.put(None)
            self._ended.set()

    def watch(
        self,
        running: int,
        finish: Callable[[Done], None],
        tick: Callable[[], None],
        *,
        hurry: Callable[[], None] = lambda: None,
    ) -> bool:
        """Tells what so many threads finish until all have ended; whether they were interrupted.

        Args:
            running: how many there are.
            finish: told of each thing that is done.
            tick: told now and then.
            hurry: done before a second Ctrl-C goes on its way: what is running is not waited for.
        """
        interrupted = False
        while running:
            try:
                # Not woken for each thing done, which would interrupt the threads at their work.
                self._ended.wait(TICK)
                self._ended.clear()
                with suppress(Empty):
                    while True:
                        item = self._done.get_nowait()
                        if item is None:
                            running -= 1
                        else:
                            finish(item)
                tick()
            except KeyboardInterrupt:
                if interrupted:
                    hurry()
                    raise
                interrupted = True
                self.stop.set()
        return interrupted
