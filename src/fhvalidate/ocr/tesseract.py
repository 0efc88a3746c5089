"""Tesseract, through pytesseract: a process a page, ended when its time is up."""

import os
from enum import StrEnum
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.page_lines import Word
from fhvalidate.pdf.pages.rendering import Raster

SWEDISH, ENGLISH = "swe", "eng"
MAX_WORDS = 5000  # of one page; a dense one has 900
LEAST_CONFIDENCE = 10.0  # of 100; specks and rules come below it
PAGE_MODE = "--psm 3"  # automatic layout without turning the page


@frozen
class Tesseract:
    """Tesseract of a version, with a language, as in `swe`."""

    version: str
    language: str

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"Tesseract {self.version} ({self.language})"

    def read(self, raster: Raster, *, seconds: float) -> tuple[tuple[Word, ...], ...]:
        """The lines of words, in pixels from the lower left corner."""
        import pytesseract
        from PIL import Image

        image = Image.frombytes("L", (raster.width, raster.height), raster.grey)
        try:
            table = pytesseract.image_to_data(
                image,
                lang=self.language,
                config=PAGE_MODE,
                timeout=seconds,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractError:  # a RuntimeError that is no matter of time
            raise
        except RuntimeError as error:  # pytesseract's way to say that the time is up
            raise TimeoutError from error
        return _lines(table, raster.height)


class TesseractState(StrEnum):
    """What there is of Tesseract."""

    READY = "ready"
    NO_PACKAGE = "no-package"
    NO_PROGRAM = "no-program"
    NO_LANGUAGE = "no-language"


def tesseract_state() -> TesseractState:
    """Whether the package, the program and a language that serves are there; the first that is not.

    The package is installed by pip, and is of no use without the program, which is not.
    """
    try:
        import pytesseract
    except ImportError:
        return TesseractState.NO_PACKAGE
    try:
        pytesseract.get_tesseract_version()
        installed = set(pytesseract.get_languages())
    except (OSError, RuntimeError, SystemExit):  # pytesseract's way to say that it is too old
        return TesseractState.NO_PROGRAM
    has_one = installed & {SWEDISH, ENGLISH}
    return TesseractState.READY if has_one else TesseractState.NO_LANGUAGE


def tesseract_engine() -> Tesseract | None:
    """Tesseract, if pytesseract, the program and a language that serves are installed."""
    try:
        import pytesseract

        installed = set(pytesseract.get_languages())
        version = str(pytesseract.get_tesseract_version())
    except (ImportError, OSError, RuntimeError):
        return None
    # Its threads wait for each other longer than they work: one is several times as fast on a
    # machine with anything else to do. Only the environment tells it (measured: 10 s against 2 s).
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    # Swedish alone: with English beside it, å, ä and ö are read as other letters.
    language = next((code for code in (SWEDISH, ENGLISH) if code in installed), None)
    return None if language is None else Tesseract(version, language)


def _lines(table: dict[str, list[Any]], height: int) -> tuple[tuple[Word, ...], ...]:
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for index, text in enumerate(table["text"][:MAX_WORDS]):
        if not text.strip() or float(table["conf"][index]) < LEAST_CONFIDENCE:
            continue
        left, top = table["left"][index], table["top"][index]
        word = Word(
            text.strip(),
            float(left),
            float(height - top - table["height"][index]),
            float(left + table["width"][index]),
            float(height - top),
        )
        key = (table["block_num"][index], table["par_num"][index], table["line_num"][index])
        lines.setdefault(key, []).append(word)
    return tuple(tuple(words) for words in lines.values())
