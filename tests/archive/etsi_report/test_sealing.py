"""A sealed report verifies, is sealed over what is handed out, or is not made at all."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from fhvalidate import UsageError
from fhvalidate.archive import etsi
from fhvalidate.archive.etsi_report.sealing import sealed, sealed_etsi
from fhvalidate.archive.seal_key import SealKey, read_seal_key
from fhvalidate.cli.seal import seal_key
from tests.archive.etsi_report.reports import report_on
from tests.archive.etsi_report.schema import what_is_wrong
from tests.pki import VALIDATED_AT, Authority, Identity, KeyKind

PASSWORD = "hemligt"


@cache
def archivist(kind: KeyKind = KeyKind.RSA_2048) -> Identity:
    return Authority.root().issue_seal("Kommunarkivet", key=kind)


def key_of(identity: Identity) -> SealKey:
    return SealKey(identity.key, (identity.certificate,))


def pem(identity: Identity, *, password: str | None = None) -> bytes:
    hidden = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)
    return key + identity.certificate.public_bytes(Encoding.PEM)


def verified(xml: bytes, identity: Identity, *, xades: bool) -> None:
    """Raises what signxml raises of a seal that is not this one's."""
    certificate = identity.certificate.public_bytes(Encoding.PEM).decode()
    if xades:
        strict = XAdESSignatureConfiguration(expect_references=3, verification_time=VALIDATED_AT)
        XAdESVerifier().verify(xml, x509_cert=certificate, expect_config=strict)
        return
    plain = SignatureConfiguration(expect_references=1, verification_time=VALIDATED_AT)
    XMLVerifier().verify(xml, x509_cert=certificate, expect_config=plain)


@pytest.mark.parametrize("xades", [False, True])
@pytest.mark.parametrize("kind", [KeyKind.RSA_2048, KeyKind.EC_P256, KeyKind.EC_P384])
def test_a_sealed_report_verifies(kind: KeyKind, xades: bool) -> None:
    identity = archivist(kind)

    xml = sealed_etsi(report_on("minutes-signed"), key_of(identity), xades=xades)

    verified(xml, identity, xades=xades)
    assert what_is_wrong(xml) == []
    assert etree.fromstring(xml)[-1].tag.endswith("}Signature")


@pytest.mark.parametrize("xades", [False, True])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"total-passed", b"total-failed"),
        (b"<fh:Verdict>valid", b"<fh:Verdict>invalid"),
        (b"Anna Exempel", b"Anna Annan"),
    ],
)
def test_a_report_that_was_changed_after_it_was_sealed_does_not_verify(
    before: bytes, after: bytes, xades: bool
) -> None:
    xml = sealed_etsi(report_on("minutes-signed"), key_of(archivist()), xades=xades)
    assert before in xml

    with pytest.raises(SignXMLException):
        verified(xml.replace(before, after, 1), archivist(), xades=xades)


def test_what_is_sealed_is_the_report_that_names_the_sealer() -> None:
    report, key = report_on("minutes-signed"), key_of(archivist())

    root = etree.fromstring(sealed_etsi(report, key, objects=True))
    root.remove(root[-1])

    whole = etree.fromstring(etsi(report, objects=True, sealed_by=key.certificate))
    assert etree.tostring(root, method="c14n") == etree.tostring(whole, method="c14n")
    assert root.find("{*}SignatureValidator/{*}DigitalId/{*}X509Certificate") is not None


def test_the_same_report_has_the_same_seal_of_an_rsa_key() -> None:
    report, key = report_on("minutes-signed"), key_of(archivist())

    assert sealed_etsi(report, key) == sealed_etsi(report, key)


def test_a_key_of_somebody_else_seals_nothing() -> None:
    other = archivist(KeyKind.EC_P256)
    mixed = SealKey(other.key, (archivist(KeyKind.EC_P384).certificate,))

    with pytest.raises(UsageError, match="seal-failed"):
        sealed_etsi(report_on("minutes-signed"), mixed)


def test_what_is_no_xml_is_not_sealed() -> None:
    with pytest.raises(UsageError, match="seal-failed"):
        sealed(b"no XML", key_of(archivist()))


@pytest.mark.parametrize("password", [None, PASSWORD])
@pytest.mark.parametrize("form", ["pem", "pkcs12"])
def test_a_key_is_read_from_either_form(tmp_path: Path, form: str, password: str | None) -> None:
    identity, file, secret = archivist(), tmp_path / "nyckel", tmp_path / "lösenord"
    hidden = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
    kept = pkcs12.serialize_key_and_certificates(
        b"arkivet", identity.key, identity.certificate, identity.issuers, hidden
    )
    file.write_bytes(kept if form == "pkcs12" else pem(identity, password=password))
    secret.write_text(f"{password}\n", encoding="utf-8")

    option = str(file) if password is None else f"{file}:{secret}"
    key = seal_key(option, at=VALIDATED_AT)

    assert key.certificates[0] == identity.certificate


def test_a_key_whose_name_has_a_colon_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "nyckel:2026"
    file.write_bytes(pem(archivist()))

    assert seal_key(str(file), at=VALIDATED_AT).certificates[0] == archivist().certificate


def test_a_key_that_cannot_seal_is_told_of(tmp_path: Path) -> None:
    identity, other = archivist(), archivist(KeyKind.EC_P256)
    edwards = archivist(KeyKind.ED25519)
    bare = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    foreign = bare + other.certificate.public_bytes(Encoding.PEM)
    files = {
        "seal-key-not-readable": (b"", b"no key", pem(identity)[:200], pem(identity, password="x")),
        "seal-key-without-certificate": (bare, foreign),
        "seal-key-unsupported": (pem(edwards),),
    }
    for code, contents in files.items():
        for content in contents:
            file = tmp_path / "nyckel.pem"
            file.write_bytes(content)
            with pytest.raises(UsageError, match=code):
                read_seal_key(file)


def test_no_password_and_no_key_reaches_the_message(tmp_path: Path) -> None:
    file = tmp_path / "nyckel.pem"
    file.write_bytes(pem(archivist(), password=PASSWORD))

    with pytest.raises(UsageError) as raised:
        read_seal_key(file, password="fel lösenord")

    assert raised.value.detail == {"path": str(file)}
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_certificate_that_is_not_valid_today_seals_nothing(tmp_path: Path, days: int) -> None:
    file = tmp_path / "nyckel.pem"
    file.write_bytes(pem(archivist()))

    with pytest.raises(UsageError, match="seal-certificate-not-valid"):
        seal_key(str(file), at=VALIDATED_AT + timedelta(days=days))
