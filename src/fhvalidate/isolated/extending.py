"""Files extended by what judges and writes in worker processes: for commands, one file or many.

Workers alone open a file. What is asked of the network, and the clock, stay with the caller.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fhvalidate import api
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import FetchError, InternalError, UnreadableError, UsageError
from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind
from fhvalidate.extension.extending import Extended, Tools, extended
from fhvalidate.extension.levels import digest_for
from fhvalidate.extension.pdf_writer import NewValidationData, require_pyhanko
from fhvalidate.extension.wanted import Wanted
from fhvalidate.fetch.request import Network
from fhvalidate.fetch.time_stamps import asking_for_time_stamps
from fhvalidate.frozen import frozen
from fhvalidate.isolated.answers import Cause, NotJudged
from fhvalidate.isolated.examiner import Asked, IsolatedWorker
from fhvalidate.isolated.places import named_path
from fhvalidate.isolated.process import is_supported
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.isolated.writing import WRITING, WrittenFile
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.report.reading import NotOfThisKindError, read_value
from fhvalidate.source_file import SourceFile

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp
    from fhvalidate.report.json import Json

FIRST_ROOM = 10_240  # bytes for the first token of an authority; real ones have 7,000
MARGIN = 512  # bytes by which the tokens of one authority differ: certificates may, times do
MAX_SKEW = timedelta(minutes=5)  # between the authority's clock and ours


@frozen
class Asking:
    """How files are extended.

    Attributes:
        settings: what they are judged by; what fetches and what is supplied is used to complete
            them, never to judge what came of it.
        stamp: what gives time-stamps, as `asking_for_time_stamps` does.
        url: whom it asks, to be told.
        clock: the time that it is now.
    """

    settings: Settings
    stamp: "Stamp"
    url: str = ""
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @classmethod
    def at(cls, url: str, network: Network, settings: Settings) -> "Asking":
        """With the time-stamping authority at the address.

        Raises:
            UsageError: `extend-no-time-stamp`: no address that can be asked.
        """
        try:
            stamp = asking_for_time_stamps(url, network)
        except FetchError as error:
            raise UsageError("extend-no-time-stamp", url=url, reason=error.reason) from error
        return cls(settings, stamp, url)


Extend = Callable[[SourceFile, Wanted, str], Extended]


@contextmanager
def extending(asking: Asking, folder: Path, *, isolated: bool | None = None) -> Iterator[Extend]:
    """What extends one file after another, given with what is wanted and the password.

    Args:
        asking: how.
        folder: for the caller alone, where files lie while they are made.
        isolated: whether in worker processes; wherever the platform can when left out.

    Raises:
        UsageError: `extend-not-installed`. From the function, beside what
            `extension.extending.extended` raises: `extend-no-time-stamp`.
        UnreadableError: from the function: as `extended`; `not-judged-…`: a worker died of the
            file.
    """
    require_pyhanko()
    alone = replace(asking.settings, evidence=Evidence(), fetch=None)
    in_workers = is_supported() if isolated is None else isolated
    limits = ResourceLimits.of(asking.settings.policy)
    workers = [IsolatedWorker(each, limits) for each in (asking.settings, alone) if in_workers]

    def extend(file: SourceFile, wanted: Wanted, password: str) -> Extended:
        bench = _Bench(asking, folder, file, password, alone, tuple(workers))
        return extended(file.data, wanted, Tools(bench.judge, bench.stamped, bench.supplied))

    try:
        yield extend
    finally:
        for worker in workers:
            worker.close()


@dataclass(slots=True)
class _Bench:
    """One file while it is extended.

    Attributes:
        workers: what judges with everything, and what judges by the file alone; none: this process.
        newest: the latest time of a time-stamp that came, by the authority's clock.
        room: bytes for the next token.
        came: bytes of the last token.
    """

    asking: Asking
    folder: Path
    file: SourceFile
    password: str
    alone: Settings
    workers: tuple[IsolatedWorker, ...]
    newest: datetime | None = None
    room: int = FIRST_ROOM
    came: int = 0

    def judge(self, data: bytes, *, alone: bool, at: datetime | None = None) -> Report:
        """The report, with the evidence that was at hand, at full detail."""
        asked = Asked(
            name=self.file.name,
            password=self.password,
            evidence=True,
            detail=Detail.FULL,
            at=at or self._now(),
        )
        # As it was read: of one that is too large there is only the beginning.
        is_first = data is self.file.data
        file = self.file if is_first else SourceFile(self.file.name, data, len(data))
        if not self.workers:
            return _here(file, asked, self.alone if alone else self.asking.settings)
        answer, items = self.workers[alone].judge_bytes(file, asked)
        report = answer if isinstance(answer, NotJudged) else answer.read()
        return replace(_judged(report), evidence=items)

    def stamped(self, data: bytes) -> bytes:
        """The file with a further time-stamp, in as much room as the authority's last one took."""
        constraints = self.asking.settings.policy.cryptography
        algorithm = digest_for(constraints, self._now())
        try:
            return self._written("write-time-stamp", data, algorithm=algorithm, room=self.room)
        except UnreadableError as error:
            if error.detail.get("reason") != "token-too-large" or self.came <= self.room:
                raise
        self.room = self.came + MARGIN
        return self._written("write-time-stamp", data, algorithm=algorithm, room=self.room)

    def supplied(self, data: bytes, new: NewValidationData) -> bytes:
        """The file with the data in its security store."""
        items = self.folder / "items"
        items.mkdir(mode=0o700, exist_ok=True)
        for kind, ders in (
            (EvidenceKind.CERTIFICATE, new.certificates),
            (EvidenceKind.CRL, new.crls),
            (EvidenceKind.OCSP_RESPONSE, new.ocsp_responses),
        ):
            for der in ders:
                item = EvidenceItem(kind, der, "")
                (items / item.file_name).write_bytes(der)
        try:
            return self._written("write-validation-data", data, items=named_path(str(items)))
        finally:
            for path in items.iterdir():
                path.unlink()

    def _now(self) -> datetime:
        """Now, by the later of two clocks: a time-stamp that has just come is not ahead of it."""
        now = self.asking.clock()
        return now if self.newest is None else max(now, self.newest)

    def _stamp(self, digest: bytes, algorithm: str) -> bytes:
        url = self.asking.url
        try:
            token = self.asking.stamp(digest, algorithm)
        except FetchError as error:
            raise UsageError("extend-no-time-stamp", url=url, reason=error.reason) from error
        time = read_time_stamp_token(token).generation_time
        # RFC 3161, 2.2: the time is verified against a local trusted time reference.
        if abs(time - self.asking.clock()) > MAX_SKEW:
            raise UsageError("extend-no-time-stamp", url=url, reason="time-stamp-time")
        self.newest = max(time, self.newest or time)
        self.came = len(token)
        return token

    def _written(self, name: str, data: bytes, **arguments: "Json") -> bytes:
        """What an operation of `isolated.writing` makes of the file."""
        given, made = self.folder / "given.pdf", self.folder / "made.pdf"
        given.write_bytes(data)
        asked = {
            **arguments,
            "file": named_path(str(given)),
            "sha256": hashlib.sha256(data).hexdigest(),
            "password": self.password,
            "out": named_path(str(made)),
        }
        written = self._operated(name, asked)
        new = made.read_bytes()
        if hashlib.sha256(new).hexdigest() != written.sha256:
            raise UnreadableError("extend-not-written", reason="changed")
        if self.came and name == "write-time-stamp":
            self.room = self.came + MARGIN
        return new

    def _operated(self, name: str, asked: dict[str, Any]) -> WrittenFile:
        if not self.workers:
            return WRITING[name](asked, self._stamp)
        answer = self.workers[0].operate(name, asked, stamp=self._stamp)
        if isinstance(answer, NotJudged):
            _raise(answer)
        try:
            found: WrittenFile = read_value(WrittenFile, answer)
        except NotOfThisKindError as error:
            raise UnreadableError("not-judged-crash", detail="protocol") from error
        return found


def _judged(report: Report | NotJudged) -> Report:
    if isinstance(report, NotJudged):
        _raise(report)
    return report


def _raise(outcome: NotJudged) -> NoReturn:
    if outcome.cause is Cause.INTERNAL:
        raise InternalError(outcome.detail)
    raise UnreadableError(f"not-judged-{outcome.cause}", detail=outcome.detail)


def _here(file: SourceFile, asked: Asked, settings: Settings) -> Report:
    """The report, made in this process, on a platform that has no workers."""
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
