"""Document: what one PDF is and carries, read once, unjudged."""

import hashlib
from dataclasses import field, replace
from datetime import datetime
from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.crowd import (
    LISTED,
    excess_of_listed,
    excess_of_objects,
    excess_of_revisions,
)
from fhvalidate.pdf.document.embedded_files import EmbeddedFile, read_embedded_files
from fhvalidate.pdf.document.hidden_signatures import hidden_signatures
from fhvalidate.pdf.document.metadata import read_metadata
from fhvalidate.pdf.document.one_reading import Reading, read_both
from fhvalidate.pdf.document.page_work import work_of_pages
from fhvalidate.pdf.document.residue import Residue, read_residue
from fhvalidate.pdf.document.security_store import (
    SecurityStore,
    excess_of_related,
    read_security_store,
)
from fhvalidate.pdf.document.signature_fields import SignatureFields, read_signature_fields
from fhvalidate.pdf.document.snapshot import Snapshot, take_snapshot
from fhvalidate.pdf.document.unlinked import unlinked_objects
from fhvalidate.pdf.qpdf.opened_streams import excess_of_encrypted
from fhvalidate.pdf.qpdf.opening import (
    are_repairs,
    opened,
    refuse_costly,
    refuse_costly_content,
    remarks_on,
    with_keys_twice,
)
from fhvalidate.pdf.qpdf.page_tree import TooManyPagesError
from fhvalidate.pdf.qpdf.values import date_of, text_of
from fhvalidate.pdf.syntax.cross_reference import Section
from fhvalidate.pdf.syntax.revisions import (
    ReadOnce,
    Revision,
    find_revisions,
    object_numbers,
    places_of_objects,
    unread,
)

_BYTE_RANGE = b"ByteRange"  # stands in the bytes of every signature (rule R1)


@frozen
class Information:
    """What the document information dictionary says: claims, useful as hints only."""

    title: str | None = None
    producer: str | None = None
    creator: str | None = None
    created: datetime | None = None
    modified: datetime | None = None


@frozen
class Document:
    """A PDF as its last revision stands, with the bytes it was read from.

    Attributes:
        password: the one that opened it; empty when none was needed.
        pages: None when the page tree cannot be read.
        repaired: whether the cross-reference had to be rebuilt to read it.
        object_numbers: of every object that the file has, by its cross-reference sections.
        sections: its cross-reference sections, those that could be read.
        snapshot: None when nothing is signed, so that there is nothing to compare with.
        containers: numbers of the objects that are more than a number, a boolean or null; empty
            when nothing is signed, or all in one revision.
        unlinked: numbers of the objects that came after the first revision and that nothing leads
            to; empty when nothing is signed.
        reading: our own of what decides, beside the library's; None when nothing is signed, or the
            file was repaired to be read.
        metadata: the bytes of its XMP; None where it has none, nothing where it cannot be read.
        is_crowded: whether it has more of something than is looked at, so that nothing is compared.
        pages_barred: the limit that keeps its pages from being unpacked, drawn and read.
        readable_pages: how many of the first are read for their words: more of them draw too much.
    """

    data: bytes = field(repr=False)
    password: str = field(repr=False)
    sha256: str
    pages: int | None
    revisions: tuple[Revision, ...]
    encrypted: bool
    repaired: bool
    information: Information
    fields: SignatureFields
    security_store: SecurityStore
    snapshot: Snapshot | None
    object_numbers: frozenset[int] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    residue: Residue
    embedded: tuple[EmbeddedFile, ...]
    unlinked: frozenset[int] = frozenset()
    containers: frozenset[int] = field(default=frozenset(), repr=False)
    reading: Reading | None = field(default=None, repr=False)
    pages_barred: Excess | None = None
    readable_pages: int = 0
    is_crowded: bool = False
    metadata: bytes | None = field(default=None, repr=False)


def read_document(data: bytes, *, password: str, limits: Limits) -> Document:
    """The document in the bytes.

    Raises:
        UnreadableError: it is no PDF, damaged beyond reading, locked, or past a limit.
    """
    password = _speakable(password)
    refuse_costly(data, limits)
    odd, barred = refuse_costly_content(data, limits)
    if (crowd := excess_of_objects(data, limits)) is not None:
        return _crowded(data, password, crowd, limits)
    try:
        return _looked_through(data, password, limits, odd=odd, barred=barred)
    except TooManyPagesError:
        return _crowded(data, password, Excess("pages", limits.pages, None), limits)


