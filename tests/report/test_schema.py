"""The JSON Schema of a report."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

import fhvalidate
from fhvalidate.conclusion import Verdict
from fhvalidate.report.model import Report
from fhvalidate.report.schema import schema
from tests.report import sample


def validate(report: Any) -> None:
    Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        report
    )


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
def test_it_validates_a_report(report: Report) -> None:
    validate(json.loads(report.to_json()))


def test_the_samples_reach_every_verdict() -> None:
    assert {report.verdict for report in sample.ALL.values()} == set(Verdict)


def test_names_may_be_added() -> None:
    validate(json.loads(sample.valid().to_json()) | {"later": {"any": "thing"}})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("verdict", "maybe"),
        ("schema", "fhvalidate/report/2"),
        ("validation_time", "2026-03-03T10:00:00+01:00"),
        ("signatures", None),
        ("signature_page", []),
    ],
)
def test_it_refuses_a_value_outside_the_contract(name: str, wrong: object) -> None:
    report = json.loads(sample.valid().to_json()) | {name: wrong}

    with pytest.raises(ValidationError):
        validate(report)


@pytest.mark.parametrize("name", ["verdict", "produced_at", "minutes"])
def test_it_refuses_a_report_that_lacks_a_name(name: str) -> None:
    report = json.loads(sample.valid().to_json())
    del report[name]

    with pytest.raises(ValidationError):
        validate(report)


def test_every_name_of_the_issue_is_in_the_schema() -> None:
    names = (
        "schema tool produced_at validation_time document policy trust verdict findings signatures "
        "signature_page signers minutes reprint attachments signature_model provable objects "
        "archive_record"
    )

    definitions: Any = schema()["$defs"]

    assert definitions["Report"]["required"] == names.split()


def test_the_library_hands_out_the_schema_that_the_page_has() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"

    assert fhvalidate.schema() == json.loads(page.read_text(encoding="utf-8"))


def test_what_is_handed_out_is_the_callers_own() -> None:
    fhvalidate.schema().clear()

    assert fhvalidate.schema()["title"] == "fhvalidate/report/1"


def test_the_schema_goes_along_with_the_program_as_a_file() -> None:
    installed = resources.files("fhvalidate") / "report.schema.json"
    if not installed.is_file():
        pytest.skip("the program runs from its source; the gate installs it")

    assert json.loads(installed.read_text(encoding="utf-8")) == fhvalidate.schema()
