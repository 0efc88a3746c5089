"""Pages of a signed revision beside the same pages as they are now, each pair looked at once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.page_looks import PageLook, count_shown_pages, read_page_looks
from fhvalidate.pdf.pages.pictures import Cell, differing_cells
from fhvalidate.pdf.revisions.touched_pages import TouchedPage


@frozen
class PageComparison:
    """A page as signed and as shown now, and the cells in which the two pictures differ.

    Either is None when there is no such page.
    """

    number: int
    before: PageLook | None
    after: PageLook | None
    cells: frozenset[Cell] = field(default=frozenset(), repr=False)
    is_comparable: bool = True


@dataclass
class PagePairs:
    """Comparisons of the pages of one file, made when first asked for and within the limits.

    A page that two revisions draw from the same objects is compared once. What it shows beneath
    all that is laid on it is drawn where something came that may lie over it, and nowhere else.
    """

    data: bytes = field(repr=False)
    password: str = field(repr=False)
    limits: Limits
    made: dict[tuple[int, bytes], PageComparison] = field(default_factory=dict, repr=False)
    asked: set[tuple[int, bytes]] = field(default_factory=set, repr=False)
    bared: set[tuple[int, bytes]] = field(default_factory=set, repr=False)
    pixels: int = 0
    now: dict[int, PageLook] = field(default_factory=dict, repr=False)

    @cached_property
    def count(self) -> int:
        """How many pages are shown now."""
        return count_shown_pages(self.data, password=self.password)

    def of(
        self, end: int, touched: tuple[TouchedPage, ...], laid_on: Callable[[int], bool]
    ) -> tuple[PageComparison, ...]:
        """The comparisons of these pages of the revision that ends at `end`, within the limits.

        `laid_on` tells of a page's number whether anything that came lies in a place on it.
        """
        signed: bytes | None = None
        found = []
        for page in touched:
            key = (page.number, page.before + page.revision)
            self.asked.add(key)
            bare = laid_on(page.number)
            # A page without what lies beneath has been compared for one with nothing laid on it.
            is_short = key in self.made and bare and key not in self.bared
            if is_short or (key not in self.made and self._has_room()):
                signed = self.data[:end] if signed is None else signed
                self.made[key] = (
                    self._with_bare(self.made[key], signed)
                    if is_short
                    else self._compared(signed, page, bare=bare)
                )
                self.bared |= {key} if bare else set()
            if key in self.made:
                found.append(self.made[key])
        return tuple(found)

    @property
    def excess(self) -> tuple[Excess, ...]:
        """The limits that are passed."""
        counted = (
            Excess("compared_pages", self.limits.compared_pages, len(self.asked)),
            Excess("compared_pixels", self.limits.compared_pixels, self.pixels),
        )
        return tuple(each for each in counted if each.is_passed)

    def _has_room(self) -> bool:
        pages, pixels = self.limits.compared_pages, self.limits.compared_pixels
        return len(self.made) < pages and self.pixels <= pixels

    def _compared(self, signed: bytes, page: TouchedPage, *, bare: bool) -> PageComparison:
        before = self._look(signed, page.number, bare=bare) if page.before else None
        after = self._now(page.number) if page.after else None
        unreadable = (page.before and before is None) or (page.after and after is None)
        if before is None or after is None:
            return PageComparison(page.number, before, after, is_comparable=not unreadable)
        if before.picture is None or after.picture is None:
            return PageComparison(page.number, before, after, is_comparable=False)
        self.pixels += before.picture.width * before.picture.height
        cells = differing_cells(before.picture, after.picture)
        return PageComparison(page.number, before, after, cells)

    def _with_bare(self, made: PageComparison, signed: bytes) -> PageComparison:
        before = None if made.before is None else self._look(signed, made.number, bare=True)
        return replace(made, before=before)

    def _now(self, number: int) -> PageLook | None:
        """The page as it is now, for all signers once; comparisons keep it in any case."""
        if number not in self.now:
            # Only what was signed is ever asked what it says beneath all that is laid on it.
            look = self._look(self.data, number, bare=False)
            if look is not None:
                self.now[number] = look
        return self.now.get(number)

    def _look(self, data: bytes, number: int, *, bare: bool) -> PageLook | None:
        looks = read_page_looks(data, password=self.password, numbers=(number,), bare=bare)
        return looks[0] if looks else None
