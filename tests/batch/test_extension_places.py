"""`batch extend`: where extended files go, and how the way to them is found."""

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from fhvalidate.batch.extension_journal import State, open_journal
from fhvalidate.batch.extension_plan import Extended
from fhvalidate.batch.extension_run import MAX_WAITED, patient
from fhvalidate.batch.file_names import file_named, listed_name
from fhvalidate.errors import FetchError
from tests.batch.extending import (
    MARK,
    due_archive,
    entries,
    extend,
    extend_all,
    judged,
    report_on,
)
from tests.cli.shell import Shell


def test_copies_in_one_folder_are_no_extension_in_place_nor_in_another(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    one, two = tmp_path / "ett", tmp_path / "två"

    assert extend_all(results, out=one).extended == 2
    assert extend_all(results, out=two).extended == 2
    assert extend_all(results).extended == 2

    for path, data in files.items():
        inside = path.relative_to(tmp_path / "arkiv")
        assert [p.read_bytes() for p in (path, one / inside, two / inside)] == 3 * [data + MARK]
    assert extend_all(results, out=one).already == 2
    assert extend_all(results).already == 2


def test_copies_that_were_removed_are_made_again(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    out = tmp_path / "ut"
    copy = out / path.relative_to(tmp_path / "arkiv")
    extend_all(results, out=out)
    copy.unlink()

    assert extend_all(results, out=out).extended == 1
    assert copy.read_bytes() == files[path] + MARK


def test_a_dry_run_says_what_the_run_would_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, results = due_archive(tmp_path, 2)
    shell, out = Shell(tmp_path, capsys), tmp_path / "ut"

    def count(*options: str) -> str:
        code, said = shell.run("batch", "extend", str(results), "--dry-run", *options)
        assert code == 0, said
        return said.splitlines()[-1]

    extend_all(results, out=out)
    assert "now: 0." in count("--out", str(out))
    assert "now: 2." in count("--in-place")
    assert "now: 2." in count()
    assert "now: 2." in count("--out", str(tmp_path / "annan"))
    next(out.rglob("*.pdf")).unlink()
    assert "now: 1." in count("--out", str(out))
    extend_all(results)
    assert "now: 0." in count("--in-place")


def test_a_file_with_several_names_is_left_where_files_are_replaced(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    other = tmp_path / "annat namn.pdf"
    other.hardlink_to(path)

    assert extend_all(results).refused == 1
    assert path.read_bytes() == other.read_bytes() == files[path]
    assert entries(results)[path.name].reason == "batch-extend-hard-links"
    assert extend_all(results, out=tmp_path / "ut").extended == 1


def test_a_folder_that_has_become_a_link_out_of_the_archive_leads_nowhere(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    first = next(iter(files))
    away = tmp_path / "annanstans"
    first.parent.rename(away)
    first.parent.symlink_to(away)

    summary = extend_all(results)

    assert (summary.extended, summary.refused) == (1, 1)
    assert (away / first.name).read_bytes() == files[first]
    assert entries(results)[first.name].facts == {"reason": "link"}


def test_a_folder_that_becomes_a_link_while_a_file_is_extended_is_not_followed(
    tmp_path: Path,
) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    away = tmp_path / "annanstans"

    def swapping(data: bytes, name: str) -> Extended:
        path.parent.rename(away)
        path.parent.symlink_to(away)
        return extend(data, name)

    assert extend_all(results, swapping).refused == 1
    assert sorted(away.iterdir()) == [away / path.name]
    assert (away / path.name).read_bytes() == files[path]


def test_an_archive_that_is_reached_by_a_link_is_extended(tmp_path: Path) -> None:
    files, results = due_archive(tmp_path, 2)
    (tmp_path / "arkiv").rename(tmp_path / "disk")
    (tmp_path / "arkiv").symlink_to(tmp_path / "disk")

    assert extend_all(results).extended == 2
    assert all(path.read_bytes() == data + MARK for path, data in files.items())


def test_a_name_that_is_no_utf_8_is_extended_in_its_place_and_as_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "arkiv"
    folder.mkdir()
    raw = Path(os.fsdecode(os.fsencode(folder) + b"/l\xe4t.pdf"))
    raw.write_bytes(b"%PDF-1.7\n%")
    report = replace(report_on(raw.read_bytes(), "x"))
    told = Path(listed_name(str(raw)))
    assert told.name == r"l\xe4t.pdf"
    results = judged(tmp_path / "results", {told: report})

    assert extend_all(results, out=tmp_path / "ut").extended == 1
    assert extend_all(results).extended == 1

    assert raw.read_bytes() == b"%PDF-1.7\n%" + MARK
    assert [each.name for each in folder.iterdir()] == [raw.name]
    assert extend_all(results).already == 1
    assert (tmp_path / "ut" / told.name).exists()


def test_a_name_that_looks_like_a_told_one_is_that_name(tmp_path: Path) -> None:
    literal = tmp_path / r"l\xe4t.pdf"
    raw = Path(os.fsdecode(os.fsencode(tmp_path) + b"/l\xe4t.pdf"))
    assert file_named(str(literal)) == literal
    raw.touch()
    assert file_named(str(literal)) == raw
    literal.touch()
    assert file_named(str(literal)) == literal
    assert file_named(r"\x41.pdf") == Path(r"\x41.pdf")


def test_what_was_broken_off_in_one_place_is_ended_there_by_a_run_for_another(
    tmp_path: Path,
) -> None:
    files, results = due_archive(tmp_path, 1)
    (path,) = files
    out = tmp_path / "ut"
    extend_all(results, out=out)
    copy = out / path.relative_to(tmp_path / "arkiv")
    aside = copy.with_name(".partial-0123456789abcdef")
    copy.rename(aside)
    with closing(open_journal(results)) as journal:
        (entry,) = journal.entries(State.DONE)
        journal._set(entry, state=State.WRITTEN, partial=aside.name, premis=b"<premis/>")

    assert extend_all(results).extended == 1
    assert copy.read_bytes() == path.read_bytes() == files[path] + MARK


def test_an_authority_without_an_answer_is_waited_for_a_quarter_of_an_hour_in_all() -> None:
    waited: list[float] = []
    told: list[tuple[str, float]] = []

    def away(_digest: bytes, _algorithm: str) -> bytes:
        raise FetchError("busy", wait=200)

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return False

    asking = patient(away, wait, tell=lambda *each: told.append(each))
    for _ in range(3):
        with pytest.raises(FetchError):
            asking(b"", "sha512")

    assert sum(waited) <= MAX_WAITED
    assert told == [("busy", each) for each in waited] == 4 * [("busy", 200)]


def test_an_authority_that_says_no_is_not_asked_again() -> None:
    asked = []

    def no(_digest: bytes, _algorithm: str) -> bytes:
        asked.append(1)
        raise FetchError("status")

    with pytest.raises(FetchError):
        patient(no, lambda _: False)(b"", "sha512")
    assert asked == [1]
