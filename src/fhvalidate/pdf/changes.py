"""What later revisions did to a signed one: facts by kind, not yet judged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fhvalidate.pdf.frame import Box
from fhvalidate.pdf.snapshot import FieldDigest, FieldKey, Snapshot


class ChangeLevel(StrEnum):
    """The most far-reaching kind of change after a signature, mildest first."""

    NONE = "none"
    VALIDATION_DATA = "validation-data"
    SIGNATURE = "signature"
    FORM = "form"
    ANNOTATION = "annotation"
    CONTENT = "content"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a page: the page's number (from 1) and a box; None is everywhere on it."""

    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a signed revision.

    Attributes:
        pages: numbers of the pages whose content changed, that came or went.
        annotations: where annotations came, went or changed.
        appearances: names of the signed fields that look otherwise than they did.
        fields: names of the form fields whose value changed, and nothing but their look with it.
        reshaped: names of the form fields that came or went, moved, or look or behave otherwise.
        field_places: where those of `fields` show.
        signatures: names of the signature fields that came or were filled in.
        time_stamps: names of those that document time-stamps brought.
        signature_places: where those of them that the signed revision did not have show.
        lost_signatures: names of the signature fields whose value went or became another.
        form_defaults: whether what fields without a style of their own look like changed.
        structure: whether the tags changed.
        root_switched: whether the catalogue is another object, however alike.
        validation_data: whether /DSS, metadata, version or extensions changed.
        resolved: objects that the signed revision refers to without having them, and that were
            supplied later.
        unlinked: objects that came and that nothing leads to.
        other: what else changed, by the key that leads to it.
    """

    pages: tuple[int, ...] = ()
    annotations: tuple[Place, ...] = ()
    appearances: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reshaped: tuple[str, ...] = ()
    field_places: tuple[Place, ...] = ()
    signatures: tuple[str, ...] = ()
    time_stamps: tuple[str, ...] = ()
    signature_places: tuple[Place, ...] = ()
    lost_signatures: tuple[str, ...] = ()
    form_defaults: bool = False
    structure: bool = False
    root_switched: bool = False
    validation_data: bool = False
    resolved: tuple[int, ...] = ()
    unlinked: tuple[int, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def level(self) -> ChangeLevel:
        """The most far-reaching kind."""
        by_reach = (
            (self.other or self.lost_signatures or self.resolved, ChangeLevel.OTHER),
            (self.pages, ChangeLevel.CONTENT),
            (self.annotations or self.appearances, ChangeLevel.ANNOTATION),
            (self.fields or self.reshaped, ChangeLevel.FORM),
            (self.signatures, ChangeLevel.SIGNATURE),
            (self.validation_data or self.time_stamps, ChangeLevel.VALIDATION_DATA),
            (self.is_hidden, ChangeLevel.VALIDATION_DATA),
        )
        return next((level for changed, level in by_reach if changed), ChangeLevel.NONE)

    @property
    def is_hidden(self) -> bool:
        """Whether something changed that is not shown."""
        return self.structure or self.form_defaults or self.root_switched

    @property
    def is_visible(self) -> bool:
        """Whether anything changed that a reader can see; a signature without a look cannot."""
        changed = (self.pages, self.annotations, self.appearances, self.fields, self.reshaped)
        return any(changed) or bool(self.signature_places or self.other)

    @property
    def annotated_pages(self) -> tuple[int, ...]:
        """The numbers of the pages whose annotations changed."""
        return tuple(sorted({place.page for place in self.annotations}))

    @property
    def details(self) -> tuple[str, ...]:
        """Each change as `kind:what`."""
        return tuple(self._details())

    def _details(self) -> Iterator[str]:
        yield from (f"page-content:{page}" for page in self.pages)
        yield from (f"annotation:{page}" for page in self.annotated_pages)
        yield from (f"signature-appearance:{name}" for name in self.appearances)
        yield from (f"form-field:{name}" for name in self.fields)
        yield from (f"form-field-shape:{name}" for name in self.reshaped)
        yield from (f"signature-field:{name}" for name in self.signatures)
        yield from (f"document-timestamp:{name}" for name in self.time_stamps)
        yield from (f"signature-lost:{name}" for name in self.lost_signatures)
        flags = (
            ("form-defaults", self.form_defaults),
            ("structure", self.structure),
            ("root-switched", self.root_switched),
            ("validation-data", self.validation_data),
        )
        yield from (name for name, is_changed in flags if is_changed)
        yield from (f"reference-resolved:{number}" for number in self.resolved)
        yield from (f"object-unlinked:{number}" for number in self.unlinked)
        yield from (f"other:{what}" for what in self.other)


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """What is different in `after`, the later revision."""
    held = {key: value for key, value in before.signature_fields.items() if value}
    new = [
        key
        for key, value in after.signature_fields.items()
        if before.signature_fields.get(key) != value and key not in held
    ]
    moved = _looks_of_empty(before, after, held)
    filled, reshaped = _filled_fields(before, after), _reshaped_fields(before, after)
    return Changes(
        pages=_different(before.pages, after.pages),
        annotations=tuple(_annotations(before, after)),
        appearances=_changed_looks(before, after, held),
        fields=_names(filled),
        reshaped=(*_names(reshaped), *moved),
        field_places=tuple(_places_of(filled, after)),
        signatures=_names(key for key in new if not after.looks[key].is_time_stamp),
        time_stamps=_names(key for key in new if after.looks[key].is_time_stamp),
        signature_places=tuple(_new_places(before, after)),
        lost_signatures=_names(
            key for key, value in held.items() if after.signature_fields.get(key) != value
        ),
        form_defaults=before.form_defaults != after.form_defaults,
        structure=before.structure != after.structure,
        root_switched=before.root != after.root,
        validation_data=before.validation_data != after.validation_data,
        other=tuple(_others(before, after)),
    )


def _names(keys: Iterable[FieldKey]) -> tuple[str, ...]:
    return tuple(sorted({name for name, _ in keys}))


def _others(before: Snapshot, after: Snapshot) -> Iterator[str]:
    # An update's trailer need not repeat what it does not change.
    dropped = {key for key in before.rest if key.startswith("trailer") and key not in after.rest}
    yield from sorted(_unequal(before.rest, after.rest) - dropped)
    if before.is_cut or after.is_cut:
        yield "too-deep-to-compare"


def _unequal(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}


def _different(before: tuple[bytes, ...], after: tuple[bytes, ...]) -> tuple[int, ...]:
    longest = max(len(before), len(after))
    return tuple(
        number
        for number in range(1, longest + 1)
        if before[number - 1 : number] != after[number - 1 : number]
    )


def _annotations(before: Snapshot, after: Snapshot) -> Iterator[Place]:
    pairs = zip(before.annotations, after.annotations, strict=False)
    for number, (old, new) in enumerate(pairs, 1):
        counts = Counter(a.digest for a in old)
        counts.subtract(a.digest for a in new)
        changed = {digest for digest, count in counts.items() if count}
        for annotation in (*old, *new):
            if annotation.digest in changed:
                yield Place(number, annotation.box)


def _filled_fields(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Fields that hold something else, and lie and behave as they did."""
    both = before.fields.keys() & after.fields.keys()
    return [key for key in sorted(both) if _is_filled(before.fields[key], after.fields[key])]


