"""The log: a JSON object a request, without names, numbers, digests or anything of a document.

A digest tells which document was sent; so does a file's name. An address of a person is the web
server's in front to log, or not.
"""

import json
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fhvalidate.errors import RequestRefusedError
from fhvalidate.report.json import utc
from fhvalidate.web.languages import language_of
from fhvalidate.web.metrics import Metrics
from fhvalidate.web.problems import problem
from fhvalidate.web.told import Told, begin, defect

Write = Callable[[str], None]
GONE = 499  # what nginx calls it when whoever asked has hung up
MOST_TOLD = 20  # verdicts of one request; a form has no more files
# W3C Trace Context, 3.2: a version, the trace, the span and flags.
_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


class RequestLog:
    """Counts and logs every request, and answers for defects without telling of any document."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, write: Write | None) -> None:
        self.app = app
        self._metrics = metrics
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told, began = begin(), time.monotonic()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except ClientDisconnect:
            told.cause = "service-gone"
        except Exception as error:  # noqa: BLE001 - a defect is told by its place, not its words
            if not status:
                failed = RequestRefusedError("service-failed", status=500)
                answer = problem(failed, language_of(Request(scope)))
                await answer(scope, receive, noting)
            told.cause = defect(error)
        finally:
            self._finish(scope, told, status or GONE, time.monotonic() - began)

    def _finish(self, scope: Scope, told: Told, status: int, seconds: float) -> None:
        self._metrics.count("requests_total", interface=told.interface, status=str(status))
        if told.cause:
            self._metrics.count("refused_total", reason=told.cause.partition(" ")[0])
        if self._write is None:
            return
        line = {
            "time": utc(datetime.now(UTC)),
            "request": _trace(scope),
            "interface": told.interface,
            "method": str(scope["method"])[:10],
            "status": status,
            "bytes": told.size,
            "verdicts": told.verdicts[:MOST_TOLD],
            "cause": told.cause,
            "system": told.system,
            "milliseconds": round(seconds * 1000),
        }
        self._write(json.dumps(line))


def _trace(scope: Scope) -> str:
    """The trace that the request belongs to, where it says so; else one by chance."""
    for name, value in scope["headers"]:
        if name == b"traceparent":
            found = _TRACE.fullmatch(value.decode("latin-1"))
            if found:
                return found[1]
    return secrets.token_hex(16)
