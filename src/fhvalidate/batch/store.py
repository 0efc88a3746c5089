"""Store: the results while a run goes on, one writer, each result committed at once (WAL)."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from threading import Lock, RLock

from fhvalidate.batch import history
from fhvalidate.batch.actions import NOT_JUDGED, Todo
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.batch.manifest import ManifestRow
from fhvalidate.batch.outcome_rows import (
    Inputs,
    bindable,
    document_values,
    read,
    replace_parts,
)
from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, Judged, NotJudged
from fhvalidate.report.json import to_jsonable
from fhvalidate.report.next_step import Step
from fhvalidate.words.catalogue import Message

UNMET = (Cause.LISTED_ONLY, Cause.LISTED_ELSEWHERE, Cause.LISTED_TWICE)
CHUNK = 1000  # rows of the manifest that are held at once
_MANIFEST_ROW = "SELECT path, sha256, held_since, reference, columns, held_sha256 FROM manifest"


@frozen
class Known:
    """A document that has a result already."""

    id: int
    verdict: str


@frozen
class PathEntry:
    """One path: the document that it is, or why it was not judged, and what the manifest says."""

    path: str
    document: int | None
    outcome: NotJudged | None = None
    verdict: str | None = None
    todo: Todo | None = None
    finding: Finding | None = None
    row: ManifestRow | None = None


@dataclass(slots=True)
class Store:
    """The results, open for one run; every method may be called from any thread.

    What is asked before a document is judged has a connection of its own, which sees what is
    committed and waits for no commit.
    """

    connection: sqlite3.Connection
    reader: sqlite3.Connection
    run: int
    limits: str
    settings: int = 0
    lock: RLock = field(default_factory=RLock)
    reading: Lock = field(default_factory=Lock)

    def close(self) -> None:
        """Closes the file."""
        self.reader.close()
        self.connection.close()

    def known(
        self, inputs: Inputs, *, retry_errors: bool, earlier: InputDigests | None = None
    ) -> Known | None:
        """The result with these inputs, unless it is an error that is to be tried again.

        Where there is none, and `earlier` says by which rules, what a run before this one settled.
        """
        with self.reading:
            found = self.reader.execute(
                "SELECT id, verdict, cause, limits, run FROM documents WHERE inputs_sha256 = ?",
                (inputs.key,),
            ).fetchone()
            if found is None and earlier is not None:
                found = history.kept(self.reader, earlier, inputs.digest.sha256, inputs.held)
        if found is None:
            return None
        identity, verdict, cause, limits, run = found
        again = cause is not None and (limits != self.limits or (retry_errors and run != self.run))
        return None if again else Known(identity, verdict)

    def is_done(self, path: str) -> bool:
        """Whether this run has been at the path."""
        with self.reading:
            found = self.reader.execute("SELECT run FROM paths WHERE path = ?", (path,))
            return (found.fetchone() or (None,))[0] == self.run

    def manifest_row(self, names: Iterable[str]) -> ManifestRow | None:
        """The row of the manifest for the first of these names that has one; it is now seen."""
        for name in names:
            with self.reading:
                found = self.reader.execute(f"{_MANIFEST_ROW} WHERE path = ?", (name,)).fetchone()
            if found is not None:
                with self.writing() as connection:
                    connection.execute("UPDATE manifest SET seen = 1 WHERE path = ?", (name,))
                return _row(found)
        return None

    def add_document(self, inputs: Inputs, outcome: Judged | NotJudged) -> Known:
        """The document, committed with everything that is told of it."""
        found = read(outcome)
        values = document_values(inputs, found)
        values |= {"settings": self.settings, "limits": self.limits, "run": self.run}
        names = ", ".join(values)
        update = ", ".join(f"{name} = excluded.{name}" for name in values)
        sql = (
            f"INSERT INTO documents ({names}) VALUES ({', '.join('?' * len(values))}) "  # noqa: S608
            f"ON CONFLICT (inputs_sha256) DO UPDATE SET {update} RETURNING id"
        )
        with self.writing() as connection:
            identity = connection.execute(sql, bindable(values.values())).fetchone()[0]
            replace_parts(connection, identity, found)
        return Known(identity, str(values["verdict"]))

    def add_path(self, entry: PathEntry) -> None:
        """The path, committed."""
        row, outcome, said = entry.row, entry.outcome, entry.todo
        values = {
            "path": entry.path,
            "document": entry.document,
            "verdict": entry.verdict if outcome is None else NOT_JUDGED,
            "cause": None if outcome is None else outcome.cause,
            "cause_detail": None if outcome is None else outcome.detail,
            "action": None if said is None else said.action,
            "reason_sv": None if said is None else said.reason.sv,
            "reason_en": None if said is None else said.reason.en,
            "finding": None if entry.finding is None else entry.finding.code,
            "finding_detail": None if entry.finding is None else _json(entry.finding),
            "reference": None if row is None else row.reference,
            "held_since": None if row is None else row.held_since,
            "held_sha256": None if row is None else row.held_sha256,
            "manifest": None if row is None else row.columns,
            "run": self.run,
        }
        names = ", ".join(values)
        sql = f"INSERT OR REPLACE INTO paths ({names}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608
        with self.writing() as connection:
            (path,) = map(str, bindable([entry.path]))
            before = history.verdict_of(connection, path)
            connection.execute(sql, bindable(values.values()))
            if entry.outcome is None or entry.outcome.cause not in UNMET:  # those are no files
                history.note(connection, self.run, path, before, datetime.now(UTC))

    def forget_gone(self, roots: Iterable[str]) -> None:
        """Drops the paths below the roots that a run that went to its end did not meet.

        What is below a folder that could not be gone through this time keeps what was said of it.
        """
        with self.writing() as connection:
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS closed (inside TEXT)")
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS gone (path TEXT PRIMARY KEY)")
            connection.execute("DELETE FROM gone")
            connection.execute("DELETE FROM closed")
            connection.execute(
                "INSERT INTO closed SELECT path || '/' FROM paths WHERE run = ? AND cause = ?",
                (self.run, Cause.FOLDER),
            )
            for root in roots:
                connection.execute(
                    "INSERT OR IGNORE INTO gone SELECT path FROM paths WHERE run < ? "
                    "AND (path = ? OR substr(path, 1, ?) IN (?, ?)) AND NOT EXISTS "
                    "(SELECT 1 FROM closed WHERE substr(path, 1, length(inside)) = inside)",
                    (self.run, root, len(root) + 1, f"{root.rstrip('/')}/", f"{root}!"),
                )
            history.forget(connection, self.run, datetime.now(UTC))
            connection.executemany(
                "DELETE FROM paths WHERE run < ? AND cause = ?",
                ((self.run, cause) for cause in UNMET),
            )

    def begin(self, begun: history.Begun, now: datetime) -> None:
        """Notes as of when this run judges."""
        with self.writing() as connection:
            history.begin(connection, begun, now)

    def end(self) -> None:
        """Notes that this run went to its end."""
        with self.writing() as connection:
            history.end(connection, self.run, datetime.now(UTC))

    def unseen_rows(self) -> Iterator[ManifestRow]:
        """The rows of the manifest for which no file was met, in the order of their paths."""
        last = ""
        while True:
            with self.reading:
                found = self.reader.execute(
                    f"{_MANIFEST_ROW} WHERE seen = 0 AND path > ? ORDER BY path LIMIT ?",
                    (last, CHUNK),
                ).fetchall()
            yield from (_row(row) for row in found)
            if not found:
                return
            last = found[-1][0]

    def unmet_paths(self, cause: Cause, limit: int) -> tuple[str, ...]:
        """The first of the paths that only the manifest has, and of which that is told."""
        found = self.connection.execute(
            "SELECT path FROM paths WHERE run = ? AND cause = ? ORDER BY path LIMIT ?",
            (self.run, cause, limit),
        )
        return tuple(path for (path,) in found)

    def has_path(self, path: str) -> bool:
        """Whether something is told of the path itself, by this run or an earlier one."""
        with self.reading:
            found = self.reader.execute("SELECT 1 FROM paths WHERE path = ?", (path,))
            return found.fetchone() is not None

    def todo_of(self, document: int) -> Todo:
        """What to do about the document, whatever its path."""
        with self.reading:
            found = self.reader.execute(
                "SELECT action, reason_sv, reason_en FROM documents WHERE id = ?", (document,)
            ).fetchone()
        action, sv, en = found
        return Todo(Step(action), Message(sv, en))

    def set(self, key: str, value: str) -> None:
        """Keeps one value of the run."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO run VALUES (?, ?)", (key, value))

    def get(self, key: str) -> str | None:
        """One value of the run."""
        return value_of(self.connection, key)

    def use_settings(self, digests: InputDigests) -> None:
        """Says by which settings the documents that follow are judged."""
        values = {"digest": digests.digest} | {
            each.name: getattr(digests, each.name) for each in fields(digests)
        }
        names = ", ".join(values)
        with self.writing() as connection:
            connection.execute(
                f"INSERT OR IGNORE INTO settings ({names}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608
                tuple(values.values()),
            )
            found = connection.execute(
                "SELECT id FROM settings WHERE digest = ?", (digests.digest,)
            )
            self.settings = found.fetchone()[0]

    def load_manifest(self, rows: Iterable[ManifestRow], *, path: str = "") -> None:
        """Replaces the manifest, row by row; `path` is what an error names.

        Raises:
            UsageError: `manifest-row-repeated`; the manifest is then as it was.
        """
        sql = (
            "INSERT OR IGNORE INTO manifest "
            "(path, sha256, held_since, held_sha256, reference, columns) VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self.writing() as connection:
            connection.execute("DELETE FROM manifest")
            for r in rows:
                values = (r.path, r.sha256, r.held_since, r.held_sha256, r.reference, r.columns)
                if connection.execute(sql, values).rowcount:
                    continue
                found = connection.execute(f"{_MANIFEST_ROW} WHERE path = ?", (r.path,)).fetchone()
                if _row(found) != r:  # which of them counts nobody could tell
                    line = str(r.line)
                    raise UsageError("manifest-row-repeated", path=path, value=r.path, line=line)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is there afterwards, or nothing."""
        with self.lock, self.connection:
            yield self.connection


def value_of(connection: sqlite3.Connection, key: str) -> str | None:
    """One value of the run."""
    found = connection.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def _row(found: Iterable[str | None]) -> ManifestRow:
    path, sha256, held_since, reference, columns, held_sha256 = (text or "" for text in found)
    return ManifestRow(path, sha256, held_since, reference, columns, held_sha256)


def _json(finding: Finding) -> str:
    return json.dumps(to_jsonable(finding.detail), ensure_ascii=False)
