"""Disks that fill up, results that are damaged or another's."""

import errno
import gc
import io
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from fhvalidate.batch.actions import todo_without_report
from fhvalidate.batch.export import replacing
from fhvalidate.batch.opening import FILE_NAME, broken_off, open_results, open_store
from fhvalidate.batch.store import PathEntry
from fhvalidate.batch.worksheet import Sink
from fhvalidate.cli.complaints import tell_open
from fhvalidate.errors import UsageError
from fhvalidate.isolated import Cause, NotJudged
from fhvalidate.report.messages import Language
from tests.batch.places import FILES, batch, judged_in, results, start


def copies(folder: Path, count: int) -> Path:
    """So many distinct files, none of them signed."""
    folder.mkdir()
    data = (FILES / "empty-field.pdf").read_bytes()
    for number in range(count):
        (folder / f"{number:03}.pdf").write_bytes(data + b"\n%" + str(number).encode())
    return folder


# --- what is not ours, or damaged -------------------------------------------------------------


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")


def _text(path: Path) -> None:
    path.write_text("results\n")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _truncated(path: Path) -> None:
    open_store(path.parent, limits="").close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _overwritten(path: Path) -> None:
    open_store(path.parent, limits="").close()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _newer(path: Path) -> None:
    open_store(path.parent, limits="").close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE run SET value = '9999' WHERE key = 'schema'")


FOREIGN = (_foreign, _text, _empty, _truncated, _overwritten, _pipe, _folder)


@pytest.mark.parametrize("make", FOREIGN)
def test_results_that_are_damaged_or_anothers_are_refused_and_left_as_they_are(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / FILE_NAME
    make(path)
    before = path.read_bytes() if path.is_file() else b""

    for attempt in (lambda: open_store(tmp_path, limits=""), lambda: open_results(tmp_path)):
        with pytest.raises(UsageError, match="results-damaged"):
            attempt()

    assert (path.read_bytes() if path.is_file() else b"") == before
    assert not list(tmp_path.glob(".partial-*"))


def test_results_of_a_newer_version_are_refused_as_that(tmp_path: Path) -> None:
    _newer(tmp_path / FILE_NAME)

    with pytest.raises(UsageError, match="results-other-version"):
        open_store(tmp_path, limits="")
    with pytest.raises(UsageError, match="results-other-version"):
        open_results(tmp_path)


def test_of_results_that_could_not_be_opened_nothing_stays_open(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with closing(open_store(tmp_path, limits="")) as store:
        store.set("runs", "many")

    with pytest.raises(UsageError, match="results-not-writable") as caught:
        open_store(tmp_path, limits="")

    # The error that is caught keeps what it was about.
    held = [os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()]
    assert not [each for each in held if each.startswith(str(path))], caught.value


def test_the_command_says_what_to_do_about_results_that_are_not_ours(tmp_path: Path) -> None:
    _text(tmp_path / FILE_NAME)

    said = batch(FILES / "zero.pdf", "--out", tmp_path, "--lang=sv", code=2)

    assert str(tmp_path / FILE_NAME) in said
    assert "databas" in said
    assert (tmp_path / FILE_NAME).read_text() == "results\n"


def test_results_that_were_being_made_when_the_run_was_killed_are_made_anew(
    tmp_path: Path,
) -> None:
    (tmp_path / f".partial-{FILE_NAME}").write_bytes(b"half of a database")

    with closing(open_store(tmp_path, limits="")) as store:
        store.set("a", "b")

    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME}


# --- who may read it --------------------------------------------------------------------------


def test_everything_that_a_run_leaves_behind_is_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "ny" / "r"

    batch(FILES / "empty-field.pdf", "--out", out, "--quiet", code=5)
    batch("export", out, "--format=ndjson", "--output", tmp_path / "ut.ndjson", code=0)

    made = [tmp_path / "ny", out, *out.iterdir(), tmp_path / "ut.ndjson"]
    assert [str(path) for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_what_is_open_to_others_is_mentioned_and_stays_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, inner = tmp_path / "r", tmp_path / "r" / "results.csv"
    out.mkdir()
    out.chmod(0o755)
    inner.touch(mode=0o600)

    tell_open(Language.EN, out, inner, tmp_path / "nix")
    with replacing(inner, encoding="utf-8") as stream:
        stream.write("a")

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"{out}" in said
    assert "results.csv" not in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o755
    assert stat.S_IMODE(inner.stat().st_mode) == 0o600


# --- workers that do not start ----------------------------------------------------------------


def test_a_worker_that_dies_while_starting_is_tried_again_and_after_three_the_batch_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths, out = tmp_path / "deaths", tmp_path / "r"
    deaths.mkdir()
    for number in range(5):
        (deaths / str(number)).touch()
    monkeypatch.setenv("FHVALIDATE_TEST_DEATHS", str(deaths))
    call = (FILES / "empty-field.pdf", "--out", out, "--workers=1", "--quiet", "--lang=en")

    said = batch(*call, code=2)

    assert "could not be started (no room)" in said
    assert len(list(deaths.iterdir())) == 2
    batch(*call, code=5)


# --- disks that fill up -----------------------------------------------------------------------


def test_a_disk_that_is_full_keeps_what_was_committed_and_is_told_as_that(tmp_path: Path) -> None:
    store = open_store(tmp_path, limits="")
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    def fill() -> None:
        with broken_off(tmp_path):
            for number in range(1000):
                store.set(str(number), "x" * 1000)

    with pytest.raises(UsageError, match=r"results-failed.*no-space"):
        fill()
    kept = store.connection.execute("SELECT count(*) FROM run").fetchone()[0]
    store.close()

    with closing(open_store(tmp_path, limits="")) as again:
        assert again.get(str(kept - 3)) == "x" * 1000
        assert again.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that is full at once, and grows."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("mounting is for a superuser")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_at_any_moment_loses_nothing_that_was_done(
    tmp_path: Path, small_disk: Path
) -> None:
    root, out = copies(tmp_path / "a", 120), small_disk / "r"
    chance = random.Random(15)
    known: dict[str, int] = {}
    for size in (120, 160, 200, 300, 400, 450, 500, 700, 900, 1200):
        remounted = ["mount", "-o", f"remount,size={size}k", str(small_disk)]
        subprocess.run(remounted, check=True)
        with start(root, "--out", out, "--quiet", "--workers=2", "--lang=en") as process:
            if chance.random() < 0.3:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=chance.uniform(1, 6))
                process.send_signal(signal.SIGKILL)
            said = process.communicate()
        assert process.returncode in (2, 5, -signal.SIGKILL), said
        assert "Traceback" not in said[1]
        if process.returncode == 2:
            assert "disk is full" in said[1]
        if (out / FILE_NAME).exists():
            saved = tmp_path / "saved"
            shutil.rmtree(saved, ignore_errors=True)
            shutil.copytree(out, saved)
            found = judged_in(saved)
            assert {key: found[key] for key in known} == known
            known = found
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)

    batch(root, "--out", out, "--quiet", code=5)

    found = judged_in(out)
    assert {key: found[key] for key in known} == known
    assert len(results(out)) == len(found) == 120


