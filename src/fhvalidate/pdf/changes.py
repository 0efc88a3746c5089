"""What later revisions did to a signed one: facts by kind, not yet judged."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fhvalidate.pdf.frame import Box
from fhvalidate.pdf.snapshot import Snapshot


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
        other: what else changed, by the key that leads to it.
    """

    pages: tuple[int, ...] = ()
    annotations: tuple[Place, ...] = ()
    appearances: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reshaped: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    time_stamps: tuple[str, ...] = ()
    signature_places: tuple[Place, ...] = ()
    lost_signatures: tuple[str, ...] = ()
    form_defaults: bool = False
    structure: bool = False
    root_switched: bool = False
    validation_data: bool = False
    resolved: tuple[int, ...] = ()
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
        yield from (f"other:{what}" for what in self.other)


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """What is different in `after`, the later revision."""
    held = {name: value for name, value in before.signature_fields.items() if value}
    new = [
        name
        for name, value in after.signature_fields.items()
        if before.signature_fields.get(name) != value and name not in held
    ]
    moved = _looks_of_empty(before, after, held)
    return Changes(
        pages=_different(before.pages, after.pages),
        annotations=tuple(_annotations(before, after)),
        appearances=_changed_looks(before, after, held),
        fields=tuple(_filled_fields(before, after)),
        reshaped=(*_reshaped_fields(before, after), *moved),
        signatures=tuple(n for n in sorted(new) if not after.looks[n].is_time_stamp),
        time_stamps=tuple(n for n in sorted(new) if after.looks[n].is_time_stamp),
        signature_places=tuple(_new_places(before, after)),
        lost_signatures=tuple(
            sorted(n for n, value in held.items() if after.signature_fields.get(n) != value)
        ),
        form_defaults=before.form_defaults != after.form_defaults,
        structure=before.structure != after.structure,
        root_switched=before.root != after.root,
        validation_data=before.validation_data != after.validation_data,
        other=tuple(_others(before, after)),
    )


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


def _filled_fields(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Fields that hold something else, and lie and behave as they did."""
    for name in sorted(before.fields.keys() & after.fields.keys()):
        old, new = before.fields[name], after.fields[name]
        if old.value != new.value and old.shape == new.shape:
            yield name


def _reshaped_fields(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Fields that came or went, lie or behave otherwise, or look otherwise and hold the same."""
    for name in sorted(before.fields.keys() | after.fields.keys()):
        old, new = before.fields.get(name), after.fields.get(name)
        if (
            old is None
            or new is None
            or old.shape != new.shape
            or (old.value == new.value and old.look != new.look)
        ):
            yield name


def _changed_looks(before: Snapshot, after: Snapshot, held: Mapping[str, bytes]) -> tuple[str, ...]:
    """Signed fields that look otherwise than they did when they were signed."""
    return tuple(
        sorted(
            name
            for name in held
            if name in after.looks and after.looks[name].digest != before.looks[name].digest
        )
    )


def _looks_of_empty(
    before: Snapshot, after: Snapshot, held: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Signature fields that were empty, still are, and look otherwise."""
    return tuple(
        sorted(
            name
            for name, look in before.looks.items()
            if name not in held
            and name in after.looks
            and not after.signature_fields.get(name)
            and after.looks[name].digest != look.digest
        )
    )


def _new_places(before: Snapshot, after: Snapshot) -> Iterator[Place]:
    """Where signature fields show that the signed revision did not have in that place."""
    for name, look in after.looks.items():
        known = before.looks[name].places if name in before.looks else ()
        for page, box in look.places:
            if (page, box) not in known and not _is_nowhere(box):
                yield Place(page, box)


def _is_nowhere(box: Box | None) -> bool:
    """Whether a box has no area: the field of an invisible signature."""
    return box is not None and (box[0] == box[2] or box[1] == box[3])
