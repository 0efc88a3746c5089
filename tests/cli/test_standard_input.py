"""`fhvalidate -`: the document comes on standard input."""

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.cli.main import run
from tests.batch.places import FILES

Output = pytest.CaptureFixture[str]
SIGNED = FILES / "minutes-signed.pdf"
TRUST = ("--trust", str(FILES / "root.pem"), "--at", "2026-03-03T09:00:00Z")


class Given:
    """Standard input with these bytes behind it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


def give(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Given(data))


def both(capsys: Output) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report on standard input and that on the file, but for when each was made."""
    given, named = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    for report in (given, named):
        report.pop("produced_at")
    return given, named


@pytest.mark.parametrize("isolated", [False, pytest.param(True, marks=pytest.mark.isolated)])
def test_what_comes_on_standard_input_is_judged_as_the_file_is(
    isolated: bool, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isolated in (True, False)
    give(SIGNED.read_bytes(), monkeypatch)

    code = run(["-", str(SIGNED), "--json", "--detail=full", *TRUST])

    given, named = both(capsys)
    assert code == 0
    assert given["signatures"][0]["details"] is not None
    assert given["document"].pop("name") == "stdin"
    assert named["document"].pop("name") == SIGNED.name
    assert given == named


@pytest.mark.parametrize("isolated", [False, pytest.param(True, marks=pytest.mark.isolated)])
def test_beyond_the_limit_the_report_is_that_of_the_whole_file(
    isolated: bool, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isolated in (True, False)
    policy = tmp_path / "small.toml"
    policy.write_text('name = "small"\n[limits]\nfile_size = 1000\n')
    give(SIGNED.read_bytes(), monkeypatch)

    code = run(["-", str(SIGNED), "--json", "--policy", str(policy), *TRUST])

    given, named = both(capsys)
    assert code == 6
    assert given["document"].pop("name") == "stdin"
    assert named["document"].pop("name") == SIGNED.name
    assert given == named
    assert given["document"]["sha256"] == hashlib.sha256(SIGNED.read_bytes()).hexdigest()


def test_the_table_of_signers_is_of_what_comes_there_too(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(SIGNED.read_bytes(), monkeypatch)

    assert run(["signers", "-", "--format=csv", *TRUST]) == 0
    assert "Anna Exempel" in capsys.readouterr().out


def test_standard_input_stands_among_files(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    give(SIGNED.read_bytes(), monkeypatch)

    run([str(FILES / "empty-field.pdf"), "-", "--json", *TRUST])

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["document"]["name"] for line in lines] == ["empty-field.pdf", "stdin"]


@pytest.mark.parametrize("argv", [["-", "-"], ["a.pdf", "-", "--", "-"]])
def test_it_is_read_once(argv: list[str], capsys: Output) -> None:
    assert run(["--lang=sv", *argv]) == 2
    assert "Standard in kan bara läsas en gång" in capsys.readouterr().err


def test_it_is_not_the_password_too(capsys: Output) -> None:
    assert run(["-", "--password-file", "-", "--lang=sv"]) == 2
    assert "--password-file -" in capsys.readouterr().err


def test_a_terminal_is_told_what_to_do(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard(Given):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Keyboard(b""))

    assert run(["-", "--lang=sv"]) == 2
    assert "fhvalidate - < FIL.pdf" in capsys.readouterr().err


def test_a_file_of_that_name_is_reached_by_its_folder(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "-").write_bytes(SIGNED.read_bytes())
    monkeypatch.chdir(tmp_path)

    assert run(["./-", *TRUST]) == 0
    assert "stdin" not in capsys.readouterr().out


def test_a_closed_standard_input_is_told() -> None:
    done = started("-", redirection="<&-")

    assert done.returncode == 2
    assert b"Standard in kan inte" in done.stderr


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(SIGNED.read_bytes())

    done = started("-", "--output", str(file), redirection=f"< {file}")

    assert done.returncode == 2
    assert file.read_bytes() == SIGNED.read_bytes()


@pytest.mark.parametrize("size", [0, 1])
def test_little_or_nothing_is_a_report_as_for_a_file(
    size: int, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(b"x" * size, monkeypatch)

    assert run(["-", "--json"]) == 6
    assert json.loads(capsys.readouterr().out)["document"]["size"] == size


def test_what_never_ends_is_read_to_a_limit_in_bounded_memory(
    monkeypatch: pytest.MonkeyPatch, capsys: Output, tmp_path: Path
) -> None:
    policy = tmp_path / "small.toml"
    policy.write_text('name = "small"\n[limits]\nfile_size = 1000\n')
    monkeypatch.setattr("fhvalidate.source_file.MAX_DIGESTED", 100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Path("/dev/zero").open("rb") as zeros:
        given = Given(b"")
        given.buffer = zeros  # type: ignore[assignment]
        monkeypatch.setattr("sys.stdin", given)

        code = run(["-", "--policy", str(policy), "--lang=sv"])

    assert code == 2
    assert "för stor" in capsys.readouterr().err
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def started(*argv: str, redirection: str) -> subprocess.CompletedProcess[bytes]:
    command = f'exec "$0" -m fhvalidate "$@" --lang=sv {redirection}'
    return subprocess.run(
        ["bash", "-c", command, sys.executable, *argv],
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
