"""RapidOCR: text recognition that comes by pip alone, with its models inside the wheel.

It runs in this process and cannot be ended: what bounds it is the size of the page's image.
"""

import math
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.rendering import Raster

MAX_LINES = 1000  # of one page; a dense one has 60


@dataclass(frozen=True, slots=True)
class Rapid:
    """RapidOCR with the models it carries."""

    engine: Any = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """What the report calls it."""
        return "RapidOCR"

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        """The lines of words, in pixels from the lower left corner."""
        import numpy as np

        if seconds <= 0:
            raise TimeoutError
        pixels = np.frombuffer(raster.grey, dtype=np.uint8).reshape(raster.height, raster.width)
        found = self.engine(np.stack([pixels] * 3, axis=-1))
        if found.boxes is None or found.txts is None:
            return ()
        lines = zip(found.boxes[:MAX_LINES], found.txts[:MAX_LINES], strict=True)
        return tuple(words for box, text in lines if (words := _words(box, text, raster.height)))


def rapid_engine() -> Rapid | None:
    """RapidOCR, if it and its runtime are installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    from rapidocr import RapidOCR

    return Rapid(RapidOCR(params={"Global.log_level": "error"}))


def _words(box: Any, text: str, height: int) -> tuple[Word, ...]:
    """The line's words, its width shared out by their letters."""
    left, right = (float(edge) for edge in (min(p[0] for p in box), max(p[0] for p in box)))
    top, bottom = (float(edge) for edge in (min(p[1] for p in box), max(p[1] for p in box)))
    each = (right - left) / max(len(text), 1)
    words, at = [], 0
    for part in text.split():
        at = text.index(part, at)
        end = at + len(part)
        edges = (left + at * each, height - bottom, left + end * each, height - top)
        words.append(Word(part, *(edge if math.isfinite(edge) else 0.0 for edge in edges)))
        at = end
    return tuple(words)
