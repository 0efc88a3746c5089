"""What each signer signed, beside what the file shows now: words, values and pictures of pages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fhvalidate.constraints import Limits
from fhvalidate.frozen import frozen
from fhvalidate.history import RevisionSignature, signature_of
from fhvalidate.pdf.document.document import Document, read_document
from fhvalidate.pdf.pages.frame import Box, is_nowhere
from fhvalidate.pdf.pages.page_looks import POINTS_PER_INCH, PageLook, read_page_looks
from fhvalidate.pdf.pages.picture_file import framed, png
from fhvalidate.pdf.pages.pictures import Picture
from fhvalidate.pdf.revisions.changes import FieldValue
from fhvalidate.pdf.revisions.covering import words_of
from fhvalidate.pdf.revisions.shown import MAX_WORDS, PageDifference
from fhvalidate.pdf.revisions.shown_revisions import with_shown
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, read_signed_revisions
from fhvalidate.pdf.revisions.touched_pages import TouchedPage
from fhvalidate.signature import Integrity

DOTS_PER_INCH = 110  # a page in A4 is 900 pixels wide: running text can be read
CHANGED = (200, 16, 46)
FURTHER = (0, 82, 155)


@frozen
class PagePair:
    """A page as signed and as shown now.

    Attributes:
        signed: as a PNG file, with frames around what differs; None when there is no such page,
            or it cannot be drawn.
        now: likewise.
        was_there: whether the signed revision has the page.
        is_there: whether the file has it now.
        difference: None when nothing differs but new signatures in their own places.
        is_covered: whether something lies over what was signed.
        is_compared: whether the two could be compared.
        added: words that stand in the boxes of later signatures and did not when it was signed.
    """

    number: int
    signed: bytes | None = field(repr=False)
    now: bytes | None = field(repr=False)
    was_there: bool
    is_there: bool
    difference: PageDifference | None
    is_covered: bool
    is_compared: bool
    added: tuple[str, ...] = ()


@frozen
class SignedAndShown:
    """One signature, and how what is shown now differs from what it signed.

    Attributes:
        revision: the number of the revision it closed; None when it closed none.
        integrity: whether the bytes of its revision are those that were signed.
        is_readable: whether its revision can be read by itself and compared.
        changed: numbers of the pages that show anything else than was signed, and than further
            signatures.
        pages: those that differ, and that no earlier signature shows in the same way.
        repeated: numbers of those that an earlier signature shows in the same way.
        not_shown: numbers of those that a limit keeps from being shown.
        values: form fields that hold something else than they did.
        changes: everything that changed, as `kind:what`.
    """

    signature: RevisionSignature
    revision: int | None
    integrity: Integrity
    is_readable: bool
    changed: tuple[int, ...] = ()
    pages: tuple[PagePair, ...] = ()
    repeated: tuple[int, ...] = ()
    not_shown: tuple[int, ...] = ()
    values: tuple[FieldValue, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[int, ...]:
        """Numbers of the pages that show anything else, further signatures included."""
        shown = (page.number for page in self.pages)
        return tuple(sorted({*shown, *self.repeated, *self.not_shown}))


@frozen
class SideBySide:
    """A file's signatures in the order they were made; `page_count` is None when unreadable."""

    page_count: int | None
    signatures: tuple[SignedAndShown, ...]


def read_side_by_side(
    data: bytes, integrities: Sequence[Integrity], *, password: str, limits: Limits
) -> SideBySide:
    """What each signer signed, beside what is shown now.

    Args:
        data: the file.
        integrities: of its signatures, in the order in which they are read.
        password: of an encrypted file.
        limits: on reading, and on how many pages are shown.

    Raises:
        UnreadableError: the bytes cannot be read as a PDF.
    """
    document = read_document(data, password=password, limits=limits)
    placed = with_shown(read_signed_revisions(document, limits), document, limits)
    shown = _Shown(document, limits)
    pairs = zip(placed, integrities, strict=True)
    return SideBySide(document.pages, tuple(shown.of(each, found) for each, found in pairs))


