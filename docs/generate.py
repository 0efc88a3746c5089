"""Writes the reference pages that follow from the code; `--check` only compares them.

python docs/generate.py          # rewrites what differs
python docs/generate.py --check  # exits 1 if a committed page differs
"""

import ast
import inspect
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any, get_args, get_type_hints

import fhvalidate
from fhvalidate import archive
from fhvalidate.cli.arguments import help_text
from fhvalidate.cli.complaints import SCHEMA, Complaint
from fhvalidate.cli.every_parser import every_parser
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.isolated.asking import LEFT_OUT, Asks
from fhvalidate.policy import Policy
from fhvalidate.report.messages import Language, words
from fhvalidate.report.schema import schema, schema_of
from fhvalidate.report.signer_table import SIGNERS_SCHEMA, SignersTable
from fhvalidate.web.api.openapi import description
from fhvalidate.web.problem_types import STATUS, URN
from fhvalidate.words.catalogue import groups, templates

sys.path.insert(0, str(Path(__file__).parent.parent))
from docs.etsi_report import page_text
from docs.man_page import man_page

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "fhvalidate"
SEVERITIES = ("error", "warning", "info")
NOTE = "<!-- Written by docs/generate.py; change the code and run it again. -->"
MAX_SIGNATURE = 88  # characters on one line of the API page


def error_schema() -> str:
    return json.dumps(schema_of(Complaint, SCHEMA), indent=2, ensure_ascii=False) + "\n"


def signers_schema() -> str:
    return json.dumps(schema_of(SignersTable, SIGNERS_SCHEMA), indent=2, ensure_ascii=False) + "\n"


def report_schema() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def interface() -> str:
    return json.dumps(description(), indent=2, ensure_ascii=False) + "\n"


def problems() -> str:
    return _page(
        "Problems that the service answers with",
        "What goes wrong is `application/problem+json` (RFC 9457) in the interface of our own, and",
        "at addresses that are no interface's: `type`, `title` in words, in the language that was",
        "asked for, `status` and `code`. Go by `code`. `type` is a name, the code after",
        f"`{URN}`; it leads to no address. With any other code and status 500",
        "it is the service, and not the document, that something is wrong with.",
        *(line for code, status in sorted(STATUS.items()) for line in _problem(code, status)),
    )


def _problem(code: str, status: int) -> Iterator[str]:
    yield from ("", f"## {code}", "", f"Status {status}.", "")
    yield from (templates(Language.EN)[code], "")
    yield f"På svenska: {templates(Language.SV)[code]}"


def exit_codes() -> str:
    rows = [
        f"| {code.value} | {f'`{code.verdict}`' if code.verdict else '-'} "
        f"| {code.meaning(Language.EN)} | {code.meaning(Language.SV)} |"
        for code in ExitCode
    ]
    return _page(
        "Exit codes",
        "With several files, the first in this table that occurs is the command's.",
        "",
        "| code | document verdict | meaning | betydelse |",
        "|---|---|---|---|",
        *rows,
        "",
        "`--format archivematica` ends with 0 for every verdict: Archivematica takes any other",
        "code for a command that has failed, and keeps nothing of what it said. The verdict is in",
        "the answer. 2, 70 and 130 mean there what they mean everywhere.",
    )


def command() -> str:
    return _page(
        "The command",
        "What `fhvalidate --help` prints, and `--help` after each command, in English and in",
        "Swedish (`--lang sv`). The same as a man page: [fhvalidate.1](../fhvalidate.1).",
        "What goes wrong, as JSON: [errors.md](errors.md).",
        *("", "```text", help_text(Language.EN).rstrip(), "```"),
        *("", "```text", help_text(Language.SV).rstrip(), "```"),
        *(line for name in every_parser(Language.EN) if name for line in _help(name)),
    )


def _help(name: str) -> Iterator[str]:
    yield from ("", f"## fhvalidate {name}")
    for language in (Language.EN, Language.SV):
        yield from ("", "```text", every_parser(language)[name].format_help().rstrip(), "```")


def errors() -> str:
    whole: Any = schema_of(Complaint, SCHEMA)
    properties = whole["$defs"]["Complaint"]["properties"]
    rows = [f"| `{key}` | {_cell(_kind(of))} |" for key, of in properties.items()]
    rows = [row.replace("(#message)", "(report.md#message)") for row in rows]
    return _page(
        "Errors as JSON",
        "Where JSON was asked for (`--json`, `--format json`), what goes wrong is a JSON object a",
        "line on standard error. Standard output has answers and nothing else. The exit codes are",
        "the same.",
        "",
        "With several files, one that fails has an object here: `file` names it as the command",
        "line does, personal identity numbers masked, and `number` tells which of the files it is,",
        "from 1. Both are null where the whole call failed. An object without `exit_code` only",
        "tells something.",
        "",
        "Whoever reads this goes by `code` ([all of them](findings.md)) and `exit_code`",
        "([what each means](exit-codes.md)). `detail` has the facts as text; `near`",
        "there is what was probably meant. As JSON Schema: [error.schema.json](error.schema.json).",
        *("", "| name | value |", "|---|---|", *rows),
    )


