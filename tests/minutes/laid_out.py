"""Small PDFs with text at given places, laid out in memory."""

import io
from collections.abc import Sequence
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fhvalidate.pdf.pages.text import Page, read_pages

# (x, y from the top, text), in points; a fourth value turns the text by so many degrees.
Placed = tuple[float, float, str] | tuple[float, float, str, float]

WIDTH, HEIGHT = 595.0, 842.0


def lines(*texts: str, x: float = 60, y: float = 60, leading: float = 15) -> list[Placed]:
    """One text below the other; an empty one leaves a blank line."""
    return [(x, y + leading * row, text) for row, text in enumerate(texts) if text]


def pdf(*pages: Sequence[Placed]) -> bytes:
    pdfmetrics.registerFont(TTFont("Vera", Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1)
    for page in pages:
        for x, y, text, *angle in page:
            canvas.saveState()
            canvas.translate(x, HEIGHT - y)
            canvas.rotate(angle[0] if angle else 0)
            canvas.setFont("Vera", 9)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pages(*placed: Sequence[Placed]) -> tuple[Page, ...]:
    return read_pages(pdf(*placed), password="", max_pages=100).pages
