"""Line: who is next at the workers of a pool, in the order in which they came."""

from collections import deque
from concurrent.futures import Future
from threading import Condition
from typing import TYPE_CHECKING

from fhvalidate.errors import PoolFullError, UsageError

if TYPE_CHECKING:
    from fhvalidate.isolated.examiner import IsolatedWorker

Ticket = Future["IsolatedWorker"]  # who holds it gets a worker, and has to give it back


class Line:
    """Requests wait in the order in which they came; the worker that was used last is next.

    Args:
        workers: how many there are; each is given once it can be used.
        most: how many requests may wait.
    """

    def __init__(self, workers: int, most: int) -> None:
        self._workers = workers
        self.most = most
        self._idle: list[IsolatedWorker] = []
        self._waiting: deque[Ticket] = deque()
        self._closed = False
        self._changed = Condition()

    @property
    def is_closed(self) -> bool:
        """Whether nobody enters any more."""
        return self._closed

    def refuse(self) -> None:
        """Refuses a request that could not wait now.

        Raises:
            PoolFullError: so many wait already.
            UsageError: `pool-closed`.
        """
        with self._changed:
            self._refuse()

    def enter(self, *, patient: bool) -> Ticket:
        """A place in the line; one who is patient gets one also where the line is full.

        A ticket that is cancelled gives up its place.

        Raises:
            PoolFullError: so many wait already.
            UsageError: `pool-closed`.
        """
        ticket: Ticket = Future()
        with self._changed:
            self._refuse(patient=patient)
            if not self._idle:
                self._waiting.append(ticket)
                return ticket
            worker = self._idle.pop()
        ticket.set_running_or_notify_cancel()
        ticket.set_result(worker)
        return ticket

    def give(self, worker: "IsolatedWorker") -> None:
        """The worker is free for whoever is next."""
        with self._changed:
            while self._waiting:
                ticket = self._waiting.popleft()
                if ticket.set_running_or_notify_cancel():
                    break
            else:
                self._idle.append(worker)
                self._changed.notify_all()
                return
        ticket.set_result(worker)  # outside the lock: it may begin there and then

    def close(self) -> None:
        """Nobody enters any more; those who wait have their turn."""
        with self._changed:
            self._closed = True

    def turn_away(self) -> None:
        """Nobody enters any more, and those who wait are refused."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, deque()
        for ticket in waiting:
            if ticket.set_running_or_notify_cancel():
                ticket.set_exception(UsageError("pool-closed"))

    def wait_until_idle(self) -> None:
        """Waits until every worker has been given back and nobody waits."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._idle) == self._workers)

    def _refuse(self, *, patient: bool = False) -> None:
        if self._closed:
            raise UsageError("pool-closed")
        if patient or self._idle or len(self._waiting) < self.most:
            return
        self._waiting = deque(ticket for ticket in self._waiting if not ticket.cancelled())
        if len(self._waiting) >= self.most:
            raise PoolFullError(self.most)
