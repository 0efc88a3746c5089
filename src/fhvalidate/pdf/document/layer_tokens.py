"""What one content stream paints in layers: pixel by pixel, wherever it lies.

Groups, images and shadings are, and whatever is painted while a blend mode, a mask or a pattern is
set. A layer is as large as the page, or less where the matrix, a box or a path says so.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fhvalidate.late_patterns import late_re

TEXT_PART = 100  # words that take as much of a page as all of it
VAST = 1e15  # a factor, layers, square points: past every limit
MAX_SAVED = 100_000  # states that are kept; a page has tens
_SPACE = rb"[\x00\t\n\x0c\r ]"
_NUMBER = rb"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})"
_NAME = rb"/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%%]*+)%(gap)b++(?P<named>Do|gs|sh|scn|SCN)"
_GAP = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*+)"
_FIELDS = {b"space": _SPACE, b"number": _NUMBER, b"gap": _GAP}
NAMED = late_re((_NAME + rb"(?![\w*])") % _FIELDS)
PAINTS = late_re(rb"(?<![\w/*'\"])(?:[fFSsBb]\*?|T[jJ]|'|\"|EI|Do|sh)(?![\w*])")
_TOKEN = late_re(
    (
        rb"(?:%%[^\r\n]*+|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\([^()]*+\)|)*+\)|)*+\))"
        rb"|" + _NAME + rb"(?![\w*])"
        rb"|(?P<matrix>(?:%(number)b%(space)b++){6})cm(?![\w*])"
        rb"|(?P<box>(?:%(number)b%(space)b++){4})re(?![\w*])"
        rb"|(?P<points>(?:%(number)b%(space)b++){2,6})[mlcvy](?![\w*])"
        rb"|(?<![\w/*'\"])(?P<word>[qQnfFSsBb]\*?|T[jJ]|'|\"|EI|Do|sh|rg|RG|[gGkK]|cs|CS)(?![\w*])"
    )
    % _FIELDS,
    re.DOTALL,
)
_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_PLAIN_COLOUR = frozenset({b"rg", b"RG", b"g", b"G", b"k", b"K", b"cs", b"CS"})


class Layers(NamedTuple):
    """How many layers there are, and their area in square points of the space they are drawn in."""

    number: float
    area: float


NO_LAYERS = Layers(0.0, 0.0)


class _State(NamedTuple):
    scale: float  # of areas
    blended: float  # layers that each thing painted takes
    patterned: float


_FIRST = _State(1.0, 0.0, 0.0)


class LayerTokens:
    """Adds up what a content stream paints, as its operators come.

    Args:
        page: the area of the page, which no layer exceeds.
        drawn: layers of what is drawn by name.
        blended: layers that a graphics state gives each thing, by its name.
        patterned: the same of patterns.
    """

    def __init__(
        self,
        page: float,
        drawn: Mapping[str, Layers],
        blended: Mapping[str, float],
        patterned: Mapping[str, float],
    ) -> None:
        self._page = page
        self._drawn, self._blended, self._patterned = drawn, blended, patterned
        self._state = _FIRST
        self._saved: list[_State] = []
        self._points: list[float] = []
        self.number = self.area = 0.0

    def read(self, content: bytes, plain: "Mapping[bytes, str]") -> Layers:
        """Reads the content; `plain` has the names in it without escapes."""
        for token in _TOKEN.finditer(content):
            if (named := token["named"]) is not None:
                self._name(plain.get(token["name"], ""), named)
            elif (word := token["word"]) is not None:
                self._word(word)
            elif (numbers := token["matrix"]) is not None:
                a, b, c, d, _, _ = map(float, numbers.split())
                scale = min(abs(a * d - b * c) * self._state.scale, VAST)
                self._state = self._state._replace(scale=scale)
            elif (numbers := token["box"]) is not None:
                x, y, width, height = map(float, numbers.split())
                self._points += [x, y, x + width, y + height]
            elif (numbers := token["points"]) is not None:
                self._points += map(float, numbers.split())
        return Layers(self.number, self.area)

    def _name(self, name: str, operator: bytes) -> None:
        match operator:
            case b"Do" | b"sh":
                found = self._drawn.get(
                    name, Layers(1.0, self._page) if operator == b"sh" else NO_LAYERS
                )
                self._add(found.number, found.area * self._state.scale)
                self._blend(found.area * self._state.scale)
            case b"gs":
                if name in self._blended:
                    self._state = self._state._replace(blended=self._blended[name])
            case _:
                self._state = self._state._replace(patterned=self._patterned.get(name, 0.0))

    def _word(self, word: bytes) -> None:
        if word == b"q":
            if len(self._saved) < MAX_SAVED:
                self._saved.append(self._state)
        elif word == b"Q":
            self._state = self._saved.pop() if self._saved else self._state
        elif word in _PLAIN_COLOUR:
            self._state = self._state._replace(patterned=0.0)
        elif word in _TEXT:
            self._blend(self._page / TEXT_PART)
        elif word in {b"EI", b"Do", b"sh"}:
            self._add(1.0, self._page * self._state.scale)
        else:
            if word != b"n":
                self._blend(self._of_path() * self._state.scale)
            self._points = []

    def _of_path(self) -> float:
        xs, ys = self._points[::2], self._points[1::2]
        return (max(xs) - min(xs)) * (max(ys) - min(ys)) if len(ys) > 1 else 0.0

    def _blend(self, area: float) -> None:
        layers = self._state.blended + self._state.patterned
        if layers:
            self._add(layers, layers * area)

    def _add(self, count: float, area: float) -> None:
        self.number += count
        self.area += min(area, count * self._page)
