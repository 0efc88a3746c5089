"""Reports on the fixtures as the service has them, judged once, and DSS's own answers."""

import json
from functools import cache
from typing import Any

from fhvalidate import TrustAnchors, validate
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.web.dss import Subjects, subjects_of
from tests.batch.places import FILES
from tests.pki.times import VALIDATED_AT
from tests.shared import shared

ANCHORS = ("root.pem", "tsa-root.pem")
SIGNED = ("minutes-signed", "minutes-b-lt", "minutes-b-lta", "minutes-b-b", "minutes-altered")
EVERY = (*SIGNED, "resaved", "minutes-never-signed", "minutes-printed", "unknown-subfilter")


@cache
def report_on(name: str, *anchors: str) -> Report:
    """The report on a fixture at full detail; nobody is trusted where no anchor is named."""
    trust = TrustAnchors.joined([TrustAnchors.from_path(FILES / each) for each in anchors])
    return validate(
        (FILES / f"{name}.pdf").read_bytes(),
        trust=trust if anchors else TrustAnchors.none(),
        at=VALIDATED_AT,
        detail=Detail.FULL,
        name=f"{name}.pdf",
    )


@cache
def subjects_on(name: str, *anchors: str) -> Subjects:
    """What the trees of the report on a fixture are about."""
    return subjects_of(report_on(name, *(anchors or ANCHORS)))


@cache
def answer_of_dss(name: str) -> Any:
    """What DSS 6.4 answered on a fixture, which it was given the anchor `root.pem` for."""
    return json.loads(shared(f"rest/samples/{name}.dss-rest-response.json").read_text("utf-8"))
