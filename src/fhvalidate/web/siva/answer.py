"""The answer of `/validate`: a report in the members of SiVa's SimpleReport, empty ones left out.

With the detailed or the diagnostic report, as they are asked for, beside it.
"""

from collections.abc import Iterator
from typing import Any

from fhvalidate.archive.etsi_report.known import known_in
from fhvalidate.conclusion import Indication, Severity, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.report.in_medium import in_medium
from fhvalidate.report.json import Json, utc
from fhvalidate.report.messages import Language, Medium, Message
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import advice_text
from fhvalidate.signature import SignatureKind
from fhvalidate.web.siva.beans import without_empty
from fhvalidate.web.siva.certificates import certificates_of, objects_of
from fhvalidate.web.siva.outcome import FOR_OPERATORS, plain, service_style, told_verdict
from fhvalidate.web.siva.policies import POLICIES, SivaPolicy
from fhvalidate.web.siva.request import ReportType
from fhvalidate.web.siva.signature import Members, signature_members
from fhvalidate.web.siva.trees import detailed, diagnostic

LEVEL = "ARCHIVAL_DATA"  # which processes are gone through: all of them


@frozen
class Telling:
    """How a report is to be told.

    Attributes:
        filename: what the request calls the document.
    """

    filename: str
    policy: str
    report_type: ReportType = ReportType.SIMPLE
    language: Language = Language.EN
    with_certificates: bool = False


def answer(report: Report, telling: Telling) -> Members:
    """The whole answer; the report is of full detail, with evidence."""
    report = in_medium(report, Medium.SERVICE)
    concluded = conclusion(report, telling)
    told: Members = {"validationConclusion": concluded}
    match telling.report_type:
        case ReportType.SIMPLE:
            pass
        case ReportType.DETAILED:
            told["validationProcess"] = detailed(report, _levels(concluded))
        case ReportType.DIAGNOSTIC:
            told["diagnosticData"] = diagnostic(
                report,
                filename=telling.filename,
                with_certificates=telling.with_certificates,
            )
    return {"validationReport": without_empty(told)}


def conclusion(report: Report, telling: Telling) -> Members:
    """What is in every kind of report; empty members are there still."""
    policy = POLICIES[telling.policy]
    objects = objects_of(report)
    names = known_in(report, objects=False).signatures
    signatures: list[Json] = []
    passed = 0
    for name, each in zip(names, report.signatures, strict=True):
        if each.kind is not SignatureKind.SIGNATURE:
            continue
        told = signature_members(
            name, each, report, policy=policy, objects=objects, language=telling.language
        )
        if telling.with_certificates:
            told["certificates"] = [*certificates_of(each, report, objects)]
        passed += told["indication"] == Indication.TOTAL_PASSED.value
        signatures.append(told)
    return {
        "policy": _policy(policy, report),
        "validationTime": utc(report.validation_time.replace(microsecond=0)),
        "signaturesCount": len(signatures),
        "validSignaturesCount": passed,
        "validationLevel": LEVEL,
        "validatedDocument": {"filename": telling.filename},
        "validationWarnings": [{"content": text} for text in document_warnings(report, telling)],
        "signatures": signatures,
    }


def _levels(concluded: Members) -> list[str]:
    signatures: Any = concluded["signatures"]
    return [each["signatureLevel"] for each in signatures]


def document_warnings(report: Report, telling: Telling) -> tuple[str, ...]:
    """What is said of the document, which SiVa's verdicts on signatures leave out.

    A reprint and a document that never was signed are one and the same answer in SiVa: none, and
    calm. Here the verdict on every document that is not valid is told, with what speaks for it and
    what to do.
    """
    language = telling.language
    told = [
        plain(_in(finding.message, language))
        for finding in report.findings
        if finding.severity is not Severity.INFO and finding.code not in FOR_OPERATORS
    ]
    if report.verdict is not Verdict.VALID:
        told = [told_verdict(report, language), *told, *_of_the_original(report, language)]
    return tuple(dict.fromkeys(text for text in told if text))


def _of_the_original(report: Report, language: Language) -> Iterator[str]:
    """What speaks for its being none, and what to do about it."""
    if report.verdict is Verdict.REPRINTED:
        yield from (plain(_in(each.message, language)) for each in report.reprint.evidence)
    if report.verdict is not Verdict.INDETERMINATE:
        yield plain(advice_text(report, service_style(language)))
    elif report.reprint.advice is not None:  # what else there is to do is the operator's
        yield plain(_in(report.reprint.advice, language))


def _policy(policy: SivaPolicy, report: Report) -> Members:
    return {
        "policyName": policy.name,
        "policyDescription": policy.description,
        "policyUrl": policy.url or report.policy.uri,
    }


def _in(message: Message, language: Language) -> str:
    return message.sv if language is Language.SV else message.en
