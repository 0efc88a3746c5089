"""Only those who may speak of a certificate's revocation are listened to, and all of them are."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import example, given
from hypothesis import strategies as st

from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation.answers import (
    RevocationData,
    answers,
    names_issuer_of,
    responder_certificates,
)
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer, RevocationSource
from tests.pki import EPOCH, REVOCATION_DATA_AT, Authority
from tests.pki.revocation import (
    CertificateStatus,
    UpdatePeriod,
    build_ocsp_response,
    saying_all,
    with_hash_algorithm,
)
from tests.pki.times import REVOCATION_DATA_LIFETIME
from tests.pki.world import shared_world

EXERCISES = ("RFC 5280, 6.3.3", "RFC 6960, 4.1.1", "RFC 6960, 4.2.2.2")

WORLD = shared_world()
CHAIR = WORLD.chair.certificate
REVOKED_AT = EPOCH + timedelta(minutes=30)
REVOKING = WORLD.authority.revoking(CHAIR, at=REVOKED_AT, reason=x509.ReasonFlags.key_compromise)


def ours(certificate: x509.Certificate) -> Certificate:
    return read_certificate(certificate.public_bytes(Encoding.DER))


PATH = tuple(map(ours, (CHAIR, WORLD.authority.certificate, WORLD.root.certificate)))


def distribution_point(
    *, indirect: bool = False, authorities_only: bool = False
) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=authorities_only,
        only_some_reasons=None,
        indirect_crl=indirect,
        only_contains_attribute_certs=False,
    )


def ders(
    items: Iterable[x509.CertificateRevocationList] | Iterable[ocsp.OCSPResponse],
) -> tuple[bytes, ...]:
    return tuple(item.public_bytes(Encoding.DER) for item in items)


def said(
    *items: x509.CertificateRevocationList | ocsp.OCSPResponse,
    pool: tuple[x509.Certificate, ...] = (),
    anchors: tuple[x509.Certificate, ...] = (WORLD.root.certificate,),
) -> tuple[RevocationAnswer, ...]:
    """What the items say of the chair's certificate."""
    data = RevocationData(
        ders(item for item in items if isinstance(item, x509.CertificateRevocationList)),
        ders(item for item in items if isinstance(item, ocsp.OCSPResponse)),
    )
    others = tuple(map(ours, pool))
    return answers(PATH[0], PATH, data, pool=(*PATH, *others), anchors=map(ours, anchors))


def test_a_crl_of_the_issuer_says_that_a_certificate_is_good() -> None:
    (answer,) = said(WORLD.authority.crl())

    assert answer.source is RevocationSource.CRL
    assert answer.revoked_at is None
    assert answer.this_update == REVOCATION_DATA_AT
    assert answer.next_update == REVOCATION_DATA_AT + REVOCATION_DATA_LIFETIME


def test_a_crl_of_the_issuer_says_since_when_and_why_a_certificate_is_revoked() -> None:
    (answer,) = said(REVOKING.crl())

    assert answer.revoked_at == REVOKED_AT
    assert answer.reason == "key_compromise"


def test_an_ocsp_response_of_the_issuer_is_listened_to() -> None:
    (good,) = said(WORLD.authority.ocsp(CHAIR))
    (revoked,) = said(REVOKING.ocsp(CHAIR))

    assert good.source is RevocationSource.OCSP
    assert good.revoked_at is None
    assert revoked.revoked_at == REVOKED_AT


def test_an_ocsp_response_of_a_responder_that_the_issuer_named_is_listened_to() -> None:
    responder = WORLD.authority.issue_ocsp_responder()

    (good,) = said(WORLD.authority.ocsp(CHAIR, responder=responder))
    (revoked,) = said(REVOKING.ocsp(CHAIR, responder=responder))

    assert good.revoked_at is None
    assert revoked.revoked_at == REVOKED_AT


def test_a_strangers_responder_is_not_listened_to() -> None:
    stranger = Authority.root("En främmande rot-CA").issue_ocsp_responder()

    assert said(WORLD.authority.ocsp(CHAIR, responder=stranger)) == ()
    assert said(REVOKING.ocsp(CHAIR, responder=stranger)) == ()


def test_a_person_of_the_same_issuer_is_no_responder() -> None:
    # RFC 6960, 4.2.2.2: a delegated responder needs id-kp-OCSPSigning.
    assert said(WORLD.authority.ocsp(CHAIR, responder=WORLD.adjuster)) == ()


