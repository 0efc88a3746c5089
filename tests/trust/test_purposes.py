"""Anchors in validation: for what, until when, and whose OCSP responses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import SubIndication, Verdict, validate
from fhvalidate.report.model import Report
from fhvalidate.trust.anchors import FOREVER, Belief, Purpose, TrustAnchors, TrustSource
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.pki import ANNA, EPOCH, VALIDATED_AT, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lt
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world


def read(identity: Identity) -> Certificate:
    return read_certificate(identity.certificate.public_bytes(Encoding.DER))


def trusting(*pairs: tuple[Certificate, Purpose], until: datetime = FOREVER) -> TrustAnchors:
    unique = {certificate.sha256: certificate for certificate, _ in pairs}
    beliefs = tuple(Belief(c.sha256, purpose, until=until) for c, purpose in pairs)
    source = TrustSource("listan", "0" * 64, len(unique))
    return TrustAnchors(tuple(unique.values()), (source,), beliefs)


@pytest.mark.parametrize(
    ("root_for", "stamps_for", "verdict"),
    [
        (Purpose.SIGNATURE, Purpose.TIMESTAMP, Verdict.VALID),
        (Purpose.TIMESTAMP, Purpose.TIMESTAMP, Verdict.INDETERMINATE),
        (Purpose.SIGNATURE, Purpose.SIGNATURE, Verdict.INDETERMINATE),
        (Purpose.SVT, Purpose.SVT, Verdict.INDETERMINATE),
    ],
)
def test_signatures_and_time_stamps_need_anchors_of_their_own(
    root_for: Purpose, stamps_for: Purpose, verdict: Verdict
) -> None:
    world = shared_world()
    data = sign_b_lt(minutes(), world.chair, world.time_stamps, world.validation_data())
    root, stamps = read(world.root.identity), read(world.time_stamp_root.identity)

    trust = trusting((root, root_for), (stamps, stamps_for))

    assert validate(data, trust=trust, at=VALIDATED_AT).verdict is verdict


def test_an_anchor_that_has_ended_gives_a_reason_that_older_proof_can_mend() -> None:
    root = Authority.root()
    data = sign_b_b(minutes(), root.issue_person(ANNA, no_rev_avail=True))
    trust = trusting((read(root.identity), Purpose.SIGNATURE), until=EPOCH - timedelta(days=1))

    report = validate(data, trust=trust, at=EPOCH)

    expected = SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE
    assert report.signatures[0].sub_indication is expected
    assert report.verdict is Verdict.INDETERMINATE


def answered(
    responder: Identity, trusted: Sequence[Certificate], *, revoked: bool = False
) -> Report:
    """A signature whose only revocation data is one response by the responder."""
    root = Authority.root()
    person = root.issue_person(ANNA)
    speaking = root.revoking(person.certificate, at=EPOCH - timedelta(days=5)) if revoked else root
    response = speaking.ocsp(person.certificate, responder=responder)
    data = sign_b_b(minutes(), person)
    carried = ValidationData(ocsps=(response,))

    pairs = [(c, Purpose.SIGNATURE) for c in (read(root.identity), *trusted)]
    trust = trusting(*pairs)
    return validate(add_validation_data(data, carried), trust=trust, at=EPOCH)


def test_a_responder_that_is_trusted_on_its_own_account_is_believed() -> None:
    responder = Authority.root("En annan CA").issue_ocsp_responder()

    assert answered(responder, [read(responder)]).verdict is Verdict.VALID
    assert answered(responder, []).verdict is Verdict.INDETERMINATE


def test_a_trusted_responder_can_say_that_a_certificate_is_revoked() -> None:
    responder = Authority.root("En annan CA").issue_ocsp_responder()

    report = answered(responder, [read(responder)], revoked=True)

    assert report.signatures[0].sub_indication is not None
    assert "REVOKED" in report.signatures[0].sub_indication


def test_a_trusted_certificate_that_is_no_responder_answers_nothing() -> None:
    other = Authority.root("En annan CA")
    person = other.issue_person(ANNA)

    assert answered(person, [read(person)]).verdict is Verdict.INDETERMINATE
