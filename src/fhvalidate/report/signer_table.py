"""The table of signers as text for a screen and as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Literal

from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.report.layout import MIN_WIDTH, Style, document_name
from fhvalidate.report.layout import lines as wrapped
from fhvalidate.report.messages import Language, words
from fhvalidate.report.model import DocumentReport, Report
from fhvalidate.report.people_model import SignerRow
from fhvalidate.report.text_signers import is_cut, role_words, row_name, signers_title
from fhvalidate.words.local_times import local
from fhvalidate.words.plain import is_formula, neutralise

SIGNERS_SCHEMA: Literal["fhvalidate/signers/1"] = "fhvalidate/signers/1"

# Cells are cut where the table is too wide for the line, the widest column first; the JSON and
# CSV have them whole. Below this a column says nothing.
MIN_COLUMN = 8
MARGIN = "  "
_GAP = " "


MAX_CELL = 500

COLUMNS = (
    "document", "sha256", "verdict", "signature_model", "name", "name_in_minutes",
    "name_on_page", "name_in_certificate", "roles", "kind", "signed_at", "time_source", "method",
    "e_identification", "assurance_level", "claimed", "test", "signature", "holds", "match_score",
    "match_reason",
)  # fmt: skip


def table_lines(report: Report, style: Style) -> list[str]:
    """The table of signers in columns: name, role, when, means, whether the signature holds."""
    if not report.signers:
        return []
    heads = [style.words("people", f"column-{name}") for name in _HEADS]
    none = absent(report, style)
    rows = [heads, *(_cells(report, row, style, none) for row in report.signers)]
    used = [n for n in range(len(heads)) if n in _ALWAYS or any(row[n] for row in rows[1:])]
    lines = columns([[row[n] for n in used] for row in rows], style.width)
    title = wrapped(style, signers_title(report, style))
    return [*title, *lines]


_HEADS = ("name", "role", "when", "method", "holds")
_ALWAYS = (0, 4)


def signers_text(report: Report, *, language: Language, width: int) -> str:
    """The table of signers alone, under the document's name."""
    style = Style(language, colour=False, width=width)
    name = document_name(style, report.document.name)
    title = f"{name}: {style.words('verdict', report.verdict)}"
    lines = table_lines(report, style) or [style.words("people", "no-signers")]
    return "\n".join([title, *lines]) + "\n"


def absent(report: Report, style: Style) -> str:
    """What is said of a signer whose signature is not among those that were examined."""
    return style.words("people", "not-examined" if is_cut(report) else "no-signature")


def _cells(report: Report, row: SignerRow, style: Style, none: str) -> list[str]:
    holds = style.words("holds", row.holds)
    if row.signature is None:
        holds = none
    return [
        row_name(report, row, style),
        role_words(row, style),
        "" if row.signed_at is None else _minute(row.signed_at),
        neutralise(row.method or ""),
        holds,
    ]


def _minute(time: datetime) -> str:
    """Swedish time to the minute: `2026-03-03 10:00`."""
    return local(time)[:16]


def columns(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The rows as lines in columns, the first row ruled off as their head."""
    widths = _widths([max(map(len, column)) for column in zip(*rows, strict=True)], width)
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, _line(["-" * width for width in widths], widths))
    return lines


def folded_columns(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The rows in columns as by `columns`, with what is too long on further lines, not cut."""
    by_column = list(zip(*rows, strict=True))
    whole = [max(len(word) for cell in column for word in cell.split(" ")) for column in by_column]
    widths = _widths([max(map(len, column)) for column in by_column], width, whole)
    told = []
    for row in rows:
        folded = [
            wrap(cell, wide, break_on_hyphens=False) for cell, wide in zip(row, widths, strict=True)
        ]
        told += [_line(cells, widths) for cells in zip_longest(*folded, fillvalue="")]
        if row is rows[0]:
            told.append(_line(["-" * wide for wide in widths], widths))
    return told


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [_cut(cell, width).ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return MARGIN + _GAP.join(parts).rstrip()


def _widths(natural: Sequence[int], width: int, whole: Sequence[int] = ()) -> list[int]:
    """What each column gets; while there is room elsewhere, not less than its `whole` words."""
    widths = list(natural)
    room = max(width, MIN_WIDTH) - len(MARGIN) - len(_GAP) * (len(widths) - 1)
    for least in (whole, [MIN_COLUMN] * len(widths)):
        while sum(widths) > room:
            over = [at for at, kept in enumerate(least) if widths[at] > kept]
            if not over:
                break
            widths[max(over, key=widths.__getitem__)] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def signers_csv(report: Report, *, header: bool) -> str:
    """The table of signers as CSV (RFC 4180), one line a signer, with the header if wanted.

    Cells that a spreadsheet would take for a formula are preceded by an apostrophe.
    """
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for row in report.signers:
        writer.writerow([safe_cell(value) for value in _values(report, row)])
    return output.getvalue()


def _values(report: Report, row: SignerRow) -> tuple[object, ...]:
    has_signature = row.signature is not None and row.signature < len(report.signatures)
    identity = report.signatures[row.signature].identity if has_signature else None  # type: ignore[index]
    assurance = identity.assurance if identity is not None else None
    return (
        report.document.name or words(Language.EN, "people", "the-document"),
        report.document.sha256,
        report.verdict.value,
        report.signature_model.value,
        row.name,
        row.name_in_minutes,
        row.name_on_page,
        row.name_in_certificate,
        " ".join(row.roles),
        row.kind.value,
        None if row.signed_at is None else local(row.signed_at),
        row.time_source,
        row.method,
        identity.e_identification if identity else None,
        assurance.name if assurance else None,
        ("yes" if identity.claimed else "no") if identity else None,
        ("yes" if identity.test else "no") if identity else None,
        row.signature,
        row.holds.value,
        row.match_score,
        row.match_reason,
    )


def safe_cell(value: object) -> str:
    """The value as a cell on one line that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = neutralise(str(value), limit=MAX_CELL)
    return f"'{text}" if is_formula(str(value)) or is_formula(text) else text


@frozen
class SignersTable:
    """The document and its table of signers: those parts of its report, by the same names.

    It is no report and cannot be read as one: what the verdict rests on is not there.
    """

    schema: Literal["fhvalidate/signers/1"]
    document: DocumentReport
    verdict: Verdict
    signature_model: SignatureModel
    signers: tuple[SignerRow, ...]


def signers_json(report: Report) -> SignersTable:
    """The table of signers of the document, for JSON."""
    return SignersTable(
        SIGNERS_SCHEMA,
        report.document,
        report.verdict,
        report.signature_model,
        report.signers,
    )
