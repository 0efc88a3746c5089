"""The report as JSON."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate.report.json import dumps, to_jsonable, told_fields, utc
from fhvalidate.report.model import Report
from fhvalidate.words.plain import UNSEEN
from tests.report import sample

# The first example of a run builds tables of Unicode and reads the catalogues.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(codec=None, categories=None))
FACTS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.datetimes())


def joined(value: object) -> object:
    """The value as JSON reads it: two lone surrogates that stand side by side are one character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if isinstance(value, dict):
        return {joined(key): joined(item) for key, item in value.items()}
    return [joined(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("report", sample.ALL.values(), ids=sample.ALL.keys())
@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_written_is_what_is_read(report: Report, indent: int | None) -> None:
    text = dumps(report, indent=indent)

    assert json.loads(text.encode("utf-8")) == to_jsonable(report)


@UNHURRIED
@given(st.dictionaries(TEXT, st.one_of(FACTS, st.lists(FACTS).map(tuple))))
def test_any_facts_survive_as_valid_utf_8(facts: Mapping[str, object]) -> None:
    text = dumps(facts)

    made = joined(to_jsonable(facts))
    assert isinstance(made, dict)
    if len(made) == len(facts):
        assert json.loads(text.encode("utf-8")) == made


@UNHURRIED
@given(TEXT)
def test_no_hidden_or_steering_character_stands_in_the_output(text: str) -> None:
    assert not UNSEEN.search(dumps({"name": text}))


def test_swedish_letters_stay_readable_and_direction_overrides_are_escaped() -> None:
    assert dumps({"namn": "Åke\u202e\x9b\ud800"}) == '{"namn": "Åke\\u202e\\u009b\\ud800"}'


def test_keys_stand_in_the_order_of_the_model() -> None:
    assert list(json.loads(dumps(sample.valid()))) == [item.name for item in told_fields(Report)]


def test_one_report_without_indent_is_one_line() -> None:
    assert "\n" not in dumps(sample.hostile())


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (datetime(2026, 3, 3, 10, tzinfo=timezone(timedelta(hours=1))), "2026-03-03T09:00:00Z"),
        (datetime(2026, 3, 3, 9, 0, 0, 500, tzinfo=UTC), "2026-03-03T09:00:00.000500Z"),
        (datetime(2026, 3, 3, 9), "2026-03-03T09:00:00Z"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "0001-01-01T00:00:00Z"),
    ],
)
def test_times_are_utc_with_fractions_only_where_there_are_any(
    time: datetime, written: str
) -> None:
    assert utc(time) == written


def test_numbers_that_json_cannot_hold_are_written_so_that_every_reader_can_read_them() -> None:
    facts = {"a": float("nan"), "b": 1 << 20_000}

    made = json.loads(dumps(facts))

    assert made["a"] is None
    assert made["b"].startswith("0x1000")


def test_a_value_of_no_known_type_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no place in a report"):
        dumps(object())


def test_reports_are_equal_whenever_they_were_made() -> None:
    report = sample.valid()

    assert replace(report, produced_at=sample.SIGNED_AT) == report
    assert report.to_json() == dumps(report)
