"""What the operator has chosen as it is now: at SIGHUP, other settings than at the start."""

from starlette.applications import Starlette
from starlette.types import Scope

from fhvalidate.web.settings import ServiceSettings


def exchange(app: Starlette, settings: ServiceSettings) -> None:
    """From now on the application answers by these: keys, and the page's words."""
    app.state.settings = settings


def current_of(app: Starlette) -> ServiceSettings:
    """The settings that the application answers by now."""
    settings: ServiceSettings = app.state.settings
    return settings


def current(scope: Scope) -> ServiceSettings | None:
    """The settings that a request is answered by; None: it is not one of the application's."""
    found = getattr(getattr(scope.get("app"), "state", None), "settings", None)
    return found if isinstance(found, ServiceSettings) else None
