"""What of a level is confirmed, and that the level itself does not hang on whom one trusts."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate import TrustAnchors
from fhvalidate.policy import Policy
from fhvalidate.signature import Level
from fhvalidate.validation.level_rungs import BASELINE, BES, CMS, EPES, Ladder
from tests.pki import EPOCH, VALIDATED_AT, Authority
from tests.pki.revocation import Revocation
from tests.pki.signing import (
    SubFilter,
    add_document_time_stamp,
    sign_b_b,
    sign_b_lt,
    sign_b_lta,
    sign_b_t,
    sign_legacy,
)
from tests.pki.updates import draw_on_page
from tests.pki.validation_data import add_validation_data
from tests.pki.world import make_world, shared_world
from tests.validation.scenes import DAY, IF_AVAILABLE, Judging, evidence_of, paper, trust_in
from tests.validation.test_level import cms, handmade

WORLD = shared_world()
SOURCES = Path(fhvalidate.__file__).parent
LADDERS = (BASELINE, CMS, BES, EPES)


@cache
def documents() -> dict[str, bytes]:
    """Files of every level, and some that hold nothing."""
    data = WORLD.validation_data()
    stamps = WORLD.time_stamps
    bes = handmade(cms(signature_stamps=(stamps,)))
    lt = sign_b_lt(paper(), WORLD.chair, stamps, data)
    legacy = sign_b_t(paper(), WORLD.chair, stamps, sub_filter=SubFilter.PKCS7_DETACHED)
    lta = sign_b_lta(paper(), WORLD.chair, stamps, data)
    return {
        "B": sign_b_b(paper(), WORLD.chair),
        "T": sign_b_t(paper(), WORLD.chair, stamps),
        "T by a document time-stamp": add_document_time_stamp(
            sign_b_b(paper(), WORLD.chair), stamps
        ),
        "LT": lt,
        "LTA": lta,
        "LTA, signed again": sign_b_t(lta, WORLD.adjuster, stamps, field="Underskrift2"),
        "BES": handmade(cms()),
        "LTV": add_document_time_stamp(add_validation_data(bes, data), stamps),
        "PKCS7": sign_legacy(paper(), WORLD.chair),
        "PKCS7-LTA": add_document_time_stamp(add_validation_data(legacy, data), stamps),
        "altered": lt.replace(b"/Type /Page", b"/Type /PaGe", 1),
        "drawn on": draw_on_page(lta, "Bifall"),
    }


@cache
def trusts() -> dict[str, TrustAnchors]:
    """Everybody, nobody, the wrong people, and some of the right ones."""
    other = make_world()
    unit = Authority(identity=WORLD.time_stamps.identity)
    return {
        "full": trust_in(WORLD.root, WORLD.time_stamp_root),
        "none": TrustAnchors.none(),
        "wrong": trust_in(other.root, other.time_stamp_root),
        "the signer's alone": trust_in(WORLD.root),
        "the time-stamps' alone": trust_in(WORLD.time_stamp_root),
        "the authority itself": trust_in(WORLD.authority, WORLD.time_stamp_root),
        "the unit itself": trust_in(WORLD.root, unit),
    }


@dataclass(frozen=True, slots=True)
class Found:
    level: Level
    confirmed: Level | None


def found(
    data: bytes,
    trust: str = "full",
    *,
    at: datetime = VALIDATED_AT,
    policy: Policy | None = None,
) -> list[Found]:
    judging = Judging(world=WORLD, trust=trusts()[trust], at=at, policy=policy)
    entries = judging.report(data).signatures
    return [Found(entry.level, entry.confirmed_level) for entry in entries]


def confirmed(name: str, trust: str = "full") -> Level | None:
    return found(documents()[name], trust)[0].confirmed


@pytest.mark.parametrize("name", documents())
def test_the_level_is_the_same_whomever_one_trusts_and_whenever_one_asks(name: str) -> None:
    data = documents()[name]
    much_later = VALIDATED_AT + 4000 * DAY

    answers = [found(data, trust) for trust in trusts()]
    answers += [found(data, at=much_later), found(data, policy=IF_AVAILABLE)]

    assert len({tuple(each.level for each in answer) for answer in answers}) == 1


@pytest.mark.parametrize("name", documents())
def test_what_is_confirmed_is_never_more_than_the_level(name: str) -> None:
    for trust in trusts():
        for each in found(documents()[name], trust):
            assert each.confirmed is None or is_up_to(each.confirmed, each.level)


def is_up_to(confirmed: Level, level: Level) -> bool:
    ladder: Ladder | None = next((ladder for ladder in LADDERS if level in ladder), None)
    if ladder is None or confirmed is level:
        return confirmed is level
    return confirmed in ladder and ladder.index(confirmed) < ladder.index(level)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("B", Level.B),
        ("LT", Level.LT),
        ("LTA", Level.LTA),
        ("BES", Level.BES),
        ("LTV", Level.LTV),
        ("PKCS7", Level.PKCS7_B),
        ("PKCS7-LTA", Level.PKCS7_LTA),
    ],
)
def test_with_every_issuer_trusted_the_whole_level_is_confirmed(name: str, level: Level) -> None:
    assert found(documents()[name])[0] == Found(level, level)


@pytest.mark.parametrize("name", ["T", "T by a document time-stamp"])
def test_a_time_stamp_is_confirmed_where_it_is_known_not_to_be_revoked(name: str) -> None:
    crls = [each.crl() for each in (WORLD.root, WORLD.authority, WORLD.time_stamp_root)]
    beside = Judging(world=WORLD, evidence=evidence_of(*crls)).first(documents()[name])

    assert found(documents()[name])[0] == Found(Level.T, Level.B)
    assert (beside.level, beside.confirmed_level) == (Level.T, Level.T)


@pytest.mark.parametrize("trust", ["none", "wrong"])
def test_with_nobody_trusted_only_the_form_is_confirmed(trust: str) -> None:
    assert confirmed("LTA", trust) is Level.B
    assert confirmed("LTV", trust) is Level.BES
    assert confirmed("PKCS7-LTA", trust) is Level.PKCS7_B


def test_a_time_stamp_of_nobody_trusted_confirms_nothing() -> None:
    assert confirmed("LTA", "the signer's alone") is Level.B


def test_a_time_stamp_confirms_the_time_whoever_signed() -> None:
    assert confirmed("LTA", "the time-stamps' alone") is Level.T


def test_an_authority_that_is_an_anchor_needs_no_data_above_it() -> None:
    assert confirmed("LTA", "the authority itself") is Level.LTA


def test_bytes_that_were_changed_confirm_nothing() -> None:
    assert found(documents()["altered"])[0].confirmed is None


def test_a_revoked_signer_confirms_no_more_than_the_time() -> None:
    world = make_world()
    number = world.chair.certificate.serial_number
    told = replace(world.authority, revocations=(Revocation(serial_number=number, at=EPOCH),))
    revoking = replace(world, authority=told)
    data = sign_b_lta(paper(), world.chair, world.time_stamps, revoking.validation_data())

    entry = Judging(world=world).first(data)

    assert entry.indication != "TOTAL-PASSED"
    assert (entry.level, entry.confirmed_level) == (Level.LTA, Level.T)


def test_data_that_is_not_authentic_makes_the_level_and_confirms_nothing() -> None:
    """Anybody can write a CRL in an authority's name; where none is asked for, it passes."""
    impostor = make_world()
    false = impostor.validation_data()
    data = sign_b_lt(paper(), WORLD.chair, WORLD.time_stamps, false)

    each = found(data, policy=IF_AVAILABLE)[0]

    assert each == Found(Level.LT, Level.T)


