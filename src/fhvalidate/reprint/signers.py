"""The people that the signature page lists, beside those whose signatures the file has.

Asked only of files whose signatures are intact: is the list theirs, or that of signatures lost?
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fhvalidate.conclusion import Indication
from fhvalidate.identity.names import as_told
from fhvalidate.minutes.mentions import MentionKind
from fhvalidate.reprint.facts import Facts, evidence
from fhvalidate.reprint.verdict import Confidence, Reprint, ReprintVerdict
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.process import SignatureResult

# A service seals when the last one has signed, at once or the same night; two days allow for a
# service that waits for somebody to fetch the file.
SEALED_LATER = timedelta(days=2)
MAX_NAMES = 20  # shown


def judge_signers(facts: Facts) -> Reprint | None:
    """`resealed` or `incomplete` where the page's list is not that of the file's signatures."""
    signed = intact_signatures(facts.results)
    # An extract is a document of its own, with the list of those who signed the minutes.
    if facts.page is None or not signed or not facts.missing or facts.certified:
        return None
    listed = [signer.name for signer in facts.page.signers if signer.name]
    missing = list(facts.missing)
    everyone = len(missing) == len(listed)
    resealed = _resealed(facts, signed, missing, everyone=everyone)
    if resealed is not None or everyone or facts.in_their_stead:
        return resealed
    seen = evidence("listed-but-not-signed", names=as_told(missing)[:MAX_NAMES])
    return Reprint(ReprintVerdict.INCOMPLETE, Confidence.MEDIUM, (seen,))


def intact_signatures(results: Sequence[SignatureResult]) -> tuple[SignatureResult, ...]:
    """The signatures, without document time-stamps, whose bytes are those that were signed."""
    return tuple(
        result
        for result in results
        if result.signature.kind is SignatureKind.SIGNATURE
        and result.integrity is Integrity.INTACT
        and result.signature.placed.shape.contents is not None
    )


def _resealed(
    facts: Facts, signed: Sequence[SignatureResult], missing: list[str], *, everyone: bool
) -> Reprint | None:
    """What has been signed is a copy made since the page's signatures, which are gone.

    One of those listed may be who signed the copy: a secretary who seals it for the archive.
    """
    times = [s.signed_at for s in facts.page.signers if s.signed_at] if facts.page else []
    first = min((time for time in map(_signed_at, signed) if time is not None), default=None)
    later = bool(times) and first is not None and first - max(times) > SEALED_LATER
    burned = everyone and any(m.kind is MentionKind.APPEARANCE for m in facts.mentions)
    # Other names alone say little: services sign with a certificate of their own, or a clerk's.
    if not (later or burned):
        return None
    seen = [
        evidence(
            "signed-by-others",
            facts.page.page if facts.page else None,
            signers=tuple(map(_name, signed))[:MAX_NAMES],
            lost=as_told(missing)[:MAX_NAMES],
        )
    ]
    if later:
        seen.append(evidence("signed-long-after-the-page", listed=max(times), signed=first))
    if burned:
        seen.append(evidence("appearance-of-lost-signature"))
    sure = Confidence.HIGH if later and burned else Confidence.MEDIUM
    return Reprint(ReprintVerdict.RESEALED, sure, tuple(seen))


def _name(result: SignatureResult) -> str:
    if result.signer is not None:
        return result.signer.common_name or result.signer.subject
    return result.signature.placed.field.claimed_name or ""


def _signed_at(result: SignatureResult) -> datetime | None:
    """The earliest time that a time-stamp proves, else the one that the signer claims."""
    stamped = any(s.conclusion.indication is Indication.PASSED for s in result.timestamps)
    return result.best_signature_time if stamped else result.signature.claimed_time
