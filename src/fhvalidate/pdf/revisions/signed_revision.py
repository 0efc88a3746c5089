"""Each signature with the revision it closed: its shape, what came after, what is left over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field as dataclass_field
from dataclasses import replace

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.document.one_reading import Reading, is_readable
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.pdf.document.signature_fields import SignatureField, SignatureFields
from fhvalidate.pdf.revisions.byte_range import NUMBERS, ByteRangeShape, crossing, read_shape
from fhvalidate.pdf.revisions.change_list import told_by_derivation
from fhvalidate.pdf.revisions.changes import Changes, compare
from fhvalidate.pdf.revisions.damaged_signatures import damaged_signatures
from fhvalidate.pdf.revisions.earlier_revision import EarlierRevision, EarlierRevisions
from fhvalidate.pdf.revisions.own_looks import OwnLook
from fhvalidate.pdf.revisions.shown import Shown
from fhvalidate.pdf.revisions.touched_pages import TouchedPage, touched_pages
from fhvalidate.pdf.structure.productions import Production
from fhvalidate.pdf.syntax.stream_data import skip_white
from fhvalidate.pdf.syntax.updates import Unaccounted, startxref_out_of_sight
from fhvalidate.pdf.syntax.written_ranges import written_ranges
from fhvalidate.x509.keys.shared_digests import Prefixes

_COLOURS = "catalogue/OutputIntents"


@frozen
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
        looks: what it shows itself; read only where a visible one was made after another.
        unaccounted: bytes after it that no well-formed update accounts for.
        limit: the one that kept what followed from being compared with it.
        reading: of its own revision, where that is not the last; None where it cannot be read.
        prefixes: what is shared of the digests of all signatures of the file.
    """

    field: SignatureField
    shape: ByteRangeShape
    revision: int | None = None
    is_last: bool = False
    changes: Changes | None = None
    touched: tuple[TouchedPage, ...] = ()
    store: SecurityStore = dataclass_field(default_factory=SecurityStore, repr=False)
    shown: Shown = dataclass_field(default_factory=Shown)
    looks: tuple[OwnLook, ...] = ()
    unaccounted: Unaccounted | None = None
    reading: Reading | None = None
    limit: Excess | None = None
    prefixes: Prefixes = dataclass_field(default_factory=Prefixes, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields that hold the signature."""
        return (*filter(None, (self.field.name,)), *self.field.shared_with)

    def comes_after(self, earlier: "SignedRevision") -> bool:
        """Whether it was signed after the other, in a field that came or was filled in then."""
        if earlier.changes is None or (self.shape.end or 0) <= (earlier.shape.end or 0):
            return False
        return any(name in earlier.changes.signatures for name in self.names)


def read_signed_revisions(document: Document, limits: Limits) -> tuple[SignedRevision, ...]:
    """Every signature of the file, those that only an earlier revision has included.

    In the order of the bytes they cover; those whose byte range is unusable come last.
    """
    with EarlierRevisions(document, limits) as earlier:
        found = tuple(_signed_revisions(document, earlier, limits))
    usable = (each.field.byte_range for each in found if each.shape.contents is not None)
    prefixes = Prefixes(numbers[1] for numbers in usable if numbers is not None)
    return tuple(replace(each, prefixes=prefixes) for each in found)


def _signed_revisions(
    document: Document, earlier: EarlierRevisions, limits: Limits
) -> Iterator[SignedRevision]:
    fields = [*document.fields.filled, *_left_out(document, earlier, limits)]
    # Past the limit, those that the form has are kept before those that nothing leads to.
    fields = sorted(fields, key=lambda field: field.name is None)[: limits.signatures]
    fields.sort(key=lambda field: _covered_end(field) or len(document.data) + 1)
    shapes = [read_shape(document.data, f, encrypted=document.encrypted) for f in fields]
    views = [
        SignedRevision(field, shape)
        if shape.contents is None or shape.end is None
        else _view(document, field, shape, earlier)
        for field, shape in zip(fields, shapes, strict=True)
    ]
    faulty = _at_fault(views, crossing(tuple(field.byte_range for field in fields)))
    for index, view in enumerate(views):
        if index in faulty:
            defects = (*view.shape.defects, "byte-range-overlaps")
            yield replace(view, shape=replace(view.shape, defects=defects))
        elif view.changes is not None and view.shape.defects == ():
            yield replace(view, unaccounted=_unaccounted(document, view, earlier))
        else:
            yield view


def _at_fault(
    views: Sequence[SignedRevision], crossings: Iterable[tuple[int, int]]
) -> frozenset[int]:
    """Those of the signatures whose ranges cross that are at fault for it.

    One that closes its own revision is what its signer made of that, whatever a later field says
    of the same bytes: the other one is at fault. Two that both do, or both do not, both are.
    """
    faulty: set[int] = set()
    for pair in crossings:
        open_ = {index for index in pair if not _closes_its_revision(views[index])}
        faulty |= open_ or set(pair)
    return frozenset(faulty)


def _closes_its_revision(view: SignedRevision) -> bool:
    """Whether rule R1 holds in the file of its own revision, which could be read."""
    known = view.is_last or view.reading is not None
    return known and view.revision is not None and view.shape.defects == ()


def _unaccounted(
    document: Document, view: SignedRevision, earlier: EarlierRevisions
) -> Unaccounted | None:
    """Bytes after the signed ones that are read in two ways, or by nobody."""
    end = view.shape.end or 0
    left = None if view.is_last else earlier.later(end).left
    return left or startxref_out_of_sight(document.data)


def _covered_end(field: SignatureField) -> int | None:
    numbers = field.byte_range
    return numbers[2] + numbers[3] if numbers is not None and len(numbers) == NUMBERS else None


def _view(
    document: Document,
    field: SignatureField,
    shape: ByteRangeShape,
    earlier: EarlierRevisions,
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
    if document.is_crowded:
        return SignedRevision(field, shape, number, limit=document.pages_barred)
    own = earlier.at(end)
    same = None if own is None else _same(field, own.fields)
    if own is None and is_readable(earlier.later(end).objects):
        # Whether its own revision has it is not known; nothing can be compared with it.
        return SignedRevision(field, shape, number)
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
        changes = _changes(document, own)
        name = b"" if own.later.is_derived else b"%d" % end
        touched = touched_pages(own.snapshot, document.snapshot, of_all=name)
    return SignedRevision(
        field, shape, number, changes=changes, touched=touched, store=own.store, reading=own.reading
    )


def _changes(document: Document, own: EarlierRevision) -> Changes:
    """What followed the revision: as it shows now, and as each update derives."""
    before, after = own.snapshot, document.snapshot or own.snapshot
    locked = frozenset(name for each in own.later.derivations for name in each.read_only)
    changes = compare(before, after, locked)
    underived = own.later.underived
    if any(each.production is Production.PAGE_TREE for each in underived):
        # Which pages there are, and in which order, each reader finds in its own way.
        changes = replace(changes, pages=tuple(range(1, len(before.pages) + 1)))
    return replace(
        changes,
        resolved=tuple(sorted(own.resolved)),
        unlinked=tuple(sorted(document.unlinked - own.numbers)),
        productions=own.later.productions,
        other=tuple(_not_derived(changes.other, own.later.productions)),
        underived=underived,
        listed=tuple(told_by_derivation(changes.listed, own.later.derivations)),
    )


def _not_derived(keys: Iterable[str], productions: frozenset[Production]) -> Iterator[str]:
    """Those of the keys whose change no production derives.

    Common colours that were added where nothing was said of them are the only one.
    """
    derived = {_COLOURS} if Production.OUTPUT_INTENT in productions else set()
    return (key for key in keys if key not in derived)


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


def written_byte_ranges(data: bytes, *, limit: int) -> tuple[tuple[int, ...], ...]:
    """The byte ranges written anywhere in the file that could be a signature's, each once.

    One more than the limit says that there are more.
    """
    found: dict[tuple[int, ...], None] = {}
    for numbers in written_ranges(data):
        if _fits(data, numbers):
            found[numbers] = None
        if len(found) > limit:
            break
    return tuple(found)


def _left_out(
    document: Document, earlier: EarlierRevisions, limits: Limits
) -> tuple[SignatureField, ...]:
    """Signatures that the last revision has under no object: of earlier ones, and damaged ones."""
    known = {field.byte_range for field in document.fields.filled} | document.fields.rights
    lost: dict[tuple[int, ...], SignatureField] = {}
    unexplained: list[tuple[int, ...]] = []
    for numbers in written_byte_ranges(document.data, limit=limits.signatures):
        if numbers in known:
            continue
        own = earlier.at(numbers[2] + numbers[3])
        for field in own.fields.filled if own is not None else ():
            if field.byte_range == numbers and field.name is not None:
                lost[numbers] = replace(field, vanished=True)
        if numbers not in lost and (own is None or numbers not in own.fields.rights):
            unexplained.append(numbers)
    there = {field.object_id for field in (*document.fields.filled, *lost.values())}
    return (*lost.values(), *damaged_signatures(document, unexplained, there))


def _fits(data: bytes, numbers: tuple[int, ...]) -> bool:
    a, b, c, d = numbers
    inside = a == 0 and 0 < b < c and d > 0 and c + d <= len(data)
    return inside and data[b : b + 1] == b"<" and data[c - 1 : c] == b">"
