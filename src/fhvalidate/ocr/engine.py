"""The engines of text recognition that may be installed, behind one function.

Tesseract with Swedish reads best and runs in a process of its own that is ended when it takes too
long; RapidOCR comes by pip alone and carries its models with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from fhvalidate.ocr.rapid import rapid_engine
from fhvalidate.ocr.tesseract import tesseract_engine
from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.rendering import Raster


class TextRecognition(StrEnum):
    """Whether pages without text are recognised."""

    IF_AVAILABLE = "auto"
    OFF = "off"


class Engine(Protocol):
    """Reads the words on a page."""

    @property
    def name(self) -> str:
        """What the report calls it, its language included."""
        ...

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        """The lines of words, in pixels from the lower left corner.

        Raises:
            TimeoutError: it took longer than `seconds`.
        """
        ...


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """No engine is at hand."""


@cache
def engine_at_hand() -> Engine | NotInstalled:
    """The best engine that is installed."""
    return tesseract_engine() or rapid_engine() or NotInstalled()


def chosen_engine(choice: TextRecognition) -> Engine | NotInstalled:
    """The engine that a caller's choice leads to."""
    off = TextRecognition(choice) is TextRecognition.OFF
    return NotInstalled() if off else engine_at_hand()
