"""Comparisons and histories as they are shown: without personal identity numbers.

A report is masked where it is made; these are made in a worker, and masked by whoever shows them.
"""

from dataclasses import replace

from fhvalidate.history import RevisionEntry
from fhvalidate.identity.masking import mask_attribute, mask_certain, mask_identity_attribute
from fhvalidate.identity.personnummer import mask_personnummer
from fhvalidate.report.people import masked_texts, shown_name
from fhvalidate.reprint.match import Match


def masked_match(found: Match) -> Match:
    """The comparison: names by the rule for people, words by that for texts."""
    signers = masked_texts(found.signers, mask_identity_attribute)
    identities = masked_texts(found.identities, mask_certain)
    return replace(masked_texts(found, _mask_text), signers=signers, identities=identities)


def masked_entry(entry: RevisionEntry) -> RevisionEntry:
    """The revision, with names and what was changed masked."""
    shown = masked_texts(entry, mask_attribute)
    closing = zip(entry.signatures, shown.signatures, strict=True)
    signatures = (replace(new, name=shown_name(old.name)) for old, new in closing)
    return replace(shown, signatures=tuple(signatures))


def _mask_text(text: str) -> str:
    """Words of a document, some of them cut out of their line."""
    return mask_certain(mask_personnummer(text))
