"""An archive whose files are due to be extended, and an extender that adds a line to each.

What extends a file in earnest is tried elsewhere: here it is what a batch does with its answers.
"""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event

from fhvalidate.batch.extension_due import due_files
from fhvalidate.batch.extension_journal import Due, Entry, State, open_journal
from fhvalidate.batch.extension_plan import Extended, Extends, NotExtended, Plan
from fhvalidate.batch.extension_run import Summary, run
from fhvalidate.batch.opening import open_results, open_store
from fhvalidate.batch.outcome_rows import Inputs
from fhvalidate.batch.store import PathEntry
from fhvalidate.cli.batch_progress import Silent
from fhvalidate.conclusion import Verdict
from fhvalidate.isolated import Digest, Judged
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import ProvableReport
from fhvalidate.validation.endings import EndedBy
from tests.batch.test_results import DIGESTS
from tests.report import sample

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
MARK = b"\n% extended"
SOON, LATE = NOW + timedelta(days=100), NOW + timedelta(days=4000)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def report_on(
    data: bytes,
    name: str,
    *,
    until: datetime | None = SOON,
    verdict: Verdict = Verdict.VALID,
    begin: datetime = NOW - timedelta(days=30),
) -> Report:
    """A report on these bytes, valid until then, to be extended from `begin`."""
    report = sample.ALL["valid"]
    document = replace(report.document, name=name, sha256=digest(data), size=len(data))
    provable = ProvableReport(
        until,
        None if until is None else EndedBy.ALGORITHM,
        None if until is None else "rsa-2048",
        begin,
    )
    return replace(report, document=document, provable=provable, verdict=verdict)


def extend(data: bytes, name: str) -> Extended:
    """The bytes and one line more, and two reports."""
    longer = data + MARK
    return Extended(longer, report_on(data, name), report_on(longer, name, until=LATE))


def archive(root: Path, count: int) -> dict[Path, bytes]:
    """So many files in two folders, each with its own bytes."""
    found = {}
    for number in range(count):
        path = root / ("even" if number % 2 == 0 else "odd") / f"{number:03}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7\n% " + str(number).encode() * 50)
        found[path] = path.read_bytes()
    return found


def judged(results: Path, reports: dict[Path, Report]) -> Path:
    """The results of a batch that gave these reports."""
    results.mkdir(parents=True, exist_ok=True)
    store = open_store(results, limits="60 s, 1024 MB")
    with closing(store):
        store.use_settings(DIGESTS)
        for path, report in reports.items():
            inputs = Digest(report.document.sha256, report.document.size)
            key = DIGESTS.with_document(f"{path}{inputs.sha256}", None)
            text = report.to_json()
            known = store.add_document(
                Inputs(key, inputs, None), Judged(inputs.sha256, text, json.loads(text))
            )
            store.add_path(PathEntry(str(path), known.id))
    return results


def due_archive(tmp_path: Path, count: int) -> tuple[dict[Path, bytes], Path]:
    """Files that end soon, and the results that say so."""
    files = archive(tmp_path / "arkiv", count)
    reports = {path: report_on(data, path.name) for path, data in files.items()}
    return files, judged(tmp_path / "results", reports)


def extend_all(
    results: Path, *extenders: Extends, out: Path | None = None, limit: int = 1_000_000
) -> Summary:
    """One run of `batch extend`."""
    with closing(open_journal(results)) as journal, closing(open_results(results)) as connection:
        plan = Plan(journal, results, f"{results.parent / 'arkiv'}/", out, limit)
        due = due_files(connection, now=NOW)
        return run(due, plan, extenders or (extend,), Silent(), stop=Event())


def entries(results: Path) -> dict[str, Entry]:
    """What the journal says of each path."""
    with closing(open_journal(results)) as journal:
        return {Path(entry.path).name: entry for entry in journal.entries(*State)}


def named(results: Path, before: datetime | None = None) -> list[Due]:
    """The files that are due."""
    with closing(open_results(results)) as connection:
        return list(due_files(connection, now=NOW, before=before))


def refusing(*answers: NotExtended | None) -> Callable[[bytes, str], Extended | NotExtended]:
    """An extender that gives these answers first; where one is None, it extends."""
    left = list(answers)

    def answer(data: bytes, name: str) -> Extended | NotExtended:
        given = left.pop(0) if left else None
        return extend(data, name) if given is None else given

    return answer