def findings() -> str:
    severity = severities()
    swedish = templates(Language.SV)
    shown = ", ".join(f"`{s}` ({words(Language.SV, 'severity', s).lower()})" for s in SEVERITIES)
    lines = [
        "Every `code` that a report or the command can show, with its sentence.",
        "`{name}` is a fact from `detail`.",
        "",
        f"Severities: {shown}.",
    ]
    for group, table in groups(Language.EN).items():
        lines += ["", f"## {group.replace('-', ' ').capitalize()}", ""]
        lines += ["| code | severity | English | svenska |", "|---|---|---|---|"]
        lines += [
            f"| `{code}` | {', '.join(severity[code]) or '-'} | {_cell(text)} "
            f"| {_cell(swedish[code])} |"
            for code, text in table.items()
        ]
    return _page("Findings, evidence and errors", *lines)


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
                case ast.Call(
                    func=ast.Name(id="_by_policy"),
                    args=[ast.Constant(value=str(code)), *_],
                ):
                    found[code] |= {"error", "warning"}
    known = {code: sorted(given, key=SEVERITIES.index) for code, given in found.items()}
    return defaultdict(list, known)


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def policy() -> str:
    text = (resources.files("fhvalidate.policies") / "default.toml").read_text(encoding="utf-8")
    stated = tomllib.loads(text)
    comments = list(_comments(text))
    lines = [
        "What `src/fhvalidate/policies/default.toml` says, and why.",
        "[How to write your own](../how-to/write-a-policy.md). Its digest in reports is",
        f"`{Policy.named('default').sha256}`.",
        "[What a file costs at each limit](limits.md), and what is told beyond it.",
    ]
    for table in ("x509", "signature", "changes", "preservation", "limits"):
        lines += ["", f"## {table}", "", "| key | default | meaning |", "|---|---|---|"]
        lines += [
            f"| `{key}` | `{json.dumps(stated[table][key])}` | {_cell(comment)} |"
            for section, key, comment in comments
            if section == table and key
        ]
    rows = [note for section, key, note in comments if "algorithm" in section and not key]
    lines += ["", "## cryptography.algorithm", "", rows[0], ""]
    lines += ["| name | least size | believed until | note |", "|---|---|---|---|"]
    lines += [
        f"| `{row['name']}` | {row.get('size', '-')} | {row.get('until', 'no end')} | {note} |"
        for row, note in zip(stated["cryptography"]["algorithm"], ["", *rows[1:]], strict=True)
    ]
    return _page("The validation policy", *lines)


def _comments(text: str) -> Iterator[tuple[str, str, str]]:
    """The comment on each table (its key empty) and key of a TOML file, above it or after it."""
    section, above = "", list[str]()
    for line in text.splitlines():
        if line.startswith("#"):
            above.append(line.removeprefix("#").strip())
            continue
        if line.startswith("["):
            section = line.strip("[]")
            yield section, "", " ".join(above)
        elif " = " in line:
            key, _, value = line.partition(" = ")
            yield section, key, " ".join(above) or value.partition(" # ")[2].strip()
        above = []


def report() -> str:
    whole: Any = schema()
    lines = [
        "The names are the JSON's and the attributes' alike. In the library, times are aware",
        "`datetime` values and lists are tuples; the JSON has times in UTC. Names may be added;",
        "none is renamed, removed or given another meaning while `schema` stays the same.",
        "As JSON Schema: [report.schema.json](report.schema.json).",
        "",
        "`fhvalidate signers --json` gives `document`, `verdict`, `signature_model` and `signers`",
        f"of it, under a `schema` of its own, `{SIGNERS_SCHEMA}`:",
        "[signers.schema.json](signers.schema.json). That is no report, and `Report.from_json`",
        "does not read it.",
    ]
    names = ["Report", *(name for name in whole["$defs"] if name != "Report")]
    for name in names:
        part = whole["$defs"][name]
        lines += ["", f"## {name}", "", *_as_markdown(part["description"]), ""]
        if "enum" in part:
            lines += [_values(part["enum"])]
            continue
        lines += ["| name | value |", "|---|---|"]
        lines += [f"| `{key}` | {_cell(_kind(of))} |" for key, of in part["properties"].items()]
        if not part["properties"]:
            lines[-2:] = ["No names yet."]
    return _page("The report, name by name", *lines)


def _kind(of: dict[str, Any]) -> str:
    """What a JSON Schema of one value allows, in words."""
    match of:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": choices}:
            return " or ".join(map(_kind, choices))
        case {"enum": values}:
            return _values(values)
        case {"items": items}:
            return f"list of {_kind(items)}"
        case {"format": "date-time"}:
            return "time"
        case {"type": kinds}:
            return " or ".join([kinds] if isinstance(kinds, str) else kinds)
        case _:
            raise ValueError(of)


