"""The metadata of a document (XMP), as bytes that nobody has read yet."""

from typing import Any

import pikepdf

from fhvalidate.pdf.qpdf.opened_streams import bounded

MAX_METADATA = 4_194_304  # bytes; real metadata has 2 to 100 kB, with thumbnails a megabyte


def read_metadata(root: Any) -> bytes | None:
    """What the catalogue's /Metadata holds; None where it has none, nothing where it is unreadable.

    ISO 32000-2, 14.3.2.
    """
    stream = root.get("/Metadata")
    if stream is None:
        return None
    if not isinstance(stream, pikepdf.Stream):
        return b""
    try:
        return bounded(stream, limit=MAX_METADATA) or b""
    except (pikepdf.PdfError, RuntimeError):
        return b""
