"""The service as an ASGI application: every interface's routes, and what is done for all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib import import_module

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Router

from fhvalidate.errors import RequestRefusedError
from fhvalidate.web import monitoring, problems
from fhvalidate.web.bodies import Room
from fhvalidate.web.canary import Canary
from fhvalidate.web.current import exchange
from fhvalidate.web.entrance import Interface, Refuse, guarded
from fhvalidate.web.headers import SecurityHeaders
from fhvalidate.web.judging import Judging
from fhvalidate.web.presence import Presence
from fhvalidate.web.request_log import RequestLog, Write
from fhvalidate.web.settings import ServiceSettings

Routes = Callable[[ServiceSettings, Judging], list[BaseRoute]]

# The module of each has a function `routes(settings, judging)`; the earlier is asked first. Where
# it has `refuse(request, error)` too, that is the answer to who has no key.
INTERFACES = (
    Interface("fhvalidate.web.api.routes", "api"),
    Interface("fhvalidate.web.siva.routes", "siva"),
    Interface("fhvalidate.web.dss.routes", "dss"),
    Interface("fhvalidate.web.page.routes", "page", for_people=True),
)
MONITORING = Interface("fhvalidate.web.monitoring", "monitoring", for_people=True)


def application(
    settings: ServiceSettings, judging: Judging, *, log: Write | None = None
) -> Starlette:
    """The application; whoever makes it starts and ends the judging.

    Args:
        settings: of the service.
        judging: what the interfaces ask for reports.
        log: what is given a line of JSON a request; nothing is logged without.
    """
    canary = Canary(judging)
    monitored = monitoring.Monitored(judging, canary, judging.metrics, datetime.now(UTC))
    routes = guarded(monitoring.routes(monitored), MONITORING)
    for interface in INTERFACES:
        if interface.for_people and not settings.page:
            continue
        module = import_module(interface.module)
        made: Routes = module.routes
        refuse: Refuse | None = getattr(module, "refuse", None)
        routes += guarded(made(settings, judging), interface, refuse)

    @asynccontextmanager
    async def looking(_: Starlette) -> AsyncIterator[None]:
        """The canary is looked at before anybody is let in, and every minute."""
        # The first signed file of each worker costs half a second more than those after it.
        await asyncio.gather(*(canary.look() for _ in range(settings.workers)))
        task = asyncio.create_task(canary.keep_looking())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    if settings.prefix:
        routes = [Mount(settings.prefix, app=Router(routes, redirect_slashes=False))]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(RequestLog, metrics=judging.metrics, write=log),
            Middleware(Room, most=settings.held_bytes),
            Middleware(Presence),
        ],
        exception_handlers={
            RequestRefusedError: problems.refused,
            404: problems.not_found,
            405: problems.not_allowed,
        },
        lifespan=looking,
    )
    # A slash too many is another address; who is sent elsewhere would be by what `Host` says.
    app.router.redirect_slashes = False
    exchange(app, settings)
    return app
