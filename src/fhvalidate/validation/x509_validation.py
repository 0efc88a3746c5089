"""X.509 certificate validation (ETSI EN 319 102-1, 5.2.6)."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.known import known_above
from fhvalidate.validation.algorithms import Material, accept_algorithms, chain_material
from fhvalidate.validation.belief import anchor_expired, check_belief, mark_test, unless_dated
from fhvalidate.validation.chain_purposes import check_issuers_purposes
from fhvalidate.validation.chains import Chain, Chains, Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.known_revocation import is_on_hold, revoked_by
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.strict_reading import is_strictly_encoded
from fhvalidate.x509.paths.path_building import Path
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer

CLAUSE = "EN 319 102-1, 5.2.6"
NOT_REQUIRED = "RFC 9608, 3; EN 319 412-1, 5.2"
COMPROMISED = frozenset({"key_compromise", "ca_compromise"})


class LinkStatus(StrEnum):
    """What is known of the revocation of one certificate at the validation time."""

    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on-hold"
    STALE = "stale"
    UNPROVEN = "unproven"
    MISSING = "missing"


@frozen
class LinkResult:
    """The revocation status of one certificate, and the answer that it rests on.

    `answer` is the newest one; None when there is none, or none is needed.
    """

    link: Link
    status: LinkStatus
    answer: RevocationAnswer | None = None


@frozen
class X509Result:
    """The conclusion on a certificate, and what it was reached on.

    Attributes:
        chain: the chain that decided; None when no chain reaches an anchor.
        path: its certificates; as far as the issuers at hand lead when there is no chain.
        links: the revocation status of each certificate below the anchor.
    """

    conclusion: Conclusion
    chain: Chain | None
    path: Path
    links: tuple[LinkResult, ...] = ()

    @property
    def deciding(self) -> LinkResult | None:
        """The link that the sub-indication is about: the first that is not good."""
        return next((link for link in self.links if link.status is not LinkStatus.GOOD), None)

    @property
    def material(self) -> tuple[Material, ...]:
        """What the chain, and the answers relied on, rest on; nothing without a chain."""
        used = [link.answer for link in self.links if link.answer is not None]
        return chain_material(self.chain, used) if self.chain is not None else ()


def validate_certificate(
    certificate: Certificate, context: Context, *, fresh_for: datetime | None = None
) -> X509Result:
    """Whether the certificate chains to an anchor at the validation time and is not revoked.

    Args:
        certificate: the one in question.
        context: time, trust, policy and validation data.
        fresh_for: the time that revocation data must be recent enough for; the validation time
            when left out.
    """
    judged = _validate_certificate(certificate, context, fresh_for=fresh_for)
    odd = [c for c in judged.path if not is_strictly_encoded(c)]
    notes = (
        *(Finding.info("certificate-not-der", "RFC 5280, 4.1", subject=c.subject) for c in odd),
        *(anchor_expired(judged.chain.path[-1], context) if judged.chain is not None else ()),
    )
    return replace(judged, conclusion=judged.conclusion.noting(*notes)) if notes else judged


def _validate_certificate(
    certificate: Certificate, context: Context, *, fresh_for: datetime | None
) -> X509Result:
    found = context.chains(certificate, context.purpose)
    results: list[X509Result] = []
    passed: X509Result | None = None
    # 2) Each prospective chain that has not yet been evaluated; the first that passes decides.
    for chain in found.chains:
        judged = _validate_chain(certificate, chain, context, fresh_for or context.at)
        conclusion = mark_test(judged.conclusion, chain.path, context)
        result = X509Result(conclusion, judged.chain, judged.path, judged.links)
        if conclusion.indication is Indication.PASSED:
            passed = passed or result
        else:
            results.append(result)
    if passed is not None:
        # NOTE: the clause ends at the first chain that passes. A key that one issuer tells to be
        # another's is nobody's by another issuer's word (test_who_vouches.py:
        # test_a_key_that_one_issuer_calls_compromised_is_none_by_another).
        return _compromised(passed, results) or passed
    return results[0] if results else _no_chain(found, context)


def _compromised(passed: X509Result, others: list[X509Result]) -> X509Result | None:
    """The result by which a key of the passing path is compromised; None when there is none."""
    keys = {certificate.public_key for certificate in passed.path[:-1]}
    for other in others:
        for link in other.links:
            reason = link.answer.reason if link.answer is not None else None
            told = link.status is LinkStatus.REVOKED and reason in COMPROMISED
            if told and link.link.certificate.public_key in keys:
                return other
    return None


def _validate_chain(
    certificate: Certificate, chain: Chain, context: Context, fresh_for: datetime
) -> X509Result:
    def concluded(conclusion: Conclusion, links: tuple[LinkResult, ...] = ()) -> X509Result:
        return X509Result(conclusion, chain, chain.path, links)

    # 1, 3) The anchor must still be believed at the validation time.
    disbelief = check_belief(chain.path[-1], context)
    if disbelief.indication is not Indication.PASSED:
        return concluded(disbelief)
    # 4) Path validation by RFC 5280, but for the validity of the signing certificate.
    if chain.defect is not None:
        finding = Finding.error("chain-invalid", CLAUSE, reason=chain.defect)
        general = SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
        return concluded(Conclusion.indeterminate(general, finding))
    limited = check_issuers_purposes(chain.path, context.purpose)
    if limited.indication is not Indication.PASSED:
        return concluded(limited)
    links = tuple(link_status(link, context, fresh_for=fresh_for) for link in chain.links)
    findings = tuple(f for link in links for f in _revocation_findings(link, context))
    revoked = _revoked(links, findings)
    if revoked is not None:
        return concluded(revoked, links)
    outside = _outside(certificate, chain, links, context)
    if outside is not None:
        return concluded(outside.noting(*findings), links)
    unknown = {link.status for link in links} - {LinkStatus.GOOD}
    # A suspension is known, not missing: no policy does without that.
    if LinkStatus.ON_HOLD in unknown or (unknown and context.policy.x509.revocation_required):
        unproven = unknown == {LinkStatus.UNPROVEN}
        no_poe = SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE
        lacking = no_poe if unproven else SubIndication.TRY_LATER
        return concluded(Conclusion.indeterminate(lacking, *findings), links)
    # 5) The cryptographic constraints on the chain.
    judged = concluded(Conclusion.passed(*findings), links)
    constraints = context.policy.cryptography
    accepted = accept_algorithms(judged.material, at=context.at, constraints=constraints)
    return concluded(accepted.noting(*findings), links)


def link_status(link: Link, context: Context, *, fresh_for: datetime) -> LinkResult:
    """What the answers at hand say of one certificate at the validation time."""
    at = context.at
    first = revoked_by(link, at, ProofsOfExistence(at))
    if first is not None:
        status = LinkStatus.ON_HOLD if is_on_hold(link, at) else LinkStatus.REVOKED
        return LinkResult(link, status, first)
    if link.exempt:
        return LinkResult(link, LinkStatus.GOOD)
    relevant = [a for a in link.answers if a.speaks_of(link.certificate)]
    if not relevant:
        return LinkResult(link, LinkStatus.MISSING)
    believed = [a for a in relevant if at <= a.signer_not_after]
    fresh = [a for a in believed if is_fresh(a, at=fresh_for, constraints=context.policy.x509)]
    status = LinkStatus.STALE if believed else LinkStatus.UNPROVEN
    newest = max(fresh or believed or relevant, key=lambda answer: answer.this_update)
    return LinkResult(link, LinkStatus.GOOD if fresh else status, newest)


def _revoked(links: tuple[LinkResult, ...], findings: tuple[Finding, ...]) -> Conclusion | None:
    """The conclusion when a certificate is revoked; the authorities' before the signer's."""
    for index in reversed(range(len(links))):
        if links[index].status is LinkStatus.REVOKED:
            sub = SubIndication.REVOKED_CA_NO_POE if index else SubIndication.REVOKED_NO_POE
            return Conclusion.indeterminate(sub, *findings)
    return None


def _outside(
    certificate: Certificate, chain: Chain, links: tuple[LinkResult, ...], context: Context
) -> Conclusion | None:
    """The conclusion when a certificate is not in force at the validation time; else None."""
    skew = context.policy.x509.clock_skew
    below = chain.path[:-1] or unless_dated(chain.path, context)
    outside = tuple(c for c in below if not c.is_in_force(context.at, skew=skew))
    if not outside:
        return None
    # The signing certificate alone out of bounds, with data that says that it was not revoked:
    # a case of its own, for nobody need assume that it was revoked in time.
    known_good = bool(links) and all(_is_known_good(link) for link in links)
    only_signer = outside == (certificate,) and known_good
    sub_indication = (
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
        if only_signer
        else SubIndication.OUT_OF_BOUNDS_NO_POE
    )
    return Conclusion.indeterminate(sub_indication, *(_bounds(c, context) for c in outside))


def _is_known_good(link: LinkResult) -> bool:
    return link.status in {LinkStatus.GOOD, LinkStatus.STALE}


def _bounds(certificate: Certificate, context: Context) -> Finding:
    clause = "RFC 5280, 4.1.2.5"
    name = certificate.subject
    if context.at < certificate.not_before:
        start = certificate.not_before
        return Finding.error("certificate-not-yet-valid", clause, subject=name, not_before=start)
    end = certificate.not_after
    return Finding.error("certificate-expired", clause, subject=name, not_after=end)


def _revocation_findings(result: LinkResult, context: Context) -> tuple[Finding, ...]:
    name = result.link.certificate.subject
    answer = result.answer
    report = Finding.error if context.policy.x509.revocation_required else Finding.warning
    match result.status:
        case LinkStatus.GOOD:
            if result.link.exempt and answer is None:
                return (Finding.info("revocation-not-required", NOT_REQUIRED, subject=name),)
            return ()
        case LinkStatus.MISSING:
            where = result.link.certificate.revocation_urls
            return (report("revocation-data-missing", CLAUSE, subject=name, where=where),)
        case LinkStatus.UNPROVEN:
            clause = "EN 319 102-1, 5.6.2.4"
            return (report("revocation-data-not-proven", clause, subject=name),)
        case LinkStatus.STALE:
            until = answer.next_update if answer is not None else None
            clause = "EN 319 102-1, 5.2.5"
            return (report("revocation-data-stale", clause, subject=name, next_update=until),)
        case LinkStatus.REVOKED | LinkStatus.ON_HOLD:
            return () if answer is None else (revocation_finding(result.link, answer),)


def revocation_finding(link: Link, answer: RevocationAnswer) -> Finding:
    """That the certificate is revoked or suspended, since when and why."""
    return Finding.error(
        "certificate-revoked",
        CLAUSE,
        subject=link.certificate.subject,
        revoked_at=answer.revoked_at,
        reason=answer.reason,
    )


def no_chain_finding(found: Chains, context: Context) -> Finding:
    """That nothing leads to an anchor for the purpose at hand, and which issuer is missing.

    `known` is what that one is called in the catalogue, where it is there.
    """
    if context.purpose is Purpose.SVT:
        return Finding.error(
            "svt-issuer-not-believed", "RFC 9321, 5", issuer=found.longest[-1].issuer
        )
    stamping = context.purpose is Purpose.TIMESTAMP
    code = "no-time-stamp-certificate-chain" if stamping else "no-certificate-chain"
    known = known_above(found.longest, context.purpose)
    believed = known is not None and known.certificate in context.trust.certificates
    named = {} if known is None or believed else {"known": known.name}
    return Finding.error(code, CLAUSE, issuer=found.longest[-1].issuer, **named)


def _no_chain(found: Chains, context: Context) -> X509Result:
    missing = no_chain_finding(found, context)
    conclusion = Conclusion.indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, missing)
    if found.limited:
        limit = context.policy.limits.path_signature_checks
        conclusion = conclusion.noting(Finding.warning("chain-search-limit", CLAUSE, limit=limit))
    if found.cut:
        limit = context.policy.limits.path_length
        conclusion = conclusion.noting(Finding.warning("chain-length-limit", CLAUSE, limit=limit))
    return X509Result(conclusion, None, found.longest)
