"""Presence: an answer that nobody waits for any more is given up, and its place is free."""

import asyncio
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Presence:
    """Ends what is done for a request when whoever asked has hung up.

    A document that a worker has begun is judged to its end, which is soon and by its limits.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on.

        Raises:
            ClientDisconnect: nobody is there any more.
        """
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watching: list[asyncio.Task[None]] = []

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            answering.cancel()

        async def received() -> Message:
            if watching:  # a streamed answer asks, too
                await asyncio.wait(watching)
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                watching.append(asyncio.create_task(watch()))
            return message

        answering = asyncio.create_task(_answer(self.app, scope, received, send))
        try:
            await asyncio.wait([answering])
        except asyncio.CancelledError:  # the service is ending
            answering.cancel()
            raise
        finally:
            for task in watching:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if answering.cancelled():
            raise ClientDisconnect
        answering.result()


async def _answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)
