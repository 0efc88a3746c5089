"""The issuers that files wait for: nothing can be said of those files before they are trusted."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import cast

from fhvalidate.batch.actions import Action, all_findings
from fhvalidate.report.json import Json
from fhvalidate.report.layout import name_in
from fhvalidate.report.next_step import UNTRUSTED

_OF = "FROM results r JOIN waiting w ON w.document = r.document WHERE r.action = ?"


def waiting_rows(document: int, report: Mapping[str, Json]) -> Iterator[tuple[object, ...]]:
    """The rows of `waiting`: each issuer once, those of signatures as they stand."""
    found: dict[str, None] = {}
    for finding in all_findings(report):
        issuer = cast("dict[str, Json]", finding["detail"]).get("issuer")
        if finding["code"] in UNTRUSTED and isinstance(issuer, str):
            found.setdefault(name_in(issuer))
    for number, issuer in enumerate(found):
        yield document, number, issuer


def awaited_issuers(connection: sqlite3.Connection, *, first: bool) -> list[tuple[str, int]]:
    """The issuers with how many files wait for each, most first.

    With `first` each file counts for one issuer alone, the first that its report names.
    """
    if not _is_there(connection):
        return []
    only = "AND w.number = 0" if first else ""
    sql = f"SELECT w.issuer, count(*) AS n {_OF} {only} GROUP BY 1 ORDER BY n DESC, 1"
    return connection.execute(sql, (Action.ADD_TRUST,)).fetchall()


def condition(connection: sqlite3.Connection, *, issuer: str | None) -> tuple[str, tuple[str, ...]]:
    """The SQL that chooses the results waiting for the issuer first; None: for none by name."""
    if issuer is not None:
        own = "SELECT document FROM waiting WHERE number = 0 AND issuer = ?"
        return f"AND document IN ({own})", (issuer,)
    if not _is_there(connection):
        return "", ()
    return "AND document NOT IN (SELECT document FROM waiting)", ()


def _is_there(connection: sqlite3.Connection) -> bool:
    """Whether the results have the table: those of an earlier version get it in their next run."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'waiting'"
    return connection.execute(sql).fetchone() is not None
