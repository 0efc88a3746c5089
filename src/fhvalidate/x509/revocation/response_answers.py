"""What an OCSP response says of a certificate, and who may say it (RFC 6960, 4.2.2.2)."""

from collections.abc import Iterator
from dataclasses import replace

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path, is_issued_by, working_keys
from fhvalidate.x509.paths.path_validation import common_validity, path_defect
from fhvalidate.x509.revocation.list_signers import paths_of_signer
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


@frozen
class Responder:
    """Who signed a response, and the path that entitles it: empty for one by configuration.

    Attributes:
        is_issuer: whether it is the certificate's own issuer, whose path is judged anyway.
        by_other_key: whether another key of the issuer entitles it: clients need not recognise that
            (RFC 6960, 4.2.2.2), so that only a revocation is taken from it.
    """

    certificate: Certificate
    path: Path
    is_issuer: bool
    by_other_key: bool = False


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
        elif single.is_good and not responder.by_other_key:
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
        others = _other_keys(issuer, path, pool)
        entitled = [
            _entitled(each, response, index, path, anchors) or _by_other_key(each, response, others)
            for each in named
        ]
        responders = {each.certificate: each for each in entitled if each is not None}
        signer = next(signers_of(response, responders), None)
    except MALFORMED:
        return None
    return None if signer is None else responders[signer]


def _other_keys(issuer: Certificate, path: Path, pool: tuple[Certificate, ...]) -> tuple[Path, ...]:
    """The paths of the issuer's other certificates, of other keys, to the same anchor."""
    known = {certificate.sha256 for certificate in path}
    same_name = (c for c in pool if c.subject_key == issuer.subject_key and c.sha256 not in known)
    return tuple(
        found
        for other in same_name
        if other.public_key != issuer.public_key
        for found in paths_of_signer(other, path, pool)
        if path_defect(found) is None
    )


def _by_other_key(
    signer: Certificate, response: OcspResponse, others: tuple[Path, ...]
) -> Responder | None:
    """The responder, where it is one of those certificates, or one of them issued it as such."""
    for above in others:
        is_issuer = signer.public_key == above[0].public_key
        own = above if is_issuer else (signer, *above)
        named = OCSP_SIGNING in (signer.extended_key_usage or frozenset())
        start, end = common_validity(own)
        if not start <= response.produced_at <= end or not (is_issuer or named):
            continue
        if is_issuer or (is_issued_by(signer, above[0]) and path_defect(own) is None):
            return Responder(signer, own, is_issuer=False, by_other_key=True)
    return None


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
