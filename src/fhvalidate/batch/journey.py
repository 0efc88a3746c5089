"""The journey of one path: its digest, what the manifest says, the verdict, the commit."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock

from fhvalidate.batch.actions import NOT_JUDGED, todo_with_manifest, todo_without_report
from fhvalidate.batch.inputs import InputDigests
from fhvalidate.batch.job import Job
from fhvalidate.batch.listing import Listed
from fhvalidate.batch.manifest import Claim, ManifestRow, claim_of
from fhvalidate.batch.outcome_rows import Inputs
from fhvalidate.batch.store import Known, PathEntry, Store
from fhvalidate.conclusion import Severity, Verdict
from fhvalidate.isolated import Cause, Digest, NotJudged
from fhvalidate.isolated.answers import Examiner, Unchecked

OF_THE_BYTES = frozenset({Cause.TIMEOUT, Cause.MEMORY, Cause.CRASH})
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
MAX_ATTEMPTS = 3  # at a file that is being written to while it is read

Rest = Callable[[], str | None]  # commits, and gives the verdict; None: the path needs none
Result = Callable[[], Known]  # commits a result that is new


@dataclass(slots=True)
class _InFlight:
    """The paths and documents that are not committed yet: nobody else takes the same meanwhile."""

    lock: Lock = field(default_factory=Lock)
    paths: set[str] = field(default_factory=set)
    events: dict[str, Event] = field(default_factory=dict)

    def begin(self, path: str) -> bool:
        """Whether nobody else is at the path."""
        with self.lock:
            free = path not in self.paths
            self.paths.add(path)
        return free

    def end(self, path: str) -> None:
        """The path is committed."""
        with self.lock:
            self.paths.discard(path)

    def claim(self, key: str) -> Event | None:
        """What to wait for when somebody else is judging the document; None: it is the caller's."""
        with self.lock:
            other = self.events.get(key)
            if other is None:
                self.events[key] = Event()
        return other

    def release(self, key: str) -> None:
        """The document is committed, or has no result: whoever waits for it goes on."""
        with self.lock:
            self.events.pop(key).set()


@dataclass(slots=True)
class Journey:
    """Takes paths to their committed results, with one examiner, in two steps.

    The second does without the examiner, so that it can be at the next path meanwhile.
    """

    job: Job
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

    def examine(self, item: Listed) -> Rest:
        """Asks the examiner; what is left to do without it commits what it answered."""
        if not self.in_flight.begin(item.path):  # named twice
            return _nothing
        if self.store.is_done(item.path):
            return partial(self._finished, item, _nothing)
        if item.barred is not None:
            return partial(self._finished, item, partial(self._not_judged, item, item.barred))
        try:
            rest = self._archive(item) if item.is_archive else self._document(item)
        except UNFORESEEN as error:
            rest = partial(self._crashed, item, error)
        return partial(self._finished, item, rest)

    def _finished(self, item: Listed, rest: Rest) -> str | None:
        try:
            return rest()
        except UNFORESEEN as error:
            return self._crashed(item, error)
        finally:
            self.in_flight.end(item.path)

    def _crashed(self, item: Listed, error: Exception) -> str:
        """A bug costs one document, not the batch."""
        return self._not_judged(item, NotJudged(Cause.CRASH, type(error).__name__))

    def _archive(self, item: Listed) -> Rest:
        members = self.examiner.members(item.place)
        if isinstance(members, NotJudged):
            return partial(self._not_judged, item, members)
        filters = self.job.inputs.filters
        self.first_do(
            Listed(_readable(item.path + member.name), member.place)
            for member in members
            if filters.take(member.name.rpartition("!/")[2])
        )
        return _nothing

    def _document(self, item: Listed) -> Rest:
        digest = self.examiner.digest(item.place)
        for _ in range(MAX_ATTEMPTS):
            if isinstance(digest, NotJudged):
                return partial(self._not_judged, item, digest)
            row = self.store.manifest_row(self._manifest_names(item))
            claim = Claim() if row is None else self._claim(row, digest)
            answer = self._judged(item, digest, claim)
            if not isinstance(answer, Digest | NotJudged):
                return partial(self._record, item, answer, row, claim)
            digest = answer
        return partial(self._not_judged, item, NotJudged(Cause.CHANGING))

    def _judged(self, item: Listed, digest: Digest, claim: Claim) -> Result | Digest | NotJudged:
        """What gives the result, known or new; the new digest when the bytes have changed.

        What says nothing of the bytes (the file is gone) is no result of theirs.
        """
        held = claim.held_since
        key = self.digests.with_document(digest.sha256, held)
        inputs = Inputs(key, digest, held)
        while True:
            known = self._known(inputs)
            if known is not None:
                return partial(_same, known)
            other = self.in_flight.claim(key)
            if other is not None:
                other.wait()
                continue
            found: Known | Digest | Unchecked | NotJudged | None = None
            try:
                # Another may have finished between the question and the claim.
                found = self._known(inputs)
                if found is None:
                    found = self.examiner.judge(item.place, sha256=digest.sha256, held_since=held)
            finally:
                if not _is_result(found):
                    self.in_flight.release(key)
            match found:
                case Known():
                    return partial(_same, found)
                case Unchecked():
                    return partial(self._added, inputs, found)
                case NotJudged() if _is_result(found):
                    return partial(self._added, inputs, found)
                case _:
                    return found

    def _known(self, inputs: Inputs) -> Known | None:
        earlier = self.digests if self.job.keeps_earlier else None
        return self.store.known(inputs, retry_errors=self.job.retry_errors, earlier=earlier)

    def _added(self, inputs: Inputs, found: Unchecked | NotJudged) -> Known:
        try:
            outcome = found.checked() if isinstance(found, Unchecked) else found
            return self.store.add_document(inputs, outcome)
        finally:
            self.in_flight.release(inputs.key)

    def _claim(self, row: ManifestRow, digest: Digest) -> Claim:
        return claim_of(row, sha256=digest.sha256, at=self.job.settings.at, now=self.job.now)

    def _record(self, item: Listed, result: Result, row: ManifestRow | None, claim: Claim) -> str:
        known = result()
        verdict, said = None, None
        finding = claim.finding
        if finding is not None:
            if finding.severity is Severity.ERROR:
                # An error alone keeps a document from being valid, here for this path.
                verdict = Verdict.INDETERMINATE if known.verdict == Verdict.VALID else None
            said = todo_with_manifest(self.store.todo_of(known.id), finding)
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


def _nothing() -> None:
    """What is left to do with a path that needs no verdict of its own."""


def _same(known: Known) -> Known:
    return known


def _is_result(found: object) -> bool:
    """Whether it is a new one, about the bytes; else they may still be judged elsewhere."""
    if isinstance(found, NotJudged):
        return found.cause in OF_THE_BYTES
    return isinstance(found, Unchecked)


def _readable(path: str) -> str:
    """The name of a member as results have it: an archive can write anything there."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")
