"""Signed and shown: each signed revision beside the file as it is now, as a reader sees both.

Words with their places, and pictures of the pages: what an image, a drawing or another font says
is seen in no words. Pages that nothing changed for are not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.frame import Box, overlap
from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.pictures import (
    Cell,
    Picture,
    cells_in,
    regions,
)
from fhvalidate.pdf.revisions.changes import Changes, Place
from fhvalidate.pdf.revisions.covering import (
    LaidOver,
    box_of_word,
    buries,
    hides_picture,
    is_covered,
    is_within,
    words_beneath,
    words_of,
)
from fhvalidate.pdf.revisions.page_comparison import PageComparison, PagePairs
from fhvalidate.pdf.revisions.touched_pages import TouchedPage

MAX_WORDS = 60  # of what came or went on a page; the report quotes, it does not reprint
MAX_PAIRS = 500_000  # of what came on a page and its words; 25 signatures on a dense page: 50,000
MARGIN = 2.0  # points around a box that its own edges are smoothed into


@frozen
class Compared:
    """A signed revision to be compared: where it ends, what changed, and for which pages.

    One that is `barred` by a limit, or cannot be opened, is not (`is_costly`).
    """

    end: int
    changes: Changes
    touched: tuple[TouchedPage, ...]
    is_costly: bool = False
    barred: Excess | None = None


@frozen
class PageDifference:
    """What stood on a page when it was signed and stands there no more, and what came.

    Attributes:
        beneath: words that still stand in their line, where the page looks otherwise: they may be
            hidden.
        regions: boxes, in points from the lower left corner of the page as displayed, in which
            its picture differs; those of new signatures left out.
        width: of the page as it was signed, in points.
        height: likewise.
        later: names of the later signature fields whose revisions show what is shown now.
    """

    page: int
    gone: tuple[str, ...]
    come: tuple[str, ...]
    beneath: tuple[str, ...] = ()
    regions: tuple[Box, ...] = ()
    width: float = 0.0
    height: float = 0.0
    later: tuple[str, ...] = ()


@frozen
class Shown:
    """How what is shown now differs from what was signed.

    Attributes:
        covered_pages: pages where an annotation, a new signature field or a form field with
            another value lies over signed text, or over a signed picture.
        differences: pages whose words or pictures differ, new signatures' own left out.
        overlaid: pages where a later signature lies over words or a picture, in a field prepared
            for it.
        unexplained: pages whose picture differs where nothing that is known to have changed lies.
        uncompared: pages that may look otherwise and could not be compared.
        excess: limits that kept pages from being compared.
    """

    covered_pages: tuple[int, ...] = ()
    differences: tuple[PageDifference, ...] = ()
    overlaid: tuple[int, ...] = ()
    unexplained: tuple[int, ...] = ()
    uncompared: tuple[int, ...] = ()
    excess: tuple[Excess, ...] = ()


def compare_shown(
    data: bytes, revisions: Sequence[Compared], *, password: str, pages: int, limits: Limits
) -> tuple[Shown, ...]:
    """The comparison of each signed revision with the file as it is now, in the order given.

    Args:
        data: the whole file.
        revisions: each with what is known to have changed; nothing else is looked at.
        password: what opens both.
        pages: how many the file has now, by its page tree.
        limits: how many pages and pixels are compared.
    """
    pairs = PagePairs(data, password, limits)
    return tuple(_shown(revision, pairs, pages) for revision in revisions)


def _shown(revision: Compared, pairs: PagePairs, pages: int) -> Shown:
    if not revision.touched:
        return Shown()
    if revision.is_costly:
        numbers = tuple(page.number for page in revision.touched)
        return Shown(
            uncompared=numbers, excess=() if revision.barred is None else (revision.barred,)
        )
    on = cache(lambda number: _Known.on(number, revision.changes))
    compared = pairs.of(revision.end, revision.touched, lambda number: bool(on(number).all))
    covered: set[int] = set()
    differences: list[PageDifference] = []
    overlaid: list[int] = []
    unexplained: list[int] = []
    for page in compared:
        known = on(page.number)
        if _is_crowded(page, known):
            covered.add(page.number)
            continue
        buried = any(buries(page, place) for place in known.own)
        if buried or is_covered(page, known.laid_over):
            covered.add(page.number)
        over = any(hides_picture(page, place) for place in known.prepared)
        if over or words_beneath(page, known.prepared):
            overlaid.append(page.number)
        difference = _difference(page, known)
        if difference is not None:
            differences.append(difference)
        if not known.is_everywhere and _left(page, known.all):
            unexplained.append(page.number)
    there = {page.number for page in compared if page.is_comparable}
    uncompared = tuple(t.number for t in revision.touched if t.number not in there)
    if pairs.count != pages and not uncompared:
        # A page that one reader has and another has not cannot be compared.
        uncompared = (min(pairs.count, pages) + 1,)
    return Shown(
        covered_pages=tuple(sorted(covered)),
        differences=tuple(differences),
        overlaid=tuple(overlaid),
        unexplained=tuple(unexplained),
        uncompared=uncompared,
        excess=pairs.excess if uncompared else (),
    )


def _is_crowded(page: PageComparison, known: "_Known") -> bool:
    """Whether too much came on a page to look at each of it beside each word; then it covers."""
    looks = [look for look in (page.before, page.after) if look is not None]
    words = max((len(words_of(look.read)) for look in looks), default=0)
    return len(known.all) * words > MAX_PAIRS


@frozen
class _Known:
    """What is known to have changed on a page, by the boxes it lies in.

    `is_everywhere` tells of changes whose places are not known, or are the page itself; each of
    them is told by itself.
    """

    laid_over: LaidOver
    prepared: tuple[Place, ...]
    is_everywhere: bool

    @classmethod
    def on(cls, number: int, changes: Changes) -> "_Known":
        """What is known of the page."""
        elsewhere = changes.appearances or changes.reshaped or changes.other
        new, known = changes.signature_places, frozenset(changes.signature_places)
        return cls(
            laid_over=LaidOver(
                annotations=tuple(p for p in changes.annotations if p.page == number),
                signatures=tuple(p for p in new if p.page == number),
                fields=tuple(p for p in changes.field_places if p.page == number),
            ),
            prepared=tuple(p for p in changes.signed_places if p.page == number and p not in known),
            is_everywhere=bool(elsewhere) or number in changes.pages,
        )

    @property
    def own(self) -> tuple[Place, ...]:
        """Where new signatures show themselves."""
        return (*self.prepared, *self.laid_over.signatures)

    @property
    def all(self) -> tuple[Place, ...]:
        """Where anything is known to have changed."""
        return (*self.laid_over.annotations, *self.laid_over.fields, *self.own)


def _left(page: PageComparison, places: Iterable[Place]) -> frozenset[Cell]:
    """The cells that look otherwise outside the places."""
    picture = page.before.picture if page.before is not None else None
    if picture is None:
        return page.cells
    left = set(page.cells)
    for place in places:
        if not left or not place.box:
            return frozenset()
        left -= cells_in(place.box, picture, margin=MARGIN)
    return frozenset(left)


def _difference(page: PageComparison, known: _Known) -> PageDifference | None:
    boxes = [place.box for place in known.own if place.box is not None]
    before = words_of(page.before.read if page.before is not None else None)
    after = words_of(page.after.read if page.after is not None else None)
    new = [word for word in after if not any(overlap(box, box_of_word(word)) > 0 for box in boxes)]
    cells = _left(page, known.own)
    look = page.before or page.after
    picture = look.picture if look is not None else None
    gone = _surplus(before, after, cells, picture)
    come = _surplus(new, before, cells, picture)
    if not gone and not come and not cells:
        return None
    kept = {_in_line(word) for word in after} - {_in_line(word) for word in gone}
    beneath = [w for w in before if _in_line(w) in kept and is_within(w, cells, picture)]
    return PageDifference(
        page=page.number,
        gone=tuple(word.text for word in gone[:MAX_WORDS]),
        come=tuple(word.text for word in come[:MAX_WORDS]),
        beneath=tuple(word.text for word in beneath[:MAX_WORDS]),
        regions=regions(cells, picture) if picture is not None else (),
        width=look.printed.width if look is not None else 0.0,
        height=look.printed.height if look is not None else 0.0,
    )


def _surplus(
    words: Sequence[Word], others: Sequence[Word], cells: frozenset[Cell], picture: Picture | None
) -> list[Word]:
    """The words that the others lack, in order; of those that occur often, where it looks new."""
    lacking = Counter(word.text for word in words) - Counter(word.text for word in others)
    some = [index for index, word in enumerate(words) if word.text in lacking]
    some.sort(key=lambda index: not is_within(words[index], cells, picture))
    found = []
    for index in some:
        if lacking[words[index].text] > 0:
            lacking[words[index].text] -= 1
            found.append(index)
    return [words[index] for index in sorted(found)]


def with_later(shown: Shown, later: Sequence[tuple[str, Shown]]) -> Shown:
    """The same, where each difference names the later signatures whose revisions show it.

    Args:
        shown: what is shown beside what one signer signed.
        later: the fields of those who signed after, each with the same.
    """
    differences = (
        replace(
            difference,
            later=tuple(name for name, theirs in later if not _differs(theirs, difference.page)),
        )
        for difference in shown.differences
    )
    return replace(shown, differences=tuple(differences))


def _differs(shown: Shown, page: int) -> bool:
    return page in shown.uncompared or any(each.page == page for each in shown.differences)


def _in_line(word: Word) -> tuple[str, int]:
    """The word and its line; other letters before it may have moved it along."""
    return word.text, round(word.bottom)
