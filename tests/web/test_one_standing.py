"""Answers that are read for their signatures say the same, and never that one passes in vain."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from fhvalidate import Report, Verdict
from fhvalidate.archive import etsi
from fhvalidate.conclusion import Indication
from fhvalidate.report.standing import holds_alone, in_document
from fhvalidate.signature import SignatureKind
from fhvalidate.web.dss import subjects_of
from fhvalidate.web.dss.simple import simple_report
from fhvalidate.web.siva.answer import Telling, answer
from tests.shared import shared
from tests.web.attacks import attacks, report_on_attack
from tests.web.dss.reports import report_on


def by_etsi(report: Report) -> list[str]:
    root = etree.fromstring(etsi(report))
    path = "{*}SignatureValidationReport/{*}SignatureValidationStatus/{*}MainIndication"
    return [str(each.text).rpartition(":")[2] for each in root.iterfind(path)]


def by_dss(report: Report) -> list[str]:
    return [each.standing.indication for each in subjects_of(report).signatures]


def by_siva(report: Report) -> list[str]:
    found: Any = answer(report, Telling("a.pdf", "FHV-AES"))
    told = found["validationReport"]["validationConclusion"]
    return [each["indication"] for each in told.get("signatures", ())]


def says_passed(report: Report) -> Iterator[tuple[str, list[bool]]]:
    yield "etsi", [each == "total-passed" for each in by_etsi(report)]
    yield "dss", [each == "TOTAL_PASSED" for each in by_dss(report)]
    yield "siva", [each == "TOTAL-PASSED" for each in by_siva(report)]


@pytest.mark.parametrize("case", attacks(), ids=lambda case: case["file"])
def test_no_answer_says_of_an_attack_that_a_signature_passes(case: dict[str, Any]) -> None:
    report = report_on_attack(case)

    assert report.verdict is not Verdict.VALID
    for who, passed in says_passed(report):
        assert not any(passed), who


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_no_answer_says_that_a_signature_passes_in_a_document_that_does_not(
    verdict: Verdict,
) -> None:
    report = replace(report_on("minutes-signed", "root.pem", "tsa-root.pem"), verdict=verdict)

    for who, passed in says_passed(report):
        assert passed == [False, False], who


def test_every_answer_says_that_the_signatures_of_a_valid_document_pass() -> None:
    report = report_on("minutes-signed", "root.pem", "tsa-root.pem")

    for who, passed in says_passed(report):
        assert passed == [True, True], who


def test_every_answer_says_that_a_signature_passes_beside_one_that_fails_by_itself() -> None:
    report = report_on("minutes-signed", "root.pem", "tsa-root.pem")
    failed = replace(report.signatures[0], indication=Indication.TOTAL_FAILED)
    report = replace(report, verdict=Verdict.INVALID, signatures=(failed, *report.signatures[1:]))

    for who, passed in says_passed(report):
        assert passed == [False, True], who


@pytest.mark.parametrize("indication", [Indication.TOTAL_PASSED, Indication.INDETERMINATE])
def test_a_change_that_is_told_of_one_signature_counts_against_who_signed_after_it(
    indication: Indication,
) -> None:
    shared("attacks/cases.jsonl")
    case = next(each for each in attacks() if each["file"].startswith("F4"))
    report = report_on_attack(case)
    first, second = report.signatures
    first = replace(first, indication=indication)
    report = replace(report, signatures=(first, second))

    stands = in_document(second, report)

    assert holds_alone(second)
    assert stands.indication is Indication.INDETERMINATE
    assert "look-says-more" in {each.code for each in stands.against}


def test_the_three_reports_of_dss_and_the_etsi_report_agree_on_every_fixture() -> None:
    for name in ("minutes-signed", "minutes-b-lta", "minutes-altered", "resaved"):
        report = report_on(name, "root.pem", "tsa-root.pem")
        signed = [each for each in report.signatures if each.kind is SignatureKind.SIGNATURE]
        if not signed:
            continue
        assert [each.replace("-", "_").upper() for each in by_etsi(report)] == by_dss(report)
        assert str(simple_report(subjects_of(report))).count("'Indication': 'TOTAL_PASSED'") == (
            by_dss(report).count("TOTAL_PASSED")
        )
