"""Entrance: before each interface; it says which one answers, and lets in whoever has a key."""

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from fhvalidate.errors import RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.web.keys import ApiKey, holder
from fhvalidate.web.told import told

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
    """Passes on what may enter an interface."""

    def __init__(self, app: ASGIApp, interface: Interface, keys: tuple[ApiKey, ...]) -> None:
        self.app = app
        self._interface = interface
        self._keys = () if interface.for_people else keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on.

        Raises:
            RequestRefusedError: `service-key-wanted`.
        """
        told().interface = self._interface.name
        if self._keys and scope["method"] not in _SAFE:
            found = holder(self._keys, Request(scope).headers)
            if found is None:
                raise RequestRefusedError("service-key-wanted", status=401)
            told().system = found.name
        await self.app(scope, receive, send)


def guarded(
    routes: list[BaseRoute], interface: Interface, keys: tuple[ApiKey, ...]
) -> list[BaseRoute]:
    """The same routes, each behind the entrance of its interface.

    Raises:
        TypeError: a route that nothing can be put before.
    """
    for route in routes:
        if not isinstance(route, Route | Mount):
            raise TypeError(f"{type(route).__name__} cannot be guarded")
        route.app = Entrance(route.app, interface, keys)
    return routes
