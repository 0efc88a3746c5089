"""The documentation says what is so: what it shows is run, compared and looked up."""

import contextlib
import io
import json
import re
import tomllib
from datetime import UTC, datetime
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest

import fhvalidate
from docs import generate
from fhvalidate import Verdict
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.report.messages import Language
from fhvalidate.words.catalogue import catalogue
from tests.docs.examples import PAGES, ROOT, Block, blocks, replayed, working_folder

SOURCE = ROOT / "src" / "fhvalidate"
FIXTURES = ROOT / "tests" / "fixtures" / "files"
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
VERDICT_ROW = re.compile(r"^\| `(\w+)` \| ([A-ZÅÄÖ ]+) \| (\d+) \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def pages_with(kind: str) -> list[Any]:
    found = [page for page in PAGES if any(block.kind == kind for block in blocks(page))]
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in found]


@pytest.mark.usefixtures("socket_enabled")  # a loop of asyncio speaks to itself through one
@pytest.mark.parametrize("page", pages_with("python"))
def test_the_python_on_a_page_runs_and_prints_what_the_page_shows(page: Path) -> None:
    names: dict[str, object] = {"__name__": "example"}
    all_blocks = blocks(page)

    with working_folder(page):
        for block, following in zip(all_blocks, [*all_blocks[1:], Block("end", "")], strict=True):
            if block.kind != "python":
                continue
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block.text, str(page), "exec"), names)

            if following.info == "text output":
                assert printed.getvalue() == following.text


@pytest.mark.parametrize("page", pages_with("console"))
def test_the_commands_on_a_page_print_what_the_page_shows(page: Path) -> None:
    with working_folder(page):
        for block in blocks(page):
            if block.kind == "console":
                assert replayed(block) == block.text, "run: python -m tests.docs.examples"


@pytest.mark.parametrize("page", pages_with("json"))
def test_the_json_on_a_page_is_a_part_of_a_real_report(page: Path) -> None:
    trust = fhvalidate.TrustAnchors.from_path(FIXTURES / "root.pem")
    for block in blocks(page):
        if block.kind == "json":
            report = fhvalidate.validate(
                FIXTURES / block.facts["part-of"],
                trust=trust,
                at=datetime(2026, 3, 3, 9, tzinfo=UTC),
            )

            assert is_part(json.loads(block.text), json.loads(report.to_json()))


def is_part(part: object, whole: object) -> bool:
    """Whether each name and item of `part` stands in `whole` too, with the same value."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and is_part(part[key], whole[key]) for key in part)
    if isinstance(part, list) and isinstance(whole, list):
        return all(any(is_part(item, other) for other in whole) for item in part)
    return part == whole


@pytest.mark.parametrize("page", pages_with("toml"))
def test_the_toml_on_a_page_can_be_read(page: Path) -> None:
    for block in blocks(page):
        if block.kind == "toml":
            assert tomllib.loads(block.text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_on_a_page_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name) if name else page

        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def test_every_page_can_be_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {
        (index.parent / target).resolve()
        for target in LINK.findall(index.read_text(encoding="utf-8"))
        if ":" not in target
    }

    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= linked | {index}


def test_the_generated_pages_are_what_the_code_gives() -> None:
    assert generate.outdated() == [], "run: python docs/generate.py"


def test_the_readme_has_the_exit_code_of_every_verdict_and_names_the_others() -> None:
    told = {(v, sv, int(code)) for v, sv, code in VERDICT_ROW.findall(README)}
    said = catalogue(Language.SV)["verdict"]

    assert told == {(each.value, said[each.value], ExitCode.of(each)) for each in Verdict}
    others = {code.value for code in ExitCode} - {code for _, _, code in told}
    assert all(re.search(rf"\b{code}\b", README.split("## The commands")[0]) for code in others)


def test_the_readme_can_be_read_at_once_and_begins_with_two_commands() -> None:
    lines = README.splitlines()

    assert len(lines) < 200
    assert lines.index("## Two commands") < 10


def test_the_licences_that_are_told_are_those_of_what_is_always_depended_on() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [re.split(r"[<>=]", each)[0] for each in settings["project"]["dependencies"]]
    page = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    told = dict(
        re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page.split("## Licences")[1], re.MULTILINE)
    )

    assert list(told) == needed
    for name, licence in told.items():
        stated = licence_by_its_maker(name)
        assert re.split(r"[-,\s]", licence)[0].casefold() in stated.casefold(), (name, stated)


def licence_by_its_maker(name: str) -> str:
    """What the installed package says of its licence, in any of the places there are for it."""
    about = metadata(name)
    kinds = [each for each in about.get_all("Classifier", []) if each.startswith("License")]
    return " ".join(
        [*about.get_all("License-Expression", []), *about.get_all("License", []), *kinds]
    )


def test_the_extras_that_are_told_are_those_there_are() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    table = page.split("## Extras")[1].split("## Platforms")[0]
    cells = re.findall(r"^\| (`.+?) \| ", table, re.MULTILINE)
    told = [name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)]

    assert sorted(told) == sorted(settings["project"]["optional-dependencies"])


def test_the_architecture_page_names_every_module() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if path.name != "__init__.py"]
    data = [path for path in SOURCE.rglob("*.toml") if path.parent.name != "messages"]

    missing = [p.name for p in (*modules, *data) if p.stem not in ARCHITECTURE]
    assert missing == []


def test_the_architecture_page_names_no_module_that_is_not_there() -> None:
    blocks = [part.split("```")[0] for part in ARCHITECTURE.split("```text")[1:]]
    tree = next(block for block in blocks if "├── " in block)
    there = {path.name for path in SOURCE.rglob("*")}

    assert set(re.findall(r"[\w-]+\.(?:py|toml)\b", tree)) <= there


def test_the_floors_on_the_architecture_page_are_those_that_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")

    assert "\n".join(layers) in ARCHITECTURE
