"""Every path that a batch is given is accounted for, whatever it leads to."""

import csv
import hashlib
import inspect
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fhvalidate.batch.listing import MAX_DEPTH, Filters, Skipped, listed
from tests.batch.places import FILES, TRUST, batch, results
from tests.hostile import files
from tests.shared import SHARED

GOOD = 100
NAME = "n" * 250  # bytes; sixteen of them, one in another, are longer than a path may be


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Path]:
    """Good files beside everything else that a name can lead to."""
    root = tmp_path / "arkiv"
    root.mkdir()
    for number in range(GOOD):
        shutil.copy(FILES / "empty-field.pdf", root / f"bra{number:03}.pdf")
    os.mkfifo(root / "ror.pdf")
    os.mknod(root / "uttag.pdf", 0o600 | stat.S_IFSOCK)
    make_device(root / "enhet.pdf")
    (root / "runt.pdf").symlink_to("runt.pdf")
    (root / "borta.pdf").symlink_to("finns-inte.pdf")
    (root / "mapp.pdf").mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/\xe5\xe4.pdf")).write_bytes(b"")
    make_deep(root / "djup", "d", MAX_DEPTH + 5)
    make_deep(root / "lang", NAME, 17)
    (root / "sluten").mkdir()
    shutil.copy(FILES / "zero.pdf", root / "sluten" / "inne.pdf")
    shutil.copy(FILES / "zero.pdf", root / "sluten.pdf")
    (root / "sluten.pdf").chmod(0)
    (root / "sluten").chmod(0)
    yield root
    (root / "sluten").chmod(0o700)
    remove_deep(root / "lang")


def make_device(path: Path) -> None:
    """A device that never ends, where we may make one; else a pipe."""
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(path)


def make_deep(top: Path, name: str, depth: int) -> None:
    """Folders within folders with a file at the bottom, also where no path leads any more."""
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("botten.pdf", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)


def remove_deep(top: Path) -> None:
    """Removes what pytest could not: a path to it would be too long."""
    while True:
        inner = top / NAME / NAME
        if not inner.exists():
            return
        lifted = top / "up"
        inner.rename(lifted)
        (top / NAME).rmdir()
        lifted.rename(top / NAME)


def causes(out: Path, root: Path) -> dict[str, object]:
    """Why each path that was not judged was not."""
    found = results(out).items()
    return {
        path.removeprefix(f"{root}/"): (row[1], row[2])
        for path, row in found
        if row[0] == "not-judged"
    }


