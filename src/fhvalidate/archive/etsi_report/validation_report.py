"""A report as ETSI TS 119 102-2 V1.4.1 has it: one XML document, the same bytes each time."""

import base64

from fhvalidate.archive.etsi_report.elements import Element, document_bytes, own, tsl, vr
from fhvalidate.archive.etsi_report.known import Known, known_in
from fhvalidate.archive.etsi_report.objects import validation_objects
from fhvalidate.archive.etsi_report.other import document_findings, personal_data, validator
from fhvalidate.archive.etsi_report.signature import no_signature, signature_report
from fhvalidate.errors import UsageError
from fhvalidate.report.model import Report
from fhvalidate.signature import SignatureKind


def etsi(report: Report, *, objects: bool = False, sealed_by: bytes | None = None) -> bytes:
    """The validation report as XML in UTF-8, a pure function of the report and its evidence.

    Args:
        report: of full detail (`detail=Detail.FULL`).
        objects: whether it holds certificates, revocation data and time-stamps as they are, or
            their digests only. They are personal data: certificates hold names and personal
            identity numbers that no mask covers. The bytes that were signed it never holds.
        sealed_by: the certificate, DER, of whoever is to seal it; it is named as the validator.

    Raises:
        UsageError: `archive-detail-not-full`, `archive-without-evidence`: the objects are asked
            for, and the report was read from JSON, which has none.
    """
    known = known_in(report, objects=objects)
    _check(known, objects=objects)
    reports = [
        signature_report(signature, signature.details, subject, known)
        for signature, subject in zip(report.signatures, known.signatures, strict=True)
        if signature.kind is SignatureKind.SIGNATURE and signature.details is not None
    ]
    return document_bytes(
        vr(
            "ValidationReport",
            *(reports or [no_signature(report)]),
            validation_objects(known),
            _validator(report, sealed_by, objects=objects),
        )
    )


def _check(known: Known, *, objects: bool) -> None:
    report = known.report
    if any(each.details is None for each in report.signatures):
        raise UsageError("archive-detail-not-full", format="etsi")
    if objects and report.objects and not report.evidence:
        raise UsageError("archive-without-evidence", format="etsi")


def _validator(report: Report, sealed_by: bytes | None, *, objects: bool) -> Element:
    """Who validated: the holder of the sealing certificate, else nobody but the program."""
    identity = (
        tsl("Other", own("Program", own("Name", report.tool.name)))
        if sealed_by is None
        else tsl("X509Certificate", base64.b64encode(sealed_by).decode())
    )
    return vr(
        "SignatureValidator",
        vr("DigitalId", identity),
        vr(
            "OtherInformation",
            validator(report),
            personal_data() if objects else None,
            document_findings(report),
        ),
    )
