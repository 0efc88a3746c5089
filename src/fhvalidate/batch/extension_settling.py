"""What an extension that is written still lacks, done now or by the run after a kill.

The digests say how far it has come, whatever the journal could not say any more.
"""

import errno
from contextlib import suppress
from pathlib import Path

from fhvalidate.batch.extension_file import (
    digest_of,
    folder_of,
    settle_exchange,
    take_name,
    take_place,
)
from fhvalidate.batch.extension_journal import Entry, State
from fhvalidate.batch.extension_plan import CHANGED, EVENTS, NotExtended, Plan
from fhvalidate.batch.file_names import file_named
from fhvalidate.batch.held_folder import HeldFolder
from fhvalidate.private_files import make_folder, write_whole
from fhvalidate.system_errors import reason_of


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
            reason = failed(error, file_named(entry.path))
            if stays_open(entry, plan, reason):
                continue
        if reason is not None:
            plan.journal.refuse(entry, reason.code, reason.facts)
    return len(open_ones)


def settle(entry: Entry, plan: Plan) -> NotExtended | None:
    """Has the extended file, which is written, take its place, unless it has; why it cannot be so.

    Raises:
        OSError: a folder or a file in it cannot be read or written.
    """
    written, aside = entry.written, entry.partial
    if written is None or entry.target is None or aside is None:
        return CHANGED
    target = file_named(entry.target)
    in_place = not entry.out
    with folder_of(target, plan.root_of(entry)) as folder:
        there, beside = digest_of(folder, target.name), digest_of(folder, aside)
        if there == written.sha256:
            if not settle_exchange(folder, aside, target.name, old=entry.old_sha256):
                return CHANGED
        elif beside != written.sha256:
            plan.journal.again(entry)
            return None
        elif not _takes(folder, entry, target.name, in_place=in_place):
            with suppress(OSError):
                folder.remove_ours(aside, written.sha256, written.size)
            return CHANGED if in_place else NotExtended("batch-extend-exists")
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
        with folder_of(file_named(entry.target), plan.root_of(entry)) as folder:
            if folder.stamp(entry.partial) is not None:
                folder.remove(entry.partial)
    plan.journal.again(entry)


def now_of(entry: Entry, plan: Plan) -> Entry:
    """The entry as the journal has it now."""
    return plan.journal.now(entry)


def stays_open(entry: Entry, plan: Plan, why: NotExtended) -> bool:
    """Whether the extended file is written and the next run is to find out where it is."""
    if now_of(entry, plan).state is not State.WRITTEN:
        return False
    plan.journal.note(entry, why.code, why.facts)
    return True


def failed(error: OSError, path: Path) -> NotExtended:
    """What the system says of the file, or that it is a link or lies behind one."""
    is_link = error.errno == errno.ELOOP or path.is_symlink()
    reason = "link" if is_link else reason_of(error)
    return NotExtended("batch-extend-file", {"reason": reason})
