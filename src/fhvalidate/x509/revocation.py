"""What each CRL and OCSP response at hand says of a certificate (RFC 5280, 6.3; RFC 6960).

Every one that names the certificate is asked, whatever the certificate declares (rule R7). What is
returned is authentic: its signer was entitled to speak when it spoke. Whether it is recent enough,
and still to be believed, is judged elsewhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fhvalidate.errors import Asn1Error
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.certificate_list import RevocationList, read_list, status_in
from fhvalidate.x509.ocsp_response import OcspResponse, read_response, statuses_by
from fhvalidate.x509.path_building import Path

# Reasons for which a key is retired and not stolen (RFC 5280, 5.3.1).
_KEY_KEPT = frozenset({"affiliation_changed", "superseded", "cessation_of_operation"})


class RevocationSource(StrEnum):
    """The two kinds of revocation data."""

    CRL = "crl"
    OCSP = "ocsp"


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    """What one authentic CRL or OCSP response says of one certificate.

    Attributes:
        sha256: of the CRL or response, in hexadecimal.
        this_update, next_update: between these it is the newest that its issuer gives.
        signer_not_after: when the certificate of who signed it expires; from then on, only a
            proof that it existed before keeps it believed.
        algorithms: those of its signature, in the policy's terms, each with its key's size.
        archive_cutoff: it keeps what expired after this; None: what expired may be left out.
        revoked_at: None when it says that the certificate is not revoked.
        reason: the reason code of RFC 5280, 5.3.1, when it is revoked.
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

    def speaks_of(self, certificate: Certificate) -> bool:
        """Whether its silence means something: it was issued before the certificate expired.

        After that an issuer may leave the certificate out (RFC 5280, 3.3; RFC 6960, 4.4.4),
        unless it says since when it keeps what expired.
        """
        if self.revoked_at is not None or self.this_update <= certificate.not_after:
            return True
        return self.archive_cutoff is not None and self.archive_cutoff <= certificate.not_after


@dataclass(frozen=True, slots=True)
class RevocationData:
    """CRLs and OCSP responses at hand, DER, believed in nothing yet."""

    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()

    def adding(self, other: "RevocationData") -> "RevocationData":
        """Both, each item once."""
        return RevocationData(
            tuple(dict.fromkeys((*self.crls, *other.crls))),
            tuple(dict.fromkeys((*self.ocsp_responses, *other.ocsp_responses))),
        )


def answers(
    certificate: Certificate,
    path: Path,
    data: RevocationData,
    *,
    pool: Iterable[Certificate],
    anchors: Iterable[Certificate],
) -> tuple[RevocationAnswer, ...]:
    """What every item that names the certificate and is authentic says of it.

    Args:
        certificate: one of the path, not its anchor.
        path: a path that holds; its anchor is who may vouch for the signers of the data.
        data: everything at hand.
        pool: certificates that may be those of responders and CRL issuers.
        anchors: everyone who is believed; a responder among them may speak for any issuer.
    """
    pool, anchors = tuple(pool), tuple(anchors)
    return (
        *_from_lists(certificate, path, data.crls, pool),
        *_from_responses(certificate, path, data, pool=pool, anchors=anchors),
    )


def responder_certificates(data: RevocationData) -> tuple[Certificate, ...]:
    """The certificates that OCSP responses carry for their responders."""
    found: dict[str, Certificate] = {}
    for response in _responses(data.ocsp_responses):
        for certificate in response.certificates:
            found[certificate.sha256] = certificate
    return tuple(found.values())


def names_issuer_of(certificate: Certificate, issuer: Certificate, data: RevocationData) -> bool:
    """Whether a CRL of the certificate's issuer, or a response on the certificate, is there."""
    return any(item.may_name(certificate) for item in _lists(data.crls)) or any(
        response.on(certificate, issuer) for response in _responses(data.ocsp_responses)
    )


def _lists(ders: Iterable[bytes]) -> Iterator[RevocationList]:
    for der in ders:
        try:
            yield read_list(der)
        except Asn1Error:
            continue


def _responses(ders: Iterable[bytes]) -> Iterator[OcspResponse]:
    for der in ders:
        try:
            yield read_response(der)
        except Asn1Error:
            continue


def _from_lists(
    certificate: Certificate, path: Path, ders: Iterable[bytes], pool: tuple[Certificate, ...]
) -> Iterator[RevocationAnswer]:
    for item in _lists(ders):
        if not item.may_name(certificate):
            continue
        status = status_in(item, certificate, path, pool)
        if status is not None:
            yield RevocationAnswer(
                source=RevocationSource.CRL,
                sha256=item.sha256,
                this_update=item.this_update,
                next_update=item.next_update,
                signer_not_after=status.signer_not_after,
                algorithms=status.algorithms,
                revoked_at=status.revoked_at,
                reason=status.reason,
                archive_cutoff=item.archive_cutoff,
            )


def _from_responses(
    certificate: Certificate,
    path: Path,
    data: RevocationData,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> Iterator[RevocationAnswer]:
    for response in _responses(data.ocsp_responses):
        said = statuses_by(response, certificate, path, pool=pool, anchors=anchors)
        for single, status in said:
            if status.revoked_at is None and status.delegate is not None:
                above = (status.delegate, *path[path.index(certificate) + 1 :])
                if _is_disowned(above, response.produced_at, data, pool):
                    continue
            yield RevocationAnswer(
                source=RevocationSource.OCSP,
                sha256=response.sha256,
                this_update=single.this_update,
                next_update=single.next_update,
                signer_not_after=status.signer_not_after,
                algorithms=status.algorithms,
                revoked_at=status.revoked_at,
                reason=status.reason,
                archive_cutoff=single.archive_cutoff,
            )


def _is_disowned(
    path: Path, produced_at: datetime, data: RevocationData, pool: tuple[Certificate, ...]
) -> bool:
    """Whether the issuer at hand says that the responder, first in the path, speaks for it no more.

    id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1) says that nobody need ask; what is said counts all
    the same. Who has a responder's key dates an answer as he likes: of a key that was, or may have
    been, compromised, no answer is believed.
    """
    responder = path[0]
    said = [*_from_lists(responder, path, data.crls, pool)]
    told = [(answer.revoked_at, answer.reason) for answer in said]
    for response in _responses(data.ocsp_responses):
        # Its issuer itself says so: no responder is asked about another, or about itself.
        found = statuses_by(response, responder, path, pool=pool, anchors=())
        told += [(each.revoked_at, each.reason) for _, each in found if each.delegate is None]
    return any(
        at is not None and (at <= produced_at or reason not in _KEY_KEPT) for at, reason in told
    )
