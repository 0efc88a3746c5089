"""The given attacks on signed documents, each judged once."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from fhvalidate import Detail, Report, TrustAnchors, validate
from tests.shared import SHARED

ATTACKS = SHARED / "attacks"


def attacks() -> list[dict[str, Any]]:
    path = ATTACKS / "cases.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines]


def report_on_attack(case: dict[str, Any]) -> Report:
    return _report(case["file"], case["trust"], case["at"])


@cache
def _report(file: str, trust: str, at: str) -> Report:
    anchors = TrustAnchors.from_path(ATTACKS / trust)
    when = datetime.fromisoformat(at)
    return validate(ATTACKS / file, trust=anchors, at=when, detail=Detail.FULL)
