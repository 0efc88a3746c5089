"""The attacks that are given beside the project: none is valid, and each clean twin is."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fhvalidate import Evidence, Report, TrustAnchors, validate
from tests.attacks.world import codes
from tests.shared import SHARED, shared

ATTACKS = SHARED / "attacks"
HOSTILE = SHARED / "hostile"
# The rule that a finding names, for each kind of attack.
RULES = {
    "A": {"unaccounted-bytes", "read-in-two-ways"},
    "B": {"unaccounted-bytes"},
    "C": {"unaccounted-bytes"},
    "D": {"unaccounted-bytes"},
    "E": {"changed-content"},
    "F": {"changed-other", "look-says-more"},
    "G": {"changed-other"},
    "H": {"changed-other", "change-forbidden"},
}
AT = datetime.fromisoformat("2026-03-03T10:00:00+00:00")


def given() -> list[dict[str, Any]]:
    path = ATTACKS / "cases.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


@cache
def report_on(path: Path, trust: Path, evidence: tuple[Path, ...], at: datetime) -> Report:
    found = Evidence.joined(map(Evidence.from_path, evidence)) if evidence else None
    return validate(path, trust=TrustAnchors.from_path(trust), at=at, evidence=found)


def report_of(case: dict[str, Any], file: str) -> Report:
    evidence = tuple(ATTACKS / name for name in case["evidence"])
    at = datetime.fromisoformat(case["at"])
    return report_on(ATTACKS / file, ATTACKS / case["trust"], evidence, at)


def test_the_given_attacks_are_at_hand() -> None:
    assert shared("attacks/cases.jsonl").is_file()
    assert given()


@pytest.mark.parametrize("case", given(), ids=lambda case: case["file"])
def test_a_given_attack_is_not_valid_and_the_rule_is_named(case: dict[str, Any]) -> None:
    report = report_of(case, case["file"])

    assert report.verdict != "valid"
    assert codes(report) & RULES[case["kind"]], sorted(codes(report))


@pytest.mark.parametrize("case", given(), ids=lambda case: case["twin"])
def test_a_clean_twin_is_valid(case: dict[str, Any]) -> None:
    assert report_of(case, case["twin"]).verdict == "valid"


def hostile(name: str, root: str) -> Report:
    shared("hostile/cases.jsonl")
    return report_on(HOSTILE / name, HOSTILE / root, (), AT)


@pytest.mark.parametrize("number", [30, 500000])
def test_a_signature_in_an_object_that_the_library_does_not_read_is_told(number: int) -> None:
    report = hostile(f"hidden_broken_signature_{number}.pdf", "high_sig_root.pem")

    assert report.verdict == "invalid"
    first, second = report.signatures
    assert (first.indication.value, second.indication.value) == ("TOTAL-PASSED", "TOTAL-FAILED")


@pytest.mark.parametrize("number", [30, 500000])
def test_an_annotation_with_a_number_beyond_reading_is_not_valid(number: int) -> None:
    assert hostile(f"high_page_annots_{number}.pdf", "high_root.pem").verdict != "valid"


def test_the_object_beyond_reading_is_named() -> None:
    report = hostile("high_page_annots_500000.pdf", "high_root.pem")

    (finding,) = [f for f in report.findings if f.code == "objects-unread"]
    assert 500000 in finding.detail["objects"]


def test_an_annotation_that_is_listed_twice_is_no_repair_of_the_file() -> None:
    report = hostile("duplicate_annotation_signed.pdf", "high_root.pem")

    assert "cross-reference-repaired" not in codes(report)
    assert "signature-differs-in-own-revision" not in codes(report)
