"""The check of reports that somebody else wrote, beside a validator of JSON Schema."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.report.checking import MAX_DEPTH, schema_problem
from fhvalidate.report.schema import schema
from tests.report import sample

REPORTS = {name: json.loads(report.to_json()) for name, report in sample.ALL.items()}
VALIDATOR = jsonschema.Draft202012Validator(schema())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside the value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, (dict, list)):
            yield from places(item, (*path, key))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_a_report(name: str) -> None:
    assert schema_problem(REPORTS[name]) is None


@settings(deadline=None)
@given(st.data())
def test_what_a_validator_of_the_schema_refuses_is_refused(data: st.DataObject) -> None:
    report = copy.deepcopy(REPORTS[data.draw(st.sampled_from(sorted(REPORTS)))])
    *path, last = data.draw(st.sampled_from(list(places(report))))
    holder = report
    for key in path:
        holder = holder[key]
    if isinstance(last, str) and data.draw(st.booleans()):
        del holder[last]
    else:
        holder[last] = data.draw(JSON)

    if not VALIDATOR.is_valid(report):
        assert schema_problem(report) is not None
    elif len(str(report["document"]["sha256"])) == 64:
        assert schema_problem(report) is None or last == "sha256"


@pytest.mark.parametrize("value", [None, [], {}, "", 1, {"document": {"sha256": "0" * 64}}])
def test_what_is_no_report_at_all_is_refused(value: Any) -> None:
    assert schema_problem(value) is not None


def test_reports_in_reports_end_somewhere() -> None:
    report = copy.deepcopy(REPORTS["valid"])
    for _ in range(MAX_DEPTH):
        outer = copy.deepcopy(REPORTS["valid"])
        outer["attachments"] = [{"name": "x", "report": report}]
        report = outer

    assert schema_problem(report) is not None
