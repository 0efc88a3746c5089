"""The detailed and the diagnostic report: DSS's trees, made for those who ask for them."""

from importlib import import_module

from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.web.siva.beans import detailed_beans, diagnostic_beans

_DSS = "fhvalidate.web.dss"


def detailed(report: Report) -> dict[str, Json]:
    """`validationProcess`: what each process and building block concluded, and why."""
    subjects = import_module(f"{_DSS}.subjects").subjects_of(report)
    return detailed_beans(import_module(f"{_DSS}.detailed").detailed_report(subjects))


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
