"""What the pages of a file paint in layers, by area, before anything is drawn (rule R14).

First by what is cheap to count, each layer as large as the page; where that is too much, by what
the matrices say. Patterns are counted by their cells, and images by what they unpack to.
"""

from collections.abc import Iterable
from heapq import nlargest
from typing import Any

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.pdf.document.content_count import number_of
from fhvalidate.pdf.document.layer_tokens import NAMED, NO_LAYERS, PAINTS, VAST, Layers, LayerTokens
from fhvalidate.pdf.document.page_places import inherited
from fhvalidate.pdf.document.page_resources import (
    appearances,
    by_name,
    contents_of,
    held_dictionary,
    plain,
    unpacked,
)
from fhvalidate.pdf.qpdf.decoding import Passed
from fhvalidate.pdf.qpdf.opened_streams import image_cost
from fhvalidate.pdf.qpdf.values import name_of

LARGEST = 1e6  # a coordinate or a factor; a page is at most 14,400 points wide
_KINDS = ("/XObject", "/Pattern", "/Shading", "/ExtGState")
_A4 = (0.0, 0.0, 595.0, 842.0)
_USUAL = frozenset({"Normal", "Compatible"})


def check_layers(pages: Iterable[Any], limits: Limits) -> None:
    """Passes when the pages that may be drawn cost too much by area.

    Raises:
        Passed: `layered_pixels`, `pattern_cells`, `images_on_page` or `nesting`.
    """
    quick = _Layered(limits, exact=False)
    costs = [(quick.page(page), page) for page in pages]
    costliest = nlargest(limits.compared_pages, costs, key=lambda each: each[0])
    if sum(cost for cost, _ in costliest) <= limits.layered_pixels:
        return
    exact = _Layered(limits, exact=True)
    total = 0.0
    for cost, page in costliest:
        total += min(cost, exact.page(page))
        if total > limits.layered_pixels:
            raise Passed("layered_pixels", limits.layered_pixels)


_Key = tuple[tuple[int, int], tuple[int, int]]


