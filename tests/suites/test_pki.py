"""Signed files that break one rule each, or only seem to: a folder a case.

Where the cases are not beside the project the tests are skipped.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fhvalidate.cli.main import run
from tests.shared import SHARED

FOLDER = SHARED / "pki"
ANY = "any-"  # any verdict will do; what is wanted is that something is told, or no error
CASES = (
    [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text().splitlines()]
    if FOLDER.exists()
    else []
)


@pytest.mark.skipif(not CASES, reason="pki is not among the shared files here")
def test_the_cases_are_all_there() -> None:
    assert len(CASES) == 28


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_file_is_valid_just_when_it_should_be(
    case: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a case, when its file is judged with what lies beside it, then the verdict is right."""
    monkeypatch.chdir(FOLDER / case["case"])

    run(["file.pdf", "--format", "json", *case["args"]])

    report = json.loads(capsys.readouterr().out)
    found = [*report["findings"], *(f for entry in report["signatures"] for f in entry["findings"])]
    match case["want"]:
        case "valid":
            assert report["verdict"] == "valid", found
        case "not-valid":
            assert report["verdict"] in {"indeterminate", "invalid"}
        case wanted:
            assert wanted.startswith(ANY)
            assert report["verdict"] != "unreadable"
            assert found
