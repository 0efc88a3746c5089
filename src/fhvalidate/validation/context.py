"""What a validation starts from (ETSI EN 319 102-1, 5.2.4: validation context initialization)."""

from dataclasses import field
from datetime import datetime

from fhvalidate.cms.signed_data import SignedData
from fhvalidate.conclusion import Conclusion, Finding, SubIndication
from fhvalidate.constraints import ExplicitPolicy
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.beliefs import Belief
from fhvalidate.validation.chains import FindChains
from fhvalidate.validation.once import Once, remembering
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import Certificate

CLAUSE = "EN 319 102-1, 5.2.4"


@frozen
class Context:
    """Time, trust, policy and validation data of the validation of one document.

    Attributes:
        at: the time that the verdict is for.
        data: certificates and revocation data at hand: the file's own and what was supplied.
        chains: gives the chains of a certificate, from `data` and `trust`.
        purpose: what the anchors of the chains must be believed for.
        once: what no time and no purpose changes, made once for this policy and data.
    """

    at: datetime
    trust: TrustAnchors
    policy: Policy
    data: ValidationData
    chains: FindChains
    purpose: Purpose = Purpose.SIGNATURE
    once: Once = field(default_factory=remembering, compare=False, repr=False)

    def at_time(self, at: datetime) -> "Context":
        """The same, for another validation time."""
        return Context(at, self.trust, self.policy, self.data, self.chains, self.purpose, self.once)

    def for_purpose(self, purpose: Purpose) -> "Context":
        """The same, for anchors of another purpose."""
        return Context(self.at, self.trust, self.policy, self.data, self.chains, purpose, self.once)

    def beliefs_in(self, anchor: Certificate) -> tuple[Belief, ...]:
        """Every belief in the anchor for the purpose, whenever it held."""
        return self.once(
            ("beliefs", anchor, self.purpose, self.trust),
            lambda: self.trust.beliefs_in(anchor, self.purpose),
        )


def initialize_context(signed_data: SignedData | None, context: Context) -> Conclusion:
    """Whether the signature policy that the signature names, if it names one, can be applied."""
    if signed_data is None or not signed_data.names_policy:
        return Conclusion.passed()
    stated = signed_data.policy
    if stated is None:
        return _unreadable_policy(context)
    if context.policy.signature.explicit_policy is ExplicitPolicy.IGNORE:
        return Conclusion.passed(Finding.info("signature-policy-ignored", CLAUSE, oid=stated.oid))
    known = [p for p in context.policy.signature.known_policies if p.oid == stated.oid]
    if not known:
        finding = Finding.error("signature-policy-unknown", CLAUSE, oid=stated.oid)
        return Conclusion.indeterminate(SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE, finding)
    if not any(p.digest == stated.digest.hex() for p in known):
        finding = Finding.error("signature-policy-differs", CLAUSE, oid=stated.oid)
        return Conclusion.indeterminate(SubIndication.POLICY_PROCESSING_ERROR, finding)
    return Conclusion.passed()


def _unreadable_policy(context: Context) -> Conclusion:
    """A policy that is named in a way that nobody can read is not the same as none."""
    if context.policy.signature.explicit_policy is ExplicitPolicy.IGNORE:
        return Conclusion.passed(Finding.warning("signature-policy-unreadable", CLAUSE))
    finding = Finding.error("signature-policy-unreadable", CLAUSE)
    return Conclusion.indeterminate(SubIndication.POLICY_PROCESSING_ERROR, finding)
