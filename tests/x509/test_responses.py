"""An OCSP response is heard as far as it may speak, and what it does not say is not heard."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from asn1crypto import algos, core, ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as rust_ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate.x509.revocation.answers import RevocationData, answers
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer
from tests.pki import EPOCH, YEAR
from tests.pki.handmade_cms import oid as encoded
from tests.pki.handmade_cms import sequence, tlv
from tests.x509.chain import (
    AUTHORITY,
    DAY,
    Entry,
    Holder,
    Made,
    a_list,
    common,
    issue,
    path_of,
    root,
)

EXERCISES = ("RFC 6960, 2.2", "RFC 6960, 4.2.1", "RFC 6960, 4.2.2.2", "RFC 6960, 4.4")

R = x509.ReasonFlags
ROOT = root()
ISSUER = issue(Made(name=common("Utfärdare"), extensions=AUTHORITY), ROOT)
PERSON = issue(Made(name=common("Anna Exempel"), serial_number=4711), ISSUER)
PATH = path_of(PERSON, ISSUER, ROOT)
SIGNING = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False)
Change = Callable[[Any], None]


def responder(*, by: Holder = ISSUER, purpose: bool = True, **made: object) -> Holder:
    extensions = [SIGNING, (x509.OCSPNoCheck(), False)] if purpose else []
    given = Made(name=common("Svarare"), extensions=extensions, serial_number=88, **made)  # type: ignore[arg-type]
    return issue(given, by)


def response(
    *,
    by: Holder = ISSUER,
    named: rust_ocsp.OCSPResponderEncoding = rust_ocsp.OCSPResponderEncoding.HASH,
    revoked_at: datetime | None = None,
    change: Change | None = None,
) -> bytes:
    """A response on the person, its data changed before it is signed."""
    builder = (
        rust_ocsp.OCSPResponseBuilder()
        .responder_id(named, by.certificate)
        .add_response(
            cert=PERSON.certificate,
            issuer=ISSUER.certificate,
            algorithm=hashes.SHA1(),
            cert_status=rust_ocsp.OCSPCertStatus.REVOKED
            if revoked_at
            else rust_ocsp.OCSPCertStatus.GOOD,
            this_update=EPOCH,
            next_update=EPOCH + DAY,
            revocation_time=revoked_at,
            revocation_reason=R.key_compromise if revoked_at else None,
        )
    )
    if by is not ISSUER:
        builder = builder.certificates([by.certificate])
    made = builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)
    outer = ocsp.OCSPResponse.load(made)
    basic = outer["response_bytes"]["response"].parsed
    basic["tbs_response_data"]["produced_at"] = core.GeneralizedTime(EPOCH)
    if change is not None:
        change(basic["tbs_response_data"])
    basic["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    signed = basic["tbs_response_data"].dump(force=True)
    basic["signature"] = core.OctetBitString(by.key.sign(signed, ec.ECDSA(hashes.SHA256())))
    outer["response_bytes"]["response"] = basic
    return bytes(outer.dump(force=True))


def said(
    *responses: bytes, lists: tuple[bytes, ...] = (), anchors: tuple[Holder, ...] = (ROOT,)
) -> tuple[RevocationAnswer, ...]:
    believed = tuple(holder.ours for holder in anchors)
    data = RevocationData(lists, responses)
    found = answers(PATH[0], PATH, data, pool=PATH, anchors=believed)
    return tuple(answer for answer in found if answer.source == "ocsp")


def extended(*, single: bool, oid: str, value: bytes, critical: bool = True) -> Change:
    """Puts an extension into the single response, or into the whole one."""

    flag = tlv(0x01, b"\xff") if critical else b""
    item = sequence(encoded(oid), flag, tlv(0x04, value))

    def change(data: Any) -> None:
        if single:
            kept = ocsp.SingleResponseExtension.load(item)
            data["responses"][0]["single_extensions"] = [kept]
        else:
            data["response_extensions"] = [ocsp.ResponseDataExtension.load(item)]

    return change


@pytest.mark.parametrize("single", [True, False])
def test_a_good_with_an_unknown_critical_extension_is_not_used(single: bool) -> None:
    """RFC 6960, 4.4, and the same for one that is not critical, which is."""
    odd = extended(single=single, oid="1.2.3.4.5", value=b"\x05\x00")
    calm = extended(single=single, oid="1.2.3.4.5", value=b"\x05\x00", critical=False)

    assert said(response(change=odd)) == ()
    assert len(said(response(change=calm))) == 1


@pytest.mark.parametrize("single", [True, False])
def test_a_revoked_with_an_unknown_critical_extension_is_used(single: bool) -> None:
    odd = extended(single=single, oid="1.2.3.4.5", value=b"\x05\x00")

    (answer,) = said(response(revoked_at=EPOCH - DAY, change=odd))

    assert answer.revoked_at == EPOCH - DAY


@pytest.mark.parametrize(
    ("revoked", "invalid", "since"),
    [(-1, -30, -30), (-30, -1, -30), (-5, -5, -5)],
)
def test_a_key_is_held_invalid_from_the_earlier_of_both_dates(
    revoked: int, invalid: int, since: int
) -> None:
    date = core.GeneralizedTime(EPOCH + invalid * DAY).dump()
    change = extended(single=True, oid="2.5.29.24", value=date, critical=False)

    (answer,) = said(response(revoked_at=EPOCH + revoked * DAY, change=change))

    assert answer.revoked_at == EPOCH + since * DAY


@pytest.mark.parametrize("named", list(rust_ocsp.OCSPResponderEncoding))
@pytest.mark.parametrize("delegated", [True, False])
@pytest.mark.parametrize("revoked_at", [None, EPOCH - DAY])
def test_a_responder_is_named_by_its_key_or_its_name(
    named: rust_ocsp.OCSPResponderEncoding, delegated: bool, revoked_at: datetime | None
) -> None:
    by = responder() if delegated else ISSUER

    (answer,) = said(response(by=by, named=named, revoked_at=revoked_at))

    assert answer.revoked_at == revoked_at


def patched(told: bytes, old: bytes, new: bytes, *, by: Holder = ISSUER) -> bytes:
    """The response with other octets in what is signed, which no library writes."""
    basic = ocsp.OCSPResponse.load(told)["response_bytes"]["response"].parsed
    body = basic["tbs_response_data"].dump()
    assert body.count(old) == 1
    assert len(old) == len(new)
    body = body.replace(old, new)
    value = by.key.sign(body, ec.ECDSA(hashes.SHA256()))
    signed = sequence(body, basic["signature_algorithm"].dump(), tlv(0x03, b"\0", value))
    kind = encoded("1.3.6.1.5.5.7.48.1.1")
    return sequence(tlv(0x0A, b"\0"), tlv(0xA0, sequence(kind, tlv(0x04, signed))))


@pytest.mark.parametrize(
    "value", [bytes(8), b"\x30\x7f" + bytes(6), b"\x04\x7fabcdef", bytes(range(8)), b"\xff" * 8]
)
def test_a_nonce_of_any_octets_is_no_reason_to_read_nothing(value: bytes) -> None:
    """RFC 8954, 2.1 has it be an OCTET STRING; real responders wrote the bare octets."""
    proper = b"\x04\x06nonce!"
    nonce = extended(single=False, oid="1.3.6.1.5.5.7.48.1.2", value=proper, critical=False)

    assert len(said(patched(response(change=nonce), proper, value))) == 1


def test_made_up_certificates_beside_a_response_hide_nothing() -> None:
    """What stands in `certs` is signed by nobody (RFC 6960, 4.2.1)."""
    delegate = responder()
    fake = issue(
        Made(name=delegate.certificate.subject, key=delegate.key), root(name="Vem som helst")
    )
    told = response(by=delegate, revoked_at=EPOCH - DAY)
    outer = ocsp.OCSPResponse.load(told)
    basic = outer["response_bytes"]["response"].parsed
    certificates = [fake.certificate, delegate.certificate]
    ders = [each.public_bytes(Encoding.DER) for each in certificates]
    basic["certs"] = [ocsp.Certificate.load(der) for der in ders]
    outer["response_bytes"]["response"] = basic

    (answer,) = said(bytes(outer.dump(force=True)))

    assert answer.revoked_at == EPOCH - DAY


@pytest.mark.parametrize("code", [7, 11, 200])
def test_a_revocation_for_a_reason_that_nobody_knows_is_one(code: int) -> None:
    plain = bytes.fromhex("a0030a0101")
    told = patched(response(revoked_at=EPOCH - DAY), plain, plain[:-1] + bytes([code]))

    (answer,) = said(told)

    assert (answer.revoked_at, answer.reason) == (EPOCH - DAY, "unspecified")


def test_the_issuer_and_whom_it_names_may_speak() -> None:
    delegate = responder()

    assert len(said(response())) == 1
    (answer,) = said(response(by=delegate))
    assert answer.signer_path == path_of(delegate, ISSUER, ROOT)
    assert answer.signer_not_after == delegate.ours.not_after


@pytest.mark.parametrize(
    "other",
    [
        responder(purpose=False),
        responder(by=ROOT),
        responder(by=root(name="Annan rot")),
        responder(not_after=EPOCH - DAY),
        responder(not_before=EPOCH + DAY),
        PERSON,
    ],
)
def test_nobody_else_may(other: Holder) -> None:
    assert said(response(by=other), response(by=other, revoked_at=EPOCH)) == ()


def test_a_responder_that_is_believed_by_configuration_may_speak_of_anyone() -> None:
    """RFC 6960, 4.2.2.2, first case."""
    own = issue(Made(name=common("Egen svarare"), extensions=[SIGNING]))

    assert len(said(response(by=own), anchors=(ROOT, own))) == 1
    assert said(response(by=own)) == ()


@pytest.mark.parametrize("reason", [None, R.key_compromise, R.certificate_hold, R.ca_compromise])
@pytest.mark.parametrize("after", [-DAY, 30 * DAY])
def test_a_responder_whose_key_may_be_another_clears_nobody(reason: R | None, after: Any) -> None:
    delegate = responder()
    entry = Entry(serial_number=88, at=EPOCH + after, reason=reason)
    told = (a_list(ISSUER, entry, this_update=EPOCH + YEAR),)

    assert said(response(by=delegate), lists=told) == ()
    assert len(said(response(by=delegate, revoked_at=EPOCH - DAY), lists=told)) == 1


def test_a_response_signed_by_an_anchor_outlives_the_anchors_own_expiry() -> None:
    brief = issue(Made(name=common("Rot"), extensions=AUTHORITY, not_after=EPOCH + DAY))
    person = issue(Made(name=common("Anna Exempel"), serial_number=4711), brief)
    path = path_of(person, brief)
    told = a_list(brief)

    (answer,) = answers(path[0], path, RevocationData((told,)), pool=path, anchors=path[-1:])

    assert answer.signer_not_after > brief.ours.not_after


def test_a_response_that_was_not_successful_says_nothing() -> None:
    outer = ocsp.OCSPResponse.load(response())
    outer["response_status"] = "try_later"

    assert said(bytes(outer.dump(force=True))) == ()


def test_a_stranger_with_times_at_the_ends_of_the_calendar_is_passed_over() -> None:
    """RFC 6960, 2.4: producedAt 99991231235959Z, by nobody who may speak."""

    def change(data: Any) -> None:
        data["produced_at"] = core.GeneralizedTime(
            datetime.max.replace(microsecond=0, tzinfo=EPOCH.tzinfo)
        )

    stranger = responder(by=root(name="Främling"))

    assert said(response(by=stranger, change=change)) == ()
    assert len(said(response(by=stranger, change=change), response())) == 1


@pytest.mark.parametrize("oid", ["2.5.29.24", "1.3.6.1.5.5.7.48.1.6"])
@pytest.mark.parametrize("value", [b"", b"\x17\x01x", b"\x18\x042020"])
def test_a_time_that_cannot_be_read_makes_it_no_less_revoked(oid: str, value: bytes) -> None:
    odd = extended(single=True, oid=oid, value=b"\x18\x0f20200101000000Z", critical=False)
    told = response(revoked_at=EPOCH - DAY, change=odd)
    proper = b"\x18\x0f20200101000000Z"
    filled = value + b"\0" * (len(proper) - len(value))

    (answer,) = said(patched(told, proper, filled))

    assert answer.revoked_at is not None
    assert answer.revoked_at <= EPOCH - DAY


@pytest.mark.parametrize("after", [b"\n", b"\r\n", b"\0\0", b" "])
def test_padding_after_a_response_or_a_list_is_no_part_of_it(after: bytes) -> None:
    assert len(said(response() + after)) == 1
    data = RevocationData((a_list(ISSUER) + after,))
    assert len(answers(PATH[0], PATH, data, pool=PATH, anchors=PATH[-1:])) == 1
