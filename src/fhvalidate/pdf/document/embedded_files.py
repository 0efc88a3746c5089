"""Files within the file: their names, and the bytes of those that are PDFs.

Found in all objects and in the name tree, so that one which nothing leads to is found as well
(ISO 32000-2, 7.11.3 and 7.11.4).
"""

import zlib
from collections.abc import Iterator
from dataclasses import field
from typing import Any

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.security_store import bounded_bytes
from fhvalidate.pdf.document.signature_fields import MAX_OBJECTS
from fhvalidate.pdf.qpdf.values import text_of

MAX_FILES = 200  # named; the largest real evidence package has some 30
MAX_NAME_NODES = 1000  # of the name tree; 200 names need a dozen
HEADER_WINDOW = 1024  # where %PDF- may start (ISO 32000-2, Annex I)


@frozen
class EmbeddedFile:
    """A file within the file.

    Attributes:
        name: what its specification calls it (untrusted).
        is_pdf: whether it starts as a PDF does.
        data: the bytes of a PDF; None for other files, and for one past the limit or broken.
    """

    name: str
    is_pdf: bool
    data: bytes | None = field(default=None, repr=False)


def read_embedded_files(pdf: pikepdf.Pdf, limits: Limits) -> tuple[EmbeddedFile, ...]:
    """The embedded files, each once; all PDFs together are bounded as a file is."""
    found: list[EmbeddedFile] = []
    seen: set[tuple[int, int]] = set()
    left = limits.file_size
    for specification in _specifications(pdf):
        if len(found) >= MAX_FILES:
            break
        stream = _stream(specification)
        if stream is None or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        is_pdf = _starts_as_pdf(stream)
        data = bounded_bytes(stream, limit=left) if is_pdf else None
        left -= len(data or b"")
        found.append(EmbeddedFile(_name(specification), is_pdf, data))
    return tuple(found)


def _specifications(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for count, value in enumerate(pdf.objects):
        if count >= MAX_OBJECTS:
            return
        if isinstance(value, pikepdf.Dictionary) and "/EF" in value:
            yield value
    names = pdf.Root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    waiting = [tree]
    for _ in range(MAX_NAME_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        kids, leaves = node.get("/Kids"), node.get("/Names")
        waiting.extend(kids if isinstance(kids, pikepdf.Array) else ())
        for leaf in leaves if isinstance(leaves, pikepdf.Array) else ():
            if isinstance(leaf, pikepdf.Dictionary) and "/EF" in leaf:
                yield leaf


def _stream(specification: Any) -> Any:
    files = specification.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return None
    for key in ("/UF", "/F"):
        if isinstance(files.get(key), pikepdf.Stream):
            return files.get(key)
    return None


def _name(specification: Any) -> str:
    for key in ("/UF", "/F", "/Desc"):
        name = text_of(specification.get(key))
        if name:
            return name
    return ""


def _starts_as_pdf(stream: Any) -> bool:
    try:
        raw = stream.read_raw_bytes()
    except (pikepdf.PdfError, RuntimeError):
        return False
    head: bytes = raw[:HEADER_WINDOW]
    if stream.get("/Filter") is not None:
        try:
            head = zlib.decompressobj().decompress(raw, HEADER_WINDOW)
        except zlib.error:
            return False
    return b"%PDF-" in head
