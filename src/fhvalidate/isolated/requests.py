"""What a worker does with a request: reads a place, judges, and hands back bytes.

What goes wrong is an answer too.
"""

import os
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fhvalidate import api
from fhvalidate.conclusion import Finding
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.evidence import EvidenceItem
from fhvalidate.fetch.evidence import Gather
from fhvalidate.isolated.codec import decode
from fhvalidate.isolated.frames import Frame
from fhvalidate.isolated.places import Place, open_place, path_named
from fhvalidate.isolated.settings import Settings
from fhvalidate.isolated.stamping import WRITES
from fhvalidate.isolated.zip_members import ZipError, entries_of, opened, read_entry
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.json import Json, dumps
from fhvalidate.source_file import SourceFile, read_stream, source_file
from fhvalidate.system_errors import reason_of

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp


@dataclass(slots=True)
class _Held:
    """The bytes that were read last: those that are judged are those that were digested."""

    place: Place
    file: SourceFile
    sha256: str


@dataclass(slots=True)
class _Archive:
    """The archive that was opened last: its directory is read once, not once a member."""

    path: str
    identity: tuple[int, ...]
    archive: zipfile.ZipFile


class _NotReadError(Exception):
    """Nothing can be read at a place; `cause` and `detail` as `NotJudged` has them."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause = cause
        self.detail = detail


@contextmanager
def _reading() -> Iterator[None]:
    """Tells what goes wrong with a place; the same errors elsewhere are defects of ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise _NotReadError("missing") from error
    except ZipError as error:
        raise _NotReadError(error.kind, error.detail) from error
    except OSError as error:
        raise _NotReadError("not-readable", reason_of(error)) from error


