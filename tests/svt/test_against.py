"""What speaks against a signer whom a token vouches for counts, whoever says it, in any order."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Report, TrustAnchors, Verdict
from fhvalidate.trust.anchors import Purpose
from tests.pki import BO, EPOCH, YEAR, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.profile import KeyUsage
from tests.pki.signing import sign_b_b
from tests.pki.svt import Claims, add_token
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.svt.scenes import altered, anchor, believing, issuer, judged

Certificates = tuple[x509.Certificate, ...]
DAY = timedelta(days=1)


def stating(*certificates: x509.Certificate) -> Callable[[Claims], None]:
    """A change of the claims by which the token states those certificates."""

    def change(claims: Claims) -> None:
        stated = [b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates]
        claims["sig_val_claims"]["sig"][0]["signer_cert_ref"] = {"type": "chain", "ref": stated}

    return change


def vouched_for(person: Identity, *stated: x509.Certificate) -> bytes:
    """A file with a token; the CMS has the signer's certificate alone, the token what is stated."""
    data = sign_b_b(minutes(), replace(person, issuers=()))
    return add_token(data, altered(claims=stating(person.certificate, *stated)))


def with_data(data: bytes, certificates: Iterable[x509.Certificate] = (), *crls: Any) -> bytes:
    return add_validation_data(data, ValidationData(certificates=tuple(certificates), crls=crls))


def also_believing(*roots: Authority) -> TrustAnchors:
    return TrustAnchors.joined(
        (believing(), *(anchor(each.pem, Purpose.SIGNATURE) for each in roots))
    )


def counts(data: bytes, *roots: Authority) -> bool:
    """Whether the token's word makes the document valid."""
    report: Report = judged(data, trust=also_believing(*roots))
    (told,) = report.signatures[0].svt
    assert told.holds
    assert told.counts == (report.verdict is Verdict.VALID)
    return told.counts


@cache
def strangers() -> tuple[Authority, Authority, Identity]:
    """A root, its authority and a person, whom nobody here believes."""
    root = Authority.root("Okänd rot")
    authority = root.issue_authority("Okänd utfärdare")
    return root, authority, authority.issue_person(BO)


def detour(authority: Authority, *, key_usage: Any = None, path_length: Any = None) -> Certificates:
    """A longer path for the authority's name and key, by whoever wants one."""
    lowest = Authority.root("Omväg 1").issue_authority("Omväg 2", path_length=path_length)
    last = lowest.issue_authority("Omväg 3")
    usage = {} if key_usage is None else {"key_usage": key_usage}
    crossed = last.cross_certify(authority, **usage)
    return (crossed, last.certificate, lowest.certificate)


def impostors(authority: Authority, count: int) -> Certificates:
    """Certificates with the authority's name and key identifier and another key."""
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = x509.SubjectKeyIdentifier
    found = authority.certificate.extensions.get_extension_for_class(identifier).value
    issuing = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Vem som helst")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority.certificate.subject)
        .issuer_name(issuing)
        .public_key(key.public_key())
        .not_valid_before(EPOCH - YEAR)
        .not_valid_after(EPOCH + YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(found, critical=False)
    )
    return tuple(
        builder.serial_number(number + 1).sign(key, hashes.SHA256()) for number in range(count)
    )


def test_a_token_counts_for_a_signer_against_whom_nothing_speaks() -> None:
    root, authority, person = strangers()
    data = vouched_for(person, authority.certificate, root.certificate)

    assert counts(data)
    assert counts(with_data(data, (authority.certificate, root.certificate), root.crl()))
    assert counts(data, root)


NO_LISTS = frozenset({KeyUsage.KEY_CERT_SIGN})


WAYS = ["plain", "longer", "longer-no-lists", "longer-defect", "flood"]


def detour_by(way: str) -> Certificates:
    _, authority, _ = strangers()
    match way:
        case "longer":
            return detour(authority)
        case "longer-no-lists":
            return detour(authority, key_usage=NO_LISTS)
        case "longer-defect":
            return detour(authority, path_length=0)
        case "flood":
            return impostors(authority, 110)
        case _:
            return ()


@pytest.mark.parametrize("way", WAYS)
def test_no_other_path_hides_a_revocation(way: str) -> None:
    root, authority, person = strangers()
    crl = authority.revoking(person.certificate, at=EPOCH - DAY).crl()
    real = (authority.certificate, root.certificate)

    assert not counts(with_data(vouched_for(person), (*detour_by(way), *real), crl))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_other_path_hides_a_revocation_whoever_is_believed_and_revoked(way: str) -> None:
    root, authority, person = strangers()
    others, real = detour_by(way), (authority.certificate, root.certificate)
    revoking = authority.revoking(person.certificate, at=EPOCH - DAY).crl()
    of_authority = root.revoking(authority.certificate, at=EPOCH - DAY).crl()

    for crl in (revoking, of_authority):
        for certificates in ((*others, *real), (*real, *others)):
            data = with_data(vouched_for(person), certificates, crl)
            assert not counts(data)
            assert not counts(data, root)


