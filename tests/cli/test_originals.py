"""`fhvalidate match` and `fhvalidate index`."""

import json
from pathlib import Path

import pytest

from fhvalidate.cli.main import run
from fhvalidate.places import index_path, snapshots_folder
from tests.reprint.judged import FILES

ORIGINAL = str(FILES / "minutes-signed.pdf")
PRINTED = str(FILES / "minutes-printed.pdf")
OTHER = str(FILES / "minutes-never-signed.pdf")
Output = pytest.CaptureFixture[str]


def test_match_says_how_much_the_copy_has_and_what_differs(capsys: Output) -> None:
    code = run(["match", ORIGINAL, PRINTED, "--lang", "sv"])

    said = capsys.readouterr().out
    assert said.startswith(f"Liknar {ORIGINAL} till ")
    assert "sida 1: " in said
    assert code in {0, 3}


def test_a_file_matches_itself_word_for_word(capsys: Output) -> None:
    code = run(["match", ORIGINAL, ORIGINAL, "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert (code, found["likeness"], found["contained"]) == (0, "same-words", 1.0)


@pytest.mark.parametrize(
    "argv",
    [
        ["match", ORIGINAL],
        ["match", ORIGINAL, "nowhere.pdf"],
        ["match", ORIGINAL, PRINTED, "--format", "xml"],
        ["match", ORIGINAL, PRINTED, "--unknown"],
        ["index", "remove", ORIGINAL],
        ["index", "find"],
        ["index", "find", ORIGINAL, "--index", "nowhere.sqlite"],
    ],
)
def test_what_cannot_be_carried_out_is_a_usage_error(argv: list[str], capsys: Output) -> None:
    assert run(argv) == 2
    assert capsys.readouterr().err.startswith("fhvalidate: ")


@pytest.mark.parametrize("argv", [["match", "--help"], ["index"], ["index", "--help"]])
def test_help_shows_how_it_is_written(argv: list[str], capsys: Output) -> None:
    assert run(argv) == 0
    assert f"fhvalidate {argv[0]}" in capsys.readouterr().out


def test_a_copy_is_led_to_its_original_and_the_words_compared(
    tmp_path: Path, capsys: Output
) -> None:
    pytest.importorskip("rensa", reason="fhvalidate[index] is not installed")
    index = ["--index", str(tmp_path / "made" / "index.sqlite")]

    added = run(["index", "add", ORIGINAL, OTHER, *index])
    capsys.readouterr()
    found = run(["index", "find", PRINTED, *index, "--format", "json"])

    rows = json.loads(capsys.readouterr().out)["originals"]
    assert (added, found) == (0, 0)
    assert rows[0]["name"] == str(Path(ORIGINAL).resolve())
    assert rows[0]["match"]["contained"] > 0.9


def test_one_original_is_told_in_the_singular(tmp_path: Path, capsys: Output) -> None:
    pytest.importorskip("rensa", reason="fhvalidate[index] is not installed")

    run(["index", "add", ORIGINAL, "--index", str(tmp_path / "index.sqlite"), "--lang", "sv"])

    assert capsys.readouterr().out == "1 original tillagt; indexet har 1.\n"


def test_the_index_is_kept_among_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")

    assert index_path() == Path("/srv/data/fhvalidate/originals.sqlite")
    assert index_path().parent == snapshots_folder().parent


@pytest.mark.parametrize(("language", "said"), [("sv", "är en mapp"), ("en", "is a folder")])
@pytest.mark.parametrize("words", [["index", "find"], ["index", "add"], ["match", __file__]])
def test_a_folder_is_told_with_what_to_give_instead(
    words: list[str], language: str, said: str, tmp_path: Path, capsys: Output
) -> None:
    """Not with how a folder is examined, which is another thing."""
    index = [] if words[0] == "match" else ["--index", str(tmp_path / "i.sqlite")]

    assert run([*words, str(tmp_path), *index, "--lang", language]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert ".pdf" in told
    assert "batch" not in told
