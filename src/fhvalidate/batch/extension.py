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
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from fhvalidate.archive.premis_extension import premis_of_extension
from fhvalidate.batch.extension_file import (
    Source,
    digest_of,
    folder_of,
    new_name,
    place_below,
    settle_exchange,
    source,
    take_name,
    take_place,
    unfit,
    write_aside,
)
from fhvalidate.batch.extension_journal import Entry, Journal, State, Written
from fhvalidate.batch.held_folder import HeldFolder
from fhvalidate.conclusion import Verdict
from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.isolated.places import is_url
from fhvalidate.private_files import make_folder, write_whole
from fhvalidate.report.json import utc
from fhvalidate.report.model import Report
from fhvalidate.system_errors import reason_of

EVENTS = "extension-events"  # the folder of the PREMIS files, beside the results


@frozen
class Extended:
    """The extended file, judged: nothing in it is worse than before.

    Attributes:
        before: the report on the bytes that were given.
        after: the report on `data`.
    """

    data: bytes
    before: Report
    after: Report


@frozen
class NotExtended:
    """Why a file is not extended.

    Attributes:
        reason: a key of the catalogues' `fact-reason`.
        passing: it is not for the file's sake: the authority does not answer now, and may later.
    """

    reason: str
    passing: bool = False


class Extends(Protocol):
    """What extends a file in memory and judges it; it keeps nothing."""

    def __call__(self, data: bytes, name: str, /) -> Extended | NotExtended:
        """The extended file, or why there is none."""


class Outcome(StrEnum):
    """What became of one file."""

    EXTENDED = "extended"
    ALREADY = "already"  # by an earlier run
    REFUSED = "refused"
    LEFT = "left"  # for the next run: the authority does not answer


@frozen
class Plan:
    """Where the files are, and where the extended ones go.

    Attributes:
        results: the folder of the results, with the journal in it.
        above: what the path of every file begins with, to the end of a folder's name.
        out: where the extended copies go; None: into the places of the old ones.
        limit: bytes; what is larger is not read.
        show_personnummer: whether the events say the paths unmasked.
    """

    journal: Journal
    results: Path
    above: str
    out: Path | None
    limit: int
    show_personnummer: bool = False

    def inside(self, entry: Entry) -> str:
        """The path of the file below the folder that all of them are in."""
        return entry.path.removeprefix(self.above).lstrip("/")

    def events_of(self, entry: Entry) -> Path:
        """Where the events of the extension are written."""
        new = "" if entry.written is None else entry.written.sha256[:16]
        return self.results / EVENTS / f"{entry.id:07}-{new}.xml"


def extend_entry(entry: Entry, plan: Plan, extend: Extends) -> tuple[Outcome, str]:
    """What becomes of the file, and why it was not extended, a key of `fact-reason`."""
    try:
        if entry.state is State.NAMED_AGAIN:
            if _is_there(entry):
                plan.journal.finish(entry)
                return Outcome.ALREADY, ""
            plan.journal.again(entry)
        reason = "extend-not-a-file" if is_url(entry.path) or "!/" in entry.path else None
        answer = reason or _extended(entry, plan, extend)
    except OSError as error:
        answer = "link" if Path(entry.path).is_symlink() else reason_of(error)
        if _stays_open(entry, plan, answer):
            return Outcome.REFUSED, answer
    if isinstance(answer, NotExtended):
        plan.journal.again(entry)
        return Outcome.LEFT, answer.reason
    if answer is None:
        return Outcome.EXTENDED, ""
    plan.journal.refuse(entry, answer)
    return Outcome.REFUSED, answer


def _extended(entry: Entry, plan: Plan, extend: Extends) -> str | NotExtended | None:
    """Why the file was not extended; None: it was."""
    path = Path(entry.path)
    with folder_of(path) as own, source(own, path.name, limit=plan.limit) as found:
        if found.sha256 != entry.old_sha256:
            return "extend-changed"
        reason = unfit(found, in_place=plan.out is None)
        if reason is not None:
            return reason
        target = path if plan.out is None else place_below(plan.out, plan.inside(entry))
        if plan.out is not None and os.path.lexists(target):
            return "exists"
        aside = new_name()
        plan.journal.begin(entry, target=str(target), partial=aside, size=len(found.data))
        answer = extend(found.data, path.name)
        if isinstance(answer, NotExtended):
            return answer if answer.passing else answer.reason
        trouble = _trouble(found, answer)
        if trouble is not None:
            return trouble
        with folder_of(target) as folder:
            write_aside(folder, aside, answer.data, found if plan.out is None else None)
        plan.journal.write(entry, _written(entry, plan, answer))
        reason = settle(_now(entry, plan), plan)
        is_done = _now(entry, plan).state is State.DONE
        return reason if reason is not None or is_done else "extend-changed"


