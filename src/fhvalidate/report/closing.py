"""The table that closes the reports on several files: each file's verdict and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.report.layout import Style, document_name, lines, person
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import issuers, known, short_advice
from fhvalidate.report.signer_table import folded_columns
from fhvalidate.report.text import made_by, verdict_word
from fhvalidate.report.text_signers import row_name
from fhvalidate.trust.anchors import Purpose

MAX_NAMES = 5
_KEPT = "\xa0"  # between words of a verdict, at which no line is broken


@frozen
class ClosingRow:
    """One file: its name, verdict, signers and what to do, in words; the issuers it waits for.

    `made` says in words what examined it, and when; `known` names issuers of the catalogue.
    """

    cells: tuple[str, str, str, str]
    issuers: Mapping[str, frozenset[Purpose]]
    known: Mapping[str, str]
    verdict: Verdict
    made: str

    @property
    def verdict_word(self) -> str:
        """The verdict in words, whose lines may be broken."""
        return self.cells[1].replace(_KEPT, " ")


@frozen
class Awaited:
    """An issuer that nobody trusted stands behind, how many files wait for it, and what for.

    `known` is what it is called in the catalogue, where it is there.
    """

    issuer: str
    files: int
    purposes: frozenset[Purpose]
    known: tuple[str, ...] = ()


def closing_row(report: Report, style: Style) -> ClosingRow:
    """What the closing table has of one report, of which nothing else need be kept."""
    signed = [row_name(report, row, style) for row in report.signers if row.signature is not None]
    names = ", ".join(_counted(signed, style)[:MAX_NAMES])
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
    awaited = issuers(report) if waiting else FrozenMapping({})
    return ClosingRow(cells, awaited, known(report), report.verdict, made_by(report, style))


def _counted(names: Sequence[str], style: Style) -> list[str]:
    """Each name once, with how many signatures are by it where there are several."""
    return [
        name if count == 1 else style.words("closing", "signer-many", name=name, count=count)
        for name, count in Counter(names).items()
    ]


def closing_text(rows: Sequence[ClosingRow], style: Style) -> str:
    """The table of all files, then the issuers that files wait for, a row each.

    Ends in a line break.
    """
    heads = [style.words("closing", f"column-{name}") for name in HEADS]
    told = [
        style.words("closing", "title", count=len(rows)),
        *folded_columns([heads, *(list(row.cells) for row in rows)], style.width),
    ]
    waiting = awaited_lines(awaited_by(rows), style)
    told += ["", *waiting] if waiting else []
    return "\n".join(told).replace(_KEPT, " ") + "\n"


def awaited_lines(found: Sequence[Awaited], style: Style, *, shown: int | None = None) -> list[str]:
    """The issuers that files wait for, a row each, and how to trust them; nothing without any.

    Of the issuers so many are shown.
    """
    if not found:
        return []
    told = lines(style, style.words("closing", "issuers"))
    for each in found[:shown]:
        told += lines(style, awaited_text(each, style), first="  ", rest="      ")
    if shown is not None and len(found) > shown:
        told.append("  …")
    told += lines(style, style.words("closing", "add"))
    for heading, command in trust_commands(found, style):
        told += lines(style, heading, first="  ")
        told.append(f"    {command}")  # not folded: it is pasted
    return told


def awaited_text(awaited: Awaited, style: Style) -> str:
    """For what the issuer is awaited, and by how many files."""
    purposes = awaited.purposes
    for_these = style.words("closing", "for-both" if len(purposes) > 1 else _FOR[purposes])
    key = "awaited-one" if awaited.files == 1 else "awaited-many"
    issuer = person(awaited.issuer)
    return style.words("closing", key, issuer=issuer, count=awaited.files, purposes=for_these)


def trust_commands(found: Sequence[Awaited], style: Style) -> list[tuple[str, str]]:
    """For each thing that issuers are awaited for: that in words, and the command to paste."""
    wanted = frozenset().union(*(each.purposes for each in found if not each.known))
    names = " ".join(dict.fromkeys(name for each in found for name in each.known))
    command = style.words("closing", "add-known-command", known=names)
    at_hand = [(style.words("closing", "add-known"), command)] if names else []
    return at_hand + [
        (
            style.words("closing", f"add-{purpose}"),
            style.words("closing", "add-command", purpose=purpose.value),
        )
        for purpose in _ASKED
        if purpose in wanted
    ]


def awaited_by(rows: Sequence[ClosingRow]) -> list[Awaited]:
    """The issuers that files of the table wait for, most files first."""
    waiting = Counter(issuer for row in rows for issuer in row.issuers)
    return [
        Awaited(
            issuer,
            count,
            frozenset().union(*(row.issuers.get(issuer, ()) for row in rows)),
            tuple(dict.fromkeys(row.known[issuer] for row in rows if issuer in row.known)),
        )
        for issuer, count in waiting.most_common()
    ]


_ASKED = (Purpose.SIGNATURE, Purpose.TIMESTAMP)
_FOR = {frozenset({each}): f"for-{each}" for each in _ASKED}
HEADS = ("file", "verdict", "signers", "to-do")
