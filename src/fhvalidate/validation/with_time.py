"""Validation with time and with long-term validation material (ETSI EN 319 102-1, 5.5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, Severity, SubIndication
from fhvalidate.signature import Integrity, TimeStampKind
from fhvalidate.times import shifted
from fhvalidate.validation.algorithms import accept_algorithms
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.context import Context
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.validation.time_stamp import TimeStampResult, check_generation_time
from fhvalidate.validation.x509_validation import LinkResult, LinkStatus
from fhvalidate.x509.certificates.certificate import Certificate

CLAUSE = "EN 319 102-1, 5.5.4"
# 2): from these the process goes on; any other is returned as it is.
_GOES_ON = frozenset(
    {
        None,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED_CA_NO_POE,
        SubIndication.TRY_LATER,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
    }
)


def validate_with_time(
    basic: BasicResult,
    timestamps: Iterable[TimeStampResult],
    claimed: datetime | None,
    context: Context,
) -> Conclusion:
    """The conclusion on a signature with the time-stamps that it carries.

    Args:
        basic: what the process for basic signatures gave (step 2).
        timestamps: the signature's own, each validated by 5.4 alone (step 3).
        claimed: the signing time that the signer claims.
        context: time, trust, policy and validation data.
    """
    timestamps = tuple(timestamps)
    # 1) Best-signature-time starts as the current time.
    # 2) The process for basic signatures.
    current = basic.conclusion
    if current.sub_indication not in _GOES_ON or basic.signer is None:
        return current
    # 3) Each passed time-stamp that is earlier sets best-signature-time.
    best = min((context.at, *proven_times(timestamps, TimeStampKind.SIGNATURE)))
    # 4) a)-d) Comparing times.
    compared = _compare(basic, basic.signer, best, context)
    if compared.indication is not Indication.PASSED:
        return compared
    # 4) e) The order of the time-stamps.
    order = check_order(timestamps, context)
    if order.indication is not Indication.PASSED:
        return order.noting(*current.findings)
    # 5) Time-stamp delay.
    delay = check_delay(timestamps, claimed, best, context)
    if delay.indication is not Indication.PASSED:
        return delay.noting(*current.findings)
    # 8), 9) Signature acceptance at best-signature-time.
    constraints = context.policy.cryptography
    accepted = accept_algorithms(basic.materials, at=best, constraints=constraints)
    if accepted.indication is not Indication.PASSED:
        return accepted.noting(*current.findings)
    # 10) The cryptographic constraints on certificates and revocation data, at the current time.
    certified = basic.certified
    if certified is not None:
        reliable = accept_algorithms(certified.material, at=context.at, constraints=constraints)
        if reliable.indication is not Indication.PASSED:
            return reliable.noting(*current.findings)
    # What no time answers, and an answered status had come before (5.3.4 returns at the first).
    if _is_timeless(basic.beside):
        return basic.beside.noting(*current.findings)
    # 11) Passed: what stood against it is answered.
    settled = current.sub_indication is not None
    return Conclusion.passed(*(softened(f) if settled else f for f in current.findings))


def check_order(timestamps: Iterable[TimeStampResult], context: Context) -> Conclusion:
    """4) e): no time-stamp over the signature is earlier than one over its content.

    NOTE: nor is any in its CMS later than the validation time: the signature as it stands was not
    there then (test_process.py: test_before_its_time_stamp_a_signature_does_not_pass).
    """
    timestamps = tuple(timestamps)
    for stamp in timestamps:
        if stamp.kind is TimeStampKind.VRI:
            continue
        if stamp.token is not None and stamp.basic.integrity is Integrity.INTACT:
            then = check_generation_time(stamp.token, context)
            if then.indication is not Indication.PASSED:
                return then
    latest = max(proven_times(timestamps, TimeStampKind.CONTENT), default=None)
    over = (TimeStampKind.SIGNATURE, TimeStampKind.VRI)
    earliest = min((time for kind in over for time in proven_times(timestamps, kind)), default=None)
    if latest is None or earliest is None or latest <= earliest:
        return Conclusion.passed()
    finding = Finding.error("timestamp-order", CLAUSE, content=latest, signature=earliest)
    return Conclusion.indeterminate(SubIndication.TIMESTAMP_ORDER_FAILURE, finding)


def check_delay(
    timestamps: Iterable[TimeStampResult],
    claimed: datetime | None,
    best: datetime,
    context: Context,
) -> Conclusion:
    """5): the first time-stamp came soon enough after the claimed signing time, by the policy."""
    delay = context.policy.signature.timestamp_delay
    if delay is None or not proven_times(timestamps, TimeStampKind.SIGNATURE):
        return Conclusion.passed()
    if claimed is not None and shifted(claimed, delay) >= best:
        return Conclusion.passed()
    finding = Finding.error("timestamp-delay", CLAUSE, claimed=claimed, best=best)
    return Conclusion.indeterminate(SubIndication.SIG_CONSTRAINTS_FAILURE, finding)


def softened(finding: Finding) -> Finding:
    """The finding as an explanation: what it says was answered by a proof of time."""
    if finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, severity=Severity.INFO)


def proven_times(
    timestamps: Iterable[TimeStampResult], kind: TimeStampKind
) -> tuple[datetime, ...]:
    """The times that the time-stamps of a kind prove."""
    times = (s.proven_time for s in timestamps if s.kind is kind)
    return tuple(time for time in times if time is not None)


def _compare(
    basic: BasicResult, signer: Certificate, best: datetime, context: Context
) -> Conclusion:
    current = basic.conclusion
    if best < shifted(signer.not_before, -context.policy.x509.clock_skew):
        finding = Finding.error("signed-before-certificate", CLAUSE, best=best)
        return Conclusion.failed(SubIndication.NOT_YET_VALID, finding).noting(*current.findings)
    match current.sub_indication:
        # a) Revoked, but after best-signature-time.
        case SubIndication.REVOKED_NO_POE | SubIndication.REVOKED_CA_NO_POE:
            known = _known_at(basic, best, context)
            return _in_force(current, basic, best) if known else current
        # b) Passed goes on; a status that knows nothing of revocation does not.
        case SubIndication.OUT_OF_BOUNDS_NO_POE:
            return current
        # d) Out of bounds now, known not to be revoked: was it in force then?
        case SubIndication.OUT_OF_BOUNDS_NOT_REVOKED:
            known = _known_at(basic, best, context, needed=True)
            return _in_force(current, basic, best) if known else current
        # 6), 7) Not fresh enough now: was it for then? Suspended: since when?
        case SubIndication.TRY_LATER:
            return Conclusion.passed() if _known_at(basic, best, context) else current
        # c) is left to steps 8 and 10, which ask the same of the same material.
        case _:
            return Conclusion.passed()


def _is_timeless(beside: Conclusion) -> bool:
    """Whether something stands against the signature that no proof of time answers."""
    open_ = beside.indication is not Indication.PASSED
    return open_ and beside.sub_indication is not SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE


def _in_force(current: Conclusion, basic: BasicResult, best: datetime) -> Conclusion:
    if all(best <= certificate.not_after for certificate in basic.path[:-1] or basic.path):
        return Conclusion.passed()
    return Conclusion.indeterminate(SubIndication.OUT_OF_BOUNDS_NOT_REVOKED, *current.findings)


def _known_at(
    basic: BasicResult, best: datetime, context: Context, *, needed: bool = False
) -> bool:
    """Whether no certificate of the chain was revoked or suspended at `best`, as is known.

    `needed`: whether fresh data that says so is asked for, whatever the policy.
    """
    links = basic.certified.links if basic.certified is not None else ()
    return all(_is_known(link, best, context, needed=needed) for link in links)


def _is_known(result: LinkResult, best: datetime, context: Context, *, needed: bool) -> bool:
    answer = result.answer
    constraints = context.policy.x509
    match result.status:
        case LinkStatus.GOOD:
            return True
        case LinkStatus.STALE:
            fresh = any(
                is_fresh(other, at=best, constraints=constraints)
                for other in result.link.answers
                if other.speaks_of(result.link.certificate) and context.at <= other.signer_not_after
            )
            return fresh or not (needed or constraints.revocation_required)
        case LinkStatus.ON_HOLD | LinkStatus.REVOKED if answer is not None:
            # Whoever broke the key of an expired authority can write a later revocation too.
            believed = context.at <= answer.signer_not_after
            return believed and answer.revoked_at is not None and best < answer.revoked_at
        case _:
            return not constraints.revocation_required
