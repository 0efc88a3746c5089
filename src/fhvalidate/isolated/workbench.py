"""A file that is judged and added to, step by step, in worker processes.

Workers alone open it. On a platform that has none the same is done in this process.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fhvalidate import api
from fhvalidate.errors import InternalError, UnreadableError
from fhvalidate.evidence import EvidenceItem, EvidenceKind
from fhvalidate.extension.levels import digest_for
from fhvalidate.extension.pdf_writer import NewValidationData
from fhvalidate.isolated.answers import Cause, NotJudged
from fhvalidate.isolated.authority import Authority
from fhvalidate.isolated.examiner import Asked, IsolatedWorker
from fhvalidate.isolated.frames import BrokenFrameError
from fhvalidate.isolated.operations import OPERATIONS
from fhvalidate.isolated.places import named_path
from fhvalidate.isolated.settings import Settings
from fhvalidate.isolated.writing import WRITING, WrittenFile
from fhvalidate.private_files import write_private
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.report.reading import read_value
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.source_file import SourceFile

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp
    from fhvalidate.report.json import Json


@dataclass(slots=True)
class Workbench:
    """One file while it is added to.

    Attributes:
        settings: what it is judged by.
        folder: for the caller alone, where the file lies while it is made.
        file: as it was read.
        password: that opens it.
        worker: what judges and writes; None: this process.
    """

    settings: Settings
    folder: Path
    file: SourceFile
    password: str
    worker: IsolatedWorker | None

    def judge(self, data: bytes, at: datetime) -> Report:
        """The report as of the time, at full detail, with the evidence that was at hand.

        Raises:
            UsageError: the call is wrong.
            UnreadableError: `not-judged-…`: the worker died of the file.
        """
        name = self.file.name
        asked = Asked(name=name, password=self.password, evidence=True, detail=Detail.FULL, at=at)
        # Of a file that is too large there is only the beginning.
        is_as_read = data is self.file.data
        file = self.file if is_as_read else SourceFile(name, data, len(data))
        if self.worker is None:
            return _here(file, asked, self.settings)
        answer, items = self.worker.judge_bytes(file, asked)
        report = answer if isinstance(answer, NotJudged) else answer.read()
        if isinstance(report, NotJudged):
            _raise(report)
        return replace(report, evidence=items)

    def read(self, kind: Any, name: str, data: bytes, **arguments: "Json") -> Any:
        """What an operation of `isolated.operations` says of the file, of the kind.

        Raises:
            UsageError, UnreadableError: as the operation does; `not-judged-…`.
        """
        return self._operated(kind, name, self._asked(data, arguments), None)

    def written(self, name: str, data: bytes, stamp: "Stamp", **arguments: "Json") -> bytes:
        """What an operation of `isolated.writing` makes of the file.

        Raises:
            UsageError, UnreadableError: as the operation does, and as `stamp` does; `not-judged-…`.
        """
        made = self.folder / "made.pdf"
        asked = self._asked(data, {**arguments, "out": named_path(str(made))})
        told: WrittenFile = self._operated(WrittenFile, name, asked, stamp)
        new = made.read_bytes()
        if hashlib.sha256(new).hexdigest() != told.sha256:
            raise UnreadableError("extend-not-written", reason="changed")
        return new

    def stamped(self, data: bytes, authority: Authority) -> bytes:
        """The file with a further time-stamp, over the digest that the policy believes longest.

        Raises:
            UsageError, UnreadableError: as `written`.
        """
        algorithm = digest_for(self.settings.policy.cryptography, authority.now())

        def write(stamp: "Stamp", room: int) -> bytes:
            return self.written("write-time-stamp", data, stamp, algorithm=algorithm, room=room)

        return authority.stamped(write)

    def supplied(self, data: bytes, new: NewValidationData) -> bytes:
        """The file with the data in its security store; the same file where it has it all.

        Raises:
            UsageError, UnreadableError: as `written`.
        """
        items = self.folder / "items"
        items.mkdir(mode=0o700, exist_ok=True)
        for kind, ders in (
            (EvidenceKind.CERTIFICATE, new.certificates),
            (EvidenceKind.CRL, new.crls),
            (EvidenceKind.OCSP_RESPONSE, new.ocsp_responses),
        ):
            for der in ders:
                item = EvidenceItem(kind, der, "")
                write_private(items / item.file_name, der)
        told = named_path(str(items))
        try:
            return self.written("write-validation-data", data, _none, items=told)
        finally:
            for path in items.iterdir():
                path.unlink()

    def _asked(self, data: bytes, arguments: "dict[str, Json]") -> "dict[str, Json]":
        given = self.folder / "given.pdf"
        write_private(given, data)
        return {
            **arguments,
            "file": named_path(str(given)),
            "sha256": hashlib.sha256(data).hexdigest(),
            "password": self.password,
        }

    def _operated(
        self, kind: Any, name: str, asked: "dict[str, Json]", stamp: "Stamp | None"
    ) -> Any:
        if self.worker is None:
            return OPERATIONS[name](asked) if stamp is None else WRITING[name](asked, stamp)
        answer = self.worker.operate(name, asked, stamp=stamp)
        if isinstance(answer, NotJudged):
            _raise(answer)
        try:
            return read_value(kind, answer)
        except NotOfThisKindError as error:
            raise UnreadableError("not-judged-crash", detail="protocol") from error


def _none(_: bytes, __: str) -> bytes:
    """Validation data takes no time-stamp: what asks for one is not what was told to write."""
    raise BrokenFrameError


def _raise(outcome: NotJudged) -> NoReturn:
    if outcome.cause is Cause.INTERNAL:
        raise InternalError(outcome.detail)
    raise UnreadableError(f"not-judged-{outcome.cause}", detail=outcome.detail)


def _here(file: SourceFile, asked: Asked, settings: Settings) -> Report:
    """The report, made in this process."""
    given = {
        "source": file,
        "trust": settings.trust,
        "at": asked.at,
        "policy": settings.policy,
        "password": asked.password,
        "evidence": settings.evidence,
        "held_since": None,
        "name": file.name,
        "show_personnummer": settings.show_personnummer,
        "text_recognition": settings.text_recognition,
        "fetch": settings.fetch,
        "pdf_a": settings.pdf_a,
        "knowledge": settings.knowledge,
        "detail": asked.detail,
    }
    return api.examined(given).report
