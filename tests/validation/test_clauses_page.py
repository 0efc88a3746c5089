"""docs/clauses.md follows from the code and the tests, and what the code says of tests is so."""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "docs" / "clauses.py"
NAMED = re.compile(r"\((test_\w+\.py): (test_\w+)\)")
MAX_MODULE, MAX_PROCESS = 300, 60


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    import sys

    spec = importlib.util.spec_from_file_location("clauses_page", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_what_the_code_gives(generator: ModuleType) -> None:
    assert generator.main(["--check"]) == 0


def test_every_clause_has_code_and_cases(generator: ModuleType) -> None:
    rows = [line for line in generator.clauses().splitlines() if re.match(r"\| 5\.", line)]

    assert len(rows) == len(generator.CLAUSES)
    assert [row for row in rows if row.endswith("| 0 |") or "| - |" in row] == []


def test_every_clause_of_another_standard_has_code_and_cases(generator: ModuleType) -> None:
    page = generator.clauses().splitlines()
    rows = [line for line in page if re.match(r"\| (RFC \d|TS 119 612)", line)]

    assert {row.split(",")[0] for row in rows} >= {"| RFC 5280", "| RFC 6960", "| RFC 3161"}
    assert [row for row in rows if row.endswith("| 0 |") or "| - |" in row] == []


def test_a_case_that_the_code_names_is_there() -> None:
    """Where the code departs from the standard, it names the test that shows it."""
    tests = {
        (path.name, node.name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    source = (ROOT / "src" / "fhvalidate").rglob("*.py")
    text = " ".join(" ".join(path.read_text("utf-8").replace("#", " ").split()) for path in source)
    named = {(file, name) for file, name in NAMED.findall(text)}

    assert named
    assert named - tests == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "fhvalidate" / "validation").glob("*.py")), ids=lambda p: p.name
)
def test_a_module_of_the_validation_can_be_read_at_a_sitting(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= MAX_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_PROCESS, node.name
