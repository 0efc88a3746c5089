"""Files with tokens in the test world, and whom to believe for them."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.trust.anchors import Purpose
from tests.pki import ANNA, EPOCH, VALIDATED_AT, YEAR, Authority, Identity, KeyKind
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.pki.svt import TokenIssuer, add_token
from tests.pki.world import shared_world

LATER = EPOCH + 5 * YEAR  # the signers' certificates have expired; the issuers' have not


@cache
def token_root() -> Authority:
    """Who issues to those that issue tokens."""
    return Authority.root("Exempelarkivets rot", not_after=EPOCH + 20 * YEAR)


@cache
def archive(kind: KeyKind = KeyKind.EC_P256) -> Identity:
    """Who issues tokens: a time-stamping unit of its own, for ten years."""
    return token_root().issue_time_stamping(
        "Exempelarkivets intyg", key=kind, no_rev_avail=True, not_after=EPOCH + 10 * YEAR
    )


@cache
def issuer() -> TokenIssuer:
    return TokenIssuer(identity=archive())


@cache
def signer() -> Identity:
    """A person whose certificate lives for two years, without any revocation data at hand."""
    return shared_world().root.issue_person(ANNA)


@cache
def signed() -> bytes:
    return sign_b_b(minutes(), signer())


@cache
def vouched() -> bytes:
    """The file with a token that holds."""
    return add_token(signed(), issuer())


def believing(*, for_tokens: Authority | Identity | None = None) -> TrustAnchors:
    """The world's root for signatures, and whoever it is for tokens."""
    world = shared_world()
    return TrustAnchors.joined(
        (
            anchor(world.root.pem, Purpose.SIGNATURE),
            anchor(world.time_stamp_root.pem, Purpose.TIMESTAMP),
            anchor(
                (for_tokens or token_root()).certificate.public_bytes(Encoding.PEM), Purpose.SVT
            ),
        )
    )


def anchor(pem: bytes, purpose: Purpose) -> TrustAnchors:
    return TrustAnchors.from_pem_or_der(pem, name="anchor.pem").for_purpose(purpose)


def judged(
    data: bytes, *, at: datetime = VALIDATED_AT, trust: TrustAnchors | None = None
) -> Report:
    return validate(data, trust=trust or believing(), at=at)


def with_token(change: TokenIssuer) -> Report:
    """The report on the signed file with such a token."""
    return judged(add_token(signed(), change))


def carrier(report: Report) -> SignatureReport:
    """The time-stamp that carries the token."""
    return report.signatures[-1]


def errors(report: Report) -> set[str]:
    """What is wrong with the last time-stamp and its token."""
    return {f.code for f in carrier(report).findings if f.severity == "error"}


def altered(**changes: Any) -> TokenIssuer:
    """The issuer, which does something wrong."""
    return replace(issuer(), **changes)
