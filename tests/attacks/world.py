"""Documents that a trusted signer signed, to be tampered with, and what is said of them then."""

from functools import cache

from fhvalidate import Report
from tests.pdf.handmade import ONE_PAGE, PAGE, document, shown, stream
from tests.pki.signing import Permission, sign
from tests.pki.updates import add_text_field
from tests.validation.judging import codes, judged, signer

AVSLAG = stream(shown("Kommunstyrelsen beslutar om avslag."))
BIFALL = stream(shown("Kommunstyrelsen beslutar om bifall."))
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"


@cache
def signed_document() -> bytes:
    """One page that says avslag, signed; its content is object 4."""
    return sign(document(), signer())


@cache
def certified_form(permission: Permission) -> bytes:
    """One page with an empty form field below the text, certified."""
    form = add_text_field(document(), "Expedierat")
    return sign(form, signer(), certifying=permission)


def says(data: bytes, code: str) -> str:
    """The verdict on the file, once the report is known to say the code."""
    report = judged(data)
    assert code in codes(report), (report.verdict, sorted(codes(report)))
    return report.verdict.value


def not_valid(data: bytes, code: str) -> bool:
    """Whether the file is not valid, and the report says why by the code."""
    return says(data, code) in {"invalid", "indeterminate", "unreadable"}


def warnings(report: Report) -> set[str]:
    """The codes of everything the reader should weigh."""
    findings = (*report.findings, *(f for entry in report.signatures for f in entry.findings))
    return {finding.code for finding in findings if finding.severity == "warning"}


__all__ = ["ONE_PAGE", "PAGE", "codes", "judged"]
