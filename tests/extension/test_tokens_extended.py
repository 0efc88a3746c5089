"""A file with a validation token is extended where the reader believes its issuer."""

from datetime import datetime, timedelta

import pytest

from fhvalidate import Evidence, Level, UsageError
from fhvalidate.extension.extending import extended
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.pdf.revisions.changes import ChangeLevel
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from tests.extension.issuing import ISSUED_AT, issuers_root, trusting
from tests.extension.test_issuing import at_level
from tests.extension.test_issuing import bench as issuing
from tests.extension.tools import Bench
from tests.pki.world import shared_world
from tests.validation.scenes import evidence_of


def at_hand(when: datetime) -> Evidence:
    world = shared_world()
    authorities = (world.root, world.authority, world.time_stamp_root, issuers_root())
    hour, week = timedelta(hours=1), timedelta(days=7)
    lists = (a.crl(this_update=when - hour, next_update=when + week) for a in authorities)
    return evidence_of(*lists)


def bench(*, is_believed: bool) -> Bench:
    world = shared_world()
    own = trusting(world.root, world.time_stamp_root)
    issuers = trusting(issuers_root()).for_purpose(Purpose.SVT)
    trust = TrustAnchors.joined((own, issuers)) if is_believed else own
    return Bench(trust, ISSUED_AT + timedelta(hours=1), world.time_stamps, at_hand)


def test_a_file_with_a_token_is_extended_and_the_token_holds() -> None:
    data = issuing().issue(at_level("b-b")).data

    made = extended(data, Wanted(Goal.LTA), bench(is_believed=True).tools)

    signature = made.after.signatures[0]
    assert made.after.verdict == "valid"
    assert signature.confirmed_level is Level.LTA
    assert signature.changes_after.level is ChangeLevel.VALIDATION_DATA
    assert [each.holds for each in signature.svt] == [True]


def test_a_token_that_nobody_believes_is_told_before_anybody_is_asked() -> None:
    data = issuing().issue(at_level("b-b")).data

    with pytest.raises(UsageError, match="extend-token-not-trusted"):
        extended(data, Wanted(Goal.LTA), bench(is_believed=False).tools)
