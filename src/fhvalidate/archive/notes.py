"""What came of a validation in one line, for events that have room for text alone."""

from fhvalidate.conclusion import Verdict
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import SignatureReport

_PLAIN = {
    Verdict.VALID: "the file as a whole is valid",
    Verdict.INDETERMINATE: "the file as a whole could not be judged to the end",
    Verdict.INVALID: "the file as a whole is not valid",
    Verdict.REPRINTED: "the file is not the signed original",
    Verdict.UNSIGNED: "the file has no signature",
    Verdict.UNREADABLE: "the file could not be read",
}


def facts(told: dict[str, str | None]) -> str:
    """Name and value of each fact that there is; a value has no quotation mark within it."""
    known = ((name, value.replace('"', "'")) for name, value in told.items() if value is not None)
    return "; ".join(f'{name}="{value}"' for name, value in known)


def on_file(report: Report) -> str:
    """What came of the file as a whole."""
    return f"{_PLAIN[report.verdict]}; {facts(_of_document(report))}"


def on_signature(report: Report, signature: SignatureReport) -> str:
    """What came of one signature or document time-stamp."""
    told = [signature.indication.value]
    if signature.sub_indication is not None:
        told.append(signature.sub_indication.value)
    signer, best = signature.signer, signature.best_signature_time
    confirmed = signature.confirmed_level
    known: dict[str, str | None] = {
        "level": signature.level.value,
        "confirmed-level": None if confirmed is None else confirmed.value,
        "integrity": signature.integrity.value,
        "signer": None if signer is None else signer.common_name,
        "certificate-sha256": None if signer is None else signer.certificate_sha256,
        "best-signature-time": None if best is None else utc(best),
        # Of a test authority: nobody is bound by it, though it holds.
        "test-signature": "yes" if signature.test else None,
    }
    return "; ".join((*told, facts(known | _of_document(report))))


def _of_document(report: Report) -> dict[str, str | None]:
    return {"document-verdict": report.verdict.value, "original": report.reprint.verdict.value}


def how(report: Report, signature: SignatureReport | None = None) -> str:
    """How it was validated: by what program and policy, as of when, and whom it believed."""
    sources = ", ".join(f"{each.name} {each.sha256}" for each in report.trust.sources)
    told: dict[str, str | None] = {
        "program": report.tool.name,
        "version": report.tool.version,
        "policy": report.policy.name,
        "policy-sha256": report.policy.sha256,
        "validated-as-of": utc(report.validation_time),
        "trust-anchors": str(report.trust.anchors),
        "trust-sources": sources or None,
    }
    if signature is not None:
        told |= {"signature-field": signature.field, "signature-kind": signature.kind.value}
    return facts(told)
