"""What came of a token, and what it says of each signature."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from fhvalidate.conclusion import Finding, Severity
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.svt.claims import SignatureClaims, SvtResult, TokenClaims
from fhvalidate.validation.algorithms import Material
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path

_POLICIES = "http://id.swedenconnect.se/svt/sigval-policy/"
# By which whole chains are validated, without and with a time that is proven. A verdict by another
# policy is shown and decides nothing: nobody here can tell what it looked at.
KNOWN_POLICIES = frozenset({f"{_POLICIES}pkix/01", f"{_POLICIES}ts-pkix/01"})


@frozen
class TokenResult:
    """What one token says, and what is wrong with it.

    Attributes:
        claims: None where the token cannot be read so far.
        issuer: the certificate of the key that signed it; None where none is identified.
        signatures: of each signature that it is about, by its index in the document.
        findings: what is noticed; any that is an error makes the whole token void.
        paths: the certificates that it states for each of them, the signer's first.
        materials: what its own signature rests on; its time-stamp's is its own.
    """

    claims: TokenClaims | None = None
    issuer: Certificate | None = None
    signatures: Mapping[int, SignatureClaims] = field(default_factory=lambda: FrozenMapping({}))
    findings: tuple[Finding, ...] = ()
    paths: Mapping[int, Path] = field(default_factory=lambda: FrozenMapping({}))
    materials: tuple[Material, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What makes it void; its time-stamp is judged beside it."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)


@frozen
class TokenWord:
    """What a token says of one signature of the document.

    Attributes:
        holds: whether token and time-stamp hold, all of it, by an issuer believed for tokens.
        is_used: whether this is the newest one that holds, by which the signature is judged.
        carrier: the index of its document time-stamp among the signatures.
        time: that of its time-stamp.
        field: the name of the time-stamp's field, from the document.
    """

    token: TokenResult
    claims: SignatureClaims
    carrier: int
    time: datetime
    field: str | None
    holds: bool
    is_used: bool = False

    @property
    def issued_at(self) -> datetime:
        """When the issuer says that it was issued: no later than its time-stamp."""
        return self.time if self.token.claims is None else self.token.claims.issued_at


def says_passed(claims: SignatureClaims) -> bool:
    """Whether the issuer found that the signature holds, by a policy known here, and by none not.

    NOTE: one FAILED is enough to be no word for the signature, by whichever policy it came about,
    and so is anything but PASSED by a policy that is known (RFC 9321, 3.2.6 leaves it to whoever
    relies on it; decision 0055).
    """
    known = {each.result for each in claims.results if each.policy in KNOWN_POLICIES}
    every = {each.result for each in claims.results}
    return known == {SvtResult.PASSED} and SvtResult.FAILED not in every