def _speakable(password: str) -> str:
    """The password as libraries take it: what no text can hold opens nothing anyway."""
    return password.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _looked_through(
    data: bytes, password: str, limits: Limits, *, odd: bool, barred: Excess | None
) -> Document:
    """The document, each of its objects looked at."""
    with opened(data, password=password, limits=limits, tells_repair=True) as (pdf, repaired):
        barred = barred or excess_of_encrypted(pdf, limits)
        read = ReadOnce(most=LISTED * limits.objects)
        limit = limits.revisions + 1  # one more, by which it is told that there are too many
        revisions = find_revisions(data, limit=limit, read=read)
        crowd = excess_of_revisions(revisions, limits) or excess_of_related(pdf.Root, limits)
        if (crowd := crowd or excess_of_listed(revisions, read, limits)) is not None:
            return _crowded(data, password, crowd, limits)
        # Before anything else is asked of the library, which mends lists of annotations.
        reading = None
        if not repaired and _BYTE_RANGE in data:
            reading = read_both(pdf, data, revisions, limit=limit, read=read)
        readable = 0
        if barred is None:
            barred, readable = work_of_pages(pdf, limits)
        fields = read_signature_fields(pdf)
        if reading is not None:
            hidden = tuple(hidden_signatures(reading.objects, reading.unread))
            fields = replace(fields, filled=(*fields.filled, *hidden))
        numbers = frozenset(places_of_objects(data, revisions, limit=limit, read=read))
        later = containers = frozenset[int]()
        if fields.filled and len(revisions) > 1:
            later = numbers - object_numbers(data[: revisions[0].end], limit=limit, read=read)
            objects: list[Any] = list(pdf.objects)
            containers = frozenset(o.objgen[0] for o in objects if isinstance(o, pikepdf.Object))
        snapshot = take_snapshot(pdf) if fields.filled else None
        # What the snapshot looked at, something leads to.
        later -= snapshot.objects.numbers() if snapshot is not None else frozenset()
        document = Document(
            data=data,
            password=password,
            sha256=hashlib.sha256(data).hexdigest(),
            pages=page_count(pdf),
            revisions=revisions,
            encrypted=pdf.is_encrypted,
            repaired=False,
            information=_information(pdf),
            fields=fields,
            security_store=read_security_store(pdf.Root, limits),
            snapshot=snapshot,
            object_numbers=numbers,
            sections=read.sections,
            residue=read_residue(pdf),
            embedded=read_embedded_files(pdf, limits),
            unlinked=unlinked_objects(pdf, later),
            containers=containers,
            pages_barred=barred,
            readable_pages=readable,
            metadata=read_metadata(pdf.Root),
        )
        # Asked last: objects are read, and repaired, when they are first looked at.
        remarks = remarks_on(pdf)
        twice = with_keys_twice(remarks)
        if reading is not None:
            document = replace(document, reading=reading.with_remarks(odd=odd, keys_twice=twice))
        return replace(document, repaired=repaired or are_repairs(remarks))


def _crowded(data: bytes, password: str, crowd: Excess, limits: Limits) -> Document:
    """A document with more than is looked at: only what leads to its signatures is."""
    counted = crowd.what != "pages"
    with opened(
        data, password=password, limits=limits, tells_repair=True, counts_pages=counted
    ) as (pdf, repaired):
        return Document(
            data=data,
            password=password,
            sha256=hashlib.sha256(data).hexdigest(),
            pages=page_count(pdf) if counted else None,
            revisions=find_revisions(data, limit=limits.revisions + 1, read=unread),
            encrypted=pdf.is_encrypted,
            repaired=repaired,
            information=_information(pdf),
            fields=read_signature_fields(pdf, unlinked=False),
            security_store=read_security_store(pdf.Root, limits),
            snapshot=None,
            object_numbers=frozenset(),
            sections=(),
            residue=Residue(),
            embedded=(),
            pages_barred=crowd,
            is_crowded=True,
            metadata=read_metadata(pdf.Root),
        )


def page_count(pdf: pikepdf.Pdf) -> int | None:
    """The number of pages; None when the page tree cannot be read."""
    try:
        return len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return None


def _information(pdf: pikepdf.Pdf) -> Information:
    info: Any = pdf.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return Information()
    return Information(
        title=text_of(info.get("/Title")),
        producer=text_of(info.get("/Producer")),
        creator=text_of(info.get("/Creator")),
        created=date_of(info.get("/CreationDate")),
        modified=date_of(info.get("/ModDate")),
    )
