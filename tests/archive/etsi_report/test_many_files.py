"""Reports on files of the world are valid by the schema, with objects and without."""

import pytest

from fhvalidate import Detail, Report, TextRecognition, TrustAnchors, validate
from fhvalidate.archive import etsi
from tests.archive.etsi_report.schema import what_is_wrong
from tests.pki import VALIDATED_AT
from tests.shared import shared

FOLDERS = ("corpus", "reprint", "attacks", "pki", "bugs", "svt")
A_FEW, ALL = 60, 1  # each sixtieth file in the gate


def invalid(folder: str, step: int) -> dict[str, list[str]]:
    """What is wrong with the reports on each so-manyth file of the folder, by the file's name."""
    found = {}
    for file in sorted(shared(folder).rglob("*.pdf"))[::step]:
        report = validate(
            file,
            trust=TrustAnchors.none(),
            at=VALIDATED_AT,
            detail=Detail.FULL,
            text_recognition=TextRecognition.OFF,
        )
        wrong = [each for objects in (True, False) for each in told(report, objects=objects)]
        if wrong:
            found[file.name] = wrong
    return found


def told(report: Report, *, objects: bool) -> list[str]:
    return what_is_wrong(etsi(report, objects=objects))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_few_reports_of_each_folder_are_valid(folder: str) -> None:
    assert invalid(folder, A_FEW) == {}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_report_is_valid(folder: str) -> None:
    assert invalid(folder, ALL) == {}
