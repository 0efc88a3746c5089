"""`fhvalidate svt issue`: the archive's key, its refusals, and what is left when it is refused."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
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
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate import Policy, Report, TrustAnchors
from fhvalidate.isolated import IsolatedWorker, Settings
from tests.cli.shell import Shell
from tests.extension.token_reading import checked_token
from tests.extension.tsa import Authority as TimeStampServer
from tests.extension.tsa import answering
from tests.extension.worlds import today
from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind
from tests.pki.times import YEAR

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
OPEN = ("--also-indeterminate",)


@cache
def archive() -> Identity:
    """An archive with a key for tokens, today."""
    begin, end = today().at - YEAR, today().at + 9 * YEAR
    own = Authority.root("Exempelarkivets rot-CA", not_before=begin, not_after=end)
    return own.issue_time_stamping("Exempelarkivets intyg", not_before=begin, not_after=end)


@cache
def signed() -> bytes:
    return today().signed()


def pem_of(identity: Identity, *, password: bytes | None = None) -> bytes:
    locked = NoEncryption() if password is None else BestAvailableEncryption(password)
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    chain = (identity.certificate, *identity.issuers)
    return key + b"".join(each.public_bytes(Encoding.PEM) for each in chain)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def at_hand(shell: Shell) -> tuple[str, ...]:
    """Options that believe who signed, with what is said of revocations today."""
    folder = shell.folder / "evidence"
    folder.mkdir(exist_ok=True)
    for number, crl in enumerate(today().crls(today().at)):
        (folder / f"{number}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    roots = today().root.pem + today().stamp_root.pem
    return ("--trust", shell.file("root.pem", roots), "--evidence", str(folder))


def issue(shell: Shell, key: str, *options: str, file: bytes | None = None) -> tuple[int, str]:
    """The exit code and what was said; the new file is `out.pdf`."""
    given = shell.file("given.pdf", signed() if file is None else file)
    out = str(shell.folder / "out.pdf")
    return shell.run("svt", "issue", given, "--key", key, "-o", out, *at_hand(shell), *options)


def is_written(shell: Shell) -> bool:
    """Whether the new file is there; nothing else may be left."""
    ours = {"given.pdf", "root.pem", "evidence", "out.pdf"}
    left = [each.name for each in shell.folder.iterdir() if each.name not in ours]
    assert not [name for name in left if name.startswith(".")]
    return (shell.folder / "out.pdf").exists()


def test_a_token_is_issued_and_believed_by_the_issuers_certificate(shell: Shell) -> None:
    code, said = issue(shell, shell.file("key.pem", pem_of(archive())))

    assert code == 0, said
    assert "is written with a validation token by Exempelarkivets intyg." in said
    out = shell.folder / "out.pdf"
    assert out.read_bytes().startswith(signed())
    assert out.stat().st_mode & 0o777 == 0o600
    checked_token(out.read_bytes())
    issuer = shell.file("intyg.pem", archive().certificate.public_bytes(Encoding.PEM))
    _, text = shell.run(str(out), "--trust", f"svt:{issuer}", "--json")
    report = Report.from_json(text)
    assert report.verdict == "valid"
    assert [each.counts for each in report.signatures[0].svt] == [True]


@pytest.mark.isolated
def test_the_file_is_opened_by_a_worker_which_never_has_the_key(shell: Shell) -> None:
    code, said = issue(shell, shell.file("key.pem", pem_of(archive())))

    assert code == 0, said
    assert is_written(shell)


@pytest.mark.isolated
def test_a_worker_beside_a_key_is_no_copy_of_its_caller() -> None:
    settings = Settings(
        trust=TrustAnchors.none(), at=datetime.now(UTC), policy=Policy.named("default")
    )
    worker = IsolatedWorker(settings, forks=False)
    secret = f"{datetime.now(UTC).timestamp()}-nyckel".encode().hex().encode()
    try:
        worker.start()
        process = worker._kept._process
        assert process is not None
        found = [secret in each for each in _memory_of(process.pid)]
        assert found
        assert not any(found)
    finally:
        worker.close()


def _memory_of(pid: int) -> Iterator[bytes]:
    """What the process can write to, part by part."""
    places = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for place in places:
            ends, permissions, *_ = place.split()
            begin, end = (int(each, 16) for each in ends.split("-"))
            if permissions.startswith("rw"):
                memory.seek(begin)
                with suppress(OSError):
                    yield memory.read(end - begin)


def test_a_key_in_pkcs12_is_opened_by_the_password_in_a_file(shell: Shell) -> None:
    own = archive()
    locked = BestAvailableEncryption(b"hemlig")
    data = pkcs12.serialize_key_and_certificates(
        b"intyg",
        own.key,
        own.certificate,
        own.issuers,
        locked,
    )
    key, secret = shell.file("key.p12", data), shell.file("secret.txt", b"hemlig\n")

    assert issue(shell, f"{key}:{secret}", "--algorithm", "ES256")[0] == 0


def test_a_key_whose_certificates_lie_in_another_file(shell: Shell) -> None:
    own = archive()
    key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = (own.certificate, *own.issuers)
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    path = shell.file("key.pem", key)

    code, said = issue(shell, path)
    assert (code, is_written(shell)) == (2, False)
    assert "--cert" in said

    assert issue(shell, path, "--cert", shell.file("chain.pem", pem))[0] == 0


@pytest.mark.parametrize("wrong", [b"annat", b""])
def test_a_wrong_password_is_told_and_nothing_is_written(shell: Shell, wrong: bytes) -> None:
    key = shell.file("key.pem", pem_of(archive(), password=b"hemlig"))
    secret = shell.file("secret.txt", wrong + b"\n")

    code, said = issue(shell, f"{key}:{secret}")

    assert (code, is_written(shell)) == (2, False)
    assert "password" in said
    assert "annat" not in said


def test_a_certificate_that_is_not_for_time_stamps_issues_nothing(shell: Shell) -> None:
    seal = today().root.issue_seal(not_before=datetime.now(UTC) - YEAR)

    code, said = issue(shell, shell.file("key.pem", pem_of(seal)))

    assert (code, is_written(shell)) == (2, False)
    assert "time-stamping" in said


def test_a_certificate_for_time_stamps_and_more_issues_nothing(shell: Shell) -> None:
    usages = (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)
    both = today().root.issue_time_stamping(extended_key_usage=usages)

    assert issue(shell, shell.file("key.pem", pem_of(both)))[0] == 2


def test_a_certificate_that_has_ended_issues_nothing(shell: Shell) -> None:
    now = datetime.now(UTC)
    old = today().root.issue_time_stamping(not_before=now - YEAR, not_after=now - YEAR / 2)

    code, said = issue(shell, shell.file("key.pem", pem_of(old)))

    assert (code, is_written(shell)) == (2, False)
    assert "not now" in said


def test_a_weak_key_issues_nothing(shell: Shell) -> None:
    weak = today().root.issue_time_stamping(key=KeyKind.RSA_1024)

    assert issue(shell, shell.file("key.pem", pem_of(weak)))[0] == 2


@pytest.mark.parametrize("algorithm", ["RS256", "ES512", "none", "HS256", "es256"])
def test_an_algorithm_that_is_not_the_keys_is_refused(shell: Shell, algorithm: str) -> None:
    key = shell.file("key.pem", pem_of(archive()))

    code, said = issue(shell, key, "--algorithm", algorithm)

    assert (code, is_written(shell)) == (2, False)
    assert "ES256" in said


def test_what_is_open_is_named_and_told_in_the_token(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    given = shell.file("given.pdf", signed())
    asked = ("svt", "issue", given, "--key", key, "-o", str(shell.folder / "out.pdf"))
    trust = ("--trust", shell.file("root.pem", today().root.pem))  # and no evidence

    code, said = shell.run(*asked, *trust)
    assert (code, is_written(shell)) == (2, False)
    assert "--also-indeterminate" in said

    code, said = shell.run(*asked, *trust, *OPEN)
    assert code == 0, said
    assert "are open: 1" in said


def test_a_key_that_others_can_read_is_mentioned(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    Path(key).chmod(0o644)

    code, said = issue(shell, key)
    assert code == 0
    assert "mode 644" in said
    assert "chmod 600" in said

    Path(key).chmod(0o600)
    (shell.folder / "out.pdf").unlink()
    assert "chmod" not in issue(shell, key)[1]


def test_no_folder_is_made_for_the_new_file(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    given = shell.file("given.pdf", signed())
    (shell.folder / "link").symlink_to(shell.folder / "elsewhere")

    for folder in ("nowhere", "link"):
        out = str(shell.folder / folder / "out.pdf")
        code, said = shell.run("svt", "issue", given, "--key", key, "-o", out, *at_hand(shell))
        assert code == 2
        assert "does not exist" in said
    assert not (shell.folder / "nowhere").exists()
    assert not (shell.folder / "elsewhere").exists()


def test_nothing_is_written_over_anything(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    there = shell.file("out.pdf", b"annat")

    code, _ = issue(shell, key)

    assert code == 2
    assert Path(there).read_bytes() == b"annat"
    given = shell.file("given.pdf", signed())
    assert shell.run("svt", "issue", given, "--key", key, "-o", given)[0] == 2
    assert Path(given).read_bytes() == signed()


def test_a_broken_file_gets_no_token_whatever_is_asked(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    at = signed().index(b"/Title") + 8
    broken = signed()[:at] + b"\x00" + signed()[at + 1 :]

    assert issue(shell, key, *OPEN, file=broken)[0] == 2
    assert issue(shell, key, *OPEN, file=b"%PDF-1.7\nskr\xc3\xa4p")[0] in {2, 5, 6}
    assert not is_written(shell)


@pytest.fixture
def tsa() -> Iterator[TimeStampServer]:
    with answering(today().unit) as served:
        yield served


def test_an_ordinary_time_stamp_comes_from_a_typed_address(
    shell: Shell, tsa: TimeStampServer
) -> None:
    key = shell.file("key.pem", pem_of(archive()))

    code, said = issue(shell, key, "--tsa", tsa.url)

    assert code == 0, said
    data = (shell.folder / "out.pdf").read_bytes()
    checked_token(data)
    assert data[len(signed()) :].count(b"/DocTimeStamp") == 2


@pytest.mark.parametrize("way", ["elsewhere", "busy", "nowhere"])
def test_without_the_time_stamp_that_was_asked_for_nothing_is_written(
    shell: Shell, tsa: TimeStampServer, way: str
) -> None:
    key = shell.file("key.pem", pem_of(archive()))

    code, said = issue(shell, key, "--tsa", tsa.badly(way))

    assert (code, is_written(shell)) == (2, False)
    assert "No file is written" in said


def test_what_opens_a_key_in_hardware_never_stands_on_the_command_line(shell: Shell) -> None:
    for uri in (
        "pkcs11:object=intyg",
        "pkcs11:object=intyg?module-path=/m.so&pin-value=1234",
        "pkcs11:?module-path=/m.so",
        "pkcs11:object=a;object=b?module-path=/m.so",
    ):
        code, said = issue(shell, uri)
        assert (code, is_written(shell)) == (2, False)
        assert "1234" not in said
    code, said = issue(shell, "pkcs11:object=intyg?module-path=/m.so")
    assert "PIN" in said


def test_the_command_has_help(shell: Shell) -> None:
    assert shell.run("svt")[0] == 2
    assert shell.run("svt", "renew")[0] == 2
    code, said = shell.run("svt", "issue", "--help")
    assert code == 0
    assert "--also-indeterminate" in said
