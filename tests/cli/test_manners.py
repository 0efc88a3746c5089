"""Small manners: short options, silence, what was probably meant, help that fits."""

import json
import re
from pathlib import Path

import pytest

from fhvalidate.cli.commands import MODULES
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.main import run
from fhvalidate.report.messages import Language, sentence, words
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
    files = said.partition(" med: ")[2].partition(". En ")[0]
    assert shlex.split(files) == ["fhvalidate", f"./{name}/*.pdf"]
    folder = said.rpartition(" sida: ")[2].strip().removesuffix(".")
    assert shlex.split(folder) == ["fhvalidate", "batch", f"./{name}", "--out", "RESULTAT"]


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


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", Language)
def test_usage_has_every_option_of_the_list_with_its_value(name: str, language: Language) -> None:
    parser = every_parser(language)[name]
    usage, _, rest = parser.format_help().partition("\n\n")

    assert usage.startswith(words(language, "cli", "usage") + f"fhvalidate {name}".rstrip())
    assert rest[0].isupper()  # what the command is for is a sentence of its own
    if name in ("trust", "index"):  # the commands that follow have theirs
        return
    # A list of values that is too long for a line goes on in the next, after a sign for "or".
    shown = " ".join(usage.split()).replace("| ", "|")
    for action in parser._actions:
        if action.option_strings and action.dest not in ("help", "version", "debug"):
            value = "" if action.nargs == 0 else f" {action.metavar}"
            assert f"{action.option_strings[0]}{value}" in shown


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", Language)
def test_help_has_the_same_heading_and_an_end_to_its_lines(name: str, language: Language) -> None:
    told = every_parser(language)[name].format_help()

    assert f"\n{words(language, 'cli', 'options-title')}:\n" in told
    assert max(map(len, told.splitlines())) <= 80


def test_help_of_one_command_tells_of_no_other(capsys: Output) -> None:
    for name in ("import", "learn", "list", "update", "policies"):
        run(["trust", name, "--help", "--lang=sv"])
        told = capsys.readouterr().out
        assert "med learn" not in told
        assert "med update" not in told
        assert "export;" not in told
    run(["signers", "--help", "--lang=sv"])
    told = capsys.readouterr().out
    assert "html" not in told
    assert "--detail" not in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_the_version(name: str, capsys: Output) -> None:
    for option in ("-V", "--version"):
        assert run([*name.split(), option]) == 0
        assert capsys.readouterr().out == f"fhvalidate {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["valid.pdf", "--detail=full"], "--detail full gäller bara rapporten i JSON"),
        (["valid.pdf", "--detail=full", "--format=html"], "Lägg till --json"),
        (["signers", "valid.pdf", "--detail=full", "--json"], "--detail finns inte"),
        (["valid.pdf", "--json", "--format=html"], "--json och --format html säger emot"),
        (["valid.pdf", "--format=text", "--json"], "--json och --format text säger emot"),
        (["signers", "valid.pdf", "--format=csv", "--json"], "--json och --format csv säger emot"),
        (["revisions", "valid.pdf", "--format=text", "--json"], "säger emot varandra"),
        (["match", "a.pdf", "b.pdf", "--format=text", "--json"], "säger emot varandra"),
        (["batch", "diff", "a", "b", "--format=csv", "--json"], "säger emot varandra"),
        (["revisions", "-"], "revisions läser inte från standard in"),
        (["match", "-", "b.pdf"], "match läser inte från standard in"),
        (["match", "a.pdf", "-"], "match läser inte från standard in"),
        (["index", "add", "-"], "index add läser inte från standard in"),
        (["index", "find", "-"], "index find läser inte från standard in"),
        (["trust", "add", "-"], "trust add läser inte från standard in"),
        (["trust", "import", "-"], "trust import läser inte från standard in"),
        (["trust", "learn", "-"], "trust learn läser inte från standard in"),
        (["batch", "-", "--out=r"], "batch läser inte från standard in"),
        (["help"], "Menade du fhvalidate --help?"),
        (["help", "batch"], "Menade du fhvalidate --help?"),
        (["validate", "valid.pdf"], "En fil prövas utan kommando: fhvalidate FIL."),
        (["bath", "x"], "Menade du batch?"),
        (["--lang=en", "bath", "--lang", "sv"], "Menade du batch?"),
        (["--lang", "sv", "bath", "x", "--out=r"], "Menade du batch?"),
        (["--quiet", "validate", "valid.pdf"], "En fil prövas utan kommando"),
        (["--lang", "sv", "batch", "x"], "Kommandot batch ska stå först"),
        (["--lang", "sv", "signers", "x.pdf"], "Kommandot signers ska stå först"),
        (["trust", "--profile=p.toml"], "Ange ett kommando efter fhvalidate trust"),
        (["valid.pdf", "--at="], "Väljaren --at ska följas av ett värde"),
        (["valid.pdf", "--lang", ""], "Väljaren --lang ska följas av ett värde"),
        (["batch", "x", "--out=r", "--workers="], "Väljaren --workers ska följas av ett värde"),
        (["trust", "add", "x.pem", "--until="], "Väljaren --until ska följas av ett värde"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(
    argv: list[str],
    told: str,
    capsys: Output,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    monkeypatch.chdir(tmp_path)

    assert run(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    said = json.loads(err)["message"]["sv"] if "--json" in argv else err
    assert told in said


def test_trust_without_a_command_is_an_error_as_json(capsys: Output) -> None:
    assert run(["trust", "--json"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["code"] == "option-unknown"


@pytest.mark.parametrize("argv", [["trust"], ["trust", "--lang", "sv"], ["trust", "--lang=sv"]])
def test_trust_alone_gives_its_help(argv: list[str], capsys: Output) -> None:
    assert run(argv) == 0
    assert "policies" in capsys.readouterr().out


def test_a_time_that_has_not_been_is_told(capsys: Output, tmp_path: Path) -> None:
    signed = str(FILES / "minutes-signed.pdf")
    for argv in ([signed], ["batch", signed, "--workers=1", f"--out={tmp_path / 'r'}"]):
        run([*argv, "--at=2999-01-01", "--lang=sv"])
        assert "2999-01-01 23:59:59 CET har inte varit ännu." in capsys.readouterr().err
    run([signed, "--at=2026-03-03", "--lang=sv"])
    assert "har inte varit" not in capsys.readouterr().err
    run([signed, "--at=2999-01-01", "--quiet"])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("language", Language)
def test_a_count_of_one_reads_as_well_as_of_many(language: Language) -> None:
    ending = words(language, "batch-cli", "first-to-end", year=2031, count=1)
    full = sentence(language, "pool-full", {"queue": 1})

    for said in (ending, full):
        assert not re.search(r"\b1 \w", said), said
