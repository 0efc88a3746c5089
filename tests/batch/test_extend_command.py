"""`fhvalidate batch extend` on files that are signed, by an authority over HTTP."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from fhvalidate import Level, validate
from fhvalidate.batch import extension_run
from fhvalidate.report.model import Report
from tests.archive.schemas import errors
from tests.batch.extending import due_archive
from tests.batch.extending import judged as judged_by_hand
from tests.batch.extending import report_on as report_of
from tests.cli.shell import Shell
from tests.extension.test_extend_command import at_hand
from tests.extension.tsa import Authority, answering
from tests.extension.worlds import today

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.isolated]
LATER = ("--due-before", "2090-01-01")
PERSONAL = "19800101-2383"  # made up


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@pytest.fixture
def tsa() -> Iterator[Authority]:
    with answering(today().unit) as authority:
        yield authority


@pytest.fixture
def judged(shell: Shell) -> Shell:
    """A folder with two signed files and one that is not, and the results of a batch."""
    data = today().signed()
    folder = shell.folder / "arkiv" / "2026"
    folder.mkdir(parents=True)
    (folder / f"beslut {PERSONAL}.pdf").write_bytes(data)
    (folder / "protokoll.pdf").write_bytes(data + b"\n%%EOF\n"[:1])
    (folder / "brev.pdf").write_bytes(b"%PDF-1.7\nnothing")
    batch(shell)
    return shell


def batch(shell: Shell) -> tuple[int, str]:
    results, archive = str(shell.folder / "res"), str(shell.folder / "arkiv")
    return shell.run("batch", archive, "--out", results, "--workers=1", "-q", *at_hand(shell))


def extend(shell: Shell, *options: str) -> tuple[int, str]:
    return shell.run("batch", "extend", str(shell.folder / "res"), *at_hand(shell), *options)


def report_on(path: Path) -> Report:
    return validate(path.read_bytes(), trust=today().bench().trust)


def check_events(folder: Path, count: int) -> None:
    """There are so many files of events, which say what was added."""
    events = list(folder.iterdir())
    assert len(events) == count
    for file in events:
        told = file.read_bytes()
        assert errors("premis-v3.xsd", told) == []
        assert PERSONAL not in told.decode()
        space = {"p": "http://www.loc.gov/premis/v3"}
        (detail, *_) = etree.fromstring(told).xpath("//p:eventDetail/text()", namespaces=space)
        assert 'levels-before="PAdES-BASELINE-B"' in detail
        assert 'levels-after="PAdES-BASELINE-LTA"' in detail
        assert "time-stamps-added" in detail


def test_the_files_of_an_archive_are_extended_in_their_places(
    judged: Shell, tsa: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extension_run, "MAX_IN_A_ROW", 1)
    monkeypatch.setattr(extension_run.patient, "__defaults__", ((0.0,),))
    folder = judged.folder / "arkiv" / "2026"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    log = str(judged.folder / "log")

    code, said = extend(judged, "--tsa", tsa.badly("busy"), "--in-place", *LATER)
    assert code == 3
    assert "Left: 2." in said
    assert "ended early" in said
    assert tsa.badly("busy") in said
    assert list((judged.folder / "res").glob(".extending-*")) == []
    assert all(path.read_bytes() == data for path, data in before.items())

    code, said = extend(judged, "--tsa", tsa.url, "--in-place", *LATER, "--log", log)

    assert code == 0, said
    assert "Extended: 2. Extended already: 0. Not extended: 0. Left: 0." in said
    assert PERSONAL not in said + Path(log).read_text(encoding="utf-8")
    assert before.pop(folder / "brev.pdf") == (folder / "brev.pdf").read_bytes()
    assert len(list(folder.iterdir())) == 3
    for path, data in before.items():
        assert path.read_bytes().startswith(data)
        report = report_on(path)
        assert report.verdict == "valid"
        assert report.signatures[0].confirmed_level is Level.LTA
    check_events(judged.folder / "res" / "extension-events", 2)
    with (judged.folder / "res" / "extensions.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["state"] for row in rows] == ["done", "done"]
    assert all(row["new_provable_until"] > row["provable_until"] for row in rows)
    outcomes = [json.loads(line) for line in Path(log).read_text(encoding="utf-8").splitlines()]
    assert [each.get("verdict") for each in outcomes if each["event"] == "file"] == 2 * ["extended"]

    asked = len(tsa.asked)
    again, said = extend(judged, "--tsa", tsa.url, "--in-place", *LATER)
    assert (again, len(tsa.asked)) == (0, asked)
    assert "Extended: 0. Extended already: 2." in said


def test_a_dry_run_lists_what_is_due_and_changes_nothing(shell: Shell) -> None:
    files, results = due_archive(shell.folder, 3)
    first = next(iter(files))
    named = first.rename(first.with_name(f"{PERSONAL}.pdf"))
    reports = {named: report_of(files[first], named.name)}
    judged_by_hand(results, reports)

    code, said = shell.run("batch", "extend", str(results), "--dry-run")

    assert code == 0
    assert "001.pdf" in said
    assert "2027-03-08" in said
    assert PERSONAL not in said
    assert "Files to extend now: 4. Nothing is changed." in said
    assert {path.read_bytes() for path in (named, *list(files)[1:])} == set(files.values())
    assert not (results / "extensions.sqlite").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--in-place",), "--tsa"),
        (("--tsa", "http://127.0.0.1:1/"), "--in-place"),
        (("--tsa", "http://127.0.0.1:1/", "--in-place", "--out", "ut"), "--in-place"),
        (("--tsa", "ftp://127.0.0.1/", "--in-place"), "ftp"),
        (("--tsa", "http://127.0.0.1:1/", "--in-place", "--level", "t"), "lta, lt"),
        (("--tsa", "http://127.0.0.1:1/", "--in-place", "--level", "lt", "--renew"), "--renew"),
        (("--dry-run", "--due-before", "snart"), "snart"),
    ],
)
def test_a_wrong_call_changes_nothing(shell: Shell, options: tuple[str, ...], told: str) -> None:
    _, results = due_archive(shell.folder, 1)

    code, said = shell.run("batch", "extend", str(results), *options)

    assert code == 2, said
    assert told in said
    assert not (results / "extensions.sqlite").exists()


def test_a_folder_without_results_is_no_folder_to_work_off(shell: Shell) -> None:
    code, said = shell.run(
        "batch", "extend", str(shell.folder / "slip"), "--tsa", "http://127.0.0.1:1/", "--in-place"
    )

    assert code == 2
    assert "fhvalidate batch" in said
    assert not (shell.folder / "slip").exists()
