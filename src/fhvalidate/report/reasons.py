"""Why a signature does not hold, or why that is not known: in words, for a line or a cell."""

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.reconcile.signers import Holds
from fhvalidate.report.layout import Style
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.svt import token_words
from fhvalidate.signature import Integrity
from fhvalidate.validation.changes import LIMITED

UNSUPPORTED = frozenset({"subfilter-unsupported", "timestamp-ksi-not-local"})
BY_REVOCATION = frozenset(
    {"revocation-data-missing", "revocation-data-stale", "revocation-data-not-proven"}
    | {"no-proof-of-revocation-status"}
)

_PASSED = (Indication.PASSED, Indication.TOTAL_PASSED)
# What a policy asks of a document, beside that its signatures hold: what is lacking is no fault.
BY_PDF_A = frozenset({"pdf-a-not-claimed", "pdf-a-claim-unusable", "pdf-a-not-compliant"})
BY_SIGNER = frozenset(
    {"assurance-level-missing", "assurance-level-of-test", "assurance-level-claimed"}
    | {"assurance-level-too-low", "advanced-signature-not-established"}
)
NOT_TRIED = "constraint-not-evaluated"
BY_POLICY = BY_PDF_A | BY_SIGNER | {NOT_TRIED}
EXPIRED = (SubIndication.OUT_OF_BOUNDS_NO_POE, SubIndication.OUT_OF_BOUNDS_NOT_REVOKED)


def is_from_before_the_end(signature: SignatureReport) -> bool:
    """Whether it is proven to be from before any certificate of its chain had expired.

    EN 319 102-1 keeps the sub-indication on the expiry when revocation data is what is missing.
    """
    proven = signature.best_signature_time
    ends = [item.not_after for item in signature.chain if not item.anchor]
    return bool(proven is not None and ends and proven <= min(ends))


def _is_for_revocation(signature: SignatureReport) -> bool:
    """Whether what the expiry leaves open is answered, and revocation data is what is missing."""
    codes = {finding.code for finding in signature.findings}
    return (
        signature.sub_indication in EXPIRED
        and bool(codes & BY_REVOCATION)
        and is_from_before_the_end(signature)
    )


def reasons(signature: SignatureReport, holds: Holds, style: Style) -> list[str]:
    """Why a signature does not hold, or why that is not known."""
    if holds is Holds.YES:
        return []
    if UNSUPPORTED & {finding.code for finding in signature.findings}:
        return [style.words("why", "unsupported", subfilter=signature.subfilter)]
    limited = any(finding.code in LIMITED for finding in signature.findings)
    unstated = "limit" if limited else "not-stated"
    reason: SubIndication | str = signature.sub_indication or unstated
    if _is_for_revocation(signature):
        reason = SubIndication.TRY_LATER
    why = [style.words("why", reason)]
    if holds is Holds.NOT_ESTABLISHED and signature.integrity is Integrity.INTACT:
        why.insert(0, style.words("text", "intact"))
    why[:0] = token_words(signature, style)  # on whose word comes before what ours lacks
    then = signature.at_claimed_time
    # What a policy asks is not a matter of when.
    timeless = signature.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    if then is not None and not timeless and then.indication in _PASSED:
        why.append(style.words("text", "held-then"))
    return why
