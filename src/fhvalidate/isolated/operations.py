"""What else than judging a worker does with a file, by name: histories, pages, words, fingerprints.

Each takes JSON and gives a value that `report.json` writes and the caller reads by its type.
"""

from collections.abc import Callable, Mapping
from typing import cast

from fhvalidate import api
from fhvalidate.comparison import FileReader, match
from fhvalidate.history import RevisionEntry
from fhvalidate.isolated.places import path_named
from fhvalidate.ocr.engine import TextRecognition, chosen_engine
from fhvalidate.report.json import Json
from fhvalidate.reprint.match import Match
from fhvalidate.side_by_side import SideBySide
from fhvalidate.store.originals import Original
from fhvalidate.validation.topmost import Lead

Arguments = Mapping[str, Json]


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


OPERATIONS: Mapping[str, Callable[[Arguments], object]] = {
    "revisions": _revisions,
    "side-by-side": _side_by_side,
    "topmost": _topmost,
    "match": _match,
    "digest-of": _digest,
    "fingerprint": _fingerprint,
}


def _path(arguments: Arguments, name: str) -> str:
    return path_named(_text(arguments, name))


def _text(arguments: Arguments, name: str) -> str:
    return cast("str", arguments[name])