def test_the_order_of_certificates_does_not_matter() -> None:
    one, other = Authority.root("Rot A"), Authority.root("Rot B")
    authority = one.issue_authority("Mellan")
    crossed = other.cross_certify(authority)
    person = authority.issue_person(BO)
    crl = other.revoking(crossed, at=EPOCH - DAY).crl()
    own = (authority.certificate, one.certificate)

    for first, second in permutations(((crossed, other.certificate), own)):
        data = with_data(vouched_for(person), (*first, *second), crl)
        assert not counts(data)
        assert not counts(data, one)


def test_a_revocation_counts_though_only_the_token_has_the_issuers_certificate() -> None:
    root, authority, person = strangers()
    of_authority = root.revoking(authority.certificate, at=EPOCH - DAY).crl()

    data = vouched_for(person, authority.certificate, root.certificate)

    assert not counts(with_data(data, (), of_authority))


def test_a_revocation_counts_though_nobody_has_the_issuers_certificate() -> None:
    _, authority, person = strangers()
    crl = authority.revoking(person.certificate, at=EPOCH - DAY).crl()

    assert not counts(with_data(vouched_for(person), (), crl))


def test_an_answer_of_a_responder_counts_whoever_that_is() -> None:
    root, authority, person = strangers()
    revoked = authority.revoking(person.certificate, at=EPOCH - DAY)
    answer = revoked.ocsp(person.certificate)
    files = ValidationData(certificates=(root.certificate,), ocsps=(answer,))

    assert not counts(add_validation_data(vouched_for(person), files))


@pytest.mark.parametrize("where", ["token", "file", "detour"])
def test_a_test_authority_anywhere_above_the_signer_counts(where: str) -> None:
    root = Authority.root("Exempel Test CA")
    authority = root.issue_authority("Mellan")
    person = authority.issue_person(BO)
    chain = (authority.certificate, root.certificate)
    data = vouched_for(person, *chain) if where == "token" else vouched_for(person)
    added = {"token": (), "file": chain, "detour": (*detour(authority), *chain)}

    assert not counts(with_data(data, added[where]))


def test_more_certificates_than_can_be_looked_at_leave_the_word_unheard() -> None:
    root, authority, person = strangers()
    data = vouched_for(person)

    assert not counts(with_data(data, (*impostors(authority, 110), authority.certificate)), root)


# The chain that a token states is a path, and rests on algorithms that were believed.


def weak() -> tuple[Authority, Authority, Identity]:
    root = Authority.root("Svag rot")
    key = rsa.generate_private_key(65537, 1024)
    authority = root.issue_authority("Svag mellan", key=key)
    return root, authority, authority.issue_person(BO, not_after=EPOCH + 300 * DAY)


def unfit() -> tuple[Authority, Authority, Identity]:
    root = Authority.root("Rot")
    own = root.issue_person(BO)
    authority = Authority(identity=own)
    return root, authority, authority.issue_person(BO)


def too_long() -> tuple[Authority, Authority, Identity]:
    root = Authority.root("Rot", path_length=0)
    authority = root.issue_authority("Mellan")
    return root, authority, authority.issue_person(BO)


def not_understood() -> tuple[Authority, Authority, Identity]:
    root = Authority.root("Rot")
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")
    authority = root.issue_authority("Mellan", extensions=((unknown, True),))
    return root, authority, authority.issue_person(BO)


DEFECTS = [
    weak,
    *(pytest.param(each, marks=pytest.mark.slow) for each in (unfit, too_long, not_understood)),
]
Made = Callable[[], tuple[Authority, Authority, Identity]]


@pytest.mark.parametrize("made", [weak, unfit, too_long, not_understood])
def test_a_chain_that_is_none_is_not_answered_by_a_token_that_states_it(made: Made) -> None:
    root, authority, person = made()

    assert not counts(vouched_for(person, authority.certificate, root.certificate))


@pytest.mark.parametrize("made", DEFECTS)
def test_what_takes_evidence_away_never_makes_a_token_count(made: Made) -> None:
    root, authority, person = made()
    data = vouched_for(person, authority.certificate, root.certificate)
    certificates = (authority.certificate, root.certificate)
    # The certificate of a person that issues signs no list.
    crls: tuple[x509.CertificateRevocationList, ...] = (root.crl(next_update=EPOCH + 3 * YEAR),)
    if made is not unfit:
        crls = (*crls, authority.crl(next_update=EPOCH + 3 * YEAR))

    for roots in ((), (root,)):
        assert not counts(with_data(data, certificates, *crls), *roots)
        for left_out in range(len(certificates)):
            kept = certificates[:left_out] + certificates[left_out + 1 :]
            assert not counts(with_data(data, kept, *crls), *roots)
        for left_out in range(len(crls)):
            kept_lists = crls[:left_out] + crls[left_out + 1 :]
            assert not counts(with_data(data, certificates, *kept_lists), *roots)
        assert not counts(data, *roots)


def test_an_issuer_that_may_not_issue_counts_as_none_though_nothing_is_above_it() -> None:
    _, authority, person = unfit()

    assert not counts(vouched_for(person, authority.certificate))


def test_a_signature_that_claims_a_time_when_its_certificate_had_ended_is_not_answered() -> None:
    root = shared_world().root
    ended = root.issue_person(BO, not_before=EPOCH - 2 * YEAR, not_after=EPOCH - YEAR)

    assert not counts(add_token(sign_b_b(minutes(), ended), issuer()))
