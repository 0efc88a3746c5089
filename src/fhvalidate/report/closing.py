"""The table that closes the reports on several files: each file's verdict and what to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fhvalidate.conclusion import Verdict
from fhvalidate.report.layout import Style, document_name, lines, person
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import issuers, short_advice
from fhvalidate.report.signer_table import columns
from fhvalidate.report.text import verdict_word

MAX_NAMES = 5


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One file: its name, verdict, signers and what to do, in words; the issuers it waits for."""

    cells: tuple[str, str, str, str]
    issuers: tuple[str, ...]


def closing_row(report: Report, style: Style) -> ClosingRow:
    """What the closing table has of one report, of which nothing else need be kept."""
    signed = [person(row.name) for row in report.signers if row.signature is not None]
    names = ", ".join(signed[:MAX_NAMES])
    listed = [person(row.name) for row in report.signers]
    if not signed and listed and report.verdict is Verdict.REPRINTED:
        names = style.words("closing", "by-the-pages", names=", ".join(listed[:MAX_NAMES]))
    cells = (
        document_name(style, report.document.name),
        verdict_word(report, style),
        names or style.words("html", "none"),
        short_advice(report, style),
    )
    return ClosingRow(cells, issuers(report) if report.verdict is Verdict.INDETERMINATE else ())


def closing_text(rows: Sequence[ClosingRow], style: Style) -> str:
    """The table of all files, then the issuers that files wait for, a row each.

    Ends in a line break.
    """
    heads = [style.words("closing", f"column-{name}") for name in _HEADS]
    told = [
        style.words("closing", "title", count=len(rows)),
        *columns([heads, *(list(row.cells) for row in rows)], style.width),
    ]
    waiting = Counter(issuer for row in rows for issuer in row.issuers)
    if waiting:
        told += ["", *lines(style, style.words("closing", "issuers"))]
        for issuer, count in waiting.most_common():
            key = "issuer-one" if count == 1 else "issuer-many"
            text = style.words("closing", key, issuer=person(issuer), count=count)
            told += lines(style, text, first="  ", rest="      ")
    return "\n".join(told) + "\n"


_HEADS = ("file", "verdict", "signers", "to-do")
