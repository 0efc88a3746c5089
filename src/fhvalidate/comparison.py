"""Copies beside originals: `match` for two files, `OriginalsIndex` for an archive of them."""

from collections.abc import Iterable
from hashlib import sha256
from os import PathLike, fspath
from pathlib import Path

from fhvalidate.errors import UnreadableError, UsageError
from fhvalidate.minutes.marks import read_marks
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.ocr.engine import Engine, NotInstalled, TextRecognition, chosen_engine
from fhvalidate.ocr.whole import WholeText, read_whole
from fhvalidate.pdf.document import read_document
from fhvalidate.policy import Policy
from fhvalidate.reprint.fingerprint import fingerprint_of
from fhvalidate.reprint.match import Match, MatchedText, compare_texts
from fhvalidate.store.originals import (
    Candidate,
    Original,
    add_originals,
    count_originals,
    find_originals,
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
            return add_originals(connection, self._originals(sources))

    def find(self, copy: Source) -> tuple[Candidate, ...]:
        """The originals that the copy may be of, the likeliest first.

        Likeness does not prove that two files say the same: `match` names the words that differ.

        Raises:
            UsageError: the copy is no readable PDF, or the index is missing or cannot be used.
        """
        with opened_index(self._path, create=False) as connection:
            _, text = _read(copy, self._engine)
            return find_originals(connection, fingerprint_of(text.pages))

    def __len__(self) -> int:
        with opened_index(self._path, create=False) as connection:
            return count_originals(connection)

    def _originals(self, sources: Iterable[str | PathLike[str]]) -> Iterable[Original]:
        for source in sources:
            data, text = _read(source, self._engine)
            fingerprint = fingerprint_of(text.pages)
            yield Original(fspath(source), sha256(data).hexdigest(), fingerprint)


def _matched(source: Source, engine: Engine | NotInstalled) -> MatchedText:
    _, text = _read(source, engine)
    profiles = built_in_profiles()
    return MatchedText(
        pages=text.pages,
        uncertain=text.uncertain,
        signature_page=read_signature_page(text.pages, profiles),
        marks=read_marks(text.pages, profiles),
    )


def _read(source: Source, engine: Engine | NotInstalled) -> tuple[bytes, WholeText]:
    name = "" if isinstance(source, bytes) else fspath(source)
    try:
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        document = read_document(data, password="", limits=Policy.named("default").limits)
    except FileNotFoundError as error:
        raise UsageError("file-missing", path=name) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UsageError("file-not-readable", path=name, reason=reason) from error
    except UnreadableError as error:
        raise UsageError("file-not-comparable", path=name, reason=error.code) from error
    return data, read_whole(document, engine)
