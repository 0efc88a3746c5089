# mypy: disable-error-code="no-untyped-call"
"""Cryptographic verification: unchanged bytes and the right key, in every form there is."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import algos, cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.cms.attribute_encoding import in_der, in_der_order
from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.conclusion import Conclusion, Indication
from fhvalidate.errors import Asn1Error
from fhvalidate.signature import Integrity
from fhvalidate.validation.basic import integrity_by
from fhvalidate.validation.cryptographic_verification import (
    verify_detached,
    verify_digest_enclosed,
    verify_enclosed,
    verify_plain,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.cms.messages import CONTENT, MESSAGE_DIGEST, Message, as_set, attributes_of, read
from tests.pki import ANNA, Identity, KeyKind
from tests.pki.handmade_cms import HandmadeCms, oid, sequence, tlv
from tests.pki.keys import sign_bytes
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.world import shared_world
from tests.validation.judging import judged

WORLD = shared_world()
CHAIR = WORLD.chair
PARTS = (memoryview(CONTENT[:9]), memoryview(CONTENT[9:]))
OTHER = (memoryview(CONTENT + b"."),)


def ours(certificate: x509.Certificate) -> Certificate:
    return read_certificate(certificate.public_bytes(Encoding.DER))


def person(kind: KeyKind) -> Identity:
    return WORLD.root.issue_person(ANNA, key=kind, no_rev_avail=True)


def found(message: Message, parts: tuple[memoryview, ...] = PARTS) -> Conclusion:
    return verify_detached(read(message), parts, ours(message.signer.certificate))


def codes(conclusion: Conclusion) -> list[str]:
    return [finding.code for finding in conclusion.findings]


@pytest.mark.parametrize(
    "kind", [KeyKind.EC_P256, KeyKind.EC_P384, KeyKind.ED25519, KeyKind.RSA_2048]
)
@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_what_the_key_signed_verifies_and_nothing_else(kind: KeyKind, digest: str) -> None:
    message = Message(signer=person(kind), digest=digest)

    assert found(message) == Conclusion.passed()
    assert (found(message, OTHER).sub_indication, codes(found(message, OTHER))) == (
        "HASH_FAILURE",
        ["digest-mismatch"],
    )


@pytest.mark.parametrize("name", ["sha3_256", "sha3_512"])
def test_sha3_verifies(name: str) -> None:
    key = CHAIR.key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    chosen = {"sha3_256": hashes.SHA3_256(), "sha3_512": hashes.SHA3_512()}[name]
    oid = {"sha3_256": "2.16.840.1.101.3.4.3.10", "sha3_512": "2.16.840.1.101.3.4.3.12"}[name]
    message = Message(
        signer=CHAIR,
        digest=name,
        algorithm=algos.SignedDigestAlgorithm({"algorithm": oid}),
        signs=lambda data: key.sign(data, ec.ECDSA(chosen)),
    )

    assert found(message) == Conclusion.passed()
    assert found(message, OTHER).sub_indication == "HASH_FAILURE"


def test_pss_verifies_in_a_file() -> None:
    report = judged(sign_b_b(minutes(), person(KeyKind.RSA_3072), pss=True))

    assert report.verdict == "valid"
    assert report.signatures[0].signature_algorithm == "rsa-pss-sha256"


def test_attributes_changed_after_signing_are_told_as_a_wrong_value() -> None:
    def elsewhere(_: bytes) -> bytes:
        return sign_bytes(CHAIR.key, b"other attributes", hashes.SHA256())

    conclusion = found(Message(signer=CHAIR, signs=elsewhere))

    assert conclusion.sub_indication == "SIG_CRYPTO_FAILURE"
    assert codes(conclusion) == ["signature-value-wrong"]


def test_another_persons_key_does_not_verify() -> None:
    message = Message(signer=CHAIR)

    conclusion = verify_detached(read(message), PARTS, ours(WORLD.adjuster.certificate))

    assert conclusion.sub_indication == "SIG_CRYPTO_FAILURE"


def test_without_signed_bytes_nothing_can_be_said() -> None:
    assert found(Message(signer=CHAIR), ()).sub_indication == "SIGNED_DATA_NOT_FOUND"


def test_without_attributes_the_value_is_over_the_content() -> None:
    message = Message(signer=CHAIR, has_attributes=False)

    assert found(message) == Conclusion.passed()
    assert found(message, OTHER).sub_indication == "HASH_FAILURE"


def test_content_that_is_itself_signed_attributes_is_refused() -> None:
    # The value over another message's attributes would verify as one over this content.
    attributes = as_set(attributes_of(Message(signer=CHAIR))).dump()
    message = Message(signer=CHAIR, content=attributes, has_attributes=False)

    conclusion = found(message, (memoryview(attributes),))

    assert (conclusion.indication, conclusion.sub_indication) == ("FAILED", "FORMAT_FAILURE")
    assert codes(conclusion) == ["cms-attributes-as-content"]


def test_a_digest_that_cannot_be_computed_is_unsupported() -> None:
    odd = algos.SignedDigestAlgorithm({"algorithm": "1.2.3.4"})

    conclusion = found(Message(signer=CHAIR, algorithm=odd))

    assert conclusion.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE"
    assert codes(conclusion) == ["algorithm-unsupported"]


def test_two_digests_that_disagree_are_told() -> None:
    def by_sha512(data: bytes) -> bytes:
        return sign_bytes(CHAIR.key, data, hashes.SHA512())

    odd = algos.SignedDigestAlgorithm({"algorithm": "sha512_ecdsa"})
    conclusion = found(Message(signer=CHAIR, algorithm=odd, signs=by_sha512))

    assert conclusion.indication == "PASSED"
    assert codes(conclusion) == ["cms-digest-algorithms-disagree"]


def test_a_message_around_its_content_verifies() -> None:
    whole = Message(signer=CHAIR, embeds=CONTENT)
    wrong = Message(signer=CHAIR, embeds=CONTENT + b".")
    empty = Message(signer=CHAIR)

    certificate = ours(CHAIR.certificate)
    assert verify_enclosed(read(whole), certificate) == Conclusion.passed()
    assert verify_enclosed(read(wrong), certificate).sub_indication == "HASH_FAILURE"
    assert verify_enclosed(read(empty), certificate).sub_indication == "SIGNED_DATA_NOT_FOUND"


def enclosing(digest: bytes) -> Message:
    return Message(signer=CHAIR, content=digest, embeds=digest)


def test_a_message_around_the_sha1_of_the_bytes_verifies() -> None:
    digest = hashlib.sha1(CONTENT).digest()
    certificate = ours(CHAIR.certificate)

    good = verify_digest_enclosed(read(enclosing(digest)), PARTS, certificate)
    bad = verify_digest_enclosed(read(enclosing(digest)), OTHER, certificate)

    assert good == Conclusion.passed()
    assert bad.sub_indication == "HASH_FAILURE"


def test_a_message_around_more_than_a_sha1_does_not_verify() -> None:
    longer = enclosing(hashlib.sha1(CONTENT).digest() + b"more")

    conclusion = verify_digest_enclosed(read(longer), PARTS, ours(CHAIR.certificate))

    assert conclusion.indication == "FAILED"


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256(), hashes.SHA512()])
def test_a_bare_value_over_the_bytes_verifies(digest: hashes.HashAlgorithm) -> None:
    signer = person(KeyKind.RSA_2048)
    assert isinstance(signer.key, rsa.RSAPrivateKey)
    value = signer.key.sign(CONTENT, padding.PKCS1v15(), digest)

    good = verify_plain(value, PARTS, ours(signer.certificate))
    bad = verify_plain(value, OTHER, ours(signer.certificate))

    assert good == Conclusion.passed()
    assert bad.sub_indication == "SIG_CRYPTO_FAILURE"


def test_a_bare_value_under_a_key_of_another_family_is_never_passed() -> None:
    assert verify_plain(bytes(64), PARTS, ours(CHAIR.certificate)).indication != "PASSED"
    assert verify_plain(b"", (), ours(CHAIR.certificate)).sub_indication == "SIGNED_DATA_NOT_FOUND"


def reordered(attributes: bytes) -> bytes:
    """The same SET OF with its elements the other way round: BER, and not DER."""
    values = [each.dump() for each in cms.CMSAttributes.load(attributes)]
    header = len(attributes) - sum(map(len, values))
    return attributes[:header] + b"".join(reversed(values))


def verified(attributes: bytes, signed: bytes) -> Conclusion:
    """What is said of attributes that stand in the CMS when the key has signed these bytes."""
    value = sign_bytes(CHAIR.key, signed, hashes.SHA256())
    message = replace(read(Message(signer=CHAIR)), signed_attributes=attributes, signature=value)
    return verify_detached(message, PARTS, ours(CHAIR.certificate))


def test_attributes_in_another_order_are_verified_by_their_der_encoding() -> None:
    der = read(Message(signer=CHAIR)).signed_attributes or b""

    conclusion = verified(reordered(der), der)

    assert conclusion.indication is Indication.PASSED
    assert codes(conclusion) == ["cms-signed-attributes-not-der"]


def test_a_value_over_attributes_as_they_stand_is_the_signers_and_not_accepted() -> None:
    """RFC 5652, 5.4 signs their DER encoding; validators differ on what else they accept."""
    der = read(Message(signer=CHAIR)).signed_attributes or b""

    conclusion = verified(reordered(der), reordered(der))

    assert conclusion.indication is Indication.INDETERMINATE
    assert conclusion.sub_indication == "SIG_CONSTRAINTS_FAILURE"
    assert codes(conclusion) == ["cms-signed-attributes-ambiguous"]
    assert integrity_by(conclusion) is Integrity.INTACT


def elements(attributes: bytes) -> list[bytes]:
    return [each.dump() for each in cms.CMSAttributes.load(attributes)]


def contents(der: bytes) -> bytes:
    return der[2 if der[1] < 0x80 else 2 + (der[1] & 0x7F) :]


def long_form(der: bytes) -> bytes:
    return der[:1] + b"\x84" + len(contents(der)).to_bytes(4, "big") + contents(der)


def indefinite(der: bytes) -> bytes:
    return der[:1] + b"\x80" + contents(der) + b"\x00\x00"


def values_in(der: bytes, write: Callable[[bytes], bytes]) -> bytes:
    """The attribute with its SET of values written otherwise."""
    attribute = cms.CMSAttribute.load(der)
    return tlv(0x30, attribute["type"].dump(), write(attribute["values"].dump()))


def digest_in(der: bytes, write: Callable[[bytes], bytes]) -> bytes:
    """The message-digest attribute with its value written otherwise; any other as it is."""
    attribute = cms.CMSAttribute.load(der)
    if attribute["type"].dotted != MESSAGE_DIGEST:
        return der
    return tlv(0x30, attribute["type"].dump(), tlv(0x31, write(attribute["values"][0].dump())))


def in_pieces(octets: bytes) -> bytes:
    held = contents(octets)
    return tlv(0x24, tlv(0x04, held[:5]), tlv(0x04, held[5:]))


BER: dict[str, Callable[[bytes], bytes]] = {
    "another order": reordered,
    "a long length of all": long_form,
    "long lengths of each": lambda der: tlv(0x31, *map(long_form, elements(der))),
    "long lengths of the values": lambda der: tlv(
        0x31, *(values_in(each, long_form) for each in elements(der))
    ),
    "indefinite lengths of each": lambda der: tlv(0x31, *map(indefinite, elements(der))),
    "indefinite lengths of the values": lambda der: tlv(
        0x31, *(values_in(each, indefinite) for each in elements(der))
    ),
    "the digest in one piece of another": lambda der: tlv(
        0x31, *(digest_in(each, lambda octets: tlv(0x24, octets)) for each in elements(der))
    ),
    "the digest in pieces": lambda der: tlv(
        0x31, *(digest_in(each, in_pieces) for each in elements(der))
    ),
    "the digest in pieces, without an end": lambda der: tlv(
        0x31,
        *(digest_in(each, lambda octets: indefinite(in_pieces(octets))) for each in elements(der)),
    ),
    "another order and long lengths": lambda der: long_form(reordered(der)),
    "another order and indefinite lengths": lambda der: tlv(
        0x31, *map(indefinite, reversed(elements(der)))
    ),
}


@pytest.mark.parametrize("write", BER.values(), ids=BER.keys())
def test_attributes_in_ber_are_verified_by_their_der_encoding(
    write: Callable[[bytes], bytes],
) -> None:
    der = read(Message(signer=CHAIR)).signed_attributes or b""
    standing = write(der)

    assert standing != der
    conclusion = verified(standing, der)
    assert conclusion.indication is Indication.PASSED
    assert codes(conclusion) == ["cms-signed-attributes-not-der"]


@pytest.mark.parametrize("write", BER.values(), ids=BER.keys())
def test_a_value_over_attributes_in_ber_never_passes(write: Callable[[bytes], bytes]) -> None:
    der = read(Message(signer=CHAIR)).signed_attributes or b""
    standing = write(der)

    assert verified(standing, standing).indication is not Indication.PASSED


@pytest.mark.parametrize("write", BER.values(), ids=BER.keys())
def test_what_stands_in_ber_is_read_as_what_its_der_encoding_says(
    write: Callable[[bytes], bytes],
) -> None:
    def stands(attributes: list[bytes]) -> bytes:
        standing = write(tlv(0x31, *attributes))
        return b"\xa0" + standing[1:]

    message = HandmadeCms(
        certificate=CHAIR.certificate,
        signs=lambda data: sign_bytes(CHAIR.key, data, hashes.SHA256()),
        algorithm=sequence(oid("1.2.840.10045.4.3.2")),
        stands=stands,
    )

    known = read_signed_data(message.der(CONTENT))

    assert known.message_digest == hashlib.sha256(CONTENT).digest()
    assert len(known.references) == 1
    conclusion = verify_detached(known, PARTS, ours(CHAIR.certificate))
    assert conclusion.indication is Indication.PASSED
    assert codes(conclusion) == ["cms-signed-attributes-not-der"]


def test_attributes_without_end_are_not_encoded_anew() -> None:
    many = tlv(0x31, *(b"\x05\x00" for _ in range(200_000)))
    deep = b"\x05\x00"
    for _ in range(200):
        deep = tlv(0x31, deep)

    for odd in (many + b"\0", long_form(many), deep, b"\x31\x80" + many):
        with pytest.raises(Asn1Error):
            in_der(odd)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_attributes_have_no_encoding(data: bytes) -> None:
    for encode in (in_der, in_der_order):
        try:
            encoded = encode(b"\x31" + data)
        except Asn1Error:
            continue
        assert encode(encoded) == encoded


def test_a_value_over_neither_is_wrong() -> None:
    der = read(Message(signer=CHAIR)).signed_attributes or b""

    for standing in (der, reordered(der)):
        assert verified(standing, der + b".").sub_indication == "SIG_CRYPTO_FAILURE"
