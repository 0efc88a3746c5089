"""Revisions as they are shown: without personal identity numbers."""

from dataclasses import replace

from fhvalidate.history import RevisionEntry
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.report.people import masked_texts, shown_name


def masked_entry(entry: RevisionEntry) -> RevisionEntry:
    """The revision, with names and what was changed masked."""
    shown = masked_texts(entry, mask_attribute)
    closing = zip(entry.signatures, shown.signatures, strict=True)
    signatures = (replace(new, name=shown_name(old.name)) for old, new in closing)
    return replace(shown, signatures=tuple(signatures))
