"""Minutes that are years old: what a file must carry, and what an archive must prove, to pass."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import validate
from fhvalidate.conclusion import SubIndication, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from tests.pki import ANNA, ARCHIVED_AT, EPOCH, YEAR, Authority, Identity
from tests.pki.signing import sign_b_b
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Judging,
    answer_of,
    archived,
    codes,
    evidence_of,
    indeterminate,
    paper,
    signed_b_b,
    signed_b_t,
    stored,
    trust_in,
    trust_of,
    world,
)
from tests.validation.test_orderings import renewed

EXERCISES = ("5.6.2.3", "5.6.2.4", "5.6.3")

S = SubIndication
LONG = EPOCH + 15 * YEAR
TEN_YEARS_ON = EPOCH + 10 * YEAR + 30 * DAY  # the signer, the unit and the authority expired


def b_lt() -> bytes:
    """A fresh B-LT file, as a signing service leaves it."""
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return stored(signed_b_t(shared), [each.crl() for each in makers])


def test_a_fresh_b_lt_file_passes_without_a_document_time_stamp() -> None:
    report = Judging(world=world()).report(b_lt())

    (entry,) = report.signatures
    assert answer_of(entry) == PASSED
    assert entry.level == "PAdES-BASELINE-LT"
    assert report.verdict is Verdict.VALID


def test_ten_years_on_it_passes_when_its_time_stamp_can_be_proven() -> None:
    """A document time-stamp while the first unit was in force, renewed before its own expiry."""
    kept = archived(world(), b_lt(), at=ARCHIVED_AT)
    kept = renewed(world(), kept, at=EPOCH + 4 * YEAR)

    report = Judging(world=world(), at=TEN_YEARS_ON).report(kept)

    assert answer_of(report.signatures[0]) == PASSED
    assert report.verdict is Verdict.VALID


def test_ten_years_on_it_passes_when_the_archive_has_held_it() -> None:
    held = Judging(world=world(), at=TEN_YEARS_ON, held_since=EPOCH + DAY)

    report = held.report(b_lt())

    assert answer_of(report.signatures[0]) == PASSED
    assert report.verdict is Verdict.VALID
    assert {finding.code for finding in report.findings} == {
        "held-since",
        "adjuster-has-not-signed",
    }


def test_ten_years_on_and_without_proof_what_is_missing_is_named() -> None:
    report = Judging(world=world(), at=TEN_YEARS_ON).report(b_lt())

    (entry,) = report.signatures
    assert answer_of(entry) == indeterminate(S.OUT_OF_BOUNDS_NO_POE)
    assert {"certificate-expired", "no-proof-of-time", "timestamp-not-passed"} <= codes(entry)
    expired = {f.detail["subject"] for f in entry.findings if f.code == "certificate-expired"}
    assert len(expired) == 2  # the signer's and its authority's
    assert report.verdict is Verdict.INDETERMINATE


def swedish() -> tuple[Authority, Authority, Identity]:
    """A root, an authority for six years, a signer for one; as a Swedish signing service has it."""
    root = Authority.root("Exempelsign rot")
    authority = root.issue_authority("Exempelsign CA", not_after=EPOCH + 6 * YEAR)
    url = "http://crl.example.test/exempelsign.crl"
    return root, authority, authority.issue_person(ANNA, not_after=EPOCH + YEAR, crl_url=url)


def judging_swedish(root: Authority, **options: object) -> Judging:
    at = options.pop("at", EPOCH + 4 * YEAR)
    return Judging(world=world(), trust=trust_in(root), at=at, **options)  # type: ignore[arg-type]


def test_the_swedish_shape_under_default_names_the_lists_and_the_proof_that_are_missing() -> None:
    root, _, signer = swedish()

    entry = judging_swedish(root).first(signed_b_b(signer))

    assert answer_of(entry) == indeterminate(S.OUT_OF_BOUNDS_NO_POE)
    missing = [f for f in entry.findings if f.code == "revocation-data-missing"]
    assert len(missing) == 2
    assert "http://crl.example.test/exempelsign.crl" in str(missing[0].detail["where"])
    assert "no-proof-of-time" in codes(entry)


def test_the_swedish_shape_passes_with_a_warning_when_held_and_revocation_is_if_available() -> None:
    root, _, signer = swedish()
    judging = judging_swedish(root, held_since=EPOCH + DAY, policy=IF_AVAILABLE)

    entry = judging.first(signed_b_b(signer))

    assert answer_of(entry) == PASSED
    warned = [f for f in entry.findings if f.code == "revocation-data-missing"]
    assert {finding.severity.value for finding in warned} == {"warning"}
    assert "spärr" in warned[0].message.sv.lower()


def test_the_swedish_shape_passes_outright_when_its_lists_are_given() -> None:
    """The signer's certificate expired; the authority, whose list it is, did not."""
    root, authority, signer = swedish()
    told = evidence_of(
        authority.crl(this_update=EPOCH + 2 * DAY), root.crl(this_update=EPOCH + 2 * DAY)
    )
    judging = judging_swedish(root, held_since=EPOCH + DAY, evidence=told)

    report = judging.report(signed_b_b(signer))

    assert answer_of(report.signatures[0]) == PASSED
    assert "revocation-data-missing" not in codes(report.signatures[0])
    assert report.verdict is Verdict.VALID


