"""What must be shown at any time is asked for in the past too: purpose, elements, strength."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fhvalidate.conclusion import SubIndication
from tests.pki import ANNA, EPOCH, YEAR, Authority, KeyKind
from tests.pki.handmade_cms import SHA256, HandmadeCms, oid, sealed_by, sequence
from tests.pki.keys import sign_bytes
from tests.pki.profile import KeyUsage
from tests.pki.signing import add_document_time_stamp, sign_b_t
from tests.pki.world import World, make_world
from tests.validation.scenes import (
    DAY,
    HOUR,
    PASSED,
    Answer,
    Judging,
    archived,
    evidence_of,
    indeterminate,
    paper,
    signed_b_b,
    signed_b_t,
    stamping,
    stored,
    trust_in,
    world,
)
from tests.validation.test_orderings import renewed

EXERCISES = ("5.2.8", "5.6.2.4", "5.6.3")

LONG = EPOCH + 15 * YEAR
AT = {"before expiry": DAY, "after expiry": 3 * YEAR, "after renewal": 6 * YEAR}


def kept(world: World, data: bytes) -> bytes:
    """The file with data on every authority, archived, and renewed four years later."""
    authorities = (world.root, world.authority, world.time_stamp_root)
    held = stored(data, [each.crl(next_update=LONG) for each in authorities])
    return renewed(world, archived(world, held, at=EPOCH + 2 * HOUR), at=EPOCH + 4 * YEAR)


def handmade(**options: object) -> HandmadeCms:
    chair = world().chair
    usual = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=chair.issuers[:-1],
        signature_stamps=(stamping(world()),),
    )
    return replace(usual, **options)  # type: ignore[arg-type]


def not_for_signing() -> bytes:
    usage = frozenset({KeyUsage.KEY_ENCIPHERMENT})
    return signed_b_t(world(), signer=world().authority.issue_person(ANNA, key_usage=usage))


def without_reference() -> bytes:
    template = signed_b_b(world().chair, room=40_000)
    return sealed_by(template, handmade(refers=False).der)


def stamped_out_of_order() -> bytes:
    template = signed_b_b(world().chair, room=40_000)
    message = handmade(
        content_stamps=(stamping(world(), EPOCH + HOUR),),
        signature_stamps=(stamping(world(), EPOCH + HOUR / 2),),
    )
    return sealed_by(template, message.der)


def by_sha1() -> bytes:
    return sign_b_t(paper(), world().chair, stamping(world()), digest="sha1")


def good() -> bytes:
    return signed_b_t(world())


@pytest.mark.parametrize("when", AT)
def test_what_is_as_it_should_be_passes_at_every_time(when: str) -> None:
    data = kept(world(), good())

    assert Judging(world=world(), at=EPOCH + AT[when]).answer(data) == PASSED


S = SubIndication
ALWAYS: list[tuple[Callable[[], bytes], SubIndication]] = [
    (not_for_signing, S.CHAIN_CONSTRAINTS_FAILURE),
    (without_reference, S.SIG_CONSTRAINTS_FAILURE),
    (by_sha1, S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE),
    (stamped_out_of_order, S.TIMESTAMP_ORDER_FAILURE),
]


@pytest.mark.parametrize(
    ("make", "expected", "when"),
    [
        pytest.param(make, expected, when, id=f"{make.__name__}, {when}")
        for make, expected in ALWAYS
        for when in AT
    ],
)
def test_a_defect_that_no_time_mends_is_seen_at_every_time(
    make: Callable[[], bytes], expected: SubIndication, when: str
) -> None:
    data = kept(world(), make())

    answer = Judging(world=world(), at=EPOCH + AT[when]).answer(data)

    assert answer == indeterminate(expected)


def weak_token() -> bytes:
    """A token whose own signature is by SHA-1, made long after SHA-1's end."""
    return sign_b_t(paper(), world().chair, replace(stamping(world()), digest="sha1"))


@pytest.mark.parametrize("when", AT)
def test_a_time_stamp_by_a_digest_long_gone_never_proves_anything(when: str) -> None:
    data = kept(world(), weak_token())

    entry = Judging(world=world(), at=EPOCH + AT[when]).first(data)

    assert entry.timestamps[0].sub_indication is S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
    assert entry.best_signature_time == EPOCH + 2 * HOUR


def test_a_time_stamp_over_a_digest_long_gone_proves_nothing() -> None:
    data = good()
    lists = [each.crl() for each in (world().authority, world().root, world().time_stamp_root)]
    held = stored(data, lists)
    unit = stamping(world(), EPOCH + 2 * HOUR)

    stamped = add_document_time_stamp(held, unit, digest="sha1")

    entry = Judging(world=world()).report(stamped).signatures[1]
    assert entry.sub_indication is S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def rsa_course(*, told: datetime | None) -> Callable[[datetime], Answer]:
    """An RSA chain; the key was revoked before its time-stamp, as a newer list may tell."""
    rsa = make_world(KeyKind.RSA_2048)
    revoking = rsa.authority.revoking(rsa.chair.certificate, at=EPOCH - DAY)
    data = stored(
        signed_b_t(rsa),
        [
            rsa.authority.crl(this_update=EPOCH - 2 * DAY, next_update=EPOCH + YEAR),
            rsa.root.crl(next_update=LONG),
            rsa.time_stamp_root.crl(next_update=LONG),
        ],
    )
    data = archived(rsa, data, at=EPOCH + 2 * HOUR)
    told_by = () if told is None else (revoking.crl(this_update=told, next_update=LONG),)

    def answer(at: datetime) -> Answer:
        return Judging(world=rsa, at=at, evidence=evidence_of(*told_by)).answer(data)

    return answer


@pytest.mark.parametrize(
    "at",
    [
        datetime(2028, 1, 1, tzinfo=UTC),
        datetime(2029, 2, 1, tzinfo=UTC),
    ],
    ids=["before RSA's end", "after RSA's end"],
)
def test_a_stolen_key_does_not_pass_because_its_algorithm_ended(at: datetime) -> None:
    answer = rsa_course(told=EPOCH + YEAR)

    assert answer(at) != PASSED


def test_a_responder_that_is_trusted_to_answer_is_not_trusted_to_issue() -> None:
    responder = world().authority.issue_ocsp_responder()
    pretender = Authority(identity=responder)
    signer = pretender.issue_person(ANNA, no_rev_avail=True)
    judging = Judging(world=world(), trust=trust_in(world().root, pretender))

    assert judging.answer(signed_b_b(signer)) != PASSED
