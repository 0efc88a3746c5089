"""The service as a process of its own, on a Unix socket, and what asks it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

PDF = {"Content-Type": "application/pdf"}


class UnixConnection(HTTPConnection):
    """Speaks HTTP on a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("service.example")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def serving(path: Path, *more: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """The service on a Unix socket; it has said that it answers."""
    return started("--unix", str(path), *more)


@contextmanager
def started(*more: str) -> Iterator[subprocess.Popen[str]]:
    """The service as it is told; it has said that it answers."""
    command = [sys.executable, "-m", "fhvalidate", "serve", "--lang=en"]
    process = subprocess.Popen(
        [*command, "--workers=1", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    try:
        assert process.stderr is not None
        assert "answers at " in process.stderr.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def ask(path: Path, method: str, target: str, body: bytes = b"") -> tuple[HTTPResponse, bytes]:
    connection = UnixConnection(path)
    connection.request(method, target, body or None, PDF if body else {})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer, read
