"""The updates after each signed revision: accounted for byte by byte, and derived."""

from collections.abc import Callable

import pikepdf

from fhvalidate.errors import PdfSyntaxError
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.one_reading import unpacking
from fhvalidate.pdf.revisions.derivation import Derivation, derive
from fhvalidate.pdf.structure.productions import Production, Underived
from fhvalidate.pdf.syntax.objects import skip_space
from fhvalidate.pdf.syntax.revision_objects import Objects, read_objects
from fhvalidate.pdf.syntax.revisions import ReadOnce, find_revisions
from fhvalidate.pdf.syntax.updates import Unaccounted, Update, account_for


@frozen
class Later:
    """What follows a signed revision.

    Attributes:
        objects: those of the signed revision by our own reading; None when they cannot be read.
        updates: each that follows, in the order of the file.
        derivations: each of them, derived.
        left: bytes that no update accounts for.
    """

    objects: Objects | None
    updates: tuple[Update, ...]
    derivations: tuple[Derivation, ...]
    left: Unaccounted | None

    @property
    def underived(self) -> tuple[Underived, ...]:
        """What no production derives, each once."""
        return tuple(dict.fromkeys(each for one in self.derivations for each in one.underived))

    @property
    def productions(self) -> frozenset[Production]:
        """By what the objects of the updates are derived."""
        return frozenset(by for one in self.derivations for _, by in one.productions)

    @property
    def touched(self) -> frozenset[int]:
        """The numbers of all objects that an update defines, frees or lists."""
        return frozenset(n for update in self.updates for n in update.touched)

    @property
    def is_derived(self) -> bool:
        """Whether every byte that follows is accounted for, and every object derived."""
        return self.left is None and not self.underived


class LaterUpdates:
    """What follows each signed revision of one file; what is passed on the way is read once."""

    def __init__(self, document: Document, read: ReadOnce, limit: int) -> None:
        """For a document whose sections are read by `read`, at most `limit` of them."""
        self._document = document
        self._read = read
        self._limit = limit
        self._found: dict[int, Later] = {}
        self._derived: dict[int, Derivation] = {}

    def after(self, end: int, last: Callable[[], pikepdf.Pdf]) -> Later:
        """What follows the revision that ends at `end`; `last` opens the file as it is now."""
        if end not in self._found:
            objects, updates, left = self._account(end, last)
            for place in (end, *(update.end for update in updates)):
                rest = tuple(update for update in updates if update.start >= place)
                here = objects if place == end or not rest else rest[0].before
                derivations = tuple(map(self._derivation, rest))
                self._found.setdefault(place, Later(here, rest, derivations, left))
        return self._found[end]

    def _derivation(self, update: Update) -> Derivation:
        if update.start not in self._derived:
            self._derived[update.start] = derive(update)
        return self._derived[update.start]

    def _account(
        self, end: int, last: Callable[[], pikepdf.Pdf]
    ) -> tuple[Objects | None, tuple[Update, ...], Unaccounted | None]:
        data = self._document.data
        revisions = find_revisions(data[:end], limit=self._limit, read=self._read)
        startxref = revisions[-1].startxref if revisions else 0
        reading = self._document.reading
        known = reading.objects if reading is not None else None
        try:
            objects = read_objects(
                data,
                startxref,
                limit=self._limit,
                read=self._read,
                unpack=unpacking(last),
                known=known.known if known is not None else None,
            )
        except PdfSyntaxError as error:
            return None, (), Unaccounted(end, len(data) - end, error.reason)
        previous = skip_space(data, startxref)
        updates, left = account_for(data, end, previous=previous, before=objects, read=self._read)
        return objects, updates, left
