"""Policies: what each constraint asks, and that what is not evaluated never passes."""

from pathlib import Path

import pytest

from fhvalidate.conclusion import Indication, SubIndication, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.pdf_a.answer import FailedRule, NotRun, PdfAAnswer, PdfAStatus, TryPdfA
from fhvalidate.policy import Policy, policy_from_toml
from tests.pdf_a.files import claiming, described, with_metadata, xmp
from tests.pki import ANNA, EPOCH, YEAR
from tests.pki.authentication_context import Login, authentication_context
from tests.pki.signing import sign_b_t
from tests.reprint.judged import fixture
from tests.reprint.test_rules import NEVER
from tests.validation.scenes import (
    PASSED,
    Judging,
    paper,
    policy,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    world,
)

EXERCISES = ("5.1.4",)


def good() -> bytes:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return stored(signed_b_t(shared), [each.crl() for each in makers])


def to_be_preserved(metadata: bytes | None = None) -> bytes:
    """What is to be preserved: signed at level 3, on a file that claims to be PDF/A-2B."""
    shared = world()
    login = Login(identity_provider="https://idp.example.se/")
    extension = (authentication_context(ANNA, login), False)
    signer = shared.root.issue_person(ANNA, no_rev_avail=True, extensions=(extension,))
    claimed = with_metadata(claiming("2", "B") if metadata is None else metadata, paper())
    signed = sign_b_t(claimed, signer, stamping(shared), at=EPOCH)
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return stored(signed, [each.crl() for each in makers])


def compliant(_: bytes, flavour: str) -> PdfAAnswer:
    return PdfAAnswer(PdfAStatus.COMPLIANT, None, flavour, "veraPDF", "1.28.1")


def not_compliant(_: bytes, flavour: str) -> PdfAAnswer:
    rule = FailedRule("ISO 19005-2:2011", "6.2.4.3", 2, 3)
    return PdfAAnswer(PdfAStatus.NOT_COMPLIANT, None, flavour, "veraPDF", "1.28.1", (rule,))


def unfinished(_: bytes, __: str) -> PdfAAnswer:
    return PdfAAnswer.not_run(NotRun.TIMEOUT)


def preserving(tries: TryPdfA | None) -> Judging:
    return Judging(world=world(), policy=Policy.named("bevaras"), pdf_a=tries)


def test_a_good_document_is_valid_under_bevaras() -> None:
    report = preserving(compliant).report(to_be_preserved())

    assert report.verdict is Verdict.VALID
    told = {finding.code for finding in report.signatures[0].findings}
    assert "sole-control-by-assurance" in told


@pytest.mark.parametrize(
    ("tries", "code"),
    [
        (None, "constraint-not-evaluated"),
        (unfinished, "constraint-not-evaluated"),
        (not_compliant, "pdf-a-not-compliant"),
    ],
)
def test_what_was_not_found_to_be_pdf_a_is_not_valid(tries: TryPdfA | None, code: str) -> None:
    report = preserving(tries).report(to_be_preserved())

    assert report.signatures[0].indication is Indication.TOTAL_PASSED
    assert report.verdict is Verdict.INDETERMINATE
    assert code in {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        (xmp(described()), "pdf-a-not-claimed"),
        (b"<x", "pdf-a-claim-unusable"),
        (claiming("2"), "pdf-a-claim-unusable"),
    ],
)
def test_a_program_that_finds_everything_good_is_not_asked_about_what_is_not_claimed(
    metadata: bytes, code: str
) -> None:
    report = preserving(compliant).report(to_be_preserved(metadata))

    assert report.verdict is Verdict.INDETERMINATE
    assert code in {finding.code for finding in report.findings}


def test_without_the_level_nothing_speaks_for_sole_control() -> None:
    """The default policy's reading of article 26 (c): a qualified device, or it is not known."""
    chosen = policy("[preservation]\nadvanced_signature = true\n")

    report = Judging(world=world(), policy=chosen).report(to_be_preserved())

    (signature,) = report.signatures
    assert signature.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    told = [f for f in signature.findings if f.code == "advanced-signature-not-established"]
    assert [finding.detail["requirement"] for finding in told] == ["c"]


