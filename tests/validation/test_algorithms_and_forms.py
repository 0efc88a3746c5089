# mypy: disable-error-code="no-untyped-call"
"""Algorithms and forms of signatures: every one that is claimed is verified, and can fail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.signature import Integrity, Level
from tests.pki import ANNA, EPOCH, KeyKind
from tests.pki.handmade_cms import (
    SHA256,
    HandmadeCms,
    digest_info_without_null,
    digest_of,
    oid,
    pss_algorithm,
    replaced,
    rsa_algorithm,
    sealed_by,
    sequence,
    tlv,
)
from tests.pki.identity import Identity, asn1_certificate
from tests.pki.keys import sign_bytes
from tests.pki.signing import sign_b_b
from tests.pki.times import YEAR
from tests.pki.updates import UndatedWriter, revise
from tests.validation.scenes import (
    PASSED,
    Answer,
    Judging,
    answer_of,
    codes,
    evidence_of,
    failed,
    indeterminate,
    paper,
    policy,
    signed_b_b,
    world,
)

EXERCISES = ("5.2.7", "5.2.8")

S = SubIndication
SHA384, SHA512 = hashes.SHA384(), hashes.SHA512()
SHA3_256, SHA3_512 = hashes.SHA3_256(), hashes.SHA3_512()


def person(kind: KeyKind) -> Identity:
    """A signer of the kind whose certificate needs no revocation data."""
    return world().root.issue_person(ANNA, key=kind, no_rev_avail=True)


def ecdsa(digest: hashes.HashAlgorithm) -> Callable[[Any, bytes], bytes]:
    return lambda key, data: key.sign(data, ec.ECDSA(digest))


def pkcs1(digest: hashes.HashAlgorithm) -> Callable[[Any, bytes], bytes]:
    return lambda key, data: key.sign(data, padding.PKCS1v15(), digest)


def pss(digest: Any, salt: int) -> Callable[[Any, bytes], bytes]:
    scheme = padding.PSS(padding.MGF1(digest), salt)
    return lambda key, data: key.sign(data, scheme, digest)


def edwards(key: Any, data: bytes) -> bytes:
    value: bytes = key.sign(data)
    return value


def prehashed(name: str, as_long: Any) -> Callable[[Any, bytes], bytes]:
    return lambda key, data: key.sign(digest_of(data, name), ec.ECDSA(Prehashed(as_long)))


def plain(digest: hashes.HashAlgorithm) -> Callable[[Any, bytes], bytes]:
    def value(key: Any, data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
        return bytes(r.to_bytes(32) + s.to_bytes(32))

    return value


PLAIN = "0.4.0.127.0.7.1.1.4.1."
P256, BRAINPOOL = KeyKind.EC_P256, KeyKind.BRAINPOOL_P256
RSA = KeyKind.RSA_2048
EC = "1.2.840.10045.4.3."
NIST = "2.16.840.1.101.3.4.3."
ALGORITHMS = {
    "ECDSA P-256 SHA-256": (P256, sequence(oid(EC + "2")), "sha256", ecdsa(SHA256)),
    "ECDSA P-384 SHA-512": (KeyKind.EC_P384, sequence(oid(EC + "4")), "sha512", ecdsa(SHA512)),
    "ECDSA P-256 SHA3-256": (P256, sequence(oid(NIST + "10")), "sha3_256", ecdsa(SHA3_256)),
    "ECDSA brainpoolP256r1": (BRAINPOOL, sequence(oid(EC + "2")), "sha256", ecdsa(SHA256)),
    "ECDSA named only as a key": (
        P256,
        sequence(oid("1.2.840.10045.2.1")),
        "sha256",
        ecdsa(SHA256),
    ),
    "RSA PKCS #1 SHA-256": (
        RSA,
        rsa_algorithm("1.2.840.113549.1.1.11"),
        "sha256",
        pkcs1(SHA256),
    ),
    "RSA named only as a key": (
        RSA,
        rsa_algorithm("1.2.840.113549.1.1.1"),
        "sha384",
        pkcs1(SHA384),
    ),
    "RSA SHA3-512": (RSA, rsa_algorithm(NIST + "16"), "sha3_512", pkcs1(SHA3_512)),
    "RSASSA-PSS SHA-256": (RSA, pss_algorithm("sha256", 32), "sha256", pss(SHA256, 32)),
    "RSASSA-PSS SHA-512, short salt": (RSA, pss_algorithm("sha512", 20), "sha512", pss(SHA512, 20)),
    "ECDSA SHAKE256": (
        P256,
        sequence(oid("1.3.6.1.5.5.7.6.33")),
        "shake256",
        prehashed("shake256", SHA512),
    ),
    "plain ECDSA SHA-256": (P256, sequence(oid(PLAIN + "3")), "sha256", plain(SHA256)),
    "plain ECDSA brainpoolP256r1": (BRAINPOOL, sequence(oid(PLAIN + "3")), "sha256", plain(SHA256)),
    "Ed25519": (KeyKind.ED25519, sequence(oid("1.3.101.112")), "sha512", edwards),
    "Ed448": (KeyKind.ED448, sequence(oid("1.3.101.113")), "shake256", edwards),
}


def message(
    signer: Identity, algorithm: bytes, digest: str, signs: Callable[[Any, bytes], bytes]
) -> HandmadeCms:
    return HandmadeCms(
        certificate=signer.certificate,
        signs=lambda data: signs(signer.key, data),
        algorithm=algorithm,
        digest=digest,
    )


def template(room: int = 40_000) -> bytes:
    return signed_b_b(world().chair, room=room)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_signature_by_a_modern_algorithm_passes(name: str) -> None:
    kind, algorithm, digest, signs = ALGORITHMS[name]
    data = sealed_by(template(), message(person(kind), algorithm, digest, signs).der)

    assert Judging(world=world()).answer(data) == PASSED


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_signature_by_the_right_algorithm_and_another_key_fails(name: str) -> None:
    kind, algorithm, digest, signs = ALGORITHMS[name]
    signer, thief = person(kind), person(kind)

    def by_the_thief(_: Any, data: bytes) -> bytes:
        return signs(thief.key, data)

    data = sealed_by(template(), message(signer, algorithm, digest, by_the_thief).der)

    assert Judging(world=world()).answer(data) == failed(S.SIG_CRYPTO_FAILURE)


WEAK = {
    "plain ECDSA RIPEMD-160": (
        P256,
        sequence(oid(PLAIN + "6")),
        "ripemd160",
        lambda key, data: plain_of(prehashed("ripemd160", hashes.SHA1())(key, data)),
        "algorithm-not-accepted",
    ),
    "ECDSA RIPEMD-160": (
        P256,
        sequence(oid("1.2.840.10045.2.1")),
        "ripemd160",
        prehashed("ripemd160", hashes.SHA1()),
        "algorithm-not-accepted",
    ),
    "ECDSA SHAKE128": (
        P256,
        sequence(oid("1.3.6.1.5.5.7.6.32")),
        "shake128",
        prehashed("shake128", SHA256),
        "algorithm-not-listed",
    ),
    "RSA SHA-1": (
        RSA,
        rsa_algorithm("1.2.840.113549.1.1.5"),
        "sha1",
        pkcs1(hashes.SHA1()),
        "algorithm-not-accepted",
    ),
    "RSA MD5": (
        RSA,
        rsa_algorithm("1.2.840.113549.1.1.4"),
        "md5",
        pkcs1(hashes.MD5()),
        "algorithm-not-accepted",
    ),
}


def plain_of(encoded: bytes) -> bytes:
    r, s = decode_dss_signature(encoded)
    return bytes(r.to_bytes(32) + s.to_bytes(32))


@pytest.mark.parametrize("name", WEAK)
def test_a_signature_by_a_weak_algorithm_is_intact_and_does_not_pass(name: str) -> None:
    kind, algorithm, digest, signs, code = WEAK[name]
    data = sealed_by(template(), message(person(kind), algorithm, digest, signs).der)

    entry = Judging(world=world()).first(data)

    assert entry.integrity is Integrity.INTACT
    assert answer_of(entry) == indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    assert code in codes(entry)


def test_a_curve_that_the_policy_does_not_name_does_not_pass() -> None:
    key = ec.generate_private_key(ec.SECP256K1())
    signer = world().root.issue_person(ANNA, key=key, no_rev_avail=True)

    entry = Judging(world=world()).first(signed_b_b(signer))

    assert entry.integrity is Integrity.INTACT
    assert answer_of(entry) == indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    (told,) = [each for each in entry.findings if each.code == "algorithm-not-listed"]
    assert "ecdsa-secp256k1" in told.message.en


def test_a_certificate_signed_on_such_a_curve_does_not_pass_either() -> None:
    key = ec.generate_private_key(ec.SECP256K1())
    authority = world().root.issue_authority("Udda", key=key)
    signer = authority.issue_person(ANNA, no_rev_avail=True)
    lists = evidence_of(world().root.crl(), authority.crl())

    entry = Judging(world=world(), evidence=lists).first(signed_b_b(signer))

    assert entry.indication is Indication.INDETERMINATE
    assert "algorithm-not-listed" in codes(entry)


def with_key(person: Identity, info: bytes) -> Identity:
    """The person with the key written as this SubjectPublicKeyInfo, certified anew."""
    known = asn1_certificate(person.certificate)["tbs_certificate"]
    honest = known["subject_public_key_info"].dump()
    body = sequence(known.contents.replace(honest, info))
    value = sign_bytes(world().root.identity.key, body, SHA256)
    outer = sequence(body, sequence(oid(EC + "2")), core.BitString(contents=b"\0" + value).dump())
    return replace(person, certificate=x509.load_der_x509_certificate(outer))


def for_pss(person: Identity, parameters: bytes) -> Identity:
    """The person with a key that is for RSASSA-PSS alone."""
    key = asn1_certificate(person.certificate).public_key["public_key"].dump()
    return with_key(person, sequence(parameters, key))


@pytest.mark.parametrize(
    ("permitted", "algorithm", "signs", "holds"),
    [
        (pss_algorithm("sha256", 32), pss_algorithm("sha256", 32), pss(SHA256, 32), True),
        (pss_algorithm("sha256", 24), pss_algorithm("sha256", 32), pss(SHA256, 32), True),
        (
            sequence(oid("1.2.840.113549.1.1.10")),
            pss_algorithm("sha256", 32),
            pss(SHA256, 32),
            True,
        ),
        (pss_algorithm("sha512", 64), rsa_algorithm("1.2.840.113549.1.1.11"), pkcs1(SHA256), False),
        (pss_algorithm("sha512", 64), pss_algorithm("sha256", 32), pss(SHA256, 32), False),
        (pss_algorithm("sha256", 32), pss_algorithm("sha256", 20), pss(SHA256, 20), False),
    ],
    ids=["the same", "a longer salt", "any", "PKCS #1", "another digest", "a shorter salt"],
)
def test_a_key_for_pss_signs_by_what_it_permits(
    permitted: bytes, algorithm: bytes, signs: Callable[[Any, bytes], bytes], *, holds: bool
) -> None:
    signer = for_pss(person(RSA), permitted)
    data = sealed_by(template(), message(signer, algorithm, "sha256", signs).der)

    entry = Judging(world=world()).first(data)

    if holds:
        assert answer_of(entry) == PASSED
        return
    assert answer_of(entry) == indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE)
    assert entry.integrity is Integrity.UNKNOWN
    assert "key-not-for-algorithm" in codes(entry)


@pytest.mark.parametrize("refers", [True, False])
def test_brazils_own_sub_filter_is_verified_as_a_pades_signature(*, refers: bool) -> None:
    """ICP-Brasil, DOC-ICP-15.03: PBAD.PAdES has the CMS of ETSI.CAdES.detached."""
    signer = person(P256)
    data = replaced(template(), b"/ETSI.CAdES.detached", b"/PBAD.PAdES")
    cms = replace(message(signer, sequence(oid(EC + "2")), "sha256", ecdsa(SHA256)), refers=refers)
    broken = sealed_by(data, lambda covered: cms.der(covered + b" "))

    entry = Judging(world=world()).first(sealed_by(data, cms.der))

    assert entry.integrity is Integrity.INTACT
    expected = PASSED if refers else indeterminate(S.SIG_CONSTRAINTS_FAILURE)
    assert answer_of(entry) == expected
    assert Judging(world=world()).answer(broken) == failed(S.HASH_FAILURE)


@pytest.mark.parametrize(
    ("carries", "expected"),
    [
        (lambda covered: covered, PASSED),
        (lambda _: b"", failed(S.FORMAT_FAILURE)),
        (lambda _: b"en annan handling", failed(S.FORMAT_FAILURE)),
        (lambda covered: covered[:-1], failed(S.FORMAT_FAILURE)),
    ],
    ids=["the same", "nothing", "another", "a byte less"],
)
def test_a_content_of_its_own_is_told_and_another_than_the_files_is_not_intact(
    carries: Callable[[bytes], bytes], expected: Answer
) -> None:
    cms = message(person(P256), sequence(oid(EC + "2")), "sha256", ecdsa(SHA256))

    def build(covered: bytes) -> bytes:
        digest = digest_of(covered, "sha256")
        inside = replace(cms, content=carries(covered), message=digest)
        return inside.der(covered)

    entry = Judging(world=world()).first(sealed_by(template(400_000), build))

    assert answer_of(entry) == expected
    same = expected == PASSED
    assert (entry.integrity is Integrity.INTACT) == same
    assert ("cms-content-repeated" if same else "cms-content-embedded") in codes(entry)


@pytest.mark.parametrize(
    "algorithm",
    [
        pss_algorithm("sha256", 32, trailer=2),
        pss_algorithm("sha256", 32, trailer=257),
        pss_algorithm("sha256", 10**12),
        pss_algorithm("sha256", -(10**12)),
    ],
)
def test_pss_parameters_that_are_none_make_no_signature(algorithm: bytes) -> None:
    odd = message(person(RSA), algorithm, "sha256", pss(SHA256, 32))

    answer = Judging(world=world()).answer(sealed_by(template(), odd.der))

    assert answer == indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE)


def test_the_trailer_field_that_there_is_may_be_stated() -> None:
    algorithm = pss_algorithm("sha256", 32, trailer=1)
    usual = message(person(RSA), algorithm, "sha256", pss(SHA256, 32))

    assert Judging(world=world()).answer(sealed_by(template(), usual.der)) == PASSED


def ml_dsa_signed() -> bytes:
    mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    key = mldsa.MLDSA65PrivateKey.generate()
    root = world().root
    try:
        signer = root.issue_person(ANNA, key=key, no_rev_avail=True)
    except TypeError:
        pytest.skip("this version of cryptography writes no certificates for ML-DSA keys")
    algorithm = sequence(oid(NIST + "18"))
    return sealed_by(template(60_000), message(signer, algorithm, "sha512", edwards).der)


def test_an_ml_dsa_signature_passes_where_the_library_has_it() -> None:
    assert Judging(world=world()).answer(ml_dsa_signed()) == PASSED


def test_an_ml_dsa_signature_is_verified_where_the_library_has_it() -> None:
    entry = Judging(world=world()).first(ml_dsa_signed())

    assert entry.integrity is Integrity.INTACT


def test_a_digest_info_without_null_passes_with_a_warning_and_nothing_near_it_does() -> None:
    """The one full encoding without the NULL; a changed padding byte is another matter."""
    signer = person(RSA)
    algorithm = rsa_algorithm("1.2.840.113549.1.1.11")
    odd = message(signer, algorithm, "sha256", digest_info_without_null)

    def nearly(key: Any, data: bytes) -> bytes:
        return digest_info_without_null(key, data + b" ")

    entry = Judging(world=world()).first(sealed_by(template(), odd.der))
    forged = message(signer, algorithm, "sha256", nearly)

    assert answer_of(entry) == PASSED
    assert "digest-info-without-null" in codes(entry)
    answer = Judging(world=world()).answer(sealed_by(template(), forged.der))
    assert answer == failed(S.SIG_CRYPTO_FAILURE)


def test_an_algorithm_of_another_family_than_the_key_is_no_signature() -> None:
    rsa_oid = rsa_algorithm("1.2.840.113549.1.1.11")
    odd = message(person(P256), rsa_oid, "sha256", ecdsa(SHA256))

    entry = Judging(world=world()).first(sealed_by(template(), odd.der))

    assert entry.indication is not Indication.TOTAL_PASSED


def test_a_digest_algorithm_that_disagrees_with_the_signatures_is_told() -> None:
    """RFC 5652, 5.3: they should agree; real files differ."""
    odd = message(person(P256), sequence(oid(EC + "4")), "sha256", ecdsa(SHA512))

    entry = Judging(world=world()).first(sealed_by(template(), odd.der))

    assert "cms-digest-algorithms-disagree" in codes(entry)


LEGACY_ROOM = 60_000


def pkcs7_sha1(signer: Identity, *, content: Callable[[bytes], bytes]) -> bytes:
    """An adbe.pkcs7.sha1 signature: its CMS carries the SHA-1 of the covered bytes."""
    data = replaced(template(), b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1")

    def build(covered: bytes) -> bytes:
        return HandmadeCms(
            certificate=signer.certificate,
            signs=lambda signed: sign_bytes(signer.key, signed, SHA256),
            algorithm=sequence(oid(EC + "2")),
            content=content(covered),
            refers=False,
        ).der(covered)

    return sealed_by(data, build)


def test_adbe_pkcs7_sha1_is_verified() -> None:
    signer = person(P256)
    good = pkcs7_sha1(signer, content=lambda covered: digest_of(covered, "sha1"))
    bad = pkcs7_sha1(signer, content=lambda covered: digest_of(covered + b" ", "sha1"))

    entry = Judging(world=world()).first(good)

    assert entry.integrity is Integrity.INTACT
    assert entry.level is Level.PKCS7_B
    assert Judging(world=world()).answer(bad) == failed(S.HASH_FAILURE)


def test_adbe_pkcs7_sha1_rests_on_sha1_whatever_the_cms_is_signed_with() -> None:
    signer = person(P256)
    data = pkcs7_sha1(signer, content=lambda covered: digest_of(covered, "sha1"))

    expected = indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    assert Judging(world=world()).answer(data) == expected


def rsa_sha1(signer: Identity, *, value: Callable[[Any, bytes], bytes]) -> bytes:
    """An adbe.x509.rsa_sha1 signature: no CMS, the certificate in /Cert."""
    filler = "R" * 3000
    data = sign_b_b(paper(), world().chair, reason=filler, room=LEGACY_ROOM)
    data = replaced(data, b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1")
    der = signer.certificate.public_bytes(Encoding.DER)
    start = data.index(b"/Reason")
    end = data.index(b")", start) + 1
    put = (b"/Cert <" + der.hex().encode() + b">").ljust(end - start)
    data = data[:start] + put + data[end:]
    return sealed_by(data, lambda covered: tlv(0x04, value(signer.key, covered)))


def by(digest: Any) -> Callable[[Any, bytes], bytes]:
    return lambda key, data: key.sign(data, padding.PKCS1v15(), digest)


@pytest.mark.parametrize("digest", [hashes.SHA1(), SHA256], ids=["sha1", "sha256"])
def test_adbe_x509_rsa_sha1_is_verified(digest: Any) -> None:
    signer = person(RSA)

    entry = Judging(world=world()).first(rsa_sha1(signer, value=by(digest)))

    assert entry.level is Level.RSA_SHA1
    assert entry.integrity is Integrity.INTACT
    assert entry.signer is not None
    assert entry.sub_indication is S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def test_adbe_x509_rsa_sha1_by_another_key_fails() -> None:
    signer, thief = person(RSA), person(RSA)

    data = rsa_sha1(signer, value=lambda _, covered: by(hashes.SHA1())(thief.key, covered))

    assert Judging(world=world()).answer(data) == failed(S.SIG_CRYPTO_FAILURE)


WEAK_THEN = policy(
    """
