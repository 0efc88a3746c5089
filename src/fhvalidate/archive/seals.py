"""Seals: one time-stamp (RFC 3161) over bytes, judged by what the reader has and believes."""

from datetime import datetime

from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.signature import TimeStampKind, carried_by
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.validation.chains import chain_finder
from fhvalidate.validation.context import Context
from fhvalidate.validation.time_stamp import TimeStampResult, validate_time_stamp
from fhvalidate.validation_data import ValidationData, joined


@frozen
class Judging:
    """What a seal is judged by: all of it the reader's own.

    Attributes:
        at: the time to judge it at.
        supplied: certificates and revocation data at hand beside the seal's own.
    """

    trust: TrustAnchors
    policy: Policy
    at: datetime
    supplied: ValidationData

    def of(self, kind: TimeStampKind, token: TimeStampToken | None, data: bytes) -> TimeStampResult:
        """What the token is worth over the bytes; None: there is none that can be read."""
        limits = self.policy.limits
        own = ValidationData() if token is None else carried_by(token.signed_data, limits)
        at_hand = joined((own, self.supplied))
        chains = chain_finder(at_hand, self.trust, self.policy)
        context = Context(self.at, self.trust, self.policy, at_hand, chains)
        return validate_time_stamp(kind, token, (memoryview(data),), context)


def only_token(seal: bytes) -> TimeStampToken | None:
    """The token that the bytes are; None: they are none, or more, which nobody has signed."""
    try:
        token = read_time_stamp_token(seal)
    except Asn1Error:
        return None
    return token if token.der == seal else None
