"""`--format etsi` writes the validation report: with digests, with objects, or sealed."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from fhvalidate import Detail, TrustAnchors, UsageError, validate
from fhvalidate.archive import etsi
from fhvalidate.cli.main import run
from tests.archive.etsi_report.schema import what_is_wrong
from tests.archive.etsi_report.test_sealing import archivist, pem, verified
from tests.fixtures.make import FILES
from tests.pki import VALIDATED_AT

SIGNED = str(FILES / "minutes-signed.pdf")
AS_OF = ("--trust", str(FILES / "root.pem"), "--at", "2026-03-03T09:00:00Z")


def written(tmp_path: Path, *options: str, code: int = 0) -> bytes | None:
    """What the command writes; None where it writes nothing."""
    target = tmp_path / "rapport.xml"
    assert run([SIGNED, "--format", "etsi", "--output", str(target), *AS_OF, *options]) == code
    return target.read_bytes() if target.exists() else None


def encoded(xml: bytes | None) -> int:
    assert xml is not None
    assert what_is_wrong(xml) == []
    return len(list(etree.fromstring(xml).iter("{*}base64")))


@pytest.mark.isolated
def test_a_worker_gives_the_objects_where_they_are_asked_for(tmp_path: Path) -> None:
    assert encoded(written(tmp_path)) == 0
    assert encoded(written(tmp_path, "--objects")) > 0


def test_a_report_with_objects_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert encoded(written(tmp_path, "--objects")) > 0

    assert stat.S_IMODE((tmp_path / "rapport.xml").stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_the_command_writes_what_the_library_gives(tmp_path: Path) -> None:
    report = validate(
        SIGNED,
        trust=TrustAnchors.from_path(FILES / "root.pem"),
        at=VALIDATED_AT,
        detail=Detail.FULL,
    )

    def without_time(xml: bytes) -> list[bytes]:
        return [line for line in xml.splitlines() if b"ProducedAt" not in line]

    xml = written(tmp_path, "--objects")
    assert xml is not None
    assert without_time(xml) == without_time(etsi(report, objects=True))


@pytest.mark.parametrize("xades", [False, True])
def test_a_report_is_sealed_over_the_bytes_that_are_written(tmp_path: Path, xades: bool) -> None:
    key = tmp_path / "nyckel.pem"
    key.write_bytes(pem(archivist()))

    xml = written(tmp_path, "--sign", str(key), *(["--xades"] if xades else []))

    assert xml is not None
    verified(xml, archivist(), xades=xades)


@pytest.mark.parametrize("xades", [False, True])
@pytest.mark.parametrize("kind", ["secp256k1", "brainpoolP256r1", "rsa1024"])
def test_a_key_that_cannot_seal_is_refused_in_words_before_any_file_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, xades: bool
) -> None:
    curves = {"secp256k1": ec.SECP256K1(), "brainpoolP256r1": ec.BrainpoolP256R1()}
    made = (
        ec.generate_private_key(curves[kind])
        if kind in curves
        else rsa.generate_private_key(65537, 1024)
    )
    key = tmp_path / "nyckel.pem"
    key.write_bytes(self_signed(made))
    call = ["nowhere.pdf", "--format", "etsi", "--sign", str(key), "--lang", "en"]

    assert run([*call, *(["--xades"] if xades else [])]) == 2
    said = capsys.readouterr().err
    assert "cannot seal" in said
    assert "nowhere.pdf" not in said


def self_signed(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """The key and a certificate for it, in PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Arkivet")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    hidden = NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden) + certificate.public_bytes(
        Encoding.PEM
    )


@pytest.mark.parametrize("form", ["etsi", "premis", "html", "json"])
def test_a_run_that_fails_leaves_what_is_there_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    old, new = tmp_path / "gammal", tmp_path / "ny"
    old.write_bytes(b"kvar")
    missing = str(tmp_path / "nowhere.pdf")

    def fails(*_: object, **__: object) -> bytes:
        raise UsageError("seal-failed", reason="InvalidDigest")

    monkeypatch.setattr("fhvalidate.archive.etsi_report.sealing.sealed", fails)
    key = tmp_path / "nyckel.pem"
    key.write_bytes(pem(archivist()))
    file = SIGNED if form == "etsi" else missing
    sign = ("--sign", str(key)) if form == "etsi" else ()

    for target in (old, new):
        assert run([file, "--format", form, "--output", str(target), *AS_OF, *sign]) == 2
    assert old.read_bytes() == b"kvar"
    assert {each.name for each in tmp_path.iterdir()} == {"gammal", "nyckel.pem"}


def test_without_a_seal_that_was_asked_for_there_is_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "nyckel.pem"
    key.write_bytes(b"no key")

    assert written(tmp_path, "--sign", str(key), code=2) is None
    assert "nyckel.pem" in capsys.readouterr().err


@pytest.mark.parametrize("options", [("--objects",), ("--sign", "nyckel.pem")])
def test_what_is_about_this_form_alone_is_refused_with_another(
    options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([SIGNED, "--format", "premis", *AS_OF, *options]) == 2
    assert options[0] in capsys.readouterr().err


def test_a_form_of_the_seal_without_a_seal_is_refused() -> None:
    assert run([SIGNED, "--format", "etsi", "--xades", *AS_OF]) == 2
