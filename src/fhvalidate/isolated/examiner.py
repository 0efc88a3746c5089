"""IsolatedWorker: judges documents in a process with hard limits.

What a worker says is hostile: it is JSON within a limit, and a report is checked against its schema
before anybody reads it.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from fhvalidate.errors import UsageError
from fhvalidate.evidence import EvidenceItem, EvidenceKind
from fhvalidate.fetch.evidence import Gather
from fhvalidate.frozen import frozen
from fhvalidate.isolated.answers import Cause, Digest, Member, NotJudged, Unchecked
from fhvalidate.isolated.codec import encode
from fhvalidate.isolated.frames import Frame
from fhvalidate.isolated.kept import KeptProcess
from fhvalidate.isolated.places import Place, named_path
from fhvalidate.isolated.process import is_supported
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.json import Json
from fhvalidate.source_file import SourceFile

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp

MAX_ITEMS = 10_000  # of evidence; one document has some twenty
# One page with a word on it: judging it imports and reads what every document needs.
SMALL = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources"
    b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 29>>stream\nBT /F 9 Tf 9 9 Td (Text) Tj ET\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@frozen
class Asked:
    """What is asked of one document beside the settings of all.

    Attributes:
        evidence: whether the evidence that was at hand is wanted too.
        at: the time that its verdict is for; that of the settings when left out.
        policy: likewise. It can ask for fewer seconds than the worker has, and for nothing else
            of what the worker may take.
        show_personnummer: likewise.
        fetch, pdf_a: likewise; where the settings have one.
    """

    name: str = ""
    password: str = field(default="", repr=False)
    held_since: datetime | HeldSince | None = None
    evidence: bool = False
    detail: Detail = Detail.DEFAULT
    at: datetime | None = None
    policy: Policy | None = None
    show_personnummer: bool | None = None
    fetch: Gather | None = None
    pdf_a: TryPdfA | None = None


@dataclass(slots=True)
class IsolatedWorker:
    """Judges documents in a process with hard limits; the process is replaced when it dies.

    A document whose pages are what kills the process is judged once more without them: its
    signatures are not kept from their answer by what it draws. Where it never `forks`, it has
    nothing of what its caller has in memory.

    Raises:
        UsageError: `isolation-unavailable` where the platform has no rlimits.
    """

    settings: Settings
    limits: ResourceLimits = field(default_factory=ResourceLimits)
    forks: bool = field(default=True, kw_only=True)
    _kept: KeptProcess = field(init=False, repr=False)
    _reader: KeptProcess | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuses to pretend where a process cannot be held to its limits."""
        if not is_supported():
            raise UsageError("isolation-unavailable", platform=sys.platform)
        self._kept = KeptProcess(self.settings, self.limits, forks=self.forks)

    @property
    def is_ready(self) -> bool:
        """Whether there is a process for the next document."""
        return self._kept.is_ready

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped, so that what it has not answered says nothing of a document."""
        return self._kept.is_stopped

    def start(self) -> None:
        """Starts the process now, unless there is one, for a document to come.

        Raises:
            UsageError: `worker-not-started`.
        """
        self._kept.start()

    def warm(self) -> None:
        """Starts the process and has it judge a small file, so that no document waits for that."""
        self._kept.start()
        self._kept.ask(Frame({"do": "judge-bytes", **told(Asked())}, SMALL))

    def stop(self) -> None:
        """Ends the process whatever it does, for good; from any thread, until `close`."""
        self._kept.stop()

    def digest(self, place: Place) -> Digest | NotJudged:
        """The digest of the bytes at the place."""
        answer = self._reads(place).ask(Frame({"do": "digest", "place": place.to_json()}))
        return answer if isinstance(answer, NotJudged) else _digest(answer.header)

    def members(self, place: Place) -> tuple[Member, ...] | NotJudged:
        """The files in the ZIP archive at the place."""
        answer = self._reads(place).ask(Frame({"do": "members", "place": place.to_json()}))
        return answer if isinstance(answer, NotJudged) else _members(answer.header, place)

    def judge(
        self, place: Place, *, sha256: str, held_since: HeldSince | None
    ) -> Unchecked | Digest | NotJudged:
        """The report, unchecked; the new digest when the bytes are no longer those of `sha256`."""
        header: dict[str, Json] = {
            "do": "judge",
            "place": place.to_json(),
            "sha256": sha256,
            "held_since": encode(held_since),
        }
        payload = b""
        if place.is_url:
            read = self._reads(place).ask(Frame({**header, "do": "read"}))
            if isinstance(read, NotJudged):
                return read
            if "bytes" not in read.header:
                return _digest(read.header)
            header |= {"do": "judge-bytes", "size": read.header["size"]}
            payload = read.payload
        answer = self._judged(Frame(header, payload))
        if isinstance(answer, NotJudged):
            return answer
        if "report" in answer.header:
            return Unchecked(sha256, answer.payload)
        return _digest(answer.header)

    def judge_bytes(
        self, file: SourceFile, asked: Asked
    ) -> tuple[Unchecked | NotJudged, tuple[EvidenceItem, ...]]:
        """The report on the bytes, unchecked, and the evidence, where it is wanted.

        Raises:
            UsageError: as `fhvalidate.validate`.
        """
        sha256 = file.sha256
        given: dict[str, Json] = {"do": "judge-bytes", "size": file.size, "sha256": sha256}
        return self._with_evidence(Frame({**given, **told(asked)}, file.data), asked, sha256)

    def judge_file(
        self, path: str, asked: Asked
    ) -> tuple[Unchecked | NotJudged, tuple[EvidenceItem, ...]]:
        """The report on the file, unchecked, and the evidence, where it is wanted.

        Raises:
            UsageError: as `fhvalidate.validate`.
        """
        request = Frame({"do": "judge-file", "file": named_path(path), **told(asked)})
        return self._with_evidence(request, asked, None)

    def operate(
        self, name: str, arguments: Mapping[str, Json], *, stamp: "Stamp | None" = None
    ) -> bytes | NotJudged:
        """What an operation of `isolated.operations` gives, as JSON that nobody has checked.

        One that writes a time-stamp into a file asks `stamp` for it, once.
        """
        answer = self._kept.ask(Frame({"do": name, "arguments": dict(arguments)}), stamp=stamp)
        return answer if isinstance(answer, NotJudged) else answer.payload

    def close(self) -> None:
        """Ends the processes."""
        self._kept.close()
        if self._reader is not None:
            self._reader.close()

    def _judged(
        self, request: Frame, *, asked: Asked | None = None, seconds: float | None = None
    ) -> Frame | NotJudged:
        asked = asked or Asked()
        fetch, tries = asked.fetch or self.settings.fetch, asked.pdf_a or self.settings.pdf_a
        answer = self._kept.ask(request, fetch=fetch, tries=tries, seconds=seconds)
        if not isinstance(answer, NotJudged) or not self._kept.has_drawn:
            return answer
        if answer.cause not in {Cause.TIMEOUT, Cause.MEMORY, Cause.CRASH}:
            return answer
        barred = replace(request, header={**request.header, "barred": answer.cause})
        without_pages = self._kept.ask(barred, fetch=fetch, tries=tries, seconds=seconds)
        return answer if isinstance(without_pages, NotJudged) else without_pages

    def _with_evidence(
        self, request: Frame, asked: Asked, sha256: str | None
    ) -> tuple[Unchecked | NotJudged, tuple[EvidenceItem, ...]]:
        policy = asked.policy
        seconds = None if policy is None else policy.limits.worker_seconds
        answer = self._judged(request, asked=asked, seconds=seconds)
        if isinstance(answer, NotJudged):
            return answer, ()
        parts = _parts(answer)
        if parts is None:
            return self._kept.broken(), ()
        report, items = parts
        return Unchecked(sha256, report), items

    def _reads(self, place: Place) -> KeptProcess:
        """Who reads there: what lies behind a network is read by a process that parses nothing."""
        if not place.is_url:
            return self._kept
        if self._reader is None:
            self._reader = KeptProcess(self.settings, self.limits, networked=True)
        return self._reader


def told(asked: Asked) -> dict[str, Json]:
    """What is asked of one document, in JSON's own types."""
    return {
        "name": asked.name,
        "password": asked.password,
        "held_since": encode(asked.held_since),
        "evidence": asked.evidence,
        "detail": asked.detail,
        "at": encode(asked.at),
        "policy": encode(asked.policy),
        "show_personnummer": asked.show_personnummer,
    }


