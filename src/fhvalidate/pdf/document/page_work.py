"""What the pages of a file draw, counted before PDFium draws or reads them.

PDFium builds everything that a page draws in memory, asks nobody how much, and ends the process
when there is no more. Forms are counted each time they are drawn: forms that each draw the next
one twice, thirty deep, are a thousand million forms in a file of 13 kB.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.pdf.document.page_places import inherited
from fhvalidate.pdf.qpdf.decoding import Passed, bounded
from fhvalidate.pdf.qpdf.values import name_of

MAX_FORMS = 200_000  # of a file; 1,000 pages with ten forms each have 10,000
MAX_RESOURCES = 100_000  # entries of one resource dictionary; a page each of a bound year is 2,000
MAX_DAMAGED = 67_108_864  # bytes of a damaged stream; all are counted before
POINTS_OF_ONE = 16  # corners of a path that take as much memory as one thing drawn (measured)
HEX_OF_ONE = 4  # hexadecimal digits of a character: text written so has two bytes for each

# ISO 32000-2, annex A: what paints, shows text, or keeps a state that PDFium keeps too.
_DRAWING = re.compile(
    rb"(?<![\w/*'\"])(?:[fFSsBb]\*?|[qnd]|BI|EI|Do|sh|T[jJd]|TD|Tm|T\*|BMC|BDC|'|\")(?![\w*])"
)
_POINT = re.compile(rb"(?<![\w/*])(?:[lcvymh]|re)(?![\w*])")
_FORM = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)[\x00\t\n\x0c\r ]+Do(?![\w*])")
_DO = re.compile(rb"(?<![\w/*])Do(?![\w*])")
_HEX_STRING = re.compile(rb"<([0-9A-Fa-f\x00\t\n\x0c\r ]++)>")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_WRITTEN = re.compile(rb"#([0-9A-Fa-f]{2})")


def excess_of_pages(pdf: pikepdf.Pdf, limits: Limits) -> Excess | None:
    """The limit that a page, or all pages together, pass by what they draw; None within them."""
    try:
        _check_pages(pdf, limits)
    except Passed as passed:
        return passed.excess
    return None


def _check_pages(pdf: pikepdf.Pdf, limits: Limits) -> None:
    # Nothing is drawn in less than a byte, so most files need no closer look.
    quick = _Counted(limits, len)
    costs = [quick.page(page) for page in _pages(pdf, limits)]
    if max(costs, default=0) <= limits.drawn_on_page and sum(costs) <= limits.drawn_in_document:
        return
    exact = _Counted(limits, lambda content: drawn(content, limit=limits.drawn_on_page))
    total = 0
    for page in _pages(pdf, limits):
        cost = exact.page(page)
        total += cost
        if cost > limits.drawn_on_page:
            raise Passed("drawn_on_page", limits.drawn_on_page, cost)
        if total > limits.drawn_in_document:
            raise Passed("drawn_in_document", limits.drawn_in_document, total)


def drawn(content: bytes, *, limit: int) -> int:
    """How many things the content draws, each character one; past the limit it is not exact."""
    things = _number(_DRAWING, content, limit)
    if things > limit:
        return things
    points = _number(_POINT, content, limit * POINTS_OF_ONE) // POINTS_OF_ONE
    digits = 0
    for string in _HEX_STRING.finditer(content):
        digits += len(string[1])
        if digits > limit * HEX_OF_ONE:
            break
    return things + points + digits // HEX_OF_ONE + _characters(content, limit)


def _number(pattern: re.Pattern[bytes], content: bytes, limit: int) -> int:
    return sum(1 for _ in islice(pattern.finditer(content), limit + 1))


def _characters(content: bytes, limit: int) -> int:
    """The bytes within strings (ISO 32000-2, 7.3.4.2).

    Parentheses in an inline image may count for more than there is, never for less.
    """
    depth = start = found = 0
    for mark in _PARENTHESIS.finditer(content):
        match mark[0]:
            case b"(":
                start = mark.end() if depth == 0 else start
                depth += 1
            case b")" if depth:
                depth -= 1
                found += mark.start() - start if depth == 0 else 0
            case _:
                pass
        if found > limit:
            return found
    return found + (len(content) - start if depth else 0)


def _pages(pdf: pikepdf.Pdf, limits: Limits) -> Iterator[Any]:
    try:
        yield from (page.obj for page in islice(pdf.pages, limits.pages))
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return


_Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
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

    def page(self, page: Any) -> int:
        """What the page draws, its annotations included."""
        resources, holder = inherited(page, "/Resources"), page.objgen
        contents = page.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        self._aside.append((resources, holder))
        cost = sum(
            self._drawn_by(stream, resources, holder, 0)
            for stream in streams
            if isinstance(stream, pikepdf.Stream)
        )
        cost += sum(self._form(look, resources, holder, 0) for look in _appearances(page))
        return cost + self._aside_of()

    def _drawn_by(self, stream: Any, resources: Any, holder: _Number, depth: int) -> int:
        content = self._content(stream)
        if not content.forms and not content.unnamed:
            return content.cost
        if holder not in self._named:
            forms = _listed(_dictionary(resources, "/XObject"))
            self._named[holder] = {_plain(_bytes(name)): form for name, form in forms}
        named = self._named[holder]
        cost = content.cost
        for name, times in content.forms:
            cost += times * self._form(named.get(name), resources, holder, depth)
        if content.unnamed:
            every = (self._form(form, resources, holder, depth) for form in named.values())
            cost += content.unnamed * sum(every)
        return cost

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
            raise Passed("nesting", self._limits.nesting, depth + 1)
        if len(self._costs) >= MAX_FORMS:
            raise Passed("drawn_in_document", self._limits.drawn_in_document, len(self._costs))
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
                yield from ((letter, own) for _, letter in _listed(_dictionary(font, "/CharProcs")))
        for _, state in self._new_entries(resources, "/ExtGState"):
            mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
            if isinstance(mask, pikepdf.Dictionary):
                yield mask.get("/G"), resources

    def _new_entries(self, resources: Any, kind: str) -> list[tuple[str, Any]]:
        """What is listed, but nothing of a dictionary that was looked through for an earlier page.

        Most pages of a file share one dictionary of fonts. What it draws has been seen.
        """
        held = _dictionary(resources, kind)
        if held is None or (kind, held.objgen) in self._looked_through:
            return []
        if held.objgen != (0, 0):  # one without a number is this page's alone
            self._looked_through.add((kind, held.objgen))
        return _listed(held)

    def _content(self, stream: Any) -> _Content:
        key = stream.objgen
        if key not in self._contents:
            data = _unpacked(stream)
            forms, unnamed = self._drawn_in(data) if b"Do" in data else ({}, 0)
            self._contents[key] = _Content(self._weigh(data), tuple(forms.items()), unnamed)
        return self._contents[key]

    def _drawn_in(self, data: bytes) -> tuple[dict[str, int], int]:
        """How often the content draws each form by name, and how often any other."""
        named: dict[str, int] = {}
        for drawing in islice(_FORM.finditer(data), self._limits.drawn_on_page):
            name = _plain(b"/" + drawing[1])
            named[name] = named.get(name, 0) + 1
        all_drawn = _number(_DO, data, self._limits.drawn_on_page)
        return named, max(all_drawn - sum(named.values()), 0)


def _dictionary(holder: Any, key: str) -> Any | None:
    held = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
    return held if isinstance(held, pikepdf.Dictionary) else None


def _listed(held: Any | None) -> list[tuple[str, Any]]:
    if held is None:
        return []
    if len(held) > MAX_RESOURCES:
        raise Passed("drawn_in_document", MAX_RESOURCES, len(held))
    return list(held.items())


def _plain(name: bytes) -> str:
    """A name with its escapes undone (7.3.5)."""
    return _WRITTEN.sub(lambda code: bytes([int(code[1], 16)]), name).decode("latin-1")


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _appearances(page: Any) -> Iterator[Any]:
    """The appearance streams of a page's annotations, in each of their states (12.5.5)."""
    annotations = page.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        looks = annotation.get("/AP") if isinstance(annotation, pikepdf.Dictionary) else None
        for look in looks.values() if isinstance(looks, pikepdf.Dictionary) else ():
            if isinstance(look, pikepdf.Stream):
                yield look
            elif isinstance(look, pikepdf.Dictionary):
                yield from look.values()


def _unpacked(stream: Any) -> bytes:
    """What the stream holds; of a damaged one as much as there is."""
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, RuntimeError):
        pass
    try:
        return bounded(stream, limit=MAX_DAMAGED) or b""
    except (pikepdf.PdfError, RuntimeError):
        return b""