def _now(entry: Entry, plan: Plan) -> Entry:
    """The entry as the journal has it now."""
    return plan.journal.entry_of(entry.path, entry.old_sha256) or entry


def _stays_open(entry: Entry, plan: Plan, reason: str) -> bool:
    """Whether the extended file is written and the next run is to find out where it is."""
    if _now(entry, plan).state is not State.WRITTEN:
        return False
    plan.journal.note(entry, reason)
    return True


def _trouble(found: Source, answer: Extended) -> str | None:
    """What keeps the answer from being believed, whoever gave it."""
    size = len(found.data)
    if len(answer.data) <= size or answer.data[:size] != found.data:
        return "extend-not-added-to"
    judged = (answer.before.document.sha256, answer.after.document.sha256)
    if judged != (found.sha256, hashlib.sha256(answer.data).hexdigest()):
        return "extend-not-judged"
    return None if answer.after.verdict is Verdict.VALID else "extend-not-valid"


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


def recover(plan: Plan) -> int:
    """Brings what was broken off to an end, or back to where it began; how many files that were.

    Whoever was killed has let go of the files; the caller holds the lock on the results.
    """
    open_ones = tuple(plan.journal.entries(State.BEGUN, State.WRITTEN))
    for entry in open_ones:
        try:
            if entry.state is State.WRITTEN:
                reason = settle(entry, plan)
            else:
                _as_it_was(entry, plan)
                reason = None
        except OSError as error:
            reason = reason_of(error)
            if _stays_open(entry, plan, reason):
                continue
        if reason is not None:
            plan.journal.refuse(entry, reason)
    return len(open_ones)


def settle(entry: Entry, plan: Plan) -> str | None:
    """Has the extended file, which is written, take its place, unless it has; why it cannot be so.

    Raises:
        OSError: a folder or a file in it cannot be read or written.
    """
    written, aside = entry.written, entry.partial
    if written is None or entry.target is None or aside is None:
        return "extend-changed"
    target = Path(entry.target)
    in_place = entry.target == entry.path
    with folder_of(target) as folder:
        there, beside = digest_of(folder, target.name), digest_of(folder, aside)
        if there == written.sha256:
            if not settle_exchange(folder, aside, target.name, old=entry.old_sha256):
                return "extend-changed"
        elif beside != written.sha256:
            plan.journal.again(entry)
            return None
        elif not _takes(folder, entry, target.name, in_place=in_place):
            with suppress(OSError):
                folder.remove_ours(aside, written.sha256, written.size)
            return "extend-changed" if in_place else "exists"
    make_folder(plan.results / EVENTS)
    write_whole(plan.events_of(entry), written.premis)
    plan.journal.finish(entry)
    return None


def _takes(folder: HeldFolder, entry: Entry, name: str, *, in_place: bool) -> bool:
    """Whether the extended file has taken its place."""
    aside = entry.partial or ""
    if in_place:
        return take_place(folder, aside, name, old=entry.old_sha256)
    try:
        take_name(folder, aside, name)
    except FileExistsError:
        return False
    return True


def _as_it_was(entry: Entry, plan: Plan) -> None:
    """Removes what was being written; the file is as it was.

    Raises:
        OSError: the folder cannot be opened, or the file cannot be removed.
    """
    if entry.target is not None and entry.partial is not None:
        with folder_of(Path(entry.target)) as folder:
            if folder.stamp(entry.partial) is not None:
                folder.remove(entry.partial)
    plan.journal.again(entry)


def _is_there(entry: Entry) -> bool:
    """Whether the extended file is where it was put.

    Raises:
        OSError: that cannot be said.
    """
    if entry.written is None or entry.target is None:
        return False
    target = Path(entry.target)
    try:
        with folder_of(target) as folder:
            return digest_of(folder, target.name) == entry.written.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False
