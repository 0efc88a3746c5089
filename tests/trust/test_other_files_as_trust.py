"""Files given as trust that are no certificates: read, or refused by a name that helps."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs7,
    pkcs12,
)
from cryptography.x509 import CertificateSigningRequestBuilder, Name

from fhvalidate import TrustAnchors, Verdict, validate
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language, sentence, words
from tests.pki import ANNA, EPOCH, VALIDATED_AT, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lt
from tests.pki.world import shared_world
from tests.x509.unreadable import armoured

WORLD = shared_world()
SIGNED = sign_b_lt(minutes(), WORLD.chair, WORLD.time_stamps, WORLD.validation_data())
ROOT, STAMPS = WORLD.root.certificate, WORLD.time_stamp_root.certificate
EC, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
ED = ed25519.Ed25519PrivateKey.generate()
OPEN, LOCKED = NoEncryption(), BestAvailableEncryption(b"hemligt")
REQUEST = CertificateSigningRequestBuilder().subject_name(Name([])).sign(ED, None)
PKCS8, OLD = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL
LIST = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">'
    b"<X509Certificate>MII=</X509Certificate></TrustServiceStatusList>"
)
BUNDLE = pkcs7.serialize_certificates([ROOT, STAMPS], Encoding.DER)
MESSAGE = (
    pkcs7.PKCS7SignatureBuilder()
    .set_data(b"Hej")
    .add_signer(WORLD.chair.certificate, EC, SHA256())
    .sign(Encoding.DER, [])
)

CRL = WORLD.root.crl().public_bytes(Encoding.DER)
OPENSSH = ED.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, OPEN)
KEYS = tuple(
    key.private_bytes(encoding, form, lock)
    for key in (EC, RSA, ED)
    for form in (PKCS8, OLD)
    for encoding in (Encoding.PEM, Encoding.DER)
    for lock in (OPEN, LOCKED)
    if not (form is OLD and (key is ED or (lock is LOCKED and encoding is Encoding.DER)))
)
OTHERS: dict[str, tuple[str, bytes]] = {
    "a PDF": ("pdf", minutes()),
    "a PDF with a certificate in it": ("pdf", minutes() + WORLD.root.pem),
    "a trusted list": ("trusted-list", LIST),
    "a trusted list with a byte order mark": ("trusted-list", b"\xef\xbb\xbf" + LIST),
    "a trusted list in UTF-16": ("trusted-list", LIST.decode().encode("utf-16")),
    "XML": ("xml", b"<a>" + WORLD.root.pem + b"</a>"),
    "PKCS #12": ("pkcs12", pkcs12.serialize_key_and_certificates(None, None, ROOT, None, LOCKED)),
    "a key store of Java": ("java-key-store", b"\xfe\xed\xfe\xed" + b"\x00" * 100),
    "a packed archive": ("archive", b"PK\x03\x04" + WORLD.root.pem),
    "a request": ("certificate-request", REQUEST.public_bytes(Encoding.PEM)),
    "a request in DER": ("certificate-request", REQUEST.public_bytes(Encoding.DER)),
    "a CRL": ("crl", armoured(CRL, "X509 CRL")),
    "a CRL in DER": ("crl", CRL),
    "a public key": (
        "public-key",
        EC.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ),
    "a key of OpenSSH": (
        "private-key",
        ED.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, OPEN),
    ),
    "a signed message": ("signed-message", MESSAGE),
    "a signed message in PEM": ("signed-message", armoured(MESSAGE, "CMS")),
    "a folder of notes": ("text", b"Att g\xc3\xb6ra: h\xc3\xa4mta rotcertifikatet.\n"),
    "nothing": ("empty", b""),
    "a picture": ("unknown", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200),
    **{f"key {number}": ("private-key", data) for number, data in enumerate(KEYS, start=1)},
}


TOLD = [name for name, (kind, _) in OTHERS.items() if kind not in {"text", "empty"}]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_certificate_is_refused_by_name(tmp_path: Path, name: str) -> None:
    kind, data = OTHERS[name]
    (tmp_path / "fil").write_bytes(data)

    readings: list[Any] = [
        lambda: TrustAnchors.from_path(tmp_path / "fil"),
        lambda: TrustAnchors.from_path(tmp_path),
        lambda: TrustAnchors.from_pem_or_der(data, name="fil"),
    ]
    for read in readings:
        with pytest.raises(UsageError) as caught:
            read()
        assert caught.value.code == "trust-no-certificate"
        assert caught.value.detail["found_kind"] == kind
        for language in Language:
            told = sentence(language, caught.value.code, caught.value.detail)
            assert words(language, "fact-found_kind", kind) in told


@pytest.mark.parametrize(
    "name", [name for name in OTHERS if OTHERS[name][0] not in {"text", "empty"}]
)
def test_what_is_no_certificate_among_others_is_told(tmp_path: Path, name: str) -> None:
    kind, data = OTHERS[name]
    (tmp_path / "fil").write_bytes(data)
    (tmp_path / "rot.pem").write_bytes(WORLD.root.pem)

    trust = TrustAnchors.from_path(tmp_path)

    assert trust.count == 1
    assert [(f.code, f.detail["path"], f.detail["found_kind"]) for f in trust.findings] == [
        ("trust-file-passed-over", "fil", kind)
    ]


def test_a_key_beside_its_certificate_is_told_and_the_certificate_believed(tmp_path: Path) -> None:
    key = EC.private_bytes(Encoding.PEM, PKCS8, OPEN)
    (tmp_path / "bunt.pem").write_bytes(key + WORLD.root.pem)

    trust = TrustAnchors.from_path(tmp_path / "bunt.pem")

    assert trust.count == 1
    assert [f.detail["found_kind"] for f in trust.findings] == ["private-key"]


def test_a_folder_within_a_folder_is_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "rot.pem").write_bytes(WORLD.root.pem)
    (tmp_path / "fler").mkdir()
    (tmp_path / "fler" / "tid.pem").write_bytes(WORLD.time_stamp_root.pem)

    trust = TrustAnchors.from_path(tmp_path)

    assert trust.count == 1
    assert [f.detail["path"] for f in trust.findings] == ["fler"]


@pytest.mark.parametrize(
    "data",
    [
        BUNDLE,
        pkcs7.serialize_certificates([ROOT, STAMPS], Encoding.PEM),
        armoured(BUNDLE, "CMS"),
        armoured(BUNDLE, "PKCS #7 SIGNED DATA"),
    ],
    ids=["DER", "PKCS7", "CMS", "PKCS #7 SIGNED DATA"],
)
@pytest.mark.parametrize("within", ["a file", "a folder"])
def test_a_bundle_of_certificates_is_read(tmp_path: Path, data: bytes, within: str) -> None:
    (tmp_path / "rötter.p7b").write_bytes(data)

    trust = TrustAnchors.from_path(tmp_path if within == "a folder" else tmp_path / "rötter.p7b")

    assert trust.count == 2
    assert not trust.findings
    assert validate(SIGNED, trust=trust, at=VALIDATED_AT).verdict is Verdict.VALID


@pytest.mark.parametrize("end", [-1, len(BUNDLE) // 2, 40], ids=["last", "half", "head"])
def test_a_bundle_that_cannot_be_read_is_told_as_that(end: int) -> None:
    with pytest.raises(UsageError) as caught:
        TrustAnchors.from_pem_or_der(BUNDLE[:end], name="rötter.p7b")

    assert caught.value.code == "trust-certificate-unreadable"


def test_a_bundle_without_certificates_holds_none() -> None:
    from asn1crypto import cms

    empty = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [],
                    "encap_content_info": {"content_type": "data"},
                    "signer_infos": [],
                }
            ),
        }
    ).dump()

    with pytest.raises(UsageError) as caught:
        TrustAnchors.from_pem_or_der(empty, name="tom.p7b")

    assert caught.value.code == "trust-no-certificate"


def test_a_bundle_of_evidence_makes_nobody_trusted(tmp_path: Path) -> None:
    root = Authority.root()
    data = sign_b_b(minutes(), root.issue_person(ANNA, no_rev_avail=True))
    trust = TrustAnchors.from_pem_or_der(root.pem, name="rot.pem")
    validate(data, trust=trust, at=EPOCH, evidence_out=tmp_path / "bevis")

    with pytest.raises(UsageError) as caught:
        TrustAnchors.from_path(tmp_path / "bevis")

    assert caught.value.detail["found_kind"] == "evidence-bundle"


def test_who_signs_trusted_lists_is_not_believed_by_their_folder(tmp_path: Path) -> None:
    (tmp_path / "eu-lotl.xml").write_bytes(LIST)
    (tmp_path / "signers.pem").write_bytes(WORLD.root.pem)

    with pytest.raises(UsageError) as caught:
        TrustAnchors.from_path(tmp_path)

    assert caught.value.detail["found_kind"] == "trusted-list"
