"""DSS's trees by the names of beans are those that SiVa writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.web.siva.beans import detailed_beans, diagnostic_beans, without_empty
from tests.shared import SHARED

SAMPLES = SHARED / "rest" / "samples"
# A bean has a value of its own for what is not in the XML at all.
ONLY_BEANS = {"duplicated"}


def test_what_is_empty_is_left_out_and_what_is_zero_or_false_is_not() -> None:
    told = without_empty(
        {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": {"h": [None, {"i": ""}]}}
    )

    assert told == {"e": 0, "f": False}


def test_a_word_of_capitals_keeps_them() -> None:
    told = diagnostic_beans({"PDFRevision": {"TSAGeneralName": 1, "CRLNumber": 2, "OID": 3}})

    assert told == {"PDFRevision": {"TSAGeneralName": 1, "CRLNumber": 2, "OID": 3}}


def test_values_that_are_enumerated_have_the_names_of_java() -> None:
    told = detailed_beans({"Constraint": [{"Status": "NOT OK"}, {"TimestampQualification": "N/A"}]})

    assert told == {"constraint": [{"status": "NOT_OK"}, {"timestampQualification": "NA"}]}


def test_a_choice_of_elements_is_what_it_chose() -> None:
    told = detailed_beans({"signatureOrTimestampOrEvidenceRecord": [{"Signature": {"Id": "S-1"}}]})

    assert told == {"signatureOrTimestampOrEvidenceRecord": [{"id": "S-1"}]}


def samples() -> list[Path]:
    return sorted(SAMPLES.glob("*.dss-rest-response.json"))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the answers of DSS are not given here")
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_a_tree_of_dss_is_the_one_that_sivas_mapper_makes_of_it(path: Path) -> None:
    """But for capitals: the mapper of SiVa 3.10 keeps them, the one of these samples did not."""
    name = path.name.partition(".")[0]
    answer = json.loads(path.read_bytes())

    for tree, made, kind in (
        ("DetailedReport", detailed_beans, "validationProcess"),
        ("DiagnosticData", diagnostic_beans, "diagnosticData"),
    ):
        sample = json.loads((SAMPLES / f"{name}.siva-{kind}.json").read_bytes())
        assert in_small(without_empty(made(answer[tree]))) == in_small(without_empty(sample))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the answers of SiVa are not given here")
def test_names_are_those_of_a_running_siva() -> None:
    theirs: set[str] = set()
    ours: set[str] = set()
    for tree, made, kind, key in (
        ("DetailedReport", detailed_beans, "Detailed", "validationProcess"),
        ("DiagnosticData", diagnostic_beans, "Diagnostic", "diagnosticData"),
    ):
        for path in SAMPLES.glob(f"siva-3.10.1*/*.{kind}.json"):
            theirs |= names(json.loads(path.read_bytes())["validationReport"][key])
        for path in samples():
            ours |= names(made(json.loads(path.read_bytes())[tree]))

    spelled = {name.lower(): name for name in theirs}
    assert {name for name in ours if spelled.get(name.lower(), name) != name} == set()
    assert len(ours & theirs) > 100


def names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set().union(*map(names, value)) if isinstance(value, list) else set()


def in_small(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): in_small(each) for key, each in value.items() if key not in ONLY_BEANS}
    return [in_small(each) for each in value] if isinstance(value, list) else value
