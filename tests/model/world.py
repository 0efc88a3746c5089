"""Who stands behind the names of a scenario, whom it trusts, and by which policy it is judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.constraints import (
    AlgorithmLifetime,
    CryptographicConstraints,
    Revocation,
    TimeStampRevocation,
)
from fhvalidate.policy import Policy
from fhvalidate.trust.anchors import FOREVER, Belief, Purpose, TrustAnchors
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.model.facts import NEVER, Scenario
from tests.pki import ANNA, Authority, Identity
from tests.pki.keys import KeyKind

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
# Whose algorithms a scenario can end: each of these is used there and nowhere else.
USED = {"signature": "sha384", "certificates": "sha512", "words": "sha3_512", "tokens": "rsa"}


def day(number: int) -> datetime:
    """That day of the test world; the ends of time stay what they are."""
    return FOREVER if number >= NEVER else FIRST + timedelta(days=number)


@cache
def root() -> Authority:
    """The root above the signer's authority."""
    return Authority.root("Exempelrot")


@cache
def stamp_root() -> Authority:
    """The root above the time-stamping units."""
    return Authority.root("Exempelmyndighetens tidsstämplings-CA")


@cache
def _authority() -> Authority:
    return root().issue_authority(digest=hashes.SHA512())


@cache
def _signer() -> Identity:
    return _authority().issue_person(ANNA, digest=hashes.SHA512())


@cache
def _unit(name: str) -> Identity:
    return stamp_root().issue_time_stamping(name, key=KeyKind.RSA_2048, digest=hashes.SHA512())


def identity_of(name: str) -> Identity:
    """Who a scenario calls by that name."""
    match name:
        case "signer":
            return _signer()
        case "authority":
            return _authority().identity
        case _:
            return _unit(name)


@cache
def anchor_for(purpose: Purpose) -> Certificate:
    """The root that is believed for the purpose."""
    authority = root() if purpose is Purpose.SIGNATURE else stamp_root()
    return read_certificate(authority.certificate.public_bytes(Encoding.DER))


def trust_of(s: Scenario) -> TrustAnchors:
    """Both roots, each believed until the day that the scenario says."""
    ends = {Purpose.SIGNATURE: s.sunset, Purpose.TIMESTAMP: s.stamp_sunset}
    beliefs = tuple(Belief(anchor_for(p).sha256, p, until=day(end)) for p, end in ends.items())
    return TrustAnchors(tuple(anchor_for(p) for p in ends), (), beliefs)


def policy_of(s: Scenario) -> Policy:
    """The default policy with what the scenario changes."""
    default = Policy.named("default")
    x509 = replace(
        default.x509,
        revocation=Revocation.REQUIRED if s.required else Revocation.IF_AVAILABLE,
        revocation_freshness_seconds=86400 * (s.max_age or 0),
        timestamp_revocation=TimeStampRevocation.VALIDATION_TIME
        if s.strict
        else TimeStampRevocation.GENERATION_TIME,
    )
    signature = replace(default.signature, timestamp_delay_seconds=86400 * (s.delay or 0))
    ended = {USED[kind]: day(end).date() for kind, end in s.ends.items()}
    used = set(USED.values())
    rows = [row for row in default.cryptography.algorithms if row.name not in used]
    rows += [AlgorithmLifetime(name, 0, ended.get(name)) for name in USED.values()]
    cryptography = CryptographicConstraints(tuple(rows))
    return replace(default, x509=x509, signature=signature, cryptography=cryptography)
