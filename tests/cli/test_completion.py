"""Completion in the shells themselves, made from the parsers."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fhvalidate.cli.arguments import FORMATS
from fhvalidate.cli.completion import SCRIPTS, commands
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.main import run
from fhvalidate.report.messages import Language

LINES = [
    ("fhvalidate rev", {"revisions"}),
    ("fhvalidate --form", {"--format"}),
    ("fhvalidate --format js", {"json"}),
    ("fhvalidate --lang ", {"sv", "en"}),
    ("fhvalidate a.pdf --evidence-o", {"--evidence-out"}),
    ("fhvalidate signers --format ", {"text", "csv", "json"}),
    ("fhvalidate batch exp", {"export"}),
    ("fhvalidate batch export --format pa", {"parquet"}),
    ("fhvalidate batch diff --exit", {"--exit-code"}),
    ("fhvalidate trust sta", {"status"}),
    ("fhvalidate trust add --purpose t", {"timestamp"}),
    ("fhvalidate index f", {"find"}),
    ("fhvalidate completion f", {"fish"}),
]


def script(shell: str, folder: Path) -> Path:
    path = folder / f"fhvalidate.{shell}"
    path.write_text(SCRIPTS[shell](commands(Language.SV), Language.SV))
    return path


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "protokoll ett.pdf").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def in_bash(here: Path, line: str) -> set[str]:
    """What bash would offer: its own function, asked as bash asks it."""
    words = line.split(" ")
    # As bash parts the words itself.
    words = [part for word in words for part in re.split("(=)", word) if part or word == ""]
    given = " ".join(f"'{word}'" for word in words)
    asked = (
        f"source {script('bash', here)}; COMP_WORDS=({given}); "
        f"COMP_CWORD={len(words) - 1}; _fhvalidate; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(
        [needs("bash"), "--norc", "-c", asked], capture_output=True, text=True, check=True, cwd=here
    )
    assert done.stderr == ""
    return {each for each in done.stdout.split("\n") if each}


@pytest.mark.parametrize(("line", "offered"), LINES)
def test_bash_offers_what_may_stand_there(line: str, offered: set[str], here: Path) -> None:
    assert in_bash(here, line) == offered


@pytest.mark.parametrize(
    "line", ["fhvalidate pro", "fhvalidate --trust pro", "fhvalidate batch export pro"]
)
def test_bash_offers_files_where_files_may_stand(line: str, here: Path) -> None:
    assert in_bash(here, line) == {"protokoll ett.pdf"}


def test_bash_offers_values_after_a_sign_too(here: Path) -> None:
    assert in_bash(here, "fhvalidate --format=ht") == {"html"}
    assert in_bash(here, "fhvalidate --format=") == set(FORMATS)


def test_bash_offers_no_file_where_a_time_must_stand(here: Path) -> None:
    assert in_bash(here, "fhvalidate --at pro") == set()


@pytest.mark.parametrize(("line", "offered"), LINES)
def test_fish_offers_what_may_stand_there(line: str, offered: set[str], here: Path) -> None:
    asked = f"source {script('fish', here)}; complete -C '{line}'"
    done = subprocess.run(
        [needs("fish"), "--no-config", "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=here,
        env={**os.environ, "HOME": str(here), "LC_ALL": "C.UTF-8"},
    )

    lines = [each.partition("\t")[0] for each in done.stdout.splitlines()]
    assert offered <= set(lines)
    if not line.endswith(" "):
        assert all(each.startswith(line.rpartition(" ")[2]) for each in lines)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("fhvalidate rev\t", "fhvalidate revisions "),
        ("fhvalidate --forma\t", "fhvalidate --format"),
        ("fhvalidate --format js\t", "fhvalidate --format json"),
        ("fhvalidate batch exp\t", "fhvalidate batch export"),
        ("fhvalidate batch diff --exit-c\t", "fhvalidate batch diff --exit-code"),
        ("fhvalidate trust sta\t", "fhvalidate trust status"),
        ("fhvalidate trust add --purpose tim\t", "fhvalidate trust add --purpose timestamp"),
        ("fhvalidate prot\t", r"fhvalidate protokoll\ ett.pdf"),
        ("fhvalidate completion fi\t", "fhvalidate completion fish"),
    ],
)
def test_zsh_completes_what_is_typed(typed: str, completed: str, here: Path) -> None:
    shell = needs("zsh")
    path = script("zsh", here)
    setup = f"PS1=; autoload -U compinit; compinit -D -u; source {path}; print -r begun-$((1+1))\n"

    told = at_a_terminal(shell, here, setup, typed, completed)

    assert completed in told


def at_a_terminal(shell: str, here: Path, setup: str, typed: str, awaited: str) -> str:
    """What an interactive shell shows after the line is typed, until it is what is awaited."""
    terminal, its_side = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(here)}
    with subprocess.Popen(
        [shell, "-f", "-i"],
        stdin=its_side,
        stdout=its_side,
        stderr=its_side,
        cwd=here,
        env={**environment, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    ) as process:
        try:
            os.close(its_side)
            os.write(terminal, setup.encode())
            read_until(terminal, "begun-2")
            os.write(terminal, typed.encode())
            return read_until(terminal, awaited)
        finally:
            process.kill()
            os.close(terminal)


def read_until(terminal: int, mark: str) -> str:
    """What the terminal shows until the mark, or until nothing more comes."""
    shown = ""
    while mark not in shown and select.select([terminal], [], [], 30)[0]:
        try:
            # Without the bell, which rings in the middle of a line.
            shown += os.read(terminal, 65_536).decode(errors="replace").replace("\a", "")
        except OSError:
            break
    return shown


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("shell", SCRIPTS)
def test_every_option_of_every_command_is_in_each_script(shell: str, language: Language) -> None:
    text = SCRIPTS[shell](commands(language), language)

    for name, parser in every_parser(language).items():
        assert f"'{name}'" in text.replace('"', "'").replace("\\'", "'")
        for option in parser._option_string_actions:
            assert (option if shell != "fish" else option.lstrip("-")) in text


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_script_is_one_that_its_shell_can_read(shell: str, here: Path) -> None:
    done = subprocess.run(
        [needs(shell), "-n", str(script(shell, here))], capture_output=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_command_prints_it(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell, "--lang=en"]) == 0
    assert capsys.readouterr().out == SCRIPTS[shell](commands(Language.EN), Language.EN)


@pytest.mark.parametrize("argv", [[], ["tcsh"], ["bash", "zsh"], ["bash", "--nix"]])
def test_another_shell_or_none_is_a_usage_error(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["completion", *argv, "--lang=sv"]) == 2
    assert capsys.readouterr().err.startswith("fhvalidate: ")


def test_no_pdf_is_opened_and_no_library_loaded_to_complete() -> None:
    asked = (
        "import sys; from fhvalidate.cli.main import run; run(['completion', 'bash']); "
        "assert not {'pikepdf', 'pypdfium2', 'aiohttp'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True)
