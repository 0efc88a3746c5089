"""Entrance: before each interface; it says which one answers, and lets in whoever has a key."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from fhvalidate.errors import RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.web.current import current_of
from fhvalidate.web.keys import holder
from fhvalidate.web.told import told

Refuse = Callable[[Request, RequestRefusedError], Response]
WAY_IN = {"WWW-Authenticate": "Bearer"}  # RFC 9110, 15.5.2: a 401 says how to be let in
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # which judge nothing


@frozen
class Interface:
    """One interface: the module with its `routes`, what logs call it, and whether keys are asked.

    Attributes:
        for_people: whether it is the page, which a web server in front asks logins for.
    """

    module: str
    name: str
    for_people: bool = False


class Entrance:
    """Passes on what may enter an interface; `refuse` answers the rest as its clients know it."""

    def __init__(self, app: ASGIApp, interface: Interface, refuse: Refuse | None = None) -> None:
        self.app = app
        self._refuse = refuse
        self._interface = interface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on.

        Raises:
            RequestRefusedError: `service-key-wanted`, where the interface has no answer to it.
        """
        told().interface = self._interface.name
        # Those of now: a key that was taken away a moment ago is none any more.
        keys = () if self._interface.for_people else current_of(scope["app"]).keys
        if keys and scope["method"] not in _SAFE:
            found = holder(keys, Request(scope).headers)
            if found is None:
                error = RequestRefusedError("service-key-wanted", status=401)
                if self._refuse is None:
                    raise error
                answer = self._refuse(Request(scope), error)
                answer.headers.update(WAY_IN)
                await answer(scope, receive, send)
                return
            told().system = found.name
        await self.app(scope, receive, send)


def guarded(
    routes: list[BaseRoute], interface: Interface, refuse: Refuse | None = None
) -> list[BaseRoute]:
    """The same routes, each behind the entrance of its interface.

    Raises:
        TypeError: a route that nothing can be put before.
    """
    for route in routes:
        if not isinstance(route, Route | Mount):
            raise TypeError(f"{type(route).__name__} cannot be guarded")
        route.app = Entrance(route.app, interface, refuse)
    return routes
