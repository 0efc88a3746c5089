"""A folder that files come into: judged when whole, moved by a rename alone, lost by nothing."""

import hashlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from fhvalidate.batch.held_folder import held
from fhvalidate.batch.inbox import (
    DONE,
    NEEDS_ACTION,
    Inbox,
    Since,
    Stamp,
    look,
    made_inbox,
    seen_since,
    settled,
    stamp_of,
)
from fhvalidate.batch.lock import locked
from fhvalidate.batch.moving import NOTE, Judgement, Kept, clear_partials, deliver, free_name, undo
from fhvalidate.batch.watch import Waits, Watcher
from fhvalidate.errors import UsageError
from fhvalidate.isolated import IsolatedWorker, Settings
from fhvalidate.policy import Policy
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES, batch, start

TRUST = ("--trust", FILES / "trust", "--lang=sv")
ONCE = ("--once", "--settle=0.1", *TRUST)
NUMBER = "19121212-1212"
JUDGED = Judgement(DONE, {".html": "<p>", ".json": "{}"})
AT = datetime(2026, 3, 3, tzinfo=UTC)
MAX_STEPS = 60  # of one move, as the interpreter tells them; there are some twenty


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return made_inbox(tmp_path)


def put(inbox: Inbox, name: str, data: bytes = b"%PDF-1.7\n") -> Stamp:
    (inbox.waiting / name).write_bytes(data)
    return stamp_of((inbox.waiting / name).lstat())


def same(_: Path) -> Kept:
    return Kept.SAME


def contents(root: Path) -> Counter[str]:
    """How often each content is in the folders, reports left out."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    own = {".html", ".json", ".lock"}
    return Counter(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not own & {path.suffix, path.name}
    )


def names_in(inbox: Inbox) -> list[str]:
    """Every name in the three folders; a note half written beside them is no file."""
    folders = (inbox.waiting, inbox.root / DONE, inbox.root / NEEDS_ACTION)
    return sorted(path.name for folder in folders for path in folder.iterdir())


def test_each_file_is_afterwards_in_one_place_as_it_was_with_its_report(inbox: Inbox) -> None:
    for name in ("minutes-signed.pdf", "minutes-b-lt.pdf", "zero.pdf"):
        put(inbox, name, (FILES / name).read_bytes())
    put(inbox, f"{NUMBER}.pdf", b"%PDF-1.7\n%1")
    put(inbox, "r\x1b[31m\n-rf \udcff.pdf", b"%PDF-1.7\n%2")
    put(inbox, "l" * 251 + ".pdf", b"%PDF-1.7\n%3")
    put(inbox, "b.docx", b"PK\3\4")
    (inbox.waiting / "l.pdf").symlink_to(FILES / "minutes-b-lt.pdf")
    (inbox.waiting / "mapp").symlink_to(FILES)
    before = contents(inbox.root)

    said = batch("watch", inbox.root, *ONCE, "--log", inbox.root / "log", code=6)

    (inbox.root / "log").unlink()
    assert contents(inbox.root) == before
    assert {path.name for path in inbox.waiting.iterdir()} == {"l.pdf", "mapp"}
    assert "l.pdf ligger kvar i in: det är en länk" in said
    assert "Granskade: 7" in said
    assert "minutes-signed.pdf: giltig -> done/minutes-signed.pdf" in said
    # Valid, but somebody who was to sign has not.
    assert "minutes-b-lt.pdf: giltig -> needs-action/minutes-b-lt.pdf" in said
    assert len(list((inbox.root / DONE).iterdir())) == 3
    assert not {"\x1b", "\udcff"} & set(said)
    assert NUMBER not in said
    for place in (DONE, NEEDS_ACTION):
        moved = list((inbox.root / place).iterdir())
        for path in moved:
            if path.suffix not in {".html", ".json"}:
                report = json.loads(path.with_name(f"{path.name}.json").read_bytes())
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                assert report["document"]["sha256"] == digest
                assert (report["verdict"] == "valid") or place == NEEDS_ACTION
                assert path.with_name(f"{path.name}.html") in moved


def test_an_empty_folder_is_nothing_to_remark_on(tmp_path: Path) -> None:
    assert "Granskade: 0" in batch("watch", tmp_path / "ny", *ONCE, code=0)
    assert (tmp_path / "ny" / "in").is_dir()


def test_told_to_end_it_leaves_the_file_in_work_where_it_was(inbox: Inbox) -> None:
    put(inbox, "hang.pdf", b"%PDF-1.7\n%fault:hang")
    log = inbox.root / "log"

    with start("watch", inbox.root, *TRUST, "--settle=0.1", "--log", log) as process:
        assert process.stdout is not None
        for _ in range(600):
            if log.exists() and "begin" in log.read_text():
                break
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 0, out + err
    assert [path.name for path in inbox.waiting.iterdir()] == ["hang.pdf"]
    assert not (inbox.root / NOTE).exists()
    assert not list((inbox.root / NEEDS_ACTION).iterdir())


def test_two_do_not_run_in_one_folder(tmp_path: Path) -> None:
    with locked(tmp_path):
        said = batch("watch", tmp_path, *ONCE, code=2)

    assert "En annan körning" in said


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a process that does the work was killed before its so-manieth event."""
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event != "os.kill" and event.startswith(
                ("open", "os.", "ctypes.", "shutil.", "pathlib.")
            ):
                count += 1
                if count > step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("kept", list(Kept))
