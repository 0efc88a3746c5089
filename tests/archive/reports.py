"""Reports on the committed files, made once."""

from functools import cache

import fhvalidate
from fhvalidate.report.model import Report
from tests.fixtures.cases import CASES
from tests.fixtures.make import FILES
from tests.pki.times import VALIDATED_AT

NAMES = sorted({case.file for case in CASES})


@cache
def report_on(name: str) -> Report:
    """The report on the file, by the root of the fixtures, as of when they are validated."""
    trust = fhvalidate.TrustAnchors.from_path(FILES / "root.pem")
    return fhvalidate.validate(
        FILES / name, trust=trust, at=VALIDATED_AT, detail=fhvalidate.Detail.FULL
    )
