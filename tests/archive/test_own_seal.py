"""A seal by the archive's own key holds as that of any authority does, for who believes it."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate import UsageError
from fhvalidate.archive.bundle.bag import TAG_MANIFEST, read_bag
from fhvalidate.archive.bundle.seal import SealState, judged_seal
from fhvalidate.archive.bundle.writing import KeepAs
from fhvalidate.archive.own_seal import own_seal, refuse_other_purposes
from fhvalidate.archive.seal_key import SealKey
from fhvalidate.archive.seals import Judging
from fhvalidate.cli.main import run
from fhvalidate.cli.seal import sealing
from fhvalidate.cms.time_stamp_making import Stamping, make_time_stamp
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.policy import Policy
from tests.archive.bundling import again, kept
from tests.archive.test_stripping import FILES
from tests.cli.shell import Shell
from tests.pki import Authority, Identity, KeyKind
from tests.validation.scenes import evidence_of, trust_in

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
SPAN = {"not_before": NOW - DAY, "not_after": NOW + 30 * DAY}
KINDS = [KeyKind.RSA_2048, KeyKind.EC_P256, KeyKind.EC_P384]
Output = pytest.CaptureFixture[str]


@cache
def root() -> Authority:
    return Authority.root("Kommunarkivets rot", **SPAN)  # type: ignore[arg-type]


@cache
def archivist(kind: KeyKind = KeyKind.EC_P256) -> Identity:
    return root().issue_time_stamping("Kommunarkivet", key=kind, **SPAN)  # type: ignore[arg-type]


def key_of(identity: Identity) -> SealKey:
    return SealKey(identity.key, (identity.certificate, *identity.issuers))


def key_file(folder: Path, identity: Identity) -> str:
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "nyckel.pem").write_bytes(key + identity.certificate.public_bytes(Encoding.PEM))
    return str(folder / "nyckel.pem")


def crl() -> x509.CertificateRevocationList:
    return root().crl(this_update=NOW - timedelta(hours=1), next_update=NOW + 10 * DAY)


@cache
def judging() -> Judging:
    """By somebody who trusts the archive's issuer to time-stamp, soon after."""
    data = evidence_of(crl()).data
    return Judging(trust_in(root()), Policy.named("default"), NOW + timedelta(hours=1), data)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_confirmed_by_who_trusts_its_issuer_and_says_when(kind: KeyKind) -> None:
    seal = own_seal(b"manifest", key_of(archivist(kind)), at=NOW)

    found = judged_seal(seal, b"manifest", judging())

    assert found.state is SealState.CONFIRMED, found.findings
    assert found.time == NOW
    assert "Kommunarkivet" in str(found.authority)


def test_it_confirms_nothing_else_and_nothing_to_anybody_else() -> None:
    seal = own_seal(b"manifest", key_of(archivist()), at=NOW)
    stranger = replace(judging(), trust=trust_in(Authority.root()))

    assert judged_seal(seal, b"manifesto", judging()).state is SealState.BROKEN
    assert judged_seal(seal, b"manifest", stranger).state is SealState.NOT_CONFIRMED


def test_a_certificate_that_nobody_else_issued_is_confirmed_by_who_trusts_that_one() -> None:
    for_time_stamps = {"extended_key_usage": (ExtendedKeyUsageOID.TIME_STAMPING,)}
    own = Authority.root("Arkivets eget", **SPAN, **for_time_stamps)  # type: ignore[arg-type]
    seal = own_seal(b"manifest", key_of(own.identity), at=NOW)

    believed = judged_seal(seal, b"manifest", replace(judging(), trust=trust_in(own)))

    assert believed.state is SealState.CONFIRMED, believed.findings
    assert judged_seal(seal, b"manifest", judging()).state is SealState.NOT_CONFIRMED


