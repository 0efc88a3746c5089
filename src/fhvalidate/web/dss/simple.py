"""DSS's simple report: of each signature whether it holds, who signed, when, and why not."""

from collections.abc import Sequence

from fhvalidate.conclusion import Indication, Severity
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import CertificateReport, SignatureReport, SignerReport
from fhvalidate.web.dss import qualifying
from fhvalidate.web.dss.message_keys import messages, said
from fhvalidate.web.dss.names import attribute
from fhvalidate.web.dss.parts import Tree, moment
from fhvalidate.web.dss.spelling import (
    LEGAL_LEVELS,
    in_process,
    signature_format,
    sub_indication,
)
from fhvalidate.web.dss.standing import notices
from fhvalidate.web.dss.subjects import Signed, Stamp, Subjects, certificate_id, scopes
from fhvalidate.web.legal_levels import legal_level, told_legal_level


def simple_report(subjects: Subjects) -> Tree:
    """The simple report.

    `Semantic` is null but for what is said of a document as a whole, which DSS has no place for.
    """
    report = subjects.report
    passed = [s for s in subjects.signatures if s.standing.indication == "TOTAL_PASSED"]
    entries: list[Json] = [
        {"Signature": _signature(each, subjects)} for each in subjects.signatures
    ]
    entries += [{"Timestamp": _stamp(each)} for each in subjects.alone]
    told: list[Json] = [said(each.code, each.message.en) for each in notices(report)]
    return {
        "ValidationPolicy": {
            "PolicyName": report.policy.name,
            "PolicyDescription": f"The policy of fhvalidate with the digest {report.policy.uri}",
        },
        "DocumentName": report.document.name,
        "ValidSignaturesCount": len(passed),
        "SignaturesCount": len(subjects.signatures),
        "ContainerType": None,
        "PDFAInfo": None,
        "signatureOrTimestampOrEvidenceRecord": entries or None,
        "Semantic": told or None,
        "ValidationTime": moment(report.validation_time),
    }


def level_of(signed: Signed, report: Report) -> tuple[str, str]:
    """The level in law's words, and what it means: by how the signature stands in its document."""
    indication = Indication(signed.standing.indication.replace("_", "-"))
    return LEGAL_LEVELS[told_legal_level(legal_level(signed.report), indication, report)]


def signer_of(signature: SignatureReport) -> str | None:
    """Whom the certificate names: by the common name, else by all of the name.

    Of a signature that is not gone into, whom its certificate claims to name.
    """
    if signature.signer is None:
        return None if signature.identity is None else signature.identity.name
    return signature.signer.common_name or signature.signer.subject


def _signature(signed: Signed, subjects: Subjects) -> Tree:
    report, standing = signed.report, signed.standing
    claimed = report.claimed_signing_time
    level, description = level_of(signed, subjects.report)
    until = report.provable
    stamps: list[Json] = [_stamp(each) for each in signed.stamps]
    return {
        "SigningTime": moment(None if claimed is None else claimed.value),
        # Required: the validation time where nothing proves an earlier one.
        "BestSignatureTime": moment(report.best_signature_time or subjects.report.validation_time),
        "SignedBy": signer_of(report),
        "SignatureLevel": {"value": level, "description": description},
        "SignatureScope": _scopes(report),
        "Timestamps": {"Timestamp": stamps} if stamps else None,
        "EvidenceRecords": None,
        "Filename": None,
        "CertificateChain": _chain(report.chain, report.signer),
        "Indication": standing.indication,
        "SubIndication": standing.sub_indication,
        "AdESValidationDetails": _noticed(signed),
        "QualificationDetails": qualifying.details(signed),
        "ExtensionPeriodMin": moment(None if until is None else until.extend_from),
        "ExtensionPeriodMax": moment(None if until is None else until.until),
        "Id": signed.id,
        "CounterSignature": None,
        "ParentId": None,
        "SignatureFormat": signature_format(signed.level),
    }


def _noticed(signed: Signed) -> Tree:
    """Of what passes the errors are none: what is an error by itself may be allowed by policy."""
    findings, passed = signed.standing.findings, signed.standing.indication == "TOTAL_PASSED"
    errors = [] if passed else messages(findings, Severity.ERROR)
    errors += [said(each.code, each.message.en) for each in signed.standing.notices]
    return {
        "Error": errors,
        "Warning": messages(findings, Severity.WARNING),
        "Info": messages(findings, Severity.INFO),
    }


def _stamp(stamp: Stamp) -> Tree:
    level, description = qualifying.stamp_level(stamp)
    tsa = stamp.report.tsa
    told = {
        "Error": messages(stamp.findings, Severity.ERROR),
        "Warning": messages(stamp.findings, Severity.WARNING),
        "Info": messages(stamp.findings, Severity.INFO),
    }
    return {
        "ProductionTime": moment(stamp.report.generation_time),
        "ProducedBy": None if tsa is None else tsa.common_name or tsa.subject,
        "TimestampLevel": {"value": level, "description": description},
        "TimestampScope": None if stamp.field is None else _scopes(stamp.field),
        "EvidenceRecords": None,
        "Filename": None,
        "CertificateChain": _chain(stamp.report.chain, tsa),
        "Indication": in_process(stamp.indication),
        "SubIndication": sub_indication(stamp.sub_indication, stamp.indication),
        "AdESValidationDetails": dict[str, Json](told) if any(told.values()) else None,
        "QualificationDetails": qualifying.stamp_details(stamp),
        "ExtensionPeriodMin": None,
        "ExtensionPeriodMax": None,
        "Id": stamp.id,
    }


def _scopes(signature: SignatureReport) -> list[Json]:
    return [
        {"value": description, "Id": data, "name": name, "scope": scope}
        for scope, name, description, data in scopes(signature)
    ]


def _chain(chain: Sequence[CertificateReport], signer: SignerReport | None) -> Tree:
    return {
        "Certificate": [
            {
                "QualifiedName": _name(each, signer),
                "TrustAnchors": None,
                "Id": certificate_id(each.sha256),
                "trusted": True if each.anchor else None,
                "sunsetDate": None,
            }
            for each in chain
        ]
    }


def _name(certificate: CertificateReport, signer: SignerReport | None) -> str:
    """Whom a certificate names: by the common name, else by all of the name."""
    if signer is not None and signer.certificate_sha256 == certificate.sha256:
        return signer.common_name or signer.subject
    return attribute(certificate.subject, "CN") or certificate.subject
