"""How much of an original a copy contains, page by page, and every word that differs.

A corrected version of the minutes contains as much of the original as a scan does: likeness alone
never says that two files say the same. The words that differ do.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.minutes.fold import fold
from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.page_lines import Page
from fhvalidate.reprint.fingerprint import LIKELY, shingles_of, words_of
from fhvalidate.reprint.word_differences import Span, differing_spans

MAX_DIFFERENCES = 1000  # listed; a document that differs more is another one
MAX_WORDS = 2_000_000  # of each text; the longest minutes have a fifth of it
MAX_QUOTED = 60  # words of one difference


class Likeness(StrEnum):
    """What two texts are to each other.

    `same-words`: no word differs; `same-but-for-reading`: none but where text is uncertain;
    `differs`: alike, and words differ; `another`: too little in common to be a copy; `not-read`:
    pages of either have text that nobody could read, so that nothing can be said of the whole.
    """

    SAME_WORDS = "same-words"
    SAME_BUT_FOR_READING = "same-but-for-reading"
    DIFFERS = "differs"
    ANOTHER = "another"
    NOT_READ = "not-read"


@frozen
class MatchedText:
    """A text to compare, with what its pages claim.

    Attributes:
        uncertain: numbers of pages whose letters are not sure (recognised, or damaged).
        unread: those of pages that have text which nobody could read.
    """

    pages: tuple[Page, ...]
    uncertain: frozenset[int] = frozenset()
    unread: tuple[int, ...] = ()
    signature_page: SignaturePage | None = None
    marks: tuple[Mark, ...] = ()


@frozen
class PageMatch:
    """One page of the original: how much of it the copy has, 0 to 1, and where most of it is."""

    page: int
    contained: float
    copy_page: int | None


@frozen
class Difference:
    """Words that differ, as printed; one side is empty where words are missing or added.

    `uncertain` tells that the page's letters are not sure, so that it may be a reading error.
    """

    original: str
    copy: str
    original_page: int | None
    copy_page: int | None
    uncertain: bool


@frozen
class Shared:
    """Names or identities in both texts, in the original alone, and in the copy alone."""

    both: tuple[str, ...]
    original_only: tuple[str, ...]
    copy_only: tuple[str, ...]


@frozen
class UnreadPages:
    """The numbers of pages that have text which nobody could read, and so was not compared."""

    original: tuple[int, ...]
    copy: tuple[int, ...]


@frozen
class Match:
    """What a copy has of an original.

    Attributes:
        contained: the share of the original's four-word passages that the copy has, 0 to 1.
        differences: each place where words differ, at most a thousand.
        more: how many differences there are beyond those.
    """

    likeness: Likeness
    contained: float
    pages: tuple[PageMatch, ...]
    differences: tuple[Difference, ...]
    more: int
    signers: Shared
    identities: Shared
    unread: UnreadPages


@frozen
class _Printed:
    word: str
    key: str
    page: int


def compare_texts(original: MatchedText, copy: MatchedText) -> Match:
    """How much of the original the copy contains, and every word that differs."""
    blind = bool(original.uncertain or copy.uncertain)
    ours, theirs = _printed(original.pages, blind=blind), _printed(copy.pages, blind=blind)
    spans = list(differing_spans([w.key for w in ours], [w.key for w in theirs]))
    differences = [_difference(span, ours, theirs, original, copy) for span in spans]
    pages = tuple(_page_matches(original.pages, copy.pages))
    contained = _contained(_shingles(original.pages), _shingles(copy.pages))
    return Match(
        likeness=Likeness.NOT_READ
        if original.unread or copy.unread
        else _likeness(contained, differences),
        contained=round(contained, 4),
        pages=pages,
        differences=tuple(differences[:MAX_DIFFERENCES]),
        more=max(len(differences) - MAX_DIFFERENCES, 0),
        signers=_shared(_signers(original), _signers(copy)),
        identities=_shared(_identities(original), _identities(copy)),
        unread=UnreadPages(original.unread, copy.unread),
    )


def _likeness(contained: float, differences: Sequence[Difference]) -> Likeness:
    if contained < LIKELY:
        return Likeness.ANOTHER
    if not differences:
        return Likeness.SAME_WORDS
    certain = any(not difference.uncertain for difference in differences)
    return Likeness.DIFFERS if certain else Likeness.SAME_BUT_FOR_READING


def _printed(pages: Iterable[Page], *, blind: bool) -> list[_Printed]:
    """The words in reading order; compared as printed, or folded where letters are not sure."""
    found = []
    for page in pages:
        for line in page.lines:
            for word in line.words:
                key = fold(word.text) if blind else _plain(word.text)
                if key:
                    found.append(_Printed(word.text, key, page.number))
    return found[:MAX_WORDS]


def _plain(text: str) -> str:
    """The word without the marks around it, in one form of each letter."""
    return unicodedata.normalize("NFKC", text).strip(".,;:!?()[]{}”“\"'’–—-…•").casefold()  # noqa: RUF001


def _difference(
    span: Span,
    ours: Sequence[_Printed],
    theirs: Sequence[_Printed],
    original: MatchedText,
    copy: MatchedText,
) -> Difference:
    left = ours[span.original_start : span.original_end]
    right = theirs[span.copy_start : span.copy_end]
    # Words that one side lacks are as uncertain as the page where they would stand.
    near_left = left or ours[max(span.original_start - 1, 0) : span.original_start + 1]
    near_right = right or theirs[max(span.copy_start - 1, 0) : span.copy_start + 1]
    uncertain = any(w.page in original.uncertain for w in near_left) or any(
        w.page in copy.uncertain for w in near_right
    )
    return Difference(
        original=_quoted(left),
        copy=_quoted(right),
        original_page=left[0].page if left else None,
        copy_page=right[0].page if right else None,
        uncertain=uncertain,
    )


def _quoted(words: Sequence[_Printed]) -> str:
    text = " ".join(word.word for word in words[:MAX_QUOTED])
    return f"{text} …" if len(words) > MAX_QUOTED else text


def _page_matches(original: Sequence[Page], copy: Sequence[Page]) -> Iterable[PageMatch]:
    where: dict[str, int] = {}
    for page in copy:
        for shingle in shingles_of(words_of(page)):
            where.setdefault(shingle, page.number)
    everywhere = _shingles(copy)
    for page in original:
        shingles = shingles_of(words_of(page))
        places = [where[shingle] for shingle in shingles if shingle in where]
        most = max(set(places), key=lambda number: (places.count(number), -number), default=None)
        yield PageMatch(page.number, round(_contained(shingles, everywhere), 4), most)


def _shingles(pages: Sequence[Page]) -> frozenset[str]:
    return shingles_of([word for page in pages for word in words_of(page)])


def _contained(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of ours; an empty page is contained in anything."""
    return len(ours & theirs) / len(ours) if ours else 1.0


def _signers(text: MatchedText) -> tuple[str, ...]:
    page = text.signature_page
    return tuple(signer.name for signer in page.signers if signer.name) if page else ()


def _identities(text: MatchedText) -> tuple[str, ...]:
    page = text.signature_page
    listed = [signer.reference for signer in page.signers if signer.reference] if page else []
    return tuple(dict.fromkeys([*listed, *(i for mark in text.marks for i in mark.identities)]))


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> Shared:
    first, second = {fold(text): text for text in ours}, {fold(text): text for text in theirs}
    return Shared(
        both=tuple(text for key, text in first.items() if key in second),
        original_only=tuple(text for key, text in first.items() if key not in second),
        copy_only=tuple(text for key, text in second.items() if key not in first),
    )
