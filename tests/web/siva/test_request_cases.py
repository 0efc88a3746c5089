"""SiVa's own cases of requests, where they are at hand, each asked of the service."""

import base64
import json
from importlib.util import find_spec
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.batch.places import FILES
from tests.shared import SHARED

CASES = SHARED / "rest" / "siva-requests.jsonl"
PDF = base64.b64encode((FILES / "minutes-b-lt.pdf").read_bytes()).decode()

OF_DSS = {"reportType-detailed", "reportType-diagnostic"}

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="SiVa's cases are not given here")


def cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_case_of_sivas_is_answered_as_it_says(siva: TestClient, case: dict[str, Any]) -> None:
    if case["id"] in OF_DSS and find_spec("fhvalidate.web.dss") is None:
        pytest.skip("the trees of DSS are not there")
    method, path = case["endpoint"].split()
    asked = case.get("request")
    body = None if asked is None else json.dumps(asked).replace("$PDF", PDF)

    answer = siva.request(
        method,
        path,
        content=body,
        headers={"Content-Type": case.get("content_type", "application/json")},
    )

    assert answer.status_code == case["status"], answer.text
    for name, value in case.get("headers", {}).items():
        assert answer.headers[name] == value
    if "requestErrors" in case:
        assert as_set(answer.json()["requestErrors"]) == as_set(case["requestErrors"])
    for expected in case.get("expect", ()):
        found = at(answer.json(), f"{case['root']}.{expected['path']}".strip("."))
        match expected["op"]:
            case "equals":
                assert found == expected["value"]
            case "present":
                assert found
            case "absent_or_empty":
                assert not found


def as_set(errors: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((each["key"], each["message"]) for each in errors)


def at(value: Any, path: str) -> Any:
    """What stands at the path; None where there is nothing."""
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            place = int(step[1:-1])
            value = value[place] if isinstance(value, list) and place < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value
