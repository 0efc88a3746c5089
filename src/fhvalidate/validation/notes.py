"""What is said of a signature beside its conclusion: of its proofs of time and the claimed one."""

from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.signature import Signature
from fhvalidate.times import shifted
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.context import Context
from fhvalidate.validation.time_stamp import TimeStampResult

CLAUSE = "EN 319 102-1, 5.6.3.4"
_NO_POE = frozenset(
    {
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED_CA_NO_POE,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.NO_POE,
    }
)


def proof_notes(
    conclusion: Conclusion, best_time: datetime, context: Context
) -> tuple[Finding, ...]:
    """What proof of time is missing, when only that is missing."""
    if conclusion.sub_indication not in _NO_POE:
        return ()
    if best_time < context.at:
        return ()
    return (Finding.error("no-proof-of-time", CLAUSE),)


def time_stamp_notes(timestamps: tuple[TimeStampResult, ...]) -> tuple[Finding, ...]:
    """Which time-stamps of the signature prove no time, and why."""
    return tuple(
        Finding.warning(
            "timestamp-not-passed",
            "EN 319 102-1, 5.5.4",
            sub_indication=str(stamp.conclusion.sub_indication),
        )
        for stamp in timestamps
        if stamp.conclusion.indication is not Indication.PASSED
    )


def claimed_time_notes(
    signature: Signature, basic: BasicResult, context: Context
) -> tuple[Finding, ...]:
    """Whether the claimed signing time can be true (rule R6: checked for sense)."""
    claimed = signature.claimed_time
    if claimed is None:
        return ()
    skew = context.policy.signature.claimed_time_skew
    if claimed > shifted(context.at, skew):
        return (Finding.warning("signing-time-in-future", "EN 319 122-1, 5.2.1", claimed=claimed),)
    signer = basic.signer
    if signer is not None and not signer.is_in_force(claimed, skew=skew):
        clause = "EN 319 102-1, 5.2.8"
        return (Finding.warning("signing-time-outside-certificate", clause, claimed=claimed),)
    return ()
