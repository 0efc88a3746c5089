"""Real lists: the set of 2019, and the list with a mutual recognition."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhvalidate import Verdict, validate
from fhvalidate.trust.anchors import Belief, Purpose, TrustAnchors
from fhvalidate.trust.list_cache import dumps_lists, loads_lists
from fhvalidate.trust.list_reading import read_list
from fhvalidate.trust.list_set import assemble
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.official_journal import official_journal_signers
from fhvalidate.trust.signature_qualification import SignatureQualification
from fhvalidate.trust.snapshots import read_folder, signers_in
from tests.shared import shared


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared("trusted-lists/snapshot-2019")


def test_every_list_of_2019_verifies_back_to_the_official_journal(folder: Path) -> None:
    lists = assemble(read_folder(folder), signers=official_journal_signers())

    assert len(lists.lists) == 28
    assert [finding.code for finding in lists.findings] == ["trusted-list-missing"]
    assert loads_lists(dumps_lists(lists)) == lists


def test_the_swedish_list_of_2025_is_read() -> None:
    data = shared("trusted-lists/SE-2025.xml").read_bytes()

    found, certificates, findings = read_list(parse_xml(data), None, data)

    assert found.territory == "SE"
    assert found.sequence == 55
    assert certificates
    assert not findings


def test_a_mutual_recognition_makes_a_foreign_signature_qualified() -> None:
    lists = assemble(
        read_folder(shared("trusted-lists/mra")),
        signers=signers_in(shared("trusted-lists/mra/lotl-signer.pem").read_bytes()),
    )
    anchors = TrustAnchors.from_path(shared("corpus/trust/john-doe-lta"))
    purposes = [
        Belief(anchor.sha256, purpose) for anchor in anchors.certificates for purpose in Purpose
    ]
    trust = TrustAnchors(
        anchors.certificates, anchors.sources, tuple(purposes), (lists,), test_allowed=True
    )

    report = validate(
        shared("corpus/dss/john-doe-lta.pdf"),
        trust=trust,
        at=datetime(2022, 8, 1, tzinfo=UTC),
    )

    first = report.signatures[0]
    assert report.verdict is Verdict.VALID
    assert first.qualification is not None
    assert first.qualification.value is SignatureQualification.QESIG
    assert first.test
