"""Copies beside originals: `match` for two files, `OriginalsIndex` for an archive of them."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from os import PathLike, fspath
from typing import Protocol

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.ocr.engine import Engine, NotInstalled, TextRecognition, chosen_engine
from fhvalidate.ocr.whole import read_whole
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.policy import Policy
from fhvalidate.reprint.fingerprint import fingerprint_of, scheme
from fhvalidate.reprint.match import Match, MatchedText, compare_texts
from fhvalidate.source_file import Source, SourceFile, source_file, source_name
from fhvalidate.store.originals import (
    Candidate,
    Original,
    add_originals,
    count_originals,
    find_originals,
    has_original,
    opened_index,
)


def match(
    original: Source,
    copy: Source,
    *,
    text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
) -> Match:
    """How much of the original the copy contains, page by page, and every word that differs.

    Args:
        original: the path of a PDF, its bytes, or a file open for reading bytes.
        copy: the same of what may be a print, a scan or a resaved copy of it.
        text_recognition: whether pages without text are recognised, if an engine is installed.

    Raises:
        UsageError: a file is missing or no readable PDF (`file-not-comparable`).
    """
    engine = chosen_engine(text_recognition)
    return compare_texts(_matched(original, engine), _matched(copy, engine))


class ReadsFiles(Protocol):
    """Reads what an index keeps of a file: in this process, or in one that can be killed."""

    def digest(self, source: str | PathLike[str]) -> str:
        """SHA-256 of the file, in hexadecimal."""

    def original(self, source: Source) -> Original:
        """The file with its fingerprint."""


@frozen
class FileReader:
    """Reads files in this process; `engine` recognises pages without text."""

    engine: Engine | NotInstalled

    def digest(self, source: str | PathLike[str]) -> str:
        """SHA-256 of the file, in hexadecimal.

        Raises:
            UsageError: it is missing or cannot be read.
        """
        return _file(source).sha256

    def original(self, source: Source) -> Original:
        """The file with its fingerprint; one whose words nobody can read has none.

        Raises:
            UsageError: it is missing or no readable PDF, or no word of it can be read.
        """
        document = _document(source)
        text = read_whole(document, self.engine)
        name = source_name(source)
        if text.unread and not any(page.lines for page in text.pages):
            raise UsageError("file-without-readable-text", path=name)
        return Original(name, document.sha256, fingerprint_of(text.pages))


class OriginalsIndex:
    """An archive's originals as fingerprints in one SQLite file, to find a copy's original by.

    Args:
        path: of the index; made when the first original is added.
        text_recognition: whether pages without text are recognised, if an engine is installed.
        reader: what reads the files, in place of this process.
    """

    __slots__ = ("_path", "_reader")

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
        reader: ReadsFiles | None = None,
    ) -> None:
        self._path = fspath(path)
        self._reader = reader or FileReader(chosen_engine(text_recognition))

    def add(self, *sources: str | PathLike[str]) -> int:
        """How many originals were added; one that the index has already is passed over.

        Raises:
            UsageError: a file is missing or no readable PDF, or the index cannot be used.
        """
        first: tuple[Original, ...] = ()
        if sources and not os.path.lexists(self._path):
            # No file is made before there is something to put into it.
            scheme()
            first, sources = (self._reader.original(sources[0]),), sources[1:]
        with opened_index(self._path, create=True) as connection:
            return add_originals(connection, chain(first, self._originals(sources, connection)))

    def find(self, copy: Source) -> tuple[Candidate, ...]:
        """The originals that the copy may be of, the likeliest first.

        Likeness does not prove that two files say the same: `match` names the words that differ.

        Raises:
            UsageError: the copy is no readable PDF, or the index is missing or cannot be used.
        """
        with opened_index(self._path, create=False) as connection:
            return find_originals(connection, self._reader.original(copy).fingerprint)

    def __len__(self) -> int:
        with opened_index(self._path, create=False) as connection:
            return count_originals(connection)

    def _originals(
        self, sources: Iterable[str | PathLike[str]], connection: sqlite3.Connection
    ) -> Iterator[Original]:
        for source in sources:
            if not has_original(connection, self._reader.digest(source)):
                yield self._reader.original(source)


def _matched(source: Source, engine: Engine | NotInstalled) -> MatchedText:
    text = read_whole(_document(source), engine)
    profiles = built_in_profiles()
    return MatchedText(
        pages=text.pages,
        uncertain=text.uncertain,
        unread=text.unread,
        signature_page=read_signature_page(text.pages, profiles),
        marks=read_marks(text.pages, profiles),
    )


def _document(source: Source) -> Document:
    name = source_name(source)
    try:
        document = read_document(_file(source).data, password="", limits=_limits())
    except UnreadableError as error:
        raise UsageError("file-not-comparable", path=name, reason=error.code) from error
    if document.pages_barred is not None:
        raise UsageError("file-not-comparable", path=name, reason="limit-exceeded")
    return document


def _file(source: Source) -> SourceFile:
    return source_file(source, limit=_limits().file_size)


def _limits() -> Limits:
    return Policy.named("default").limits