class Requests:
    """The settings of this worker, and what it read last.

    Args:
        settings: what documents are judged by.
        fetch: what fetches missing evidence, if it may be fetched.
        tries: what tries whether a file is PDF/A, if anything does.
        stamp: what asks the caller for a time-stamp that is to be written into a file.
    """

    def __init__(
        self,
        settings: Settings,
        fetch: Gather | None,
        tries: TryPdfA | None = None,
        stamp: "Stamp | None" = None,
    ) -> None:
        self._settings = settings
        self._fetch = fetch
        self._tries = tries
        self._stamp = stamp
        self._held: _Held | None = None
        self._archive: _Archive | None = None

    def answer(self, request: Frame) -> Frame:
        """The answer to one request; what goes wrong is an answer too."""
        try:
            return self._answer(request)
        except MemoryError:
            self._held = self._archive = None
            return Frame({"cause": "memory", "detail": ""})
        except _NotReadError as error:
            return Frame({"cause": error.cause, "detail": error.detail})
        except UsageError as error:
            return Frame({"usage": error.code, "detail": dict(error.detail)})
        except UnreadableError as error:
            return Frame({"unreadable": error.code, "detail": dict(error.detail)})
        except Exception as error:  # noqa: BLE001 - a bug costs one document, not the batch
            return Frame({"cause": "internal", "detail": _where(error)})

    def _answer(self, request: Frame) -> Frame:
        header = request.header
        match header["do"]:
            case "members":
                return Frame({"members": self._members(Place.from_json(header["place"]))})
            case "digest":
                self._held = held = self._read(Place.from_json(header["place"]))
                return Frame({"sha256": held.sha256, "size": held.file.size})
            case "read":
                held = self._at(Place.from_json(header["place"]), str(header["sha256"]))
                size = held.file.size
                if held.sha256 != header["sha256"]:
                    return Frame({"sha256": held.sha256, "size": size})
                return Frame({"sha256": held.sha256, "size": size, "bytes": True}, held.file.data)
            case "judge":
                return self._judge(Place.from_json(header["place"]), header)
            case "judge-file":
                path = path_named(str(header["file"]))
                limit = _policy(header, self._settings).limits.file_size
                return self._judged(source_file(path, limit=limit), header)
            case "judge-bytes":
                return self._judged(_given(request), header)
            case name:
                arguments = cast("Mapping[str, Json]", header["arguments"])
                found = self._operated(str(name), arguments)
                return Frame({"done": True}, dumps(found).encode())

    def _operated(self, name: str, arguments: Mapping[str, Json]) -> object:
        """What an operation gives; what these import no judgement needs: SQLite, histories."""
        if name == "replay":
            from fhvalidate.isolated.replaying import replay

            return replay(arguments, self._settings)
        if name.startswith(WRITES) and self._stamp is not None:
            from fhvalidate.isolated.writing import WRITING

            return WRITING[name](arguments, self._stamp)
        from fhvalidate.isolated.operations import OPERATIONS

        return OPERATIONS[name](arguments)

    def _members(self, place: Place) -> list[Json]:
        with _reading():
            entries = entries_of(self._opened(place.path))
        # A name is whatever bytes the archive has; a lone surrogate must not break the frame.
        return [[[*entry.members], entry.name] for entry in entries]

    def _at(self, place: Place, sha256: str) -> _Held:
        """The bytes at the place, those of the digest if they are still held."""
        held, self._held = self._held, None
        same = held is not None and (held.place, held.sha256) == (place, sha256)
        return held if same and held is not None else self._read(place)

    def _read(self, place: Place) -> _Held:
        self._held = None
        with _reading():
            if place.members:
                data = read_entry(self._opened(place.path), place.members)
                file = SourceFile("", data, len(data))
            else:
                with open_place(place.path) as stream:
                    file = read_stream(stream, "", limit=self._settings.policy.limits.file_size)
        return _Held(place, file, file.sha256)

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

    def _judge(self, place: Place, header: Mapping[str, Json]) -> Frame:
        held = self._at(place, str(header["sha256"]))
        if held.sha256 != header["sha256"]:
            return Frame({"sha256": held.sha256, "size": held.file.size})
        # Without a name: the same bytes give the same report wherever they lie.
        return self._judged(held.file, header)

    def _judged(self, held: SourceFile, header: Mapping[str, Json]) -> Frame:
        settings = self._settings
        shows = header.get("show_personnummer")
        examined = api.examined(
            {
                "source": held,
                "trust": settings.trust,
                "at": decode(header.get("at")) or settings.at,
                "policy": _policy(header, settings),
                "evidence": settings.evidence,
                "password": str(header.get("password") or ""),
                "name": str(header.get("name") or "") or held.name,
                "held_since": decode(header.get("held_since")),
                "show_personnummer": settings.show_personnummer if shows is None else shows,
                "text_recognition": settings.text_recognition,
                "fetch": self._fetch,
                "pdf_a": self._tries,
                "knowledge": settings.knowledge,
                "detail": Detail(str(header.get("detail") or settings.detail)),
            },
            barred=_barred(header),
        )
        report = examined.report.to_json().encode()
        items = examined.report.evidence if header.get("evidence") else ()
        rows: list[Json] = [[item.kind, item.origin, len(item.der)] for item in items]
        return Frame({"report": len(report), "items": rows}, _joined(report, items))


def _policy(header: Mapping[str, Json], settings: Settings) -> Policy:
    """The policy that was asked for, or that of all."""
    asked = decode(header.get("policy"))
    return asked if isinstance(asked, Policy) else settings.policy


def _given(request: Frame) -> SourceFile:
    """The bytes of the request; only the beginning of a file where it tells of a larger one."""
    data, size = request.payload, request.header.get("size")
    if isinstance(size, int) and size > len(data):
        return SourceFile("", data, size, str(request.header["sha256"]))
    return SourceFile("", data, len(data))


def _where(error: Exception) -> str:
    """What went wrong and in which line of ours; the message may hold what the file says."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"


def _barred(header: Mapping[str, Json]) -> Finding | None:
    cause = header.get("barred")
    return None if cause is None else Finding.error("pages-not-examined", "", cause=str(cause))


def _joined(report: bytes, items: tuple[EvidenceItem, ...]) -> bytes:
    return b"".join((report, *(item.der for item in items)))
