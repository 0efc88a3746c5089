"""The limits of the policy that a file passed: what was past them was not judged (rule R8)."""

from collections.abc import Iterable, Iterator

from fhvalidate.conclusion import Finding
from fhvalidate.constraints import Excess
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.revisions.signed_revision import SignedRevision, written_byte_ranges
from fhvalidate.policy import Policy
from fhvalidate.validation_data import ValidationData

DRAWING = "drawing"  # stands for what a process died of that drew the pages


def limits_passed(
    document: Document,
    placed: Iterable[SignedRevision],
    at_hand: ValidationData,
    policy: Policy,
    *,
    barred: Finding | None = None,
) -> tuple[Finding, ...]:
    """A finding for each limit that kept something from being judged.

    Args:
        document: the file.
        placed: its signatures.
        at_hand: the validation data.
        policy: whose limits apply.
        barred: what is said of pages that a process died of, instead of a limit counted.
    """
    limits = policy.limits
    placed = tuple(placed)
    ranges = written_byte_ranges(document.data, limit=limits.signatures)
    signatures = max(len(document.fields.filled), len(ranges))
    ended = len(ranges) > limits.signatures >= len(document.fields.filled)
    holes = [len(p.shape.contents or b"") * 2 for p in placed]
    counted = (
        Excess("signatures", limits.signatures, None if ended else signatures),
        Excess("pages", limits.pages, document.pages or 0),
        Excess("contents_hex", limits.contents_hex, max(holes, default=0)),
    )
    # What a process died of is told by `barred`.
    counted_out = () if document.pages_barred is None else (document.pages_barred,)
    passed = (
        *counted_out,
        *(each for each in counted if each.is_passed),
        *at_hand.excess,
        *_of_comparing(placed),
    )
    told = (
        Finding.error("limit-exceeded", "", **each.facts)
        for each in {each.what: each for each in reversed(passed)}.values()
        if each.what != DRAWING
    )
    beyond: tuple[Finding, ...] = ()
    if counted[0].is_passed:
        beyond = (Finding.warning("signatures-not-examined", "", limit=limits.signatures),)
    return (*told, *beyond, *(() if barred is None else (barred,)))


def _of_comparing(placed: Iterable[SignedRevision]) -> Iterator[Excess]:
    """The limits that kept pages from being compared, each once."""
    found = {each.what: each for item in placed for each in item.shown.excess}
    yield from found.values()
