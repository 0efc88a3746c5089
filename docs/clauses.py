"""Writes docs/clauses.md: clause, code and test cases; `--check` only compares it.

python docs/clauses.py          # rewrites the page if it differs
python docs/clauses.py --check  # exits 1 if the committed page differs

Which module carries out a clause stands in the first line of its docstring; which steps, in its
comments (`# 3) ...`); which tests exercise it, in the constant EXERCISES of each test module.
"""

import ast
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from other_clauses import other_standards

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "clauses.md"
SOURCE = ROOT / "src" / "fhvalidate"
TESTS = ROOT / "tests"
NOTE = "<!-- Written by docs/clauses.py; change the code and run it again. -->"
UNCHECKED = (
    "**No step was checked against the standard's own text**, which was not at hand. Every "
    "step was cross-checked against the comments of the processes in DSS 6.3 and pyHanko "
    "0.38 with pyhanko-certvalidator 0.33; the row *compared with* says where. Where the two "
    "differ from each other, or this from both, it is a departure below."
)
CLAUSE = re.compile(r"EN 319 102-1(?: V[\d.]+)?, (5(?:\.\d+)+)")
STEP = re.compile(r"#\s*((?:\d+|[a-z])(?:[,-] ?(?:\d+|[a-z]))*\)(?: [a-z]\))?)\s*(.*)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of EN 319 102-1, and what its steps were compared with in place of its text."""

    number: str
    title: str
    dss: str
    pyhanko: str


# What each clause is called in DSS 6.3 (package eu.europa.esig.dss.validation.process) and where
# pyHanko 0.38 has it (pyhanko.sign.validation.ades, or the module named).
CLAUSES = (
    Clause("5.1.3", "Status indications", "Indication, SubIndication", "AdESStatus"),
    Clause("5.1.4", "Validation constraints", "ValidationPolicy", "policy_decl"),
    Clause("5.2.2", "Format checking", "bbb.fc", "-"),
    Clause("5.2.3", "Identification of the signing certificate", "bbb.isc", "generic_cms"),
    Clause("5.2.4", "Validation context initialization", "bbb.vci", "-"),
    Clause("5.2.5", "Revocation freshness", "bbb.xcv.rfc", "certvalidator: ltv.time_slide"),
    Clause("5.2.6", "X.509 certificate validation", "bbb.xcv", "certvalidator: validate"),
    Clause("5.2.7", "Cryptographic verification", "bbb.cv", "generic_cms"),
    Clause("5.2.8", "Signature acceptance", "bbb.sav", "_ades_signature_crypto_policy_check"),
    Clause("5.3", "Basic signatures", "vpfbs", "ades_basic_validation"),
    Clause("5.4", "Time-stamps", "vpftsp", "ades_timestamp_validation"),
    Clause(
        "5.5",
        "With time and long-term validation material",
        "vpfswatsp (5.5)",
        "ades_with_time_validation",
    ),
    Clause("5.6.2.1", "Past certificate validation", "bbb.pcv", "certvalidator: ltv.ades_past"),
    Clause("5.6.2.2", "Validation time sliding", "bbb.vts", "certvalidator: ltv.time_slide"),
    Clause("5.6.2.3", "Extraction of proofs of existence", "vpfltvd.poe", "certvalidator: ltv.poe"),
    Clause("5.6.2.4", "Past signature validation", "bbb.psv", "ades_past_signature_validation"),
    Clause(
        "5.6.3", "Signatures providing long-term availability", "vpfltvd", "ades_lta_validation"
    ),
)


@dataclass(frozen=True, slots=True)
class Module:
    """A module with the clauses it cites, its public functions and the steps its comments name."""

    path: Path
    cites: frozenset[str]
    head: frozenset[str]
    functions: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(SOURCE).with_suffix("").parts)


def clauses() -> str:
    """The page."""
    modules = tuple(_modules())
    cases = _cases()
    parts = [
        NOTE,
        "",
        "# EN 319 102-1 V1.4.1, clause by clause",
        "",
        "Which code carries out each clause, and which test cases exercise it.",
        "",
        UNCHECKED,
        "",
        "| clause | title | module | cases |",
        "|---|---|---|---|",
        *(_row(clause, modules, cases) for clause in CLAUSES),
    ]
    for clause in CLAUSES:
        parts += _section(clause, modules, cases)
    parts += other_standards(SOURCE, cases)
    parts += [
        "",
        "## Departures",
        "",
        "Where the code says `NOTE:`, with the case that shows it.",
        "",
    ]
    parts += [f"- `{name}`: {text}" for name, text in _departures()]
    return "\n".join([*parts, ""])


