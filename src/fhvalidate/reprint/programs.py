"""Programs that write PDFs, as data: what a producer string says of how a file came about.

A string that anyone can write names a cause. It decides nothing on whether signatures are lost.
"""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Information


class ProgramKind(StrEnum):
    """What a program does to a file."""

    PRINTER = "printer"
    SCANNER = "scanner"
    RECOGNITION = "recognition"
    COPIER = "copier"
    OFFICE = "office"


@frozen
class Program:
    """A program, what it does, and the texts (case-folded) that tell it."""

    name: str
    kind: ProgramKind
    texts: tuple[str, ...]


def program_of(information: Information) -> Program | None:
    """The program that the file says made it; None when it is not one of those known."""
    for claimed in (information.producer, information.creator):
        told = " ".join((claimed or "").replace("\x00", "").casefold().split()) + " "
        for program in _programs():
            if any(text in told for text in program.texts):
                return program
    # LibreOffice's drawing program is where its users open, and so print, a PDF.
    if "libreoffice" in (information.producer or "").casefold() and information.creator == "Draw":
        return Program("LibreOffice Draw", ProgramKind.PRINTER, ())
    return None


@cache
def _programs() -> tuple[Program, ...]:
    text = (Path(__file__).parent / "producers.toml").read_text("utf-8")
    return tuple(
        Program(row["name"], ProgramKind(row["kind"]), tuple(row["texts"]))
        for row in tomllib.loads(text)["program"]
    )
