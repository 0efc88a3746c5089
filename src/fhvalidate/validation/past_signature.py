"""Past signature validation (ETSI EN 319 102-1, 5.6.2.4)."""

from datetime import datetime

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication, first_failure
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.times import shifted
from fhvalidate.validation.algorithms import (
    Material,
    accept_algorithms,
    not_believed,
)
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.chains import Chain
from fhvalidate.validation.context import Context
from fhvalidate.validation.known_revocation import is_on_hold, revoked_by
from fhvalidate.validation.past_certificate import PastResult, validate_past_certificate
from fhvalidate.validation.revocation_freshness import is_fresh, is_proven
from fhvalidate.validation.x509_validation import LinkStatus, X509Result, revocation_finding

CLAUSE = "EN 319 102-1, 5.6.2.4"
# 5.6.3.4, 3): from these the process goes on to the past; from any other it does not.
PAST_CANDIDATES = frozenset(
    {
        SubIndication.REVOKED_NO_POE,
        SubIndication.REVOKED_CA_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NO_POE,
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
        SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
        SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE,
        SubIndication.SIG_CONSTRAINTS_FAILURE,
        SubIndication.TRY_LATER,
    }
)


@frozen
class PastSignature:
    """What past signature validation concluded, and what on the certificate; None: not reached."""

    conclusion: Conclusion
    certificate: PastResult | None = None


def validate_past_signature(
    basic: BasicResult, current: Conclusion, poes: ProofsOfExistence, context: Context
) -> PastSignature:
    """Whether a signature or time-stamp held at a time when it is proven to have existed.

    Args:
        basic: what the process for basic signatures gave at the validation time.
        current: the current time status: what is to be mended by the past.
        poes: what is proven to have existed, and since when.
        context: time, trust, policy and validation data.
    """
    signer, certified = basic.signer, basic.certified
    if signer is None or certified is None:
        return PastSignature(current)
    # 1) Revocation data on the signer from before who signed that data expired.
    best = poes.earliest(basic.name)
    fresh_for = basic.fresh_for or best
    status = _revocation_proven(certified, poes, context, fresh_for=fresh_for)
    # 2) Past certificate validation.
    past = validate_past_certificate(signer, poes, context, best=fresh_for)
    concluded = _concluded(basic, certified, current, status, past, poes=poes, context=context)
    return PastSignature(concluded, past)


def _concluded(
    basic: BasicResult,
    certified: X509Result,
    current: Conclusion,
    status: Conclusion,
    past: PastResult,
    *,
    poes: ProofsOfExistence,
    context: Context,
) -> Conclusion:
    """Steps 2 to 7; `status` is what step 1 gave."""
    best = poes.earliest(basic.name)
    fresh_for = basic.fresh_for or best
    if past.conclusion.indication is not Indication.PASSED:
        return current.noting(*past.conclusion.findings)
    # 7) What is concluded when a step below answers what stood against it.
    settled = status
    against = _standing_against(basic, past.chain, best, poes, context)
    if against.indication is not Indication.PASSED:
        settled = against.noting(*current.findings)
    # 3) The signature is proven to be no later than the time that this returned.
    sub_indication = current.sub_indication
    if best <= past.time:
        match _within(sub_indication, best, certified, poes, context):
            case Indication.PASSED:
                return settled
            case Indication.FAILED:
                return _not_yet_valid(best)
            case _:
                sub_indication = _moved_on(sub_indication)
    # 4) Algorithms that were believed when the material is proven to have existed.
    if sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        if not _unproven(basic, certified, poes, context):
            return settled
    # 5) Revocation data that was fresh for the time that the signature is proven to have existed.
    elif sub_indication is SubIndication.TRY_LATER and _fresh_at(
        fresh_for, certified, poes, context
    ):
        # 5.2.6, 5) came after what was mended: the algorithms of the chain and of the data.
        weak = _unproven(basic, certified, poes, context)
        accepted = accept_algorithms(weak, at=context.at, constraints=context.policy.cryptography)
        return first_failure((settled, accepted))
    # 6) In all other cases, the current time status, with why the past did not help.
    why = Finding.error("not-proven-in-time", CLAUSE, best=best, control_time=past.time)
    return Conclusion(current.indication, sub_indication, current.findings).noting(why)


def _standing_against(
    basic: BasicResult,
    chain: Chain | None,
    best: datetime,
    poes: ProofsOfExistence,
    context: Context,
) -> Conclusion:
    """What no proof of time answers, and a revocation from before the first proof.

    The clause mends one status; what had come after it in 5.3.4 is to be looked at again.
    """
    for index, link in enumerate(chain.links if chain is not None else ()):
        revoked = revoked_by(link, best, poes)
        if revoked is not None:
            sub = SubIndication.REVOKED_CA_NO_POE if index else SubIndication.REVOKED_NO_POE
            sub = SubIndication.TRY_LATER if is_on_hold(link, best) else sub
            return Conclusion.indeterminate(sub, revocation_finding(link, revoked))
    constraints = context.policy.cryptography
    if basic.beside.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
        return accept_algorithms(basic.materials, at=best, constraints=constraints)
    return basic.beside


