"""pyHanko's coroutines, run to their end without a socket."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class _SocketlessLoop(asyncio.SelectorEventLoop):
    """An event loop no other thread can wake, so it needs no socket pair (tests forbid them)."""

    def _make_self_pipe(self) -> None:
        self._ssock = self._csock = None

    def _close_self_pipe(self) -> None:
        """There is nothing to close."""


def run(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """What the coroutine returns in the end."""
    loop = _SocketlessLoop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
