"""`fhvalidate extend`: by an authority that answers over HTTP, or does not answer as it should."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Level, SignatureKind, validate
from fhvalidate.cli.main import run
from fhvalidate.fetch import time_stamps
from tests.cli.shell import Shell
from tests.docs.examples import ROOT
from tests.extension.tsa import BAD, Authority, answering
from tests.extension.worlds import today
from tests.pki.minutes import minutes

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def tsa() -> Iterator[Authority]:
    with answering(today().unit) as authority:
        yield authority


def at_hand(shell: Shell) -> tuple[str, ...]:
    """Options that believe the scene's roots, with what their lists say today."""
    scene = today()
    folder = shell.folder / "evidence"
    folder.mkdir(exist_ok=True)
    for number, crl in enumerate(scene.crls(scene.at)):
        (folder / f"{number}.crl").write_bytes(crl.public_bytes(Encoding.DER))
    roots = shell.file("roots.pem", scene.root.pem + scene.stamp_root.pem)
    return ("--trust", roots, "--evidence", str(folder))


def extend(shell: Shell, url: str, *options: str, file: bytes | None = None) -> tuple[int, str]:
    """The exit code and what was said; the new file is `out.pdf`."""
    given = shell.file("given.pdf", today().signed() if file is None else file)
    out = str(shell.folder / "out.pdf")
    return shell.run("extend", given, "--tsa", url, "-o", out, *at_hand(shell), *options)


def kept(shell: Shell) -> list[str]:
    """What lies in the folder, hidden files too."""
    ours = {"given.pdf", "roots.pem", "evidence"}
    return sorted(path.name for path in shell.folder.iterdir() if path.name not in ours)


def test_a_file_is_extended_by_an_authority_over_http(shell: Shell, tsa: Authority) -> None:
    code, said = extend(shell, tsa.url, "--level", "lta")

    assert code == 0, said
    assert "is written with level LTA. Time-stamps added: 2." in said
    assert kept(shell) == ["out.pdf"]
    new = (shell.folder / "out.pdf").read_bytes()
    assert new.startswith((shell.folder / "given.pdf").read_bytes())
    report = validate(new, trust=today().bench().trust)
    assert report.verdict == "valid"
    assert report.signatures[0].confirmed_level is Level.LTA
    assert report.document.sha256 in said
    digests = {each["message_imprint"]["hash_algorithm"]["algorithm"].native for each in tsa.asked}
    assert digests == {"sha512"}
    assert all(each["cert_req"].native and each["nonce"].native for each in tsa.asked)


@pytest.mark.isolated
def test_the_file_is_opened_by_workers_which_ask_for_the_time_stamp(
    shell: Shell, tsa: Authority
) -> None:
    code, said = extend(shell, tsa.url, "--level", "lt")

    assert code == 0, said
    assert len(tsa.asked) == 1
    assert kept(shell) == ["out.pdf"]


def test_a_file_of_level_lta_is_renewed(shell: Shell, tsa: Authority) -> None:
    assert extend(shell, tsa.url, "--level", "lta")[0] == 0
    archived = (shell.folder / "out.pdf").read_bytes()
    (shell.folder / "out.pdf").unlink()

    again, said = extend(shell, tsa.url, "--level", "lta", file=archived)
    assert (again, kept(shell)) == (2, [])
    assert "--renew" in said
    code, said = extend(shell, tsa.url, "--renew", file=archived)

    assert code == 0, said
    report = validate((shell.folder / "out.pdf").read_bytes(), trust=today().bench().trust)
    assert [each.kind for each in report.signatures[1:]] == 3 * [SignatureKind.DOCUMENT_TIMESTAMP]


TOLD = {
    "algorithm": "does not know the digest",
    "refused": "refused the request",
    "nonce": "the answer is to another question",
    "imprint": "over something else",
    "junk": "no time-stamp",
    "empty": "no time-stamp",
    "busy": "the server has no time to answer now",
    "elsewhere": "refers to another address",
    "hanging": "no answer in time",
    "forged": "is not genuine",
}


@pytest.mark.parametrize("way", sorted(BAD))
def test_no_time_stamp_leaves_no_file(
    shell: Shell, tsa: Authority, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_stamps, "TIMEOUT", 0.5)
    began = time.process_time()

    code, said = extend(shell, tsa.badly(way), "--level", "lta")

    assert (code, kept(shell)) == (2, []), said
    assert TOLD[way] in said
    assert "No file is written" in said
    assert time.process_time() - began < 15


def test_an_authority_whose_clock_is_wrong_is_not_used(shell: Shell) -> None:
    clock = today().at + timedelta(days=1)
    with answering(today().unit, clock=lambda: clock) as tsa:
        code, said = extend(shell, tsa.url, "--level", "lt")

    assert (code, kept(shell)) == (2, [])
    assert "check both clocks" in said


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--level"),
        (("--level", "t"), "lt, lta"),
        (("--level", "lt", "--renew"), "--renew"),
        (("--renew",), "nothing to renew"),
        (("--level", "lt", "-o", "given.pdf"), "nothing is written over"),
    ],
)
def test_a_wrong_call_asks_nobody(
    shell: Shell, tsa: Authority, options: tuple[str, ...], told: str
) -> None:
    named = [str(shell.folder / each) if each == "given.pdf" else each for each in options]

    code, said = extend(shell, tsa.url, *named)

    assert (code, kept(shell), tsa.asked) == (2, [], [])
    assert told in said


def test_nobody_is_asked_for_a_file_that_does_not_hold(shell: Shell, tsa: Authority) -> None:
    signed = today().signed()
    broken = signed[:200] + bytes([signed[200] ^ 1]) + signed[201:]

    for file in (broken, minutes(), b"no PDF"):
        code, said = extend(shell, tsa.url, "--level", "lta", file=file)

        assert code != 0, said
        assert (kept(shell), tsa.asked) == ([], [])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://a:b@127.0.0.1/", "tsa.example"])
def test_an_address_that_cannot_be_asked_is_told(shell: Shell, url: str) -> None:
    code, said = extend(shell, url, "--level", "lt")

    assert (code, kept(shell)) == (2, [])
    assert "No time-stamp came from" in said


PAGES = {"en": "docs/how-to/extend-signatures.md", "sv": "docs/sv/hall-underskrifter-provbara.md"}
VARIES = re.compile(r"[0-9a-f]{64}|\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_page_shows_what_is_said(shell: Shell, tsa: Authority, language: str) -> None:
    page = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    shown = page.split("```text\n")[1].split("```")[0]
    given, out = shell.file("given.pdf", today().signed()), str(shell.folder / "out.pdf")
    asked = ["extend", given, "--tsa", tsa.url, "-o", out, *at_hand(shell), "--level", "lta"]

    code = run([*asked, "--lang", language])

    said = shell.capsys.readouterr().out
    assert code == 0
    told = said.replace(str(shell.folder / "out.pdf"), "protokoll-lta.pdf")
    assert VARIES.sub("…", told) == VARIES.sub("…", shown)
