"""One rule says which level a signature is told to have, whoever asks and whoever is trusted."""

import json
from typing import Any

import pytest

from fhvalidate.web.dss import diagnostic_data, simple_report, subjects_of
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.request import ReportType
from tests.shared import shared
from tests.web.dss.reports import report_on

NAMES = (
    *("minutes-signed", "minutes-b-b", "minutes-b-t", "minutes-b-lt", "minutes-b-lta"),
    *("minutes-altered", "resaved", "unknown-subfilter"),
)
TRUSTED = ((), ("root.pem",), ("tsa-root.pem",), ("root.pem", "tsa-root.pem"))


def told(name: str, *anchors: str) -> dict[str, list[str]]:
    """The level of each signature in each report of each interface, spelled in one way."""
    report = report_on(name, *anchors)
    dss = subjects_of(report)
    simple: Any = simple_report(dss)["signatureOrTimestampOrEvidenceRecord"]
    diagnostic: Any = diagnostic_data(dss)["Signature"]
    siva: Any = answer(report, Telling("a.pdf", "POLv3", ReportType.DIAGNOSTIC))
    parts = siva["validationReport"]
    levels = {
        "DSS simple": [e["Signature"]["SignatureFormat"] for e in simple if "Signature" in e],
        "DSS diagnostic": [each["SignatureFormat"] for each in diagnostic],
        "SiVa": [e["signatureFormat"] for e in parts["validationConclusion"]["signatures"]],
        "SiVa diagnostic": [e["signatureFormat"] for e in parts["diagnosticData"]["signatures"]],
    }
    return {who: [each.replace("_", "-") for each in found] for who, found in levels.items()}


@pytest.mark.parametrize("anchors", TRUSTED, ids="+".join)
@pytest.mark.parametrize("name", NAMES)
def test_every_report_tells_the_same_level(name: str, anchors: tuple[str, ...]) -> None:
    levels = list(told(name, *anchors).values())

    assert levels == [levels[0]] * len(levels)


@pytest.mark.parametrize(
    ("anchors", "level"), [((), "T"), (("root.pem",), "T"), (TRUSTED[-1], "LTA")], ids=str
)
def test_validation_data_count_where_every_chain_is_trusted(
    anchors: tuple[str, ...], level: str
) -> None:
    assert told("minutes-b-lta", *anchors)["DSS simple"] == [f"PAdES-BASELINE-{level}"]


def test_sivas_diagnostic_report_has_the_levels_of_its_own_sample() -> None:
    path = shared("rest/samples/siva-3.10.1/minutes-signed.POLv3.Diagnostic.json")
    theirs = json.loads(path.read_text("utf-8"))["validationReport"]["diagnosticData"]

    assert told("minutes-signed")["SiVa diagnostic"] == [
        each["signatureFormat"] for each in theirs["signatures"]
    ]
