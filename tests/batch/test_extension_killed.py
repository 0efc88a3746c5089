"""`batch extend` that is killed at every step: each file is whole, and none is extended twice.

A child process kills itself (SIGKILL) at its n-th call of the system that the interpreter tells of:
opening, renaming, removing, and looking up what changes two names at once. Every n is tried.
"""

import os
import random
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.batch.extension_journal import State
from fhvalidate.batch.extension_plan import EVENTS
from tests.batch.extending import MARK, digest, due_archive, entries, extend_all

TOLD = (
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.listdir",
    "ctypes.dlsym",
    "sqlite3.connect",
)
MOST = 400  # steps of a run over three files; of one it has some 40


def killed_at(step: int, results: Path, out: Path | None, *, below: Path) -> bool:
    """Whether a run in a child process was killed at that step; else it came to its end.

    Steps are told of what lies below the folder, and of what has no path.
    """
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            left = step

            def count(event: str, arguments: tuple[Any, ...]) -> None:
                nonlocal left
                if event not in TOLD:
                    return
                path = arguments[0] if arguments else ""
                named = isinstance(path, str) and path.startswith("/")
                if named and not str(path).startswith(str(below)):
                    return
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            extend_all(results, out=out)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def check_whole(files: dict[Path, bytes], out: Path | None, root: Path) -> None:
    """Every file is the old one or the extended one."""
    for path, data in files.items():
        assert path.read_bytes() in ((data, data + MARK) if out is None else (data,))
        copy = None if out is None else out / path.relative_to(root)
        assert copy is None or not copy.exists() or copy.read_bytes() == data + MARK


def check_ended(files: dict[Path, bytes], results: Path, out: Path | None, root: Path) -> None:
    """Every file is extended once, its events are there, and nothing else is."""
    told = entries(results)
    for path, data in files.items():
        place = path if out is None else out / path.relative_to(root)
        assert place.read_bytes() == data + MARK
        entry = told[path.name]
        assert (entry.state, entry.old_sha256) == (State.DONE, digest(data))
        assert entry.written is not None
        (events,) = (results / EVENTS).glob(f"*-{entry.written.sha256[:16]}.xml")
        assert events.read_bytes().endswith(b"</premis:premis>\n")
    assert len(list((results / EVENTS).glob("*.xml"))) == len(files)
    assert [p for p in root.rglob("*") if p.is_file() and p not in files] == []


def as_before(files: dict[Path, bytes], results: Path, out: Path | None) -> None:
    """Has the archive be as if nothing had been extended; its results stay."""
    for path, data in files.items():
        path.write_bytes(data)
    for journal in results.glob("extensions.sqlite*"):
        journal.unlink()
    for folder in (results / EVENTS, out):
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    ("copies", "count"),
    [(False, 1), (True, 1), pytest.param(False, 3, marks=pytest.mark.slow)],
)
def test_a_kill_at_any_step_leaves_whole_files_and_the_next_run_ends_it(
    tmp_path: Path, copies: bool, count: int
) -> None:
    files, results = due_archive(tmp_path, count)
    out, root = (tmp_path / "ut" if copies else None), tmp_path / "arkiv"
    kills = 0
    for step in range(1, MOST):
        as_before(files, results, out)

        killed = killed_at(step, results, out, below=tmp_path)

        check_whole(files, out, root)
        extend_all(results, out=out)
        check_ended(files, results, out, root)
        kills += killed
        if not killed:
            break
    assert 20 < kills < MOST - 1


@pytest.mark.slow
def test_two_hundred_files_with_kill_upon_kill(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 200)
    root, chance, kills = tmp_path / "arkiv", random.Random(), 0

    while killed_at(chance.randrange(20, 1500), results, None, below=tmp_path):
        kills += 1
        check_whole(files, None, root)

    extend_all(results)
    check_ended(files, results, None, root)
    assert kills > 3
