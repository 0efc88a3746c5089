"""What extends in the tests: judged in this process, stamped by an authority in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import tsp

import fhvalidate
from fhvalidate import Detail, Evidence, Policy, Report, TrustAnchors
from fhvalidate.extension.extending import Tools
from fhvalidate.extension.levels import digest_for
from fhvalidate.extension.pdf_writer import (
    NewValidationData,
    Stamp,
    Update,
    with_time_stamp,
    with_validation_data,
)
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token

ROOM = 8192


@dataclass
class Bench:
    """Extends at a time of its own: what is at hand then, who stamps, who is believed.

    Attributes:
        evidence: what could be fetched at the time.
    """

    trust: TrustAnchors
    at: datetime
    stamps: TimeStampAuthority
    evidence: Callable[[datetime], Evidence]
    password: str = ""
    policy: Policy | None = None

    @property
    def tools(self) -> Tools:
        return Tools(judge=self.judge, stamped=self.stamped, supplied=self.supplied)

    def judge(self, data: bytes, *, alone: bool, at: datetime | None = None) -> Report:
        when = at or self.at
        return fhvalidate.validate(
            data,
            trust=self.trust,
            at=when,
            policy=self.policy,
            password=self.password,
            evidence=None if alone else self.evidence(when),
            detail=Detail.FULL,
        )

    def stamped(self, data: bytes) -> bytes:
        constraints = (self.policy or Policy.named("default")).cryptography
        digest = digest_for(constraints, self.at)
        unit = replace(self.stamps, at=self.at)
        update = Update(data, self.password)
        return with_time_stamp(update, stamping(unit), algorithm=digest, room=ROOM)

    def supplied(self, data: bytes, new: NewValidationData) -> bytes:
        return with_validation_data(Update(data, self.password), new)


def stamping(unit: TimeStampAuthority) -> Stamp:
    """What stamps by the unit, in memory."""

    def stamp(digest: bytes, algorithm: str) -> bytes:
        token = time_stamp_token(unit, Imprint(algorithm=algorithm, value=digest))
        return bytes(token.dump())

    return stamp


def token_in(answer: bytes) -> bytes:
    """The token of a response."""
    return bytes(tsp.TimeStampResp.load(answer)["time_stamp_token"].dump())
