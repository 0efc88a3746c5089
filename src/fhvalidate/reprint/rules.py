"""Is this still the signed original? A table of rules: the first that matches decides.

The order is that of strength: cryptographic state, the geometry of byte ranges, residue of
signatures, what the pages claim, files within the file, and what merely speaks of signing.
Producers and dates name a cause; whether signatures are lost never rests on them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fhvalidate.conclusion import Verdict
from fhvalidate.minutes.profile import Certainty
from fhvalidate.reprint.advice import advice_on
from fhvalidate.reprint.cause import cause_of_loss
from fhvalidate.reprint.claims import (
    claimed_marks,
    claims,
    declared,
    is_sure,
    references,
    residue,
    signing_traces,
    weak_claims,
)
from fhvalidate.reprint.facts import Facts, evidence
from fhvalidate.reprint.signers import intact_signatures, judge_signers
from fhvalidate.reprint.verdict import Confidence, Evidence, Reprint, ReprintVerdict
from fhvalidate.signature import Integrity
from fhvalidate.validation.process import SignatureResult

__all__ = ["RULES", "Facts", "judge_reprint"]

Rule = Callable[[Facts], Reprint | None]


def judge_reprint(facts: Facts) -> Reprint:
    """The first rule's answer that fits, with its advice."""
    answer = next((answer for rule in RULES if (answer := rule(facts))), _unsigned(facts))
    return replace(answer, advice=advice_on(answer.verdict, facts))


def _resaved(facts: Facts) -> Reprint | None:
    """Linked signature values with no byte range that fits: another program wrote the file anew."""
    linked = [r for r in facts.results if r.signature.placed.field.name is not None]
    if not linked or any(_fits(r, facts) for r in facts.results):
        return None
    if not all(_was_signed(r) and _is_displaced(r) for r in linked):
        return None
    seen = (evidence("byte-ranges-do-not-fit", count=len(linked)), *claims(facts))
    return Reprint(ReprintVerdict.RESAVED, Confidence.HIGH, seen)


def _altered(facts: Facts) -> Reprint | None:
    """A byte range fits, and what it covers, or what came later, is not what was signed."""
    if not any(_fits(r, facts) for r in facts.results):
        return None
    broken = [r for r in facts.results if _is_placed(r, facts) and r.integrity is Integrity.BROKEN]
    if broken:
        seen = (evidence("signatures-altered", count=len(broken)),)
        return Reprint(ReprintVerdict.ALTERED, Confidence.HIGH, seen)
    changes = [result.changes for result in facts.results]
    if any(each.verdict is not Verdict.VALID and not each.is_only_limited for each in changes):
        return Reprint(
            ReprintVerdict.ALTERED, Confidence.HIGH, (evidence("changed-after-signing"),)
        )
    return None


def _signed_by_others(facts: Facts) -> Reprint | None:
    """Intact signatures, none or not all of them by those that the signature page lists."""
    return judge_signers(facts)


def _original(facts: Facts) -> Reprint | None:
    """A byte range fits and nothing says that the bytes are not those that were signed."""
    if not any(_fits(r, facts) for r in facts.results):
        return None
    signed = intact_signatures(facts.results)
    if signed:
        intact = evidence("signatures-intact", count=len(signed))
        return Reprint(ReprintVerdict.ORIGINAL, Confidence.HIGH, (intact,))
    seen = (evidence("signatures-not-verifiable", count=len(facts.results)), *claims(facts))
    return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, seen)


def _not_compared(facts: Facts) -> Reprint | None:
    """A byte range fits, and a limit kept what came later from being compared."""
    if not any(result.changes.is_only_limited for result in facts.results):
        return None
    seen = (evidence("later-not-looked-at"),)
    return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, seen)


def _residue_left(facts: Facts) -> Reprint | None:
    """Values that no field leads to, emptied fields, validation data or looks and no signature."""
    left = residue(facts)
    if not left:
        return None
    claimed = claims(facts)
    sure = Confidence.HIGH if claimed or is_sure(left) else Confidence.MEDIUM
    return Reprint(ReprintVerdict.STRIPPED, sure, (*left, *claimed))