@dataclass(slots=True)
class _Shown:
    """Pairs of pages as they are made: each look of a page once, within the limits."""

    document: Document
    limits: Limits
    made: dict[tuple[int, bytes, tuple[Box, ...]], None] = field(default_factory=dict)

    def of(self, placed: SignedRevision, integrity: Integrity) -> SignedAndShown:
        """The signature with its pages, unless an earlier one has them already."""
        signature = signature_of(placed, self.limits)
        changes = placed.changes
        if changes is None or placed.shape.end is None:
            return SignedAndShown(signature, placed.revision, integrity, is_readable=False)
        if integrity is Integrity.BROKEN:  # what could be shown is not what was signed
            return SignedAndShown(signature, placed.revision, integrity, is_readable=True)
        pages: list[PagePair] = []
        repeated: list[int] = []
        not_shown: list[int] = []
        for page in _shown_otherwise(placed):
            key = (page.number, page.before, _regions(placed, page.number))
            if key in self.made:
                repeated.append(page.number)
            elif len(self.made) >= self.limits.compared_pages:
                not_shown.append(page.number)
            else:
                self.made[key] = None
                pages.append(self._pair(placed, page))
        return SignedAndShown(
            signature,
            placed.revision,
            integrity,
            is_readable=True,
            changed=_changed(placed),
            pages=tuple(pages),
            repeated=tuple(repeated),
            not_shown=tuple(not_shown),
            values=changes.values,
            changes=changes.details,
        )

    def _pair(self, placed: SignedRevision, page: TouchedPage) -> PagePair:
        shown, number = placed.shown, page.number
        data = self.document.data
        # What was not compared may draw more than may be drawn.
        is_barred = self.document.pages_barred is not None
        is_compared = number not in shown.uncompared and not is_barred
        is_drawn = is_compared and bool(page.before)
        was = self._look(data[: placed.shape.end], number) if is_drawn else None
        is_now = self._look(data, number) if is_compared and page.after else None
        signed = None if was is None else was.picture
        now = None if is_now is None else is_now.picture
        changed, further = _regions(placed, number), _further(placed, number)
        return PagePair(
            number=number,
            signed=None if signed is None else png(framed(signed, changed, CHANGED)),
            now=None if now is None else png(_marked(now, changed, further)),
            was_there=bool(page.before),
            is_there=bool(page.after),
            difference=_difference(placed, number),
            is_covered=number in shown.covered_pages,
            is_compared=is_compared,
            added=_words_added(was, is_now, further),
        )

    def _look(self, data: bytes, number: int) -> PageLook | None:
        """The page as drawn; a sheet too large for that is drawn smaller, or not at all."""
        found = None
        for dots in (DOTS_PER_INCH, POINTS_PER_INCH):
            looks = read_page_looks(
                data,
                password=self.document.password,
                numbers=(number,),
                dots_per_inch=dots,
                bare=False,
            )
            found = looks[0] if looks else None
            if found is not None and found.picture is not None:
                break
        return found


def _words_added(
    was: PageLook | None, now: PageLook | None, boxes: Iterable[Box]
) -> tuple[str, ...]:
    """The words within the boxes that were not there; a word is where the middle of it is."""
    places = tuple(boxes)
    if now is None or not places:
        return ()

    def within(look: PageLook | None) -> list[str]:
        words = words_of(look.read) if look is not None else []
        middles = [(w.text, (w.left + w.right) / 2, (w.bottom + w.top) / 2) for w in words]
        return [
            text
            for text, x, y in middles
            if any(left <= x <= right and low <= y <= high for left, low, right, high in places)
        ]

    before, added = Counter(within(was)), []
    for text in within(now):
        if before[text]:
            before[text] -= 1
        else:
            added.append(text)
    return tuple(added[:MAX_WORDS])


def _marked(picture: Picture, changed: Iterable[Box], further: Iterable[Box]) -> Picture:
    return framed(framed(picture, further, FURTHER), changed, CHANGED)


def _shown_otherwise(placed: SignedRevision) -> Iterator[TouchedPage]:
    """The pages that differ, or show a further signature; the rest only could have."""
    for page in placed.touched:
        number = page.number
        differs = _difference(placed, number) is not None or number in placed.shown.uncompared
        if differs or number in placed.shown.covered_pages or _further(placed, number):
            yield page


def _changed(placed: SignedRevision) -> tuple[int, ...]:
    differing = {each.page for each in placed.shown.differences}
    return tuple(sorted(differing | set(placed.shown.covered_pages)))


def _difference(placed: SignedRevision, number: int) -> PageDifference | None:
    return next((each for each in placed.shown.differences if each.page == number), None)


def _regions(placed: SignedRevision, number: int) -> tuple[Box, ...]:
    difference = _difference(placed, number)
    return difference.regions if difference is not None else ()


def _further(placed: SignedRevision, number: int) -> tuple[Box, ...]:
    """Where further signatures show on the page."""
    places = placed.changes.signed_places if placed.changes is not None else ()
    return tuple(p.box for p in places if p.page == number and not is_nowhere(p.box) and p.box)
