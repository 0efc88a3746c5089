"""OCSP responses (RFC 6960)."""

import hashlib
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, ocsp

from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import (
    SignatureAlgorithm,
    digest_name,
    digest_of,
    signature_algorithm,
)
from fhvalidate.x509.certificate import Certificate, name_key, read_certificate
from fhvalidate.x509.path_building import Path
from fhvalidate.x509.public_key import Verification, verify
from fhvalidate.x509.status import (
    JUST_AFTER,
    MALFORMED,
    Revoked,
    Status,
    Unrevoked,
    algorithms_of,
    ask,
    aware,
)

RESPONSES_KEPT = 1024  # parsed
MAX_SINGLE_RESPONSES = 100  # in one response; real ones have one
OCSP_SIGNING = "ocsp_signing"
ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6"
MAX_CERTIFICATES = 20  # in one response; real ones have one or two


@dataclass(frozen=True, slots=True)
class SingleResponse:
    """What a response says of one certificate, by its serial number; hashes are not yet checked."""

    serial_number: int
    this_update: datetime
    next_update: datetime | None
    archive_cutoff: datetime | None


@dataclass(frozen=True, slots=True)
class OcspResponse:
    """An OCSP response, its signature not yet verified."""

    sha256: str
    produced_at: datetime
    singles: tuple[SingleResponse, ...]
    certificates: tuple[Certificate, ...] = field(repr=False)
    algorithm: SignatureAlgorithm
    parsed: Any = field(repr=False, compare=False)

    def single(self, certificate: Certificate) -> SingleResponse | None:
        """What it says of the certificate, by its serial number."""
        wanted = certificate.serial_number
        return next((item for item in self.singles if item.serial_number == wanted), None)


@lru_cache(maxsize=RESPONSES_KEPT)
def read_response(der: bytes) -> OcspResponse:
    """The response in the bytes.

    Raises:
        Asn1Error: they hold none that can be read, or one without an answer.
    """
    try:
        parsed = ocsp.OCSPResponse.load(der, strict=True)
        basic = parsed["response_bytes"]["response"].parsed
        data = basic["tbs_response_data"]
        return OcspResponse(
            sha256=hashlib.sha256(der).hexdigest(),
            produced_at=aware(data["produced_at"].native),
            singles=tuple(_singles(data)),
            certificates=tuple(_certificates(basic)),
            algorithm=signature_algorithm(basic["signature_algorithm"]),
            parsed=parsed,
        )
    except MALFORMED as error:
        raise Asn1Error("ocsp") from error


