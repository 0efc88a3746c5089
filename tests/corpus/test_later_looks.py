"""What real files' later signatures show: of those that are calm, none says too much.

One of them, sign-pdf-lib/signed-twice.pdf, is told: its signer has signed twice by the same look,
which names John Doe and a time that is neither's.

The corpus is found as in test_facts.py, and without it these tests are skipped.
"""

from pathlib import Path

import pytest

from tests.corpus.test_facts import CASES, report_on
from tests.shared import CORPUS

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the corpus is not at {CORPUS}")

CALM = Path(__file__).parent / "calm_after_signature.txt"
TOLD = "sign-pdf-lib/signed-twice.pdf"


def test_no_calm_file_has_a_look_that_says_more() -> None:
    files = [line for line in CALM.read_text("utf-8").splitlines() if line.strip()]

    found = {file: severities(file) for file in files}

    assert {file: found[file] for file in files if found[file]} == {TOLD: {"warning"}}


def severities(file: str) -> set[str]:
    findings = (finding for entry in report_on(file).signatures for finding in entry.findings)
    return {f.severity.value for f in findings if f.code == "look-says-more"}
