"""What others put into the folders of `batch watch` is neither followed, removed nor mistaken."""

import shutil
from pathlib import Path

import pytest

from fhvalidate.batch.held_folder import HeldFolder
from fhvalidate.batch.inbox import DONE, Inbox, made_inbox, stamp_of
from fhvalidate.batch.moving import (
    NOTE,
    Judgement,
    Kept,
    clear_partials,
    deliver,
    is_reports_name,
    undo,
)
from fhvalidate.errors import UsageError

JUDGED = Judgement(DONE, {".html": "<p>", ".json": "{}"})


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return made_inbox(tmp_path / "w")


def same(_: Path) -> Kept:
    return Kept.SAME


def delivered(inbox: Inbox, name: str, kept: object = same) -> str | None:
    (inbox.waiting / name).write_bytes(b"%PDF-1.7\n")
    stamp = stamp_of((inbox.waiting / name).lstat())
    assert stamp is not None
    return deliver(inbox, name, stamp, JUDGED, kept)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["x.pdf.html", "x.pdf.json", "x.pdf.HTML", "x.html ", "x.htm", "x.json.", "x.pdf\uff0ehtml",
     "x.pdf.html\u200b", "a.html" + "x" * 240],
)  # fmt: skip
def test_what_came_in_never_has_the_name_of_a_report(inbox: Inbox, name: str) -> None:
    found = delivered(inbox, name)

    assert found is not None
    assert not is_reports_name(found)
    assert (inbox.root / DONE / f"{found}.html").read_text() == "<p>"


def test_a_page_that_came_in_does_not_pass_for_the_report_on_another_file(inbox: Inbox) -> None:
    assert delivered(inbox, "beslut.pdf.html") == "beslut.pdf.html.received"
    assert delivered(inbox, "beslut.pdf") == "beslut.pdf"

    assert (inbox.root / DONE / "beslut.pdf.html").read_text() == "<p>"


def test_a_report_that_somebody_else_wrote_is_not_removed(inbox: Inbox) -> None:
    report = inbox.root / DONE / "x.pdf.html"

    def changed(_: Path) -> Kept:
        report.write_text("FOREIGN")
        return Kept.OTHER

    assert delivered(inbox, "x.pdf", changed) is None
    assert report.read_text() == "FOREIGN"
    assert not (inbox.root / DONE / "x.pdf.json").exists()
    assert (inbox.waiting / "x.pdf").exists()


@pytest.mark.parametrize("taken", ["x.pdf", "x.pdf.html", "x.pdf.json"])
def test_a_name_that_is_taken_in_the_moment_gives_the_next_one(
    inbox: Inbox, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = HeldFolder.write

    def meanwhile(folder: HeldFolder, name: str, data: bytes, *, over: bool) -> None:
        write(folder, name, data, over=over)
        if name == NOTE:
            (inbox.root / DONE / taken).write_text("FOREIGN")

    monkeypatch.setattr(HeldFolder, "write", meanwhile)

    assert delivered(inbox, "x.pdf") == "x-2.pdf"
    assert (inbox.root / DONE / taken).read_text() == "FOREIGN"
    assert not (inbox.root / NOTE).exists()


def test_a_link_in_the_place_of_the_note_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (inbox.root / NOTE).symlink_to(victim)

    with pytest.raises(UsageError, match="watch-note-damaged"):
        undo(inbox)
    assert delivered(inbox, "x.pdf") == "x.pdf"
    assert victim.read_text() == "precious"


def test_a_link_in_the_place_of_a_folder_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(inbox.root / DONE)
    (inbox.root / DONE).symlink_to(elsewhere)

    with pytest.raises(UsageError) as refused:
        delivered(inbox, "x.pdf")
    assert refused.value.detail["reason"] == "link"
    assert not list(elsewhere.iterdir())
    assert (inbox.waiting / "x.pdf").exists()


def test_a_folder_replaced_while_the_file_is_compared_gets_nothing(
    inbox: Inbox, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def replaced(_: Path) -> Kept:
        (inbox.root / DONE).rename(inbox.root / "aside")
        (inbox.root / DONE).symlink_to(elsewhere)
        return Kept.SAME

    assert delivered(inbox, "x.pdf", replaced) is None
    assert (inbox.waiting / "x.pdf").exists()
    assert not list(elsewhere.iterdir())


def test_what_was_being_written_is_cleared_and_nothing_else(inbox: Inbox, tmp_path: Path) -> None:
    ours = inbox.root / DONE / f".partial-{'0a' * 8}"
    ours.write_text("half")
    (inbox.root / f".partial-{'0b' * 8}").write_text("half")
    others = [inbox.root / ".partial-mine", inbox.root / DONE / f"partial-{'0a' * 8}"]
    for other in others:
        other.write_text("another's")
    (inbox.root / f".partial-{'0c' * 8}").symlink_to(tmp_path)
    (inbox.root / f".partial-{'0d' * 8}").mkdir()

    clear_partials(inbox)

    assert not ours.exists()
    left = {path.name[:11] for path in inbox.root.glob(".partial-*")}
    assert left == {".partial-mi", ".partial-0c", ".partial-0d"}
    assert all(other.exists() for other in others)


def test_the_folder_that_cannot_be_written_in_is_named(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: HeldFolder, name: str, data: bytes, *, over: bool) -> None:
        del name, data, over
        if folder.path == inbox.root:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(HeldFolder, "write", refused)

    with pytest.raises(UsageError) as told:
        delivered(inbox, "x.pdf")
    assert told.value.detail["path"] == str(inbox.root)