def test_the_lists_alone_prove_no_time() -> None:
    root, authority, signer = swedish()
    told = evidence_of(authority.crl(), root.crl())

    answer = judging_swedish(root, evidence=told).answer(signed_b_b(signer))

    assert answer == indeterminate(S.OUT_OF_BOUNDS_NOT_REVOKED)


def test_a_list_from_after_expiry_says_nothing_unless_it_keeps_what_expired() -> None:
    root, authority, signer = swedish()
    late = EPOCH + 2 * YEAR
    told = evidence_of(authority.crl(this_update=late), root.crl())
    cutoff = x509.UnrecognizedExtension(
        x509.ObjectIdentifier("2.5.29.60"), b"\x18\x0f20250101000000Z"
    )
    keeping = authority.crl(this_update=late, extensions=((cutoff, False),))
    held = {"held_since": EPOCH + DAY}

    silent = judging_swedish(root, evidence=told, **held).answer(signed_b_b(signer))
    kept = judging_swedish(root, evidence=evidence_of(keeping, root.crl()), **held)

    assert silent == indeterminate(S.OUT_OF_BOUNDS_NO_POE)
    assert kept.answer(signed_b_b(signer)) == PASSED


@pytest.mark.parametrize("after", [DAY, YEAR])
def test_a_time_held_since_the_future_is_refused(after: timedelta) -> None:
    judging = Judging(world=world(), held_since=EPOCH + DAY + after)

    with pytest.raises(UsageError, match="held-since-later"):
        judging.report(paper())


def test_a_time_held_since_a_time_to_come_is_refused_whatever_the_time_judged() -> None:
    with pytest.raises(UsageError, match="held-since-later"):
        validate(
            paper(),
            trust=trust_of(world()),
            at=EPOCH.replace(year=2999),
            held_since=EPOCH.replace(year=2998),
        )


def test_the_archives_statement_is_named_as_its_own() -> None:
    report = Judging(world=world(), held_since=EPOCH + HOUR).report(b_lt())

    (finding,) = [each for each in report.findings if each.code == "held-since"]
    assert "arkiv" in finding.message.sv.lower()
    assert "archive" in finding.message.en.lower()


def test_valid_at_the_claimed_time_is_said_with_its_reservation() -> None:
    root, authority, signer = swedish()
    told = evidence_of(authority.crl(), root.crl())
    report = judging_swedish(root, evidence=told).report(signed_b_b(signer))

    swedish_text = render(report, language=Language.SV, colour=False, width=400)

    assert "giltig vid uppgiven underskriftstid; uppgiften är inte styrkt" in swedish_text.lower()
    assert report.verdict is Verdict.INDETERMINATE


def test_the_claim_is_never_the_documents_verdict() -> None:
    for held in (None, EPOCH + DAY):
        root, _, signer = swedish()
        report = judging_swedish(root, held_since=held).report(signed_b_b(signer))
        assert report.verdict is Verdict.INDETERMINATE


def _der(item: x509.CertificateRevocationList) -> bytes:
    return item.public_bytes(Encoding.DER)


def test_evidence_is_read_from_files_and_folders_whatever_they_are_called(tmp_path: Path) -> None:
    root, authority, signer = swedish()
    folder = tmp_path / "spärrlistor"
    folder.mkdir()
    (folder / "en.bin").write_bytes(_der(authority.crl()))
    (folder / "läsmig.txt").write_text("ingenting")
    single = tmp_path / "rot"
    single.write_bytes(root.crl().public_bytes(Encoding.PEM))
    told = Evidence.joined([Evidence.from_path(folder), Evidence.from_path(single)])
    judging = judging_swedish(root, held_since=EPOCH + DAY, evidence=told)

    assert judging.answer(sign_b_b(paper(), signer)) == PASSED


@pytest.mark.parametrize(
    ("name", "code"), [("tom", "evidence-nothing-found"), ("borta", "evidence-path-missing")]
)
def test_evidence_that_holds_nothing_is_a_wrong_call(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "tom").mkdir()

    with pytest.raises(UsageError, match=code):
        Evidence.from_path(tmp_path / name)
