"""Is this still the signed original? A table of rules: the first that matches decides.

The order is that of strength: cryptographic state, the geometry of byte ranges, residue of
signatures, then what the pages claim. Producers and dates name a cause; they decide nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fhvalidate.conclusion import Fact, Verdict
from fhvalidate.minutes.marks import Mark
from fhvalidate.minutes.profile import Certainty
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.document import Document
from fhvalidate.reprint.verdict import Confidence, Evidence, Reprint, ReprintVerdict
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.process import SignatureResult

MAX_QUOTE = 600  # characters of a quoted statement; the longest known has 570
MAX_MARKS_SHOWN = 3  # a footer stands on every page; three show the pattern


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at.

    Attributes:
        results: what validation concluded on each signature and document time-stamp.
        verdict: the document's by validation alone.
        page, marks: what the pages claim.
    """

    document: Document
    results: tuple[SignatureResult, ...]
    verdict: Verdict
    page: SignaturePage | None
    marks: tuple[Mark, ...]


Rule = Callable[[Facts], Reprint | None]


def judge_reprint(facts: Facts) -> Reprint:
    """The first rule's answer that fits; a document without a trace of signing is `unsigned`."""
    for rule in RULES:
        answer = rule(facts)
        if answer is not None:
            return answer
    return Reprint(
        ReprintVerdict.UNSIGNED, Confidence.HIGH, (Evidence("no-signature-and-no-trace"),)
    )


def _resaved(facts: Facts) -> Reprint | None:
    """Linked signature values with no byte range that fits: another program wrote the file anew."""
    linked = [r for r in facts.results if r.signature.placed.field.name is not None]
    if not linked or any(_fits(r) for r in facts.results):
        return None
    if not all(_was_signed(r) and _is_displaced(r) for r in linked):
        return None
    evidence = (_evidence("byte-ranges-do-not-fit", count=len(linked)), *_claims(facts))
    return Reprint(ReprintVerdict.RESAVED, Confidence.HIGH, evidence)


def _altered(facts: Facts) -> Reprint | None:
    """A byte range fits, and what it covers, or what came later, is not what was signed."""
    fitting = [r for r in facts.results if _fits(r)]
    if not fitting:
        return None
    broken = [r for r in fitting if r.integrity is Integrity.BROKEN]
    if broken:
        evidence = (_evidence("signatures-altered", count=len(broken)),)
        return Reprint(ReprintVerdict.ALTERED, Confidence.HIGH, evidence)
    if facts.verdict is Verdict.INVALID:
        return Reprint(
            ReprintVerdict.ALTERED, Confidence.HIGH, (_evidence("changed-after-signing"),)
        )
    return None


def _original(facts: Facts) -> Reprint | None:
    """A byte range fits and nothing says that the bytes are not those that were signed."""
    fitting = [r for r in facts.results if _fits(r)]
    if not fitting:
        return None
    intact = [r for r in fitting if r.integrity is Integrity.INTACT]
    signed = [r for r in intact if r.signature.kind is SignatureKind.SIGNATURE]
    if signed:
        evidence = (_evidence("signatures-intact", count=len(signed)),)
        return Reprint(ReprintVerdict.ORIGINAL, Confidence.HIGH, evidence)
    return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, tuple(_claims(facts)))


def _stripped(facts: Facts) -> Reprint | None:
    """Values that no field leads to, or validation data without a signature: residue."""
    residue = tuple(_residue(facts))
    if not residue:
        return None
    return Reprint(ReprintVerdict.STRIPPED, Confidence.HIGH, (*residue, *_claims(facts)))


def _reprinted(facts: Facts) -> Reprint | None:
    """The pages claim signatures, and the file has none."""
    claims = tuple(_claims(facts))
    if facts.results or not claims:
        return None
    if facts.page is not None and facts.page.certainty is Certainty.LOW and not facts.marks:
        # A stamp in the text is too little to say that signatures were lost.
        return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, claims)
    sure = Confidence.HIGH if facts.page is not None and facts.marks else Confidence.MEDIUM
    return Reprint(ReprintVerdict.REPRINTED, sure, claims)


RULES: Sequence[Rule] = (_resaved, _altered, _original, _stripped, _reprinted)
LOST = frozenset(
    {
        ReprintVerdict.RESAVED,
        ReprintVerdict.STRIPPED,
        ReprintVerdict.REPRINTED,
        ReprintVerdict.SCANNED,
    }
)


def _fits(result: SignatureResult) -> bool:
    """Whether the byte range lies around a hole that holds the signature value, in this file."""
    return result.signature.placed.shape.contents is not None and _is_placed(result)


def _is_placed(result: SignatureResult) -> bool:
    field = result.signature.placed.field
    return field.name is not None or field.vanished


def _is_displaced(result: SignatureResult) -> bool:
    """Whether the byte range is well-formed and leads to other bytes than those it was made for."""
    displaced = {
        "byte-range-outside-file",
        "byte-range-not-around-contents",
        "contents-not-hexadecimal",
    }
    return result.signature.supported and bool(displaced & {*result.signature.placed.shape.defects})


def _was_signed(result: SignatureResult) -> bool:
    """Whether there is a value at all: a place that was only reserved has zeros."""
    contents = result.signature.placed.field.contents
    return contents is not None and bool(contents.strip(b"\x00"))


def _residue(facts: Facts) -> Iterator[Evidence]:
    unlinked = [r for r in facts.results if r.signature.placed.field.name is None]
    if unlinked:
        yield _evidence("signature-residue", kind="signature-value")
    if not facts.results and facts.document.security_store.present:
        yield _evidence("signature-residue", kind="security-store")


def _claims(facts: Facts) -> Iterator[Evidence]:
    page = facts.page
    if page is not None:
        yield Evidence(
            "signature-page-without-signatures",
            MappingProxyType({"profile": page.profile, "statement": page.statement[:MAX_QUOTE]}),
            page.page,
        )
        if not page.signers:
            yield Evidence("signature-page-without-signers", page=page.page)
    for mark in facts.marks[:MAX_MARKS_SHOWN]:
        yield Evidence(
            "signing-mark-without-signatures",
            MappingProxyType({"profile": mark.profile, "text": mark.quote[:MAX_QUOTE]}),
            mark.page,
        )


def _evidence(code: str, **detail: Fact) -> Evidence:
    return Evidence(code, MappingProxyType(detail))
