"""Signed and shown: the words of the signed revision beside those of the file as it is now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from fhvalidate.pdf.blank import DOTS_PER_INCH, is_blank
from fhvalidate.pdf.changes import Changes, Place
from fhvalidate.pdf.frame import Box, covers, overlap
from fhvalidate.pdf.rendering import Raster, render_pages
from fhvalidate.pdf.text import Page, Word, read_pages

MAX_RENDERED = 50  # pages looked at for ink; the document's limit of pages for comparison
FEW_CHARACTERS = 200  # page numbers, stamps and running heads on a scanned page stay below
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
            another value lies over signed text, or over what a page without text shows.
        differences: pages whose words differ, new signatures' own words left out.
        is_cut: whether the signed pages draw too much to be compared.
    """

    covered_pages: tuple[int, ...] = ()
    differences: tuple[PageDifference, ...] = ()
    is_cut: bool = False


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
    blank = _Blank(signed, password)
    laid = sorted(
        (*((p.page, False, p) for p in places), *((p.page, True, p) for p in changes.field_places)),
        key=itemgetter(0),
    )
    covered = {
        number
        for number, in_line, place in laid
        if number in before and _covers(place, before[number], blank, in_line=in_line)
    }
    differences = (
        _difference(number, before.get(number), after.get(number), changes.signature_places)
        for number in sorted(touched)
    )
    found = tuple(item for item in differences if item is not None)
    return Shown(tuple(sorted(covered)), found)


@dataclass(slots=True)
class _Blank:
    """Whether places of the signed revision are blank; one page is held at a time."""

    signed: bytes
    password: str
    rendered: int = 0
    number: int = 0
    raster: Raster | None = None

    def at(self, place: Place, words: Iterable[Word]) -> bool:
        """Whether nothing but the words is drawn there; not where the page cannot be rendered."""
        if place.page != self.number:
            self._render(place.page)
        if self.raster is None or place.box is None:
            return False
        return is_blank(self.raster, place.box, words=[_box(word) for word in words])

    def _render(self, number: int) -> None:
        self.number, self.raster = number, None
        self.rendered += 1
        if self.rendered <= MAX_RENDERED:
            made = render_pages(
                self.signed,
                password=self.password,
                numbers=(number,),
                dots_per_inch=DOTS_PER_INCH,
            )
            self.raster = made[0] if made else None


def _covers(place: Place, page: Page, blank: _Blank, *, in_line: bool = False) -> bool:
    """Whether something in the place lies over what the page says.

    What is filled in where a form has a line of dots hides nothing (`in_line`). A page with next
    to no text says what it does in a picture, so there its ink counts.
    """
    words = _words(page)
    told = [w for w in words if not in_line or any(c.isalnum() for c in w.text)]
    if place.box is None or any(covers(place.box, _box(word)) for word in told):
        return True
    is_picture = sum(len(word.text) for word in words) < FEW_CHARACTERS
    return is_picture and not blank.at(place, words)


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
