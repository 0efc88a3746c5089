"""Hostile material ends in time: meshes of authorities, vast lists, too many of everything.

What is asserted is how much work is done; the clock only guards against something without end.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from fhvalidate.conclusion import SubIndication
from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind
from fhvalidate.policy import Policy
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.keys import public_key
from fhvalidate.x509.paths import path_building
from fhvalidate.x509.paths.path_building import MAX_PATHS, build_paths
from fhvalidate.x509.revocation import ocsp_response
from tests.pki import ANNA, EPOCH, YEAR, Authority
from tests.pki.handmade_cms import SHA256, HandmadeCms, oid, sealed_by, sequence, tlv
from tests.pki.identity import asn1_certificate
from tests.pki.keys import sign_bytes
from tests.pki.world import World
from tests.validation.scenes import (
    DAY,
    PASSED,
    Judging,
    codes,
    evidence_of,
    fresh_world,
    indeterminate,
    policy,
    signed_b_b,
    stamping,
    trust_in,
    world,
)

EXERCISES = ("5.2.6",)

GUARD = 10.0  # seconds; a tenth is usual, and what the limits stop has no end
ENTRIES = 300_000
SIDE = 8


@contextmanager
def guarded() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < GUARD


@cache
def mesh() -> tuple[tuple[Certificate, ...], Certificate, Authority]:
    """Authorities that have all certified each other, one signer below, and a root above none."""
    authorities = [Authority.root(f"Maska {number}") for number in range(SIDE)]
    crossed = [
        one.cross_certify(other) for one in authorities for other in authorities if one is not other
    ]
    signer = authorities[0].issue_person(ANNA).certificate
    return tuple(map(read, crossed)), read(signer), authorities[-1]


def read(certificate: x509.Certificate) -> Certificate:
    return read_certificate(asn1_certificate(certificate).dump())


@pytest.mark.parametrize("leads", [True, False], ids=["to an anchor", "nowhere"])
def test_a_mesh_of_authorities_ends_at_the_limit_of_signature_checks(
    monkeypatch: pytest.MonkeyPatch, leads: bool
) -> None:
    pool, signer, last = mesh()
    checks: list[tuple[str, str]] = []
    honest = path_building.is_issued_by

    def counted(certificate: Certificate, issuer: Certificate) -> bool:
        checks.append((certificate.sha256, issuer.sha256))
        return honest(certificate, issuer)

    monkeypatch.setattr(path_building, "is_issued_by", counted)
    anchors = [read(last.certificate)] if leads else []

    with guarded():
        found = build_paths(signer, pool=pool, anchors=anchors, max_length=10, max_checks=100)

    assert len(checks) <= 100
    assert len(found.complete) <= MAX_PATHS
    assert found.limited or leads
    assert bool(found.complete) is leads
    assert all(len(path) <= 10 for path in found.complete)


def test_a_search_that_ended_at_its_limit_says_so() -> None:
    pool, _, _ = mesh()
    authorities = Authority.root("Maska 0")
    signer = authorities.issue_person(ANNA)
    told = Evidence.of(
        EvidenceItem(EvidenceKind.CERTIFICATE, each.der, "supplied") for each in pool
    )
    few = policy("[limits]\npath_signature_checks = 3\n")
    judging = Judging(world=world(), evidence=told, policy=few)

    with guarded():
        entry = judging.first(signed_b_b(signer))

    assert entry.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert "no-certificate-chain" in codes(entry)


def test_a_path_is_no_longer_than_the_limit() -> None:
    authority = Authority.root("Överst")
    top = authority
    for number in range(12):
        authority = authority.issue_authority(f"Led {number}")
    signer = authority.issue_person(ANNA, no_rev_avail=True)
    trust = trust_in(top)

    judging = Judging(world=world(), trust=trust, evidence=evidence_of(*signer.issuers))
    short = replace(judging, policy=policy("[limits]\npath_length = 5\n"))

    for chosen in (judging, short):
        expected = indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
        assert chosen.answer(signed_b_b(signer)) == expected


@cache
def vast_list() -> tuple[World, bytes]:
    """A list of 300,000 entries, encoded by hand: no library builds one in time."""
    made = fresh_world()
    revoked = made.chair.certificate.serial_number
    entry = b"".join(
        sequence(_integer(serial), tlv(0x17, b"260101000000Z"))
        for serial in range(1 << 64, (1 << 64) + ENTRIES)
    )
    one = sequence(_integer(revoked), tlv(0x17, b"260101000000Z"))
    model = asn1_crl.CertificateList.load(made.authority.crl().public_bytes(Encoding.DER))
    body = model["tbs_cert_list"]
    tbs = sequence(
        body["version"].dump(),
        body["signature"].dump(),
        body["issuer"].dump(),
        body["this_update"].dump(),
        body["next_update"].dump(),
        sequence(entry, one),
        body["crl_extensions"].dump(),
    )
    value = sign_bytes(made.authority.identity.key, tbs, SHA256)
    der = sequence(tbs, model["signature_algorithm"].dump(), tlv(0x03, b"\x00", value))
    return made, der


def _integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def test_a_list_of_300_000_entries_is_searched_in_time() -> None:
    made, der = vast_list()
    authority = made.authority
    other = authority.issue_person(ANNA)
    told = Evidence.of([EvidenceItem(EvidenceKind.CRL, der, "supplied")])
    loose = policy('[x509]\nrevocation = "if-available"\n')
    judging = Judging(
        world=world(), trust=trust_in(authority), evidence=told, policy=loose, at=EPOCH + DAY
    )

    with guarded():
        good = judging.answer(signed_b_b(other))

    assert len(der) > 8_000_000
    assert good == PASSED


def test_a_vast_list_tells_of_the_one_it_revoked() -> None:
    made, der = vast_list()
    told = Evidence.of([EvidenceItem(EvidenceKind.CRL, der, "supplied")])
    judging = Judging(world=made, trust=trust_in(made.authority), evidence=told)

    with guarded():
        answer = judging.answer(signed_b_b(made.chair))

    assert answer == indeterminate(SubIndication.REVOKED_NO_POE)


def test_time_stamps_past_the_limit_are_not_read() -> None:
    chair = world().chair
    many = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        signature_stamps=(stamping(world()),) * 14,
    )
    data = sealed_by(signed_b_b(chair, room=100_000), many.der)

    entry = Judging(world=world()).first(data)

    assert len(entry.timestamps) == Policy.named("default").limits.timestamps == 10


@pytest.mark.parametrize("count", [60])
def test_certificates_past_the_limit_of_a_cms_are_not_read(count: int) -> None:
    chair = world().chair
    others = tuple(
        world().authority.issue_person(ANNA, not_after=EPOCH + YEAR).certificate
        for _ in range(count)
    )
    many = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        carried=others,
    )
    data = sealed_by(signed_b_b(chair, room=200_000), many.der)

    report = Judging(world=world()).report(data)

    (unread,) = [each for each in report.findings if each.code == "certificate-unreadable"]
    limit = Policy.named("default").limits.certificates_in_cms
    assert unread.detail["count"] == count + 1 - limit


def test_responses_that_nobody_made_are_not_tried_under_every_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A response names its responder (RFC 6960, 4.2.1): another's key need not be tried."""
    shared = world()
    stranger = fresh_world().authority.issue_ocsp_responder()
    issued = [shared.authority.issue_person(ANNA).certificate for _ in range(30)]
    forged = [
        shared.authority.ocsp(
            shared.chair.certificate, responder=stranger, this_update=EPOCH + number * DAY / 24
        )
        for number in range(20)
    ]
    calls: list[bytes] = []
    honest = public_key.verify

    def counted(key: bytes, *given: Any, **named: Any) -> object:
        calls.append(key)
        return honest(key, *given, **named)

    monkeypatch.setattr(ocsp_response, "verify", counted)
    stripped = [_without_certificates(each) for each in forged]
    told = Evidence.joined(
        [evidence_of(*issued, shared.root.crl()), Evidence.of(stripped)],
    )

    Judging(world=shared, evidence=told).answer(signed_b_b(shared.chair))

    assert len(calls) <= 4 * len(forged)


def _without_certificates(response: ocsp.OCSPResponse) -> EvidenceItem:
    outer = asn1_ocsp.OCSPResponse.load(response.public_bytes(Encoding.DER))
    basic = outer["response_bytes"]["response"].parsed
    basic["certs"] = None
    outer["response_bytes"]["response"] = basic
    return EvidenceItem(EvidenceKind.OCSP_RESPONSE, outer.dump(force=True), "supplied")
