"""Each signature with the revision it closed: its shape, what came after, what is left over."""

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cache

import pikepdf

from fhvalidate.constraints import Limits
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.byte_range import NUMBERS, ByteRangeShape, overlapping, read_shape
from fhvalidate.pdf.changes import Changes, compare
from fhvalidate.pdf.document import Document
from fhvalidate.pdf.opening import opened
from fhvalidate.pdf.redefined import can_show
from fhvalidate.pdf.references import referred_to, scanned_places
from fhvalidate.pdf.revisions import ReadOnce, ends_in_one_way, find_revisions, object_places
from fhvalidate.pdf.security_store import SecurityStore, read_security_store
from fhvalidate.pdf.shown import Shown
from fhvalidate.pdf.signature_fields import SignatureField, SignatureFields, read_signature_fields
from fhvalidate.pdf.snapshot import Snapshot, take_snapshot
from fhvalidate.pdf.syntax import skip_space
from fhvalidate.pdf.touched_pages import TouchedPage, touched_pages
from fhvalidate.pdf.unchanged import ObjectDigests, untouched
from fhvalidate.pdf.updates import Unaccounted, Update, account_for, skip_white
from fhvalidate.pdf.values import integer_of, object_of

_BYTE_RANGE = re.compile(
    rb"/ByteRange[\x00\t\n\x0c\r ]*\[[\x00\t\n\x0c\r ]*(\d{1,20})[\x00\t\n\x0c\r ]+(\d{1,20})"
    rb"[\x00\t\n\x0c\r ]+(\d{1,20})[\x00\t\n\x0c\r ]+(\d{1,20})[\x00\t\n\x0c\r ]*\]"
)


@dataclass(frozen=True, slots=True)
class SignedRevision:
    """A signature dictionary and the revision it closed.

    Attributes:
        shape: rule R1: what the byte range takes in, and its defects.
        revision: the number of the revision it closes; None when it closes none.
        is_last: whether nothing but white space follows the covered bytes.
        changes: what later revisions did; None when its own revision cannot be read.
        touched: the pages that later revisions changed anything for.
        store: the document security store as its own revision has it.
        shown: how what is shown now differs from what was signed.
        unaccounted: bytes after it that no well-formed update accounts for.
    """

    field: SignatureField
    shape: ByteRangeShape
    revision: int | None = None
    is_last: bool = False
    changes: Changes | None = None
    touched: tuple[TouchedPage, ...] = ()
    store: SecurityStore = dataclass_field(default_factory=SecurityStore, repr=False)
    shown: Shown = dataclass_field(default_factory=Shown)
    unaccounted: Unaccounted | None = None


@dataclass(frozen=True, slots=True)
class _Earlier:
    numbers: frozenset[int]
    resolved: frozenset[int]
    fields: SignatureFields
    store: SecurityStore
    snapshot: Snapshot
    can_show: bool


def read_signed_revisions(document: Document, limits: Limits) -> tuple[SignedRevision, ...]:
    """Every signature of the file, those that only an earlier revision has included.

    In the order of the bytes they cover; those whose byte range is unusable come last.
    """
    read = ReadOnce()
    leftover = _Leftover(document, limits, read)
    earlier = cache(lambda end: _earlier(document, end, leftover))
    fields = [*document.fields.filled, *_vanished(document, earlier, limits)]
    # Past the limit, those that the form has are kept before those that nothing leads to.
    fields = sorted(fields, key=lambda field: field.name is None)[: limits.signatures]
    fields.sort(key=lambda field: _covered_end(field) or len(document.data) + 1)
    crossing = overlapping(tuple(field.byte_range for field in fields))
    revisions: list[SignedRevision] = []
    for index, field in enumerate(fields):
        shape = read_shape(document.data, field, encrypted=document.encrypted)
        if index in crossing:
            shape = replace(shape, defects=(*shape.defects, "byte-range-overlaps"))
        if shape.contents is None or shape.end is None:
            revisions.append(SignedRevision(field, shape))
            continue
        view = _view(document, field, shape, earlier)
        if view.changes is not None and view.shape.defects == () and not view.is_last:
            view = replace(view, unaccounted=leftover.after(shape.end))
        revisions.append(view)
    return tuple(revisions)


