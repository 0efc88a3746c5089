"""Crew: the workers of a pool, started and warmed, started anew when they die, and ended."""

import os
import threading
import weakref
from contextlib import suppress

from fhvalidate.errors import UsageError
from fhvalidate.isolated import process
from fhvalidate.isolated.examiner import IsolatedWorker
from fhvalidate.isolated.line import Line


class Crew:
    """Workers that belong to the process that made them, and end when they are forgotten.

    Args:
        workers: not started yet; each is given to the line when it is ready.
        line: who asks for one.
        ready: whether to return only when every one is.

    Raises:
        UsageError: `worker-not-started`, of those that are waited for.
    """

    def __init__(self, workers: tuple[IsolatedWorker, ...], line: Line, *, ready: bool) -> None:
        self._workers = workers
        self._line = line
        self._owner = os.getpid()
        self._failures: list[Exception] = []
        # Also at the end of the program.
        self._end = weakref.finalize(self, _end, workers, self._owner)
        for worker in workers:  # forks, as long as there is one thread
            if process.may_fork():
                with suppress(UsageError):  # it is tried again, and told there
                    worker.start()
        beside = [self._warm_beside(worker) for worker in workers]
        if not ready:
            return
        for thread in beside:
            if thread is not None:
                thread.join()
        if self._failures:
            self.stop()
            self.end()
            raise self._failures[0]

    @property
    def is_here(self) -> bool:
        """Whether this process made them; a fork of it has none."""
        return os.getpid() == self._owner

    def free(self, worker: IsolatedWorker) -> None:
        """Gives the worker back; one that has died is started anew beside, not by who is next."""
        if worker.is_ready or self._line.is_closed or process.may_fork():
            self._line.give(worker)
        else:
            self._warm_beside(worker)

    def stop(self) -> None:
        """Ends what they do; whoever asked gets no answer."""
        for worker in self._workers:
            worker.stop()

    def end(self) -> None:
        """Ends them when every one has been given back."""
        self._line.wait_until_idle()
        self._end()

    def _warm_beside(self, worker: IsolatedWorker) -> threading.Thread | None:
        thread = threading.Thread(target=self._warm, args=(worker,), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no room for a thread: whoever is next starts it
            self._line.give(worker)
            return None
        return thread

    def _warm(self, worker: IsolatedWorker) -> None:
        try:
            worker.warm()
        except Exception as error:  # noqa: BLE001 - told where it is waited for, or at a request
            self._failures.append(error)
        finally:
            self._line.give(worker)


def _end(workers: tuple[IsolatedWorker, ...], owner: int) -> None:
    if os.getpid() == owner:
        for worker in workers:
            worker.close()
