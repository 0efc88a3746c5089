"""What a reader of the file sees: every page as PDFium draws it, form fields and all."""

import hashlib
from dataclasses import dataclass

import pypdfium2

SCALE = 0.5  # enough to tell a word of 12 points from another
MAX_PAGES = 10


Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as drawn: a byte of grey a pixel, rows from the top."""

    width: int
    grey: bytes

    def within(self, box: Box) -> tuple[bytes, ...]:
        """The rows of a box, in points from the lower left corner."""
        left, bottom, right, top = (int(side * SCALE) for side in box)
        height = len(self.grey) // self.width
        rows = (row * self.width for row in range(max(height - top, 0), height - bottom))
        return tuple(self.grey[start + left : start + right] for start in rows)

    def without(self, box: Box) -> tuple[bytes, ...]:
        """All rows, with white in the box."""
        left, bottom, right, top = (int(side * SCALE) for side in box)
        height = len(self.grey) // self.width
        found = []
        for row in range(height):
            line = self.grey[row * self.width : (row + 1) * self.width]
            if height - top - 1 <= row <= height - bottom:
                line = line[: left - 1] + b"\xff" * (right - left + 2) + line[right + 1 :]
            found.append(line)
        return tuple(found)


def shown(data: bytes) -> tuple[str, ...]:
    """A digest of each page's pixels; nothing when the file cannot be opened."""
    made = pictures(data)
    return tuple(
        "unreadable" if p is None else hashlib.sha256(p.grey).hexdigest() + f" {p.width}"
        for p in made
    )


def pictures(data: bytes) -> tuple[Picture | None, ...]:
    """Each page as drawn; nothing when the file cannot be opened, None for a page that cannot."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ()
    try:
        document.init_forms()
        return tuple(_page(document, n) for n in range(min(len(document), MAX_PAGES)))
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> Picture | None:
    try:
        page = document[number]
        bitmap = page.render(scale=SCALE, grayscale=True, may_draw_forms=True)
    except pypdfium2.PdfiumError:
        return None
    stride, width = bitmap.stride, bitmap.width
    pixels = bytes(bitmap.buffer)
    rows = range(bitmap.height)
    return Picture(width, b"".join(pixels[r * stride : r * stride + width] for r in rows))
