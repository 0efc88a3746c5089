"""Odd calls: each ends at once in a documented code and a sentence in the reader's language."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fhvalidate.cli.main import run
from tests.batch.places import FILES

LONG = "n" * 300
# Words of the operating system, of SQLite and of Python, none of which belongs in Swedish.
FOREIGN = re.compile(
    r"Errno|No such|denied|Is a dir|Not a dir|too long|Invalid arg|unable to|file is not|disk is|"
    r"Broken pipe|\w+Error\b|Traceback|Internt fel"
)
PATHS = ("ror", "/dev/zero", "runt", LONG, "nix/nix", "a\0b", "mapp")
TIMES = ("0000-01-01T00:00:00Z", "2026-01-01T00:00:00+99:99", "10000-01-01T00:00:00Z", "igår", "")
NUMBERS = ("0", "-1", "1" + "0" * 30, "nan", "inf", "text", "", "0x10")

CALLS = [
    *(
        ["v.pdf", option, path]
        for path in PATHS
        for option in ("--trust", "--evidence", "--policy")
    ),
    *(["v.pdf", "--profiles", path] for path in PATHS),
    *(["v.pdf", "--password-file", path] for path in ("ror", "/dev/zero", "runt", LONG, "mapp")),
    *(["v.pdf", "--output", path] for path in ("v.pdf", "uttag", "runt", LONG, "nix/x", "mapp")),
    *(["v.pdf", "--output", path] for path in ("ror", "a\0b")),
    *(["trust", "list", "--profile", path] for path in ("ror", "/dev/zero", "runt", LONG, "mapp")),
    *(["trust", "add", path, "--profile", "p.toml"] for path in PATHS),
    *(["trust", "import", path, "--profile", "p.toml"] for path in PATHS),
    *(
        ["trust", "export", path, "--profile", "p.toml"]
        for path in ("ror", LONG, "mapp", "v.pdf/x")
    ),
    *(["index", "find", "v.pdf", "--index", path] for path in PATHS),
    *(["index", "add", "v.pdf", "--index", path] for path in ("ror", "/dev/full", LONG, "v.pdf")),
    *(["batch", "v.pdf", "--out", "r", "--manifest", path] for path in PATHS),
    *(["batch", "v.pdf", "--out", path] for path in ("v.pdf", "/dev/zero", LONG, "a\0b")),
    *(["batch", command, path] for path in PATHS for command in ("report", "export")),
    *(["v.pdf", f"{option}={time}"] for time in TIMES for option in ("--at", "--held-since")),
    *(["batch", "v.pdf", "--out", "r", f"--at={time}"] for time in TIMES),
    *(["trust", "add", "rot.pem", f"--since={time}", "--profile", "p.toml"] for time in TIMES),
    *(
        ["batch", "v.pdf", "--out", "r", f"{option}={number}"]
        for number in NUMBERS
        for option in ("--workers", "--timeout", "--memory", "--cluster")
    ),
    *(["revisions", "v.pdf", f"--extract={number}", "-o", "x.pdf"] for number in NUMBERS),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(FILES / "empty-field.pdf", tmp_path / "v.pdf")
    shutil.copy(FILES / "root.pem", tmp_path / "rot.pem")
    os.mkfifo(tmp_path / "ror")
    os.mknod(tmp_path / "uttag", 0o600 | stat.S_IFSOCK)
    (tmp_path / "runt").symlink_to("runt")
    (tmp_path / "mapp").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_odd_call_is_a_usage_error_with_its_sentence(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = (here / "v.pdf").read_bytes()
    wrong = []
    for call in CALLS:
        code = run([*call, "--lang=sv"] if call[0] != "index" else call)
        said = capsys.readouterr()
        told = said.err.startswith("fhvalidate: ") and len(said.err) < 1000
        if code != 2 or not told or (call[0] != "index" and FOREIGN.search(said.err)):
            wrong.append((call, code, said.err))

    assert wrong == []
    assert (here / "v.pdf").read_bytes() == pdf
    assert not list(here.glob(".partial*"))


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "<&- >&- 2>&-"])
def test_a_standard_output_that_takes_nothing_is_exit_2(here: Path, redirection: str) -> None:
    command = f'exec "$0" -m fhvalidate trust list --lang=sv {redirection}'

    done = subprocess.run(
        ["bash", "-c", command, sys.executable],
        capture_output=True,
        text=True,
        check=False,
        cwd=here,
    )

    assert done.returncode == 2
    assert not FOREIGN.search(done.stderr)
    assert "2>&-" in redirection or "på standard ut" in done.stderr


def test_what_is_opened_does_not_take_the_place_of_a_closed_standard_output(here: Path) -> None:
    command = 'exec "$0" -m fhvalidate trust add rot.pem --profile=p.toml --lang=sv <&- >&- 2>&-'

    subprocess.run(["bash", "-c", command, sys.executable], check=False, cwd=here)

    assert (here / "p.toml").read_text().startswith("# Whom fhvalidate believes.")
