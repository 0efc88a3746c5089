"""A token by one key in a time-stamp by another: both are judged by the same rules."""

from dataclasses import replace

from fhvalidate import Report, Verdict
from tests.pki import ARCHIVED_AT, EPOCH, YEAR, KeyKind
from tests.pki.signing import add_document_time_stamp
from tests.pki.svt import add_token
from tests.pki.world import shared_world
from tests.svt.scenes import altered, archive, errors, judged, signed, token_root

LATER = EPOCH + 5 * YEAR


def by_two_keys() -> bytes:
    """The key of the token has ended after three years, that of the time-stamp lives on."""
    own = token_root().issue_time_stamping(
        "Intygens nyckel", key=KeyKind.EC_P256, no_rev_avail=True, not_after=EPOCH + 3 * YEAR
    )
    return add_token(signed(), altered(identity=own, stamping=archive()))


def test_a_key_that_has_ended_needs_a_later_proof() -> None:
    alone: Report = judged(by_two_keys(), at=LATER)

    assert "svt-key-certificate" in errors(alone)
    assert alone.verdict is Verdict.INDETERMINATE


def test_a_later_proof_keeps_the_key_of_the_token_as_it_does_the_time_stamps() -> None:
    world = shared_world()
    stamps = replace(
        world.time_stamps,
        identity=world.time_stamp_root.issue_time_stamping(
            no_rev_avail=True, not_after=EPOCH + 15 * YEAR
        ),
        at=ARCHIVED_AT + YEAR,
    )

    report = judged(add_document_time_stamp(by_two_keys(), stamps, field="Sist"), at=LATER)

    assert report.signatures[0].svt[0].holds
    assert report.verdict is Verdict.VALID
