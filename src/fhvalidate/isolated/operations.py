"""What else than judging a worker does with a file, by name: histories, pages, words, fingerprints.

Each takes JSON and gives a value that `report.json` writes and the caller reads by its type.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from fhvalidate import api
from fhvalidate.comparison import FileReader, match
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.history import RevisionEntry
from fhvalidate.isolated.issuing import ISSUING
from fhvalidate.isolated.places import path_named
from fhvalidate.ocr.engine import TextRecognition, chosen_engine
from fhvalidate.policy import Policy
from fhvalidate.report.json import Json
from fhvalidate.reprint.match import Match
from fhvalidate.side_by_side import SideBySide
from fhvalidate.source_file import source_file
from fhvalidate.store.originals import Original
from fhvalidate.validation.topmost import Lead

Arguments = Mapping[str, Json]


@frozen
class StrippedFile:
    """A copy without signatures that was written: its bytes, and what became of the looks."""

    size: int
    sha256: str
    looks: int
    pages: int


def _revisions(arguments: Arguments) -> tuple[RevisionEntry, ...]:
    return api.revisions(_path(arguments, "file"), password=_text(arguments, "password"))


def _side_by_side(arguments: Arguments) -> SideBySide:
    return api.side_by_side(_path(arguments, "file"), password=_text(arguments, "password"))


def _topmost(arguments: Arguments) -> tuple[Lead, ...]:
    return api.topmost_certificates(_path(arguments, "file"), password=_text(arguments, "password"))


def _match(arguments: Arguments) -> Match:
    return match(
        _path(arguments, "original"),
        _path(arguments, "copy"),
        text_recognition=TextRecognition(_text(arguments, "recognition")),
    )


def _digest(arguments: Arguments) -> str:
    return FileReader(chosen_engine(TextRecognition.OFF)).digest(_path(arguments, "file"))


def _fingerprint(arguments: Arguments) -> Original:
    engine = chosen_engine(TextRecognition(_text(arguments, "recognition")))
    return FileReader(engine).original(_path(arguments, "file"))


def _strip(arguments: Arguments) -> StrippedFile:
    """Writes the copy to a file of the caller's making, and says what it is."""
    from fhvalidate.archive.stripping import strip_signatures

    limits = Policy.named(api.DEFAULT_POLICY).limits
    file = source_file(_path(arguments, "file"), limit=limits.file_size)
    if file.sha256 != _text(arguments, "sha256"):
        raise UnreadableError("strip-file-changed")
    stripped = strip_signatures(file.data, password=_text(arguments, "password"), limits=limits)
    Path(_path(arguments, "out")).write_bytes(stripped.data)
    sha256 = hashlib.sha256(stripped.data).hexdigest()
    return StrippedFile(len(stripped.data), sha256, stripped.looks, stripped.pages)


OPERATIONS: Mapping[str, Callable[[Arguments], object]] = {
    "revisions": _revisions,
    "side-by-side": _side_by_side,
    "topmost": _topmost,
    "match": _match,
    "digest-of": _digest,
    "fingerprint": _fingerprint,
    "strip": _strip,
    **ISSUING,
}


def _path(arguments: Arguments, name: str) -> str:
    return path_named(_text(arguments, name))


def _text(arguments: Arguments, name: str) -> str:
    return cast("str", arguments[name])
