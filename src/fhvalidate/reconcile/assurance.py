"""A policy's constraint on the level of assurance with which signers identified themselves."""

from collections.abc import Sequence
from dataclasses import replace

from fhvalidate.conclusion import Conclusion, Finding, Indication, SubIndication
from fhvalidate.identity.certificate_identity import CertificateIdentity, judge_assurance
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.process import SignatureResult


def with_assurance(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    *,
    at_least: int,
) -> tuple[SignatureResult, ...]:
    """The results, each signature held to the level; 0 asks for none.

    A signature that has passed otherwise and lacks the level is INDETERMINATE with
    SIG_CONSTRAINTS_FAILURE (EN 319 102-1, 5.2.8); one that has not passed only gets the finding.
    """
    if not at_least:
        return tuple(results)
    return tuple(
        _held_to(result, identity, at_least)
        for result, identity in zip(results, identities, strict=True)
    )


def _held_to(
    result: SignatureResult, identity: CertificateIdentity | None, at_least: int
) -> SignatureResult:
    if result.signature.kind is not SignatureKind.SIGNATURE:
        return result
    judged = (
        judge_assurance(identity, at_least=at_least)
        if identity is not None
        else Conclusion.indeterminate(
            SubIndication.SIG_CONSTRAINTS_FAILURE,
            Finding.error("assurance-level-missing", "policy", required=at_least),
        )
    )
    if judged.indication is Indication.PASSED:
        return result
    before = result.conclusion
    if before.indication is Indication.TOTAL_PASSED:
        findings = (*before.findings, *judged.findings)
        return replace(result, conclusion=replace(judged, findings=findings))
    return replace(result, conclusion=before.noting(*judged.findings))
