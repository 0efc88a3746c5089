"""What a nightly run leaves for people and for mail: the list, the line and the log."""

import json
from pathlib import Path

import pytest

from fhvalidate.cli.batch_log import opened
from fhvalidate.errors import UsageError
from tests.batch.places import FILES, batch, start

NUMBER = "19121212-1212"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "trasig.pdf").write_bytes(b"not a PDF")
    return folder


def test_a_night_in_one_line_with_what_is_new_moved_and_gone(archive: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "batch.log"
    common = (archive, "--out", out, "--workers=1", "--log", log, "--lang=sv", "--pages")
    batch(*common, "--quiet", code=6)
    (out / "pages" / "another's.html").touch()
    (archive / "trasig.pdf").rename(archive / "flyttad.pdf")
    (archive / f"{NUMBER}.pdf").write_bytes((FILES / "zero.pdf").read_bytes())

    with start(*common, "-q", "--since=run", "--summary") as process:
        said, _ = process.communicate()

    *listed, line = said.splitlines()
    assert line == "Filer: 2 (oläslig 2). Nya: 1. Ändrade utslag: 0. Att åtgärda: 2."
    pages = {path.name for path in (out / "pages").iterdir()}
    assert {"flyttad.pdf.html", "another's.html"} < pages
    assert len(pages) == 3
    assert len(listed) == 2
    assert [text.partition(":")[0] for text in listed] == ["ny", "flyttad"]
    assert NUMBER not in said
    lines = [json.loads(text) for text in log.read_text().splitlines()]
    assert [each["event"] for each in lines] == [
        "begin",
        "file",
        "end",
        "begin",
        *["file"] * 2,
        "end",
    ]
    assert NUMBER not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_line_that_is_asked_for_is_all_that_is_printed(archive: Path, tmp_path: Path) -> None:
    with start(archive, "--out", tmp_path / "out", "--summary", "--lang=en") as process:
        said, told = process.communicate()

    assert said == "Files: 1 (unreadable 1). New: 1. Changed verdicts: 0. To do: 1.\n"
    assert "as of now" in told


def test_nothing_is_added_to_a_file_that_is_no_log(tmp_path: Path) -> None:
    other, link = tmp_path / "protokoll.pdf", tmp_path / "link"
    other.write_bytes(b"%PDF-1.7\n")
    link.symlink_to(other)

    for path in (other, link, tmp_path):
        with pytest.raises(UsageError, match="output-not-writable"), opened(str(path)):
            pass
    assert other.read_bytes() == b"%PDF-1.7\n"
