"""The earlier revision that an archive has held: the beginning of the file with its digest."""

import hashlib
from collections.abc import Iterator
from dataclasses import field

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.embedded_files import EmbeddedFile, read_embedded_files
from fhvalidate.pdf.document.security_store import SecurityStore, read_security_store
from fhvalidate.pdf.qpdf.opening import opened
from fhvalidate.pdf.revisions.byte_range import NUMBERS

# Each signing adds one to three, and a file within the file may have as many of its own.
MAX_MARKS = 5_000
# A file was held with the line end after its mark, without it, or with what was put there to fill.
_MARK = late_re(rb"%%EOF([\x00\t\n\x0c\r ]{0,16})")


@frozen
class HeldBytes:
    """The bytes that a digest names, and what they carry when they are read alone.

    Attributes:
        end: the file up to there.
        store: their document security store.
        embedded: the files within them.
    """

    end: int
    store: SecurityStore = field(default_factory=SecurityStore, repr=False)
    embedded: tuple[EmbeddedFile, ...] = field(default=(), repr=False)


def read_held_bytes(document: Document, sha256: str | None, limits: Limits) -> HeldBytes | None:
    """The file, or the revision of it with that SHA-256; None when no revision has it."""
    if sha256 is None or sha256.lower() == document.sha256:
        return HeldBytes(len(document.data), document.security_store, document.embedded)
    end = _end_of(document, sha256.lower())
    if end is None:
        return None
    before, password = document.data[:end], document.password
    try:
        with opened(before, password=password, limits=limits) as (pdf, _):
            store = read_security_store(pdf.Root, limits)
            return HeldBytes(end, store, read_embedded_files(pdf, limits))
    except UnreadableError:
        return HeldBytes(end)


def _end_of(document: Document, sha256: str) -> int | None:
    """Where the bytes with the digest end; the file is hashed once, whatever is asked."""
    data = memoryview(document.data)
    hashed, at = hashlib.sha256(), 0
    for end in sorted(set(_ends(document))):
        hashed.update(data[at:end])
        at = end
        if hashed.hexdigest() == sha256:
            return end
    return None


def _ends(document: Document) -> Iterator[int]:
    """Where a revision may have ended."""
    yield from (revision.end for revision in document.revisions)
    for signed in document.fields.filled:
        numbers = signed.byte_range or ()
        if len(numbers) == NUMBERS and 0 < numbers[2] + numbers[3] <= len(document.data):
            yield numbers[2] + numbers[3]
    for count, mark in enumerate(_MARK.finditer(document.data)):
        if count >= MAX_MARKS:
            return
        yield from range(mark.start(1), mark.end(1) + 1)
