"""The revisions that signatures closed: the file up to there, read as it stood.

Only what later updates redefined is looked at anew, where it can be told that the rest is the same.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.form_snapshot import FIELD
from fhvalidate.pdf.document.security_store import SecurityStore, read_security_store
from fhvalidate.pdf.document.signature_fields import (
    SignatureField,
    SignatureFields,
    read_signature_fields,
)
from fhvalidate.pdf.document.snapshot import Snapshot, take_snapshot
from fhvalidate.pdf.document.unchanged import ObjectDigests, made_of_kind, untouched
from fhvalidate.pdf.library.opening import is_repaired, opened
from fhvalidate.pdf.library.values import ObjectId, integer_of, object_of
from fhvalidate.pdf.revisions.redefined import can_show
from fhvalidate.pdf.revisions.references import References, scanned_places
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.revisions import (
    ReadOnce,
    Revision,
    ends_in_one_way,
    find_revisions,
    places_of_objects,
)
from fhvalidate.pdf.syntax.updates import Unaccounted, Update, account_for


@dataclass(frozen=True, slots=True)
class EarlierRevision:
    """What the file up to some byte says when it is read alone.

    Attributes:
        numbers: of the objects that it has.
        resolved: numbers of objects that it refers to and has not, and that came later.
        fields: its signatures.
        store: its document security store.
        snapshot: what it shows and carries.
        can_show: whether anything that later updates redefine might show.
    """

    numbers: frozenset[int]
    resolved: frozenset[int]
    fields: SignatureFields
    store: SecurityStore
    snapshot: Snapshot
    can_show: bool


class EarlierRevisions:
    """The revisions of a file before its last: each is read when it is asked for, and once.

    What no update accounts for after a revision is found in one walk for all that it passes.
    """

    def __init__(self, document: Document, limits: Limits) -> None:
        """The revisions of the document; to be used in a `with` statement."""
        self._document = document
        self._limits = limits
        self._read = ReadOnce(document.sections)
        self._references = References()
        self._found: dict[int, EarlierRevision | None] = {}
        self._now: pikepdf.Pdf | None = None
        self._stack = ExitStack()
        self._passed: frozenset[int] = frozenset()
        self._left: Unaccounted | None = None
        self._updates: tuple[Update, ...] = ()

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
        if end not in self._found:
            try:
                self._found[end] = self._revision(end)
            except UnreadableError:
                self._found[end] = None
        return self._found[end]

    def unaccounted_after(self, end: int) -> Unaccounted | None:
        """What no update accounts for after the revision that ends at `end`."""
        if end not in self._passed:
            self._updates, self._left = self._account(end)
            self._passed = frozenset((end, *(update.end for update in self._updates)))
        return self._left

    def _updates_after(self, end: int) -> tuple[Update, ...]:
        """The updates after a revision that was asked for."""
        return tuple(update for update in self._updates if update.start >= end)

    def _revision(self, end: int) -> EarlierRevision:
        document, limits = self._document, self._limits
        before = document.data[:end]
        with opened(before, password=document.password, limits=limits) as (pdf, repaired):
            revisions = find_revisions(before, limit=limits.revisions, read=self._read)
            places = self._places(before, revisions)
            later = document.object_numbers - places.keys()
            known = None if repaired else self._untouched(pdf, before, revisions, places)
            return EarlierRevision(
                numbers=frozenset(places),
                resolved=self._references.referred_to(pdf, before, places, frozenset(later)),
                fields=read_signature_fields(pdf, unlinked=known is None, known=self._known(known)),
                store=read_security_store(pdf.Root, limits),
                snapshot=take_snapshot(pdf, known),
                can_show=self._can_show(pdf, places, end),
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
        if self.unaccounted_after(end) is not None:
            return None
        last, containers = document.snapshot.objects, document.containers
        updates = self._updates_after(end)
        return untouched(last, pdf, updates, places=places, containers=containers)

    def _known(self, known: ObjectDigests | None) -> Mapping[ObjectId, SignatureField]:
        """What signature fields hold as they do in the last revision, by the field's object."""
        fields = () if known is None else made_of_kind(known.made, FIELD)
        alone = self._document.fields.alone
        return {key: alone[key] for key in fields if key in alone}

    def _can_show(self, pdf: pikepdf.Pdf, places: dict[int, int], end: int) -> bool:
        """Whether what follows redefines anything that might show; what is unaccounted for might.

        Raises:
            UnreadableError: the file as it is now had to be repaired while it was read.
        """
        if self.unaccounted_after(end) is not None:
            return True
        shows = can_show(pdf, self._last(), self._updates_after(end), places)
        if not self._document.repaired and is_repaired(self._last()):
            # What was read before the repair and after it need not belong together.
            raise UnreadableError("damaged-pdf", reason="repaired while it was read")
        return shows

    def _last(self) -> pikepdf.Pdf:
        """The file as it is now."""
        if self._now is None:
            data, password = self._document.data, self._document.password
            opening = opened(data, password=password, limits=self._limits, tells_repair=True)
            self._now, _ = self._stack.enter_context(opening)
        return self._now

    def _account(self, end: int) -> tuple[tuple[Update, ...], Unaccounted | None]:
        document, limits = self._document, self._limits
        before = document.data[:end]
        revisions = find_revisions(before, limit=limits.revisions, read=self._read)
        return account_for(
            document.data,
            end,
            previous=skip_space(before, revisions[-1].startxref) if revisions else None,
            # Most updates state the lengths of their streams themselves.
            resolve_length=lambda number, generation: _length(self._last(), number, generation),
            earlier=lambda: places_of_objects(
                before, revisions, limit=limits.revisions, read=self._read
            ),
            read=self._read,
        )


def _length(pdf: pikepdf.Pdf, number: int, generation: int) -> int | None:
    return integer_of(object_of(pdf, number, generation))