[[cryptography.algorithm]]
name = "sha256"
[[cryptography.algorithm]]
name = "sha1"
until = 2027-01-01
[[cryptography.algorithm]]
name = "ecdsa"
size = 256
[[cryptography.algorithm]]
name = "rsa"
size = 1024
until = 2027-01-01
"""
)


@pytest.mark.parametrize("weak", ["SHA-1", "RSA-1024"])
@pytest.mark.parametrize("proven", [True, False])
def test_what_is_weak_now_passes_when_it_is_proven_to_be_from_its_time(
    weak: str, proven: bool
) -> None:
    """Weakness is judged at the time proven: by the archive's statement here."""
    shared = world()
    kind = KeyKind.RSA_1024 if weak == "RSA-1024" else P256
    signer = shared.root.issue_person(ANNA, key=kind, no_rev_avail=True)
    data = signed_b_b(signer, digest="sha1" if weak == "SHA-1" else "sha256")
    judging = Judging(
        world=shared,
        at=EPOCH + YEAR,
        policy=WEAK_THEN,
        held_since=EPOCH + YEAR / 12 if proven else None,
    )

    expected = PASSED if proven else indeterminate(S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    assert judging.answer(data) == expected


def test_revocation_data_in_adobes_attribute_is_used() -> None:
    shared = world()
    chair = shared.chair
    lists = [each.crl().public_bytes(Encoding.DER) for each in (shared.authority, shared.root)]
    archival = HandmadeCms(
        certificate=chair.certificate,
        signs=lambda data: sign_bytes(chair.key, data, SHA256),
        algorithm=sequence(oid(EC + "2")),
        carried=chair.issuers[:-1],
        crls=tuple(lists),
    )

    assert Judging(world=shared).answer(sealed_by(template(), archival.der)) == PASSED


def with_negative_modulus(person: Identity) -> Identity:
    """The person with the key written as careless software writes it, certified anew."""
    assert isinstance(person.key, rsa.RSAPrivateKey)
    numbers = person.key.public_key().public_numbers()
    written = numbers.n.to_bytes(256)
    key = sequence(core.Integer(contents=written).dump(), core.Integer(numbers.e).dump())
    algorithm = sequence(oid("1.2.840.113549.1.1.1"), core.Null().dump())
    return with_key(person, sequence(algorithm, core.BitString(contents=b"\0" + key).dump()))


def test_a_certificate_that_strict_parsers_refuse_is_read_and_told() -> None:
    """A negative RSA modulus: a large population of real identity cards has it."""
    signer = with_negative_modulus(person(RSA))
    with pytest.raises(ValueError, match=r"parsing|modulus|Invalid"):
        signer.certificate.public_key()
    cms = message(signer, rsa_algorithm("1.2.840.113549.1.1.11"), "sha256", pkcs1(SHA256))

    entry = Judging(world=world()).first(sealed_by(template(), cms.der))

    assert answer_of(entry) == PASSED
    (told,) = [each for each in entry.findings if each.code == "certificate-not-der"]
    assert told.severity == "info"


def test_a_certificate_in_order_is_not_told() -> None:
    signer = person(P256)

    entry = Judging(world=world()).first(signed_b_b(signer))

    assert "certificate-not-der" not in codes(entry)


def test_one_bad_certificate_spoils_no_set() -> None:
    """Something in the store that is no certificate is counted and passed over."""
    signer = person(P256)

    with pytest.raises(ValueError, match="error parsing"):
        x509.load_der_x509_certificate(sequence(b"\x02\x01\x01"))
    data = revise(signed_b_b(signer), _with_rubbish)

    report = Judging(world=world()).report(data)

    assert answer_of(report.signatures[0]) == PASSED
    assert "certificate-unreadable" in {finding.code for finding in report.findings}


def _with_rubbish(writer: UndatedWriter) -> None:
    stream = generic.StreamObject(stream_data=sequence(b"\x02\x01\x01"))
    entries = generic.ArrayObject([writer.add_object(stream)])
    store = generic.DictionaryObject({generic.pdf_name("/Certs"): entries})
    writer.root["/DSS"] = writer.add_object(store)
    writer.update_root()
