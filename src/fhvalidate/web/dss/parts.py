"""Parts that the trees share: conclusions, constraints, chains and times."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from fhvalidate.conclusion import Indication, Severity, SubIndication
from fhvalidate.report.details_model import FoundIn
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.json import Json, utc
from fhvalidate.report.signature_report import CertificateReport
from fhvalidate.web.dss.message_keys import messages, said
from fhvalidate.web.dss.spelling import SOURCES, in_process, sub_indication
from fhvalidate.web.dss.subjects import certificate_id

Tree = dict[str, Json]
OK, NOT_OK, NOTED = "OK", "NOT OK", "WARNING"


def moment(time: datetime | None) -> str | None:
    """A point in time: UTC, to the second."""
    return None if time is None else utc(time.replace(microsecond=0))


def conclusion(
    indication: Indication | None,
    sub: SubIndication | None,
    findings: Iterable[ReportFinding] = (),
) -> Tree:
    """What a process or a building block concluded, and what was noticed there.

    What passed has no errors.
    """
    findings = tuple(findings)
    passed = indication in (Indication.PASSED, Indication.TOTAL_PASSED)
    return {
        "Indication": in_process(indication),
        "SubIndication": sub_indication(sub, indication),
        "Errors": [] if passed else messages(findings, Severity.ERROR),
        "Warnings": messages(findings, Severity.WARNING),
        "Infos": messages(findings, Severity.INFO),
    }


def constraint(
    key: str, question: str, *, holds: bool, answer: str = "", about: str | None = None
) -> Tree:
    """A check: its key and question, whether it holds, and the answer where it does not."""
    return {
        "Name": said(key, question),
        "Status": OK if holds else NOT_OK,
        "Error": None if holds else said(f"{key}_ANS", answer),
        "Warning": None,
        "Info": None,
        "AdditionalInfo": None,
        "Id": about,
        "BlockType": None,
    }


def noticed(finding: Tree, severity: Severity) -> Tree:
    """A check that something was noticed at: the message is its answer."""
    key = str(finding["Key"]).removesuffix("_ANS")
    failed = severity is Severity.ERROR
    return {
        "Name": said(key, str(finding["value"])),
        "Status": NOT_OK if failed else NOTED if severity is Severity.WARNING else "INFORMATION",
        "Error": finding if failed else None,
        "Warning": finding if severity is Severity.WARNING else None,
        "Info": finding if severity is Severity.INFO else None,
        "AdditionalInfo": None,
        "Id": None,
        "BlockType": None,
    }


def chain_items(chain: Sequence[CertificateReport]) -> Json:
    """The certificates of a chain, and where each was found; null without any."""
    if not chain:
        return None
    return {
        "ChainItem": [
            {"Source": source_of(each), "Id": certificate_id(each.sha256)} for each in chain
        ]
    }


def source_of(certificate: CertificateReport) -> str:
    """Where a certificate is from; an anchor is from the operator's trust."""
    found = FoundIn.TRUST if certificate.anchor else None
    if found is None and certificate.details is not None:
        found = certificate.details.found_in
    return "UNKNOWN" if found is None else SOURCES.get(found, "OTHER")
