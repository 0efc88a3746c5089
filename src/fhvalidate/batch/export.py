"""The results as files: CSV, NDJSON with the full reports, Parquet; row by row."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from fhvalidate import private_files
from fhvalidate.batch.manifest import DIGEST_ERRORS
from fhvalidate.batch.outcome_rows import unpacked
from fhvalidate.conclusion import Severity, Verdict
from fhvalidate.errors import UsageError
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.json import Json, dumps_json
from fhvalidate.report.messages import Language, message_for
from fhvalidate.system_errors import reason_of
from fhvalidate.words.plain import UNSEEN, escaped, is_formula

BATCH_ROWS = 5_000  # of a Parquet row group, so that a million rows are not held at once

_COLUMNS = (
    "path", "verdict", "action", "reason", "cause", "cause_detail", "sha256", "size", "pages",
    "reprint", "year", "body", "signatures", "signers", "held_since", "held_sha256",
    "reference", "manifest_finding", "level", "confirmed_level",
    "provable_until", "provable_ended_by", "extend_from",
)  # fmt: skip

# Those whose signature is in the file, by the name that a certificate or a page gives; a field's
# name is nobody's.
SIGNED = (
    "SELECT group_concat(s.name, '; ') FROM signers s WHERE s.document = r.document "
    "AND s.signature IS NOT NULL AND (s.sources LIKE '%certificate%' "
    "OR s.sources LIKE '%signature-page%' AND NOT EXISTS (SELECT 1 FROM signatures f "
    "WHERE f.document = s.document AND f.number = s.signature AND f.field = s.name))"
)

# Of each signature of the document, in their order.
_LEVELS = (
    "SELECT group_concat({}, '; ') FROM (SELECT {} FROM signatures s "
    "WHERE s.document = r.document AND s.kind = 'signature' ORDER BY s.number)"
)
_LEVEL = _LEVELS.format("level", "level")
# A signature of which nothing was confirmed keeps its place.
_CONFIRMED = _LEVELS.format("coalesce(confirmed_level, 'none')", "confirmed_level")

Row = dict[str, str | int | None]


def columns_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The columns of every table that is written: ours, then the archive's own."""
    found = connection.execute("SELECT columns FROM manifest LIMIT 1").fetchone()
    own = _own(found[0] if found else None, _mask(connection))
    return (*_COLUMNS, *(f"manifest.{name}" for name in own))


def rows_of(connection: sqlite3.Connection, language: Language) -> Iterator[Row]:
    """One row for each path, in the order of the paths."""
    reason = "reason_sv" if language is Language.SV else "reason_en"
    sql = (
        f"SELECT path, verdict, action, {reason}, cause, cause_detail, sha256, size, pages, "  # noqa: S608
        "reprint, year, body, (SELECT count(*) FROM signatures s WHERE s.document = r.document), "
        f"({SIGNED}), "
        f"held_since, held_sha256, reference, finding, ({_LEVEL}), ({_CONFIRMED}), "
        "provable_until, provable_ended_by, extend_from, manifest "
        "FROM results r ORDER BY path"
    )
    mask = _mask(connection)
    for *values, manifest in connection.execute(sql):
        row: Row = dict(zip(_COLUMNS, values, strict=True))
        own = _own(manifest, mask)
        yield row | {f"manifest.{name}": text for name, text in own.items()}


def _own(manifest: str | None, mask: Callable[[str], str]) -> dict[str, str]:
    """The archive's own columns, masked; names that a mask makes alike are numbered."""
    found: dict[str, str] = {}
    for name, text in (json.loads(manifest) if manifest else {}).items():
        shown, number = mask(name), 1
        while shown in found:
            number += 1
            shown = f"{mask(name)} ({number})"
        found[shown] = mask(text)
    return found


def shows_personnummer(connection: sqlite3.Connection) -> bool:
    """Whether every run that these results are from was asked to show personal numbers."""
    sql = "SELECT count(*), min(show_personnummer) FROM settings"
    count, least = connection.execute(sql).fetchone()
    return bool(count and least)


def _mask(connection: sqlite3.Connection) -> Callable[[str], str]:
    """What is done to the archive's own columns; `path` and `reference` lead to the file."""
    return str if shows_personnummer(connection) else mask_attribute


