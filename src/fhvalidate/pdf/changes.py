"""What later revisions did to a signed one: facts by kind, not yet judged."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

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
class Changes:
    """What changed after a signed revision.

    Attributes:
        pages: numbers of the pages (from 1) whose content changed, that came or went.
        annotated_pages: numbers of the pages whose annotations changed.
        appearances: names of the signed fields that look otherwise than they did.
        fields: names of the form fields whose value or look changed, that came or went.
        signatures: names of the signature fields that came or were filled in.
        lost_signatures: names of the signature fields whose value went or became another.
        validation_data: whether /DSS, metadata, version or extensions changed.
        other: what else changed, in a word each.
    """

    pages: tuple[int, ...] = ()
    annotated_pages: tuple[int, ...] = ()
    appearances: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    lost_signatures: tuple[str, ...] = ()
    validation_data: bool = False
    other: tuple[str, ...] = ()

    @property
    def level(self) -> ChangeLevel:
        """The most far-reaching kind."""
        by_reach = (
            (self.other or self.lost_signatures, ChangeLevel.OTHER),
            (self.pages, ChangeLevel.CONTENT),
            (self.annotated_pages or self.appearances, ChangeLevel.ANNOTATION),
            (self.fields, ChangeLevel.FORM),
            (self.signatures, ChangeLevel.SIGNATURE),
            (self.validation_data, ChangeLevel.VALIDATION_DATA),
        )
        return next((level for changed, level in by_reach if changed), ChangeLevel.NONE)

    @property
    def details(self) -> tuple[str, ...]:
        """Each change as `kind:what`."""
        return (
            *(f"page-content:{page}" for page in self.pages),
            *(f"annotation:{page}" for page in self.annotated_pages),
            *(f"signature-appearance:{name}" for name in self.appearances),
            *(f"form-field:{name}" for name in self.fields),
            *(f"signature-field:{name}" for name in self.signatures),
            *(f"signature-lost:{name}" for name in self.lost_signatures),
            *(("validation-data",) if self.validation_data else ()),
            *(f"other:{what}" for what in self.other),
        )


def compare(before: Snapshot, after: Snapshot) -> Changes:
    """What is different in `after`, the later revision."""
    fields = {
        name
        for name in before.fields.keys() | after.fields.keys()
        if before.fields.get(name) != after.fields.get(name)
    }
    held = {name: value for name, value in before.signature_fields.items() if value}
    return Changes(
        pages=_different(before.pages, after.pages),
        annotated_pages=_annotated(before, after),
        appearances=tuple(
            sorted(n for n, look in before.appearances.items() if after.appearances.get(n) != look)
        ),
        fields=tuple(sorted(fields)),
        signatures=tuple(
            sorted(
                name
                for name, value in after.signature_fields.items()
                if before.signature_fields.get(name, None) != value and name not in held
            )
        ),
        lost_signatures=tuple(
            sorted(n for n, value in held.items() if after.signature_fields.get(n) != value)
        ),
        validation_data=before.validation_data != after.validation_data,
        other=("catalogue",) if before.catalogue != after.catalogue else (),
    )


def _different(before: tuple[bytes, ...], after: tuple[bytes, ...]) -> tuple[int, ...]:
    longest = max(len(before), len(after))
    return tuple(
        number
        for number in range(1, longest + 1)
        if before[number - 1 : number] != after[number - 1 : number]
    )


def _annotated(before: Snapshot, after: Snapshot) -> tuple[int, ...]:
    pairs = zip(before.annotations, after.annotations, strict=False)
    return tuple(number for number, (b, a) in enumerate(pairs, 1) if Counter(b) != Counter(a))
