"""The server: uvicorn on an address or a Unix socket, until it is told to stop.

SIGTERM and SIGINT let what has begun be answered; at SIGHUP whom to believe is read anew.
"""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.web.connections import Connection

KEEP_ALIVE = 15  # seconds; longer than what proxies wait between two requests of a person
STOPPING = 60  # seconds for what has begun; systemd kills after 90
LONGEST_SOCKET = 107  # bytes of a socket's path (unix(7): 108 with the zero after it)
ANSWERING = 1.0  # seconds, for whoever listens at a socket
MAX_HEAD = 32_768  # bytes of a request's line and headers


@frozen
class Address:
    """Where the service listens: a Unix socket where a path is given, else host and port."""

    host: str = "127.0.0.1"
    port: int = 8080
    unix: str = ""
    prefix: str = ""

    @property
    def shown(self) -> str:
        """The address as it is told; that of a Unix socket as nginx writes it."""
        path = f"{self.prefix}/" if self.prefix else ""
        if self.unix:
            return f"unix:{self.unix}:{path}" if path else f"unix:{self.unix}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{path}"


def refuse_unusable(address: Address) -> None:
    """Refuses a Unix socket that cannot be, before workers are started for it.

    One that is left of a service that was ended goes away when another begins to listen there; one
    that somebody answers at is not taken from them.

    Raises:
        UsageError: `serve-socket-folder`, `serve-socket-long`, `serve-socket-other`,
            `serve-address-taken`.
    """
    if not address.unix:
        return
    path = Path(address.unix)
    if len(os.fsencode(address.unix)) > LONGEST_SOCKET:
        raise UsageError("serve-socket-long", path=address.unix, most=str(LONGEST_SOCKET))
    if not path.parent.is_dir():
        raise UsageError("serve-socket-folder", path=str(path.parent))
    if not path.exists():
        return
    if not path.is_socket():
        raise UsageError("serve-socket-other", path=address.unix)
    with socket.socket(socket.AF_UNIX) as there, suppress(OSError):
        there.settimeout(ANSWERING)
        there.connect(address.unix)
        raise UsageError("serve-address-taken", address=address.shown)


class _Server(uvicorn.Server):
    """Uvicorn's, whose signals are our own, as it would end the program by the signal again."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[int], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen, and tells it."""
        try:
            await super().startup(sockets)
        except OSError as error:  # of a Unix socket; of a port it ends itself
            await self.lifespan.shutdown()
            raise SystemExit(1) from error
        if self.started:
            name = self.servers[0].sockets[0].getsockname()
            self._listening(name[1] if isinstance(name, tuple) else 0)

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
    listening: Callable[[Address], None],
) -> bool:
    """Answers until a signal stops it; whether it ever listened.

    Args:
        app: what answers.
        address: where.
        trusted_proxies: whose `X-Forwarded-For` and `-Proto` are believed, addresses with commas
            between; on a Unix socket only a proxy can be there, and is believed.
        reload: called in a thread at SIGHUP.
        listening: called once it listens, with the address and the port that it has.
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
    server = _Server(config, lambda port: listening(replace(address, port=port)))
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
    with suppress(SystemExit):  # where it cannot listen
        await server.serve()
