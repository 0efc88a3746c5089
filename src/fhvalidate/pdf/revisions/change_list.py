"""Each change between two revisions by its kind, with its page and the numbers of its objects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fhvalidate.pdf.document.form_snapshot import FieldKey
from fhvalidate.pdf.document.page_places import Places
from fhvalidate.pdf.document.snapshot import Snapshot
from fhvalidate.pdf.revisions import differences

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


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        kind: what kind of thing changed.
        name: a field's full name, or the key that leads to what changed.
        page: the page that shows it, from 1: as it is now, or of what is gone, as it was.
        objects: the numbers of its objects, those of the signed revision first.
    """

    kind: ChangeKind
    name: str | None = None
    page: int | None = None
    objects: tuple[int, ...] = ()


def listed(
    before: Snapshot, after: Snapshot, locked: frozenset[str] = frozenset()
) -> Iterator[Change]:
    """Every change, what is shown first; `locked` as for `reshaped_fields`."""
    yield from _pages(before, after)
    for each in differences.annotations(before, after):
        number = each.annotation.number
        yield Change(
            ChangeKind.ANNOTATION, each.annotation.kind, each.place.page, _numbers((number,))
        )
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
        objects = (number for field in both for number in field.objects)
        yield Change(kind, key[0], _first_page(both[-1].places), _numbers(objects))


def _signatures(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    unsigned = differences.unsigned_fields(before, after)
    for key in differences.new_signatures(before, after):
        stamp = after.looks[key].is_time_stamp
        kind = ChangeKind.DOCUMENT_TIME_STAMP if stamp else ChangeKind.SIGNATURE
        kind = ChangeKind.FORM_FIELD if key in unsigned else kind
        yield _signature(kind, key, before, after)
    for key in differences.changed_looks(before, after):
        yield _signature(ChangeKind.SIGNATURE_LOOK, key, before, after)
    for key in differences.changed_empty_looks(before, after):
        yield _signature(ChangeKind.FORM_FIELD, key, before, after)
    for key in differences.lost_signatures(before, after):
        yield _signature(ChangeKind.SIGNATURE_LOST, key, before, after)


def _signature(kind: ChangeKind, key: FieldKey, before: Snapshot, after: Snapshot) -> Change:
    both = [each.looks[key] for each in (before, after) if key in each.looks]
    objects = (number for look in both for number in look.objects)
    return Change(kind, key[0], _first_page(both[-1].places), _numbers(objects))


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


def _first_page(places: Places) -> int | None:
    return next((page for page, _ in places), None)


def _numbers(objects: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for number in objects if number))
