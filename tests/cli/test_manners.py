"""Small manners: short options, silence, what was probably meant, help that fits."""

import json
from pathlib import Path

import pytest

from fhvalidate.cli.commands import MODULES
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.main import run
from fhvalidate.report.messages import Language
from fhvalidate.version import __version__
from tests.batch.places import FILES
from tests.cli.test_main import command

Output = pytest.CaptureFixture[str]
COMMANDS = sorted(every_parser(Language.EN))


def test_capital_v_tells_the_version(capsys: Output) -> None:
    assert run(["-V"]) == 0
    assert capsys.readouterr().out == f"fhvalidate {__version__}\n"


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_gives_the_exit_code_and_what_goes_wrong(option: str, capsys: Output) -> None:
    assert command("invalid.pdf", option) == 1
    assert capsys.readouterr() == ("", "")

    assert command("missing.pdf", "valid.pdf", option, "--lang=sv") == 2
    assert capsys.readouterr() == ("", "fhvalidate: missing.pdf finns inte.\n")


def test_quiet_still_writes_the_file_that_is_named(tmp_path: Path, capsys: Output) -> None:
    target = tmp_path / "report.json"

    assert command("valid.pdf", "-q", "--json", "--output", str(target)) == 0

    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text())["verdict"] == "valid"


def test_json_is_the_form_json(capsys: Output) -> None:
    command("valid.pdf", "--json")
    short = capsys.readouterr().out
    command("valid.pdf", "--format=json")

    assert short == capsys.readouterr().out


def test_the_detail_asked_for_is_taken(capsys: Output) -> None:
    signed, trust = str(FILES / "minutes-signed.pdf"), str(FILES / "root.pem")
    found = {}
    for detail in ("default", "full"):
        assert run([signed, "--trust", trust, "--at=2026-03-03", "--detail", detail, "--json"]) == 0
        found[detail] = json.loads(capsys.readouterr().out)["signatures"][0]

    assert found["default"]["details"] is None
    assert found["full"]["details"] is not None


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (["bath", "mapp", "--out", "r"], "batch"),
        (["revision", "a.pdf"], "revisions"),
        (["trsut", "list"], "trust"),
        (["signer", "a.pdf"], "signers"),
        (["batch", "exprt", "r"], "batch export"),
        (["trust", "lst"], "list"),
        (["index", "fnd", "a.pdf"], "find"),
        (["a.pdf", "--trsut", "x"], "--trust"),
        (["a.pdf", "--pasword-file=x"], "--password-file"),
        (["batch", "a", "--workes=2", "--out=r"], "--workers"),
        (["revisions", "a.pdf", "--extrct=1"], "--extract"),
        (["match", "a", "b", "--fromat=json"], "--format"),
        (["a.pdf", "--format=jsno"], "json"),
        (["completion", "bsh"], "bash"),
    ],
)
@pytest.mark.parametrize(("language", "asks"), [("sv", "Menade du"), ("en", "Did you mean")])
def test_what_was_probably_meant_is_asked(  # noqa: PLR0917
    argv: list[str],
    meant: str,
    language: str,
    asks: str,
    tmp_path: Path,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run([*argv, f"--lang={language}"]) == 2
    assert f"{asks} {meant}?" in capsys.readouterr().err


def test_a_file_with_nearly_the_name_of_a_command_is_a_file(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bath").write_bytes((FILES / "empty-field.pdf").read_bytes())

    assert run(["bath"]) == 5
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("word", ["nonsense.pdf", "batch.pdf", "zzz", "--zzz"])
def test_what_is_like_nothing_is_not_guessed_at(word: str, capsys: Output) -> None:
    run([word, "--lang=sv"])

    assert "Menade du" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mapp", "min mapp", "-mapp", "report", "it's"])
def test_a_folder_is_told_with_what_examines_it_to_be_pasted(
    name: str, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()

    assert run(["--lang=sv", "--", name]) == 2

    said = capsys.readouterr().err
    pasted = said.partition(" med ")[2].partition(" eller ")[0]
    assert shlex.split(pasted) == ["fhvalidate", "batch", f"./{name}", "--out", "RESULTAT"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_fits_a_terminal_and_tells_of_help_and_language(
    name: str, language: Language, capsys: Output
) -> None:
    assert run([*name.split(), "--help", f"--lang={language}"]) == 0
    long = capsys.readouterr().out
    assert run([*name.split(), "-h", f"--lang={language}"]) == 0

    assert long == capsys.readouterr().out
    assert max(map(len, long.splitlines())) <= 80
    assert "-h, --help" in long
    assert "--lang sv|en" in long
    assert f"fhvalidate {name}".strip() in long


def test_every_option_has_words() -> None:
    for language in Language:
        for name, parser in every_parser(language).items():
            without = [action.dest for action in parser._actions if not action.help]
            assert not without, name


def test_every_command_has_its_parser() -> None:
    assert {*MODULES, "signers", ""} == {name for name in COMMANDS if " " not in name}
