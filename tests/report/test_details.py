"""What a report of full detail holds: told as data, also when all is well, and nothing raw."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Detail, TrustAnchors, validate
from fhvalidate.report.checking import schema_problem
from fhvalidate.report.details_model import FoundIn, ObjectKind, ProvenBy
from fhvalidate.report.model import Report
from fhvalidate.report.reading import read_value
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.validation.building_blocks import BuildingBlock, Process
from fhvalidate.validation.x509_validation import LinkStatus
from fhvalidate.x509.revocation.revocation_answer import RevocationSource
from tests.fixtures.make import FILES
from tests.pki import VALIDATED_AT
from tests.pki.signing import sign_b_lt, sign_b_lta
from tests.validation.scenes import (
    DAY,
    HOUR,
    Judging,
    evidence_of,
    fresh_world,
    paper,
    signed_b_b,
    signed_b_t,
    stored,
    world,
)

FULL = Judging(world=world(), detail=Detail.FULL)
SIGNED = sorted(path.name for path in FILES.glob("*.pdf"))


def lta() -> bytes:
    """Minutes of level B-LTA."""
    mine = world()
    return sign_b_lta(paper(), mine.chair, mine.time_stamps, mine.validation_data())


def digest(item: x509.Certificate | x509.CertificateRevocationList) -> str:
    """SHA-256 of the DER."""
    return hashlib.sha256(item.public_bytes(Encoding.DER)).hexdigest()


def block(entry: SignatureReport, name: BuildingBlock) -> Any:
    """What the building block concluded."""
    assert entry.details is not None
    return next(each for each in entry.details.building_blocks if each.block is name)


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", SIGNED)
def test_both_details_fit_the_schema_and_are_read_back_equal(name: str, detail: Detail) -> None:
    trust = TrustAnchors.from_path(FILES / "trust")

    report = validate(FILES / name, trust=trust, at=VALIDATED_AT, detail=detail)

    assert schema_problem(json.loads(report.to_json())) is None
    assert read_value(Report, report.to_json()) == report


@pytest.mark.parametrize("name", SIGNED)
def test_full_detail_changes_nothing_that_is_decided_by(name: str) -> None:
    trust = TrustAnchors.from_path(FILES / "trust")
    short = validate(FILES / name, trust=trust, at=VALIDATED_AT)
    full = validate(FILES / name, trust=trust, at=VALIDATED_AT, detail=Detail.FULL)

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(each) for each in value]
        if isinstance(value, dict):
            return {
                key: bare(each)
                for key, each in value.items()
                if key not in {"details", "objects", "produced_at"}
            }
        return value

    assert bare(json.loads(short.to_json())) == bare(json.loads(full.to_json()))


def test_by_default_nothing_of_it_is_told() -> None:
    report = replace(FULL, detail=Detail.DEFAULT).report(lta())

    assert report.objects == ()
    for entry in report.signatures:
        assert entry.details is None
        assert all(each.details is None for each in entry.chain)
        assert all(each.details is None for each in entry.timestamps)


def test_no_raw_object_is_in_it() -> None:
    mine = world()
    text = FULL.report(lta()).to_json()

    import base64

    for item in (mine.chair.certificate, mine.authority.crl()):
        der = item.public_bytes(Encoding.DER)
        assert base64.b64encode(der).decode()[:60] not in text
        assert der.hex()[:80] not in text


def test_revocation_data_of_a_good_certificate_is_told() -> None:
    mine = world()
    document = stored(
        signed_b_b(mine.chair), (mine.root.crl(),), (mine.authority.ocsp(mine.chair.certificate),)
    )

    chain = FULL.first(document).chain

    by_ocsp, by_crl = chain[0].revocation, chain[1].revocation
    assert by_ocsp is not None
    assert (by_ocsp.status, by_ocsp.source) == (LinkStatus.GOOD, RevocationSource.OCSP)
    assert by_ocsp.produced_at == by_ocsp.this_update
    assert by_ocsp.signed_by == digest(mine.authority.certificate)
    assert by_crl is not None
    assert (by_crl.status, by_crl.source) == (LinkStatus.GOOD, RevocationSource.CRL)
    assert by_crl.signed_by == digest(mine.root.certificate)
    assert by_crl.found_in is FoundIn.DSS
    assert chain[2].revocation is None  # the anchor is believed, not asked about


def test_when_a_certificate_was_revoked_and_why_is_data() -> None:
    mine = fresh_world()
    at = VALIDATED_AT - HOUR
    revoking = mine.authority.revoking(
        mine.chair.certificate, at=at, reason=x509.ReasonFlags.superseded
    )
    evidence = evidence_of(revoking.crl(this_update=VALIDATED_AT), mine.root.crl())

    entry = Judging(world=mine, evidence=evidence).first(signed_b_b(mine.chair))

    told = entry.chain[0].revocation
    assert told is not None
    assert told.status is LinkStatus.REVOKED
    assert told.revoked_at == at
    assert told.reason == "superseded"
    assert told.found_in is FoundIn.SUPPLIED


def test_what_is_missing_is_told_too() -> None:
    told = FULL.first(signed_b_b(world().chair)).chain[0].revocation

    assert told is not None
    assert told.status is LinkStatus.MISSING
    assert told.sha256 is None


def test_a_basic_answer_is_one_that_needed_no_proof_of_time() -> None:
    mine = world()
    document = stored(signed_b_b(mine.chair), (mine.authority.crl(), mine.root.crl()))

    assert FULL.first(document).process is Process.BASIC


def test_an_answer_that_a_time_stamp_gave_is_one_with_time() -> None:
    mine = world()
    after = mine.chair.certificate.not_valid_after_utc + DAY
    document = sign_b_lt(paper(), mine.chair, mine.time_stamps, mine.validation_data())

    entry = replace(FULL, at=after).first(document)

    assert entry.indication == "TOTAL-PASSED"
    assert entry.process in {Process.WITH_TIME, Process.LONG_TERM}
    assert entry.details is not None
    basic, with_time, long_term = entry.details.processes
    assert basic.indication == "INDETERMINATE"
    assert (with_time.process, long_term.process) == (Process.WITH_TIME, Process.LONG_TERM)
    assert long_term.indication == "TOTAL-PASSED"


def test_the_past_is_told_block_by_block() -> None:
    mine = world()
    after = mine.chair.certificate.not_valid_after_utc + DAY

    entry = replace(FULL, at=after).first(stored(signed_b_t(mine), (mine.root.crl(),)))

    assert entry.process is Process.LONG_TERM
    assert block(entry, BuildingBlock.X509).indication == "INDETERMINATE"
    assert block(entry, BuildingBlock.PAST_SIGNATURE).indication == "INDETERMINATE"
    assert block(entry, BuildingBlock.PAST_CERTIFICATE).indication is not None


def test_blocks_that_did_not_run_are_told_as_such() -> None:
    mine = world()
    entry = FULL.first(stored(signed_b_b(mine.chair), (mine.authority.crl(), mine.root.crl())))

    assert block(entry, BuildingBlock.PAST_SIGNATURE).indication is None
    assert block(entry, BuildingBlock.TIME_SLIDING).indication is None


def test_every_proof_of_existence_names_the_time_stamp_that_gives_it() -> None:
    report = FULL.report(lta())
    stamps = {t.id: t for s in report.signatures for t in s.timestamps}

    proven = [each for each in report.objects if each.proof is ProvenBy.TIME_STAMP]

    assert {each.kind for each in proven} >= {
        ObjectKind.SIGNATURE,
        ObjectKind.SIGNED_DATA,
        ObjectKind.CERTIFICATE,
        ObjectKind.CRL,
        ObjectKind.TIME_STAMP,
    }
    for each in proven:
        stamp = stamps[each.proven_by]
        assert stamp.details is not None
        assert each.id in stamp.details.covers
        assert stamp.generation_time is not None
        assert each.exists_since >= stamp.generation_time


def test_the_archives_statement_is_a_proof_of_its_own() -> None:
    mine = world()
    since = VALIDATED_AT - timedelta(minutes=5)
    document = stored(signed_b_b(mine.chair), (mine.authority.crl(), mine.root.crl()))

    report = replace(FULL, held_since=since).report(document)

    kinds = {each.kind: each for each in report.objects if each.proof is ProvenBy.HELD_SINCE}
    assert kinds[ObjectKind.SIGNATURE].exists_since == since


def test_the_objects_of_a_signatures_vri_entry_are_told() -> None:
    mine = world()
    document = sign_b_lt(paper(), mine.chair, mine.time_stamps, mine.validation_data())

    details = FULL.first(document).details

    assert details is not None
    objects = {each.id: each.kind for each in FULL.report(document).objects}
    assert {objects[name] for name in details.in_vri} >= {ObjectKind.CRL}


def test_the_id_is_the_digest_of_the_value_and_the_same_in_both_details() -> None:
    import base64

    document = signed_b_b(world().chair)
    full = FULL.first(document)
    short = replace(FULL, detail=Detail.DEFAULT).first(document)

    assert full.details is not None
    value = base64.b64decode(full.details.signature_value or "")
    assert full.id == short.id == hashlib.sha256(value).hexdigest()


def test_the_digest_of_the_signed_bytes_is_over_the_byte_range() -> None:
    document = signed_b_b(world().chair)
    entry = FULL.first(document)

    assert entry.byte_range is not None
    assert entry.details is not None
    assert entry.details.signed_bytes is not None
    a, b, c, d = entry.byte_range
    signed = document[a : a + b] + document[c : c + d]
    assert entry.details.signed_bytes.size == len(signed)
    assert entry.details.signed_bytes.digest == hashlib.sha256(signed).hexdigest()


def test_the_default_report_stays_short() -> None:
    """Under 1.5 times of what it was before the facts: 19,872, 14,598 and 18,073 characters."""
    trust = TrustAnchors.from_path(FILES / "trust")
    before = {"minutes-signed": 19_872, "minutes-b-lt": 14_598, "minutes-b-lta": 18_073}

    for name, size in before.items():
        report = validate(FILES / f"{name}.pdf", trust=trust, at=VALIDATED_AT)
        assert len(report.to_json()) < 1.5 * size


def test_bytes_that_are_not_what_was_signed_are_proven_by_nothing() -> None:
    document = bytearray(signed_b_t(world()))
    at = document.index(b"%PDF") + 5
    document[at] ^= 1

    report = FULL.report(bytes(document))

    assert report.signatures[0].integrity == "broken"
    assert ObjectKind.SIGNED_DATA not in {each.kind for each in report.objects}
    stamp = report.signatures[0].timestamps[0].details
    assert stamp is not None
    a, b, c, d = report.signatures[0].byte_range or (0, 0, 0, 0)
    altered = hashlib.sha256(bytes(document[a : a + b] + document[c : c + d])).hexdigest()
    assert altered not in stamp.covers


def test_a_document_time_stamp_covers_the_bytes_that_it_is_over() -> None:
    document = lta()
    report = FULL.report(document)
    stamp = report.signatures[-1]

    a, b, c, d = stamp.byte_range or (0, 0, 0, 0)
    over = hashlib.sha256(document[a : a + b] + document[c : c + d]).hexdigest()

    assert stamp.timestamps[0].details is not None
    assert over in stamp.timestamps[0].details.covers
    assert over in {each.id for each in report.objects if each.proof is ProvenBy.TIME_STAMP}


@pytest.mark.parametrize("password", ["\0", "\udc80", "a\0b"])
def test_a_password_that_no_file_has_opens_what_needs_none(password: str) -> None:
    trust = TrustAnchors.from_path(FILES / "trust")
    plain = validate(FILES / "minutes-signed.pdf", trust=trust, at=VALIDATED_AT, password=password)
    locked = validate(FILES / "encrypted.pdf", trust=trust, at=VALIDATED_AT, password=password)

    assert plain.verdict == "valid"
    assert [each.code for each in locked.findings if each.severity == "error"] == ["password-wrong"]
