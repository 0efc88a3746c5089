"""One rule says which level a signature has, and what it is in law's words, whoever asks."""

import json
from typing import Any

import pytest

from fhvalidate.web.dss import diagnostic_data, simple_report, subjects_of
from fhvalidate.web.dss.spelling import LEGAL_LEVELS
from fhvalidate.web.legal_levels import LegalLevel
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.beans import detailed_beans
from fhvalidate.web.siva.request import ReportType
from tests.shared import shared
from tests.web.dss.reports import report_on
from tests.web.siva.test_samples import SETTINGS, judged

NAMES = (
    *("minutes-signed", "minutes-b-b", "minutes-b-t", "minutes-b-lt", "minutes-b-lta"),
    *("minutes-altered", "resaved", "unknown-subfilter"),
)
TRUSTED = ((), ("root.pem",), ("tsa-root.pem",), ("root.pem", "tsa-root.pem"))
NOT_ADVANCED = ("NOT_ADES_QC_QSCD", "NOT_ADES_QC", "NOT_ADES")


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


def told_in_law(name: str, setting: str, policy: str = "FHV-AES") -> dict[str, list[str]]:
    """What each signature is in law's words, in each report that says it."""
    report = judged(name, setting, "2026-11-29T12:00:00Z")
    simple: Any = simple_report(subjects_of(report))["signatureOrTimestampOrEvidenceRecord"]
    siva: Any = answer(report, Telling("a.pdf", policy, ReportType.DETAILED))
    parts = siva["validationReport"]
    detailed = parts["validationProcess"]["signatureOrTimestampOrEvidenceRecord"]
    level = {each: name for name, (each, _) in LEGAL_LEVELS.items()}
    key = "validationSignatureQualification"
    return {
        "DSS simple": [
            level[e["Signature"]["SignatureLevel"]["value"]] for e in simple if "Signature" in e
        ],
        "SiVa": [e["signatureLevel"] for e in parts["validationConclusion"]["signatures"]],
        "SiVa detailed": [e[key]["signatureQualification"] for e in detailed if key in e],
    }


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ["minutes-signed", "minutes-b-b", "minutes-altered", "resaved"])
def test_every_report_says_the_same_in_laws_words(name: str, setting: str) -> None:
    levels = list(told_in_law(name, setting).values())

    assert levels == [levels[0]] * len(levels)


def test_a_signature_that_does_not_pass_is_told_by_its_certificate() -> None:
    assert told_in_law("minutes-b-b", SETTINGS[2])["DSS simple"] == ["INDETERMINATE_QESIG"]
    assert told_in_law("minutes-altered", SETTINGS[2])["DSS simple"] == ["NOT_ADES"] * 2


@pytest.mark.parametrize("policy", ["POLv3", "POLv4", "FHV-AES"])
@pytest.mark.parametrize("name", ["minutes-signed", "minutes-b-b", "resaved"])
def test_sivas_detailed_report_says_what_its_policy_makes_of_it(name: str, policy: str) -> None:
    told = told_in_law(name, SETTINGS[2], policy)

    assert told["SiVa detailed"] == told["SiVa"]


def test_every_level_in_laws_words_has_dss_spelling_and_sivas() -> None:
    doubted = {f"INDETERMINATE_{each}" for each in LegalLevel if each is not LegalLevel.NA}

    assert set(LEGAL_LEVELS) == {*LegalLevel, *doubted, *NOT_ADVANCED}
    for name, (spelled, _) in LEGAL_LEVELS.items():
        assert detailed_beans({"SignatureQualification": spelled}) == {
            "signatureQualification": name
        }
