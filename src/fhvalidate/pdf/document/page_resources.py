"""What page content is drawn with: streams unpacked, and the names of their resources."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from fhvalidate.pdf.qpdf.decoding import Passed
from fhvalidate.pdf.qpdf.opened_streams import bounded
from fhvalidate.pdf.syntax.objects import plain_name

MAX_RESOURCES = 100_000  # entries of one resource dictionary; a page each of a bound year is 2,000
MAX_DAMAGED = 67_108_864  # bytes of a damaged stream; all are counted before


def held_dictionary(holder: Any, key: str) -> Any | None:
    """The dictionary under the key; None when there is none."""
    held = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
    return held if isinstance(held, pikepdf.Dictionary) else None


def listed(held: Any | None) -> list[tuple[str, Any]]:
    """The entries of a resource dictionary.

    Raises:
        Passed: there are too many.
    """
    if held is None:
        return []
    if len(held) > MAX_RESOURCES:
        raise Passed("drawn_in_document", MAX_RESOURCES, len(held))
    return list(held.items())


def by_name(resources: Any, kind: str) -> dict[str, Any]:
    """The resources of the kind, by their names with the escapes undone.

    Raises:
        Passed: there are too many.
    """
    found = listed(held_dictionary(resources, kind))
    return {plain(name.encode("utf-8", "surrogateescape")): held for name, held in found}


def plain(name: bytes) -> str:
    """A name with its escapes undone (7.3.5)."""
    return plain_name(name).decode("latin-1")


def contents_of(page: Any) -> list[Any]:
    """The content streams of a page."""
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream for stream in streams if isinstance(stream, pikepdf.Stream)]


def appearances(page: Any) -> Iterator[Any]:
    """The appearance streams of a page's annotations, in each of their states (12.5.5)."""
    annotations = page.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        looks = annotation.get("/AP") if isinstance(annotation, pikepdf.Dictionary) else None
        for look in looks.values() if isinstance(looks, pikepdf.Dictionary) else ():
            if isinstance(look, pikepdf.Stream):
                yield look
            elif isinstance(look, pikepdf.Dictionary):
                yield from look.values()


def unpacked(stream: Any) -> bytes:
    """What the stream holds; of a damaged one as much as there is."""
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, RuntimeError):
        pass
    try:
        return bounded(stream, limit=MAX_DAMAGED) or b""
    except (pikepdf.PdfError, RuntimeError):
        return b""
