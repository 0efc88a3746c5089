"""The worker process: `python -m fhvalidate.isolated.worker`, spoken to in frames.

Its standard input and output are the pipes to the caller. It gives itself its limits before it has
read a byte of any document: RLIMIT_AS once, and for each step a processor time and an alarm clock,
so that it ends even when nobody is left to kill it.
"""

import gc
import hashlib
import os
import resource
import signal
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from fhvalidate import api
from fhvalidate.errors import UsageError, reason_of
from fhvalidate.isolated.codec import decode
from fhvalidate.isolated.frames import MAX_PAYLOAD, BrokenFrameError, Frame, receive, send
from fhvalidate.isolated.places import Place, open_place
from fhvalidate.isolated.settings import Settings
from fhvalidate.isolated.zip_members import ZipError, entries_of, opened, read_entry
from fhvalidate.report.json import Json

if TYPE_CHECKING:
    from fhvalidate.poe import HeldSince

GRACE = 5  # seconds; the caller kills first, the alarm is for when it no longer can
INPUT, OUTPUT = 0, 1


def main() -> int:
    """Answers requests until the caller closes the pipe."""
    output = os.dup(OUTPUT)
    # What a library prints must not be taken for an answer.
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), OUTPUT)
    with suppress(BrokenFrameError):
        first = receive(INPUT, limit=0).header
        seconds = float(cast("float", first["seconds"]))
        _limit(int(cast("int", first["memory"])))
        examination = _Examination(Settings.from_json(first["settings"]))
        gc.freeze()  # what is there now stays: no collection need look through it again
        send(output, Frame({"ready": True}))
        while True:
            request = receive(INPUT, limit=MAX_PAYLOAD)
            _start_clocks(seconds)
            answer = examination.answer(request)
            signal.setitimer(signal.ITIMER_REAL, 0)
            send(output, answer)
            if answer.header.get("cause") == "memory":
                return 0  # what is left of the memory is not known
    return 0


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold personal data


def _start_clocks(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime + seconds) + GRACE
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent, hard))
    # SIGALRM ends the process, also inside a library that never returns to Python.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)


@dataclass(slots=True)
class _Held:
    """The bytes that were read last: those that are judged are those that were digested."""

    place: Place
    data: bytes
    sha256: str


@dataclass(slots=True)
class _Archive:
    """The archive that was opened last: its directory is read once, not once a member."""

    path: str
    identity: tuple[int, ...]
    archive: zipfile.ZipFile


class _Examination:
    """The settings of this worker, and what it read last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: _Held | None = None
        self._archive: _Archive | None = None

    def answer(self, request: Frame) -> Frame:
        """The answer to one request; what goes wrong is an answer too."""
        try:
            return self._answer(request)
        except MemoryError:
            self._held = self._archive = None
            return Frame({"cause": "memory", "detail": ""})
        except FileNotFoundError:
            return Frame({"cause": "missing", "detail": ""})
        except ZipError as error:
            return Frame({"cause": error.kind, "detail": error.detail})
        except OSError as error:
            detail = reason_of(error)
            return Frame({"cause": "not-readable", "detail": detail})
        except UsageError as error:
            return Frame({"usage": error.code, "detail": dict(error.detail)})
        except Exception as error:  # noqa: BLE001 - a bug costs one document, not the batch
            return Frame({"cause": "crash", "detail": type(error).__name__})

    def _answer(self, request: Frame) -> Frame:
        header = request.header
        match header["do"]:
            case "members":
                place = Place.from_json(header["place"])
                return Frame({"members": self._members(place)})
            case "digest":
                place = Place.from_json(header["place"])
                self._held = held = self._read(place)
                return Frame({"sha256": held.sha256, "size": len(held.data)})
            case "judge":
                return self._judge(Place.from_json(header["place"]), header)
            case _:
                return self._judged(request.payload, header)

    def _members(self, place: Place) -> list[Json]:
        entries = entries_of(self._opened(place.path))
        # A name is whatever bytes the archive has; a lone surrogate must not break the frame.
        return [[[*entry.members], entry.name] for entry in entries]

    def _read(self, place: Place) -> _Held:
        self._held = None
        if place.members:
            data = read_entry(self._opened(place.path), place.members)
        else:
            with open_place(place.path) as stream:
                data = stream.read()
        return _Held(place, data, hashlib.sha256(data).hexdigest())

    def _opened(self, path: str) -> zipfile.ZipFile:
        stream = open_place(path)
        identity: tuple[int, ...] = ()
        with suppress(OSError, AttributeError, ValueError):
            state = os.fstat(stream.fileno())
            identity = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
        held = self._archive
        if held is not None and identity and (held.path, held.identity) == (path, identity):
            stream.close()
            return held.archive
        archive = opened(stream)
        self._archive = _Archive(path, identity, archive)
        return archive

    def _judge(self, place: Place, header: dict[str, Json]) -> Frame:
        held = self._held
        if held is None or held.place != place:
            held = self._read(place)
        self._held = None
        if held.sha256 != header["sha256"]:
            return Frame({"sha256": held.sha256, "size": len(held.data)})
        # Without a name: the same bytes give the same report wherever they lie.
        return self._judged(held.data, header)

    def _judged(self, data: bytes, header: dict[str, Json]) -> Frame:
        settings = self._settings
        held_since = decode(header.get("held_since"))
        report = api.validate(
            data,
            trust=settings.trust,
            at=settings.at,
            policy=settings.policy,
            evidence=settings.evidence,
            password=str(header.get("password") or ""),
            name=str(header.get("name") or ""),
            held_since=cast("HeldSince | None", held_since),
            evidence_out=cast("str | None", header.get("evidence_out")),
            show_personnummer=settings.show_personnummer,
            text_recognition=settings.text_recognition,
            fetch=settings.fetch,
            knowledge=settings.knowledge,
        )
        return Frame({"sha256": report.document.sha256, "report": True}, report.to_json().encode())


if __name__ == "__main__":
    sys.exit(main())
