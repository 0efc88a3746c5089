"""Which verdicts changed between two runs, and why."""

import csv
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TextIO

from fhvalidate.batch.export import harmless
from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json, dumps_json
from fhvalidate.report.messages import Language, words
from fhvalidate.words.plain import neutralise

HEADER = ("path", "before", "after", "why")


class Why(StrEnum):
    """What differs between the inputs of two results."""

    BYTES = "bytes"
    TRUST = "trust"
    POLICY = "policy"
    TIME = "time"
    EVIDENCE = "evidence"
    HELD_SINCE = "held-since"
    MANIFEST = "manifest"
    PROFILES = "profiles"
    TEXT_RECOGNITION = "text-recognition"
    TOOL = "tool"
    CAUSE = "cause"
    ADDED = "added"
    REMOVED = "removed"
    UNKNOWN = "unknown"


@frozen
class Change:
    """One path whose verdict is another; a verdict is empty where the path was not there."""

    path: str
    before: str
    after: str
    why: tuple[Why, ...]


_SELECT = (
    "SELECT r.path, r.verdict, r.sha256, s.trust_sha256, s.policy_sha256, s.at, s.evidence_sha256, "
    "coalesce(r.held_since, '') || ' ' || coalesce(r.held_sha256, ''), r.finding, "
    "s.profiles_sha256, s.text_recognition, s.tool, r.cause "
    "FROM results r LEFT JOIN documents d ON d.id = r.document "
    "LEFT JOIN settings s ON s.id = d.settings ORDER BY r.path"
)
_FIELDS = (
    Why.BYTES, Why.TRUST, Why.POLICY, Why.TIME, Why.EVIDENCE, Why.HELD_SINCE, Why.MANIFEST,
    Why.PROFILES, Why.TEXT_RECOGNITION, Why.TOOL, Why.CAUSE,
)  # fmt: skip


def changes(before: sqlite3.Connection, after: sqlite3.Connection) -> Iterator[Change]:
    """Every path whose verdict differs, in the order of the paths; neither run is held whole."""
    old_rows, new_rows = before.execute(_SELECT), after.execute(_SELECT)
    old, new = old_rows.fetchone(), new_rows.fetchone()
    while old is not None or new is not None:
        if new is None or (old is not None and old[0] < new[0]):
            yield Change(old[0], old[1], "", (Why.REMOVED,))
            old = old_rows.fetchone()
        elif old is None or new[0] < old[0]:
            yield Change(new[0], "", new[1], (Why.ADDED,))
            new = new_rows.fetchone()
        else:
            if old[1] != new[1]:
                yield Change(old[0], old[1], new[1], _why(old[2:], new[2:]))
            old, new = old_rows.fetchone(), new_rows.fetchone()


def _why(old: tuple[object, ...], new: tuple[object, ...]) -> tuple[Why, ...]:
    pairs = zip(_FIELDS, old, new, strict=True)
    found = tuple(why for why, was, is_now in pairs if was != is_now)
    return found or (Why.UNKNOWN,)


def write_text(found: Iterable[Change], stream: TextIO, language: Language) -> int:
    """Writes a line a change, in words; gives how many there were, as each of these does."""

    def said(verdict: str) -> str:
        return words(language, "batch-verdict", verdict or "absent")

    count = 0
    for change in found:
        count += 1
        why = ", ".join(words(language, "batch-why", why) for why in change.why)
        path = neutralise(change.path)
        stream.write(f"{path}: {said(change.before)} -> {said(change.after)} ({why})\n")
    return count


def write_json(found: Iterable[Change], stream: TextIO, _: Language) -> int:
    """Writes one object with the changes and their number, a change at a time."""
    count = 0
    stream.write('{"changes": [')
    for count, change in enumerate(found, start=1):
        stream.write((",\n" if count > 1 else "\n") + dumps_json(_row(change)))
    stream.write(("\n" if count else "") + f'], "count": {count}}}\n')
    return count


def write_ndjson(found: Iterable[Change], stream: TextIO, _: Language) -> int:
    """Writes an object a line."""
    count = 0
    for change in found:
        count += 1
        stream.write(dumps_json(_row(change)) + "\n")
    return count


def write_csv(found: Iterable[Change], stream: TextIO, _: Language) -> int:
    """Writes a row a change, with the verdicts and reasons by their names."""
    writer = csv.writer(stream)
    writer.writerow(HEADER)
    count = 0
    for change in found:
        count += 1
        cells = (change.path, change.before, change.after, "; ".join(change.why))
        writer.writerow([harmless(cell) for cell in cells])
    return count


WRITERS: dict[str, Callable[[Iterable[Change], TextIO, Language], int]] = {
    "text": write_text,
    "json": write_json,
    "ndjson": write_ndjson,
    "csv": write_csv,
}


def _row(change: Change) -> Json:
    """The change in JSON's own types; a verdict is null where the path was not there."""
    return {
        "path": change.path,
        "before": change.before or None,
        "after": change.after or None,
        "why": [*change.why],
    }
