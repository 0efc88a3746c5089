"""The server: uvicorn on an address or a Unix socket, until it is told to stop.

SIGTERM and SIGINT let what has begun be answered; at SIGHUP whom to believe is read anew.
"""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from fhvalidate.frozen import frozen
from fhvalidate.web.connections import Connection

KEEP_ALIVE = 15  # seconds; longer than what proxies wait between two requests of a person
STOPPING = 60  # seconds for what has begun; systemd kills after 90
MAX_HEAD = 32_768  # bytes of a request's line and headers


@frozen
class Address:
    """Where the service listens: a Unix socket where a path is given, else host and port."""

    host: str = "127.0.0.1"
    port: int = 8080
    unix: str = ""

    @property
    def shown(self) -> str:
        """The address as it is told."""
        if self.unix:
            return f"unix:{self.unix}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


class _Server(uvicorn.Server):
    """Uvicorn's, whose signals are our own, as it would end the program by the signal again."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen, and tells it."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals alone."""
        yield


def serve(
    app: ASGIApp,
    address: Address,
    *,
    trusted_proxies: str = "127.0.0.1",
    reload: Callable[[], None],
    listening: Callable[[], None],
) -> bool:
    """Answers until a signal stops it; whether it ever listened.

    Args:
        app: what answers.
        address: where.
        trusted_proxies: whose `X-Forwarded-For` and `-Proto` are believed, addresses with commas
            between; on a Unix socket only a proxy can be there, and is believed.
        reload: called in a thread at SIGHUP.
        listening: called once it listens.
    """
    config = uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        uds=address.unix or None,
        interface="asgi3",
        http=Connection,
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="*" if address.unix else trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=STOPPING,
        h11_max_incomplete_event_size=MAX_HEAD,
    )
    # What it logs of a form goes to stderr where nobody has said otherwise.
    logging.getLogger("python_multipart").disabled = True
    logging.getLogger("python_multipart.multipart").disabled = True
    server = _Server(config, listening)
    asyncio.run(_until_stopped(server, reload))
    return server.started


async def _until_stopped(server: _Server, reload: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    reloading = asyncio.Lock()
    tasks = set[asyncio.Task[None]]()

    def stop() -> None:
        server.should_exit = True

    async def read_anew() -> None:
        async with reloading:  # one after the other: the last signal has the last word
            await loop.run_in_executor(None, reload)

    def hang_up() -> None:
        task = loop.create_task(read_anew())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    loop.add_signal_handler(signal.SIGHUP, hang_up)
    with suppress(SystemExit):  # uvicorn's, where it cannot listen
        await server.serve()
