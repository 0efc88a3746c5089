"""The house's bounds on `validation/`: short modules, and processes that fit on a page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fhvalidate.validation

FOLDER = Path(fhvalidate.validation.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The name and the number of lines of each function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_and_its_functions_stay_short(module: Path) -> None:
    text = module.read_text("utf-8")

    assert len(text.splitlines()) <= LONGEST_MODULE
    assert {n: lines for n, lines in functions(ast.parse(text)) if lines > LONGEST_FUNCTION} == {}
