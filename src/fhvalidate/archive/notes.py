"""What came of a validation in one line, for events that have room for text alone.

It begins with a sentence in the reader's language; the facts after it have names of their own,
which are the same in each.
"""

from fhvalidate.archive.outcomes import of_signature
from fhvalidate.archive.record import Deed
from fhvalidate.conclusion import Verdict
from fhvalidate.pdf_a.answer import PdfAStatus
from fhvalidate.report.json import utc
from fhvalidate.report.messages import Language, words
from fhvalidate.report.model import Report
from fhvalidate.report.pdf_a_model import PdfAReport
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import SignatureKind

_TABLE = "archive-note"


def facts(told: dict[str, str | None]) -> str:
    """Name and value of each fact that there is; a value has no quotation mark within it."""
    known = ((name, value.replace('"', "'")) for name, value in told.items() if value is not None)
    return "; ".join(f'{name}="{value}"' for name, value in known)


def on_file(report: Report, language: Language) -> str:
    """What came of the file as a whole."""
    sentence = words(language, _TABLE, report.verdict.value)
    return f"{sentence}; {facts(_of_document(report))}"


def on_format(pdfa: PdfAReport, language: Language) -> str:
    """What came of trying whether the file is the PDF/A that it claims to be."""
    is_so = pdfa.validated is PdfAStatus.COMPLIANT
    sentence = words(language, _TABLE, "pdf-a" if is_so else "no-pdf-a")
    told = {"claimed": pdfa.claimed, "failed-rules": str(len(pdfa.failed_rules))}
    return f"{sentence}; PDF/A {pdfa.validated.value}; {facts(told)}"


def on_removal(report: Report, deed: Deed, language: Language) -> str:
    """What came of taking the signatures out of a file."""
    told: dict[str, str | None] = {
        "signatures-removed": str(len(report.signatures)),
        "looks-kept": str(deed.looks),
        "pages-compared": str(deed.pages),
        "original-sha256": report.document.sha256,
        "copy-sha256": deed.copy.sha256,
    }
    is_valid = report.verdict is Verdict.VALID
    sentence = words(language, _TABLE, "removed" if is_valid else "removed-anyway")
    return f"{sentence}; {facts(told | _of_document(report))}"


def on_signature(report: Report, signature: SignatureReport, language: Language) -> str:
    """What came of one signature or document time-stamp."""
    kind = "signature" if signature.kind is SignatureKind.SIGNATURE else "timestamp"
    outcome, _ = of_signature(signature).term
    key = "signature-test" if signature.test else f"{kind}-{outcome}"
    told = [words(language, _TABLE, key), signature.indication.value]
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
