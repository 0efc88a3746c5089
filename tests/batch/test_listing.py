"""What a batch finds to judge."""

import os
from pathlib import Path

import pytest

from fhvalidate.batch.listing import Filters, Skipped, listed
from fhvalidate.batch.names import NamesOnDisk


def names(folder: Path, filters: Filters | None = None, *more: str) -> list[str]:
    found = listed([str(folder), *more], filters or Filters(), Skipped())
    return sorted(item.path.removeprefix(f"{folder}/") for item in found)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "arkiv"
    (root / "2024" / "maj").mkdir(parents=True)
    for name in ("a.pdf", "B.PDF", "2024/c.pdf", "2024/maj/export.zip", "2024/anteckning.txt"):
        (root / name).write_bytes(b"")
    return root


def test_pdf_and_zip_files_of_folders_within_folders_are_found(archive: Path) -> None:
    assert names(archive) == ["2024/c.pdf", "2024/maj/export.zip", "B.PDF", "a.pdf"]


def test_patterns_choose_by_name_or_by_path(archive: Path) -> None:
    assert names(archive, Filters(("*.txt",))) == ["2024/anteckning.txt"]
    assert names(archive, Filters(exclude=("2024/*",))) == ["B.PDF", "a.pdf"]


def test_a_file_that_is_named_is_taken_whatever_its_name(archive: Path) -> None:
    path = archive / "2024" / "anteckning.txt"

    assert [item.path for item in listed([str(path)], Filters(), Skipped())] == [str(path)]


def test_links_are_followed_to_files_within_the_root_and_never_out_of_it(archive: Path) -> None:
    outside = archive.parent / "hemligt.pdf"
    outside.write_bytes(b"")
    (archive / "ut.pdf").symlink_to(outside)
    (archive / "runt").symlink_to(archive)
    (archive / "in.pdf").symlink_to(archive / "a.pdf")
    skipped = Skipped()

    found = [Path(item.path).name for item in listed([str(archive)], Filters(), skipped)]

    assert "in.pdf" in found
    assert "ut.pdf" not in found
    assert len(found) == 5
    assert skipped.links == 1


def test_what_is_no_regular_file_is_left_to_the_worker(archive: Path) -> None:
    os.mkfifo(archive / "ror.pdf")

    assert "ror.pdf" in names(archive)


def test_a_name_that_is_no_utf8_can_still_be_read(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xe5r.pdf"
    Path(os.fsdecode(raw)).write_bytes(b"")

    (item,) = listed([str(tmp_path)], Filters(), Skipped())

    assert item.path.endswith("/\\xe5r.pdf")
    assert os.fsencode(item.place.path) == raw


def test_urls_are_listed_through_fsspec(archive: Path) -> None:
    pytest.importorskip("fsspec", reason="needs the extra remote")

    found = [item.path for item in listed([f"file://{archive}/"], Filters(), Skipped())]

    assert sorted(found) == sorted(f"file://{archive}/{name}" for name in names(archive))
    assert all(item.place.is_url for item in listed([f"file://{archive}"], Filters(), Skipped()))


def test_names_on_disk_are_read_as_often_as_needed(tmp_path: Path) -> None:
    long = "å" * 50_000
    (tmp_path / "list").write_bytes(f"a.pdf\0{long}\0\0b.pdf".encode())
    with (tmp_path / "list").open("rb") as stream:
        on_disk = NamesOnDisk(stream.fileno(), first=("först",))

        assert list(on_disk) == list(on_disk) == ["först", "a.pdf", long, "b.pdf"]
