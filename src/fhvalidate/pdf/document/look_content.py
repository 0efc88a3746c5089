"""What a look draws besides words: pictures, paths, letters that are drawings (12.5.5, 8.10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from fhvalidate.frozen import frozen
from fhvalidate.pdf.qpdf.values import name_of

MAX_FORMS = 200  # different forms that one look draws; writers make three
FRAME_PIECES = 4  # a background, a frame, a rule; with a few more straight pieces a word is drawn

_ENCODED = frozenset({"Type0", "Type1", "MMType1", "TrueType"})
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})


@frozen
class LookContent:
    """What a look draws, the forms that it draws included.

    Attributes:
        shows_text: whether it shows any text.
        pictures: whether it draws an image.
        paths: whether it draws more lines and areas than a frame on a background has, or fills
            them with a pattern, a shading or through a mask.
        drawn_letters: whether a font's letters are drawings of their own (Type 3).
        is_whole: whether all of it could be read.
        borrows: whether anything of it takes its resources from the page.
        size: bytes of content that were read.
    """

    shows_text: bool = False
    pictures: bool = False
    paths: bool = False
    drawn_letters: bool = False
    is_whole: bool = True
    borrows: bool = False
    size: int = 0


@dataclass(slots=True)
class _Drawn:
    """What was met so far, and the forms that are left to be read."""

    waiting: list[tuple[Any, Any]]
    left: int
    shows_text: bool = False
    pictures: bool = False
    paths: bool = False
    drawn_letters: bool = False
    is_whole: bool = True
    borrows: bool = False
    path: int = 0
    pieces: int = 0


def read_look_content(look: Any, lent: Any, *, limit: int) -> LookContent:
    """What the look, a form, draws; content past `limit` bytes is not read.

    A form without resources of its own draws by those of what draws it: in the end by those that
    the page has `lent`.

    In memory it loses what a reader of words would take for what is drawn: its marks, which may say
    what it reads as (/ActualText, 14.9.4), and the maps to characters (9.10.3) of fonts that are
    not embedded, whose encoding decides what is drawn.
    """
    drawn = _Drawn([(look, lent)], left=limit)
    met: set[tuple[int, int]] = set()
    for _ in range(MAX_FORMS):
        if not drawn.waiting:
            break
        form, above = drawn.waiting.pop()
        if form.objgen not in met:
            met.add(form.objgen)
            _read(form, above, drawn)
    return LookContent(
        shows_text=drawn.shows_text,
        pictures=drawn.pictures,
        paths=drawn.paths or drawn.pieces > FRAME_PIECES,
        drawn_letters=drawn.drawn_letters,
        is_whole=drawn.is_whole and not drawn.waiting,
        borrows=drawn.borrows,
        size=limit - drawn.left,
    )


def _read(form: Any, above: Any, drawn: _Drawn) -> None:
    resources = form.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        drawn.borrows = True
        resources = above
    try:
        size = len(form.read_bytes())
        if size > drawn.left:
            drawn.is_whole = False
            return
        drawn.left -= size
        instructions = list(pikepdf.parse_content_stream(form))
        for operands, operator in _operations(instructions):
            _met(operator, operands, resources, drawn)
        unmarked = [each for each in instructions if str(each.operator) not in _MARKS]
        if len(unmarked) < len(instructions):
            form.write(pikepdf.unparse_content_stream(unmarked))
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        drawn.is_whole = False


def _operations(instructions: list[Any]) -> Iterator[tuple[list[Any], str]]:
    for instruction in instructions:
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield [], "BI"
        else:
            yield list(instruction.operands), str(instruction.operator)


def _met(operator: str, operands: list[Any], resources: Any, drawn: _Drawn) -> None:
    """One operator (ISO 32000-2, annex A)."""
    match operator:
        case "Tj" | "TJ" | "'" | '"':
            drawn.shows_text = True
        case "BI":
            drawn.pictures = True
        case "Do":
            _drawn_object(_resource(resources, "/XObject", operands), resources, drawn)
        case "gs":
            _state(_resource(resources, "/ExtGState", operands), drawn)
        case "Tf":
            _font(_resource(resources, "/Font", operands), drawn)
        case "scn" | "SCN":
            drawn.paths = drawn.paths or name_of((operands or [None])[-1]) is not None
        case _:
            _path(operator, drawn)


def _path(operator: str, drawn: _Drawn) -> None:
    """An operator that builds a path, paints it or throws it away (8.5)."""
    match operator:
        case "re" | "l":
            drawn.path += 1
        case "c" | "v" | "y" | "sh":
            drawn.paths = True
        case "n":
            # A path that nothing but clips may give an area its shape.
            drawn.paths = drawn.paths or drawn.path > FRAME_PIECES
            drawn.path = 0
        case "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s":
            drawn.pieces += drawn.path
            drawn.path = 0


def _state(state: Any, drawn: _Drawn) -> None:
    if not isinstance(state, pikepdf.Dictionary):
        return
    if isinstance(state.get("/SMask"), pikepdf.Dictionary):
        drawn.paths = True
    font = state.get("/Font")
    if isinstance(font, pikepdf.Array) and len(font):
        _font(font[0], drawn)


def _font(font: Any, drawn: _Drawn) -> None:
    if not isinstance(font, pikepdf.Dictionary):
        return
    kind = name_of(font.get("/Subtype"))
    drawn.drawn_letters = drawn.drawn_letters or kind == "Type3"
    if kind in _ENCODED and "/ToUnicode" in font and not _is_embedded(font):
        del font["/ToUnicode"]


def _is_embedded(font: Any) -> bool:
    """Whether a font, or the one that it is composed of, brings its program (9.9)."""
    parts = font.get("/DescendantFonts")
    part = parts[0] if isinstance(parts, pikepdf.Array) and len(parts) else font
    descriptor = part.get("/FontDescriptor") if isinstance(part, pikepdf.Dictionary) else None
    return isinstance(descriptor, pikepdf.Dictionary) and any(
        key in descriptor for key in _PROGRAMS
    )


def _drawn_object(thing: Any, resources: Any, drawn: _Drawn) -> None:
    if not isinstance(thing, pikepdf.Stream):
        return
    if name_of(thing.get("/Subtype")) == "Image":
        drawn.pictures = True
    else:
        drawn.waiting.append((thing, resources))


def _resource(resources: Any, kind: str, operands: list[Any]) -> Any:
    named = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    name = name_of(operands[0]) if operands else None
    return named.get(f"/{name}") if isinstance(named, pikepdf.Dictionary) and name else None
