"""The journey of one path: its digest, what the manifest says, the verdict, the commit."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, TypeGuard

from fhvalidate.batch.actions import NOT_JUDGED, Action, Todo, todo_without_report
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.batch.listing import Listed
from fhvalidate.batch.manifest import Claim, ManifestRow, claim_of
from fhvalidate.batch.outcome_rows import Inputs
from fhvalidate.batch.store import Known, PathEntry, Store
from fhvalidate.conclusion import Severity, Verdict
from fhvalidate.isolated import Cause, Digest, Judged, NotJudged
from fhvalidate.isolated.answers import Examiner
from fhvalidate.report.json import utc
from fhvalidate.report.messages import message_for

if TYPE_CHECKING:
    from fhvalidate.batch.run import Job

OF_THE_BYTES = frozenset({Cause.TIMEOUT, Cause.MEMORY, Cause.CRASH})
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
MAX_ATTEMPTS = 3  # at a file that is being written to while it is read


@dataclass(slots=True)
class _InFlight:
    """The documents that are being judged: nobody else judges the same meanwhile."""

    lock: Lock = field(default_factory=Lock)
    events: dict[str, Event] = field(default_factory=dict)


@dataclass(slots=True)
class Journey:
    """Takes paths to their committed results, with one examiner."""

    job: "Job"
    store: Store
    digests: InputDigests
    examiner: Examiner
    first_do: Callable[[Iterator[Listed]], None]
    in_flight: _InFlight = field(default_factory=_InFlight)

    @staticmethod
    def share(journeys: list["Journey"]) -> None:
        """Has the journeys know of each other what is being judged."""
        shared = _InFlight()
        for journey in journeys:
            journey.in_flight = shared

    def go(self, item: Listed) -> str | None:
        """The verdict, after its commit; None when the path needs none of its own."""
        if self.store.is_done(item.path):
            return None
        try:
            return self._archive(item) if item.is_archive else self._document(item)
        except UNFORESEEN as error:  # a bug costs one document, not the batch
            return self._not_judged(item, NotJudged(Cause.CRASH, type(error).__name__))

    def _archive(self, item: Listed) -> str | None:
        members = self.examiner.members(item.place)
        if isinstance(members, NotJudged):
            return self._not_judged(item, members)
        filters = self.job.inputs.filters
        self.first_do(
            Listed(_readable(item.path + member.name), member.place)
            for member in members
            if filters.take(member.name.rpartition("!/")[2])
        )
        return None

    def _document(self, item: Listed) -> str:
        digest = self.examiner.digest(item.place)
        for _ in range(MAX_ATTEMPTS):
            if isinstance(digest, NotJudged):
                return self._not_judged(item, digest)
            row = self.store.manifest_row(self._manifest_names(item))
            claim = Claim() if row is None else self._claim(row, digest)
            answer = self._judged(item, digest, claim)
            if isinstance(answer, Known):
                return self._record(item, answer, row, claim)
            digest = answer
        return self._not_judged(item, NotJudged(Cause.CHANGING))

    def _judged(self, item: Listed, digest: Digest, claim: Claim) -> Known | Digest | NotJudged:
        """The result, known or new; the new digest when the bytes have changed meanwhile.

        What says nothing of the bytes (the file is gone) is no result of theirs.
        """
        held = None if claim.held_since is None else utc(claim.held_since)
        key = self.digests.with_document(digest.sha256, held)
        while True:
            known = self.store.known(key, retry_errors=self.job.retry_errors)
            if known is not None:
                return known
            with self.in_flight.lock:
                other = self.in_flight.events.get(key)
                own = self.in_flight.events.setdefault(key, Event()) if other is None else None
            if other is not None:
                other.wait()
                continue
            try:
                # Another may have finished between the question and the claim.
                known = self.store.known(key, retry_errors=self.job.retry_errors)
                if known is not None:
                    return known
                outcome = self.examiner.judge(
                    item.place, sha256=digest.sha256, held_since=claim.held_since
                )
                if isinstance(outcome, Digest) or _of_the_place(outcome):
                    return outcome
                return self.store.add_document(Inputs(key, digest, held), outcome)
            finally:
                with self.in_flight.lock:
                    self.in_flight.events.pop(key, None)
                if own is not None:
                    own.set()

    def _claim(self, row: ManifestRow, digest: Digest) -> Claim:
        return claim_of(row, sha256=digest.sha256, at=self.job.settings.at, now=self.job.now)

    def _record(self, item: Listed, known: Known, row: ManifestRow | None, claim: Claim) -> str:
        verdict, said = None, None
        finding = claim.finding
        if finding is not None and finding.severity is Severity.ERROR:
            # An error alone keeps a document from being valid, here for this path.
            verdict = Verdict.INDETERMINATE if known.verdict == Verdict.VALID else None
            said = Todo(Action.COMPARE_MANIFEST, message_for(finding.code, finding.detail))
        self.store.add_path(
            PathEntry(item.path, known.id, None, verdict, said, finding=finding, row=row)
        )
        return verdict or known.verdict

    def _not_judged(self, item: Listed, outcome: NotJudged) -> str:
        row = self.store.manifest_row(self._manifest_names(item))
        said = todo_without_report(outcome)
        self.store.add_path(PathEntry(item.path, None, outcome, todo=said, row=row))
        return NOT_JUDGED

    def _manifest_names(self, item: Listed) -> Iterator[str]:
        """What the manifest may call the path: absolute, or relative to one of the folders."""
        yield item.path
        folders = [self.job.manifest_folder] if self.job.manifest_folder else []
        roots = [*map(str, folders), *self.job.inputs.roots, os.getcwd()]  # noqa: PTH109
        for root in roots:
            inside = item.path.removeprefix(root.rstrip("/") + "/")
            if inside != item.path:
                yield inside
                yield f"./{inside}"


def _of_the_place(outcome: Judged | Digest | NotJudged) -> TypeGuard[NotJudged]:
    """Whether the outcome is about the place, so that the same bytes elsewhere may be judged."""
    return isinstance(outcome, NotJudged) and outcome.cause not in OF_THE_BYTES


def _readable(path: str) -> str:
    """The name of a member as results have it: an archive can write anything there."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