def _parts(answer: Frame) -> tuple[bytes, tuple[EvidenceItem, ...]] | None:
    """The report and the items of evidence; None when they are not as many bytes as they say."""
    size, rows = answer.header.get("report"), answer.header.get("items")
    if not isinstance(size, int) or not isinstance(rows, list) or len(rows) > MAX_ITEMS:
        return None
    items, at = [], size
    for row in rows:
        match row:
            case [str(kind), str(origin), int(length)] if (
                kind in tuple(EvidenceKind) and length >= 0
            ):
                items.append(
                    EvidenceItem(EvidenceKind(kind), answer.payload[at : at + length], origin[:20])
                )
                at += length
            case _:
                return None
    return (answer.payload[:size], tuple(items)) if at == len(answer.payload) else None


def _digest(header: Mapping[str, Json]) -> Digest | NotJudged:
    from fhvalidate.report.checking import is_sha256

    sha256, size = header.get("sha256"), header.get("size")
    if not is_sha256(sha256) or not isinstance(size, int):
        return NotJudged(Cause.CRASH, "protocol")
    return Digest(str(sha256), size)


def _members(header: Mapping[str, Json], place: Place) -> tuple[Member, ...] | NotJudged:
    found = []
    rows = header.get("members")
    for row in rows if isinstance(rows, list) else [None]:
        match row:
            case [[*numbers], str(name)] if all(isinstance(number, int) for number in numbers):
                members = tuple(cast("list[int]", numbers))
                found.append(Member(Place(place.path, members), name))
            case _:
                return NotJudged(Cause.CRASH, "protocol")
    return tuple(found)
