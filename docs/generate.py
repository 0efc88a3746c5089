"""Writes the reference pages that follow from the code; `--check` only compares them.

python docs/generate.py          # rewrites what differs
python docs/generate.py --check  # exits 1 if a committed page differs
"""

import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.report.messages import Language, words
from fhvalidate.report.messages.catalogue import groups, templates
from fhvalidate.report.schema import schema

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "fhvalidate"
SEVERITIES = ("error", "warning", "info")
NOTE = "<!-- Written by docs/generate.py; change the code and run it again. -->"


def report_schema() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def exit_codes() -> str:
    rows = [
        f"| {code.value} | {f'`{code.verdict}`' if code.verdict else '-'} "
        f"| {code.meaning(Language.EN)} | {code.meaning(Language.SV)} |"
        for code in ExitCode
    ]
    return "\n".join(
        [
            NOTE,
            "",
            "# Exit codes",
            "",
            "With several files, the first in this table that occurs is the command's.",
            "",
            "| code | document verdict | meaning | betydelse |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def findings() -> str:
    severity = severities()
    lines = [
        NOTE,
        "",
        "# Findings, evidence and errors",
        "",
        "Every `code` that a report or the command can show, with its sentence.",
        "`{name}` is a fact from `detail`.",
        "",
        "Severities: "
        + ", ".join(
            f"`{item}` ({words(Language.SV, 'severity', item).lower()})" for item in SEVERITIES
        )
        + ".",
    ]
    swedish = templates(Language.SV)
    for group, table in groups(Language.EN).items():
        lines += ["", f"## {group.replace('-', ' ').capitalize()}", ""]
        lines += ["| code | severity | English | svenska |", "|---|---|---|---|"]
        lines += [
            f"| `{code}` | {', '.join(severity[code]) or '-'} | {_cell(text)} "
            f"| {_cell(swedish[code])} |"
            for code, text in table.items()
        ]
    return "\n".join([*lines, ""])


def severities() -> dict[str, list[str]]:
    """The severities that the code gives each finding, read from the calls that make them."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(SOURCE.rglob("*.py")):
        for call in _calls(path):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="Finding"), attr=attr),
                    args=[ast.Constant(value=str(code)), *_],
                ) if attr in SEVERITIES:
                    found[code].add(attr)
    known = {code: sorted(given, key=SEVERITIES.index) for code, given in found.items()}
    return defaultdict(list, known)


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {
    "report.schema.json": report_schema,
    "exit-codes.md": exit_codes,
    "findings.md": findings,
}


def outdated() -> list[str]:
    """The pages whose committed text is not what the code gives."""
    return [name for name, make in PAGES.items() if _committed(name) != make()]


def _committed(name: str) -> str | None:
    path = REFERENCE / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    names = outdated()
    for name in names:
        print(f"docs/reference/{name}")
        if "--check" not in arguments:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            (REFERENCE / name).write_text(PAGES[name](), encoding="utf-8")
    return 1 if names and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
