"""Reports of full detail on the project's fixtures, each made once."""

from functools import cache
from pathlib import Path

from fhvalidate import Detail, Report, TrustAnchors, validate
from tests.fixtures.cases import CASES, Case
from tests.pki import VALIDATED_AT

FILES = Path(__file__).parents[2] / "fixtures" / "files"
BY_NAME = {case.name: case for case in CASES}


@cache
def report_on(name: str) -> Report:
    """The report on the case of that name."""
    case: Case = BY_NAME[name]
    return validate(
        FILES / case.file,
        trust=TrustAnchors.from_path(FILES / case.trust),
        at=VALIDATED_AT,
        password=case.password,
        detail=Detail.FULL,
    )