def _covered_end(field: SignatureField) -> int | None:
    numbers = field.byte_range
    return numbers[2] + numbers[3] if numbers is not None and len(numbers) == NUMBERS else None


def _view(
    document: Document,
    field: SignatureField,
    shape: ByteRangeShape,
    earlier: Callable[[int], _Earlier | None],
) -> SignedRevision:
    end = shape.end or 0
    ends = {skip_white(document.data, r.end): r.number for r in document.revisions}
    number = ends.get(skip_white(document.data, end))
    if skip_white(document.data, end) >= len(document.data):
        unlinked = field.name is None
        defects = (*shape.defects, "signature-without-field") if unlinked else shape.defects
        shape = replace(shape, defects=defects)
        store = document.security_store
        return SignedRevision(field, shape, number, is_last=True, changes=Changes(), store=store)
    own = earlier(end)
    same = None if own is None else _same(field, own.fields)
    if own is None or same is None:
        code = (
            "signature-without-field" if field.name is None else "signature-differs-in-own-revision"
        )
        return SignedRevision(field, replace(shape, defects=(*shape.defects, code)), number)
    # Judged as its own revision has it: a later one may have weakened what it says.
    field = replace(same, vanished=field.name is None or field.vanished)
    changes: Changes | None = None
    touched: tuple[TouchedPage, ...] = ()
    if document.snapshot is not None:
        changes = compare(own.snapshot, document.snapshot)
        name = b"%d" % end if own.can_show else b""
        touched = touched_pages(own.snapshot, document.snapshot, of_all=name)
        resolved, orphans = sorted(own.resolved), sorted(document.unlinked - own.numbers)
        changes = replace(changes, resolved=tuple(resolved), unlinked=tuple(orphans))
    return SignedRevision(field, shape, number, changes=changes, touched=touched, store=own.store)


def _same(field: SignatureField, fields: SignatureFields) -> SignatureField | None:
    """The field of an earlier revision with the same value under the same name, if it has one."""
    for candidate in fields.filled:
        named = candidate.name is not None and field.name in {None, candidate.name}
        if (
            named
            and candidate.byte_range == field.byte_range
            and candidate.contents == field.contents
            and candidate.object_id == field.object_id
            and candidate.subfilter == field.subfilter
        ):
            return candidate
    return None


def _earlier(document: Document, end: int, leftover: "_Leftover") -> _Earlier | None:
    """What the file up to `end` says when it is read alone."""
    limits, read = leftover.limits, leftover.read
    try:
        before = document.data[:end]
        with opened(before, password=document.password, limits=limits) as (pdf, repaired):
            store = read_security_store(pdf.Root, limits)
            places = object_places(before, limit=limits.revisions, read=read)
            places = places or scanned_places(before)
            later = document.object_numbers - places.keys()
            resolved = referred_to(pdf, before, places, frozenset(later))
            known = None if repaired else _untouched(document, pdf, before, places, leftover)
            fields = read_signature_fields(pdf, unlinked=known is None)
            snapshot = take_snapshot(pdf, known)
            shows = _can_show(document, pdf, places, leftover, end)
            return _Earlier(frozenset(places), resolved, fields, store, snapshot, shows)
    except UnreadableError:
        return None


def _can_show(
    document: Document,
    pdf: pikepdf.Pdf,
    places: Mapping[int, int],
    leftover: "_Leftover",
    end: int,
) -> bool:
    """Whether what follows redefines anything that might show; what is unaccounted for might."""
    if leftover.after(end) is not None:
        return True
    limits = leftover.limits
    with opened(document.data, password=document.password, limits=limits) as (last, _):
        return can_show(pdf, last, leftover.updates_after(end), places)


