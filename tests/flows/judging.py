"""The flows, judged: whom they trust, the evidence beside them and the time."""

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fhvalidate import Evidence, Report, TextRecognition, TrustAnchors, validate

HERE = Path(__file__).parent
FILES = HERE / "files"
FLOWS = HERE / "flows.toml"
AT = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)


@cache
def flows() -> tuple[dict[str, Any], ...]:
    """Every flow that is listed."""
    return tuple(tomllib.loads(FLOWS.read_text(encoding="utf-8"))["flow"])


@cache
def judged(path: Path, *, password: str = "") -> Report:
    """The report on the file."""
    trust = TrustAnchors.from_pem_or_der((FILES / "root.pem").read_bytes(), name="root.pem")
    return validate(
        path,
        trust=trust,
        at=AT,
        password=password,
        evidence=Evidence.from_path(FILES / "after.crl"),
        text_recognition=TextRecognition.OFF,
    )


def what_changed(report: Report) -> frozenset[str]:
    """The codes of all errors: nothing else is wrong with these files than what changed."""
    findings = (*report.findings, *(f for entry in report.signatures for f in entry.findings))
    return frozenset(finding.code for finding in findings if finding.severity == "error")