class _Layered:
    """Layers of pages and forms, each counted once."""

    def __init__(self, limits: Limits, *, exact: bool) -> None:
        self._limits = limits
        self._exact = exact
        self._page = 0.0
        self._found: dict[_Key, Layers] = {}
        self._open: set[_Key] = set()
        self._images: dict[tuple[int, int], int] = {}
        self._on_page: dict[tuple[int, int], int] = {}
        self._cells = 0.0

    def page(self, page: Any) -> float:
        """The area of the page's layers together, in square points."""
        resources = inherited(page, "/Resources")
        looks = list(appearances(page))
        if not looks and not any(held_dictionary(resources, kind) for kind in _KINDS):
            return 0.0
        area = _area(inherited(page, "/MediaBox"), _A4)
        if area != self._page:
            self._found.clear()
        self._page = min(area, self._limits.compared_pixels)
        self._on_page, self._cells = {}, 0.0
        parts = [self._content(stream, resources, page.objgen, 0) for stream in contents_of(page)]
        parts += [self._form(look, resources, page.objgen, 0) for look in looks]
        if (images := sum(self._on_page.values())) > self._limits.images_on_page:
            raise Passed("images_on_page", self._limits.images_on_page, images)
        return sum(min(part.area, part.number * self._page) for part in parts)

    def _content(self, stream: Any, resources: Any, holder: tuple[int, int], depth: int) -> Layers:
        content = unpacked(stream)
        used: dict[bytes, dict[bytes, int]] = {}
        for match in NAMED.finditer(content):
            names = used.setdefault(match["named"], {})
            names[match["name"]] = names.get(match["name"], 0) + 1
        if not used:
            return NO_LAYERS
        plains = {name: plain(b"/" + name) for names in used.values() for name in names}

        def held(operators: tuple[bytes, ...], kind: str) -> dict[str, Any]:
            wanted = {plains[name] for each in operators for name in used.get(each, ())}
            every = by_name(resources, kind) if wanted else {}
            return {name: every[name] for name in wanted if name in every}

        drawn = {
            name: self._form(form, resources, holder, depth)
            for name, form in held((b"Do",), "/XObject").items()
        }
        drawn |= {name: Layers(1.0, self._page) for name in held((b"sh",), "/Shading")}
        blended = {
            name: self._blended(state, resources, holder, depth)
            for name, state in held((b"gs",), "/ExtGState").items()
        }
        patterned: dict[str, float] = {}
        times = {plains[n]: t for op in (b"scn", b"SCN") for n, t in used.get(op, {}).items()}
        for name, pattern in held((b"scn", b"SCN"), "/Pattern").items():
            patterned[name] = self._patterned(pattern, resources, holder, depth, times[name])
        if self._exact:
            return LayerTokens(self._page, drawn, blended, patterned).read(content, plains)
        count = 0.0
        for operator in (b"Do", b"sh"):
            for written, often in used.get(operator, {}).items():
                count += often * drawn.get(plains[written], NO_LAYERS).number
        each = max(blended.values(), default=0.0) + max(patterned.values(), default=0.0)
        if each:
            count += each * number_of(PAINTS, content, self._limits.drawn_on_page)
        return Layers(count, count * self._page)

    def _form(self, form: Any, resources: Any, holder: tuple[int, int], depth: int) -> Layers:
        """What is drawn when a form or an image is."""
        if not isinstance(form, pikepdf.Stream):
            return NO_LAYERS
        if name_of(form.get("/Subtype")) == "Image":
            self._image(form)
            return Layers(1.0, 1.0)
        own = form.get("/Resources")
        if isinstance(own, pikepdf.Dictionary):
            resources, holder = own, form.objgen
        key = (form.objgen, holder)
        if key in self._found:
            return self._found[key]
        if key in self._open or depth >= self._limits.nesting:
            raise Passed("nesting", self._limits.nesting)
        self._open.add(key)
        found = self._content(form, resources, holder, depth + 1)
        self._open.discard(key)
        scale = _scale(form.get("/Matrix"))
        count, area = found.number, found.area * scale
        if form.get("/Group") is not None:
            count, area = count + 1, area + _area(form.get("/BBox"), None) * scale
        self._found[key] = Layers(min(count, VAST), min(area, VAST))
        return self._found[key]

    def _image(self, image: Any) -> None:
        if image.objgen not in self._images:
            self._images[image.objgen] = image_cost(image, self._limits)
        self._on_page[image.objgen] = self._images[image.objgen]

    def _blended(self, state: Any, resources: Any, holder: tuple[int, int], depth: int) -> float:
        """The layers that each thing takes which is painted while the state is set."""
        if not isinstance(state, pikepdf.Dictionary):
            return 0.0
        mask = held_dictionary(state, "/SMask")
        layers = 0.0
        if mask is not None:
            layers += 1 + self._form(mask.get("/G"), resources, holder, depth + 1).number
        mode = state.get("/BM")
        modes = list(mode) if isinstance(mode, pikepdf.Array) else [mode]
        if mode is not None and any(name_of(each) not in _USUAL for each in modes):
            layers += 1
        return layers

    def _patterned(
        self, pattern: Any, resources: Any, holder: tuple[int, int], depth: int, times: int
    ) -> float:
        """The layers that each thing takes which is painted with the pattern."""
        if not isinstance(pattern, pikepdf.Stream):
            return 1.0
        scale = _scale(pattern.get("/Matrix"))
        step = abs(_number(pattern.get("/XStep")) * _number(pattern.get("/YStep"))) * scale
        self._cells += times * (self._page / step if step else VAST)
        if self._cells > self._limits.pattern_cells:
            raise Passed("pattern_cells", self._limits.pattern_cells)
        return 1.0 + self._form(pattern, resources, holder, depth + 1).number


def _number(value: Any) -> float:
    try:
        return max(-LARGEST, min(LARGEST, float(value)))
    except (TypeError, ValueError):
        return 0.0


def _numbers(value: Any, count: int) -> list[float] | None:
    if not isinstance(value, pikepdf.Array) or len(value) != count:
        return None
    return [_number(each) for each in value]


def _area(box: Any, instead: tuple[float, float, float, float] | None) -> float:
    """Of a rectangle; without one, of `instead`, or vast."""
    corners = _numbers(box, 4) or instead
    if corners is None:
        return VAST
    return abs((corners[2] - corners[0]) * (corners[3] - corners[1]))


def _scale(matrix: Any) -> float:
    a, b, c, d, _, _ = _numbers(matrix, 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return abs(a * d - b * c)
