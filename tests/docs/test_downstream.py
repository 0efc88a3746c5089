"""What others build on the library runs as it stands in docs/examples, on public names alone."""

import ast
import json
import re
import runpy
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import fhvalidate
from tests.docs.examples import ROOT

EXAMPLES = ROOT / "docs" / "examples"
FIXTURES = ROOT / "tests" / "fixtures" / "files"
TRUST = str(FIXTURES / "root.pem")
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
FILES = {
    "minutes-signed.pdf": "valid",
    "minutes-printed.pdf": "reprinted",
    "garbage.pdf": "unreadable",
}
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


def main_of(name: str) -> Callable[..., Any]:
    main: Callable[..., Any] = runpy.run_path(str(EXAMPLES / name))["main"]
    return main


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(FIXTURES / name, tmp_path / name)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "notes.txt").write_text("no PDF")
    return tmp_path


def names_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_an_inbox_is_classified_and_stays_as_it_is(
    inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = names_in(inbox)

    assert main_of("inbox.py")([str(inbox), TRUST], AT) == 0

    told = dict(line.split("\t")[::-1] for line in capsys.readouterr().out.splitlines())
    assert told == {**FILES, "folder.pdf": "file-is-directory"}
    assert names_in(inbox) == before


def test_an_inbox_is_sorted_into_folders_when_that_is_asked_for(inbox: Path) -> None:
    (inbox / "valid").mkdir()
    (inbox / "valid" / "minutes-signed.pdf").write_text("another of that name")

    main_of("inbox.py")([str(inbox), TRUST, "--move"], AT)

    assert (inbox / "reprinted" / "minutes-printed.pdf").is_file()
    assert (inbox / "unreadable" / "garbage.pdf").is_file()
    assert (inbox / "minutes-signed.pdf").is_file()
    assert (inbox / "valid" / "minutes-signed.pdf").read_text() == "another of that name"
    assert (inbox / "folder.pdf").is_dir()


@pytest.mark.parametrize(("name", "code"), [("minutes-signed.pdf", 0), ("minutes-printed.pdf", 1)])
def test_an_ingest_keeps_the_report_beside_the_file_and_says_whether_it_goes_on(
    inbox: Path, name: str, code: int
) -> None:
    assert main_of("ingest.py")([str(inbox / name), TRUST], AT) == code

    kept = inbox / f"{name}.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["verdict"] == FILES[name]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert not list(inbox.glob("*.part"))


def test_an_ingest_of_what_is_not_there_keeps_nothing(
    inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = names_in(inbox)

    assert main_of("ingest.py")([str(inbox / "missing.pdf"), TRUST], AT) == 2

    assert "missing.pdf finns inte." in capsys.readouterr().err
    assert names_in(inbox) == before


@pytest.mark.parametrize("script", ["inbox.py", "ingest.py"])
def test_a_wrong_path_of_trust_is_told_in_a_sentence(
    inbox: Path, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = inbox if script == "inbox.py" else inbox / "minutes-signed.pdf"

    assert main_of(script)([str(given), str(inbox / "no-root.pem")], AT) == 2

    told = capsys.readouterr()
    assert "no-root.pem finns inte." in told.err
    assert told.out == ""


def test_a_wrong_inbox_is_told_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main_of("inbox.py")([str(tmp_path / "elsewhere"), TRUST], AT) == 2

    assert "elsewhere: " in capsys.readouterr().err


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_example_is_short_and_asks_for_public_names_alone(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    tree = ast.parse(text)

    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(name and name.startswith("fhvalidate") for name in imported)
    assert set(re.findall(r"\bfhvalidate\.(\w+)", text)) <= set(fhvalidate.__all__)
    assert "fhvalidate.Pool(" in text, "files from outside are read in a process of their own"
    assert len(text.splitlines()) <= 60


def test_there_are_examples() -> None:
    assert [script.name for script in SCRIPTS] == ["inbox.py", "ingest.py"]
