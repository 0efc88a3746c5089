"""Tokens issued in this process, over files of the test world."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

import fhvalidate
from fhvalidate import Detail, Evidence, Policy, Report, TrustAnchors
from fhvalidate.extension.keys import IssuingKey, issuing_key
from fhvalidate.extension.pdf_writer import Stamp, Update, with_time_stamp
from fhvalidate.extension.svt_check import Held
from fhvalidate.extension.svt_facts import SignatureFacts, facts_of
from fhvalidate.extension.svt_issuing import Issued, Tools, Wanted, issued
from fhvalidate.isolated.issuing import held_by
from fhvalidate.svt.algorithms import ALGORITHMS
from fhvalidate.trust.anchors import Purpose
from fhvalidate.x509.keys.signing import signing
from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind, PrivateKey
from tests.pki.times import ARCHIVED_AT, YEAR
from tests.pki.world import World

ISSUED_AT = ARCHIVED_AT + timedelta(hours=1)
_KEYS = {"RSA": KeyKind.RSA_3072, "ES256": KeyKind.EC_P256, "ES384": KeyKind.EC_P384}


@cache
def issuers_root() -> Authority:
    return Authority.root("Exempelarkivets rot-CA")


@cache
def issuer_of(kind: str) -> Identity:
    """Who issues by a key of the kind: `RSA`, `ES256`, `ES384` or `ES512`."""
    key: KeyKind | PrivateKey = _KEYS.get(kind) or ec.generate_private_key(ec.SECP521R1())
    ends = ARCHIVED_AT + 9 * YEAR
    return issuers_root().issue_time_stamping("Exempelarkivets intyg", key=key, not_after=ends)


def key_of(algorithm: str) -> IssuingKey:
    """The archive's key for the algorithm, with its own certificate and the root."""
    identity = issuer_of(algorithm if algorithm.startswith("ES") else "RSA")
    chain = (identity.certificate, *identity.issuers)
    return issuing_key(chain, signing(identity.key))


def trusting(*authorities: Authority) -> TrustAnchors:
    pem = b"".join(each.pem for each in authorities)
    return TrustAnchors.from_pem_or_der(pem, name="rot.pem")


def trust_in(world: World) -> TrustAnchors:
    return trusting(world.root, world.time_stamp_root)


@dataclass
class Bench:
    """Issues at a time of its own."""

    trust: TrustAnchors
    at: datetime = ISSUED_AT
    password: str = ""
    evidence: Evidence | None = None

    @property
    def tools(self) -> Tools:
        return Tools(
            judge=self.judge,
            facts=self.facts,
            stamped=self.stamped,
            held=self.held,
            read=self.read,
        )

    def judge(self, data: bytes) -> Report:
        return fhvalidate.validate(
            data,
            trust=self.trust,
            at=self.at,
            evidence=self.evidence,
            password=self.password,
            detail=Detail.FULL,
        )

    def read(self, data: bytes, certificate: bytes) -> Report:
        issuer = TrustAnchors.from_pem_or_der(certificate, name="").for_purpose(Purpose.SVT)
        trust = TrustAnchors.joined((self.trust, issuer))
        return replace(self, trust=trust).judge(data)

    def facts(self, data: bytes, digest: str) -> tuple[SignatureFacts, ...]:
        limits = Policy.named("default").limits
        return facts_of(data, password=self.password, digest=digest, limits=limits)

    def stamped(self, data: bytes, stamp: Stamp, *, algorithm: str, room: int) -> bytes:
        update = Update(data, self.password)
        return with_time_stamp(update, stamp, algorithm=algorithm, room=room)

    def held(self, data: bytes, certificate: bytes) -> Held:
        return held_by(data, certificate, at=self.at, password=self.password)

    def issue(
        self,
        data: bytes,
        algorithm: str = "ES256",
        *,
        also_indeterminate: bool = False,
        allows_test: bool = False,
        tools: Tools | None = None,
    ) -> Issued:
        wanted = Wanted(
            key=key_of(algorithm),
            algorithm=ALGORITHMS[algorithm],
            issuer="Exempelarkivet",
            at=self.at,
            also_indeterminate=also_indeterminate,
            allows_test=allows_test,
        )
        return issued(data, wanted, tools or self.tools)


def bench_of_token() -> Report:
    """On a file that passes, with a token whose issuer nobody believes for tokens."""
    from tests.extension.test_issuing import at_level, bench

    work = bench()
    return work.judge(work.issue(at_level("b-lt")).data)
