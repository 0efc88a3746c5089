"""The clauses of other standards that are carried out, for docs/clauses.py: code and test cases.

A module carries out a clause that its text cites (`RFC 5280, 6.3.3`); a test module exercises those
in its constant EXERCISES.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CITED = re.compile(r"(RFC \d+|TS 119 612),\s+(\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of a standard that is carried out here, and what it is called there."""

    standard: str
    number: str
    title: str

    @property
    def name(self) -> str:
        """As tests and code write it."""
        return f"{self.standard}, {self.number}"


ROWS = tuple(
    Row(*row)
    for row in (
        ("RFC 5280", "4.1", "Basic certificate fields"),
        ("RFC 5280", "4.2", "Certificate extensions"),
        ("RFC 5280", "4.2.1.10", "Name constraints"),
        ("RFC 5280", "4.2.1.12", "Extended key usage"),
        ("RFC 5280", "4.2.1.13", "CRL distribution points"),
        ("RFC 5280", "5.2", "CRL extensions"),
        ("RFC 5280", "5.2.4", "Delta CRL indicator"),
        ("RFC 5280", "5.2.5", "Issuing distribution point"),
        ("RFC 5280", "5.3", "CRL entry extensions"),
        ("RFC 5280", "6.1.1", "Path validation: inputs"),
        ("RFC 5280", "6.1.2", "Path validation: initialization"),
        ("RFC 5280", "6.1.3", "Path validation: basic certificate processing"),
        ("RFC 5280", "6.1.4", "Path validation: preparation for the next certificate"),
        ("RFC 5280", "6.1.5", "Path validation: wrap-up"),
        ("RFC 5280", "6.3.3", "CRL processing"),
        ("RFC 5280", "7.1", "Internationalized names in distinguished names"),
        ("RFC 6960", "2.2", "OCSP responses: statuses"),
        ("RFC 6960", "4.1.1", "CertID"),
        ("RFC 6960", "4.2.1", "Syntax of responses, and who is named"),
        ("RFC 6960", "4.2.2.2", "Authorized responders"),
        ("RFC 6960", "4.4", "Extensions"),
        ("RFC 3161", "2.3", "The time-stamping unit's certificate"),
        ("RFC 3161", "2.4.2", "Time-stamp tokens"),
        ("TS 119 612", "5.3", "Trusted lists: scheme information"),
        ("TS 119 612", "5.5", "Trusted lists: service information"),
        ("TS 119 612", "5.5.9", "Trusted lists: service information extensions"),
    )
)


def other_standards(source: Path, cases: Mapping[str, list[str]]) -> Iterator[str]:
    """The part of the page on these clauses.

    Args:
        source: the package.
        cases: test cases by the clauses that they exercise, as `RFC 5280, 6.1.3`.
    """
    carrying = _carrying(source)
    yield from ("", "## Other standards", "")
    yield from ("| clause | title | module | cases |", "|---|---|---|---|")
    for row in ROWS:
        modules = ", ".join(f"`{each}`" for each in carrying[row.name]) or "-"
        yield f"| {row.name} | {row.title} | {modules} | {len(cases.get(row.name, []))} |"
    for row in ROWS:
        yield from ("", f"### {row.name} {row.title}", "")
        yield from (f"- {case}" for case in cases.get(row.name) or ["none by itself"])


def _carrying(source: Path) -> Mapping[str, list[str]]:
    """The modules that cite each row's clause, or a part of it that has no row of its own."""
    found: dict[str, list[str]] = {row.name: [] for row in ROWS}
    for path in sorted(source.rglob("*.py")):
        name = ".".join(path.relative_to(source).with_suffix("").parts)
        text = " ".join(path.read_text(encoding="utf-8").split())
        for row in sorted({_row_of(*cited) for cited in CITED.findall(text)}):
            if row in found:
                found[row].append(name)
    return found


def _row_of(standard: str, number: str) -> str:
    fitting = [
        row
        for row in ROWS
        if row.standard == standard and f"{number}.".startswith(f"{row.number}.")
    ]
    return max(fitting, key=lambda row: len(row.number)).name if fitting else ""