def write_csv(connection: sqlite3.Connection, path: Path, language: Language) -> None:
    """The rows as CSV in UTF-8 with a byte order mark, so that a spreadsheet reads its letters."""
    names = columns_of(connection)
    with replacing(path, encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for row in rows_of(connection, language):
            writer.writerow([harmless(row.get(name)) for name in names])


def harmless(value: str | int | None) -> str:
    """The cell as text that no spreadsheet takes for a formula and that shows every character."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = UNSEEN.sub(lambda match: escaped(match[0]), value)
    return f"'{text}" if is_formula(text) or is_formula(value) else text


def write_ndjson(connection: sqlite3.Connection, path: Path, _: Language) -> None:
    """The full report for each path, one on a line; `path` and the manifest's columns beside it."""
    with replacing(path, encoding="utf-8") as stream:
        for line in lines_of(connection):
            stream.write(line + "\n")


def lines_of(connection: sqlite3.Connection) -> Iterator[str]:
    """The lines of the NDJSON."""
    sql = (
        "SELECT r.path, r.verdict, r.cause, r.cause_detail, r.action, r.reference, r.finding, "
        "r.finding_detail, r.manifest, d.report FROM results r "
        "LEFT JOIN documents d ON d.id = r.document ORDER BY r.path"
    )
    names = (
        "path", "verdict", "cause", "cause_detail", "action", "reference", "finding", "detail",
        "manifest",
    )  # fmt: skip
    mask = _mask(connection)
    for *values, report in connection.execute(sql):
        told = dict(zip(names, values, strict=True))
        manifest = _own(told["manifest"], mask) if told["manifest"] else None
        line = {name: told[name] for name in ("path", "verdict", "cause", "cause_detail", "action")}
        line |= {"reference": told["reference"], "manifest": manifest}
        line["report"] = None if report is None else _report(json.loads(unpacked(report)), told)
        yield dumps_json(line)


def _report(report: dict[str, Any], told: dict[str, Any]) -> dict[str, Json]:
    """The report on the document as that of this path: its name, and what its manifest row gave."""
    name = Path(str(told["path"]).replace("!/", "/")).name
    report["document"]["name"] = mask_attribute(name)
    if told["finding"]:
        detail = {
            key: mask_attribute(value) if isinstance(value, str) else value
            for key, value in json.loads(told["detail"]).items()
        }
        said = message_for(told["finding"], detail)
        is_error = told["finding"] in DIGEST_ERRORS
        if is_error and report["verdict"] == Verdict.VALID:
            report["verdict"] = Verdict.INDETERMINATE.value
        finding = {
            "code": told["finding"],
            "severity": Severity.ERROR.value if is_error else Severity.WARNING.value,
            "clause": "EN 319 102-1, 5.6.3.2",
            "subject": "document",
            "detail": detail,
            "message": {"sv": said.sv, "en": said.en},
        }
        report["findings"] = [finding, *report["findings"]]
    return cast("dict[str, Json]", report)


def write_parquet(connection: sqlite3.Connection, path: Path, language: Language) -> None:
    """The rows as Parquet.

    Raises:
        UsageError: `extra-missing`.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("extra-missing", extra="parquet", package="pyarrow") from error
    numbers = {"size", "pages", "year", "signatures"}
    names = columns_of(connection)
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in names])
    with replacing_bytes(path) as partial, parquet.ParquetWriter(partial, schema) as writer:
        for chunk in _chunks(rows_of(connection, language)):
            columns = {name: [row.get(name) for row in chunk] for name in names}
            writer.write_table(pa.table(columns, schema=schema))


@contextmanager
def replacing(path: Path, *, encoding: str) -> Iterator[TextIO]:
    """A text file that takes its name when all of it is written.

    Raises:
        UsageError: `output-not-writable`.
    """
    with (
        replacing_bytes(path) as partial,
        partial.open("w", encoding=encoding, newline="") as stream,
    ):
        yield stream


@contextmanager
def replacing_bytes(path: Path) -> Iterator[Path]:
    """A file to write, which takes its name at the end; for its owner alone where it is new.

    Raises:
        UsageError: `output-not-writable`.
    """
    try:
        with private_files.replacing(path) as partial:
            yield partial
    except OSError as error:
        raise UsageError("output-not-writable", path=str(path), reason=reason_of(error)) from error


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == BATCH_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