def _claimed(facts: Facts) -> Reprint | None:
    """The pages carry what a signing service leaves, and the file has no signature."""
    claimed = claims(facts)
    if facts.results or not claimed:
        return None
    verdict, confidence, cause = cause_of_loss(facts)
    if _rests_on_a_stamp(facts):
        # A stamp in the text is too little to say that signatures were lost, unless the page has
        # been through a printer or a scanner since.
        if verdict is ReprintVerdict.STRIPPED:
            return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, claimed)
        confidence = Confidence.MEDIUM
    if facts.page is None and not claimed_marks(facts):
        confidence = Confidence.MEDIUM  # one line in a form that several programs write
    return Reprint(verdict, confidence, (*claimed, *cause, *signing_traces(facts)))


def _rests_on_a_stamp(facts: Facts) -> bool:
    unsure = facts.page is not None and facts.page.certainty is Certainty.LOW
    return unsure and not claimed_marks(facts)


def _signed_attachment(facts: Facts) -> Reprint | None:
    """Nothing in the file itself speaks of lost signatures, and a file within it is signed."""
    if facts.results or not facts.attached:
        return None
    seen = tuple(evidence("signed-file-within", name=name) for name in facts.attached)
    return Reprint(ReprintVerdict.SIGNED_ATTACHMENT, Confidence.HIGH, seen)


def _pages_not_examined(facts: Facts) -> Reprint | None:
    """No signature, and the pages, which could claim one, were kept from being read by a limit."""
    if facts.results or facts.document.pages_barred is None:
        return None
    seen = (evidence("pages-not-looked-at"),)
    return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, seen)


def _signature_page_missing(facts: Facts) -> Reprint | None:
    """The body refers to a signature page, every page was read, and none of them is one."""
    referred = references(facts)
    stamped = any(item.code == "signing-is-spoken-of" for item in weak_claims(facts))
    if facts.results or facts.unread or stamped or not referred:
        return None
    seen = (*referred, *signing_traces(facts))
    return Reprint(ReprintVerdict.SIGNATURE_PAGE_MISSING, Confidence.LOW, seen)


def _declared(facts: Facts) -> Reprint | None:
    """Nothing is left of signatures but what the catalogue declares of them."""
    left = declared(facts)
    return Reprint(ReprintVerdict.STRIPPED, Confidence.MEDIUM, left) if left else None


def _undecided(facts: Facts) -> Reprint | None:
    """Something speaks of signing, or a page that may do so cannot be read."""
    seen: list[Evidence] = [*references(facts), *weak_claims(facts)]
    if facts.unread:
        seen.append(
            evidence("pages-not-read", facts.unread[0], pages=facts.unread, lacking=facts.lacking)
        )
    if facts.results:
        count = len(facts.results)
        told = (evidence("signatures-not-verifiable", count=count), *claims(facts), *seen)
        return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, told)
    return Reprint(ReprintVerdict.UNKNOWN, Confidence.LOW, tuple(seen)) if seen else None


def _unsigned(_: Facts) -> Reprint:
    """No signature, and no trace of one."""
    seen = (evidence("no-signature-and-no-trace"),)
    return Reprint(ReprintVerdict.UNSIGNED, Confidence.HIGH, seen)


RULES: Sequence[Rule] = (
    _resaved,
    _altered,
    _not_compared,
    _signed_by_others,
    _original,
    _residue_left,
    _claimed,
    _signed_attachment,
    _pages_not_examined,
    _signature_page_missing,
    _declared,
    _undecided,
)


def _fits(result: SignatureResult, facts: Facts) -> bool:
    """Whether the byte range lies around a hole that holds the signature value, in this file."""
    return result.signature.placed.shape.contents is not None and _is_placed(result, facts)


def _is_placed(result: SignatureResult, facts: Facts) -> bool:
    """Whether a field leads to it, or led to it, as far as a damaged file tells.

    No program that writes a file anew leaves damage: where it hides the field, nothing is lost.
    """
    field = result.signature.placed.field
    is_hidden = facts.document.repaired or field.is_damaged
    return field.name is not None or field.vanished or is_hidden


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
