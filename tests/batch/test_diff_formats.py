"""`fhvalidate batch diff`: its forms, and the exit code that tells a difference."""

import csv
import io
import json

import pytest

from fhvalidate.cli.main import run
from fhvalidate.isolated import NotJudged
from fhvalidate.report.model import Report
from tests.batch.test_results import open_filled
from tests.report import sample

Output = pytest.CaptureFixture[str]
Outcomes = dict[str, Report | NotJudged]
NUMBERED = "/arkiv/19800101-1231.pdf"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two runs: one verdict that differs, one path that is new, and one that stays."""
    kept: Outcomes = {"/arkiv/kvar.pdf": sample.valid()}
    before: Outcomes = {**kept, "/arkiv/=1+1.pdf": sample.valid()}
    after: Outcomes = {**kept, "/arkiv/=1+1.pdf": sample.ALL["invalid"], NUMBERED: sample.valid()}
    folder = tmp_path_factory.mktemp("runs")
    open_filled(folder / "a", before).close()
    open_filled(folder / "b", after, policy_sha256="another").close()
    return str(folder / "a"), str(folder / "b")


def test_json_is_one_object_with_the_changes_and_their_number(
    runs: tuple[str, str], capsys: Output
) -> None:
    assert run(["batch", "diff", *runs, "--json"]) == 0

    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["count"] == 2
    assert found["changes"] == [
        {"path": "/arkiv/19800101-****.pdf", "before": None, "after": "valid", "why": ["added"]},
        {"path": "/arkiv/=1+1.pdf", "before": "valid", "after": "invalid", "why": ["policy"]},
    ]
    assert err == ""


def test_ndjson_is_a_line_a_change(runs: tuple[str, str], capsys: Output) -> None:
    run(["batch", "diff", *runs, "--format=ndjson"])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["after"] for line in lines] == ["valid", "invalid"]


def test_csv_has_a_header_and_names_the_verdicts_as_the_export_does(
    runs: tuple[str, str], capsys: Output
) -> None:
    run(["batch", "diff", *runs, "--format=csv", "--lang=sv"])

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [tuple(row.values()) for row in rows] == [
        ("/arkiv/19800101-****.pdf", "", "valid", "added"),
        ("/arkiv/=1+1.pdf", "valid", "invalid", "policy"),
    ]


@pytest.mark.parametrize("form", ["text", "json", "ndjson", "csv"])
def test_personal_numbers_in_paths_are_masked_unless_asked_for(
    form: str, runs: tuple[str, str], capsys: Output
) -> None:
    run(["batch", "diff", *runs, f"--format={form}"])
    masked = capsys.readouterr().out
    run(["batch", "diff", *runs, f"--format={form}", "--show-personnummer"])

    assert "1231" not in masked
    assert NUMBERED in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json", "ndjson", "csv"])
def test_the_exit_code_7_tells_that_verdicts_differ_when_asked_for(
    form: str, runs: tuple[str, str], capsys: Output
) -> None:
    before, after = runs

    assert run(["batch", "diff", before, after, f"--format={form}"]) == 0
    assert run(["batch", "diff", before, after, f"--format={form}", "--exit-code"]) == 7
    capsys.readouterr()
    assert run(["batch", "diff", before, before, f"--format={form}", "--exit-code"]) == 0

    same = capsys.readouterr().out
    if form == "json":
        assert json.loads(same) == {"changes": [], "count": 0}
    else:
        assert same == ("path,before,after,why\r\n" if form == "csv" else "")


def test_the_text_is_in_words_and_tells_the_number(runs: tuple[str, str], capsys: Output) -> None:
    run(["batch", "diff", *runs, "--lang=sv"])

    out, err = capsys.readouterr()
    assert "/arkiv/=1+1.pdf: giltig -> ogiltig (policyn är en annan)\n" in out
    assert "Ändrade utslag: 2 st." in err


def test_an_unknown_form_is_a_usage_error(runs: tuple[str, str], capsys: Output) -> None:
    assert run(["batch", "diff", *runs, "--format=xlsx", "--lang=sv"]) == 2
    assert "text, json, ndjson, csv" in capsys.readouterr().err
