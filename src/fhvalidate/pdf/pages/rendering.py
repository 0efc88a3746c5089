"""Pages rendered as grey pixels, for text recognition and for what their images tell."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

import pypdfium2

from fhvalidate.frozen import frozen
from fhvalidate.pdf.pages.pdfium import PDFIUM

MAX_PIXELS = 20_000_000  # of one page: A3 at 300 dots an inch has 17 million
POINTS_PER_INCH = 72


@frozen
class Raster:
    """One page: a byte of grey a pixel (0 is black), rows from the top, no padding.

    `points` is how many points of the page one pixel spans.
    """

    page: int
    width: int
    height: int
    points: float
    grey: bytes = field(repr=False)


def render_pages(
    data: bytes, *, password: str, numbers: Sequence[int], dots_per_inch: int
) -> tuple[Raster, ...]:
    """The pages of these numbers that can be rendered."""
    if not numbers:
        return ()
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data, password=password or None)
        except pypdfium2.PdfiumError:
            return ()
        try:
            return tuple(_rasters(document, numbers, dots_per_inch))
        finally:
            document.close()


def _rasters(document: Any, numbers: Sequence[int], dots_per_inch: int) -> Iterator[Raster]:
    for number in numbers:
        try:
            page = document[number - 1]
        except (pypdfium2.PdfiumError, IndexError):
            continue
        try:
            raster = _raster(page, number, dots_per_inch)
        except pypdfium2.PdfiumError:
            raster = None
        finally:
            page.close()
        if raster is not None:
            yield raster


def _raster(page: Any, number: int, dots_per_inch: int) -> Raster | None:
    width, height = page.get_size()
    scale = dots_per_inch / POINTS_PER_INCH
    if width <= 0 or height <= 0:
        return None
    scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        rows, columns, stride = bitmap.height, bitmap.width, bitmap.stride
        pixels = bytes(bitmap.buffer)
    finally:
        bitmap.close()
    if stride != columns:
        pixels = b"".join(pixels[row * stride : row * stride + columns] for row in range(rows))
    return Raster(number, columns, rows, 1 / scale, pixels)
