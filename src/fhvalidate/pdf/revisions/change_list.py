"""Each change between two revisions by its kind, with its page and the numbers of its objects."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.form_snapshot import FieldKey
from fhvalidate.pdf.document.page_places import Places
from fhvalidate.pdf.document.snapshot import Snapshot
from fhvalidate.pdf.pages.frame import Box
from fhvalidate.pdf.revisions import differences
from fhvalidate.pdf.revisions.derivation import Derivation
from fhvalidate.pdf.structure.productions import Production

_ATTACHMENTS = ("/EmbeddedFiles", "/AF", "/Collection")
_SCRIPTS = ("/JavaScript", "/OpenAction", "/AA")


class ChangeKind(StrEnum):
    """What kind of thing a later revision changed."""

    PAGE_CONTENT = "page-content"
    PAGE_ADDED = "page-added"
    PAGE_REMOVED = "page-removed"
    ANNOTATION = "annotation"
    FORM_VALUE = "form-value"
    FORM_FIELD = "form-field"
    SIGNATURE = "signature"
    DOCUMENT_TIME_STAMP = "document-time-stamp"
    SIGNATURE_LOOK = "signature-look"
    SIGNATURE_LOST = "signature-lost"
    VALIDATION_DATA = "validation-data"
    METADATA = "metadata"
    ATTACHMENT = "attachment"
    SCRIPT = "script"
    STRUCTURE = "structure"
    FORM_DEFAULTS = "form-defaults"
    CATALOGUE = "catalogue"
    OTHER = "other"


# What shows nowhere has no object of its own; the updates tell by what it is derived.
_DERIVED_BY = {
    ChangeKind.VALIDATION_DATA: frozenset({Production.SECURITY_STORE, Production.CATALOGUE}),
    ChangeKind.METADATA: frozenset({Production.INFORMATION, Production.DATE, Production.METADATA}),
    ChangeKind.STRUCTURE: frozenset({Production.TAGS}),
    ChangeKind.FORM_DEFAULTS: frozenset({Production.FORM}),
}


@frozen
class Change:
    """One change.

    Attributes:
        kind: what kind of thing changed.
        name: a field's full name, or the key that leads to what changed.
        page: the page that shows it, from 1: as it is now, or of what is gone, as it was.
        rectangle: where on the page, from the lower left corner of the page as displayed, in
            points; None when it is the page itself, shows nowhere or may show anywhere.
        objects: the numbers of its objects, those of the signed revision first.
    """

    kind: ChangeKind
    name: str | None = None
    page: int | None = None
    objects: tuple[int, ...] = ()
    rectangle: Box | None = None


def listed(
    before: Snapshot, after: Snapshot, locked: frozenset[str] = frozenset()
) -> Iterator[Change]:
    """Every change, what is shown first; `locked` as for `reshaped_fields`."""
    yield from _pages(before, after)
    for each in differences.annotations(before, after):
        kind, numbers = each.annotation.kind, _numbers((each.annotation.number,))
        yield Change(ChangeKind.ANNOTATION, kind, each.place.page, numbers, each.place.box)
    yield from _fields(
        ChangeKind.FORM_VALUE, differences.filled_fields(before, after), before, after
    )
    yield from _fields(
        ChangeKind.FORM_FIELD, differences.reshaped_fields(before, after, locked), before, after
    )
    yield from _signatures(before, after)
    yield from _hidden(before, after)
    for key in differences.others(before, after):
        yield Change(_kind_of(key), key)


def told_by_derivation(
    changes: Iterable[Change], derivations: Iterable[Derivation]
) -> Iterator[Change]:
    """The changes, with the objects that the updates derive them from, and what is not derived."""
    derivations = tuple(derivations)
    for change in changes:
        known = _DERIVED_BY.get(change.kind, frozenset())
        found = (
            number
            for derivation in derivations
            for number, production in derivation.productions
            if production in known
        )
        yield replace(change, objects=change.objects or _numbers(found))
    for each in dict.fromkeys(each for one in derivations for each in one.underived):
        name = f"{each.production}:{each.key}"
        yield Change(ChangeKind.OTHER, name, None, _numbers((each.number,)))


def _pages(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Pages by their objects: those that went, those that came, and those that say other things.

    A page that changed its place, and nothing else, counts as changed content there.
    """
    old, new = set(before.page_objects), set(after.page_objects)
    for number, page in enumerate(before.page_objects, 1):
        if page not in new:
            yield Change(ChangeKind.PAGE_REMOVED, None, number, _numbers((page,)))
    same_order = _kept(before, new) == _kept(after, old)
    known = dict(zip(before.page_objects, before.pages, strict=True))
    for number, (page, digest) in enumerate(zip(after.page_objects, after.pages, strict=True), 1):
        if page not in old:
            yield Change(ChangeKind.PAGE_ADDED, None, number, _numbers((page,)))
        elif known[page] != digest or (
            not same_order and before.page_objects[number - 1 : number] != (page,)
        ):
            yield Change(ChangeKind.PAGE_CONTENT, None, number, _numbers((page,)))