def test_a_responder_of_an_authority_above_the_issuer_is_not_listened_to() -> None:
    above = WORLD.root.issue_ocsp_responder()

    assert said(WORLD.authority.ocsp(CHAIR, responder=above)) == ()


def test_a_responder_whose_certificate_has_expired_is_not_listened_to() -> None:
    expired = WORLD.authority.issue_ocsp_responder(not_after=EPOCH - timedelta(days=1))

    assert said(WORLD.authority.ocsp(CHAIR, responder=expired)) == ()


def test_an_answer_of_unknown_is_no_answer_of_good() -> None:
    assert [a for a in said(WORLD.authority.ocsp(CHAIR, unknown=True)) if not a.revoked_at] == []


def test_a_crl_of_another_issuer_is_not_listened_to() -> None:
    assert said(WORLD.root.crl(), WORLD.time_stamp_root.crl()) == ()


def test_a_crl_under_the_issuers_name_and_another_key_is_not_listened_to() -> None:
    impostor = WORLD.authority.rekeyed()

    assert said(impostor.crl()) == ()
    assert said(impostor.crl(), pool=(impostor.certificate,)) == ()


def test_a_crl_that_has_been_altered_is_not_listened_to() -> None:
    der = bytearray(REVOKING.crl().public_bytes(Encoding.DER))
    der[-1] ^= 1

    data = RevocationData((bytes(der),))
    assert answers(PATH[0], PATH, data, pool=PATH, anchors=PATH[-1:]) == ()


def same_number() -> tuple[Authority, x509.Certificate]:
    """Another authority, and its certificate of the chair's serial number."""
    other = WORLD.root.issue_authority("En annan utfärdar-CA")
    return other, other.issue_numbered(CHAIR.serial_number).certificate


def in_one(responses: list[ocsp.OCSPResponse]) -> ocsp.OCSPResponse:
    """One response of the chair's authority that says all of it."""
    return saying_all(WORLD.authority.ocsp(CHAIR), WORLD.authority.identity.key, responses)


def identified_by(algorithm: hashes.HashAlgorithm) -> ocsp.OCSPResponse:
    """The response on the chair's certificate whose CertID has the hashes of the algorithm."""
    status = CertificateStatus(certificate=CHAIR, issuer=WORLD.authority.certificate)
    period = UpdatePeriod(
        this_update=REVOCATION_DATA_AT, next_update=REVOCATION_DATA_AT + REVOCATION_DATA_LIFETIME
    )
    identity = WORLD.authority.identity
    return build_ocsp_response(
        identity, status, period, produced_at=REVOCATION_DATA_AT, identified_by=algorithm
    )


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()])
def test_a_certificate_is_identified_by_whichever_hash(algorithm: hashes.HashAlgorithm) -> None:
    (answer,) = said(identified_by(algorithm))

    assert answer.revoked_at is None


@pytest.mark.parametrize("algorithm", ["sha512", "1.2.3.4", "md5"])
def test_hashes_of_another_algorithm_than_is_named_identify_nothing(algorithm: str) -> None:
    response = with_hash_algorithm(
        WORLD.authority.ocsp(CHAIR), WORLD.authority.identity.key, algorithm
    )

    assert said(response) == ()
    assert not names_issuer_of(PATH[0], PATH[1], RevocationData((), ders([response])))


def test_another_issuers_certificate_of_the_same_number_is_another() -> None:
    # RFC 6960, 4.1.1: a CertID is the issuer's name and key and the number.
    other, theirs = same_number()
    response = other.ocsp(theirs)

    assert said(response) == ()
    assert not names_issuer_of(PATH[0], PATH[1], RevocationData((), ders([response])))


@pytest.mark.parametrize("ours_first", [True, False])
def test_the_times_of_an_answer_are_those_of_the_certificate_asked_about(ours_first: bool) -> None:
    other, theirs = same_number()
    long_ago = EPOCH - timedelta(days=5)
    both = [
        WORLD.authority.ocsp(CHAIR, this_update=long_ago, produced_at=REVOCATION_DATA_AT),
        other.ocsp(theirs),
    ]

    (answer,) = said(in_one(both[:: 1 if ours_first else -1]))

    assert answer.this_update == long_ago


