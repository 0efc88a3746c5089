# mypy: disable-error-code="no-untyped-call"
"""Text laid out as PDF pages, always the same bytes for the same text."""

import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

REGULAR = "Vera"
BOLD = "VeraBd"
WIDTH, HEIGHT = A4
LEFT = 72
RIGHT = WIDTH - 72
TOP = HEIGHT - 72
BOTTOM = 90
_LINE_FACTOR = 1.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text and how it is set."""

    text: str = ""
    size: float = 10
    bold: bool = False
    indent: float = 0
    beside: str = ""
    """What stands in a second column, level with the text."""

    beside_at: float = 150
    """How far from the margin the second column begins."""

    @property
    def font(self) -> str:
        """The name of the font."""
        return BOLD if self.bold else REGULAR

    @property
    def height(self) -> float:
        """What the line takes of the page."""
        return self.size * _LINE_FACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its lines from the top down, with what stands above, below and beside them."""

    lines: tuple[Line, ...]
    header: tuple[str, str, str] = ("", "", "")
    footer: tuple[str, ...] = ()
    side: str = ""
    """What stands along the left edge, turned upright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInformation:
    """What the /Info dictionary says."""

    title: str = "Protokoll"
    author: str = "Exempelby kommun"


@cache
def _register_fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def draw_pages(
    pages: Iterable[Page],
    information: DocumentInformation | None = None,
    *,
    compressed: bool = True,
) -> bytes:
    """The pages as a PDF with embedded fonts."""
    _register_fonts()
    said = information or DocumentInformation()
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=1, pageCompression=int(compressed))
    canvas.setTitle(said.title)
    canvas.setAuthor(said.author)
    canvas.setCreator("fhvalidate tests")
    for page in pages:
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def layout_text(pages: Sequence[str]) -> bytes:
    """Any plain text as pages: long lines are wrapped, long pages are broken."""
    return draw_pages(Page(lines=tuple(lines)) for text in pages for lines in broken(wrapped(text)))


def wrapped(text: str, *, size: float = 10, indent: float = 0) -> tuple[Line, ...]:
    """The text as lines no wider than the page; its own line breaks are kept."""
    _register_fonts()
    return tuple(
        Line(text=part, size=size, indent=indent)
        for line in text.splitlines()
        for part in _fitting(line, RIGHT - LEFT - indent, size)
    )


def broken(lines: Iterable[Line], *, height: float = TOP - BOTTOM) -> Iterator[list[Line]]:
    """The lines in portions of at most a page; at least one, which may be empty."""
    portion: list[Line] = []
    used = 0.0
    for line in lines:
        if portion and used + line.height > height:
            yield portion
            portion, used = [], 0.0
        portion.append(line)
        used += line.height
    yield portion


def _fitting(line: str, width: float, size: float) -> list[str]:
    measured = pdfmetrics.stringWidth(line, REGULAR, size)
    if measured <= width:
        return [line]
    characters = max(1, int(len(line) * width / measured) - 4)
    return textwrap.wrap(line, characters, break_on_hyphens=False) or [""]


def _draw(canvas: Canvas, page: Page) -> None:
    _draw_header(canvas, page.header)
    vertical = TOP
    for line in page.lines:
        canvas.setFont(line.font, line.size)
        canvas.drawString(LEFT + line.indent, vertical, line.text)
        if line.beside:
            canvas.setFont(REGULAR, line.size)
            canvas.drawString(LEFT + line.beside_at, vertical, line.beside)
        vertical -= line.height
    _draw_footer(canvas, page.footer)
    if page.side:
        canvas.saveState()
        canvas.setFont(REGULAR, 6)
        canvas.translate(22, 200)
        canvas.rotate(90)
        canvas.drawString(0, 0, page.side)
        canvas.restoreState()


def _draw_header(canvas: Canvas, header: tuple[str, str, str]) -> None:
    left, middle, right = header
    if not any(header):
        return
    canvas.setFont(BOLD, 9)
    canvas.drawString(LEFT, HEIGHT - 44, left)
    canvas.setFont(REGULAR, 9)
    canvas.drawCentredString(WIDTH / 2 + 20, HEIGHT - 44, middle)
    canvas.drawRightString(RIGHT, HEIGHT - 44, right)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, HEIGHT - 50, RIGHT, HEIGHT - 50)


def _draw_footer(canvas: Canvas, footer: tuple[str, ...]) -> None:
    canvas.setFont(REGULAR, 7)
    for place, text in enumerate(reversed(footer)):
        canvas.drawString(LEFT, 40 + 10 * place, text)
