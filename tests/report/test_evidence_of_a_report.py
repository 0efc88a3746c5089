"""The raw objects that a report rests on: beside it for who asks, never in its JSON."""

import hashlib
import pickle
from datetime import UTC, datetime

from fhvalidate import Pool, Report, TrustAnchors, validate
from fhvalidate.evidence import Evidence, EvidenceKind
from tests.fixtures.make import FILES

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
MINUTES = FILES / "minutes-b-lta.pdf"


def trust() -> TrustAnchors:
    """The issuers of the fixtures."""
    return TrustAnchors.from_path(FILES / "trust")


def test_everything_that_the_full_report_names_is_there() -> None:
    from fhvalidate import Detail

    report = validate(MINUTES, trust=trust(), at=AT, detail=Detail.FULL)
    kinds = {"certificate", "crl", "ocsp-response", "time-stamp"}

    raw = {item.sha256 for item in report.evidence}

    assert {each.id for each in report.objects if each.kind in kinds} <= raw


def test_anchors_that_lie_nowhere_else_are_there() -> None:
    report = validate(MINUTES, trust=trust(), at=AT)

    chains = [s.chain for s in report.signatures]
    chains += [t.chain for s in report.signatures for t in s.timestamps]
    anchors = {c.sha256 for chain in chains for c in chain if c.anchor}
    given = {item.sha256 for item in report.evidence if item.origin == "trust"}
    assert given
    assert given <= {
        *anchors,
        *(t.chain[-1].sha256 for s in report.signatures for t in s.timestamps),
    }


def test_each_item_is_what_its_digest_says() -> None:
    for item in validate(MINUTES, trust=trust(), at=AT).evidence:
        assert hashlib.sha256(item.der).hexdigest() == item.sha256
        assert item.kind in EvidenceKind


def test_it_is_no_part_of_the_json_nor_of_equality() -> None:
    report = validate(MINUTES, trust=trust(), at=AT)

    read = Report.from_json(report.to_json())

    assert read.evidence == ()
    assert read == report
    assert "EvidenceKind" not in repr(report)


def test_it_goes_with_a_pickle_of_the_callers() -> None:
    report = validate(MINUTES, trust=trust(), at=AT)

    assert pickle.loads(pickle.dumps(report)).evidence == report.evidence


def test_a_pool_gives_the_same() -> None:
    with Pool(trust=trust(), workers=1) as pool:
        isolated = pool.validate(MINUTES, at=AT)

    assert isolated.evidence == validate(MINUTES, trust=trust(), at=AT).evidence


def test_it_can_be_handed_in_again() -> None:
    report = validate(FILES / "minutes-b-lt.pdf", trust=trust(), at=AT)
    evidence = Evidence.of(report.evidence)

    again = validate(FILES / "minutes-b-b.pdf", trust=trust(), at=AT, evidence=evidence)

    assert again.verdict == "valid"
