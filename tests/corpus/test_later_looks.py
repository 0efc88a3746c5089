"""What real files' later signatures show: of those that are calm, none says too much.

The corpus is found as in test_facts.py, and without it these tests are skipped.
"""

from pathlib import Path

import pytest

from tests.corpus.test_facts import CASES, case_of
from tests.shared import CORPUS

pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the corpus is not at {CORPUS}")

CALM = Path(__file__).parent / "calm_after_signature.txt"
OTHERS = {
    "sign-pdf-lib/signed-twice.pdf": (
        "both signatures are by “Test Signer” in February 2023, and the look of the second is a "
        "stock one: it says that John Doe signed in November 2023"
    ),
}
"""Files whose looks say more than their signers' facts, and why."""


def test_no_calm_file_has_a_look_that_says_more_but_those_with_a_reason() -> None:
    files = [line for line in CALM.read_text("utf-8").splitlines() if line.strip()]

    more = {file for file in files if says_more(file)}

    assert more == OTHERS.keys()


def says_more(file: str) -> bool:
    report = case_of(file, {}).report
    return any(f.code == "look-says-more" for entry in report.signatures for f in entry.findings)
