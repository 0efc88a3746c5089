"""Connections that cost: what is sent in crumbs, half a head, nothing at all, or is never read.

Uvicorn closes a connection that was answered and is quiet, and no other. h11 takes some 40 us for
each piece of a body in chunks, and all that one read gives is gone through before anybody else has
a turn: 250 kB in pieces of one byte are seconds.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

IDLE_SECONDS = 20  # from the last answer, or the first contact, to a whole head of a request
UNREAD_SECONDS = 60  # that an answer waits for whoever asked to read on
MOST_CONNECTIONS = 800  # at once, of the 1,024 files that a process usually may open
SMALL = 256  # bytes; what clients send is larger, but where the network parts it
FEW = 1_000  # small pieces that any body may have
BYTES_A_SMALL_PIECE = 1_024  # of a body, that earn it one more
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)
A_TURN = 200  # pieces that are gone through before others have their turn


class CountingConnection(h11.Connection):
    """h11's, that counts the pieces of a body: `turn` what may still be read in this turn."""

    turn = A_TURN
    _size = 0
    _small = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """The next event; none when a turn is over.

        Raises:
            RemoteProtocolError: the request is malformed, or its body has too many small pieces.
        """
        if self.turn <= 0:
            return h11.NEED_DATA
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._size = self._small = 0
        elif isinstance(event, h11.Data):
            self.turn -= 1
            self._size += len(event.data)
            self._small += len(event.data) < SMALL
            if self._small > FEW + self._size // BYTES_A_SMALL_PIECE:
                raise h11.RemoteProtocolError("a body of crumbs")
        return event


class Connection(H11Protocol):
    """Uvicorn's, that is closed in time, and gives way when there are too many."""

    conn: CountingConnection
    cycle: RequestResponseCycle | None  # type: ignore[assignment]
    _ends: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    since = 0.0  # when it began to wait for a request, by the loop's clock

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins; the one that has waited longest without a request makes room where none is."""
        super().connection_made(transport)
        limit = self.config.h11_max_incomplete_event_size
        self.conn = CountingConnection(h11.SERVER, 32_768 if limit is None else limit)
        self._wait_for_a_head()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the clocks."""
        for clock in (self._ends, self._unread):
            if clock is not None:
                clock.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes what has come, if the connection is not being closed."""
        if not self.transport.is_closing():
            super().data_received(data)

    def handle_events(self) -> None:
        """Goes through what has come, for as long as a turn is; the rest when others had theirs."""
        self.conn.turn = A_TURN
        super().handle_events()
        if self.conn.turn <= 0 and not self.transport.is_closing():
            self.flow.pause_reading()
            self.loop.call_soon(self._go_on)

    def send_400_response(self, msg: str) -> None:
        """Refuses what is malformed, and closes; only closes where an answer has begun."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.abort()

    def on_response_complete(self) -> None:
        """Waits for the next request, and not for as long as crumbs of it come."""
        self._wait_for_a_head()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Waits for whoever asked to read, and not for ever."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Goes on writing."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return not self.transport.is_closing() and (
            self.cycle is None or self.cycle.response_complete
        )

    def _make_room(self) -> None:
        """Ends the connection that has waited longest; this one where all others are answered."""
        others = (each for each in self.connections if isinstance(each, Connection))
        idle = [each for each in others if each is not self and each.is_idle]
        if idle:
            min(idle, key=lambda each: each.since).transport.abort()
        else:
            self.transport.write(FULL)
            self.transport.close()

    def _wait_for_a_head(self) -> None:
        self.since = self.loop.time()
        if self._ends is not None:
            self._ends.cancel()
        self._ends = self.loop.call_later(IDLE_SECONDS, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if self.is_idle:
            self.transport.abort()

    def _go_on(self) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is None or len(self.cycle.body) <= SMALL * A_TURN:
            self.flow.resume_reading()
        self.handle_events()
