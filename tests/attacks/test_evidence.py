# mypy: disable-error-code="no-untyped-call"
"""Evidence that a file brings is a hint: hostile entries prove nothing and block nothing."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.attacks.world import codes, judged, not_valid, says
from tests.cms.messages import Message, der_of
from tests.hostile.sealing import FORM, objects_of, seal, write
from tests.pdf.handmade import stream
from tests.pki import ANNA, EPOCH, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_lt, sign_b_t
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import signed, signer

WORLD = shared_world()
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"


def long_term(data: ValidationData | None = None, *, by: Identity | None = None) -> bytes:
    return sign_b_lt(
        minutes(), by or WORLD.chair, WORLD.time_stamps, data or WORLD.validation_data()
    )


@pytest.mark.parametrize(
    "entry",
    [
        stream(b""),
        stream(b"0" * 1000),
        stream(b"\x30\x82\xff\xff"),
        stream(b"\x30\x80" * 1000),
        stream(b"\x30\x84\x7f\xff\xff\xff\x30"),
        stream(b"x\x9cgarbage", b"/Filter /FlateDecode"),
        stream(b"x", b"/Filter /DCTDecode"),
        b"(text)",
        b"null",
        b"[20 0 R]",
    ],
)
def test_a_hostile_entry_of_the_store_never_blocks_a_verdict(entry: bytes) -> None:
    store = (
        b" /DSS << /Certs [20 0 R] /CRLs [20 0 R] /OCSPs [20 0 R 20 0 R] /VRI << /A 20 0 R >> >> >>"
    )
    data = seal(write(objects_of({1: FORM[:-2] + store, 20: entry})))

    assert judged(data).verdict == "valid"


@pytest.mark.parametrize("store", [b"(x)", b"[]", b"<< /Certs (x) >>", b"<< /VRI [] /Certs 9 >>"])
def test_a_store_of_another_shape_never_blocks_a_verdict(store: bytes) -> None:
    data = seal(write(objects_of({1: FORM[:-2] + b" /DSS " + store + b" >>"})))

    assert judged(data).verdict == "valid"


def test_a_list_by_a_stranger_proves_nothing() -> None:
    stranger = Authority.root("Exempelmyndigheten falsk")
    poisoned = ValidationData(
        certificates=(stranger.certificate,), crls=(stranger.crl(), WORLD.root.crl())
    )

    assert not_valid(long_term(poisoned), "revocation-data-missing")


def test_a_list_by_an_authority_of_the_same_name_and_another_key_proves_nothing() -> None:
    twin = WORLD.authority.rekeyed()
    poisoned = ValidationData(
        certificates=(twin.certificate, WORLD.authority.certificate),
        crls=(twin.crl(), WORLD.root.crl(), WORLD.time_stamp_root.crl()),
    )

    assert not_valid(long_term(poisoned), "revocation-data-missing")


def test_every_list_at_hand_that_names_the_certificate_is_used() -> None:
    revoking = WORLD.authority.revoking(WORLD.chair.certificate, at=EPOCH - timedelta(days=1))
    both = WORLD.validation_data().joined_with(ValidationData(crls=(revoking.crl(number=2),)))

    assert not_valid(long_term(both), "certificate-revoked")


def test_an_answer_signed_by_any_person_proves_nothing() -> None:
    person = WORLD.authority.issue_person(ANNA)
    answer = WORLD.authority.ocsp(WORLD.chair.certificate, responder=person)
    poisoned = ValidationData(
        certificates=(WORLD.authority.certificate, person.certificate),
        crls=(WORLD.root.crl(), WORLD.time_stamp_root.crl()),
        ocsps=(answer,),
    )

    assert not_valid(long_term(poisoned), "revocation-data-missing")


def test_a_time_stamp_of_another_signature_proves_nothing() -> None:
    other = time_stamp_token(
        WORLD.time_stamps, Imprint(algorithm="sha256", value=hashlib.sha256(b"annan").digest())
    )
    message = Message(
        signer=signer(),
        unsigned=((SIGNATURE_TIME_STAMP, [core.Any.load(other.dump())]),),
    )
    data = seal(
        write(objects_of({})),
        message=lambda covered: der_of(replace(message, content=covered)),
    )

    assert says(data, "timestamp-not-passed") in {"indeterminate", "invalid"}


def test_a_time_stamp_by_a_person_proves_nothing() -> None:
    person = replace(WORLD.time_stamps, identity=WORLD.authority.issue_person(ANNA))
    data = sign_b_t(minutes(), WORLD.chair, person)

    assert judged(add_validation_data(data, WORLD.validation_data())).verdict != "valid"


def test_a_person_who_issues_certificates_is_no_authority() -> None:
    person = WORLD.root.issue_person(ANNA, no_rev_avail=True)
    forged = Authority(identity=person).issue_person(ANNA, no_rev_avail=True)

    assert judged(long_term(by=forged)).verdict != "valid"


def test_a_self_signed_twin_of_the_root_is_not_the_root() -> None:
    twin = WORLD.root.rekeyed()
    forged = twin.issue_person(ANNA, no_rev_avail=True)

    assert not_valid(long_term(by=forged), "no-certificate-chain")


def mesh(size: int) -> tuple[list[Authority], list[x509.Certificate]]:
    authorities = [Authority.root(f"Exempelnät {n}") for n in range(size)]
    crossed = [a.cross_certify(b) for a in authorities for b in authorities if a is not b]
    return authorities, crossed


def test_a_mesh_of_authorities_ends_at_the_limit_and_is_said() -> None:
    authorities, crossed = mesh(12)
    person = authorities[0].issue_person(ANNA, no_rev_avail=True)

    data = long_term(ValidationData(certificates=tuple(crossed)), by=person)

    assert not_valid(data, "chain-search-limit")


def test_a_mesh_beside_the_signers_own_chain_changes_nothing() -> None:
    _, crossed = mesh(6)
    hostile = WORLD.validation_data().joined_with(ValidationData(certificates=tuple(crossed)))

    report = judged(long_term(hostile))

    assert report.verdict == "valid", sorted(codes(report))


def test_a_thousand_twins_of_the_issuer_do_not_hide_the_one() -> None:
    twins = tuple(WORLD.root.rekeyed().certificate for _ in range(90))
    data = add_validation_data(signed(minutes()), ValidationData(certificates=twins))

    assert judged(data).verdict in {"valid", "indeterminate"}
    assert WORLD.root.certificate.public_bytes(Encoding.DER)