def _untouched(
    document: Document,
    pdf: pikepdf.Pdf,
    before: bytes,
    places: Mapping[int, int],
    leftover: "_Leftover",
) -> ObjectDigests | None:
    """What an earlier revision has as the last one has it, where both are read in one way only."""
    if document.snapshot is None or document.encrypted or document.repaired:
        return None
    revisions = find_revisions(before, limit=leftover.limits.revisions, read=leftover.read)
    if not revisions or not ends_in_one_way(before, revisions[-1]):
        return None
    if leftover.after(len(before)) is not None:
        return None
    updates = leftover.updates_after(len(before))
    last, containers = document.snapshot.objects, document.containers
    return untouched(last, pdf, updates, places=places, containers=containers)


def written_byte_ranges(data: bytes, *, limit: int) -> tuple[tuple[int, ...], ...]:
    """The byte ranges written anywhere in the file that could be a signature's, each once.

    One more than the limit says that there are more.
    """
    found: dict[tuple[int, ...], None] = {}
    for match in _BYTE_RANGE.finditer(data):
        numbers = tuple(int(part) for part in match.groups())
        if _fits(data, numbers):
            found[numbers] = None
        if len(found) > limit:
            break
    return tuple(found)


def _vanished(
    document: Document, earlier: Callable[[int], _Earlier | None], limits: Limits
) -> tuple[SignatureField, ...]:
    """Signatures of earlier revisions that the last one has under no object any more."""
    known = {field.byte_range for field in document.fields.filled}
    lost: dict[tuple[int, ...], SignatureField] = {}
    for numbers in written_byte_ranges(document.data, limit=limits.signatures):
        if numbers in known:
            continue
        own = earlier(numbers[2] + numbers[3])
        for field in own.fields.filled if own is not None else ():
            if field.byte_range == numbers and field.name is not None:
                lost[numbers] = replace(field, vanished=True)
    return tuple(lost.values())


def _fits(data: bytes, numbers: tuple[int, ...]) -> bool:
    a, b, c, d = numbers
    inside = a == 0 and 0 < b < c and d > 0 and c + d <= len(data)
    return inside and data[b : b + 1] == b"<" and data[c - 1 : c] == b">"


@dataclass(slots=True)
class _Leftover:
    """What no update accounts for after a revision; one walk serves every revision it passes."""

    document: Document
    limits: Limits
    read: ReadOnce
    passed: frozenset[int] = frozenset()
    left: Unaccounted | None = None
    updates: tuple[Update, ...] = ()

    def after(self, end: int) -> Unaccounted | None:
        """The leftover after the revision that ends at `end`."""
        if end not in self.passed:
            self.updates, self.left = _account(self.document, end, self.limits, self.read)
            self.passed = frozenset((end, *(update.end for update in self.updates)))
        return self.left

    def updates_after(self, end: int) -> tuple[Update, ...]:
        """The updates after a revision that was asked for."""
        return tuple(update for update in self.updates if update.start >= end)


def _account(
    document: Document, end: int, limits: Limits, read: ReadOnce
) -> tuple[tuple[Update, ...], Unaccounted | None]:
    before = document.data[:end]
    with ExitStack() as stack:

        @cache  # most updates state the lengths of their streams themselves
        def last() -> pikepdf.Pdf:
            pdf, _ = stack.enter_context(
                opened(document.data, password=document.password, limits=limits, tells_repair=True)
            )
            return pdf

        return account_for(
            document.data,
            end,
            previous=_last_section(before, limits, read),
            resolve_length=lambda number, generation: _length(last(), number, generation),
            earlier=lambda: object_places(before, limit=limits.revisions, read=read),
        )


def _last_section(before: bytes, limits: Limits, read: ReadOnce) -> int | None:
    """Where the last cross-reference section of a revision stands."""
    revisions = find_revisions(before, limit=limits.revisions, read=read)
    return skip_space(before, revisions[-1].startxref) if revisions else None


def _length(pdf: pikepdf.Pdf, number: int, generation: int) -> int | None:
    return integer_of(object_of(pdf, number, generation))
