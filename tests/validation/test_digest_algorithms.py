# mypy: disable-error-code="no-untyped-call"
"""Which digest a signature means, where it says so oddly, twice, or in nobody's words here."""

from dataclasses import dataclass

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Integrity
from tests.pki import ANNA, KeyKind
from tests.pki.handmade_cms import (
    DIGESTS,
    HandmadeCms,
    oid,
    pss_algorithm,
    replaced,
    rsa_algorithm,
    sealed_by,
    sequence,
    tlv,
)
from tests.validation.scenes import PASSED, Judging, answer_of, codes, signed_b_b, world

EXERCISES = ("5.2.7", "5.2.8")

S = SubIndication
RSA = world().root.issue_person(ANNA, key=KeyKind.RSA_2048, no_rev_avail=True)
EC = world().root.issue_person(ANNA, no_rev_avail=True)
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
RSA_WITH = {
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
EC_WITH = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2"} | {
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stating:
    """What a signature says of its digests.

    Attributes:
        content: the digest of the message-digest attribute.
        signature: what the signatureAlgorithm names.
        value: what the value was made with.
        stated, listed: DER of the digestAlgorithms, where they are not those of the content.
    """

    content: str = "sha256"
    signature: str = "sha256"
    value: str = "sha256"
    stated: bytes = b""
    listed: bytes = b""
    rsa: bool = True
    has_attributes: bool = True


def signed(stating: Stating, *, subfilter: bytes = b"/ETSI.CAdES.detached") -> bytes:
    """A signed file with such a signature."""

    def value(data: bytes) -> bytes:
        digest = HASHES[stating.value]
        if stating.rsa:
            return bytes(RSA.key.sign(data, padding.PKCS1v15(), digest))  # type: ignore[call-arg, arg-type]
        return bytes(EC.key.sign(data, ec.ECDSA(digest)))  # type: ignore[call-arg, arg-type]

    algorithm = (
        rsa_algorithm(RSA_WITH[stating.signature])
        if stating.rsa
        else sequence(oid(EC_WITH[stating.signature]))
    )
    message = HandmadeCms(
        certificate=(RSA if stating.rsa else EC).certificate,
        signs=value,
        algorithm=algorithm,
        digest=stating.content,
        stated_digest=stating.stated,
        listed_digest=stating.listed,
        has_attributes=stating.has_attributes,
    )
    template = signed_b_b(world().chair, room=40_000)
    if subfilter != b"/ETSI.CAdES.detached":
        template = replaced(template, b"/ETSI.CAdES.detached", subfilter)
    return sealed_by(template, message.der)


def judged(data: bytes) -> SignatureReport:
    return Judging(world=world()).first(data)


SIGNATURE_NAMES = {
    "sha256WithRSAEncryption": rsa_algorithm(RSA_WITH["sha256"]),
    "the same without NULL": sequence(oid(RSA_WITH["sha256"])),
    "ecdsa-with-SHA256": sequence(oid(EC_WITH["sha256"])),
    "dsa-with-SHA256": sequence(oid("2.16.840.1.101.3.4.3.2")),
    "plain ECDSA": sequence(oid("0.4.0.127.0.7.1.1.4.1.3")),
    "RSASSA-PSS": pss_algorithm("sha256", 32),
}


@pytest.mark.parametrize("stated", SIGNATURE_NAMES.values(), ids=SIGNATURE_NAMES.keys())
@pytest.mark.parametrize("rsa", [True, False], ids=["RSA", "ECDSA"])
def test_a_signature_algorithm_where_a_digest_should_stand_means_its_digest(
    stated: bytes, *, rsa: bool
) -> None:
    entry = judged(signed(Stating(stated=stated, rsa=rsa)))

    assert answer_of(entry) == PASSED
    assert entry.digest_algorithm == "sha256"
    assert "cms-digest-algorithm-is-signature" in codes(entry)


@pytest.mark.parametrize("name", ["sha1", "sha384", "sha512"])
def test_such_a_digest_is_judged_as_any_other(name: str) -> None:
    stated = rsa_algorithm(RSA_WITH[name])
    right = judged(signed(Stating(content=name, signature=name, value=name, stated=stated)))
    wrong = judged(signed(Stating(stated=stated)))

    weak = name == "sha1"
    assert right.integrity is Integrity.INTACT
    assert (right.indication is Indication.TOTAL_PASSED) == (not weak)
    assert (wrong.indication, wrong.sub_indication) == (Indication.TOTAL_FAILED, S.HASH_FAILURE)


DISAGREEING = [
    (content, signature, value)
    for content in HASHES
    for signature in HASHES
    for value in sorted({content, signature})
    if content != signature
]


@pytest.mark.parametrize("rsa", [True, False], ids=["RSA", "ECDSA"])
@pytest.mark.parametrize(("content", "signature", "value"), DISAGREEING)
def test_of_digests_that_disagree_the_one_that_verifies_is_taken_and_both_must_be_believed(
    content: str, signature: str, value: str, *, rsa: bool
) -> None:
    entry = judged(signed(Stating(content=content, signature=signature, value=value, rsa=rsa)))

    weak = "sha1" in {content, signature}
    assert entry.integrity is Integrity.INTACT
    (told,) = [f for f in entry.findings if f.code == "cms-digest-algorithms-disagree"]
    assert told.severity == "warning"
    assert content in told.message.en
    assert signature in told.message.en
    no_poe = (Indication.INDETERMINATE, S.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)
    assert answer_of(entry) == (no_poe if weak else PASSED)


def test_a_value_by_a_third_digest_is_wrong() -> None:
    entry = judged(signed(Stating(content="sha256", signature="sha384", value="sha512")))

    assert answer_of(entry) == (Indication.TOTAL_FAILED, S.SIG_CRYPTO_FAILURE)


def test_digests_that_disagree_are_told_without_signed_attributes_too() -> None:
    stating = Stating(content="sha512", signature="sha256", has_attributes=False)
    entry = judged(signed(stating, subfilter=b"/adbe.pkcs7.detached"))

    assert entry.integrity is Integrity.INTACT
    assert "cms-digest-algorithms-disagree" in codes(entry)


def test_a_digest_that_is_not_the_one_before_the_content_is_told_by_both_names() -> None:
    entry = judged(signed(Stating(listed=sequence(oid(DIGESTS["sha512"])))))

    assert answer_of(entry) == PASSED
    (told,) = [f for f in entry.findings if f.code == "cms-digest-algorithms-disagree"]
    assert "sha256" in told.message.en
    assert "sha512" in told.message.en


@pytest.mark.parametrize(
    ("length", "passes"), [(512, True), (256, False), (0, False)], ids=["512", "256", "none"]
)
def test_shake256_of_a_stated_length_is_the_one_of_64_octets(length: int, *, passes: bool) -> None:
    """RFC 8419, 2.3: what goes with Ed448."""
    signer = world().root.issue_person(ANNA, key=KeyKind.ED448, no_rev_avail=True)
    stated = sequence(
        oid("2.16.840.1.101.3.4.2.18"), core.Integer(length).dump() if length else b""
    )
    message = HandmadeCms(
        certificate=signer.certificate,
        signs=lambda data: bytes(signer.key.sign(data)),  # type: ignore[call-arg]
        algorithm=sequence(oid("1.3.101.113")),
        digest="shake256",
        stated_digest=stated,
    )

    entry = judged(sealed_by(signed_b_b(world().chair, room=40_000), message.der))

    assert (answer_of(entry) == PASSED) == passes
    assert entry.indication is not Indication.TOTAL_FAILED


SM = "1.2.156.10197.1."
NOBODYS = {
    "SM2 with SM3": (sequence(oid(SM + "501")), sequence(oid(SM + "401"))),
    "SM2 with SM3, and SHA-256": (sequence(oid(SM + "501")), b""),
    "SM2 by its key": (sequence(oid(SM + "301")), sequence(oid(SM + "401"))),
    "SM2 by its key and variant": (sequence(oid(SM + "301.1")), sequence(oid(SM + "401"))),
    "ECDSA with SM3": (sequence(oid(EC_WITH["sha256"])), sequence(oid(SM + "401"))),
    "RSA with SM3": (rsa_algorithm(SM + "504"), sequence(oid(SM + "401"))),
    "SM3 with its signature for a digest": (sequence(oid(SM + "501")), sequence(oid(SM + "501"))),
    "GOST R 34.10": (sequence(oid("1.2.643.7.1.1.3.2")), sequence(oid("1.2.643.7.1.1.2.2"))),
    "a curve for an algorithm": (sequence(oid("1.2.840.10045.3.1.7")), b""),
    "one that is made up": (sequence(oid("1.3.6.1.4.1.32473.7")), b""),
}


@pytest.mark.parametrize(("algorithm", "stated"), NOBODYS.values(), ids=NOBODYS.keys())
def test_what_nobody_here_computes_is_not_supported_and_neither_broken_nor_weak(
    algorithm: bytes, stated: bytes
) -> None:
    message = HandmadeCms(
        certificate=EC.certificate,
        signs=lambda data: bytes(EC.key.sign(data, ec.ECDSA(hashes.SHA256()))),  # type: ignore[call-arg, arg-type]
        algorithm=algorithm,
        stated_digest=stated,
    )

    entry = judged(sealed_by(signed_b_b(world().chair, room=40_000), message.der))

    assert entry.integrity is Integrity.UNKNOWN
    assert answer_of(entry) == (Indication.INDETERMINATE, S.CRYPTO_CONSTRAINTS_FAILURE)
    assert codes(entry) >= {"algorithm-unsupported"}
    assert not codes(entry) & {"algorithm-not-accepted", "algorithm-not-listed", "digest-mismatch"}
    (told, *_) = [f for f in entry.findings if f.code == "algorithm-unsupported"]
    assert "not supported" in told.message.en


def test_a_message_of_chinas_own_kind_is_not_supported_and_not_called_damaged() -> None:
    """GM/T 0010 has object identifiers of its own for what RFC 5652 defines."""
    kind = "1.2.156.10197.6.1.4.2."

    def message(_: bytes) -> bytes:
        inside = sequence(core.Integer(1).dump(), sequence(oid(kind + "1")))
        return sequence(oid(kind + "2"), tlv(0xA0, inside))

    entry = judged(sealed_by(signed_b_b(world().chair, room=40_000), message))

    assert entry.integrity is Integrity.UNKNOWN
    assert answer_of(entry) == (Indication.INDETERMINATE, S.CRYPTO_CONSTRAINTS_FAILURE)
    assert codes(entry) == {"algorithm-unsupported"}
