"""The detailed and the diagnostic report: DSS's trees, made for those who ask for them."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.web.siva.beans import detailed_beans, diagnostic_beans

_DSS = "fhvalidate.web.dss"
_QUALIFIED = "validationSignatureQualification"


def detailed(report: Report, levels: Sequence[str]) -> dict[str, Json]:
    """`validationProcess`: what each process and building block concluded, and why.

    Args:
        report: of full detail.
        levels: what each signature is in law's words, as the conclusion beside it has it: what
            SiVa's policy makes of the signature decides.
    """
    subjects = import_module(f"{_DSS}.subjects").subjects_of(report)
    tree: dict[str, Any] = import_module(f"{_DSS}.detailed").detailed_report(subjects)
    made: dict[str, Any] = detailed_beans(tree)
    entries = made.get("signatureOrTimestampOrEvidenceRecord") or ()
    told = [each[_QUALIFIED] for each in entries if each.get(_QUALIFIED)]
    for each, level in zip(told, levels, strict=True):
        each["signatureQualification"] = level
    return made


def diagnostic(report: Report, *, filename: str, with_certificates: bool) -> dict[str, Json]:
    """`diagnosticData`: what was found, whatever it means.

    Args:
        report: of full detail, with evidence.
        filename: what the request calls the document.
        with_certificates: whether certificates and OCSP responses are told as they are.
    """
    subjects = import_module(f"{_DSS}.subjects").subjects_of(report)
    tokens = import_module(f"{_DSS}.tokens").tokens_of(
        report, "EXTRACT_ALL", with_certificates=with_certificates
    )
    made = import_module(f"{_DSS}.diagnostic").diagnostic_data(subjects, tokens)
    return {**diagnostic_beans(made), "documentName": filename}
