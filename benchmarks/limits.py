"""What a file costs at each limit of the default policy, and one beyond it.

python -m benchmarks.limits [--only NAME ...] [--markdown FILE]

A file for each limit is made, judged in a fresh process and thrown away. Printed is a table, in
Markdown: processor seconds, peak memory in MB and the verdict at the limit, the same one beyond
it, and the limit that the report names there. Exits 1 when a limit is named at itself, or is not
named beyond. In a FILE that has such a table already, as docs/reference/limits.md, the rows are
put in the place of the old ones, and the rest of it stays.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.limit_files.cases import CASES
from fhvalidate import Policy
from fhvalidate.constraints import Limits

HEAD = (
    "| limit | value | measured with | at: CPU s | MB | verdict | beyond: CPU s | MB | verdict "
    "| told as |\n|---|--:|---|--:|--:|---|--:|--:|---|---|"
)
# What is told in other words than the limit's name.
OWN_WORDS = {
    "file_size": "file-too-large",
    "path_length": "chain-length-limit",
    "path_signature_checks": "chain-search-limit",
    "attachments": "attachments-not-examined",
    "text_characters": "text-unreadable",
    "read_in_document": "text-unreadable",
    "worker_seconds": "timeout",
    "worker_megabytes": "memory",
    "drawing_seconds": "pages-not-examined",
    "drawing_megabytes": "pages-not-examined",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one file took, and what was said of it."""

    seconds: float
    megabytes: int
    verdict: str
    told: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.seconds:.1f} | {self.megabytes} | {self.verdict}"


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one limit."""

    name: str
    value: int
    at: Figure
    beyond: Figure

    @property
    def is_right(self) -> bool:
        """Whether the limit is told beyond it, and not at it."""
        return not _names(self.name, self.at.told) and _names(self.name, self.beyond.told)

    def __str__(self) -> str:
        told = ", ".join(self.beyond.told) or "-"
        note = "" if self.is_right else " (!)"
        what = CASES[self.name].what
        return (
            f"| `{self.name}` | {self.value:,} | {what} | {self.at} | {self.beyond} "
            f"| {told}{note} |"
        )


def _names(name: str, told: tuple[str, ...]) -> bool:
    return any(word.startswith((name, OWN_WORDS.get(name, name))) for word in told)


def rows(names: list[str]) -> Iterator[Row]:
    """Each limit's figures, as they are taken."""
    limits = Policy.named("default").limits
    for name in names or [field.name for field in fields(limits)]:
        value, case = getattr(limits, name), CASES[name]
        if case.lowered:
            at, beyond = (figure(name, case.amount, n) for n in (0, case.lowered))
        else:
            at, beyond = (figure(name, value + n, 0) for n in (0, case.unit))
        yield Row(name, value, at, beyond)


def figure(name: str, amount: int, lowered: int) -> Figure:
    """A file with so many, made and judged in a process each."""
    with tempfile.TemporaryDirectory() as folder:
        paths = (f"{folder}/fil.pdf", f"{folder}/roots.pem")
        _run("making", name, str(amount), *paths)
        seconds, megabytes, verdict, told = json.loads(_run("judging", name, str(lowered), *paths))
    return Figure(seconds, megabytes, verdict, tuple(told))


def _run(module: str, *arguments: str) -> bytes:
    command = [sys.executable, "-m", f"benchmarks.limit_files.{module}", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def write(row: Row, path: Path) -> None:
    """Puts the row into the file's table, in the order of the limits."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{HEAD}\n"
    before, _, rest = text.partition(f"{HEAD}\n")
    lines = rest.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("| `")), len(lines))
    table = {line.split("`")[1]: line for line in (*lines[:count], str(row))}
    order = [field.name for field in fields(Limits)]
    ordered = sorted(table, key=lambda name: order.index(name) if name in order else -1)
    whole = [table[name] for name in ordered if name in order] + lines[count:]
    path.write_text(f"{before}{HEAD}\n" + "\n".join([*whole, ""]), encoding="utf-8")


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="NAME", default=[])
    parser.add_argument("--markdown", type=Path, help="a file for the table, too")
    chosen = parser.parse_args()
    print(HEAD, flush=True)
    wrong = 0
    for row in rows(chosen.only):
        wrong += not row.is_right
        print(row, flush=True)
        if chosen.markdown:  # at once: the whole takes minutes
            write(row, chosen.markdown)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