def test_every_path_of_a_folder_of_everything_is_a_row(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "r"

    manifest = archive / "manifest.csv"
    manifest.write_text("path,sha256,reference\nbra001.pdf,,A\nsaknas.pdf,,B-17\n")
    named = (archive, tmp_path / "nix.pdf", "/dev/zero", "--manifest", manifest)

    said = batch(*named, "--out", out, *TRUST, "--lang=en", code=6, privileged=False)

    rows = results(out)
    assert sum(row[0] == "unsigned" for row in rows.values()) == GOOD
    special = ("not-readable", "not-a-regular-file")
    told = causes(out, archive)
    closed = told.pop("lang" + f"/{NAME}" * told_depth(told))
    assert closed == ("folder", "name-too-long")
    assert told == {
        "ror.pdf": special,
        "uttag.pdf": special,
        "enhet.pdf": special,
        "runt.pdf": ("not-readable", "link-loop"),
        "borta.pdf": ("not-readable", "broken-link"),
        "djup" + "/d" * (MAX_DEPTH - 1): ("folder", "too-deep"),
        "sluten": ("folder", "permission-denied"),
        "sluten.pdf": ("not-readable", "permission-denied"),
        "saknas.pdf": ("listed-only", ""),
        f"{tmp_path}/nix.pdf": ("missing", ""),
        "/dev/zero": special,
    }
    assert len(rows) == GOOD + len(told) + 1 + 1  # and the file whose name is no UTF-8
    assert f"{GOOD:>9}  not signed\n" in said
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    lines = [json.loads(line) for line in (out / "results.ndjson").read_text().splitlines()]
    assert {row["path"] for row in table} == {line["path"] for line in lines} == set(rows)
    assert {row["reference"] for row in table if row["path"].endswith("saknas.pdf")} == {"B-17"}
    assert f"was not found: 1 ({archive}/saknas.pdf)" in said
    page = (out / "report.html").read_text()
    assert all(path.rpartition("/")[2] in page for path in told)


def test_every_row_of_the_manifest_is_accounted_for(tmp_path: Path) -> None:
    root, out = tmp_path / "arkiv", tmp_path / "r"
    (root / "mapp").mkdir(parents=True)
    for name in ("a.pdf", "b.txt", "c.pdf", "../utanfor.pdf"):
        shutil.copy(FILES / "empty-field.pdf", root / name)
    os.mkfifo(root / "ror")
    (root / "trasig.zip").write_bytes(b"PK")
    digest = hashlib.sha256((root / "a.pdf").read_bytes()).hexdigest()
    names = (
        "mapp",
        "ror",
        "b.txt",
        "../utanfor.pdf",
        f"{tmp_path}/utanfor.pdf",
        "trasig.zip!/x.pdf",
        "saknas.pdf",
        "a.pdf",
    )
    manifest = root / "manifest.csv"
    manifest.write_text(
        "path,sha256,held_since,reference\n"
        + "".join(f"{name},,,\n" for name in names)
        + f"{root}/a.pdf,{digest},igår,\n"
        + "c.pdf,,,\n./c.pdf,,,\n"
    )

    said = batch(root, "--out", out, *TRUST, "--manifest", manifest, "--lang=en", code=6)

    told = {path: row[1:3] for path, row in results(out).items() if row[0] == "not-judged"}
    assert told.pop("a.pdf") == ("listed-twice", f"{root}/a.pdf")
    assert told.pop("../utanfor.pdf") == ("listed-twice", f"{tmp_path}/utanfor.pdf")
    assert told.pop(f"{root}/trasig.zip")[0] == "archive-damaged"
    assert {path.removeprefix(f"{root}/"): why for path, why in told.items()} == {
        "mapp": ("listed-elsewhere", "is-a-folder"),
        "ror": ("listed-elsewhere", "not-a-regular-file"),
        "b.txt": ("listed-elsewhere", "left-out"),
        f"{tmp_path}/utanfor.pdf": ("listed-elsewhere", "not-among-inputs"),
        "trasig.zip!/x.pdf": ("listed-elsewhere", "archive-not-read"),
        "saknas.pdf": ("listed-only", ""),
    }
    assert "outside what was named, or that is not examined: 5" in said
    assert "another row is for, too: 2 (../utanfor.pdf, a.pdf)" in said
    page = (out / "report.html").read_text()
    assert "outside what was named, or that is not examined: 5" in page
    assert "igår" in page
    assert "states no digest" in page


@pytest.mark.parametrize("name", ["fore.pdf", "{}/fore.pdf"])
def test_what_an_earlier_run_said_of_a_file_outlives_a_row_that_points_at_it(
    name: str, tmp_path: Path
) -> None:
    for file in ("fore.pdf", "nu.pdf"):
        shutil.copy(FILES / "empty-field.pdf", tmp_path / file)
    manifest, out = tmp_path / "manifest.csv", tmp_path / "r"
    manifest.write_text(f"path,sha256\n{name.format(tmp_path)},\n")
    batch(tmp_path / "fore.pdf", "--out", out, "--quiet", code=5)

    said = batch(tmp_path / "nu.pdf", "--out", out, "--manifest", manifest, "--lang=en")

    assert results(out)[f"{tmp_path}/fore.pdf"][0] == "unsigned"
    assert "outside what was named, or that is not examined: 1" in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a.pdf,00\n./a.pdf,11\n", "several rows for a.pdf that differ (the later on line 3)"),
        ('a.pdf,"00\n', "line 2"),
        (",00\n", "line 2"),
    ],
)
def test_a_manifest_with_a_row_that_would_be_lost_is_refused(
    text: str, told: str, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,sha256\n" + text)
    shutil.copy(FILES / "zero.pdf", tmp_path / "a.pdf")

    said = batch(
        tmp_path / "a.pdf", "--out", tmp_path / "r", "--manifest", manifest, "--lang=en", code=2
    )

    assert told in said
    assert str(manifest) in said


def told_depth(told: dict[str, object]) -> int:
    (path,) = [path for path in told if path.startswith("lang")]
    return path.count(NAME)


def test_a_file_that_vanishes_after_it_was_listed_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.pdf").write_bytes(b"")
    found = listed([str(tmp_path / "a")], Filters(), Skipped())

    item = next(found)
    (tmp_path / "a" / "x.pdf").unlink()

    assert item.barred is None  # the worker that opens it says that it is not there
    assert item.path.endswith("/x.pdf")


@pytest.mark.slow
def test_a_row_whose_file_comes_is_no_longer_told_as_missing(tmp_path: Path) -> None:
    root, out = tmp_path / "arkiv", tmp_path / "r"
    root.mkdir()
    manifest = root / "manifest.csv"
    manifest.write_text("path,sha256\nsen.pdf,\n")
    shutil.copy(FILES / "zero.pdf", root / "finns.pdf")
    batch(root, "--out", out, "--manifest", manifest, "--quiet", code=6)

    shutil.copy(FILES / "empty-field.pdf", root / "sen.pdf")
    said = batch(root, "--out", out, "--manifest", manifest, "--lang=en", code=6)

    assert results(out)[f"{root}/sen.pdf"][0] == "unsigned"
    assert "not found" not in said


@pytest.mark.slow
def test_one_of_each_hostile_file_leaves_the_good_ones_their_answers(
    archive: Path, tmp_path: Path
) -> None:
    for name, make in hostile_files():
        (archive / f"fientlig-{name}.pdf").write_bytes(make())
    given = SHARED / "hostile"
    for file in given.glob("*.pdf") if given.is_dir() else ():
        shutil.copy(file, archive / f"given-{file.name}")
    there = {str(path) for path in archive.glob("[bfg]*-*.pdf")}

    batch(archive, "--out", tmp_path / "r", *TRUST, "--quiet", "--workers=2")

    rows = results(tmp_path / "r")
    assert sum(row[0] == "unsigned" for row in rows.values()) >= GOOD
    assert there <= set(rows)
    assert not [path for path, row in rows.items() if row[1] == "crash"]


def hostile_files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Those that are made to cost, but for the legitimate large ones."""
    for name, make in inspect.getmembers(files, inspect.isfunction):
        told = inspect.signature(make)
        if told.return_annotation is bytes and not told.parameters and not name.startswith("large"):
            yield name, make
