"""IsolatedWorker: a worker process seen from outside, started when needed and killed when over.

Processes live here, nowhere else. What a worker says is hostile: it is JSON within a limit, and a
report is checked against its schema before anybody reads it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from fhvalidate.errors import UsageError
from fhvalidate.isolated.answers import Cause, Digest, Judged, Member, NotJudged, Unchecked
from fhvalidate.isolated.codec import encode
from fhvalidate.isolated.frames import MAX_ANSWER, BrokenFrameError, Frame, receive, send
from fhvalidate.isolated.places import Place
from fhvalidate.isolated.settings import ResourceLimits, Settings
from fhvalidate.poe import HeldSince
from fhvalidate.report.json import Json

START_SECONDS = 60.0  # to import the libraries; 1 s is usual, a busy machine takes ten
DOCUMENTS_PER_PROCESS = 2000  # then a new one is started: native libraries leak a little
MAX_MESSAGES = 65_536  # bytes of what a dying process printed
MEMORY_SHARE = 0.6  # of its limit that was resident when it died: then memory was the cause
_CHANGED = frozenset({signal.SIGALRM, signal.SIGXCPU})
_MEMORY_WORDS = (b"bad_alloc", b"MemoryError", b"out of memory", b"Out of memory", b"OOM")


def is_supported() -> bool:
    """Whether this platform can hold a process to its limits (rlimits, and RLIMIT_AS obeyed)."""
    return sys.platform.startswith("linux")


@dataclass(slots=True)
class _Process:
    """One process: what is open to it, and how many documents it has judged.

    Attributes:
        caller_peak: the most memory that the caller had held when it was started, in KiB.
    """

    process: subprocess.Popen[bytes]
    input: int
    output: int
    messages: int
    caller_peak: int
    judged: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one document beside the settings of all.

    Attributes:
        evidence_out: the folder that the worker writes the evidence at hand into.
    """

    name: str = ""
    password: str = field(default="", repr=False)
    held_since: datetime | HeldSince | None = None
    evidence_out: str | None = None


