"""What revocation data says of one certificate, once its signer was found entitled to say it."""

from datetime import UTC, datetime
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm
from fhvalidate.x509.keys.key_strength import policy_terms
from fhvalidate.x509.paths.path_building import Path

ON_HOLD = "certificate_hold"
NEVER = datetime.max.replace(tzinfo=UTC)


class RevocationSource(StrEnum):
    """The two kinds of revocation data."""

    CRL = "crl"
    OCSP = "ocsp"


@frozen
class RevocationAnswer:
    """What one authentic CRL or OCSP response, or CRLs read together, say of one certificate.

    Attributes:
        sha256: of the CRL or response, in hexadecimal.
        this_update, next_update: between these it is the newest that its issuer gives.
        signer_not_after: when the certificate of who signed it expires; from then on, only a
            proof that it existed before keeps it believed. An anchor's own expiry is no end.
        algorithms: those of its signature, in the policy's terms, each with its key's size.
        archive_cutoff: it keeps what expired after this; None: what expired may be left out.
        revoked_at: None when it says that the certificate is not revoked.
        reason: the reason code of RFC 5280, 5.3.1, when it is revoked.
        read_with: of the other lists that it was read together with: the base of a delta, those
            for other reasons.
        signer_path: the path of who signed it, where it is not part of the certificate's own.
        lifts_hold: whether it says that a certificate that was on hold no longer is.
    """

    source: RevocationSource
    sha256: str
    this_update: datetime
    next_update: datetime | None
    signer_not_after: datetime
    algorithms: tuple[tuple[str, int], ...]
    revoked_at: datetime | None = None
    reason: str | None = None
    archive_cutoff: datetime | None = None
    read_with: tuple["RevocationAnswer", ...] = ()
    signer_path: Path = ()
    lifts_hold: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The digests of everything that it was read from."""
        return (self.sha256, *(other.sha256 for other in self.read_with))

    def speaks_of(self, certificate: Certificate) -> bool:
        """Whether its silence means something: it was issued before the certificate expired.

        After that an issuer may leave the certificate out (RFC 5280, 3.3; RFC 6960, 4.4.4),
        unless it says since when it keeps what expired.
        """
        if self.revoked_at is not None or self.this_update <= certificate.not_after:
            return True
        return self.archive_cutoff is not None and self.archive_cutoff <= certificate.not_after


def algorithms_of(algorithm: SignatureAlgorithm, public_key: bytes) -> tuple[tuple[str, int], ...]:
    """The names that the policy knows the algorithm by, each with the size of its key."""
    return policy_terms(algorithm, public_key)


def believed_until(signer: Certificate, path: Path) -> datetime:
    """When what the signer signed needs a proof of its age: never, where the path's anchor did."""
    return NEVER if signer.sha256 == path[-1].sha256 else signer.not_after
