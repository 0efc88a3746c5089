"""Where the command meets worker processes: what opens a PDF does so in one that can be killed.

On a platform that cannot hold a process to its limits the same is done in this one, and said.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from fhvalidate.cli.complaints import tell
from fhvalidate.errors import InternalError, UnreadableError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated import Cause, IsolatedWorker, NotJudged, Place, ResourceLimits, Settings
from fhvalidate.isolated.answers import Digest
from fhvalidate.isolated.examiner import Asked
from fhvalidate.isolated.keeping import keep, keeping_of, noting
from fhvalidate.isolated.places import named_path
from fhvalidate.isolated.process import is_supported
from fhvalidate.policy import Policy
from fhvalidate.report.messages import Language
from fhvalidate.report.reading import from_jsonable
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.source_file import Source, SourceFile
from fhvalidate.trust.anchors import TrustAnchors

if TYPE_CHECKING:
    from fhvalidate.archive.bundle.writing import KeepAs
    from fhvalidate.extension.pdf_writer import Stamp
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.report.json import Json
    from fhvalidate.report.model import Report
    from fhvalidate.reprint.match import Match
    from fhvalidate.store.originals import Original


@dataclass(slots=True)
class Examiner:
    """Examines one file after another in a kept worker process."""

    worker: IsolatedWorker

    def __call__(
        self, source: str | SourceFile, asked: Asked, evidence_out: "KeepAs | None" = None
    ) -> "Report":
        """The report; one that says why, when the file was what the process died of.

        The source is a path, or what was read already.

        With `evidence_out` the report is kept there with all that it was made with.

        Raises:
            UsageError: the file cannot be read; the call is wrong.
            InternalError: a defect of this program.
        """
        keeping = None if evidence_out is None else keeping_of(asked, self.worker.settings)
        asked = noting(asked, keeping)
        if isinstance(source, SourceFile):
            answer, items = self.worker.judge_bytes(source, asked)
        else:
            answer, items = self.worker.judge_file(source, asked)
        report = answer if isinstance(answer, NotJudged) else answer.read()
        if isinstance(report, NotJudged):
            return self._not_judged(source, asked, report)
        report = replace(report, evidence=items) if asked.evidence else report
        if keeping is not None and evidence_out is not None:
            keep(report, source, keeping, evidence_out)
        return report

    def _not_judged(self, source: str | SourceFile, asked: Asked, outcome: NotJudged) -> "Report":
        from fhvalidate.isolated.unjudged import report_not_judged

        if outcome.cause is Cause.INTERNAL:
            raise InternalError(outcome.detail)
        if isinstance(source, SourceFile):
            name, digest = source.name, Digest(source.sha256, source.size)
        else:
            name, digest = source.rpartition("/")[2], self._digest(source)
        named = replace(asked, name=asked.name or name)
        return report_not_judged(outcome, digest, named, self.worker.settings)

    def _digest(self, path: str) -> Digest:
        digest = self.worker.digest(Place(path))
        if not isinstance(digest, NotJudged):
            return digest
        if digest.cause is Cause.MISSING:
            raise UsageError("file-missing", path=path)
        if digest.cause is Cause.MEMORY:
            raise UsageError("worker-memory-too-small", path=path, memory=digest.detail)
        raise UsageError("file-not-readable", path=path, reason=digest.detail)


def is_isolated() -> bool:
    """Whether files are examined in processes of their own: wherever the platform can."""
    return is_supported()


def examiner(settings: Settings) -> Examiner:
    """What examines by the settings, within what their policy allows a process."""
    return Examiner(IsolatedWorker(settings, ResourceLimits.of(settings.policy)))


Operate = Callable[..., Any]


@contextmanager
def operating(language: Language) -> Iterator[Operate]:
    """What carries out operations of `isolated.operations`: `operate(kind, name, **arguments)`.

    It gives a value of the kind, and raises UsageError or UnreadableError as the operation does;
    UnreadableError also for a file that the process dies of. An operation that writes asks `stamp`
    for time-stamps, here.
    """
    if not is_isolated():
        tell_not_isolated(language)
        yield _here
        return
    # A worker that is forked has them, too.
    from fhvalidate.isolated import operations, writing  # noqa: F401

    policy = Policy.named("default")
    settings = Settings(trust=TrustAnchors.none(), at=datetime.now(UTC), policy=policy)
    worker = IsolatedWorker(settings)

    def operate(kind: Any, name: str, stamp: "Stamp | None" = None, **arguments: "Json") -> Any:
        answer = worker.operate(name, arguments, stamp=stamp)
        if isinstance(answer, NotJudged):
            if answer.cause is Cause.INTERNAL:
                raise InternalError(answer.detail)
            raise UnreadableError(f"not-judged-{answer.cause}", detail=answer.detail)
        try:
            return from_jsonable(kind, json.loads(answer))
        except (ValueError, RecursionError, NotOfThisKindError) as error:
            raise UnreadableError("not-judged-crash", detail="protocol") from error

    try:
        yield operate
    finally:
        worker.close()


def _here(_: Any, name: str, stamp: "Stamp | None" = None, **arguments: "Json") -> Any:
    from fhvalidate.isolated.operations import OPERATIONS  # which no judgement needs
    from fhvalidate.isolated.writing import WRITING

    if stamp is not None:
        return WRITING[name](arguments, stamp)
    return OPERATIONS[name](arguments)


@frozen
class Comparing:
    """Reads and compares files for the commands about originals, each in a worker process."""

    operate: Operate
    recognition: "TextRecognition"

    def digest(self, source: "str | PathLike[str]") -> str:
        """SHA-256 of the file, in hexadecimal."""
        return str(self._of(str, "digest-of", source))

    def original(self, source: Source) -> "Original":
        """The file with its fingerprint."""
        from fhvalidate.store.originals import Original

        found: Original = self._of(Original, "fingerprint", source, recognition=self.recognition)
        return found

    def match(self, original: str, copy: str) -> "Match":
        """How much of the original the copy contains, and what differs."""
        from fhvalidate.reprint.match import Match

        try:
            found: Match = self.operate(
                Match,
                "match",
                original=named_path(original),
                copy=named_path(copy),
                recognition=self.recognition,
            )
        except UnreadableError as error:
            raise UsageError("file-not-comparable", path=copy, reason=error.code) from error
        return found

    def _of(self, kind: Any, name: str, source: Any, **arguments: "Json") -> Any:
        try:
            return self.operate(kind, name, file=named_path(fspath(source)), **arguments)
        except UnreadableError as error:
            path = fspath(source)
            raise UsageError("file-not-comparable", path=path, reason=error.code) from error


def tell_not_isolated(language: Language) -> None:
    """Says that a hostile file may cost or break this process."""
    tell(language, "not-isolated", {}, exit_code=None)