def status_by(
    response: OcspResponse,
    certificate: Certificate,
    path: Path,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> Status | None:
    """What the response says of the certificate; None when its signer may not speak of it.

    The signer is judged at the time of production: whether it is still believed after it expired
    is for the judgement of the answer. A response with a part that cannot be read says nothing.
    """
    try:
        return _status_by(response, certificate, path, pool=pool, anchors=anchors)
    except MALFORMED:
        return None


def _status_by(
    response: OcspResponse,
    certificate: Certificate,
    path: Path,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> Status | None:
    signer = _signer(response, (*response.certificates, *path, *anchors, *pool))
    if signer is None:
        return None
    algorithms = algorithms_of(response.algorithm, signer)
    issuer = path[path.index(certificate) + 1]
    if _is_configured(signer, anchors):
        found, delegate = _stated(response, certificate, issuer), None
    else:
        found = _asked(response, certificate, path, pool)
        delegate = signer if signer.public_key != issuer.public_key else None
    if found is Unrevoked.NO_ANSWER:
        return None
    if isinstance(found, Revoked):
        return Status(signer.not_after, algorithms, found.at, found.reason, delegate)
    return Status(signer.not_after, algorithms, delegate=delegate)


def _is_configured(signer: Certificate, anchors: tuple[Certificate, ...]) -> bool:
    """Whether the responder is believed by configuration (RFC 6960, 4.2.2.2, first case)."""
    purposes = signer.extended_key_usage or frozenset()
    return OCSP_SIGNING in purposes and any(a.sha256 == signer.sha256 for a in anchors)


def _stated(
    response: OcspResponse, certificate: Certificate, issuer: Certificate
) -> Revoked | Unrevoked:
    """What a believed responder says of the certificate that this issuer issued."""
    basic = response.parsed["response_bytes"]["response"].parsed
    for single in list(basic["tbs_response_data"]["responses"])[:MAX_SINGLE_RESPONSES]:
        try:
            if not _names(single["cert_id"], certificate, issuer):
                continue
            status = single["cert_status"]
        except (UnsupportedAlgorithmError, *MALFORMED):
            continue
        match status.name:
            case "good":
                return Unrevoked.NOT_REVOKED
            case "revoked":
                reason = status.chosen["revocation_reason"].native or "unspecified"
                return Revoked(aware(status.chosen["revocation_time"].native), str(reason))
            case _:
                return Unrevoked.NO_ANSWER
    return Unrevoked.NO_ANSWER


def _names(identifier: Any, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether a CertID is that of the certificate (RFC 6960, 4.1.1)."""
    digest = digest_name(identifier["hash_algorithm"]["algorithm"].dotted) or ""
    key = bytes(issuer.asn1.public_key["public_key"].contents)[1:]
    return (
        int(identifier["serial_number"].native) == certificate.serial_number
        and identifier["issuer_name_hash"].native == digest_of(issuer.asn1.subject.dump(), digest)
        and identifier["issuer_key_hash"].native == digest_of(key, digest)
    )


def _asked(
    response: OcspResponse, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Revoked | Unrevoked:
    from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

    from fhvalidate.x509.certvalidator import as_validation_path, context

    at = response.produced_at + JUST_AFTER
    carried = (*pool, *path, *response.certificates)

    def question() -> Coroutine[Any, Any, Any]:
        # The library reads the response already here, and may find that it cannot.
        judged = context(at=at, anchors=path[-1:], pool=carried, ocsps=[response.parsed])
        return verify_ocsp_response(certificate.asn1, as_validation_path(path), judged)

    return ask(question)


def _signer(response: OcspResponse, candidates: tuple[Certificate, ...]) -> Certificate | None:
    """Whose key made the signature on the response."""
    basic = response.parsed["response_bytes"]["response"].parsed
    value, message = basic["signature"].native, basic["tbs_response_data"].dump()
    for candidate in filter(_named_in(basic["tbs_response_data"]), candidates):
        try:
            found = verify(
                candidate.public_key, response.algorithm, signature=value, message=message
            )
        except UnsupportedAlgorithmError:
            continue
        if found is not Verification.WRONG:
            return candidate
    return None


def _named_in(data: Any) -> Callable[[Certificate], bool]:
    """Whether a certificate is the responder's that the response names (RFC 6960, 4.2.1).

    Its key alone is tried: trying each at hand would make a forged response dear to refuse.
    """
    named = data["responder_id"]
    if named.name == "by_name":
        name = name_key(named.chosen)
        return lambda certificate: bool(certificate.subject_key == name)
    key_hash = named.native

    def has_key(certificate: Certificate) -> bool:
        key = bytes(certificate.asn1.public_key["public_key"].contents)[1:]
        return bool(hashlib.sha1(key, usedforsecurity=False).digest() == key_hash)

    return has_key


def _singles(data: Any) -> Iterator[SingleResponse]:
    for single in list(data["responses"])[:MAX_SINGLE_RESPONSES]:
        next_update = single["next_update"].native
        yield SingleResponse(
            serial_number=int(single["cert_id"]["serial_number"].native),
            this_update=aware(single["this_update"].native),
            next_update=None if next_update is None else aware(next_update),
            archive_cutoff=_archive_cutoff(single["single_extensions"] or ()),
        )


def _archive_cutoff(extensions: Any) -> datetime | None:
    """Since when the responder keeps what expired (RFC 6960, 4.4.4)."""
    for extension in extensions:
        if extension["extn_id"].dotted == ARCHIVE_CUTOFF:
            return aware(core.GeneralizedTime.load(extension["extn_value"].contents).native)
    return None


def _certificates(basic: Any) -> Iterator[Certificate]:
    for item in list(basic["certs"] or ())[:MAX_CERTIFICATES]:
        try:
            yield read_certificate(item.dump())
        except Asn1Error:
            continue
