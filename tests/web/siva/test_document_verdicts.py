"""A client of SiVa that looks at its signatures alone is never told that all is well in vain."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from fhvalidate import TrustAnchors, Verdict, validate
from fhvalidate.conclusion import Indication, Severity
from fhvalidate.report.detail import Detail
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Language, message_for
from fhvalidate.report.model import Report
from fhvalidate.signature import Integrity
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.policies import POLICIES
from tests.batch.places import FILES
from tests.pki.times import EPOCH
from tests.web.attacks import attacks, report_on_attack

OURS = Telling("minutes.pdf", "FHV-AES")


@cache
def report_on(name: str) -> Report:
    trust = TrustAnchors.from_path(FILES / "trust")
    at = datetime.fromisoformat("2026-03-03T09:00:00Z")
    return validate(FILES / f"{name}.pdf", trust=trust, at=at, detail=Detail.FULL)


def told(report: Report, telling: Telling = OURS) -> dict[str, Any]:
    found: Any = answer(report, telling)
    conclusion: dict[str, Any] = found["validationReport"]["validationConclusion"]
    return conclusion


def finding(code: str, severity: Severity = Severity.ERROR) -> ReportFinding:
    return ReportFinding(code, severity, "", "document", {}, message_for(code, {}))


def is_calm(conclusion: dict[str, Any]) -> bool:
    count = conclusion["signaturesCount"]
    if not count:
        return "validationWarnings" not in conclusion
    return bool(conclusion["validSignaturesCount"] == count)


def test_signatures_that_pass_are_told_so_by_our_own_policy() -> None:
    conclusion = told(report_on("minutes-signed"))

    assert [each["indication"] for each in conclusion["signatures"]] == ["TOTAL-PASSED"] * 2
    assert conclusion["validSignaturesCount"] == 2
    assert not any("errors" in each for each in conclusion["signatures"])


def test_a_reprint_is_told_with_what_speaks_for_it_and_what_to_do() -> None:
    conclusion = told(report_on("minutes-printed"))

    texts = [each["content"] for each in conclusion["validationWarnings"]]
    assert conclusion["signaturesCount"] == 0
    assert texts[0] == "REPRINTED: minutes-printed.pdf is a copy that has lost its signatures."
    assert any("signature page" in text for text in texts)
    assert any("original" in text for text in texts)


def test_what_never_was_signed_is_told_in_other_words() -> None:
    texts = [
        each["content"] for each in told(report_on("minutes-never-signed"))["validationWarnings"]
    ]

    assert texts[0].startswith("NOT SIGNED: ")


def test_a_reprint_is_told_in_swedish_where_that_is_asked_for() -> None:
    conclusion = told(report_on("minutes-printed"), replace(OURS, language=Language.SV))

    assert conclusion["validationWarnings"][0]["content"].startswith("OMTRYCKT: ")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_no_signature_passes_in_a_document_that_is_not_valid_for_a_reason_of_its_own(
    verdict: Verdict, policy: str
) -> None:
    report = replace(report_on("minutes-signed"), verdict=verdict)

    conclusion = told(report, Telling("a.pdf", policy))

    assert conclusion["validSignaturesCount"] == 0
    assert all(each["errors"] for each in conclusion["signatures"])


@pytest.mark.parametrize(
    ("verdict", "indication"),
    [
        (Verdict.INDETERMINATE, "INDETERMINATE"),
        (Verdict.INVALID, "TOTAL-FAILED"),
        (Verdict.REPRINTED, "TOTAL-FAILED"),
    ],
)
def test_an_error_on_the_document_is_one_of_each_signature(
    verdict: Verdict, indication: str
) -> None:
    wrong = finding("only-document-timestamps")
    report = replace(report_on("minutes-signed"), verdict=verdict, findings=(wrong,))

    for signature in told(report)["signatures"]:
        assert signature["indication"] == indication
        assert {"content": wrong.message.en} in signature["errors"]


def test_a_signature_beside_one_that_fails_passes() -> None:
    report = report_on("minutes-signed")
    failed = replace(report.signatures[0], indication=Indication.TOTAL_FAILED)
    report = replace(report, verdict=Verdict.INVALID, signatures=(failed, *report.signatures[1:]))

    found = [each["indication"] for each in told(report)["signatures"]]

    assert found == ["TOTAL-FAILED", "TOTAL-PASSED"]


def test_a_signature_with_an_error_of_its_own_does_not_pass_beside_one_that_fails() -> None:
    report = report_on("minutes-signed")
    failed = replace(report.signatures[0], indication=Indication.TOTAL_FAILED)
    changed = replace(report.signatures[1], findings=(finding("only-document-timestamps"),))
    report = replace(report, verdict=Verdict.INVALID, signatures=(failed, changed))

    assert told(report)["validSignaturesCount"] == 0


def test_a_signature_whose_bytes_are_not_known_to_be_whole_does_not_pass() -> None:
    report = report_on("minutes-signed")
    failed = replace(report.signatures[0], indication=Indication.TOTAL_FAILED)
    open_ = replace(report.signatures[1], integrity=Integrity.UNKNOWN)
    report = replace(report, verdict=Verdict.INVALID, signatures=(failed, open_))

    assert told(report)["validSignaturesCount"] == 0


def test_a_document_time_stamp_that_fails_keeps_the_signature_it_protects_from_passing() -> None:
    report = report_on("minutes-b-lta")
    signature, stamped = report.signatures
    wrong = finding("digest-mismatch")
    failed = replace(stamped, indication=Indication.FAILED, findings=(wrong,))
    report = replace(report, verdict=Verdict.INVALID, signatures=(signature, failed))

    (shown,) = told(report)["signatures"]

    assert shown["indication"] == "TOTAL-FAILED"
    assert {"content": wrong.message.en} in shown["errors"]


def test_document_time_stamps_alone_are_no_signatures_and_told() -> None:
    report = report_on("minutes-b-lta")
    wrong = finding("only-document-timestamps")
    alone = replace(
        report,
        verdict=Verdict.INDETERMINATE,
        findings=(wrong,),
        signatures=report.signatures[1:],
    )

    conclusion = told(alone)

    assert conclusion["signaturesCount"] == 0
    assert {"content": wrong.message.en} in conclusion["validationWarnings"]


def test_a_signature_that_does_not_pass_always_says_why() -> None:
    report = report_on("minutes-signed")
    open_ = tuple(
        replace(each, indication=Indication.INDETERMINATE, findings=())
        for each in report.signatures
    )
    report = replace(report, verdict=Verdict.INDETERMINATE, signatures=open_)

    assert all(each["errors"] for each in told(report)["signatures"])


@pytest.mark.parametrize("case", attacks(), ids=lambda case: case["file"])
def test_a_given_attack_is_no_calm_answer(case: dict[str, Any]) -> None:
    assert not is_calm(told(report_on_attack(case)))


@pytest.mark.parametrize("path", sorted(FILES.glob("*.pdf")), ids=lambda path: path.stem)
def test_no_fixture_that_is_not_valid_is_a_calm_answer(path: Any) -> None:
    trust = TrustAnchors.from_path(FILES / "other-root.pem")
    report = validate(path, trust=trust, at=EPOCH, detail=Detail.FULL)

    assert report.verdict is not Verdict.VALID
    assert not is_calm(told(report))
