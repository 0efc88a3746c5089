"""The engines of text recognition that may be installed, behind one function.

Tesseract with Swedish reads best and runs in a process of its own that is ended when it takes too
long; RapidOCR comes by pip alone and carries its models with it.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache, partial
from typing import Protocol

from fhvalidate.frozen import frozen
from fhvalidate.ocr.rapid import rapid_engine
from fhvalidate.ocr.tesseract import TesseractState, tesseract_engine, tesseract_state
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
            RuntimeError: the engine failed.
        """
        ...


class Lacking(StrEnum):
    """Why no engine is at hand: what somebody would have to do about it."""

    PACKAGE = "package"
    PROGRAM = "program"
    LANGUAGE = "language"
    CHOSEN_OFF = "off"


@frozen
class NotInstalled:
    """No engine is at hand, and why."""

    lacking: Lacking = Lacking.PACKAGE


# Gives the engine when it is asked, or says why there is none.
AskEngine = Callable[[], Engine | NotInstalled]


@cache
def engine_at_hand() -> Engine | NotInstalled:
    """The best engine that is installed."""
    return tesseract_engine() or rapid_engine() or NotInstalled(lacking_of(tesseract_state()))


def lacking_of(state: TesseractState) -> Lacking:
    """What is lacking where no engine is at hand, by what there is of Tesseract."""
    match state:
        case TesseractState.NO_PROGRAM:
            return Lacking.PROGRAM
        case TesseractState.NO_LANGUAGE:
            return Lacking.LANGUAGE
        case TesseractState.NO_PACKAGE | TesseractState.READY:
            return Lacking.PACKAGE


def chosen_engine(choice: TextRecognition) -> Engine | NotInstalled:
    """The engine that a caller's choice leads to."""
    off = TextRecognition(choice) is TextRecognition.OFF
    return NotInstalled(Lacking.CHOSEN_OFF) if off else engine_at_hand()


def asking_for_engine(choice: TextRecognition) -> AskEngine:
    """What asks for that engine, for whoever has met a page without text.

    Only starting it tells whether it is installed, and few files have such a page.

    Raises:
        ValueError: there is no such choice.
    """
    return partial(chosen_engine, TextRecognition(choice))
