"""A real HTTP server on loopback that answers as it is told, also badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from fhvalidate.fetch.addresses import Address, is_public
from fhvalidate.fetch.request import Network

LOOPBACK = ip_address("127.0.0.1")
Answer = Callable[["Handler"], None]


@dataclass
class Loopback:
    """The server, what it answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over, so that a slow answer need not be slow any more."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the answer of its path."""

    server: "_Server"

    def do_GET(self) -> None:
        loopback = self.server.loopback
        loopback.asked.append(self.path)
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length)
        answer = loopback.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def reply(self, data: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """A test says enough."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, loopback: Loopback) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.loopback = loopback
        loopback.port = self.server_port

    def get_request(self) -> tuple[object, object]:  # type: ignore[override]
        self.loopback.connections += 1
        return super().get_request()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what the tests are about."""


@contextmanager
def serving() -> Iterator[Loopback]:
    """The server while it runs."""
    loopback = Loopback()
    server = _Server(loopback)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield loopback
    finally:
        loopback.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def reply(data: bytes, *, status: int = 200, **headers: str) -> Answer:
    """An answer that is always the same."""
    return lambda handler: handler.reply(data, status=status, **headers)


def redirect(location: str, status: int = 302) -> Answer:
    """An answer that sends elsewhere."""
    return reply(b"", status=status, Location=location)


def permits_loopback(address: Address) -> bool:
    """The rule of the tests: the public Internet, and this machine's own server."""
    return address == LOOPBACK or is_public(address)


def resolve_to_loopback(host: str, port: int) -> tuple[Address, ...]:
    """A resolver for which every name is this machine."""
    del host, port
    return (LOOPBACK,)


LOCAL = Network(permits=permits_loopback, resolve=resolve_to_loopback, timeout=5)
