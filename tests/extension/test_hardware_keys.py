"""Keys in hardware, by the software that stands in for it; skipped where that is not installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fhvalidate.errors import UsageError
from fhvalidate.extension.hardware_keys import hardware_key, read_key_uri
from fhvalidate.extension.keys import IssuingKey, algorithms_of
from fhvalidate.extension.svt_issuing import Wanted, issued
from fhvalidate.svt.algorithms import ALGORITHMS
from tests.extension.issuing import ISSUED_AT, issuer_of
from tests.extension.test_issuing import at_level, bench
from tests.extension.token_reading import checked_token
from tests.pki.identity import Identity

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
MODULE = next((each for each in MODULES if Path(each).exists()), "")
PIN = "4711"
# What signs waits for another thread, by a pair of sockets.
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        not MODULE or shutil.which("softhsm2-util") is None, reason="softhsm2 is not installed"
    ),
]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token with a key of each kind; the label of each is its kind."""
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    util = ["softhsm2-util", "--token", "Arkivet", "--pin", PIN]
    try:
        _done(
            [
                *util[:1],
                "--init-token",
                "--free",
                "--label",
                "Arkivet",
                "--pin",
                PIN,
                "--so-pin",
                PIN,
            ]
        )
        for number, kind in enumerate(("RSA", "ES256"), start=1):
            key = issuer_of(kind).key.private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            )
            path = folder / f"{kind}.pem"
            path.write_bytes(key)
            _done([*util, "--import", str(path), "--label", kind, "--id", f"0{number}"])
            der = issuer_of(kind).certificate.public_bytes(Encoding.DER)
            _beside(kind, number, der)
        yield "Arkivet"
    finally:
        if before is None:
            os.environ.pop("SOFTHSM2_CONF", None)
        else:
            os.environ["SOFTHSM2_CONF"] = before


def _beside(kind: str, number: int, der: bytes) -> None:
    """Puts the certificate into the token."""
    import pkcs11

    held = pkcs11.lib(MODULE).get_token(token_label="Arkivet")
    with held.open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: kind,
                pkcs11.Attribute.ID: bytes([number]),
                pkcs11.Attribute.SUBJECT: x509.Certificate.load(der).subject.dump(),
                pkcs11.Attribute.VALUE: der,
            }
        )


def _done(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def opened(token: str, label: str, *, chain: Identity | None) -> Iterator[IssuingKey]:
    certificates = () if chain is None else (chain.certificate, *chain.issuers)
    key = hardware_key(read_key_uri(uri(token, label)), pin=PIN, certificates=certificates)
    try:
        yield key
    finally:
        key.close()


def uri(token: str, label: str) -> str:
    return f"pkcs11:token={token};object={label}?module-path={MODULE}"


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("ES256", "ES256"), ("RSA", "RS384"), ("RSA", "PS256")]
)
def test_a_key_in_hardware_signs_token_and_time_stamp(
    token: str, kind: str, algorithm: str
) -> None:
    with opened(token, kind, chain=issuer_of(kind)) as key:
        wanted = Wanted(key, ALGORITHMS[algorithm], "Exempelarkivet", ISSUED_AT)
        made = issued(at_level("b-b"), wanted, bench().tools)

    assert checked_token(made.data).header["alg"] == algorithm


def test_the_certificate_of_a_key_in_hardware_may_lie_beside_it(token: str) -> None:
    with opened(token, "ES256", chain=None) as key:
        assert algorithms_of(key.certificate) == ("ES256",)


def test_a_wrong_pin_is_told(token: str) -> None:
    chain = (issuer_of("RSA").certificate,)

    with pytest.raises(UsageError) as caught:
        hardware_key(read_key_uri(uri(token, "RSA")), pin="0000", certificates=chain)

    assert caught.value.code == "issue-key-not-reached"
    assert "0000" not in str(caught.value)


def test_a_token_that_is_not_there_is_told(token: str) -> None:
    chain = (issuer_of("RSA").certificate,)

    with pytest.raises(UsageError) as caught:
        hardware_key(read_key_uri(uri(f"{token}2", "RSA")), pin=PIN, certificates=chain)

    assert caught.value.code == "issue-key-not-reached"


def test_another_certificate_than_the_keys_signs_nothing(token: str) -> None:
    with opened(token, "RSA", chain=issuer_of("ES256")) as key:
        wanted = Wanted(key, ALGORITHMS["ES256"], "Exempelarkivet", ISSUED_AT)
        with pytest.raises(UsageError) as caught:
            issued(at_level("b-b"), wanted, bench().tools)

    assert caught.value.code in {"issue-key-failed", "issue-key-not-reached"}