def _kept(snapshot: Snapshot, others: set[int]) -> list[int]:
    return [page for page in snapshot.page_objects if page in others]


def _fields(
    kind: ChangeKind, keys: Iterable[FieldKey], before: Snapshot, after: Snapshot
) -> Iterator[Change]:
    for key in keys:
        both = [each.fields[key] for each in (before, after) if key in each.fields]
        objects = _numbers(number for field in both for number in field.objects)
        yield from _placed(kind, key[0], objects, both[-1].places)


def _signatures(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    unsigned = differences.unsigned_fields(before, after)
    for key in differences.new_signatures(before, after):
        stamp = after.looks[key].is_time_stamp
        kind = ChangeKind.DOCUMENT_TIME_STAMP if stamp else ChangeKind.SIGNATURE
        kind = ChangeKind.FORM_FIELD if key in unsigned else kind
        yield from _signature(kind, key, before, after)
    for key in differences.changed_looks(before, after):
        yield from _signature(ChangeKind.SIGNATURE_LOOK, key, before, after)
    for key in differences.changed_empty_looks(before, after):
        yield from _signature(ChangeKind.FORM_FIELD, key, before, after)
    for key in differences.lost_signatures(before, after):
        yield from _signature(ChangeKind.SIGNATURE_LOST, key, before, after)


def _signature(
    kind: ChangeKind, key: FieldKey, before: Snapshot, after: Snapshot
) -> Iterator[Change]:
    both = [each.looks[key] for each in (before, after) if key in each.looks]
    objects = _numbers(number for look in both for number in look.objects)
    yield from _placed(kind, key[0], objects, both[-1].places)


def _placed(
    kind: ChangeKind, name: str, objects: tuple[int, ...], places: Places
) -> Iterator[Change]:
    """The change in each place where it shows; once where it shows nowhere."""
    for page, box in places or ((None, None),):
        yield Change(kind, name, page, objects, box)


def _hidden(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    parts = (
        (ChangeKind.VALIDATION_DATA, before.validation_data != after.validation_data),
        (ChangeKind.METADATA, before.metadata != after.metadata),
        (ChangeKind.STRUCTURE, before.structure != after.structure),
        (ChangeKind.FORM_DEFAULTS, before.form_defaults != after.form_defaults),
    )
    yield from (Change(kind) for kind, is_changed in parts if is_changed)
    if before.root != after.root:
        yield Change(ChangeKind.CATALOGUE, None, None, (before.root[0], after.root[0]))


def _kind_of(key: str) -> ChangeKind:
    if key.endswith(_ATTACHMENTS):
        return ChangeKind.ATTACHMENT
    return ChangeKind.SCRIPT if key.endswith(_SCRIPTS) else ChangeKind.OTHER


def _numbers(objects: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for number in objects if number))
