"""What a validation starts from (ETSI EN 319 102-1, 5.2.4: validation context initialization)."""

from dataclasses import dataclass, replace
from datetime import datetime

from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation_data import ValidationData


@dataclass(frozen=True, slots=True)
class Context:
    """Time, trust, policy and validation data of one validation.

    Attributes:
        at: the time that the verdict is for.
        data: certificates and revocation data at hand.
    """

    at: datetime
    trust: TrustAnchors
    policy: Policy
    data: ValidationData

    def with_data(self, data: ValidationData) -> "Context":
        """The same with more validation data at hand."""
        return replace(self, data=self.data.adding(data))
