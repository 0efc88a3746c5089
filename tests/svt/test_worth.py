"""What a token that holds is worth: whose word stands where, and what it never answers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fhvalidate import (
    Indication,
    Policy,
    Report,
    SubIndication,
    TrustAnchors,
    Verdict,
    validate,
)
from fhvalidate.policy import policy_from_toml
from fhvalidate.report.html import render_html
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from fhvalidate.trust.anchors import Belief, Purpose
from tests.pki import ARCHIVED_AT, BO, EPOCH, VALIDATED_AT, YEAR, Authority, KeyKind
from tests.pki.minutes import minutes
from tests.pki.signing import add_document_time_stamp, sign_b_b, sign_b_t
from tests.pki.svt import Claims, add_token
from tests.pki.updates import add_annotation
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.svt.scenes import (
    LATER,
    altered,
    archive,
    believing,
    carrier,
    errors,
    issuer,
    judged,
    signed,
    signer,
    token_root,
    vouched,
)


def by_policy(text: str) -> Policy:
    return policy_from_toml(b'name = "egen"\n' + text.encode())


def test_a_signature_whose_certificates_have_expired_counts_on_the_issuers_word() -> None:
    alone, report = judged(signed(), at=LATER), judged(vouched(), at=LATER)

    assert alone.verdict is Verdict.INDETERMINATE
    assert report.verdict is Verdict.VALID
    # Our own answer is what it was.
    entry = report.signatures[0]
    assert entry.indication is Indication.INDETERMINATE
    assert entry.sub_indication is alone.signatures[0].sub_indication
    (told,) = entry.svt
    assert (told.holds, told.used, told.counts) == (True, True, True)
    assert told.issuer_name == "Exempelarkivets intyg"
    assert told.issued_at == ARCHIVED_AT
    assert [str(each.result) for each in told.policies] == ["PASSED"]


@pytest.mark.parametrize(
    ("language", "first", "line"),
    [
        (
            "sv",
            "på ord av Exempelarkivets intyg",
            "intygat av Exempelarkivets intyg den 2026-03-02",
        ),
        ("en", "on the word of Exempelarkivets intyg", "vouched for by Exempelarkivets intyg"),
    ],
)
def test_on_whose_word_stands_in_the_first_lines(language: Any, first: str, line: str) -> None:
    report = judged(vouched(), at=LATER)

    text = " ".join(render(report, language=language, width=200).split())
    page = render_html(report, language=Language(language))

    assert first in text[:200]
    assert line in text
    assert first in page
    assert "vouched-by-token" in {finding.code for finding in report.findings}


def test_a_report_with_tokens_is_read_back_as_it_was() -> None:
    report = judged(vouched(), at=LATER)

    assert Report.from_json(report.to_json()) == report


def test_a_token_proves_that_what_it_covers_existed() -> None:
    report = judged(vouched())

    assert report.signatures[0].best_signature_time == ARCHIVED_AT


def test_a_token_gives_no_word_where_ours_is_enough() -> None:
    data = sign_b_b(minutes(), shared_world().root.issue_person(BO, no_rev_avail=True))

    report = judged(add_token(data, issuer()))

    assert report.signatures[0].indication is Indication.TOTAL_PASSED
    assert report.signatures[0].svt[0].holds
    assert not report.signatures[0].svt[0].counts
    assert "vouched-by-token" not in {finding.code for finding in report.findings}


def test_without_an_issuer_for_tokens_the_file_is_worth_what_it_is_by_itself() -> None:
    world = shared_world()
    trust = TrustAnchors.from_pem_or_der(world.root.pem, name="rot.pem")
    data = sign_b_b(minutes(), world.root.issue_person(BO, no_rev_avail=True))

    assert judged(add_token(data, issuer()), trust=trust).verdict is Verdict.VALID
    assert judged(vouched(), trust=trust).verdict is Verdict.INDETERMINATE


def test_a_root_may_be_stated_for_several_purposes_and_each_of_them_counts_alone() -> None:
    root = token_root()
    everything = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(each.pem, name="a.pem").for_purpose(purpose)
        for each in (root, shared_world().root)
        for purpose in Purpose
    )
    stamps_alone = TrustAnchors.joined(
        (
            TrustAnchors.from_pem_or_der(shared_world().root.pem, name="a.pem"),
            TrustAnchors.from_pem_or_der(root.pem, name="a.pem").for_purpose(Purpose.TIMESTAMP),
        )
    )

    assert judged(vouched(), trust=everything).verdict is Verdict.VALID
    report = judged(vouched(), trust=stamps_alone)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.signatures[0].best_signature_time is None


def test_a_policy_may_ask_that_tokens_decide_nothing() -> None:
    policy = by_policy('[signature]\nsvt = "ignore"')

    report = validate(vouched(), trust=believing(), at=VALIDATED_AT, policy=policy)

    assert report.verdict is Verdict.INDETERMINATE
    assert report.signatures[0].best_signature_time is None
    assert not any(each.holds for each in report.signatures[0].svt)
    assert "svt-ignored-by-policy" in {finding.code for finding in carrier(report).findings}


def test_what_a_policy_asks_of_the_signer_is_asked_of_who_is_vouched_for_too() -> None:
    policy = by_policy("[preservation]\nassurance_level = 3")

    report = validate(vouched(), trust=believing(), at=VALIDATED_AT, policy=policy)

    assert report.verdict is Verdict.INDETERMINATE
    assert not report.signatures[0].svt[0].counts


# What no token answers.


def test_a_changed_document_is_invalid_whoever_vouches_for_it() -> None:
    data = bytearray(vouched())
    data[60] ^= 1

    report = judged(bytes(data))

    assert report.verdict is Verdict.INVALID
    assert not any(each.holds for each in report.signatures[0].svt)


def test_changes_after_the_token_decide_as_they_do() -> None:
    report = judged(add_annotation(vouched(), "Tillägg"))

    assert report.verdict is not Verdict.VALID


def revoked() -> bytes:
    world = shared_world()
    person = world.root.issue_person(BO)
    crl = world.root.revoking(person.certificate, at=EPOCH - timedelta(days=1)).crl()
    return add_validation_data(sign_b_b(minutes(), person), ValidationData(crls=(crl,)))


def test_a_revocation_that_is_known_is_not_answered_by_a_token() -> None:
    report = judged(add_token(revoked(), issuer()))

    assert report.signatures[0].svt[0].holds
    assert not report.signatures[0].svt[0].counts
    assert report.verdict is Verdict.INDETERMINATE


def test_a_revocation_that_the_issuer_tells_counts_though_nobody_believes_that_issuer() -> None:
    trust = TrustAnchors.from_pem_or_der(token_root().pem, name="a.pem").for_purpose(Purpose.SVT)

    unknown = judged(vouched(), trust=trust)
    report = judged(add_token(revoked_by_stranger(), issuer()), trust=trust)

    assert unknown.signatures[0].sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert unknown.verdict is Verdict.VALID
    assert report.signatures[0].svt[0].holds
    assert report.verdict is Verdict.INDETERMINATE


def revoked_by_stranger() -> bytes:
    """A signer whose issuer's certificate and list of revocations are in the file."""
    issuing = Authority.root("Okänd rot").issue_authority("Okänd utfärdare")
    person = issuing.issue_person(BO)
    crl = issuing.revoking(person.certificate, at=EPOCH - timedelta(days=1)).crl()
    data = ValidationData(certificates=(issuing.certificate,), crls=(crl,))
    return add_validation_data(sign_b_b(minutes(), person), data)


