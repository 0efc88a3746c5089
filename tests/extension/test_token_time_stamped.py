"""`svt issue --tsa`: the ordinary time-stamp after a token takes nothing from any reader."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.cli.shell import Shell
from tests.extension.test_svt_command import (
    archive,
    at_hand,
    is_written,
    issue,
    pem_of,
    signed,
)
from tests.extension.tsa import answering
from tests.extension.worlds import today

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def clock(behind: timedelta) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) - behind


def believed(shell: Shell, *roots: bytes) -> tuple[str, ...]:
    """Options of a reader who has roots, the issuer's certificate, and nothing else."""
    issuer = shell.file("intyg.pem", archive().certificate.public_bytes(Encoding.PEM))
    pem = b"".join(roots)
    return ("--trust", f"svt:{issuer}", *(("--trust", shell.file("r.pem", pem)) if pem else ()))


def judged(shell: Shell, *options: str) -> tuple[str, list[str], list[str]]:
    """The verdict, what each signature and time-stamp is, and what is found in the document."""
    _, text = shell.run(str(shell.folder / "out.pdf"), *options, "--json")
    report = json.loads(text)
    codes = [each["code"] for each in report["findings"]]
    return report["verdict"], [each["indication"] for each in report["signatures"]], codes


@pytest.mark.parametrize("seconds", [290, 7200])
def test_a_time_stamp_from_before_the_token_is_refused_and_nothing_is_written(
    shell: Shell, seconds: int
) -> None:
    key = shell.file("key.pem", pem_of(archive()))

    with answering(today().unit, clock=clock(timedelta(seconds=seconds))) as tsa:
        code, said = issue(shell, key, "--tsa", tsa.url)

    assert (code, is_written(shell)) == (2, False), said
    assert "lock" in said


def test_a_forged_time_stamp_and_one_of_somebody_unknown_are_refused(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))

    with answering(today().unit) as tsa:
        code, said = issue(shell, key, "--tsa", tsa.badly("forged"))
        assert (code, is_written(shell)) == (2, False)
        given, out = shell.file("given.pdf", signed()), str(shell.folder / "out.pdf")
        root = shell.file("only.pem", today().root.pem)
        asked = ("svt", "issue", given, "--key", key, "-o", out, "--tsa", tsa.url)
        code, said = shell.run(*asked, *at_hand(shell)[2:], "--trust", root)

    assert code == 2
    assert not Path(out).exists()
    assert "--trust timestamp:" in said


def test_who_has_the_roots_needs_nothing_else_than_the_file(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    with answering(today().unit) as tsa:
        code, said = issue(shell, key, "--tsa", tsa.url)
    assert code == 0, said

    reader = believed(shell, today().root.pem, today().stamp_root.pem)
    verdict, indications, _ = judged(shell, *reader)

    assert (verdict, indications[1:]) == ("valid", ["PASSED", "PASSED"])
    reader = believed(shell, today().stamp_root.pem)
    assert judged(shell, *reader)[0] == "valid"
    assert "root of the time-stamping service" in said


def test_no_report_calls_a_document_valid_that_its_verdict_does_not(shell: Shell) -> None:
    key = shell.file("key.pem", pem_of(archive()))
    with answering(today().unit) as tsa:
        assert issue(shell, key, "--tsa", tsa.url)[0] == 0

    verdict, _, codes = judged(shell, *believed(shell))

    assert verdict == "indeterminate"
    assert "vouched-by-token" not in codes
    assert "signatures-vouched-by-token" in codes
