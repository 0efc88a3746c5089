"""The routes of the interface of our own, each as it is described."""

import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fhvalidate.web.api import operations
from fhvalidate.web.api.answers import JSON
from fhvalidate.web.api.openapi import BASE, description
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings

Operation = Callable[[Request, ServiceSettings, Judging], Awaitable[Response]]
OPERATIONS: dict[str, Operation] = {
    f"{BASE}/validate": operations.validate,
    f"{BASE}/match": operations.match,
    f"{BASE}/revisions": operations.revisions,
    f"{BASE}/revisions/{{number}}": operations.revision,
    f"{BASE}/side-by-side": operations.side_by_side,
}


def routes(settings: ServiceSettings, judging: Judging) -> list[BaseRoute]:
    """What is posted to be looked at, and the description of it all (OpenAPI 3.1)."""
    described = json.dumps(description(prefix=settings.prefix), ensure_ascii=False)

    async def openapi(_: Request) -> Response:
        return Response(described, media_type=JSON)

    def answering(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await operation(request, settings, judging)

        return endpoint

    posted = (Route(path, answering(each), methods=["POST"]) for path, each in OPERATIONS.items())
    return [*posted, Route(f"{BASE}/openapi.json", openapi, methods=["GET"])]