def test_killed_in_any_place_nothing_is_lost_and_it_is_judged_again(
    inbox: Inbox, kept: Kept
) -> None:
    for step in range(MAX_STEPS):
        stamp = put(inbox, "a.pdf")

        killed = killed_at(step, partial(deliver, inbox, "a.pdf", stamp, JUDGED, lambda _: kept))
        clear_partials(inbox)
        undo(inbox)

        names = names_in(inbox)
        whole = [["a.pdf"], ["a.pdf", "a.pdf.html", "a.pdf.json"]]
        assert names in whole, f"step {step}"
        assert (inbox.waiting / "a.pdf").exists() == (names == whole[0])
        for path in inbox.root.rglob("a.pdf*"):
            path.unlink()
        if not killed:
            break
    assert 5 < step < MAX_STEPS - 1


def test_an_undone_move_killed_in_any_place_is_undone_by_the_next(inbox: Inbox) -> None:
    for step in range(MAX_STEPS):
        stamp = put(inbox, "a.pdf")
        killed_at(0, lambda: None)

        def die(_: Path) -> Kept:
            os._exit(9)

        killed_at(MAX_STEPS, partial(deliver, inbox, "a.pdf", stamp, JUDGED, die))
        assert (inbox.root / NOTE).exists()
        killed = killed_at(step, lambda: undo(inbox))
        clear_partials(inbox)
        undo(inbox)

        assert names_in(inbox) == ["a.pdf"]
        assert (inbox.waiting / "a.pdf").exists()
        if not killed:
            break


def test_a_name_that_is_taken_is_never_written_over(inbox: Inbox) -> None:
    for number in range(3):
        stamp = put(inbox, "a.pdf", b"%d" % number)
        deliver(inbox, "a.pdf", stamp, JUDGED, same)
    (inbox.root / DONE / "b.pdf.json").write_text("another's")

    assert {path.read_bytes() for path in (inbox.root / DONE).glob("*.pdf")} == {b"0", b"1", b"2"}
    assert (inbox.root / DONE / "a-3.pdf.html").exists()
    with held(inbox.root / DONE) as folder:
        assert free_name(folder, "b.pdf") == "b-2.pdf"


def test_what_is_no_longer_what_was_judged_stays(inbox: Inbox) -> None:
    stamp = put(inbox, "a.pdf")
    with (inbox.waiting / "a.pdf").open("ab") as file:
        file.write(b"more")

    assert deliver(inbox, "a.pdf", stamp, JUDGED, same) is None
    stamp = put(inbox, "b.pdf")
    assert deliver(inbox, "b.pdf", stamp, JUDGED, lambda _: Kept.OTHER) is None

    assert {path.name for path in inbox.waiting.iterdir()} == {"a.pdf", "b.pdf"}
    assert not list((inbox.root / DONE).iterdir())


