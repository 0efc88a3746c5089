"""The extension of one due file, in steps that a kill may come between.

1. The journal keeps the digest of the file as it is.
2. The file is extended and judged, in memory; the extended one is written aside, on the disk.
3. The journal keeps the digest of that, and the events for the archive.
4. It takes its place.
5. The events are written as a file, and the journal says that it is done.

Broken off before 3, the file is as it was and is extended anew. Broken off later, the digests say
whether it has its place already, and what is left is done without extending it once more.
"""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from fhvalidate.archive.premis_extension import premis_of_extension
from fhvalidate.batch.extension_file import (
    Source,
    digest_of,
    folder_of,
    is_protected,
    new_name,
    source,
    write_aside,
)
from fhvalidate.batch.extension_journal import Entry, State, Written
from fhvalidate.batch.extension_plan import (
    CHANGED,
    NOT_A_FILE,
    Extended,
    Extends,
    NotExtended,
    Outcome,
    Plan,
)
from fhvalidate.batch.extension_settling import failed, now_of, settle, stays_open
from fhvalidate.batch.file_names import file_named, listed_name
from fhvalidate.conclusion import Verdict
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.isolated.places import is_url
from fhvalidate.report.json import utc


def extend_entry(entry: Entry, plan: Plan, extend: Extends) -> tuple[Outcome, NotExtended | None]:
    """What becomes of the file, and why it was not extended."""
    try:
        if entry.state is State.NAMED_AGAIN:
            if is_there(entry, plan):
                plan.journal.finish(entry)
                return Outcome.ALREADY, None
            plan.journal.again(entry)
        is_file = not is_url(entry.path) and "!/" not in entry.path
        answer = _extended(entry, plan, extend) if is_file else NOT_A_FILE
    except OSError as error:
        answer = failed(error, file_named(entry.path))
        if stays_open(entry, plan, answer):
            return Outcome.REFUSED, answer
    if answer is None:
        return Outcome.EXTENDED, None
    if answer.passing:
        plan.journal.again(entry)
        return Outcome.LEFT, answer
    plan.journal.refuse(entry, answer.code, answer.facts)
    return Outcome.REFUSED, answer


def _extended(entry: Entry, plan: Plan, extend: Extends) -> NotExtended | None:
    """Why the file was not extended; None: it was."""
    path, root = file_named(entry.path), file_named(plan.above or "/")
    with folder_of(path, root) as own, source(own, path.name, limit=plan.limit) as found:
        if found.sha256 != entry.old_sha256:
            return CHANGED
        if plan.out is None and is_protected(found):
            return NotExtended("batch-extend-write-protected")
        if plan.out is None and found.names > 1:
            return NotExtended("batch-extend-hard-links", {"count": str(found.names)})
        target = path if plan.out is None else plan.out / plan.inside(entry)
        if plan.out is not None and os.path.lexists(target):
            return NotExtended("batch-extend-exists")
        aside, told = new_name(), listed_name(str(target))
        plan.journal.begin(entry, target=told, partial=aside, size=len(found.data))
        answer = extend(found.data, Path(entry.path).name)
        if isinstance(answer, NotExtended):
            return answer
        trouble = _trouble(found, answer)
        if trouble is not None:
            return trouble
        with folder_of(target, plan.root_of(entry), makes=plan.out is not None) as folder:
            write_aside(folder, aside, answer.data, found if plan.out is None else None)
        plan.journal.write(entry, _written(entry, plan, answer))
        reason = settle(now_of(entry, plan), plan)
        is_done = now_of(entry, plan).state is State.DONE
        return reason if reason is not None or is_done else CHANGED


def _trouble(found: Source, answer: Extended) -> NotExtended | None:
    """What keeps the answer from being believed, whoever gave it."""
    size = len(found.data)
    if len(answer.data) <= size or answer.data[:size] != found.data:
        return NotExtended("batch-extend-not-added-to")
    judged = (answer.before.document.sha256, answer.after.document.sha256)
    if judged != (found.sha256, hashlib.sha256(answer.data).hexdigest()):
        return NotExtended("batch-extend-not-judged")
    return None if answer.after.verdict is Verdict.VALID else NotExtended("batch-extend-not-valid")


def _written(entry: Entry, plan: Plan, answer: Extended) -> Written:
    now, after = datetime.now(UTC), answer.after
    until = None if after.provable is None else after.provable.until
    place = plan.inside(entry)
    shown = place if plan.show_personnummer else mask_attribute(place)
    return Written(
        sha256=after.document.sha256,
        size=len(answer.data),
        at=utc(now),
        until=None if until is None else utc(until),
        premis=premis_of_extension(answer.before, after, at=now, path=shown),
    )


def is_there(entry: Entry, plan: Plan) -> bool:
    """Whether the extended file is where it was put.

    Raises:
        OSError: that cannot be said.
    """
    if entry.written is None or entry.target is None:
        return False
    target = file_named(entry.target)
    try:
        with folder_of(target, plan.root_of(entry)) as folder:
            return digest_of(folder, target.name) == entry.written.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False
