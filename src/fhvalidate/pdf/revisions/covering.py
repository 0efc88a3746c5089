"""Whether something that came after a signature lies over what the signed page says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.frame import Box, covers
from fhvalidate.pdf.pages.page_lines import Page, Word
from fhvalidate.pdf.pages.page_looks import PageLook
from fhvalidate.pdf.pages.pictures import (
    Cell,
    Picture,
    cell_box,
    cells_in,
    detailed_cells,
    ink_in,
    is_lost,
    solid_cells,
)
from fhvalidate.pdf.revisions.changes import Place
from fhvalidate.pdf.revisions.page_comparison import PageComparison

FEW_CHARACTERS = 200  # page numbers, stamps and running heads on a scanned page stay below
MAX_INK = 6  # square points: a speck of dust; the letter e of 12 points has some 12
MIN_DRAWN = (
    10  # such cells on a page with some words: a frame's corners and a line's ends are eight
)
MIN_WITHIN = 0.5  # of the cells of a word: a line that is struck through it touches more
MIN_HIDDEN = 3  # cells with letters or a picture in them; fewer are a rule's end or a speck
# Of a new signature's or a filled field's box: a frame or a dotted line is less, text is more.
MIN_HIDDEN_SHARE = 0.25
MANY_HIDDEN = 40  # such cells in all, however large or many the boxes are: a line of a scan


@frozen
class LaidOver:
    """What came on a page, by the places where it lies.

    Attributes:
        annotations: those that came, went or changed.
        signatures: new signature fields.
        fields: form fields that hold something else.
    """

    annotations: tuple[Place, ...]
    signatures: tuple[Place, ...]
    fields: tuple[Place, ...]


def is_covered(page: PageComparison, new: LaidOver) -> bool:
    """Whether something new lies over what the page says, in words or in a picture."""
    before = page.before
    if before is None:
        return False
    told = _Told.on(before)
    over = any(told.lies_under(place) for place in (*new.annotations, *new.signatures))
    filled = any(told.lies_under(place, in_line=True) for place in new.fields)
    if over or filled or before.bare is None:
        return over or filled
    if _hidden(page, new.annotations) >= MIN_HIDDEN:
        return True
    laid = (*new.signatures, *new.fields)
    if _hidden(page, laid) >= MANY_HIDDEN:
        return True
    return any(hides_picture(page, place) for place in laid)


def words_beneath(page: PageComparison, places: Iterable[Place]) -> tuple[Word, ...]:
    """The words of the page itself that stand in the places, where it looks otherwise."""
    before = page.before
    boxes = [place.box for place in places if place.box is not None]
    if before is None or not boxes:
        return ()
    return tuple(
        word
        for word in words_of(before.printed)
        if any(covers(box, box_of_word(word)) for box in boxes)
        and is_within(word, page.cells, before.picture)
    )


def is_within(word: Word, cells: frozenset[Cell], picture: Picture | None) -> bool:
    """Whether most of where the word stands looks otherwise."""
    if picture is None or not cells:
        return False
    touched = cells_in(box_of_word(word), picture)
    return len(touched & cells) >= MIN_WITHIN * len(touched) > 0


def hides_picture(page: PageComparison, place: Place) -> bool:
    """Whether a good part of the place's box held letters or a picture, and looks otherwise."""
    if place.box is None or page.before is None or page.before.bare is None:
        return False
    inside = len(cells_in(place.box, page.before.bare))
    hidden = _hidden(page, (place,))
    return hidden >= max(MIN_HIDDEN, MIN_HIDDEN_SHARE * inside)


def buries(page: PageComparison, place: Place) -> bool:
    """Whether what the page says in the place cannot be read there any more.

    Letters of a further signer's look may stand between those of the page, in a field that was
    prepared for them; paper or paint may not. A line of dots to sign on says nothing.
    """
    before, after = page.before, page.after
    if place.box is None or before is None or before.bare is None or not page.cells:
        return False
    if after is None or after.picture is None:
        return True
    cells = cells_in(place.box, before.bare) & page.cells
    for word in words_of(before.printed):
        box = box_of_word(word)
        is_told = covers(place.box, box) and any(c.isalnum() for c in word.text)
        if is_told and is_lost(box, before.bare, after.picture):
            return True
        cells -= cells_in(box, before.bare)
    cells = detailed_cells(before.bare, cells)
    lost = [c for c in cells if is_lost(cell_box(c, before.bare), before.bare, after.picture)]
    return len(lost) >= MIN_DRAWN


def _hidden(page: PageComparison, places: Iterable[Place]) -> int:
    """How many cells with letters or a picture of the page look otherwise within the places."""
    picture = page.before.bare if page.before is not None else None
    if picture is None:
        return 0
    inside: set[Cell] = set()
    for place in places:
        if place.box is not None:
            inside |= cells_in(place.box, picture)
    return len(detailed_cells(picture, inside & page.cells))


@dataclass(frozen=True)
class _Told:
    """What a page says, looked at once for all that may lie over it."""

    bare: Picture | None
    words: tuple[Word, ...]

    @classmethod
    def on(cls, look: PageLook) -> "_Told":
        """What the page itself says."""
        return cls(look.bare, tuple(words_of(look.printed)))

    def lies_under(self, place: Place, *, in_line: bool = False) -> bool:
        """Whether something in the place lies over what the page says.

        What is filled in where a form has a line of dots hides nothing (`in_line`). A page with
        next to no text says what it does in a picture, so there it is what is drawn that tells.
        """
        box, boxes = place.box, self._spelled if in_line else self._boxes
        if box is None or any(covers(box, of_word) for of_word in boxes):
            return True
        if sum(len(word.text) for word in self.words) >= FEW_CHARACTERS:
            return False
        if self.bare is None:
            return True
        return self._holds_picture(box, self.bare)

    def _holds_picture(self, box: Box, picture: Picture) -> bool:
        """Whether anything but the words is drawn within it; rules are for those who sign."""
        if not self.words:
            return ink_in(box, picture) > MAX_INK
        cells = cells_in(box, picture) - self._near
        return sum(map(self._is_drawn, cells)) >= MIN_DRAWN

    @cached_property
    def _boxes(self) -> tuple[Box, ...]:
        return tuple(map(box_of_word, self.words))

    @cached_property
    def _spelled(self) -> tuple[Box, ...]:
        """The boxes of the words that are more than a line of dots."""
        told = (word for word in self.words if any(c.isalnum() for c in word.text))
        return tuple(map(box_of_word, told))

    @cached_property
    def _near(self) -> frozenset[Cell]:
        """The cells that words touch."""
        picture = self.bare
        found = (cells_in(box, picture) for box in self._boxes) if picture is not None else ()
        return frozenset(chain.from_iterable(found))

    @cached_property
    def _is_drawn(self) -> Callable[[Cell], bool]:
        """Whether a cell shows letters, a picture or something solid; each looked at once."""
        picture = self.bare
        return cache(
            lambda cell: (
                picture is not None
                and bool(detailed_cells(picture, (cell,)) or solid_cells(picture, (cell,)))
            )
        )


def words_of(page: Page | None) -> list[Word]:
    """The words of a page in order; none of one that is not there."""
    return [word for line in page.lines for word in line.words] if page is not None else []


def box_of_word(word: Word) -> Box:
    """The box that the word fills."""
    return word.left, word.bottom, word.right, word.top
