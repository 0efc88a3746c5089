"""The man page: what man and mandoc make of it, and that it has every option."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from docs.man_page import man_page
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.report.messages import Language
from tests.docs.examples import ROOT

PAGES = {Language.EN: "fhvalidate.1", Language.SV: "fhvalidate.sv.1"}


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.mark.parametrize("language", Language)
def test_the_committed_page_is_what_the_parsers_give(language: Language) -> None:
    committed = (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")

    assert committed == man_page(language)


@pytest.mark.parametrize("language", Language)
def test_groff_has_nothing_to_warn_of_and_shows_every_option(language: Language) -> None:
    page = ROOT / "docs" / PAGES[language]
    done = subprocess.run(
        [needs("groff"), "-man", "-Tutf8", "-ww", "-Kutf8", str(page)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "GROFF_NO_SGR": "1"},
    )
    shown = plain(done.stdout)

    assert done.stderr == ""
    for parser in every_parser(language).values():
        for option in parser._option_string_actions:
            assert option in shown, option
    for code in ExitCode:
        assert f"\n       {code.value}" in shown


def plain(shown: str) -> str:
    """The text without the strokes that make it bold: a letter, a step back, the letter."""
    return re.sub(".\x08", "", shown)


@pytest.mark.parametrize("language", Language)
def test_mandoc_has_nothing_but_the_missing_date_to_warn_of(language: Language) -> None:
    page = ROOT / "docs" / PAGES[language]
    done = subprocess.run(
        [needs("mandoc"), "-Tlint", "-Wwarning", str(page)],
        capture_output=True,
        text=True,
        check=False,
    )

    told = [line for line in done.stdout.splitlines() if "STYLE" not in line]
    assert [line for line in told if "missing date" not in line] == []


def test_the_pages_come_with_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]

    assert shared == {
        "docs/fhvalidate.1": "share/man/man1/fhvalidate.1",
        "docs/fhvalidate.sv.1": "share/man/sv/man1/fhvalidate.1",
    }
    assert all((ROOT / Path(name)).is_file() for name in shared)
