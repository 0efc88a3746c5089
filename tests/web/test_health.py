"""DOWN is said when answers would be wrong or missing, and at no other time."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from fhvalidate.errors import UsageError
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.lists import TrustedList, TrustedLists
from fhvalidate.web import canary as canaries
from fhvalidate.web import health
from fhvalidate.web.application import application
from fhvalidate.web.canary import Canary, CanaryState
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WELL = CanaryState(NOW, "")


def is_up(settings: ServiceSettings, trust: TrustAnchors, canary: CanaryState = WELL) -> bool:
    return all(part.is_up for part in health.parts(settings, trust, canary, at=NOW))


def listing(trust: TrustAnchors, *, next_update: datetime) -> TrustAnchors:
    item = TrustedList("SE", 1, NOW, next_update, "00" * 32, ())
    return replace(trust, listed=(TrustedLists("lists", "00" * 32, (item,), ("SE",), {}),))


def test_a_service_that_can_answer_is_up(client: TestClient) -> None:
    with client:
        for path in ("health", "health/liveness", "health/readiness", "heartbeat"):
            answer = client.get(f"/monitoring/{path}")
            assert (answer.status_code, answer.json()["status"]) == (200, "UP"), answer.text


def test_health_has_what_clients_of_siva_want_of_it(client: TestClient) -> None:
    with client:
        told = client.get("/monitoring/health").json()

    components = told["components"]
    about, ssl = components["health"]["details"], components["ssl"]["details"]
    times = [datetime.fromisoformat(about[f"{name}Time"]) for name in ("build", "start", "current")]
    assert times == sorted(times)
    assert re.fullmatch(r"\d+\.\d+\.\d+", about["version"])
    assert ssl == {"expiringChains": [], "invalidChains": [], "validChains": []}
    assert set(told["groups"]) == {"liveness", "readiness"}
    for name in ("health", "livenessState", "ping", "readinessState", "ssl"):
        assert components[name]["status"] == "UP"


def test_what_can_be_monitored_is_not_listed(client: TestClient) -> None:
    assert client.get("/monitoring").status_code == 403


def test_without_anchors_it_is_down_and_still_alive(
    settings: ServiceSettings, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "trust", TrustAnchors.none())

    with TestClient(application(settings, judging)) as client:
        answers = {path: client.get(f"/monitoring/{path}") for path in ("health", "heartbeat")}
        alive = client.get("/monitoring/health/liveness")

    assert [each.status_code for each in answers.values()] == [503, 503]
    assert answers["heartbeat"].json() == {"status": "DOWN"}
    assert answers["health"].json()["components"]["trust"]["status"] == "DOWN"
    assert alive.status_code == 200


def test_whoever_wants_to_believe_nobody_has_a_service_that_is_up(
    settings: ServiceSettings,
) -> None:
    assert not is_up(settings, TrustAnchors.none())
    assert is_up(replace(settings, without_trust=True), TrustAnchors.none())


def test_a_list_past_its_date_is_told_at_once_and_is_down_after_the_grace(
    settings: ServiceSettings,
) -> None:
    late = listing(settings.trust, next_update=NOW - timedelta(days=1))
    too_late = listing(settings.trust, next_update=NOW - timedelta(days=4))

    lists = health.parts(settings, late, WELL, at=NOW)[1]

    assert lists.is_up
    assert dict(lists.details)["degraded"] is True
    assert dict(lists.details)["pastNextUpdate"] == ["SE"]
    assert not is_up(settings, too_late)
    assert is_up(replace(settings, grace_days=5), too_late)


def test_a_canary_that_differs_or_was_not_looked_at_is_down(settings: ServiceSettings) -> None:
    assert not is_up(settings, settings.trust, CanaryState())
    assert not is_up(settings, settings.trust, CanaryState(NOW, "valid, valid"))
    assert not is_up(settings, settings.trust, CanaryState(NOW - timedelta(hours=1), ""))


def test_the_canary_has_the_answers_that_are_expected(judging: Judging) -> None:
    canary = Canary(judging)

    asyncio.run(canary.look())

    assert canary.state.difference == ""


def test_a_judgement_that_no_longer_sees_the_change_is_told(
    judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canaries, "OTHER_TEXT", canaries.PAGE_TEXT)  # as if the change were unseen
    canary = Canary(judging)

    asyncio.run(canary.look())

    assert canary.state.difference == ", ".join([canaries.EXPECTED[0]] * 2)


def test_where_no_worker_can_be_started_it_is_down(
    settings: ServiceSettings, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submit(*_: object, **__: object) -> None:
        raise UsageError("worker-not-started", reason="no-memory")

    monkeypatch.setattr(judging._pool, "submit", submit)

    with TestClient(application(settings, judging)) as client:
        answer = client.get("/monitoring/health")

    assert answer.status_code == 503
    assert answer.json()["components"]["canary"]["details"]["difference"] == "worker-not-started"


def test_a_full_queue_says_nothing_of_the_health(
    settings: ServiceSettings, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(application(settings, judging)) as client:
        monkeypatch.setattr(judging, "_begun", 10_000)
        answer = client.get("/monitoring/heartbeat")
        refused = client.post(
            "/api/v1/validate", content=b"%PDF-", headers={"Content-Type": "application/pdf"}
        )

    assert answer.json() == {"status": "UP"}
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)


def test_metrics_count_documents_and_name_none(
    client: TestClient, settings: ServiceSettings
) -> None:
    with client:
        client.post(
            "/api/v1/validate", content=b"%PDF-", headers={"Content-Type": "application/pdf"}
        )
        text = client.get("/monitoring/prometheus").text

    assert 'fhvalidate_documents_total{interface="api",verdict="unreadable"}' in text
    assert 'fhvalidate_requests_total{interface="api",status="200"}' in text
    assert f"fhvalidate_trust_anchors {settings.trust.count}" in text
    assert "fhvalidate_judge_seconds_bucket" in text
    assert "sha256" not in text