def test_a_signature_of_a_test_authority_is_one_whoever_vouches_for_it() -> None:
    person = Authority.root("Exempel Test CA").issue_person(BO)

    report = judged(add_token(sign_b_b(minutes(), person), issuer()))

    assert report.verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("result", ["FAILED", "INDETERMINATE"])
def test_a_token_that_does_not_approve_the_signature_is_no_word_for_it(result: str) -> None:
    def not_passed(claims: Claims) -> None:
        claims["sig_val_claims"]["sig"][0]["sig_val"][0]["res"] = result

    report = judged(add_token(signed(), altered(claims=not_passed)))

    assert report.signatures[0].svt[0].holds
    assert not report.signatures[0].svt[0].counts
    assert report.verdict is Verdict.INDETERMINATE


def test_a_result_by_a_policy_that_nobody_knows_is_shown_and_decides_nothing() -> None:
    def otherwise(claims: Claims) -> None:
        claims["sig_val_claims"]["sig"][0]["sig_val"][0]["pol"] = "https://x.example/policy"

    report = judged(add_token(signed(), altered(claims=otherwise)))

    assert report.signatures[0].svt[0].policies[0].policy == "https://x.example/policy"
    assert report.verdict is Verdict.INDETERMINATE


def test_one_that_failed_by_any_policy_is_not_approved() -> None:
    def one_failed(claims: Claims) -> None:
        claims["sig_val_claims"]["sig"][0]["sig_val"].append(
            {"pol": "https://x.example/policy", "res": "FAILED"}
        )

    assert judged(add_token(signed(), altered(claims=one_failed))).verdict is Verdict.INDETERMINATE


