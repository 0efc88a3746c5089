"""Whom the validation believes, for what and when."""

from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.trust.anchors import Belief, Purpose, TrustAnchors, TrustSource
from fhvalidate.x509.certificate import Certificate, read_certificate
from tests.pki import EPOCH, YEAR, Authority

SOURCE = (TrustSource("egen lista", "0" * 64, 1),)


def root() -> Certificate:
    return read_certificate(Authority.root().certificate.public_bytes(Encoding.DER))


def test_an_anchor_without_beliefs_is_believed_for_everything_always() -> None:
    anchor = root()
    trust = TrustAnchors((anchor,), SOURCE)

    for purpose in Purpose:
        assert trust.anchors_for(purpose, among=()) == (anchor,)
        assert trust.beliefs_in(anchor, purpose)[0].holds(EPOCH)


def test_an_anchor_is_believed_only_for_its_purpose() -> None:
    anchor = root()
    belief = Belief(anchor.sha256, Purpose.TIMESTAMP)
    trust = TrustAnchors((anchor,), SOURCE, (belief,))

    assert trust.anchors_for(Purpose.SIGNATURE, among=()) == ()
    assert trust.anchors_for(Purpose.TIMESTAMP, among=()) == (anchor,)


def test_a_belief_holds_from_its_first_moment_to_its_last() -> None:
    belief = Belief("", Purpose.SIGNATURE, since=EPOCH, until=EPOCH + YEAR)

    assert belief.holds(EPOCH)
    assert belief.holds(EPOCH + YEAR)
    assert not belief.holds(EPOCH - timedelta(microseconds=1))
    assert not belief.holds(EPOCH + YEAR + timedelta(microseconds=1))


def test_joining_keeps_the_wider_belief_of_the_two() -> None:
    anchor = root()
    limited = TrustAnchors((anchor,), SOURCE, (Belief(anchor.sha256, Purpose.SVT),))

    joined = TrustAnchors.joined([limited, TrustAnchors((anchor,), SOURCE)])

    assert joined.anchors_for(Purpose.SIGNATURE, among=()) == (anchor,)


def test_an_anchor_of_another_list_is_not_believed() -> None:
    trust = TrustAnchors((root(),), SOURCE)

    assert trust.beliefs_in(root(), Purpose.SIGNATURE) == ()