# --- exports ----------------------------------------------------------------------------------


class _Full(io.BytesIO):
    """A file on a full disk."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "full")


def test_an_archive_on_a_full_disk_says_nothing_more_when_it_is_let_go() -> None:
    sink = Sink(_Full())

    with pytest.raises(OSError, match="full"):
        zipfile.ZipFile(sink, "w").writestr("a", b"x")
    gc.collect()  # a traceback that is printed here is an error of this test

    assert sink.write(b"more") == 4


def test_a_worksheet_that_has_no_room_is_told_in_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl", reason="needs the extra xlsx")
    store = open_store(tmp_path, limits="")
    outcome = NotJudged(Cause.MISSING)
    for number in range(200):
        path = f"/arkiv/{number}-{'x' * 200}.pdf"
        store.add_path(PathEntry(path, None, outcome, todo=todo_without_report(outcome)))
    store.close()
    command = ("prlimit", "--fsize=40000", sys.executable, "-m", "fhvalidate", "batch", "export")

    done = subprocess.run(
        [*command, str(tmp_path), "--format=xlsx", "--lang=en"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written (the file becomes larger than the system permits)" in done.stderr
    assert not list(tmp_path.glob("*.xlsx"))


def test_results_that_cannot_be_opened_now_are_not_to_be_moved_away(tmp_path: Path) -> None:
    open_store(tmp_path, limits="").close()
    (tmp_path / FILE_NAME).rename(tmp_path / "elsewhere")
    (tmp_path / FILE_NAME).symlink_to(FILE_NAME)

    with pytest.raises(UsageError, match="results-not-opened"):
        open_results(tmp_path)