def _within(
    sub_indication: SubIndication | None,
    best: datetime,
    certified: X509Result,
    poes: ProofsOfExistence,
    context: Context,
) -> Indication:
    """Step 3: PASSED goes to step 7, FAILED is NOT_YET_VALID, INDETERMINATE goes on."""
    match sub_indication:
        case SubIndication.TRY_LATER if not _is_on_hold(certified):
            return Indication.INDETERMINATE
        case SubIndication.REVOKED_CA_NO_POE if not _known_before_revocation(certified, poes):
            return Indication.INDETERMINATE
        case SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE | None:
            return Indication.INDETERMINATE
        case SubIndication.SIG_CONSTRAINTS_FAILURE:
            return Indication.INDETERMINATE
        case _:
            pass
    below = certified.path[:-1] or certified.path
    if best < shifted(below[0].not_before, -context.policy.x509.clock_skew):
        return Indication.FAILED
    # NOTE: the clause asks this of the signer's certificate alone: an authority that is not in
    # force has another status there, which no proof mends. 5.2.6 says OUT_OF_BOUNDS of both here,
    # so both are asked (test_model.py: test_what_the_model_once_found_stays_mended).
    if all(best <= c.not_after and c.not_before <= context.at for c in below):
        return Indication.PASSED
    return Indication.INDETERMINATE


def _moved_on(sub_indication: SubIndication | None) -> SubIndication | None:
    """What the status becomes when the signature is proven too late for its certificate."""
    match sub_indication:
        case SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
            return SubIndication.OUT_OF_BOUNDS_NO_POE
        case SubIndication.REVOKED_NO_POE | SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE:
            return SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
        case _:
            return sub_indication


def _not_yet_valid(best: datetime) -> Conclusion:
    finding = Finding.error("signed-before-certificate", CLAUSE, best=best)
    return Conclusion.failed(SubIndication.NOT_YET_VALID, finding)


def _revocation_proven(
    certified: X509Result, poes: ProofsOfExistence, context: Context, *, fresh_for: datetime
) -> Conclusion:
    """Step 1: PASSED, or INDETERMINATE/REVOCATION_OUT_OF_BOUNDS_NO_POE.

    NOTE: the clause asks this of the signer's certificate; it is asked of every one below the
    anchor, for whoever broke an expired key can write what is said of an authority as well
    (test_who_vouches.py: test_data_on_an_authority_is_proven_too).
    """
    if not context.policy.x509.revocation_required:
        return Conclusion.passed()
    for link in certified.chain.links if certified.chain is not None else ():
        if not link.exempt and not any(
            is_proven(answer, poes)
            and answer.speaks_of(link.certificate)
            and is_fresh(answer, at=fresh_for, constraints=context.policy.x509)
            for answer in link.answers
        ):
            finding = Finding.error(
                "revocation-data-not-proven", CLAUSE, subject=link.certificate.subject
            )
            no_poe = SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE
            return Conclusion.indeterminate(no_poe, finding)
    return Conclusion.passed()


def _is_on_hold(certified: X509Result) -> bool:
    return any(link.status is LinkStatus.ON_HOLD for link in certified.links)


def _known_before_revocation(certified: X509Result, poes: ProofsOfExistence) -> bool:
    """Whether the data on the signer is proven to be from before its authority was revoked."""
    revoked = [
        link.answer.revoked_at
        for link in certified.links[1:]
        if link.status is LinkStatus.REVOKED and link.answer is not None
    ]
    times = [time for time in revoked if time is not None]
    chain = certified.chain
    if not times or chain is None:
        return False
    return any(poes.earliest_of_all(a.names) <= min(times) for a in chain.links[0].answers)


def _unproven(
    basic: BasicResult, certified: X509Result, poes: ProofsOfExistence, context: Context
) -> tuple[Material, ...]:
    """The material whose algorithm had lost belief before the material is proven to exist."""
    constraints = context.policy.cryptography
    return tuple(
        material
        for material in (*basic.materials, *certified.material)
        if not_believed((material,), at=poes.earliest(material.name), constraints=constraints)
    )


def _fresh_at(
    best: datetime, certified: X509Result, poes: ProofsOfExistence, context: Context
) -> bool:
    """Step 5: whether data on every certificate that was not known of is fresh for `best`.

    Data whose signer has expired since counts when it is proven to be older than that.
    """
    unknown = [link for link in certified.links if link.status is not LinkStatus.GOOD]
    answered = {LinkStatus.STALE, LinkStatus.UNPROVEN}
    return bool(unknown) and all(
        result.status in answered
        and any(
            answer.revoked_at is None
            and answer.speaks_of(result.link.certificate)
            and is_proven(answer, poes)
            and is_fresh(answer, at=best, constraints=context.policy.x509)
            for answer in result.link.answers
        )
        for result in unknown
    )
