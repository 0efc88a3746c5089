"""Copies beside originals: `match` for two files, `OriginalsIndex` for an archive of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from os import PathLike, fspath
from pathlib import Path

from fhvalidate.errors import UnreadableError, UsageError, reason_of
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.ocr.engine import Engine, NotInstalled, TextRecognition, chosen_engine
from fhvalidate.ocr.whole import read_whole
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.policy import Policy
from fhvalidate.reprint.fingerprint import fingerprint_of
from fhvalidate.reprint.match import Match, MatchedText, compare_texts
from fhvalidate.store.originals import (
    Candidate,
    Original,
    add_originals,
    count_originals,
    find_originals,
    has_original,
    opened_index,
)

Source = str | PathLike[str] | bytes


def match(
    original: Source,
    copy: Source,
    *,
    text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
) -> Match:
    """How much of the original the copy contains, page by page, and every word that differs.

    Args:
        original: the path of a PDF, or its bytes.
        copy: the same of what may be a print, a scan or a resaved copy of it.
        text_recognition: whether pages without text are recognised, if an engine is installed.

    Raises:
        UsageError: a file is missing or no readable PDF (`file-not-comparable`).
    """
    engine = chosen_engine(text_recognition)
    return compare_texts(_matched(original, engine), _matched(copy, engine))


class OriginalsIndex:
    """An archive's originals as fingerprints in one SQLite file, to find a copy's original by.

    Args:
        path: of the index; made when the first original is added.
        text_recognition: whether pages without text are recognised, if an engine is installed.
    """

    __slots__ = ("_engine", "_path")

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        text_recognition: TextRecognition = TextRecognition.IF_AVAILABLE,
    ) -> None:
        self._path = fspath(path)
        self._engine = chosen_engine(text_recognition)

    def add(self, *sources: str | PathLike[str]) -> int:
        """How many originals were added; one that the index has already is passed over.

        Raises:
            UsageError: a file is missing or no readable PDF, or the index cannot be used.
        """
        with opened_index(self._path, create=True) as connection:
            return add_originals(connection, self._originals(sources, connection))

    def find(self, copy: Source) -> tuple[Candidate, ...]:
        """The originals that the copy may be of, the likeliest first.

        Likeness does not prove that two files say the same: `match` names the words that differ.

        Raises:
            UsageError: the copy is no readable PDF, or the index is missing or cannot be used.
        """
        with opened_index(self._path, create=False) as connection:
            pages = self._read(copy, _document(copy))
            return find_originals(connection, fingerprint_of(pages))

    def __len__(self) -> int:
        with opened_index(self._path, create=False) as connection:
            return count_originals(connection)

    def _originals(
        self, sources: Iterable[str | PathLike[str]], connection: sqlite3.Connection
    ) -> Iterator[Original]:
        for source in sources:
            document = _document(source)
            if has_original(connection, document.sha256):
                continue
            fingerprint = fingerprint_of(self._read(source, document))
            yield Original(fspath(source), document.sha256, fingerprint)

    def _read(self, source: Source, document: Document) -> tuple[Page, ...]:
        """The pages; a file whose words nobody can read has no fingerprint, and can be no match."""
        text = read_whole(document, self._engine)
        if text.unread and not any(page.lines for page in text.pages):
            name = "" if isinstance(source, bytes) else fspath(source)
            raise UsageError("file-without-readable-text", path=name)
        return text.pages


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
    name = "" if isinstance(source, bytes) else fspath(source)
    try:
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        return read_document(data, password="", limits=Policy.named("default").limits)
    except FileNotFoundError as error:
        raise UsageError("file-missing", path=name) from error
    except (OSError, ValueError) as error:
        raise UsageError("file-not-readable", path=name, reason=reason_of(error)) from error
    except UnreadableError as error:
        raise UsageError("file-not-comparable", path=name, reason=error.code) from error
