"""Real files with bytes after a signature, calm when the grammar of updates was written.

`calm_after_signature.txt` lists those without an error on changes at that commit. What is not
calm any more stands here with its reason.
"""

from functools import cache
from pathlib import Path

import pytest

from fhvalidate import TrustAnchors, validate
from fhvalidate.conclusion import Severity
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.revisions.shown_revisions import with_shown
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.policy import Policy
from fhvalidate.validation.changes import judge_changes
from tests.shared import CORPUS

LISTED = (Path(__file__).parent / "calm_after_signature.txt").read_text().splitlines()
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is not at {CORPUS}")

NEEDED = 0.96
NO_LONGER_CALM = {
    "dss/DSS-2821.pdf": "a document time-stamp, which is nobody's signature, shows something",
    "dss/timestamped-fields.pdf": "a document time-stamp shows something",
    "dss/pades-ocsp-sign-cert.pdf": "an update has another catalogue",
    "subnoto-pdfsign/testfile50.pdf": "each update has another catalogue",
}


@cache
def placed(name: str) -> tuple[SignedRevision, ...]:
    limits = Policy.named("default").limits
    document = read_document((CORPUS / name).read_bytes(), password="", limits=limits)
    return with_shown(read_signed_revisions(document, limits), document, limits)


def errors(name: str) -> set[str]:
    asked = Policy.named("default").changes
    findings = (f for each in placed(name) for f in judge_changes(each, asked).findings)
    return {finding.code for finding in findings if finding.severity is Severity.ERROR}


@pytest.mark.parametrize("name", sorted(set(LISTED) - set(NO_LONGER_CALM)))
def test_a_file_that_was_calm_after_a_signature_is_so(name: str) -> None:
    assert errors(name) == set()


@pytest.mark.parametrize("name", NO_LONGER_CALM)
def test_a_file_that_is_not_calm_any_more_is_not_derived(name: str) -> None:
    assert errors(name) == {"changed-other"}


def test_nearly_all_that_were_calm_are_calm() -> None:
    assert len(NO_LONGER_CALM) <= (1 - NEEDED) * len(LISTED)


def test_a_file_with_a_stream_that_ends_too_soon_is_not_repaired() -> None:
    name = CORPUS.parent / "bugs" / "k2_annot_cut4_two.pdf"
    if not name.is_file():
        pytest.skip("the files of bug reports are not among the shared files here")

    report = validate(name, trust=TrustAnchors.none())

    assert "cross-reference-repaired" not in {finding.code for finding in report.findings}
