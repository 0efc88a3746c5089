"""Every file of a corpus of real and odd PDFs ends in a report, and its integrity is what is known.

The corpus is not part of the project. It is found by FHVALIDATE_CORPUS, by default beside the
project; without it these tests are skipped.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.report.messages import Language
from fhvalidate.report.schema import schema
from fhvalidate.report.text import render
from tests.pki import VALIDATED_AT
from tests.shared import CORPUS

CASES = CORPUS / "cases.jsonl"
pytestmark = pytest.mark.skipif(not CASES.is_file(), reason=f"the corpus is not at {CORPUS}")

HANG = 30.0  # seconds of processor time
NEEDED = 0.95
EXCEPTIONS: dict[str, str] = {}
"""Files whose source says that they are intact and whose integrity here is another, and why."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One file of the corpus with its report, or with what was raised in its place."""

    file: str
    basis: str
    facts: dict[str, object]
    seconds: float
    report: Report | None
    raised: str


@cache
def against_schema() -> Draft202012Validator:
    return Draft202012Validator(schema())


@cache
def sweep() -> tuple[Swept, ...]:
    """Every file of the corpus, examined once."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return tuple(_swept(json.loads(line)) for line in lines if line.strip())


def _swept(case: dict[str, object]) -> Swept:
    file = str(case["file"])
    facts = case["facts"]
    assert isinstance(facts, dict)
    data = (CORPUS / file).read_bytes()
    started = time.process_time()
    report, raised = None, ""
    try:
        report = validate(data, trust=TrustAnchors.none(), at=VALIDATED_AT)
        against_schema().validate(json.loads(report.to_json()))
        for language in Language:
            render(report, language=language, colour=False, width=100)
    except Exception as error:  # noqa: BLE001 - all that is raised is what the test is about
        raised = f"{type(error).__name__}: {error}"
    taken = time.process_time() - started
    return Swept(file, str(case["basis"]), facts, taken, report, raised)


def integrities(swept: Swept) -> set[str]:
    """The integrity of each signature of the file; its document time-stamps are another matter."""
    entries = swept.report.signatures if swept.report is not None else ()
    return {entry.integrity.value for entry in entries if entry.kind == "signature"}


def asserted(value: bool) -> list[Swept]:
    """The files of which a test of their source asserts that they are intact, or are not."""
    return [
        swept
        for swept in sweep()
        if swept.basis == "test" and swept.facts.get("signature_intact") is value
    ]


def test_the_corpus_holds_the_files_it_lists() -> None:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        digest = hashlib.sha256((CORPUS / case["file"]).read_bytes()).hexdigest()
        assert digest == case["sha256"], case["file"]


def test_every_file_ends_in_a_report_that_fits_the_schema_and_has_its_words() -> None:
    assert [(swept.file, swept.raised) for swept in sweep() if swept.raised] == []
    assert len(sweep()) > 300


def test_no_file_hangs() -> None:
    assert [swept.file for swept in sweep() if swept.seconds > HANG] == []


def test_no_file_is_valid_when_nobody_is_trusted() -> None:
    assert [s.file for s in sweep() if s.report is not None and s.report.verdict == "valid"] == []


def test_the_files_known_to_be_intact_are_intact() -> None:
    known = asserted(True)

    other = {swept.file for swept in known if integrities(swept) != {"intact"}}

    assert other == EXCEPTIONS.keys()
    assert len(known) - len(other) >= NEEDED * len(known)
    assert len(known) > 50


# Neither is valid; test_facts.py says of both why they are intact here and not for their source.
MEANT_OR_AS_THEY_STAND = {
    "dss/Signature-P-HU_NET-2.pdf",
    "dss/pades-5-signatures-and-1-document-timestamp.pdf",
}


def test_the_files_known_to_be_broken_are_not_intact() -> None:
    known = asserted(False)

    intact = {swept.file for swept in known if integrities(swept) == {"intact"}}
    assert intact == MEANT_OR_AS_THEY_STAND
    assert len(known) > len(intact)


def test_a_sub_filter_that_nobody_knows_is_never_unsigned_and_never_valid() -> None:
    known = {
        "ETSI.CAdES.detached",
        "ETSI.RFC3161",
        "ETSI.RFC 3161",
        "adbe.pkcs7.detached",
        "adbe.pkcs7.sha1",
        "adbe.x509.rsa_sha1",
    }
    for swept in sweep():
        entries = swept.report.signatures if swept.report is not None else ()
        if any(entry.subfilter not in known for entry in entries):
            assert swept.report is not None
            assert swept.report.verdict.value not in {"valid", "unsigned"}, swept.file
