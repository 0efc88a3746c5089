"""People of the minutes in the report: nobody's number is shown, however it is written."""

from dataclasses import replace

import pytest

from fhvalidate.identity.masking import mask_identity_attribute
from fhvalidate.minutes.model import Minutes
from fhvalidate.report.people import report_minutes
from tests.minutes.test_reader import minutes
from tests.pki import ANNA

NUMBER = ANNA.personnummer


def told_of(affiliation: str) -> Minutes:
    found = minutes("meeting")
    first, *others = found.people
    return replace(found, people=(replace(first, affiliation=affiliation), *others))


@pytest.mark.parametrize("between", ["", "-", " ", "_", ".", " - "])
def test_what_stands_after_a_name_is_masked_as_the_name_is(between: str) -> None:
    written = f"kansliet {NUMBER[:8]}{between}{NUMBER[8:]}"

    shown = report_minutes(told_of(written), mask_identity_attribute)

    assert shown is not None
    said = shown.people[0].affiliation or ""
    assert "kansliet" in said
    assert NUMBER[8:] not in said


def test_what_is_no_number_stays() -> None:
    shown = report_minutes(told_of("kansliet"), mask_identity_attribute)

    assert shown is not None
    assert shown.people[0].affiliation == "kansliet"
