"""Validation time sliding (EN 319 102-1, 5.6.2.2)."""

from datetime import datetime, timedelta

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.time_sliding import Slid, slide_validation_time
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import EPOCH, YEAR, Authority
from tests.pki.identity import Identity, asn1_certificate
from tests.validation.scenes import (
    DAY,
    HOUR,
    IF_AVAILABLE,
    PASSED,
    Item_,
    Judging,
    archived,
    evidence_of,
    fresh_world,
    signed_b_t,
    stored,
    trust_in,
    world,
)

EXERCISES = ("5.6.2.2",)

LONG = EPOCH + 15 * YEAR
NOW = EPOCH + YEAR


def slid(
    signer: Identity,
    *items: Item_,
    root: Authority,
    best: datetime = EPOCH,
    proven: datetime | None = None,
    trust: TrustAnchors | None = None,
    policy: Policy | None = None,
) -> Slid:
    """Control time for the signer's chain, with all items proven to exist at `proven`."""
    chosen = policy or Policy.named("default")
    data = evidence_of(*signer.issuers, *items).data
    believed = trust or trust_in(root)
    chains = chain_finder(data, believed, chosen)
    context = Context(NOW, believed, chosen, data, chains)
    certificate = read_certificate(asn1_certificate(signer.certificate).dump())
    (chain,) = chains(certificate, context.purpose).chains
    poes = ProofsOfExistence(NOW)
    if proven is not None:
        poes = poes.adding((*data.origins, certificate.sha256), at=proven)
    return slide_validation_time(chain, poes, context, best=best)


def test_control_time_is_now_when_all_data_is_fresh_for_the_signature() -> None:
    shared = world()

    found = slid(shared.chair, shared.authority.crl(), shared.root.crl(), root=shared.root)

    assert found.conclusion.indication is Indication.PASSED
    assert found.control_time == NOW


def test_freshness_is_asked_for_the_time_of_the_signature() -> None:
    """Lists that are never issued again do not take control time back before other proofs."""
    shared = world()
    makers = (shared.root, shared.authority, shared.time_stamp_root)
    lists = [each.crl(this_update=EPOCH + HOUR, next_update=EPOCH + 30 * DAY) for each in makers]
    data = archived(shared, stored(signed_b_t(shared), lists), at=EPOCH + 2 * HOUR)

    assert Judging(world=shared, at=EPOCH + 3 * YEAR).answer(data) == PASSED


def test_data_that_is_not_fresh_takes_control_time_back_to_its_issue() -> None:
    shared = world()
    stale = shared.authority.crl(this_update=EPOCH - 20 * DAY, next_update=EPOCH - 10 * DAY)

    found = slid(shared.chair, stale, shared.root.crl(), root=shared.root)

    assert found.control_time == EPOCH - 20 * DAY


def test_a_revocation_takes_control_time_back_to_it() -> None:
    shared = world()
    at = EPOCH + 3 * DAY
    authority = shared.authority.revoking(shared.chair.certificate, at=at)

    told = authority.crl(this_update=EPOCH + 4 * DAY)
    found = slid(shared.chair, told, shared.root.crl(), root=shared.root)

    assert found.control_time == at


def test_the_sunset_of_the_anchor_is_where_control_time_starts() -> None:
    shared = world()
    sunset = EPOCH + 5 * DAY

    found = slid(
        shared.chair,
        shared.authority.crl(),
        shared.root.crl(),
        root=shared.root,
        trust=trust_in(shared.root).until(sunset),
        proven=EPOCH + 2 * HOUR,
    )

    assert timedelta(0) <= sunset - found.control_time <= timedelta(microseconds=1)


def test_without_data_proven_before_control_time_the_sub_indication_is_no_poe() -> None:
    shared = world()
    sunset = trust_in(shared.root).until(EPOCH + 5 * DAY)
    lists = (shared.authority.crl(), shared.root.crl())

    for items, trust in ((lists, sunset), ((), None)):
        found = slid(shared.chair, *items, root=shared.root, trust=trust)

        assert found.conclusion.sub_indication is SubIndication.NO_POE


def test_missing_data_is_no_obstacle_where_the_policy_does_not_require_it() -> None:
    shared = world()

    found = slid(shared.chair, root=shared.root, policy=IF_AVAILABLE)

    assert found.conclusion.indication is Indication.PASSED


def test_control_time_never_lies_after_now_nor_after_a_revocation() -> None:
    shared = fresh_world()
    for minutes in range(0, 600, 60):
        at = EPOCH + timedelta(minutes=minutes)
        authority = shared.authority.revoking(shared.chair.certificate, at=at)
        told = authority.crl(this_update=EPOCH + DAY, next_update=LONG)

        found = slid(shared.chair, told, shared.root.crl(next_update=LONG), root=shared.root)

        assert found.control_time == at
