"""X.509 certificate validation (ETSI EN 319 102-1, 5.2.6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.policy import Revocation
from fhvalidate.validation.context import Context
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.validation.signature_acceptance import accept_path
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path, build_paths
from fhvalidate.x509.path_validation import path_defect
from fhvalidate.x509.revocation import RevocationAnswer, answers, responder_certificates

CLAUSE = "EN 319 102-1, 5.2.6"
ON_HOLD = "certificate_hold"


@dataclass(frozen=True, slots=True)
class X509Result:
    """The conclusion on a certificate, and the path that it was reached on.

    `path` ends with the anchor; when `complete` is False it is as far as the issuers at hand lead.
    """

    conclusion: Conclusion
    path: Path
    complete: bool


def validate_certificate(certificate: Certificate, context: Context) -> X509Result:
    """Whether the certificate chains to an anchor at the validation time and is not revoked.

    Every prospective path is tried; the first that passes decides, else the first of all.
    """
    limits = context.policy.limits
    pool = (*context.data.certificates, *responder_certificates(context.data.revocation))
    prospective = build_paths(
        certificate,
        pool=pool,
        anchors=context.trust.certificates,
        max_length=limits.path_length,
        max_checks=limits.path_signature_checks,
    )
    results = []
    for path in prospective.complete:
        result = X509Result(_judge(path, pool, context), path, complete=True)
        if result.conclusion.sub_indication is None:
            return result
        results.append(result)
    if results:
        return results[0]
    missing = Finding.error("no-certificate-chain", CLAUSE, issuer=prospective.longest[-1].issuer)
    conclusion = Conclusion.indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, missing)
    if prospective.limited:
        note = Finding.warning("chain-search-limit", CLAUSE, limit=limits.path_signature_checks)
        conclusion = conclusion.noting(note)
    return X509Result(conclusion, prospective.longest, complete=False)


def _judge(path: Path, pool: tuple[Certificate, ...], context: Context) -> Conclusion:
    if len(path) == 1:
        # The certificate itself is believed: there is no issuer to ask.
        return _within_validity(path, context, not_revoked=False) or Conclusion.passed()
    outside = _outside(path, context)
    if not outside:
        defect = path_defect(
            path,
            at=context.at,
            anchors=path[-1:],
            tolerance=context.policy.x509.clock_skew,
        )
        if defect is not None:
            finding = Finding.error("chain-invalid", CLAUSE, reason=defect)
            return Conclusion.indeterminate(
                SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE, finding
            )
    revocation = _revocation(path, pool, context)
    match revocation.sub_indication:
        case SubIndication.REVOKED_NO_POE | SubIndication.REVOKED_CA_NO_POE:
            return revocation
        case found:
            known_good = found is None
    validity = _within_validity(path, context, not_revoked=known_good)
    if validity is not None:
        return validity.noting(*revocation.findings)
    if found is not None:
        return revocation
    algorithms = accept_path(path, at=context.at, constraints=context.policy.cryptography)
    return algorithms.noting(*revocation.findings)


def _outside(path: Path, context: Context) -> tuple[Certificate, ...]:
    """The certificates below the anchor, or the believed one itself, that are not in force."""
    skew = context.policy.x509.clock_skew
    below = path[:-1] or path
    return tuple(c for c in below if not c.not_before - skew <= context.at <= c.not_after + skew)


def _within_validity(path: Path, context: Context, *, not_revoked: bool) -> Conclusion | None:
    """The conclusion when a certificate is not in force at the validation time; else None."""
    outside = _outside(path, context)
    if not outside:
        return None
    # 5.2.6: the signing certificate out of bounds, but known not to be revoked, is a case of its
    # own: nobody may assume it was revoked afterwards.
    only_signer = outside == path[:1] and not_revoked
    sub_indication = (
        SubIndication.OUT_OF_BOUNDS_NOT_REVOKED
        if only_signer
        else SubIndication.OUT_OF_BOUNDS_NO_POE
    )
    return Conclusion.indeterminate(sub_indication, *(_bounds(c, context) for c in outside))


def _bounds(certificate: Certificate, context: Context) -> Finding:
    if context.at < certificate.not_before:
        return Finding.error(
            "certificate-not-yet-valid",
            "RFC 5280, 4.1.2.5",
            subject=certificate.subject,
            not_before=certificate.not_before,
        )
    return Finding.error(
        "certificate-expired",
        "RFC 5280, 4.1.2.5",
        subject=certificate.subject,
        not_after=certificate.not_after,
    )


def _revocation(path: Path, pool: tuple[Certificate, ...], context: Context) -> Conclusion:
    """Whether each certificate below the anchor is known not to be revoked."""
    findings: list[Finding] = []
    worst: SubIndication | None = None
    for index, certificate in enumerate(path[:-1]):
        found = answers(certificate, path, context.data.revocation, pool=pool, at=context.at)
        # RFC 9608, 3: noRevAvail says so of end entities, never of authorities.
        exempt = certificate.no_revocation_available and not certificate.is_authority
        judged = tuple(_judge_answers(certificate, found, context, exempt=exempt and not index))
        findings.extend(judged)
        revoked = any(f.code == "certificate-revoked" for f in judged)
        if revoked and any(a.revoked_at and a.reason != ON_HOLD for a in found):
            sub = SubIndication.REVOKED_CA_NO_POE if index else SubIndication.REVOKED_NO_POE
            return Conclusion.indeterminate(sub, *findings)
        if any(f.severity == "error" for f in judged):
            worst = SubIndication.TRY_LATER
    if worst is not None:
        return Conclusion.indeterminate(worst, *findings)
    return Conclusion.passed(*findings)


def _judge_answers(
    certificate: Certificate,
    found: tuple[RevocationAnswer, ...],
    context: Context,
    *,
    exempt: bool,
) -> Iterator[Finding]:
    """The findings on one certificate; none when fresh data says that it is not revoked."""
    revoked = [answer for answer in found if answer.revoked_at is not None]
    if revoked:
        first = min(revoked, key=lambda answer: answer.revoked_at or answer.this_update)
        yield Finding.error(
            "certificate-revoked",
            CLAUSE,
            subject=certificate.subject,
            revoked_at=first.revoked_at,
            reason=first.reason,
        )
        return
    if exempt:
        yield Finding.info("revocation-not-required", "RFC 9608, 3", subject=certificate.subject)
        return
    skew = context.policy.x509.clock_skew
    if any(is_fresh(answer, at=context.at, tolerance=skew) for answer in found):
        return
    lenient = context.policy.x509.revocation is Revocation.IF_AVAILABLE
    report = Finding.warning if lenient else Finding.error
    if found:
        newest = max(found, key=lambda answer: answer.this_update)
        yield report(
            "revocation-data-stale",
            "EN 319 102-1, 5.2.5",
            subject=certificate.subject,
            next_update=newest.next_update,
        )
    else:
        yield report("revocation-data-missing", CLAUSE, subject=certificate.subject)