def _is_filled(old: FieldDigest, new: FieldDigest) -> bool:
    return old.value != new.value and old.shape == new.shape


def _reshaped_fields(before: Snapshot, after: Snapshot) -> list[FieldKey]:
    """Fields that came or went, lie or behave otherwise, or look otherwise and hold the same."""
    either = before.fields.keys() | after.fields.keys()
    pairs = ((key, before.fields.get(key), after.fields.get(key)) for key in sorted(either))
    return [key for key, old, new in pairs if old is None or new is None or _is_other(old, new)]


def _is_other(old: FieldDigest, new: FieldDigest) -> bool:
    return old.shape != new.shape or (old.value == new.value and old.look != new.look)


def _places_of(keys: Iterable[FieldKey], after: Snapshot) -> Iterator[Place]:
    for key in keys:
        yield from (Place(page, box) for page, box in after.fields[key].places)


def _changed_looks(
    before: Snapshot, after: Snapshot, held: Mapping[FieldKey, bytes]
) -> tuple[str, ...]:
    """Signed fields that look otherwise than they did when they were signed."""
    return _names(
        key
        for key in held
        if key in after.looks and after.looks[key].digest != before.looks[key].digest
    )


def _looks_of_empty(
    before: Snapshot, after: Snapshot, held: Mapping[FieldKey, bytes]
) -> tuple[str, ...]:
    """Signature fields that were empty, still are, and look otherwise."""
    return _names(
        key
        for key, look in before.looks.items()
        if key not in held
        and key in after.looks
        and not after.signature_fields.get(key)
        and after.looks[key].digest != look.digest
    )


def _new_places(before: Snapshot, after: Snapshot) -> Iterator[Place]:
    """Where signature fields show that the signed revision did not have in that place."""
    for key, look in after.looks.items():
        known = before.looks[key].places if key in before.looks else ()
        for page, box in look.places:
            if (page, box) not in known and not _is_nowhere(box):
                yield Place(page, box)


def _is_nowhere(box: Box | None) -> bool:
    """Whether a box has no area: the field of an invisible signature."""
    return box is not None and (box[0] == box[2] or box[1] == box[3])
