"""The service as an ASGI application: every interface's routes, and what is done for all."""

from collections.abc import Callable, Mapping
from importlib import import_module

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from fhvalidate.errors import RequestRefusedError
from fhvalidate.web import problems
from fhvalidate.web.bodies import Room
from fhvalidate.web.headers import SecurityHeaders
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings

Routes = Callable[[ServiceSettings, Judging], list[BaseRoute]]

# Each has a function `routes(settings, judging)`; the earlier is asked first.
INTERFACES = (
    "fhvalidate.web.api.routes",
    # SiVa, DSS and the page stand here, each in a line of its own.
)


def application(settings: ServiceSettings, judging: Judging) -> Starlette:
    """The application; whoever makes it starts and ends the judging."""
    routes: list[BaseRoute] = []
    for name in INTERFACES:
        made: Routes = import_module(name).routes
        routes += made(settings, judging)
    handlers: Mapping[int | type[Exception], problems.Handler] = {
        RequestRefusedError: problems.refused,
        404: problems.not_found,
        405: problems.not_allowed,
    }
    return Starlette(
        routes=[Mount(settings.prefix, routes=routes)] if settings.prefix else routes,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Room, most=settings.held_bytes),
        ],
        exception_handlers=dict(handlers),
    )