def _row(clause: Clause, modules: tuple[Module, ...], cases: dict[str, list[str]]) -> str:
    carried = ", ".join(f"`{each.name}`" for each in _carrying(clause, modules)) or "-"
    return f"| {clause.number} | {clause.title} | {carried} | {len(cases[clause.number])} |"


def _section(
    clause: Clause, modules: tuple[Module, ...], cases: dict[str, list[str]]
) -> Iterator[str]:
    yield from ("", f"## {clause.number} {clause.title}", "")
    for module in _carrying(clause, modules):
        yield f"- `{module.name}`: {', '.join(f'`{each}`' for each in module.functions)}"
    also = [m for m in modules if clause.number in m.cites and m not in _carrying(clause, modules)]
    if also:
        yield f"- cited in {', '.join(f'`{each.name}`' for each in also)}"
    yield f"- compared with DSS `{clause.dss}`, pyHanko `{clause.pyhanko}`"
    yield "- checked against the standard's text: no step"
    steps = [step for module in _carrying(clause, modules) for step in module.steps]
    if steps:
        yield from ("", "Steps, in the code's words:", "")
        yield from (f"- {step}" for step in steps)
    yield from ("", "Cases:", "")
    yield from (f"- {case}" for case in cases[clause.number] or ["none by itself"])


def _carrying(clause: Clause, modules: tuple[Module, ...]) -> list[Module]:
    return [module for module in modules if clause.number in module.head]


def _modules() -> Iterator[Module]:
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        first = (ast.get_docstring(tree) or "").split("\n\n")
        head = frozenset(CLAUSE.findall(" ".join(first[0].split())))
        extra = frozenset(CLAUSE.findall(" ".join(" ".join(first).split())))
        functions = tuple(
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        )
        cites = frozenset(CLAUSE.findall(text))
        # A wrapped library is told of the clause; it does not carry it out.
        own = _known(head or extra) if "x509" not in path.parts else frozenset[str]()
        yield Module(path, cites, own, functions, tuple(_steps(path)))


def _known(numbers: frozenset[str]) -> frozenset[str]:
    """The clauses of the page that the numbers are, or lie within."""
    known = {clause.number for clause in CLAUSES}
    return frozenset(
        max(
            (each for each in known if f"{number}.".startswith(f"{each}.")), key=len, default=number
        )
        for number in numbers
    )


def _steps(path: Path) -> Iterator[str]:
    """The steps that comments name, each with the lines that follow it."""
    open_step = ""
    with tokenize.open(path) as stream:
        tokens = [
            t for t in tokenize.generate_tokens(stream.readline) if t.type == tokenize.COMMENT
        ]
    line = 0
    for token in tokens:
        found = STEP.match(token.string)
        if found:
            if open_step:
                yield open_step
            open_step = f"{found[1]} {found[2]}".strip()
        elif open_step and token.start[0] == line + 1:
            open_step += " " + token.string.lstrip("# ")
        elif open_step:
            yield open_step
            open_step = ""
        line = token.start[0]
    if open_step:
        yield open_step


def _cases() -> dict[str, list[str]]:
    """The test cases of each clause, by the constant EXERCISES of their module."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [
            node.name.removeprefix("test_").replace("_", " ")
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        place = path.relative_to(TESTS).as_posix()
        for number in _exercised(tree):
            found[number] += [f"{name} (`{place}`)" for name in names]
    return found


def _exercised(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="EXERCISES")], value=value):
                return tuple(ast.literal_eval(value))
    return ()


def _departures() -> Iterator[tuple[str, str]]:
    """Each `NOTE:` of the source, up to the case that it names or the end of its paragraph."""
    for path in sorted(SOURCE.rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if "NOTE:" not in line:
                continue
            words = []
            for each in lines[number:]:
                text = each.strip().removeprefix("#").strip()
                if not text or text == '"""':
                    break
                words.append(text)
                if text.endswith(").") and "test_" in " ".join(words):
                    break
                if not each.strip().startswith("#") and line.strip().startswith("#"):
                    words.pop()
                    break
            name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
            yield name, " ".join(words).split("NOTE:", 1)[1].strip()


def main(arguments: list[str]) -> int:
    page = clauses()
    differs = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page
    if differs:
        print(PAGE.relative_to(ROOT))
        if "--check" not in arguments:
            PAGE.write_text(page, encoding="utf-8")
    return 1 if differs and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