@pytest.mark.parametrize("good_first", [True, False])
def test_all_that_a_response_says_of_a_certificate_is_heard(good_first: bool) -> None:
    both = [WORLD.authority.ocsp(CHAIR), REVOKING.ocsp(CHAIR)]

    found = said(in_one(both[:: 1 if good_first else -1]))

    assert {answer.revoked_at for answer in found} == {None, REVOKED_AT}


def test_an_ocsp_response_on_another_certificate_is_no_answer() -> None:
    assert said(WORLD.authority.ocsp(WORLD.adjuster.certificate)) == ()


def test_every_item_is_asked() -> None:
    found = said(WORLD.authority.crl(), REVOKING.crl(), WORLD.authority.ocsp(CHAIR))

    assert len(found) == 3
    assert len([answer for answer in found if answer.revoked_at]) == 1


def test_a_crl_from_before_the_revocation_says_good_for_its_own_time() -> None:
    (answer,) = said(REVOKING.crl(this_update=EPOCH))

    assert answer.revoked_at is None
    assert answer.this_update == EPOCH


def test_an_item_whose_time_has_passed_is_an_answer_all_the_same() -> None:
    long_ago = WORLD.authority.crl(
        this_update=EPOCH - REVOCATION_DATA_LIFETIME, next_update=EPOCH - timedelta(days=1)
    )

    (answer,) = said(long_ago)

    assert answer.next_update == EPOCH - timedelta(days=1)


def test_an_indirect_crl_of_a_stranger_is_not_listened_to() -> None:
    point = distribution_point(indirect=True)

    assert said(Authority.root("Främling").crl(extensions=((point, True),))) == ()


def test_a_crl_that_speaks_only_of_authorities_says_nothing_of_a_person() -> None:
    point = distribution_point(authorities_only=True)

    assert said(WORLD.authority.crl(extensions=((point, True),))) == ()


def test_the_certificates_of_responders_are_found_in_their_responses() -> None:
    responder = WORLD.authority.issue_ocsp_responder()
    data = RevocationData((), ders([WORLD.authority.ocsp(CHAIR, responder=responder)]))

    assert responder_certificates(data) == (ours(responder.certificate),)


def test_data_names_a_certificate_by_its_issuer_or_its_number() -> None:
    crl = RevocationData(ders([WORLD.authority.crl()]))
    response = RevocationData((), ders([WORLD.authority.ocsp(CHAIR)]))
    other = RevocationData(ders([WORLD.root.crl()]), (b"", b"\x30\x00"))

    assert names_issuer_of(PATH[0], PATH[1], crl)
    assert names_issuer_of(PATH[0], PATH[1], response)
    assert not names_issuer_of(PATH[0], PATH[1], other)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_revocation_data_are_passed_over(data: bytes) -> None:
    held = RevocationData((data,), (data,))

    assert answers(PATH[0], PATH, held, pool=PATH, anchors=PATH[-1:]) == ()
    assert responder_certificates(held) == ()
    assert not names_issuer_of(PATH[0], PATH[1], held)


GOOD_CRL = WORLD.authority.crl().public_bytes(Encoding.DER)
GOOD_OCSP = WORLD.authority.ocsp(CHAIR).public_bytes(Encoding.DER)


@example(4, 1)
@given(st.integers(0, 5000), st.integers(1, 255))
def test_a_damaged_item_raises_nothing(place: int, mask: int) -> None:
    def damaged(der: bytes) -> bytes:
        at = place % len(der)
        return der[:at] + bytes([der[at] ^ mask]) + der[at + 1 :]

    held = RevocationData((damaged(GOOD_CRL),), (damaged(GOOD_OCSP),))

    for answer in answers(PATH[0], PATH, held, pool=PATH, anchors=PATH[-1:]):
        assert answer.revoked_at is None
    responder_certificates(held)


def test_data_is_joined_without_repeats() -> None:
    one = RevocationData((b"a", b"b"), (b"x",))

    assert one.adding(RevocationData((b"b", b"c"), (b"x", b"y"))) == RevocationData(
        (b"a", b"b", b"c"), (b"x", b"y")
    )


def test_a_revocation_at_the_very_time_of_issue_counts() -> None:
    (answer,) = said(REVOKING.crl(this_update=REVOKED_AT))

    assert answer.revoked_at == REVOKED_AT
