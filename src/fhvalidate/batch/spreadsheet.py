"""The results for people with a spreadsheet: CSV as Excel opens it, and XLSX with a filter.

Headings and values are words in the language, times are Swedish. `results.csv` is for programs:
its columns and values stay, whatever the language. Personal identity numbers are masked here as on
the page, in the paths too: `results.csv` has the paths that lead to the files.
"""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from fhvalidate.batch.export import (
    columns_of,
    harmless,
    replacing,
    replacing_bytes,
    rows_of,
    shows_personnummer,
)
from fhvalidate.batch.worksheet import Cell, write_worksheet
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.messages import Language, words
from fhvalidate.words.local_times import last_whole_day, swedish_day, swedish_time

MAX_XLSX_ROWS = 1_048_575  # what a worksheet holds beneath its header
MAX_CELL = 32_000  # characters; a cell of a worksheet holds 32,767
# What Excel takes for a new column where it speaks the language.
_DELIMITER = {Language.SV: ";", Language.EN: ","}
OWN_WIDTH = 20  # of the archive's own columns

# What stands in the table, in its order, and how wide it is in characters.
_WIDTHS = {
    "path": 50, "verdict": 16, "action": 26, "reason": 70, "body": 24, "year": 8,
    "signers": 36, "signatures": 14, "pages": 8, "reference": 18, "held_since": 18,
    "provable_until": 18, "provable_ended_by": 34, "extend_from": 18, "size": 12,
    "confirmed_level": 16, "sha256": 66,
}  # fmt: skip
_PLACES = ("path", "reference")  # what leads to a file, and can have a number in it
_WORDS = {
    "verdict": "batch-verdict", "action": "next-step-short", "provable_ended_by": "ended-by",
}  # fmt: skip


def write_excel_csv(connection: sqlite3.Connection, path: Path, language: Language) -> None:
    """The table as CSV that Excel opens in columns: UTF-8 with a byte order mark.

    Raises:
        UsageError: `output-not-writable`.
    """
    with replacing(path, encoding="utf-8-sig") as stream:
        writer = csv.writer(stream, delimiter=_DELIMITER[language])
        writer.writerow([harmless(head) for head in _headings(connection, language)])
        for row in _rows(connection, language):
            writer.writerow([_text(cell) for cell in row])


def write_xlsx(connection: sqlite3.Connection, path: Path, language: Language) -> None:
    """The table as a worksheet; text is text, also when it looks like a formula.

    Raises:
        UsageError: `extra-missing`, `export-too-large`, `output-not-writable`.
    """
    count = connection.execute("SELECT count(*) FROM paths").fetchone()[0]
    if count > MAX_XLSX_ROWS:
        raise UsageError("export-too-large", format="xlsx", limit=str(MAX_XLSX_ROWS))
    heads = _headings(connection, language)
    widths = [*_WIDTHS.values(), *[OWN_WIDTH] * (len(heads) - len(_WIDTHS))]
    found = ([_cell(cell) for cell in row] for row in _rows(connection, language))
    with replacing_bytes(path) as partial:
        write_worksheet(partial, "fhvalidate", [_cell(head) for head in heads], found, widths)


def _headings(connection: sqlite3.Connection, language: Language) -> list[str]:
    """The headings: ours in words, then the archive's own as it has them."""
    ours = [words(language, "batch-table", name) for name in _WIDTHS]
    return ours + [name.removeprefix("manifest.") for name in _own(connection)]


def _own(connection: sqlite3.Connection) -> list[str]:
    return [name for name in columns_of(connection) if name.startswith("manifest.")]


def _rows(connection: sqlite3.Connection, language: Language) -> Iterator[list[Cell]]:
    names = [*_WIDTHS, *_own(connection)]
    mask = str if shows_personnummer(connection) else mask_attribute
    as_of = connection.execute("SELECT max(at) FROM runs").fetchone()[0]
    for row in rows_of(connection, language):
        told = {name: _value(name, row.get(name), language, mask, as_of) for name in names}
        last, start = told["provable_until"], told["extend_from"]
        if isinstance(last, date) and isinstance(start, date) and last < start:
            told["extend_from"] = last  # the instant is the last one: the day is the report's
        yield list(told.values())


def _value(
    name: str,
    value: str | int | None,
    language: Language,
    mask: Callable[[str], str],
    as_of: str | None,
) -> Cell:
    if not isinstance(value, str):
        return value
    if name in _PLACES:
        return mask(value)
    if name in _WORDS:
        return words(language, _WORDS[name], value)
    try:
        return _time(name, value, as_of)
    except ValueError:
        return value


def _time(name: str, text: str, as_of: str | None) -> Cell:
    """The Swedish time, without the zone that no cell can have; the day, of what ends on one.

    Nothing is told of what can be done already.

    Raises:
        ValueError: the text is no time.
    """
    match name:
        case "held_since":
            return swedish_time(datetime.fromisoformat(text))
        case "provable_until":
            return last_whole_day(datetime.fromisoformat(text))
        case "extend_from":
            found = datetime.fromisoformat(text)
            known = as_of is not None and found <= datetime.fromisoformat(as_of)
            return None if known else swedish_day(found)
        case _:
            return text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)


def _cell(cell: Cell) -> Cell:
    return harmless(cell)[:MAX_CELL] if isinstance(cell, str) else cell