def test_a_broken_time_stamp_of_the_signature_is_not_answered_by_a_token() -> None:
    stamped = bytearray(sign_b_t(minutes(), signer(), shared_world().time_stamps))
    report = judged(add_token(bytes(stamped), issuer()), at=LATER)

    assert report.verdict is Verdict.VALID  # its own time-stamp is out of date, and no more


# Several tokens.


def second(**changes: Any) -> bytes:
    """A newer token after the first."""
    return add_token(vouched(), replace(altered(at=ARCHIVED_AT + timedelta(hours=1)), **changes))


def test_the_newest_token_that_holds_is_the_one_to_go_by() -> None:
    report = judged(second(), at=LATER)

    newer, older = report.signatures[0].svt
    assert newer.issued_at > older.issued_at
    assert (newer.used, older.used) == (True, False)
    assert (newer.holds, older.holds) == (True, True)
    assert report.verdict is Verdict.VALID


def test_where_the_newest_token_does_not_hold_the_one_before_it_counts() -> None:
    report = judged(second(token=lambda token: token[:-4] + b"AAAA"), at=LATER)

    newer, older = report.signatures[0].svt
    assert (newer.holds, newer.used) == (False, False)
    assert (older.holds, older.used, older.counts) == (True, True, True)
    assert "svt-signature-wrong" in errors(report)
    assert report.verdict is Verdict.VALID


def test_a_newer_token_that_does_not_approve_replaces_an_older_one_that_does() -> None:
    def failed(claims: Claims) -> None:
        claims["sig_val_claims"]["sig"][0]["sig_val"][0]["res"] = "FAILED"

    report = judged(second(claims=failed), at=LATER)

    assert report.signatures[0].svt[0].used
    assert report.verdict is Verdict.INDETERMINATE


# When the issuer's certificate has expired.

AFTER = EPOCH + 11 * YEAR


def test_when_its_issuer_has_expired_a_token_needs_a_later_proof() -> None:
    assert judged(vouched(), at=AFTER).verdict is Verdict.INDETERMINATE


def test_a_later_token_that_holds_keeps_an_older_one_provable() -> None:
    longer = token_root().issue_time_stamping(
        "Exempelarkivets nästa", key=KeyKind.EC_P256, no_rev_avail=True, not_after=EPOCH + 15 * YEAR
    )
    later = add_token(vouched(), altered(identity=longer, at=EPOCH + 9 * YEAR))

    report = judged(later, at=AFTER)

    newer, older = report.signatures[0].svt
    assert (newer.holds, older.holds) == (True, True)
    assert report.verdict is Verdict.VALID


def test_an_issuer_that_is_an_anchor_is_believed_by_the_dates_stated_with_it() -> None:
    own = Authority.root("Exempelarkivets egen")
    alone = own.issue_time_stamping("Självutgiven", no_rev_avail=True, not_after=EPOCH + 10 * YEAR)
    data = add_token(signed(), altered(identity=alone))
    believed = believing(for_tokens=alone)
    (sha256,) = {
        each.sha256 for each in believed.certificates if each.common_name == "Självutgiven"
    }
    dated = replace(
        believed,
        beliefs=tuple(
            replace(each, until=EPOCH + 12 * YEAR) if each.sha256 == sha256 else each
            for each in believed.beliefs
        ),
    )

    assert isinstance(dated.beliefs[0], Belief)
    assert judged(data, at=LATER, trust=believed).verdict is Verdict.VALID
    assert judged(data, at=AFTER, trust=believed).verdict is Verdict.INDETERMINATE
    assert judged(data, at=AFTER, trust=dated).verdict is Verdict.VALID
    assert judged(data, at=EPOCH + 13 * YEAR, trust=dated).verdict is Verdict.INDETERMINATE


def test_an_ordinary_time_stamp_after_a_token_keeps_it_provable() -> None:
    world = shared_world()
    stamps = replace(
        world.time_stamps,
        identity=world.time_stamp_root.issue_time_stamping(
            no_rev_avail=True, not_after=EPOCH + 15 * YEAR
        ),
        at=EPOCH + 9 * YEAR,
    )
    data = add_document_time_stamp(vouched(), stamps, field="Sist")

    report = judged(data, at=AFTER)

    assert report.signatures[0].svt[0].holds
    assert report.verdict is Verdict.VALID
    assert archive().certificate.not_valid_after_utc < AFTER
