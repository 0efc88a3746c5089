"""`batch watch`: one file that has come in is judged, and takes its place with its reports."""

from collections.abc import Callable
from pathlib import Path

from fhvalidate.batch.inbox import DONE, NEEDS_ACTION, Inbox, Stamp
from fhvalidate.batch.moving import Judgement, Kept, deliver
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Digest, IsolatedWorker, Place
from fhvalidate.isolated.answers import Cause
from fhvalidate.report.html import render_html
from fhvalidate.report.json import dumps
from fhvalidate.report.messages import Language
from fhvalidate.report.model import Report
from fhvalidate.report.next_step import NOTHING_LEFT, next_step
from fhvalidate.system_errors import reason_of

# What is wrong with the file, and why it then stays, a key of `fact-reason`; empty: the next look
# tells. Everything else is wrong with the call.
_OF_THE_FILE = {
    "file-missing": "",
    "file-not-regular": "",
    "file-is-directory": "",
    "file-not-readable": "",
    "file-too-large": "file-too-large",
    "worker-memory-too-small": "no-memory",
}


@frozen
class Delivered:
    """The file has been judged and moved: to which folder, and what it is called there."""

    report: Report
    folder: str
    name: str


@frozen
class Waits:
    """The file is still in `in`; the reason is a key of `fact-reason`, empty for one that changed.

    A file that changed is judged when it is as it was for a while.
    """

    reason: str = ""


@frozen
class Watcher:
    """Judges what comes into a folder.

    Attributes:
        examine: gives the report on the file at a path, or raises UsageError.
    """

    inbox: Inbox
    worker: IsolatedWorker
    examine: Callable[[str], Report]
    language: Language

    def take(self, name: str, stamp: Stamp) -> Delivered | Waits:
        """Judges the file and moves it; it stays where it is when anything is in the way.

        Raises:
            UsageError: nothing can be judged, or nothing can be written.
        """
        try:
            report = self.examine(str(self.inbox.waiting / name))
        except UsageError as error:
            if self.worker.is_stopped:
                return Waits()
            if error.code not in _OF_THE_FILE:
                raise
            return Waits(str(error.detail.get("reason", _OF_THE_FILE[error.code])))
        except Exception:  # noqa: BLE001 - a defect of ours keeps no other file waiting
            return Waits() if self.worker.is_stopped else Waits("defect")
        if self.worker.is_stopped:  # what was answered says nothing of the file
            return Waits()
        folder = folder_for(report)
        try:
            page = render_html(report, language=self.language)
            reports = {".html": page, ".json": dumps(report, indent=2) + "\n"}
        except Exception:  # noqa: BLE001 - as above
            return Waits("defect")
        try:
            target = deliver(
                self.inbox, name, stamp, Judgement(folder, reports), self._compared(report)
            )
        except OSError as error:
            return Waits(reason_of(error))
        return Waits() if target is None else Delivered(report, folder, target)

    def _compared(self, report: Report) -> Callable[[Path], Kept]:
        """What compares the bytes that were moved with those that were judged."""

        def kept(path: Path) -> Kept:
            found = self.worker.digest(Place(str(path)))
            if isinstance(found, Digest):
                return Kept.SAME if found.sha256 == report.document.sha256 else Kept.OTHER
            return Kept.TAKEN if found.cause is Cause.MISSING else Kept.OTHER

        return kept


def folder_for(report: Report) -> str:
    """`done` where nothing is left to do: valid, and nobody's signature is missing."""
    return DONE if next_step(report) in NOTHING_LEFT else NEEDS_ACTION
