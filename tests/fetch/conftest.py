"""The loopback server, for tests that say that they may use sockets."""

from collections.abc import Iterator

import pytest

from tests.fetch.server import Loopback, serving


@pytest.fixture
def loopback(socket_enabled: None) -> Iterator[Loopback]:
    """A server on 127.0.0.1; pytest-socket refuses every other host (`allow_hosts`)."""
    del socket_enabled
    with serving() as server:
        yield server
