"""What later revisions did to a signed one: facts by kind, not yet judged."""

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.snapshot import Snapshot
from fhvalidate.pdf.revisions import differences
from fhvalidate.pdf.revisions.change_list import Change, listed
from fhvalidate.pdf.revisions.differences import FieldValue, Place, Rewritten
from fhvalidate.pdf.revisions.overlaps import Overlaps, overlaps
from fhvalidate.pdf.structure.productions import Production, Underived

__all__ = ["ChangeLevel", "Changes", "FieldValue", "Overlaps", "Place", "Rewritten", "compare"]


class ChangeLevel(StrEnum):
    """The most far-reaching kind of change after a signature, mildest first."""

    NONE = "none"
    VALIDATION_DATA = "validation-data"
    SIGNATURE = "signature"
    FORM = "form"
    ANNOTATION = "annotation"
    CONTENT = "content"
    OTHER = "other"


@frozen
class Changes:
    """What changed after a signed revision.

    Attributes:
        pages: numbers of the pages whose content changed, that came or went.
        annotations: where annotations came, went or changed.
        acting: whether any that came does more than to show something, or to lead to it.
        appearances: names of the signed fields that look otherwise than they did.
        fields: names of the form fields whose value changed, and nothing but their look with it.
        reshaped: names of the form fields that came or went, moved, or look or behave otherwise,
            those included that are for a signature and show something without one.
        field_places: where those of `fields` show.
        values: what those of `fields` held and hold, as text.
        signatures: names of the signature fields that came or were filled in.
        time_stamps: names of those that document time-stamps brought.
        signature_places: where those of them that the signed revision did not have show.
        signed_places: where all of them show, those that were filled in included.
        lost_signatures: names of the signature fields whose value went or became another.
        rewritten: those of them whose signature stands, and says other things of itself.
        overlaps: where something that came lies over an annotation, a field or a signature.
        form_defaults: whether what fields without a style of their own look like changed.
        structure: whether the tags changed.
        root_switched: whether the catalogue is another object, however alike.
        validation_data: whether /DSS, version or extensions changed.
        metadata: whether what the file says of itself changed.
        resolved: objects that the signed revision refers to without having them, and that were
            supplied later.
        unlinked: objects that came and that nothing leads to.
        productions: by which productions the objects of all updates are derived.
        underived: what no production of the grammar of permitted updates derives.
        other: what else changed, by the key that leads to it.
        listed: all of it, one by one, with pages and objects.
    """

    pages: tuple[int, ...] = ()
    annotations: tuple[Place, ...] = ()
    acting: bool = False
    appearances: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    reshaped: tuple[str, ...] = ()
    field_places: tuple[Place, ...] = ()
    values: tuple[FieldValue, ...] = ()
    signatures: tuple[str, ...] = ()
    time_stamps: tuple[str, ...] = ()
    signature_places: tuple[Place, ...] = ()
    signed_places: tuple[Place, ...] = ()
    lost_signatures: tuple[str, ...] = ()
    rewritten: tuple[Rewritten, ...] = ()
    overlaps: Overlaps = field(default_factory=Overlaps)
    form_defaults: bool = False
    structure: bool = False
    root_switched: bool = False
    validation_data: bool = False
    metadata: bool = False
    resolved: tuple[int, ...] = ()
    unlinked: tuple[int, ...] = ()
    productions: frozenset[Production] = frozenset()
    underived: tuple[Underived, ...] = ()
    other: tuple[str, ...] = ()
    listed: tuple[Change, ...] = ()

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
            (self.metadata or self.is_hidden, ChangeLevel.VALIDATION_DATA),
        )
        if self.underived and not any(changed for changed, _ in by_reach[:5]):
            return ChangeLevel.OTHER
        return next((level for changed, level in by_reach if changed), ChangeLevel.NONE)

    @property
    def is_hidden(self) -> bool:
        """Whether something changed that is not shown."""
        return self.structure or self.form_defaults or self.root_switched

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
            ("metadata", self.metadata),
        )
        yield from (name for name, is_changed in flags if is_changed)
        yield from (f"reference-resolved:{number}" for number in self.resolved)
        yield from (f"object-unlinked:{number}" for number in self.unlinked)
        yield from (f"other:{what}" for what in self.other)
        yield from (f"{e.production}:{e.number}{e.key}" for e in self.underived)


def compare(before: Snapshot, after: Snapshot, locked: frozenset[str] = frozenset()) -> Changes:
    """What is different in `after`, the later revision.

    Fields that a later signature `locked` may have become read-only.
    """
    filled = differences.filled_fields(before, after)
    reshaped = differences.reshaped_fields(before, after, locked)
    annotations = list(differences.annotations(before, after))
    unsigned = differences.unsigned_fields(before, after)
    came = differences.new_signatures(before, after)
    new = [key for key in came if key not in unsigned]
    lost = differences.lost_signatures(before, after)
    return Changes(
        pages=differences.changed_pages(before, after),
        annotations=tuple(each.place for each in annotations),
        acting=any(each.is_new and each.annotation.acts for each in annotations),
        appearances=differences.names(differences.changed_looks(before, after)),
        fields=differences.names(filled),
        reshaped=(
            *differences.names(reshaped),
            *differences.names(differences.changed_empty_looks(before, after)),
            *differences.names(unsigned),
        ),
        field_places=tuple(differences.places_of_fields(filled, after)),
        values=tuple(differences.values_of(filled, before, after)),
        signatures=differences.names(key for key in new if not after.looks[key].is_time_stamp),
        time_stamps=differences.names(key for key in new if after.looks[key].is_time_stamp),
        signature_places=tuple(differences.new_places(before, after)),
        signed_places=tuple(Place(*place) for key in new for place in after.looks[key].places),
        lost_signatures=differences.names(lost),
        rewritten=tuple(differences.rewritten(lost, before, after)),
        overlaps=overlaps(before, after),
        form_defaults=before.form_defaults != after.form_defaults,
        structure=before.structure != after.structure,
        root_switched=before.root != after.root,
        validation_data=before.validation_data != after.validation_data,
        metadata=before.metadata != after.metadata,
        other=tuple(differences.others(before, after)),
        listed=tuple(listed(before, after, locked)),
    )
