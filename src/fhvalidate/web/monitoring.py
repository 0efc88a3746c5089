"""`/monitoring`: health, version and metrics, as clients of SiVa ask for them."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json, utc
from fhvalidate.version import __version__
from fhvalidate.web import health
from fhvalidate.web.canary import Canary
from fhvalidate.web.judging import Judging
from fhvalidate.web.metrics import MEDIA_TYPE, Labels, Metrics

Answer = dict[str, Json]

_CHAINS = ("expiringChains", "invalidChains", "validChains")


@frozen
class Monitored:
    """What is looked at."""

    judging: Judging
    canary: Canary
    metrics: Metrics
    started_at: datetime

    def parts(self) -> tuple[health.Part, ...]:
        """What answers depend on, now."""
        settings, trust = self.judging.settings, self.judging.trust
        canary, unread = self.canary.state, self.judging.unread
        return health.parts(settings, trust, canary, at=datetime.now(UTC), unread=unread)

    def is_ready(self) -> bool:
        """Whether answers would be right, and come."""
        return all(part.is_up for part in self.parts())


def routes(monitored: Monitored) -> list[BaseRoute]:
    """The paths of SiVa's monitoring."""

    async def whole(_: Request) -> Response:
        parts = monitored.parts()
        up = all(part.is_up for part in parts)
        ready: Json = {"status": health.status(up=up)}
        components: Answer = {
            "health": {"status": health.status(up=up), "details": _about(monitored)},
            "ping": {"status": health.UP},
            "livenessState": {"status": health.UP},
            "readinessState": ready,
            # There is none here: the web server in front has it.
            "ssl": {"status": health.UP, "details": {each: [] for each in _CHAINS}},
            **{part.name: part.to_json() for part in parts},
        }
        told: Answer = {"components": components, "groups": ["liveness", "readiness"]}
        return _answer({**told, "status": health.status(up=up)}, up=up)

    async def liveness(_: Request) -> Response:
        return _answer({"status": health.UP}, up=True)

    async def readiness(_: Request) -> Response:
        up = monitored.is_ready()
        return _answer({"status": health.status(up=up)}, up=up)

    async def version(_: Request) -> Response:
        return _answer({"version": __version__}, up=True)

    async def prometheus(_: Request) -> Response:
        return Response(monitored.metrics.text(_gauges(monitored)), media_type=MEDIA_TYPE)

    async def list_of_all(_: Request) -> Response:
        return Response(status_code=403)  # as SiVa's

    paths = {
        "/monitoring": list_of_all,
        "/monitoring/health": whole,
        "/monitoring/health/liveness": liveness,
        "/monitoring/health/readiness": readiness,
        "/monitoring/heartbeat": readiness,
        "/monitoring/version": version,
        "/monitoring/prometheus": prometheus,
    }
    return [Route(path, endpoint, methods=["GET"]) for path, endpoint in paths.items()]


def _answer(told: Answer, *, up: bool) -> Response:
    """DOWN is 503 with the same JSON, as Spring's Actuator has it."""
    return Response(json.dumps(told), 200 if up else 503, media_type="application/json")


def _about(monitored: Monitored) -> Json:
    return {
        "webappName": "fhvalidate",
        "version": __version__,
        "buildTime": utc(_installed_at() or monitored.started_at),
        "startTime": utc(monitored.started_at),
        "currentTime": utc(datetime.now(UTC)),
    }


def _installed_at() -> datetime | None:
    """When the program's files were written here."""
    try:
        return datetime.fromtimestamp(int(Path(__file__).stat().st_mtime), UTC)
    except OSError:  # they are no files
        return None


def _gauges(monitored: Monitored) -> Mapping[str, Iterable[tuple[Labels, float]]]:
    judging = monitored.judging
    workers = judging.settings.workers
    busy = min(judging.waiting, workers)
    first: dict[str, float] = {}
    for item in health.lists_in_use(judging.trust):
        if item.next_update is not None:
            at = item.next_update.timestamp()
            first[item.territory] = min(first.get(item.territory, at), at)
    return {
        "up": [((), float(monitored.is_ready()))],
        "queue_waiting": [((), float(judging.waiting - busy))],
        "workers": [
            ((("state", "busy"),), float(busy)),
            ((("state", "idle"),), float(workers - busy)),
        ],
        "trust_anchors": [((), float(judging.trust.count))],
        "files_not_read": [((), float(len(judging.unread)))],
        "trusted_list_next_update_seconds": [
            ((("country", country),), at) for country, at in sorted(first.items())
        ],
        "build_info": [((("version", __version__),), 1.0)],
    }
