"""The table that closes the reports on several files: each file's verdict and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.report.layout import Style, document_name, lines, person
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import issuers, short_advice
from fhvalidate.report.signer_table import folded_columns
from fhvalidate.report.text import verdict_word
from fhvalidate.report.text_signers import row_name
from fhvalidate.trust.anchors import Purpose

MAX_NAMES = 5
_KEPT = "\xa0"  # between words of a verdict, at which no line is broken


@frozen
class ClosingRow:
    """One file: its name, verdict, signers and what to do, in words; the issuers it waits for."""

    cells: tuple[str, str, str, str]
    issuers: Mapping[str, frozenset[Purpose]]


def closing_row(report: Report, style: Style) -> ClosingRow:
    """What the closing table has of one report, of which nothing else need be kept."""
    signed = [row_name(report, row, style) for row in report.signers if row.signature is not None]
    names = ", ".join(signed[:MAX_NAMES])
    listed = [row_name(report, row, style) for row in report.signers]
    if not signed and listed and report.verdict is Verdict.REPRINTED:
        names = style.words("closing", "by-the-pages", names=", ".join(listed[:MAX_NAMES]))
    cells = (
        document_name(style, report.document.name),
        verdict_word(report, style).replace(" ", _KEPT),
        names or style.words("html", "none"),
        short_advice(report, style),
    )
    waiting = report.verdict is Verdict.INDETERMINATE
    return ClosingRow(cells, issuers(report) if waiting else FrozenMapping({}))


def closing_text(rows: Sequence[ClosingRow], style: Style) -> str:
    """The table of all files, then the issuers that files wait for, a row each.

    Ends in a line break.
    """
    heads = [style.words("closing", f"column-{name}") for name in _HEADS]
    told = [
        style.words("closing", "title", count=len(rows)),
        *folded_columns([heads, *(list(row.cells) for row in rows)], style.width),
    ]
    return "\n".join([*told, *_waiting(rows, style)]).replace(_KEPT, " ") + "\n"


def _waiting(rows: Sequence[ClosingRow], style: Style) -> list[str]:
    """The issuers that files wait for, most files first, and how to trust them."""
    waiting = Counter(issuer for row in rows for issuer in row.issuers)
    if not waiting:
        return []
    told = ["", *lines(style, style.words("closing", "issuers"))]
    wanted: set[Purpose] = set()
    for issuer, count in waiting.most_common():
        purposes = frozenset().union(*(row.issuers.get(issuer, frozenset()) for row in rows))
        wanted |= purposes
        for_these = style.words("closing", "for-both" if len(purposes) > 1 else _FOR[purposes])
        key = "awaited-one" if count == 1 else "awaited-many"
        text = style.words("closing", key, issuer=person(issuer), count=count, purposes=for_these)
        told += lines(style, text, first="  ", rest="      ")
    told += lines(style, style.words("closing", "add"))
    for purpose in (each for each in _ASKED if each in wanted):
        told += lines(style, style.words("closing", f"add-{purpose}"), first="  ")
        # Not folded: it is pasted.
        told.append("    " + style.words("closing", "add-command", purpose=purpose.value))
    return told


_ASKED = (Purpose.SIGNATURE, Purpose.TIMESTAMP)
_FOR = {frozenset({each}): f"for-{each}" for each in _ASKED}
_HEADS = ("file", "verdict", "signers", "to-do")
