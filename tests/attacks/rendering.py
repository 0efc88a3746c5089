"""What a reader of the file sees: every page as PDFium draws it, form fields and all."""

import hashlib

import pypdfium2

SCALE = 0.5  # enough to tell a word of 12 points from another
MAX_PAGES = 10


def shown(data: bytes) -> tuple[str, ...]:
    """A digest of each page's pixels; nothing when the file cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ()
    try:
        document.init_forms()
        return tuple(_page(document, n) for n in range(min(len(document), MAX_PAGES)))
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        bitmap = page.render(scale=SCALE, grayscale=True, may_draw_forms=True)
    except pypdfium2.PdfiumError:
        return "unreadable"
    return hashlib.sha256(bytes(bitmap.buffer)).hexdigest() + f" {bitmap.width}"