def test_an_authority_that_the_file_lacks_leaves_long_term_unconfirmed() -> None:
    """It comes from beside the file: whether it is an anchor, only the validation knows."""
    bare = replace(WORLD.chair, issuers=())
    crls = tuple(a.crl() for a in (WORLD.root, WORLD.authority, WORLD.time_stamp_root))
    data = add_validation_data(
        sign_b_t(paper(), bare, WORLD.time_stamps),
        replace(WORLD.validation_data(), certificates=(), crls=crls),
    )
    beside = Judging(world=WORLD, evidence=evidence_of(WORLD.authority.certificate)).first(data)
    itself = Judging(world=WORLD, trust=trusts()["the authority itself"]).first(data)

    assert beside.indication == itself.indication == "TOTAL-PASSED"
    assert (beside.level, beside.confirmed_level) == (Level.LT, Level.T)
    assert (itself.level, itself.confirmed_level) == (Level.LT, Level.LT)


def test_after_the_data_has_gone_stale_the_archived_level_stays_confirmed() -> None:
    long_after = VALIDATED_AT + 200 * DAY

    assert found(documents()["LTA"], at=long_after)[0] == Found(Level.LTA, Level.LTA)


def test_a_second_signature_has_a_level_of_its_own() -> None:
    first, _, second = found(documents()["LTA, signed again"])

    assert first == Found(Level.LTA, Level.LTA)
    assert second.level is Level.T


def test_nothing_that_decides_knows_the_level() -> None:
    """Verdicts, policies and times are judged without it: it is made last, for the report."""
    using = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if "levels_of" in path.read_text("utf-8")
    }

    assert using == {"examination.py", "validation/confirmed_level.py", "validation/level.py"}


@pytest.mark.parametrize("word", ["signature.level", 'signature["level"]', "entry.level"])
def test_only_what_is_shown_or_stored_reads_the_level_of_a_report(word: str) -> None:
    using = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if word in path.read_text("utf-8")
    }

    shown = {"report/text_signers.py", "report/html_details.py", "batch/rows.py"}
    beside_the_confirmed = {"archive/premis.py", "archive/etsi_report/other.py", "archive/notes.py"}
    beside_the_confirmed |= {"web/levels.py"}  # as DSS and SiVa tell it
    assert using <= shown | beside_the_confirmed
