"""What the pages of a file draw, counted before PDFium draws or reads them.

PDFium builds everything that a page draws in memory, asks nobody how much, and ends the process
when there is no more. Forms are counted each time they are drawn: forms that each draw the next
one twice, thirty deep, are a thousand million forms in a file of 13 kB.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.content_count import drawn, number_of
from fhvalidate.pdf.document.inline_images import count_inline_images
from fhvalidate.pdf.document.page_layers import check_layers
from fhvalidate.pdf.document.page_places import inherited
from fhvalidate.pdf.document.page_resources import (
    appearances,
    by_name,
    contents_of,
    held_dictionary,
    listed,
    plain,
    unpacked,
)
from fhvalidate.pdf.qpdf.decoding import Budget, Passed
from fhvalidate.pdf.qpdf.values import name_of

LETTERS_OF_ONE = 50  # things in letters that take as long to draw as one takes to build (measured)
MAX_FORMS = 200_000  # of a file; 1,000 pages with ten forms each have 10,000

_FORM = late_re(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)[\x00\t\n\x0c\r ]+Do(?![\w*])")
_DO = late_re(rb"(?<![\w/*])Do(?![\w*])")


def excess_of_pages(pdf: pikepdf.Pdf, limits: Limits) -> Excess | None:
    """The limit that a page, or all pages together, pass by what they draw; None within them."""
    return work_of_pages(pdf, limits)[0]


def work_of_pages(pdf: pikepdf.Pdf, limits: Limits) -> tuple[Excess | None, int]:
    """As `excess_of_pages`, and how many of the first pages may be read for their words."""
    try:
        return None, _check_pages(pdf, limits)
    except Passed as passed:
        return passed.excess, 0


def _check_pages(pdf: pikepdf.Pdf, limits: Limits) -> int:
    # Nothing is drawn in less than a byte, so most files need no closer look.
    quick = _Counted(limits, len)
    costs = [quick.page(page) for page in _pages(pdf, limits)]
    readable = len(costs)
    if max(costs, default=0) > limits.drawn_on_page or sum(costs) > limits.drawn_in_document:
        totals = accumulate(_exactly(pdf, limits))
        readable = sum(1 for total in totals if total <= limits.read_in_document)
    check_layers(_pages(pdf, limits), limits)
    return readable


def _exactly(pdf: pikepdf.Pdf, limits: Limits) -> list[int]:
    exact = _Counted(limits, lambda content: drawn(content, limit=limits.drawn_on_page))
    costs: list[int] = []
    total = 0
    for page in _pages(pdf, limits):
        cost = exact.page(page)
        costs.append(cost)
        total += cost
        if cost > limits.drawn_on_page:
            raise Passed("drawn_on_page", limits.drawn_on_page)
        if total > limits.drawn_in_document:
            raise Passed("drawn_in_document", limits.drawn_in_document)
    return costs


def _pages(pdf: pikepdf.Pdf, limits: Limits) -> Iterator[Any]:
    try:
        yield from (page.obj for page in islice(pdf.pages, limits.pages))
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return


_Number = tuple[int, int]


@frozen
class _Content:
    """What one content stream draws itself, and how often it draws each form by name.

    `unnamed` is how often it draws something whose name does not stand right before.
    """

    cost: int
    forms: tuple[tuple[str, int], ...]
    unnamed: int


class _Counted:
    """Costs of pages and forms, each stream read once."""

    def __init__(self, limits: Limits, weigh: Callable[[bytes], int]) -> None:
        self._limits = limits
        self._weigh = weigh
        self._contents: dict[_Number, _Content] = {}
        self._named: dict[_Number, dict[str, Any]] = {}
        self._costs: dict[tuple[_Number, _Number], int] = {}
        self._open: set[tuple[_Number, _Number]] = set()
        self._aside: list[tuple[Any, _Number]] = []
        self._seen: set[_Number] = set()
        self._looked_through: set[tuple[str, _Number]] = set()
        self._of_letters: dict[_Number, int] = {}
        self._size = 0
        self._inline = Budget.of(limits, most=limits.decoded_document)

    def page(self, page: Any) -> int:
        """What the page draws, its annotations included."""
        resources, holder = inherited(page, "/Resources"), page.objgen
        self._aside.append((resources, holder))
        cost = sum(self._drawn_by(stream, resources, holder, 0) for stream in contents_of(page))
        cost += sum(self._form(look, resources, holder, 0) for look in appearances(page))
        return cost + self._aside_of()

    def _drawn_by(self, stream: Any, resources: Any, holder: _Number, depth: int) -> int:
        content = self._content(stream)
        own_cost = content.cost * max(1, self._letters(resources, holder) // LETTERS_OF_ONE)
        if not content.forms and not content.unnamed:
            return own_cost
        if holder not in self._named:
            self._named[holder] = by_name(resources, "/XObject")
        named = self._named[holder]
        cost = own_cost
        for name, times in content.forms:
            cost += times * self._form(named.get(name), resources, holder, depth)
        if content.unnamed:
            every = (self._form(form, resources, holder, depth) for form in named.values())
            cost += content.unnamed * sum(every)
        return cost

    def _letters(self, resources: Any, holder: _Number) -> int:
        """What the costliest letter draws that is a drawing itself; each time it is shown."""
        if holder not in self._of_letters:
            self._of_letters[holder] = 0  # while they are counted, which may show letters too
            costs = [0]
            for font in by_name(resources, "/Font").values():
                if (
                    isinstance(font, pikepdf.Dictionary)
                    and name_of(font.get("/Subtype")) == "Type3"
                ):
                    own = font.get("/Resources")
                    used, by = (resources, holder) if own is None else (own, font.objgen)
                    letters = by_name(font, "/CharProcs").values()
                    costs += [self._form(letter, used, by, 1) for letter in letters]
            self._of_letters[holder] = max(costs)
        return self._of_letters[holder]

    def _form(self, form: Any, resources: Any, holder: _Number, depth: int) -> int:
        """What a form draws; with the resources of what draws it when it has none of its own."""
        if not isinstance(form, pikepdf.Stream) or name_of(form.get("/Subtype")) == "Image":
            return 0
        own = form.get("/Resources")
        if isinstance(own, pikepdf.Dictionary):
            resources, holder = own, form.objgen
        key = (form.objgen, holder)
        if key in self._costs:
            return self._costs[key]
        if key in self._open or depth >= self._limits.nesting:
            # A form that draws itself is as deep as one can be (8.10.1 forbids it).
            raise Passed("nesting", self._limits.nesting)
        if len(self._costs) >= MAX_FORMS:
            raise Passed("drawn_in_document", self._limits.drawn_in_document)
        if holder == form.objgen:
            self._aside.append((resources, holder))
        self._open.add(key)
        self._costs[key] = self._drawn_by(form, resources, holder, depth + 1)
        self._open.discard(key)
        return self._costs[key]

    def _aside_of(self) -> int:
        """What resources draw by themselves, each once for a file: PDFium keeps it."""
        cost = 0
        while self._aside:
            resources, holder = self._aside.pop()
            for stream, own in self._drawings_in(resources):
                if isinstance(stream, pikepdf.Stream) and stream.objgen not in self._seen:
                    self._seen.add(stream.objgen)
                    cost += self._form(stream, own, holder, 0)
        return cost

    def _drawings_in(self, resources: Any) -> Iterator[tuple[Any, Any]]:
        """Patterns, letters that are drawings, and masks, with the resources of each."""
        for _, pattern in self._new_entries(resources, "/Pattern"):
            yield pattern, resources
        for _, font in self._new_entries(resources, "/Font"):
            if isinstance(font, pikepdf.Dictionary) and name_of(font.get("/Subtype")) == "Type3":
                own = font.get("/Resources", resources)
                yield from (
                    (letter, own) for _, letter in listed(held_dictionary(font, "/CharProcs"))
                )
        for _, state in self._new_entries(resources, "/ExtGState"):
            mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
            if isinstance(mask, pikepdf.Dictionary):
                yield mask.get("/G"), resources

    def _new_entries(self, resources: Any, kind: str) -> list[tuple[str, Any]]:
        """What is listed, but nothing of a dictionary that was looked through for an earlier page.

        Most pages of a file share one dictionary of fonts. What it draws has been seen.
        """
        held = held_dictionary(resources, kind)
        if held is None or (kind, held.objgen) in self._looked_through:
            return []
        if held.objgen != (0, 0):  # one without a number is this page's alone
            self._looked_through.add((kind, held.objgen))
        return listed(held)

    def _content(self, stream: Any) -> _Content:
        key = stream.objgen
        if key not in self._contents:
            data = unpacked(stream)
            self._size += len(data)
            if self._size > self._limits.page_contents:
                raise Passed("page_contents", self._limits.page_contents)
            if b"BI" in data:
                count_inline_images(data, self._inline)
            forms, unnamed = self._drawn_in(data) if b"Do" in data else ({}, 0)
            self._contents[key] = _Content(self._weigh(data), tuple(forms.items()), unnamed)
        return self._contents[key]

    def _drawn_in(self, data: bytes) -> tuple[dict[str, int], int]:
        """How often the content draws each form by name, and how often any other."""
        named: dict[str, int] = {}
        for drawing in islice(_FORM.finditer(data), self._limits.drawn_on_page):
            name = plain(b"/" + drawing[1])
            named[name] = named.get(name, 0) + 1
        all_drawn = number_of(_DO, data, self._limits.drawn_on_page)
        return named, max(all_drawn - sum(named.values()), 0)
