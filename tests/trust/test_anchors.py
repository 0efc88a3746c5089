"""Whom the validation believes, for what and when."""

from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.isolated.codec import decode, encode
from fhvalidate.trust.anchors import Belief, Purpose, TrustAnchors, TrustSource
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.paths.path_inputs import PathInputs
from tests.pki import EPOCH, YEAR, Authority

SOURCE = (TrustSource("egen lista", "0" * 64, 1),)


def root() -> Certificate:
    return read_certificate(Authority.root().certificate.public_bytes(Encoding.DER))


def test_an_anchor_without_beliefs_is_believed_for_signatures_and_time_stamps_always() -> None:
    anchor = root()
    trust = TrustAnchors((anchor,), SOURCE)

    for purpose in (Purpose.SIGNATURE, Purpose.TIMESTAMP):
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


def asking(inputs: PathInputs) -> TrustAnchors:
    return TrustAnchors((), (), path_inputs=inputs)


def test_joined_anchors_are_under_the_strictest_of_their_policy_inputs() -> None:
    first = PathInputs(frozenset({"1.2.3", "1.2.4"}), explicit_policy=True)
    second = PathInputs(frozenset({"1.2.4", "1.2.5"}), inhibit_any_policy=True)
    parts = [asking(first), asking(PathInputs()), asking(second)]

    joined = TrustAnchors.joined(parts).path_inputs

    assert joined == PathInputs(frozenset({"1.2.4"}), explicit_policy=True, inhibit_any_policy=True)
    assert TrustAnchors.joined(reversed(parts)).path_inputs == joined


def test_policies_that_no_two_profiles_share_leave_none_acceptable() -> None:
    parts = [asking(PathInputs(frozenset({policy}))) for policy in ("1.2.3", "1.2.4")]

    assert TrustAnchors.joined(parts).path_inputs.initial_policies == frozenset()


def test_anchors_of_files_ask_for_no_policies() -> None:
    assert TrustAnchors.joined([]).path_inputs == PathInputs()
    assert TrustAnchors.none().path_inputs == PathInputs()


def test_the_policy_inputs_reach_a_worker() -> None:
    inputs = PathInputs(frozenset({"1.2.3", "1.2.4"}), explicit_policy=True)

    for trust in (asking(inputs), asking(PathInputs())):
        assert decode(encode(trust)) == trust
