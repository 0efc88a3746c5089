"""Commands as they are started: what opens a PDF does so in a process of its own."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.batch.places import FAULTS, FILES, TRUST

SIGNED = FILES / "minutes-b-lt.pdf"
UNSIGNED = FILES / "minutes-never-signed.pdf"
SOURCES = Path(__file__).parents[2] / "src" / "fhvalidate"
TIGHT = """
name = "tight"

[limits]
worker_seconds = 4
worker_megabytes = 512
drawing_seconds = 1
"""

T = TypeVar("T")

pytestmark = pytest.mark.isolated


def fhvalidate(*argv: str | Path, pages: str = "", given: str = "") -> tuple[int, str, str]:
    """The exit code and what is printed of a command whose workers are open to faults."""
    environment = {**os.environ, "PYTHONPATH": str(FAULTS), "FAULT_OF_PAGES": pages}
    done = subprocess.run(
        [sys.executable, "-m", "fhvalidate", *map(str, argv)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def tight(tmp_path: Path) -> tuple[str, str]:
    path = tmp_path / "tight.toml"
    path.write_text(TIGHT)
    return "--policy", str(path)


def faults(folder: Path, *names: str) -> list[Path]:
    paths = [folder / f"{name}.pdf" for name in names]
    for path in paths:
        path.write_bytes(b"%PDF-1.7\n%fault:" + path.stem.encode())
    return paths


def test_a_file_that_ends_its_process_is_a_report_and_the_next_file_goes_on(
    tmp_path: Path, tight: tuple[str, str]
) -> None:
    hostile = faults(tmp_path, "crash", "memory", "hang", "print")

    code, out, err = fhvalidate(*hostile, SIGNED, *TRUST, *tight, "--format=json")

    reports = [json.loads(line) for line in out.splitlines()]
    told = [report["findings"][0]["code"] for report in reports[:3]]
    assert told == ["not-judged-crash", "not-judged-memory", "not-judged-timeout"]
    assert [report["verdict"] for report in reports] == [*["unreadable"] * 4, "valid"]
    assert {report["document"]["name"] for report in reports[:4]} == {p.name for p in hostile}
    assert (code, err) == (6, "")


def test_standard_input_that_ends_the_process_is_a_report_and_the_next_file_goes_on() -> None:
    given = "%PDF-1.7\n%fault:crash"

    code, out, err = fhvalidate("-", UNSIGNED, "--json", given=given)

    assert err == ""
    ended, unsigned = (json.loads(line) for line in out.splitlines())
    assert ended["findings"][0]["code"] == "not-judged-crash"
    assert ended["document"]["name"] == "stdin"
    assert ended["document"]["sha256"] == hashlib.sha256(given.encode()).hexdigest()
    assert unsigned["verdict"] == "unsigned"
    assert (code, err) == (6, "")


@pytest.mark.parametrize("fault", ["crash", "hang", "memory"])
def test_what_the_pages_cost_keeps_no_signature_from_its_answer(
    fault: str, tight: tuple[str, str]
) -> None:
    marked = f"{fault}:/ByteRange"

    code, out, err = fhvalidate(SIGNED, UNSIGNED, *TRUST, *tight, "--format=json", pages=marked)

    signed, unsigned = (json.loads(line) for line in out.splitlines())
    findings = {finding["code"]: finding for finding in signed["findings"]}
    assert signed["verdict"] == "indeterminate"
    assert [each["indication"] for each in signed["signatures"]] == ["TOTAL-PASSED"]
    assert findings["pages-not-examined"]["severity"] == "error"
    assert unsigned["verdict"] == "unsigned"
    assert (code, err) == (5, "")


def test_a_defect_of_the_program_is_told_as_one_and_the_next_file_goes_on(tmp_path: Path) -> None:
    code, out, err = fhvalidate(*faults(tmp_path, "network"), SIGNED, *TRUST, "--lang=sv")

    assert code == 70
    assert "PermissionError, " in err
    assert out.startswith("GILTIG")


def test_a_password_comes_by_pipe_and_evidence_comes_back_as_bytes(tmp_path: Path) -> None:
    encrypted = FILES / "encrypted.pdf"
    (tmp_path / "secret").write_text("hemligt\n")
    kept = ("--evidence-out", tmp_path / "kept")

    with_it = fhvalidate(encrypted, "--password-file", tmp_path / "secret", *TRUST)
    code, _, _ = fhvalidate(SIGNED, *TRUST, *kept)

    assert with_it[0] == 5, with_it
    assert code == 0
    assert len(list((tmp_path / "kept").rglob("*.crl"))) > 0


def test_what_compares_files_reads_them_in_a_worker(tmp_path: Path) -> None:
    (hostile,) = faults(tmp_path, "crash")
    index = ("--index", tmp_path / "index.sqlite")
    original, copy = FILES / "minutes-signed.pdf", FILES / "minutes-printed.pdf"

    code, added, told = fhvalidate("index", "add", original, hostile, *index)
    _, matched, _ = fhvalidate("index", "find", copy, *index)
    revisions, _, why = fhvalidate("revisions", hostile)
    _, learned, _ = fhvalidate("trust", "learn", original)

    assert (code, "crash.pdf" in told, "1 " in added) == (2, True, True), told
    assert original.name in matched
    assert (revisions, "SIGSEGV" in why) == (6, True), why
    assert "SHA-256" in learned


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ends_with_its_caller(tmp_path: Path, end: signal.Signals) -> None:
    (hostile,) = faults(tmp_path, "hang")
    environment = {**os.environ, "PYTHONPATH": str(FAULTS)}
    command = [sys.executable, "-m", "fhvalidate", str(hostile)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as caller:
        children = Path(f"/proc/{caller.pid}/task/{caller.pid}/children")
        worker = until(lambda: children.read_text().split())[0]
        until(lambda: spent(worker) > 1)  # it is at the file
        caller.send_signal(end)

    until(lambda: not Path(f"/proc/{worker}").exists())


def spent(process: str) -> float:
    """Seconds of processor time that the process has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def until(found: Callable[[], T]) -> T:
    """What is found at last; without end it would never be found."""
    for _ in range(1200):
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError("never")


def test_a_limit_without_end_is_a_day(tmp_path: Path) -> None:
    endless = tmp_path / "endless.toml"
    numbers = (f"{key} = 999999999999" for key in ("worker_seconds", "worker_megabytes"))
    endless.write_text("\n".join(('name = "endless"', "[limits]", *numbers)))

    assert fhvalidate(SIGNED, *TRUST, "--policy", endless)[0] == 0


def test_what_no_worker_can_be_started_with_is_said() -> None:
    command = f"ulimit -n 8; {sys.executable} -m fhvalidate {SIGNED} --lang=en"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "could not be started" in done.stderr


def test_nothing_that_a_worker_says_is_carried_out() -> None:
    """No form that can name code to run crosses between processes."""
    risky = ("pickle", "marshal", "shelve", "multiprocessing", "concurrent.futures")
    modules = [path.read_text("utf-8") for path in (SOURCES / "isolated").rglob("*.py")]

    assert not [name for name in risky if any(f"import {name}" in text for text in modules)]
