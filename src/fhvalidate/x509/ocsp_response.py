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
    """What a response says of one certificate, which its CertID identifies (RFC 6960, 4.1.1).

    Attributes:
        index: its place in the response.
        hash_algorithm: the name of what made the two hashes; None when it is not known.
        issuer_name_hash, issuer_key_hash, serial_number: the certificate's issuer and its number.
    """

    index: int
    hash_algorithm: str | None
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial_number: int
    this_update: datetime
    next_update: datetime | None
    archive_cutoff: datetime | None

    def is_of(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Whether it is the certificate, as this issuer issued it, that it speaks of."""
        if self.serial_number != certificate.serial_number or self.hash_algorithm is None:
            return False
        name = certificate.asn1.issuer.dump()
        key = bytes(issuer.asn1.public_key["public_key"].contents)[1:]
        try:
            return (self.issuer_name_hash, self.issuer_key_hash) == (
                digest_of(name, self.hash_algorithm),
                digest_of(key, self.hash_algorithm),
            )
        except UnsupportedAlgorithmError:
            return False


@dataclass(frozen=True, slots=True)
class OcspResponse:
    """An OCSP response, its signature not yet verified."""

    sha256: str
    produced_at: datetime
    singles: tuple[SingleResponse, ...]
    certificates: tuple[Certificate, ...] = field(repr=False)
    algorithm: SignatureAlgorithm
    parsed: Any = field(repr=False, compare=False)

    def on(self, certificate: Certificate, issuer: Certificate) -> tuple[SingleResponse, ...]:
        """All that it says of the certificate that this issuer issued."""
        return tuple(item for item in self.singles if item.is_of(certificate, issuer))


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


def statuses_by(
    response: OcspResponse,
    certificate: Certificate,
    path: Path,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> tuple[tuple[SingleResponse, Status], ...]:
    """Whatever the response says of the certificate; nothing when its signer may not speak of it.

    The signer is judged at the time of production: whether it is still believed after it expired
    is for the judgement of the answer. A response with a part that cannot be read says nothing.
    """
    try:
        return tuple(_statuses_by(response, certificate, path, pool=pool, anchors=anchors))
    except MALFORMED:
        return ()


def _statuses_by(
    response: OcspResponse,
    certificate: Certificate,
    path: Path,
    *,
    pool: tuple[Certificate, ...],
    anchors: tuple[Certificate, ...],
) -> Iterator[tuple[SingleResponse, Status]]:
    issuer = path[path.index(certificate) + 1]
    about = response.on(certificate, issuer)
    signer = _signer(response, (*response.certificates, *path, *anchors, *pool)) if about else None
    if signer is None:
        return
    algorithms = algorithms_of(response.algorithm, signer)
    configured = _is_configured(signer, anchors)
    is_delegate = not configured and signer.public_key != issuer.public_key
    delegate = signer if is_delegate else None
    for single in about:
        if configured:
            found = _stated(response, single)
        else:
            found = _asked(response, single, certificate, path, pool)
        if isinstance(found, Revoked):
            revoked = (found.at, found.reason)
            yield single, Status(signer.not_after, algorithms, *revoked, delegate)
        elif found is not Unrevoked.NO_ANSWER:
            yield single, Status(signer.not_after, algorithms, delegate=delegate)


def _is_configured(signer: Certificate, anchors: tuple[Certificate, ...]) -> bool:
    """Whether the responder is believed by configuration (RFC 6960, 4.2.2.2, first case)."""
    purposes = signer.extended_key_usage or frozenset()
    return OCSP_SIGNING in purposes and any(a.sha256 == signer.sha256 for a in anchors)


def _stated(response: OcspResponse, single: SingleResponse) -> Revoked | Unrevoked:
    """What a believed responder says there."""
    basic = response.parsed["response_bytes"]["response"].parsed
    status = basic["tbs_response_data"]["responses"][single.index]["cert_status"]
    match status.name:
        case "good":
            return Unrevoked.NOT_REVOKED
        case "revoked":
            reason = status.chosen["revocation_reason"].native or "unspecified"
            return Revoked(aware(status.chosen["revocation_time"].native), str(reason))
        case _:
            return Unrevoked.NO_ANSWER


def _asked(
    response: OcspResponse,
    single: SingleResponse,
    certificate: Certificate,
    path: Path,
    pool: tuple[Certificate, ...],
) -> Revoked | Unrevoked:
    from pyhanko_certvalidator.revinfo.archival import OCSPContainer
    from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

    from fhvalidate.x509.certvalidator import as_validation_path, context

    at = response.produced_at + JUST_AFTER
    carried = (*pool, *path, *response.certificates)

    def question() -> Coroutine[Any, Any, Any]:
        # The library reads the response already here, and may find that it cannot.
        asked = OCSPContainer(response.parsed, single.index)
        judged = context(at=at, anchors=path[-1:], pool=carried, ocsps=[asked])
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
    for index, single in enumerate(list(data["responses"])[:MAX_SINGLE_RESPONSES]):
        next_update = single["next_update"].native
        identifier = single["cert_id"]
        yield SingleResponse(
            index=index,
            hash_algorithm=digest_name(identifier["hash_algorithm"]["algorithm"].dotted),
            issuer_name_hash=bytes(identifier["issuer_name_hash"].native),
            issuer_key_hash=bytes(identifier["issuer_key_hash"].native),
            serial_number=int(identifier["serial_number"].native),
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
