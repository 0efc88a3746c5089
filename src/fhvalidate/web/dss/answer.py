"""The answers to DSS's clients, as the bytes of JSON."""

import base64
import json

from fhvalidate.archive import etsi
from fhvalidate.conclusion import Verdict
from fhvalidate.errors import RequestRefusedError
from fhvalidate.report.in_medium import in_medium, message_in
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Medium
from fhvalidate.report.model import Report
from fhvalidate.web.dss.detailed import detailed_report
from fhvalidate.web.dss.diagnostic import diagnostic_data
from fhvalidate.web.dss.request import STATUS, Asked
from fhvalidate.web.dss.simple import simple_report
from fhvalidate.web.dss.subjects import Signed, subjects_of
from fhvalidate.web.dss.tokens import tokens_of

# As DSS says it: programs look for these words.
ENCRYPTED = "Encrypted document : Cannot decrypt PDF, the password is incorrect"
NOT_RECOGNISED = "Document format not recognized/handled"
_LOCKED = frozenset({"password-needed", "password-wrong", "encryption-unsupported"})
_NO_DOCUMENT = frozenset({"not-a-pdf", "file-empty", "damaged-pdf"})
ORIGINAL = "original.pdf"


def reports(report: Report, asked: Asked, *, with_certificates: bool) -> bytes:
    """The three reports, and the ETSI report, of a document that could be read.

    Args:
        report: of full detail, with its evidence.
        asked: what the client asked.
        with_certificates: whether the operator lets certificates out.
    """
    report = in_medium(report, Medium.SERVICE)
    subjects = subjects_of(report)
    tokens = tokens_of(report, asked.strategy, with_certificates=with_certificates)
    tree: dict[str, Json] = {
        "DiagnosticData": diagnostic_data(subjects, tokens),
        "SimpleReport": simple_report(subjects),
        "DetailedReport": detailed_report(subjects),
        "validationReportDataHandler": base64.b64encode(etsi(report)).decode(),
    }
    return octets(tree)


def original_documents(report: Report, asked: Asked) -> bytes:
    """The file as it was before the signature that is asked for; none where it was never otherwise.

    Raises:
        RequestRefusedError: `dss-signature-unknown`.
    """
    signatures = subjects_of(report).signatures
    if asked.signature_id is not None:
        signatures = tuple(each for each in signatures if each.id == asked.signature_id)
        if not signatures:
            raise RequestRefusedError("dss-signature-unknown", status=STATUS)
    end = _end_before(signatures[0], report) if signatures else 0
    if not end:
        return octets([])
    data = base64.b64encode(asked.document[:end]).decode()
    return octets([{"bytes": data, "digestAlgorithm": None, "name": ORIGINAL}])


def wrong_with_document(report: Report) -> str | None:
    """What DSS says of a document that it cannot read; None of one that was read."""
    if report.verdict is not Verdict.UNREADABLE:
        return None
    codes = {finding.code for finding in report.findings}
    if codes & _LOCKED:
        return ENCRYPTED
    if not codes or codes & _NO_DOCUMENT:
        return NOT_RECOGNISED
    return message_in(report.findings[0], Medium.SERVICE).en


def octets(tree: Json) -> bytes:
    """Text of a document can have halves of characters, which UTF-8 has no way to write."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _end_before(signed: Signed, report: Report) -> int:
    """Where the revision before the signature's ends; 0 where there is none."""
    number = signed.report.revision
    if number is None:
        return 0
    return max((each.end for each in report.document.revisions if each.number < number), default=0)
