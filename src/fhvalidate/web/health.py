"""Health: whether answers would be right, and come; DOWN says that they would not."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta

from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json, utc
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.lists import TrustedList, TrustedLists
from fhvalidate.web.canary import EVERY, CanaryState
from fhvalidate.web.settings import ServiceSettings

UP, DOWN = "UP", "DOWN"
STALE = timedelta(seconds=5 * EVERY)  # without a look at the canary; a full queue may put off some


@frozen
class Part:
    """One thing that answers depend on, and what is told of it."""

    name: str
    is_up: bool
    details: tuple[tuple[str, Json], ...] = ()

    def to_json(self) -> Json:
        """As Spring's Actuator writes a component, which clients of SiVa read."""
        told: dict[str, Json] = {"status": status(up=self.is_up)}
        return {**told, "details": dict(self.details)} if self.details else told


def status(*, up: bool) -> str:
    """The word for it."""
    return UP if up else DOWN


def parts(
    settings: ServiceSettings,
    trust: TrustAnchors,
    canary: CanaryState,
    *,
    at: datetime,
    unread: tuple[str, ...] = (),
) -> tuple[Part, ...]:
    """What answers depend on, as it is at that time; `unread` as `Judging` has it."""
    return (
        _trust(settings, trust),
        _lists(settings, trust, at),
        _canary(canary, at),
        _files(unread),
        Part("temporaryFolder", os.access(tempfile.gettempdir(), os.W_OK | os.X_OK)),
    )


def lists_in_use(trust: TrustAnchors) -> Iterator[TrustedList]:
    """The trusted lists that are to be renewed."""
    for listed in trust.listed:
        if isinstance(listed, TrustedLists):
            yield from (item for item in listed.lists if item.next_update is not None)


def _trust(settings: ServiceSettings, trust: TrustAnchors) -> Part:
    """Where nobody is believed, what is good would be called doubtful."""
    snapshots: list[Json] = [item.name for item in trust.listed if isinstance(item, TrustedLists)]
    details: list[tuple[str, Json]] = [("anchors", trust.count), ("trustedLists", snapshots)]
    if settings.without_trust:
        details.append(("withoutTrust", True))
    return Part("trust", trust.count > 0 or settings.without_trust, tuple(details))


def _files(unread: tuple[str, ...]) -> Part:
    """What could not be read anew: answers are right, by what was read before."""
    told: tuple[tuple[str, Json], ...] = (("degraded", True), ("notRead", [*unread]))
    return Part("files", is_up=True, details=told if unread else ())


def _lists(settings: ServiceSettings, trust: TrustAnchors, at: datetime) -> Part:
    """Past its NextUpdate a list answers nothing (ETSI TS 119 612, 5.3.15)."""
    grace = timedelta(days=settings.grace_days)
    lists = tuple(lists_in_use(trust))
    late = [item for item in lists if not item.answers(at)]
    down = [item for item in late if item.next_update is None or at > item.next_update + grace]
    details: list[tuple[str, Json]] = [("lists", len(lists))]
    dates = [item.next_update for item in lists if item.next_update is not None]
    if dates:
        details.append(("oldestNextUpdate", utc(min(dates))))
    if late:
        territories: list[Json] = [*sorted(item.territory for item in late)]
        details += [("degraded", True), ("pastNextUpdate", territories)]
    unloaded = sum(f.code == "trusted-lists-not-loaded" for f in trust.findings)
    if unloaded:
        details += [("degraded", True), ("notLoaded", unloaded)]
    return Part("trustedLists", not down and not unloaded, tuple(details))


def _canary(canary: CanaryState, at: datetime) -> Part:
    """Whether a file whose answer is known has that answer, lately."""
    late = canary.looked_at is None or at - canary.looked_at > STALE
    details: list[tuple[str, Json]] = []
    if canary.looked_at is not None:
        details.append(("lookedAt", utc(canary.looked_at)))
    if canary.difference:
        details.append(("difference", canary.difference))
    elif late:
        details.append(("difference", "not looked for long"))
    return Part("canary", canary.is_well and not late, tuple(details))