def test_another_program_finds_it_genuine(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not here")
    (tmp_path / "data").write_bytes(b"manifest")
    (tmp_path / "rot.pem").write_bytes(root().pem)
    for kind in KINDS:
        seal = own_seal(b"manifest", key_of(archivist(kind)), at=NOW)
        (tmp_path / "seal").write_bytes(seal)
        asked = ("-data", "data", "-in", "seal", "-token_in", "-CAfile", "rot.pem")

        done = subprocess.run(
            [openssl, "ts", "-verify", *asked],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

        assert "Verification: OK" in done.stdout + done.stderr, done.stderr


def test_two_seals_have_numbers_of_their_own() -> None:
    seals = [own_seal(b"x", key_of(archivist()), at=NOW) for _ in range(2)]

    one, other = (read_time_stamp_token(each).info.serial_number for each in seals)
    assert one != other


def test_a_token_can_have_an_extension() -> None:
    key = key_of(archivist())
    extension = tsp.Extension({"extn_id": "1.3.6.1.4.1.32473.7", "extn_value": b"\x05\x00"})
    stamping = Stamping(NOW, 7, extensions=(extension,))

    token = read_time_stamp_token(make_time_stamp(b"x", key.key, key.certificates, stamping))

    assert token.info.is_der
    info = tsp.TSTInfo.load(token.signed_data.content or b"")
    assert [each["extn_id"].dotted for each in info["extensions"]] == ["1.3.6.1.4.1.32473.7"]


def test_a_key_that_is_not_that_of_the_certificate_seals_nothing() -> None:
    foreign = SealKey(archivist(KeyKind.EC_P384).key, (archivist().certificate,))

    with pytest.raises(UsageError) as caught:
        own_seal(b"x", foreign, at=NOW)

    assert caught.value.code == "seal-failed"


@pytest.mark.parametrize(
    "purposes",
    [
        (),
        (ExtendedKeyUsageOID.CODE_SIGNING,),
        (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING),
    ],
)
def test_a_certificate_that_is_not_for_time_stamps_alone_is_refused_before_anything_is_done(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    identity = root().issue_time_stamping(extended_key_usage=purposes)

    with pytest.raises(UsageError) as caught:
        refuse_other_purposes(key_of(identity), "nyckel.pem")

    assert caught.value.code == "seal-key-not-for-time-stamps"


def test_a_bundle_that_was_sealed_by_a_key_is_unchanged_since_then(tmp_path: Path) -> None:
    seal = sealing(None, key_file(tmp_path, archivist()))
    bundle = tmp_path / "bevis.zip"
    kept(KeepAs(bundle, seal=seal))
    later = datetime.now(UTC) + timedelta(minutes=5)
    found = again(bundle, trust=trust_in(root()), at=later, evidence=evidence_of(crl()))

    assert found.seal.state is SealState.CONFIRMED, found.seal.findings
    assert TAG_MANIFEST in read_bag(bundle)


def test_a_record_is_sealed_while_it_is_made(tmp_path: Path, capsys: Output) -> None:
    shell = Shell(tmp_path, capsys)
    (tmp_path / "rot.pem").write_bytes(root().pem)
    (tmp_path / "arkiv.crl").write_bytes(crl().public_bytes(Encoding.DER))
    copy, record = str(tmp_path / "copy.pdf"), str(tmp_path / "record")
    signed = (str(FILES / "minutes-signed.pdf"), "--trust", str(FILES / "root.pem"))
    how = ("--at", "2026-03-03T09:00:00Z", "--out", copy, "--record", record)

    code, text = shell.run(
        "archive", "strip", *signed, *how, "--seal-key", key_file(tmp_path, archivist())
    )
    believing = ("--trust", str(tmp_path / "rot.pem"), "--evidence", str(tmp_path / "arkiv.crl"))
    _, told = shell.run(copy, "--record", record, *believing)

    assert (code, "The record is sealed" in text) == (0, True)
    assert "A sealed record says" in " ".join(told.split())
    assert ((tmp_path / "record" / "record.json.tsr").stat().st_mode & 0o777) == 0o600


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--seal", "http://127.0.0.1:9/"), "No time-stamp came"),
        (("--seal-key", "no.pem"), "no.pem"),
        (("--seal", "http://127.0.0.1:9/", "--seal-key", "no.pem"), "either"),
    ],
)
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_seal_that_fails_leaves_neither_copy_nor_record(
    tmp_path: Path, capsys: Output, options: tuple[str, ...], said: str
) -> None:
    places = ("--out", str(tmp_path / "c.pdf"), "--record", str(tmp_path / "r"))
    signed = (str(FILES / "minutes-signed.pdf"), "--trust", str(FILES / "root.pem"))
    at = ("--at", "2026-03-03T09:00:00Z", "--lang", "en")

    code = run(["archive", "strip", *signed, *places, *at, *options])

    assert (code, said in capsys.readouterr().err) == (2, True)
    assert not any(tmp_path.iterdir())
