"""The revisions that signatures closed: the file up to there, read as it stood.

Only what later updates redefined is looked at anew, where it can be told that the rest is the same.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.form_snapshot import FIELD
from fhvalidate.pdf.document.one_reading import Reading, compared
from fhvalidate.pdf.document.security_store import SecurityStore, read_security_store
from fhvalidate.pdf.document.signature_fields import (
    SignatureField,
    SignatureFields,
    read_signature_fields,
)
from fhvalidate.pdf.document.snapshot import Snapshot, take_snapshot
from fhvalidate.pdf.document.unchanged import ObjectDigests, made_of_kind, untouched
from fhvalidate.pdf.qpdf.opening import is_repaired, opened
from fhvalidate.pdf.qpdf.values import ObjectId
from fhvalidate.pdf.revisions.later_updates import Later, LaterUpdates
from fhvalidate.pdf.revisions.references import References, scanned_places
from fhvalidate.pdf.syntax.revisions import (
    ReadOnce,
    Revision,
    ends_in_one_way,
    find_revisions,
    places_of_objects,
)


@frozen
class EarlierRevision:
    """What the file up to some byte says when it is read alone.

    Attributes:
        numbers: of the objects that it has.
        resolved: numbers of objects that it refers to and has not, and that came later.
        fields: its signatures.
        store: its document security store.
        snapshot: what it shows and carries.
        later: the updates that follow, derived.
        reading: our own of what they redefine, beside the library's.
    """

    numbers: frozenset[int]
    resolved: frozenset[int]
    fields: SignatureFields
    store: SecurityStore
    snapshot: Snapshot
    later: Later
    reading: Reading


class EarlierRevisions:
    """The revisions of a file before its last: each is read when it is asked for, and once."""

    def __init__(self, document: Document, limits: Limits) -> None:
        """The revisions of the document; to be used in a `with` statement."""
        self._document = document
        self._limits = limits
        self._read = ReadOnce(document.sections)
        self._references = References()
        self._found: dict[int, EarlierRevision | None] = {}
        self._now: pikepdf.Pdf | None = None
        self._stack = ExitStack()
        self._later = LaterUpdates(document, self._read, limits.revisions)

    def __enter__(self) -> Self:
        """The revisions."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the file as it is now."""
        self._stack.close()

    def at(self, end: int) -> EarlierRevision | None:
        """The revision that ends at `end`; None when it cannot be read."""
        if self._document.is_crowded:
            return None
        if end not in self._found:
            try:
                self._found[end] = self._revision(end)
            except UnreadableError:
                self._found[end] = None
        return self._found[end]

    def later(self, end: int) -> Later:
        """The updates that follow the revision that ends at `end`."""
        return self._later.after(end, self._last)

    def _revision(self, end: int) -> EarlierRevision:
        document, limits = self._document, self._limits
        before = document.data[:end]
        with opened(before, password=document.password, limits=limits) as (pdf, repaired):
            later = self.later(end)
            revisions = find_revisions(before, limit=limits.revisions, read=self._read)
            places = self._places(before, revisions)
            came = document.object_numbers - places.keys()
            known = None if repaired else self._untouched(pdf, before, revisions, places)
            asked = None if known is None else self._asked(later, places)
            reading = self._read_both(pdf, later, asked)
            return EarlierRevision(
                numbers=frozenset(places),
                resolved=self._references.referred_to(pdf, before, places, frozenset(came)),
                fields=read_signature_fields(pdf, unlinked=known is None, known=self._known(known)),
                store=read_security_store(pdf.Root, limits),
                snapshot=take_snapshot(pdf, known),
                later=self._checked(later),
                reading=reading,
            )

    def _places(self, before: bytes, revisions: tuple[Revision, ...]) -> dict[int, int]:
        """Where the objects of a revision stand."""
        limit = self._limits.revisions
        places = places_of_objects(before, revisions, limit=limit, read=self._read)
        return places or scanned_places(before)

    def _untouched(
        self,
        pdf: pikepdf.Pdf,
        before: bytes,
        revisions: tuple[Revision, ...],
        places: dict[int, int],
    ) -> ObjectDigests | None:
        """What a revision has as the last one has it, where both are read in one way only."""
        document, end = self._document, len(before)
        if document.snapshot is None or document.encrypted or document.repaired:
            return None
        if not revisions or not ends_in_one_way(before, revisions[-1]):
            return None
        later = self.later(end)
        if later.left is not None:
            return None
        last, containers = document.snapshot.objects, document.containers
        return untouched(last, pdf, later.touched, places=places, containers=containers)

    def _known(self, known: ObjectDigests | None) -> Mapping[ObjectId, SignatureField]:
        """What signature fields hold as they do in the last revision, by the field's object."""
        fields = () if known is None else made_of_kind(known.made, FIELD)
        alone = self._document.fields.alone
        return {key: alone[key] for key in fields if key in alone}

    def _asked(self, later: Later, places: dict[int, int]) -> frozenset[int]:
        """The objects of a revision that the library may not have; all others it has.

        What later updates have not touched it reads as it does in the last revision, but for the
        object that stands last: it may go on where the revision ends.
        """
        entries = later.objects.entries if later.objects is not None else {}
        changed = entries.keys() & later.touched
        last = max(places, key=places.__getitem__, default=0)
        return frozenset(entries.keys() - self._document.containers | changed | {last})

    def _read_both(self, pdf: pikepdf.Pdf, later: Later, asked: frozenset[int] | None) -> Reading:
        """Both readings of what later updates redefine, as the revision has it."""
        objects, now = later.objects, self._document.reading
        if objects is None:
            return Reading(None)
        hidden = now.hidden if now is not None else frozenset()
        return compared(pdf, objects, filter(objects.has, later.touched), hidden, asked)

    def _checked(self, later: Later) -> Later:
        """The updates that follow, once all that they ask of the last revision is read.

        Raises:
            UnreadableError: the file as it is now had to be repaired while it was read.
        """
        if self._now is not None and not self._document.repaired and is_repaired(self._now):
            # What was read before the repair and after it need not belong together.
            raise UnreadableError("damaged-pdf", reason="repaired while it was read")
        return later

    def _last(self) -> pikepdf.Pdf:
        """The file as it is now."""
        if self._now is None:
            data, password = self._document.data, self._document.password
            opening = opened(data, password=password, limits=self._limits, tells_repair=True)
            self._now, _ = self._stack.enter_context(opening)
        return self._now
