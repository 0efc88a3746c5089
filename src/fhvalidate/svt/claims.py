"""What a token claims, as frozen values (RFC 9321, 3.2)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from fhvalidate.frozen import FrozenMapping, frozen

Extensions = Mapping[str, str]


def _none() -> Extensions:
    return FrozenMapping({})


class SvtResult(StrEnum):
    """What an issuer concluded (3.2.6)."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    INDETERMINATE = "INDETERMINATE"


class ReferenceKind(StrEnum):
    """How certificates are referred to (3.2.5): as they are, or by their digests."""

    CHAIN = "chain"
    CHAIN_HASH = "chain_hash"


@frozen
class PolicyResult:
    """What came of validation by one policy (3.2.6)."""

    policy: str
    result: SvtResult
    message: str | None = None
    extensions: Extensions = field(default_factory=_none)


@frozen
class TimeResult:
    """A time at which the signature is said to have existed (3.2.7).

    Attributes:
        kind: what proved it, a URI.
        issuer: who proved it.
    """

    time: datetime
    kind: str
    issuer: str
    id: str | None = None
    digest: bytes | None = None
    results: tuple[PolicyResult, ...] = ()
    extensions: Extensions = field(default_factory=_none)


@frozen
class DataReference:
    """What was signed, and its digest (3.2.4); in a PDF the numbers of the byte range."""

    reference: str
    digest: bytes


@frozen
class CertificateReferences:
    """The signer's certificate and those above it, each by itself or by its digest (3.2.5)."""

    kind: ReferenceKind
    values: tuple[bytes, ...] = field(repr=False)


@frozen
class SignatureClaims:
    """What is claimed of one signature (3.2.2).

    Attributes:
        signature_digest: of the signature value.
        attributes_digest: of the signed attributes, DER.
        id: that the format has for it; none in a PDF.
    """

    signature_digest: bytes
    attributes_digest: bytes
    id: str | None
    data: tuple[DataReference, ...]
    certificates: CertificateReferences
    results: tuple[PolicyResult, ...]
    times: tuple[TimeResult, ...] = ()
    extensions: Extensions = field(default_factory=_none)


@frozen
class TokenClaims:
    """All that a token claims.

    Attributes:
        id: `jti`.
        audience: `aud`: whom it is for; nobody in particular where it is empty.
        expires: `exp`: until when the issuer answers for it; the statement itself never ends.
        digest_uri: `hash_algo`.
    """

    id: str
    issuer: str
    issued_at: datetime
    audience: tuple[str, ...]
    expires: datetime | None
    version: str
    profile: str
    digest_uri: str
    signatures: tuple[SignatureClaims, ...]
    extensions: Extensions = field(default_factory=_none)
