"""Policies: what each constraint asks, and that what is not evaluated never passes."""

from pathlib import Path

import pytest

from fhvalidate.conclusion import SubIndication, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.policy import Policy, policy_from_toml
from tests.pki import ANNA, EPOCH, YEAR
from tests.pki.authentication_context import authentication_context
from tests.reprint.judged import fixture
from tests.reprint.test_rules import NEVER
from tests.validation.scenes import (
    PASSED,
    Judging,
    policy,
    signed_b_b,
    signed_b_t,
    stored,
    world,
)

EXERCISES = ("5.1.4",)

ASKED = {"advanced-signature", "pdf-a"}


def good() -> bytes:
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    return stored(signed_b_t(shared), [each.crl() for each in makers])


def test_a_document_that_is_valid_is_not_valid_under_bevaras() -> None:
    report = Judging(world=world(), policy=Policy.named("bevaras")).report(good())

    assert report.signatures[0].sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    assert report.verdict is Verdict.INDETERMINATE
    told = [each for each in report.findings if each.code == "constraint-not-evaluated"]
    assert {each.detail["constraint"] for each in told} == ASKED


def test_a_certificate_that_tells_of_its_level_is_not_taken_at_its_word() -> None:
    """What the constraint's data says is not evaluated, so it never passes."""
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
