"""Ten thousand reports of the batch benchmark's documents, written and read again."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from benchmarks.archive import make_document, make_town
from fhvalidate import Report, TrustAnchors, validate
from tests.pki import VALIDATED_AT

DOCUMENTS = 40  # every level, one to five signers, with a signature page and without
REPORTS = 10_000


def reports() -> Iterator[Report]:
    """Distinct ones: each document is judged, and its report told of other bytes and times."""
    town = make_town()
    trust = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(authority.pem, name=name)
        for name, authority in (("rot.pem", town.root), ("tid.pem", town.stamp_root))
    )
    for number in range(DOCUMENTS):
        data = make_document(town, number)
        judged = validate(data, name=f"{number}.pdf", trust=trust, at=VALIDATED_AT)
        for copy in range(REPORTS // DOCUMENTS):
            name = f"{number}-{copy}.pdf"
            yield replace(
                judged,
                produced_at=judged.produced_at + timedelta(microseconds=copy),
                validation_time=judged.validation_time + timedelta(seconds=copy),
                document=replace(
                    judged.document, name=name, sha256=sha256(name.encode()).hexdigest()
                ),
            )


@pytest.mark.slow
def test_ten_thousand_reports_are_the_same_after_a_round_trip() -> None:
    seen = set()
    for report in reports():
        for again in (Report.from_json(report.to_json()), pickle.loads(pickle.dumps(report))):
            assert again == report
            assert again.produced_at == report.produced_at
        seen.add(report.document.sha256)

    assert len(seen) == REPORTS