def test_a_level_that_the_policy_does_not_ask_for_is_no_support_for_sole_control() -> None:
    chosen = policy('[preservation]\nadvanced_signature = true\nsole_control = "assurance-level"\n')

    report = Judging(world=world(), policy=chosen).report(to_be_preserved())

    assert report.verdict is Verdict.INDETERMINATE


def test_a_document_that_is_valid_otherwise_is_not_valid_under_bevaras() -> None:
    report = preserving(compliant).report(good())

    assert report.signatures[0].sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    assert report.verdict is Verdict.INDETERMINATE


def test_every_requirement_that_is_not_met_is_named_at_once() -> None:
    """The level that lacks leaves sole control without support, and PDF/A is lacking too."""
    report = preserving(None).report(good())

    (signature,) = report.signatures
    told = {(f.code, f.detail.get("requirement")) for f in signature.findings}
    assert {
        ("assurance-level-missing", None),
        ("advanced-signature-not-established", "c"),
    } <= told
    assert "pdf-a-not-claimed" in {finding.code for finding in report.findings}
    assert "sole-control-by-assurance" not in {code for code, _ in told}


def test_a_signature_that_fails_keeps_its_reason_under_bevaras() -> None:
    data = to_be_preserved()
    broken = data.replace(b"/MediaBox", b"/mediaBox", 1)

    report = preserving(compliant).report(broken)

    assert report.verdict is not Verdict.VALID
    assert report.signatures[0].sub_indication is SubIndication.HASH_FAILURE


def test_a_certificate_that_tells_of_its_level_is_not_taken_at_its_word() -> None:
    """Its identity provider is one for tests."""
    extension = (authentication_context(ANNA), False)
    signer = world().root.issue_person(ANNA, no_rev_avail=True, extensions=(extension,))

    report = Judging(world=world(), policy=Policy.named("bevaras")).report(signed_b_b(signer))

    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize(
    "key", ["assurance_level = 1", "advanced_signature = true", "pdf_a = true"]
)
def test_each_constraint_alone_keeps_a_document_from_being_valid(key: str) -> None:
    chosen = policy(f"[preservation]\n{key}\n")

    assert Judging(world=world(), policy=chosen).report(good()).verdict is Verdict.INDETERMINATE


def test_a_file_that_nobody_signed_is_unsigned_under_any_policy() -> None:
    report = Judging(world=world(), policy=Policy.named("bevaras")).report(fixture(NEVER))

    assert report.verdict is Verdict.UNSIGNED


def test_the_report_names_the_policy_and_its_digest() -> None:
    report = Judging(world=world(), policy=Policy.named("bevaras")).report(good())

    assert report.policy.name == "bevaras"
    assert report.policy.sha256 == Policy.named("bevaras").sha256
    assert report.policy.sha256 != Policy.named("default").sha256


def test_a_policy_states_only_what_differs() -> None:
    stated = policy("[x509]\nclock_skew_seconds = 5\n")

    assert stated.x509.clock_skew_seconds == 5
    assert stated.cryptography == Policy.named("default").cryptography


@pytest.mark.parametrize(
    "text",
    [
        "[x509]\nrevokation = 1\n",
        '[x509]\nrevocation = "soft-fail"\n',
        "[signature]\nkey_usage = []\n",
        "[cryptography]\nalgorithm = []\n",
        '[[cryptography.algorithm]]\nname = "sha1"\nuntill = 2030-01-01\n',
        "[limits]\npath_length = -1\n",
        "[preservation]\npdf_a = 1\n",
        "name = 7\n",
        "x509 = 1\n",
    ],
)
def test_a_policy_that_says_what_none_can_is_refused(tmp_path: Path, text: str) -> None:
    place = tmp_path / "egen.toml"
    place.write_text(text if text.startswith("name") else 'name = "egen"\n' + text)

    with pytest.raises(UsageError, match="policy-malformed"):
        Policy.from_path(place)


def test_a_policy_nobody_has_is_refused() -> None:
    with pytest.raises(UsageError, match="policy-unknown"):
        Policy.named("slapp")


def test_an_algorithm_that_is_not_listed_is_never_accepted() -> None:
    only_rsa = policy_from_toml(
        b'name = "x"\n[[cryptography.algorithm]]\nname = "rsa"\nsize = 1024\n'
    )

    answer = Judging(world=world(), policy=only_rsa, at=EPOCH + YEAR / 365).answer(good())

    assert answer != PASSED
