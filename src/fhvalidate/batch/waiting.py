"""The issuers that files wait for: nothing can be said of those files before they are trusted."""

import sqlite3
from collections.abc import Iterator

from fhvalidate.conclusion import Verdict
from fhvalidate.report.closing import Awaited
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import Step, issuers, known
from fhvalidate.trust.anchors import Purpose


def waiting_rows(document: int, report: Report) -> Iterator[tuple[object, ...]]:
    """The rows of `waiting`: each issuer once, those of signatures first, and what for."""
    if report.verdict is not Verdict.INDETERMINATE:
        return
    called = known(report)
    found = sorted(issuers(report).items(), key=lambda item: Purpose.SIGNATURE not in item[1])
    for number, (issuer, purposes) in enumerate(found):
        yield document, number, issuer, " ".join(sorted(purposes)), called.get(issuer, "")


def awaited_issuers(
    connection: sqlite3.Connection, step: Step | None = None, *, first: bool = False
) -> list[Awaited]:
    """The issuers with how many files wait for each and what for, most files first.

    With a step only the files with that to do are counted; with `first` each for one issuer alone,
    the first that its report names.
    """
    asked = {"step": step, "number": 0 if first else None}
    sql = (
        "SELECT w.issuer, count(*) AS n, group_concat(DISTINCT w.purposes), "
        "group_concat(DISTINCT w.known) "
        "FROM results r JOIN waiting w ON w.document = r.document "
        "WHERE (:step IS NULL OR r.action = :step) AND (:number IS NULL OR w.number = :number) "
        "GROUP BY 1 ORDER BY n DESC, 1"
    )
    return [
        Awaited(
            issuer,
            count,
            frozenset(map(Purpose, purposes.replace(",", " ").split())),
            tuple(sorted(filter(None, called.split(",")))),
        )
        for issuer, count, purposes, called in connection.execute(sql, asked)
    ]


def condition(issuer: str | None) -> tuple[str, tuple[str, ...]]:
    """The SQL that chooses the results waiting for the issuer first; None: for none by name."""
    if issuer is not None:
        own = "SELECT document FROM waiting WHERE number = 0 AND issuer = ?"
        return f"AND document IN ({own})", (issuer,)
    return "AND (document IS NULL OR document NOT IN (SELECT document FROM waiting))", ()