@dataclass(slots=True)
class IsolatedWorker:
    """Judges documents in a process with hard limits; the process is replaced when it dies.

    Raises:
        UsageError: `isolation-unavailable` where the platform has no rlimits.
    """

    settings: Settings
    limits: ResourceLimits = field(default_factory=ResourceLimits)
    _process: _Process | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuses to pretend where a process cannot be held to its limits."""
        if not is_supported():
            raise UsageError("isolation-unavailable", platform=sys.platform)

    def digest(self, place: Place) -> Digest | NotJudged:
        """The digest of the bytes at the place."""
        answer = self._asked({"do": "digest", "place": place.to_json()})
        return answer if isinstance(answer, NotJudged) else _digest(answer.header)

    def members(self, place: Place) -> tuple[Member, ...] | NotJudged:
        """The files in the ZIP archive at the place."""
        answer = self._asked({"do": "members", "place": place.to_json()})
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
        answer = self._asked(header)
        if isinstance(answer, NotJudged):
            return answer
        if "report" in answer.header:
            return Unchecked(sha256, answer.payload)
        return _digest(answer.header)

    def judge_bytes(self, data: bytes, asked: "Asked") -> Judged | NotJudged:
        """The report on the bytes."""
        header: dict[str, Json] = {
            "do": "judge-bytes",
            "name": asked.name,
            "password": asked.password,
            "held_since": encode(asked.held_since),
            "evidence_out": asked.evidence_out,
        }
        answer = self._asked(header, data)
        return (
            answer if isinstance(answer, NotJudged) else Unchecked(None, answer.payload).checked()
        )

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def _asked(self, header: dict[str, Json], payload: bytes = b"") -> Frame | NotJudged:
        """The answer; after a death that an earlier document may have caused, asked once more.

        So the answer is that of a fresh process, whatever was judged before.
        """
        used = self._process is not None and self._process.judged > 0
        answer = self._once(header, payload)
        if used and isinstance(answer, NotJudged) and answer.cause in (Cause.MEMORY, Cause.CRASH):
            self.close()
            answer = self._once(header, payload)
        return answer

    def _once(self, header: dict[str, Json], payload: bytes) -> Frame | NotJudged:
        if self._process is not None and self._process.judged >= DOCUMENTS_PER_PROCESS:
            self.close()
        if self._process is None:
            self._process = _start(self.settings, self.limits)
        worker = self._process
        deadline = time.monotonic() + self.limits.seconds
        try:
            send(worker.input, Frame(header, payload), deadline=deadline)
            answer = receive(worker.output, limit=MAX_ANSWER, deadline=deadline)
        except TimeoutError:
            self.close()
            return NotJudged(Cause.TIMEOUT, f"{self.limits.seconds:g} s")
        except BrokenFrameError:
            self._process = None
            return _death(worker, self.limits)
        if header["do"] != "digest":  # which parses nothing
            worker.judged += 1
        return self._understood(answer)

    def _understood(self, answer: Frame) -> Frame | NotJudged:
        header = answer.header
        if "usage" in header:
            detail = cast("Mapping[str, object]", header["detail"])
            raise UsageError(
                str(header["usage"]), **{str(key): str(value) for key, value in detail.items()}
            )
        if "cause" not in header:
            return answer
        if header["cause"] not in tuple(Cause):
            return self._broken()
        cause = Cause(str(header["cause"]))
        if cause is Cause.MEMORY:
            self.close()
            return NotJudged(cause, f"{self.limits.memory} MB")
        return NotJudged(cause, str(header.get("detail", ""))[:200])

    def _broken(self) -> NotJudged:
        self.close()
        return NotJudged(Cause.CRASH, "protocol")


def _start(settings: Settings, limits: ResourceLimits) -> _Process:
    import resource  # not on every platform; is_supported() was asked

    first: dict[str, Json] = {
        "settings": settings.to_json(),
        "seconds": limits.seconds,
        "memory": limits.bytes,
    }
    command = [sys.executable, "-P", "-m", "fhvalidate.isolated.worker"]
    messages, written = os.pipe()
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=written,
        bufsize=0,
        start_new_session=True,  # Ctrl-C is for the caller, who lets the worker finish
    )
    os.close(written)
    if process.stdin is None or process.stdout is None:
        raise UsageError("worker-not-started", reason="no pipe")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = _Process(process, process.stdin.fileno(), process.stdout.fileno(), messages, peak)
    for descriptor in (worker.input, worker.output, messages):
        os.set_blocking(descriptor, False)
    deadline = time.monotonic() + START_SECONDS
    try:
        send(worker.input, Frame(first), deadline=deadline)
        _prepare_checks()
        receive(worker.output, limit=0, deadline=deadline)
    except (BrokenFrameError, TimeoutError) as error:
        said = _messages(worker).decode("utf-8", "replace").strip().splitlines()
        _end(worker)
        reason = said[-1] if said else type(error).__name__
        raise UsageError("worker-not-started", reason=reason) from error
    return worker


def _prepare_checks() -> None:
    """Reads the schema of reports, which imports their model, while the worker is starting."""
    from fhvalidate.report.checking import schema_problem

    schema_problem(None)


def _death(worker: _Process, limits: ResourceLimits) -> NotJudged:
    """Why a process ended by itself: its signal, what it printed and how much memory it had."""
    said = _messages(worker)
    _close(worker)
    with suppress(ProcessLookupError):  # not Popen.kill, which would take the exit status away
        os.killpg(worker.process.pid, signal.SIGKILL)
    _, status, usage = os.wait4(worker.process.pid, 0)
    worker.process.returncode = os.waitstatus_to_exitcode(status)
    ended_by = -worker.process.returncode
    if ended_by in _CHANGED:
        return NotJudged(Cause.TIMEOUT, f"{limits.seconds:g} s")
    # Linux counts what the caller held when it started the process as the process's own.
    own_peak = usage.ru_maxrss if usage.ru_maxrss > worker.caller_peak else 0
    large = own_peak * 1024 > MEMORY_SHARE * limits.bytes
    if large or any(word in said for word in _MEMORY_WORDS):
        return NotJudged(Cause.MEMORY, f"{limits.memory} MB")
    return NotJudged(Cause.CRASH, signal.Signals(ended_by).name if ended_by > 0 else "exit")


def _messages(worker: _Process) -> bytes:
    with suppress(OSError):
        return os.read(worker.messages, MAX_MESSAGES)
    return b""


def _end(worker: _Process) -> None:
    # The whole group: text recognition runs in a process of the worker's.
    with suppress(ProcessLookupError):
        os.killpg(worker.process.pid, signal.SIGKILL)
    _close(worker)
    worker.process.wait()


def _close(worker: _Process) -> None:
    for stream in (worker.process.stdin, worker.process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    with suppress(OSError):
        os.close(worker.messages)


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
