"""Signature policies that a signature names (EN 319 102-1, 5.2.4): known, unknown or unreadable."""

import pytest
from asn1crypto import core

from fhvalidate.conclusion import SubIndication
from fhvalidate.report.signature_report import SignatureReport
from tests.pki.handmade_cms import (
    DIGESTS,
    SIGNATURE_POLICY,
    attribute,
    oid,
    sealed_by,
    sequence,
)
from tests.validation.scenes import (
    PASSED,
    Answer,
    Judging,
    answer_of,
    codes,
    indeterminate,
    policy,
    world,
)
from tests.validation.test_sub_indications import MUST_BE_KNOWN, handmade, template, with_lists

EXERCISES = ("5.2.4",)

S = SubIndication
NAMED = sequence(
    oid("1.3.6.1.4.1.32473.5"),
    sequence(sequence(oid(DIGESTS["sha256"])), core.OctetString(b"\x01" * 32).dump()),
)
UNREADABLE = {
    "another type": attribute(SIGNATURE_POLICY, core.OctetString(b"policy").dump()),
    "no object identifier": attribute(SIGNATURE_POLICY, sequence(core.Integer(1).dump())),
    "no digest": attribute(SIGNATURE_POLICY, sequence(oid("1.3.6.1.4.1.32473.5"))),
    "no value": attribute(SIGNATURE_POLICY),
    "two values": attribute(SIGNATURE_POLICY, NAMED, NAMED),
}
IMPLIED = attribute(SIGNATURE_POLICY, core.Null().dump())


def judged(more: bytes, rules: str = "") -> SignatureReport:
    """What is said of a signature that also has this signed attribute."""
    message = handmade(world().chair, more=(more,))
    data = with_lists(sealed_by(template(), message.der))
    return Judging(world=world(), policy=policy(rules)).first(data)


@pytest.mark.parametrize("more", UNREADABLE.values(), ids=UNREADABLE)
def test_one_that_cannot_be_read_is_told(more: bytes) -> None:
    entry = judged(more)

    assert answer_of(entry) == PASSED
    (told,) = [f for f in entry.findings if f.code == "signature-policy-unreadable"]
    assert told.severity == "warning"


@pytest.mark.parametrize("more", UNREADABLE.values(), ids=UNREADABLE)
def test_one_that_cannot_be_read_cannot_be_applied(more: bytes) -> None:
    entry = judged(more, MUST_BE_KNOWN)

    assert answer_of(entry) == indeterminate(S.POLICY_PROCESSING_ERROR)
    assert "signature-policy-unreadable" in codes(entry)


@pytest.mark.parametrize(
    ("rules", "answer", "code"),
    [
        ("", PASSED, "signature-policy-ignored"),
        (
            MUST_BE_KNOWN,
            indeterminate(S.SIGNATURE_POLICY_NOT_AVAILABLE),
            "signature-policy-unknown",
        ),
    ],
    ids=["ignored", "must be known"],
)
def test_one_that_is_only_implied_is_known_to_nobody(rules: str, answer: Answer, code: str) -> None:
    """RFC 5126, 5.8.1: signaturePolicyImplied; some real files say it."""
    entry = judged(IMPLIED, rules)

    assert answer_of(entry) == answer
    assert code in codes(entry)
