"""What an OCSP response says of a certificate, and who may say it (RFC 6960, 4.2.2.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path, is_issued_by, working_keys
from fhvalidate.x509.paths.path_validation import common_validity, path_defect
from fhvalidate.x509.revocation.ocsp_response import (
    OcspResponse,
    SingleStatus,
    named_by,
    signers_of,
)
from fhvalidate.x509.revocation.revocation_answer import (
    RevocationAnswer,
    RevocationSource,
    algorithms_of,
    believed_until,
)
from fhvalidate.x509.revocation.revocation_time import MALFORMED

OCSP_SIGNING = "ocsp_signing"


@dataclass(frozen=True, slots=True)
class Responder:
    """Who signed a response, and the path that entitles it: empty for one by configuration.

    Attributes:
        is_issuer: whether it is the certificate's own issuer, whose path is judged anyway.
    """

    certificate: Certificate
    path: Path
    is_issuer: bool


def response_answers(
    response: OcspResponse, certificate: Certificate, path: Path, responder: Responder
) -> Iterator[RevocationAnswer]:
    """What the response, by that responder, says of the certificate."""
    issuer = path[path.index(certificate) + 1]
    signer = responder.certificate
    for single in response.on(certificate, issuer):
        answer = RevocationAnswer(
            source=RevocationSource.OCSP,
            sha256=response.sha256,
            this_update=single.this_update,
            next_update=single.next_update,
            signer_not_after=believed_until(signer, path),
            algorithms=algorithms_of(response.algorithm, signer.public_key),
            archive_cutoff=single.archive_cutoff,
            signer_path=() if responder.is_issuer else responder.path,
        )
        if single.status is SingleStatus.REVOKED:
            yield replace(answer, revoked_at=single.revoked_at, reason=single.reason)
        elif single.status is SingleStatus.GOOD and single.is_understood:
            yield answer


def responder_of(
    response: OcspResponse,
    certificate: Certificate,
    path: Path,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> Responder | None:
    """Who signed the response, if entitled to speak of the certificate when it was produced."""
    index = path.index(certificate) + 1
    issuer = path[index]
    try:
        if not response.on(certificate, issuer):
            return None
        # Who is entitled before whose key it is: certificates that anybody made up cost little
        # so. A responder's certificate is renewed with its key: any of them may be in force.
        candidates = (issuer, *response.certificates, *path, *anchors, *pool)
        named = named_by(response, dict.fromkeys(candidates))
        entitled = [_entitled(each, response, index, path, anchors) for each in named]
        responders = {each.certificate: each for each in entitled if each is not None}
        signer = next(signers_of(response, responders), None)
    except MALFORMED:
        return None
    return None if signer is None else responders[signer]


def _entitled(
    signer: Certificate,
    response: OcspResponse,
    index: int,
    path: Path,
    anchors: tuple[Certificate, ...],
) -> Responder | None:
    issuer = path[index]
    # The issuer's own key (2), one that was configured (1), or one that the issuer named (3).
    if signer.public_key == issuer.public_key:
        return Responder(issuer, path[index:], is_issuer=True)
    purposes = signer.extended_key_usage or frozenset()
    if OCSP_SIGNING not in purposes:
        return None
    if any(anchor.sha256 == signer.sha256 for anchor in anchors):
        return Responder(signer, (), is_issuer=False)
    own = (signer, *path[index:])
    start, end = common_validity(own)
    issued = is_issued_by(signer, issuer, working_keys(path)[index])
    if not start <= response.produced_at <= end or not issued or path_defect(own) is not None:
        return None
    return Responder(signer, own, is_issuer=False)