def _values(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def api() -> str:
    public: dict[str, Any] = {name: getattr(fhvalidate, name) for name in fhvalidate.__all__}
    lines = ["What `import fhvalidate` gives, and nothing else is promised to stay."]
    for name in sorted(public, key=str.lower):
        thing = public[name]
        if isinstance(thing, str):
            lines += ["", f"## {name}", "", "The version, as text."]
        elif inspect.isclass(thing):
            lines += ["", f"## {name}", "", *_documented(thing), *_members(thing)]
        else:
            lines += ["", f"## {name}", "", *_signature(name, thing), *_documented(thing)]
    lines += ["", "# fhvalidate.archive", "", *_documented(archive)]
    for name in sorted(archive.__all__):
        thing = getattr(archive, name)
        lines += ["", f"## archive.{name}", "", *_signature(f"archive.{name}", thing)]
        lines += _documented(thing)
    return _page("The library", *lines)


def _members(cls: type) -> Iterator[str]:
    """The values of an enum; the attributes and public methods of any other class."""
    if issubclass(cls, Enum):
        yield from ("", "Values: " + _values(member.value for member in cls) + ".")
        return
    if is_dataclass(cls):
        yield from ("", "| attribute | type |", "|---|---|")
        yield from (f"| `{item.name}` | `{_cell(_type(item.type))}` |" for item in fields(cls))
    for name, member in vars(cls).items():
        function = getattr(member, "__func__", member)
        if inspect.isfunction(function) and not name.startswith("_"):
            yield from ("", f"### {cls.__name__}.{name}", "")
            yield from _signature(f"{cls.__name__}.{name}", getattr(cls, name))
            yield from _documented(function)


def _signature(name: str, function: Any) -> list[str]:
    given = inspect.signature(function)
    stated = [each for part in given.parameters.values() for each in _stated(part)]
    stated = [part for part in stated if part.name != "self"]
    parts = [_parameter(part) for part in stated]
    kinds = [part.kind for part in stated]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        parts.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    end = f") -> {_type(given.return_annotation)}"
    line = f"{name}({', '.join(parts)}{end}"
    if len(line) > MAX_SIGNATURE:
        line = "\n".join([f"{name}(", *(f"    {part}," for part in parts), end])
    return ["```text", line, "```", ""]


def _stated(part: inspect.Parameter) -> Iterator[inspect.Parameter]:
    """The parameter; for `**asked` of a pool, each that it stands for, with its default."""
    if part.kind is not inspect.Parameter.VAR_KEYWORD:
        yield part
        return
    if get_args(part.annotation) != (Asks,):
        raise ValueError(part)
    for name, kind in get_type_hints(Asks).items():
        yield inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=LEFT_OUT.get(name), annotation=kind
        )


def _parameter(part: inspect.Parameter) -> str:
    """The parameter as it is written in a call's definition, an enum's member by its name."""
    default = part.default
    if not isinstance(default, Enum):
        return _type(str(part))
    shown = _type(str(part.replace(default=inspect.Parameter.empty)))
    return f"{shown} = {type(default).__name__}.{default.name}"


def _type(annotation: Any) -> str:
    """The annotation without module names and quotation marks."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=\w)|'([A-Z]\w*)'", r"\1", text)


def _documented(thing: Any) -> list[str]:
    """The docstring as Markdown."""
    return _as_markdown(inspect.getdoc(thing) or "")


def _as_markdown(docstring: str) -> list[str]:
    """The lines of a docstring: its sections (Args, Raises and so on) become lists."""
    lines: list[str] = []
    for line in docstring.splitlines():
        item = re.match(r"    (\w[\w, ]*): (.*)", line)
        if re.fullmatch(r"(Args|Returns|Raises|Attributes):", line):
            lines += [f"**{line}**", ""]
        elif item:
            lines.append(f"- `{item[1]}`: {item[2]}")
        else:
            lines.append(("  " if lines and lines[-1][:2] in ("- ", "  ") else "") + line.strip())
    return [line.rstrip() for line in lines]


def _page(title: str, *lines: str) -> str:
    return "\n".join([NOTE, "", f"# {title}", "", *lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: dict[str, Callable[[], str]] = {
    "report.schema.json": report_schema,
    "report.md": report,
    "api.md": api,
    "command.md": command,
    "exit-codes.md": exit_codes,
    "findings.md": findings,
    "policy.md": policy,
    "errors.md": errors,
    "etsi-report.md": lambda: _page("The validation report of ETSI TS 119 102-2", page_text()),
    "openapi.json": interface,
    "problems.md": problems,
    "error.schema.json": error_schema,
    "signers.schema.json": signers_schema,
    "../fhvalidate.1": lambda: man_page(Language.EN),
    "../fhvalidate.sv.1": lambda: man_page(Language.SV),
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
