"""What goes wrong is JSON where JSON was asked for."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fhvalidate.cli import terminal
from fhvalidate.cli.complaints import SCHEMA, Complaint, asks_json
from fhvalidate.cli.main import run
from fhvalidate.report.schema import schema_of
from tests.batch.places import FILES
from tests.cli.test_main import command

Output = pytest.CaptureFixture[str]
CHECK = Draft202012Validator(schema_of(Complaint, SCHEMA))
V = str(FILES / "empty-field.pdf")


def told(capsys: Output) -> list[dict[str, Any]]:
    """The objects on standard error, each by its schema."""
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    for one in found:
        CHECK.validate(one)
    return found


@pytest.mark.parametrize(
    ("argv", "code", "exit_code"),
    [
        (["--json"], "file-not-named", 2),
        (["--json", V, "--nix"], "option-unknown", 2),
        (["--format=json", V, "--at"], "option-needs-value", 2),
        (["--format", "json", V, "--lang=de"], "option-value-unknown", 2),
        (["--json", V, "--trust=gone"], "trust-path-missing", 2),
        (["--json", V, "--output=gone/x"], "output-not-writable", 2),
        (["bath", "--json"], "command-unknown", 2),
        (["match", V, V, "--nix", "--json"], "option-unknown", 2),
        (["index", "find", V, "--index=gone", "--json"], "index-missing", 2),
        (["revisions", V, "--nix", "--json"], "option-unknown", 2),
        (["revisions", __file__, "--json"], "not-a-pdf", 6),
        (["signers", "gone.pdf", "--json"], "file-missing", 2),
        (["batch", "diff", "gone", "--json"], "batch-folders", 2),
    ],
)
def test_an_error_is_one_object_with_its_code_and_the_exit_code(
    argv: list[str], code: str, exit_code: int, capsys: Output
) -> None:
    given = run(argv)

    (one,) = told(capsys)
    assert (one["code"], one["exit_code"], given) == (code, exit_code, exit_code)
    assert one["message"]["sv"] != one["message"]["en"]


def test_each_file_that_fails_has_its_object_and_the_others_their_reports(capsys: Output) -> None:
    code = command("valid.pdf", "missing.pdf", "bug.pdf", "invalid.pdf", "--json")

    out, err = capsys.readouterr()
    objects = [json.loads(line) for line in err.splitlines()]
    assert code == 70
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["valid", "invalid"]
    assert [(one["file"], one["number"], one["exit_code"]) for one in objects] == [
        ("missing.pdf", 2, 2),
        ("bug.pdf", 3, 70),
    ]


def test_a_bug_has_its_traceback_in_the_object_when_asked_for(capsys: Output) -> None:
    command("bug.pdf", "--json", "--debug")

    (one,) = told(capsys)
    assert "ZeroDivisionError" in one["detail"]["traceback"]
    assert "\x1b" not in one["detail"]["traceback"]


def test_an_interruption_is_an_object_too(capsys: Output) -> None:
    assert command("interrupt.pdf", "--json") == 130

    (one,) = told(capsys)
    assert (one["code"], one["exit_code"], one["file"]) == ("interrupted", 130, None)


def test_personal_numbers_are_masked_in_it(capsys: Output) -> None:
    run(["19800101-1231.pdf", "--json"])
    masked = capsys.readouterr().err
    run(["19800101-1231.pdf", "--json", "--show-personnummer"])
    shown = capsys.readouterr().err

    assert "1231" not in masked
    assert json.loads(masked)["file"] == "19800101-****.pdf"
    assert json.loads(shown)["file"] == "19800101-1231.pdf"


def test_a_folder_with_a_number_in_its_name_is_masked_in_what_is_to_be_pasted(
    tmp_path: Path, capsys: Output
) -> None:
    folder = tmp_path / "19800101-1231 beslut"
    folder.mkdir()

    run([str(folder), "--lang=sv"])

    said = capsys.readouterr().err
    assert "1231" not in said
    assert "fhvalidate batch '" in said


def test_names_that_are_no_utf_8_leave_it_json(capsys: Output) -> None:
    run(["\udce5.pdf", "\x1b[31m.pdf", "--json"])

    assert [one["code"] for one in told(capsys)] == ["file-missing", "file-missing"]


def test_progress_is_not_told_between_the_objects(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda stream: stream is not sys.stdin)

    command("valid.pdf", "missing.pdf", "--json")

    assert [one["code"] for one in told(capsys)] == ["file-missing"]


def test_text_is_text_as_before(capsys: Output) -> None:
    command("missing.pdf", "--lang=en")

    assert capsys.readouterr().err == "fhvalidate: missing.pdf does not exist.\n"


@pytest.mark.parametrize(
    ("argv", "asked"),
    [
        (["--json"], True),
        (["--format", "json"], True),
        (["--format=json"], True),
        (["--json", "--format=text"], True),  # refused, and told as JSON
        (["--format=json", "--format=text"], False),
        (["--format=text", "--json"], True),
        (["--format"], False),
        (["--", "--json"], False),
        (["json"], False),
    ],
)
def test_json_that_is_asked_for_decides_else_the_last_form(argv: list[str], asked: bool) -> None:
    assert asks_json(argv) is asked
