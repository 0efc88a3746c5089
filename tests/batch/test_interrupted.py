"""A batch over a few hundred files that is killed again and again, and one on a cluster."""

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.batch.places import FILES, TRUST, batch, results, start

COPIES = 9
CHEAP = ("empty-field.pdf", "garbage.pdf", "encrypted.pdf", "truncated.pdf", "picture.pdf")
SIGNED = ("minutes-b-lt.pdf", "minutes-b-b.pdf", "minutes-altered.pdf", "minutes-printed.pdf")
OPTIONS = (*TRUST, "--timeout=12", "--memory=600", "--workers=2", "--quiet")

pytestmark = pytest.mark.slow


def make_archive(root: Path) -> Path:
    """Some three hundred distinct files, duplicates and hostile ones among them."""
    (root / "filer").mkdir(parents=True)
    for number in range(50):
        for name in CHEAP:
            tail = b"" if number < 3 else b"\n%" + str(number).encode()  # the first are duplicates
            data = (FILES / name).read_bytes() + tail
            (root / "filer" / f"{number:02}-{name}").write_bytes(data)
    for name in SIGNED:
        for number in range(COPIES):
            shutil.copy(FILES / name, root / "filer" / f"signed-{number}-{name}")
    for fault in ("hang", "memory", "crash", "print"):
        (root / "filer" / f"{fault}.pdf").write_bytes(b"%PDF-1.7\n%fault:" + fault.encode())
    os.mkfifo(root / "filer" / "fifo.pdf")
    shutil.copy(FILES / "zero.pdf", root / "flyttas.pdf")
    return root


def inputs(root: Path) -> tuple[Path, Path]:
    """The folder, and last a file that is renamed while the folder is gone through."""
    return root / "filer", root / "flyttas.pdf"


def plain(folder: Path, root: Path) -> dict[str, object]:
    return {path.removeprefix(str(root)): row for path, row in results(folder).items()}


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, object]:
    root = make_archive(tmp_path / "a")
    with start(*inputs(root), "--out", tmp_path / "ra", *OPTIONS) as process:
        (root / "flyttas.pdf").rename(root / "flyttad.pdf")
        process.communicate()
    assert process.returncode == 1
    return plain(tmp_path / "ra", root)


def test_a_run_that_is_killed_again_and_again_ends_as_one_left_alone(
    tmp_path: Path, undisturbed: dict[str, object]
) -> None:
    root = make_archive(tmp_path / "b")
    (root / "flyttas.pdf").rename(root / "flyttad.pdf")
    chance = random.Random()
    kills = 0
    for _ in range(6):
        process = start(*inputs(root), "--out", tmp_path / "rb", *OPTIONS)
        with process, suppress(subprocess.TimeoutExpired):
            try:
                process.wait(timeout=chance.uniform(1.0, 8.0))
            finally:
                kills += process.poll() is None
                process.send_signal(signal.SIGKILL)
    batch(*inputs(root), "--out", tmp_path / "rb", *OPTIONS, code=1)

    found = plain(tmp_path / "rb", root)
    causes = {str(path): row[1] for path, row in found.items() if row[1] is not None}  # type: ignore[index]
    assert kills
    assert found == undisturbed
    assert causes == {
        "/filer/hang.pdf": "timeout",
        "/filer/memory.pdf": "memory",
        "/filer/crash.pdf": "crash",
        "/filer/fifo.pdf": "not-readable",
        "/flyttas.pdf": "missing",
    }


def test_ctrl_c_finishes_what_is_running_and_says_how_to_go_on(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "c")
    process = start(root / "filer", "--out", tmp_path / "rc", *TRUST, "--workers=1", "--lang=en")
    with process:
        until(process, tmp_path / "rc", 3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=1800)

    assert process.returncode == 130, err
    assert "Run the same command again" in err


def test_a_cluster_gives_the_same_also_when_a_worker_is_killed(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    root = make_archive(tmp_path / "d")
    for name in ("hang.pdf", "memory.pdf", "fifo.pdf"):
        (root / "filer" / name).unlink()
    alone = tmp_path / "alone"
    batch(root / "filer", "--out", alone, *OPTIONS, code=1)

    calm = tmp_path / "calm"
    batch(root / "filer", "--out", calm, *OPTIONS, "--cluster=local", code=1)
    disturbed = tmp_path / "disturbed"
    process = start(root / "filer", "--out", disturbed, *OPTIONS, "--cluster=local")
    with process:
        killed = kill_one_worker(process, disturbed)
        process.communicate(timeout=1800)

    assert killed
    assert process.returncode == 1
    assert plain(calm, root) == plain(alone, root)
    assert plain(disturbed, root) == plain(alone, root)


def kill_one_worker(process: "subprocess.Popen[str]", folder: Path) -> bool:
    """Kills a Dask worker once the first results are there."""
    until(process, folder, 20)
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(child, signal.SIGKILL)
                return True
    return False


def until(process: "subprocess.Popen[str]", folder: Path, count: int) -> None:
    """Waits until the run has committed so many paths, or has ended."""
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.2)
        with suppress(sqlite3.Error):
            if len(results(folder)) >= count:
                return


def test_the_archive_has_distinct_files_and_duplicates(tmp_path: Path) -> None:
    root = make_archive(tmp_path / "e")
    files = [path for path in (root / "filer").iterdir() if path.is_file()]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert len(files) > 280
    assert len(digests) < len(files)