def test_a_file_that_came_meanwhile_keeps_its_name_when_a_move_is_undone(inbox: Inbox) -> None:
    stamp = put(inbox, "a.pdf", b"old")

    def other(_: Path) -> Kept:
        put(inbox, "a.pdf", b"new")
        return Kept.OTHER

    deliver(inbox, "a.pdf", stamp, JUDGED, other)

    assert (inbox.waiting / "a.pdf").read_bytes() == b"new"
    assert (inbox.waiting / "a-2.pdf").read_bytes() == b"old"


def test_a_file_is_judged_when_it_has_been_as_it_is_for_a_while(inbox: Inbox) -> None:
    put(inbox, "a.pdf")
    put(inbox, ".a.pdf.part")
    seen = seen_since({}, look(inbox), 10.0)
    put(inbox, "a.pdf", b"longer than it was")
    put(inbox, "b.pdf")
    seen = seen_since(seen, look(inbox), 13.0)

    assert settled(seen, 15.0, 5.0) == ()
    assert settled(seen_since(seen, look(inbox), 18.0), 18.0, 5.0) == ("a.pdf", "b.pdf")
    assert isinstance(seen["a.pdf"], Since)


def test_a_file_that_could_be_written_to_by_another_name_is_left(inbox: Inbox) -> None:
    put(inbox, "a.pdf")
    (inbox.root / "b.pdf").hardlink_to(inbox.waiting / "a.pdf")
    os.mkfifo(inbox.waiting / "p.pdf")

    assert look(inbox).left == {"a.pdf": "several-names", "p.pdf": "not-a-regular-file"}


def test_what_goes_wrong_with_one_file_keeps_no_other_waiting(inbox: Inbox) -> None:
    stamp = put(inbox, "a.pdf")
    worker = IsolatedWorker(Settings(TrustAnchors.none(), AT, Policy.named("default")))

    def gone(path: str) -> Report:
        raise UsageError("file-missing", path=path)

    def closed(path: str) -> Report:
        raise UsageError("file-not-readable", path=path, reason="permission-denied")

    def defect(_: str) -> Report:
        raise ZeroDivisionError

    def no_worker(_: str) -> Report:
        raise UsageError("worker-not-started", reason="no-memory")

    answers = [
        Watcher(inbox, worker, examine, Language.SV).take("a.pdf", stamp)
        for examine in (gone, closed, defect)
    ]

    assert answers == [Waits(), Waits("permission-denied"), Waits("defect")]
    assert (inbox.waiting / "a.pdf").exists()
    with pytest.raises(UsageError, match="worker-not-started"):
        Watcher(inbox, worker, no_worker, Language.SV).take("a.pdf", stamp)


@pytest.mark.parametrize("name", ["in", "done", "needs-action"])
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / name).symlink_to(tmp_path)

    with pytest.raises(UsageError, match="watch-folder-refused"):
        made_inbox(tmp_path / "w")


@pytest.mark.parametrize(
    "note",
    [
        "{",
        "[]",
        '{"name": "61", "folder": "..", "target": "61", "device": 1, "inode": 1}',
        '{"name": "61", "folder": "done", "target": "2e2e2f61", "device": 1, "inode": 1}',
        '{"name": "2e2e", "folder": "done", "target": "61", "device": 1, "inode": 1}',
        '{"name": 1, "folder": [], "target": "61", "device": 1, "inode": 1}',
    ],
)
def test_a_note_that_leads_out_of_the_folders_moves_nothing(inbox: Inbox, note: str) -> None:
    (inbox.root / NOTE).write_text(note)

    with pytest.raises(UsageError, match="watch-note-damaged"):
        undo(inbox)
    assert (inbox.root / NOTE).exists()
