"""The answers to: is this the signed original, or something made from it?"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from fhvalidate.conclusion import Fact
from fhvalidate.frozen import FrozenMapping, frozen


class ReprintVerdict(StrEnum):
    """What the file is, beside the signed original."""

    ORIGINAL = "original"
    ALTERED = "altered"
    RESAVED = "resaved"
    STRIPPED = "stripped"
    REPRINTED = "reprinted"
    SCANNED = "scanned"
    RESEALED = "resealed"
    SIGNED_ATTACHMENT = "signed-attachment"
    INCOMPLETE = "incomplete"
    SIGNATURE_PAGE_MISSING = "signature-page-missing"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure the reprint verdict is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@frozen
class Evidence:
    """One thing that speaks for a reprint verdict, with the page it was seen on."""

    code: str
    detail: Mapping[str, Fact] = field(default_factory=lambda: FrozenMapping({}))
    page: int | None = None


@frozen
class Reprint:
    """Whether this is the signed original, how sure that is, and what speaks for it.

    Attributes:
        advice: what to do about it, told as evidence is; None when there is nothing to do.
    """

    verdict: ReprintVerdict
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    advice: Evidence | None = None


# What follows from these: the document says that it is signed, and cannot show it.
LOST = frozenset(
    {
        ReprintVerdict.RESAVED,
        ReprintVerdict.STRIPPED,
        ReprintVerdict.REPRINTED,
        ReprintVerdict.SCANNED,
    }
)
