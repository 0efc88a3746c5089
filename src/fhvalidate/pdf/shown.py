"""Signed and shown: the words of the signed revision beside those of the file as it is now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fhvalidate.pdf.changes import Changes, Place
from fhvalidate.pdf.frame import Box, overlap
from fhvalidate.pdf.text import Page, Word, read_pages

MIN_OVERLAP = 0.05  # of a word's box: a frame that touches a line's descenders hides nothing
MAX_WORDS = 60  # of what came or went on a page; the report quotes, it does not reprint


@dataclass(frozen=True, slots=True)
class PageDifference:
    """What stood on a page when it was signed and stands there no more, and what came."""

    page: int
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """How what is shown now differs from what was signed.

    Attributes:
        covered_pages: pages where an annotation, a new signature field or a form field with
            another value lies over signed text, or over a page that has no text to tell.
        differences: pages whose words differ, new signatures' own words left out.
    """

    covered_pages: tuple[int, ...] = ()
    differences: tuple[PageDifference, ...] = ()


def compare_shown(signed: bytes, now: Iterable[Page], changes: Changes, *, password: str) -> Shown:
    """The comparison of a signed revision with the file's pages as they are now.

    Args:
        signed: the bytes of the signed revision.
        now: the pages of the whole file.
        changes: what is known to have changed; nothing else is looked at.
        password: what opens both.
    """
    places = (*changes.annotations, *changes.signature_places)
    touched = {place.page for place in places} | set(changes.pages)
    if changes.fields or changes.reshaped or changes.appearances:
        touched |= {page.number for page in now}
    if not touched:
        return Shown()
    before = {
        p.number: p for p in read_pages(signed, password=password, max_pages=max(touched)).pages
    }
    after = {page.number: page for page in now}
    covered = {p.page for p in places if p.page in before and _covers(p, before[p.page])}
    covered |= {
        p.page
        for p in changes.field_places
        if p.page in before and _covers(p, before[p.page], in_line=True)
    }
    differences = (
        _difference(number, before.get(number), after.get(number), changes.signature_places)
        for number in sorted(touched)
    )
    found = tuple(item for item in differences if item is not None)
    return Shown(tuple(sorted(covered)), found)


def _covers(place: Place, page: Page, *, in_line: bool = False) -> bool:
    """Whether something in the place lies over what the page says.

    What is filled in where a form has a line of dots hides nothing (`in_line`).
    """
    words = [w for w in _words(page) if not in_line or any(c.isalnum() for c in w.text)]
    if place.box is None or not words:
        return True
    return any(overlap(place.box, _box(word)) > MIN_OVERLAP for word in words)


def _difference(
    number: int, before: Page | None, after: Page | None, own: Iterable[Place]
) -> PageDifference | None:
    boxes = [place.box for place in own if place.page == number and place.box is not None]
    old = Counter(word.text for word in _words(before))
    new = Counter(w.text for w in _words(after) if not any(overlap(b, _box(w)) > 0 for b in boxes))
    seen = Counter(word.text for word in _words(after))
    gone, come = tuple((old - seen).elements()), tuple((new - old).elements())
    if not gone and not come:
        return None
    return PageDifference(number, gone[:MAX_WORDS], come[:MAX_WORDS])


def _words(page: Page | None) -> list[Word]:
    return [word for line in page.lines for word in line.words] if page is not None else []


def _box(word: Word) -> Box:
    return word.left, word.bottom, word.right, word.top
