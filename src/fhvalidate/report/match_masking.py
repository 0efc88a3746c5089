"""A comparison of two texts as it is shown: without personal identity numbers."""

from dataclasses import replace

from fhvalidate.identity.masking import mask_certain, mask_identity_attribute
from fhvalidate.identity.personnummer import mask_personnummer
from fhvalidate.report.people import masked_texts
from fhvalidate.reprint.match import Match


def masked_match(found: Match) -> Match:
    """The comparison with names masked by the rule for people, and words by that for texts."""
    signers = masked_texts(found.signers, mask_identity_attribute)
    identities = masked_texts(found.identities, mask_certain)
    return replace(masked_texts(found, _mask_text), signers=signers, identities=identities)


def _mask_text(text: str) -> str:
    """Words of a document, some of them cut out of their line."""
    return mask_certain(mask_personnummer(text))
