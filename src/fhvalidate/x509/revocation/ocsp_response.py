"""OCSP responses (RFC 6960)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from asn1crypto import crl, ocsp

from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.certificates.certificate_extensions import extensions_in
from fhvalidate.x509.certificates.der import without_padding
from fhvalidate.x509.certificates.names import name_key_of
from fhvalidate.x509.keys.algorithms import (
    SignatureAlgorithm,
    digest_name,
    digest_of,
    read_algorithm,
)
from fhvalidate.x509.keys.public_key import Verification, verify
from fhvalidate.x509.revocation.revocation_time import (
    INVALIDITY_DATE,
    MALFORMED,
    aware,
    generalized_time,
)

RESPONSES_KEPT = 1024  # parsed
ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6"
MAX_SINGLES_SIZE = 262_144  # bytes of them all
MAX_CERTIFICATES = 20  # in one response; real ones have one or two
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_REASON = "2.5.29.21"
# In a whole response: the nonce, the extended revoked definition (RFC 6960, 4.4.1, 4.4.8).
_KNOWN = frozenset({"1.3.6.1.5.5.7.48.1.2", "1.3.6.1.5.5.7.48.1.9"})
# In a single one: CRL references, the cutoff, entry extensions of CRLs (4.4.2, 4.4.4, 4.4.5).
_KNOWN_IN_SINGLES = frozenset(
    {"1.3.6.1.5.5.7.48.1.3", ARCHIVE_CUTOFF, _REASON, "2.5.29.23", INVALIDITY_DATE}
)


class SingleStatus(StrEnum):
    """What a response says of one certificate (RFC 6960, 2.2)."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@frozen
class SingleResponse:
    """What a response says of one certificate, which its CertID identifies (RFC 6960, 4.1.1).

    Attributes:
        hash_algorithm: the name of what made the two hashes; None when it is not known.
        issuer_name_hash, issuer_key_hash, serial_number: the certificate's issuer and its number.
        revoked_at: the earlier of revocation time and invalidity date, where it is revoked.
        is_understood: whether every critical extension is known, of it and of the response.
    """

    hash_algorithm: str | None
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial_number: int
    this_update: datetime
    next_update: datetime | None
    archive_cutoff: datetime | None
    status: SingleStatus
    revoked_at: datetime | None
    reason: str | None
    is_understood: bool

    @property
    def is_good(self) -> bool:
        """Whether it says that the certificate is not revoked, and all of it is understood."""
        return self.status is SingleStatus.GOOD and self.is_understood

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


@frozen
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
        parsed = ocsp.OCSPResponse.load(without_padding(der), strict=True)
        if parsed["response_status"].native != "successful":
            raise ValueError("not successful")
        basic = _basic(parsed)
        data = basic["tbs_response_data"]
        return OcspResponse(
            sha256=hashlib.sha256(der).hexdigest(),
            produced_at=aware(data["produced_at"].native),
            singles=tuple(_singles(data)),
            certificates=tuple(_certificates(basic)),
            algorithm=read_algorithm(basic["signature_algorithm"]),
            parsed=parsed,
        )
    except MALFORMED as error:
        raise Asn1Error("ocsp") from error


def named_by(response: OcspResponse, candidates: Iterable[Certificate]) -> Iterator[Certificate]:
    """Those of the candidates that the response names as its responder (RFC 6960, 4.2.1)."""
    return filter(_named_in(_basic(response.parsed)["tbs_response_data"]), candidates)


def signers_of(response: OcspResponse, candidates: Iterable[Certificate]) -> Iterator[Certificate]:
    """Those whose key made the signature on the response, among the candidates that it names."""
    basic = _basic(response.parsed)
    value, message = basic["signature"].native, basic["tbs_response_data"].dump()
    for candidate in named_by(response, candidates):
        try:
            found = verify(
                candidate.public_key, response.algorithm, signature=value, message=message
            )
        except UnsupportedAlgorithmError:
            continue
        if found is not Verification.WRONG:
            yield candidate


def _basic(parsed: Any) -> Any:
    return parsed["response_bytes"]["response"].parsed


def _named_in(data: Any) -> Callable[[Certificate], bool]:
    """Whether a certificate is the responder's that the response names (RFC 6960, 4.2.1).

    Its key alone is tried: trying each at hand would make a forged response dear to refuse.
    """
    named = data["responder_id"]
    if named.name == "by_name":
        name = name_key_of(named.chosen.untag().dump())
        return lambda certificate: bool(certificate.subject_key == name)
    key_hash = named.native

    def has_key(certificate: Certificate) -> bool:
        key = bytes(certificate.asn1.public_key["public_key"].contents)[1:]
        return bool(hashlib.sha1(key, usedforsecurity=False).digest() == key_hash)

    return has_key


def _singles(data: Any) -> Iterator[SingleResponse]:
    if len(data["responses"].contents or b"") > MAX_SINGLES_SIZE:
        raise ValueError("too many responses")
    whole = _extensions(data["response_extensions"])
    understood = whole is not None and _is_known(whole, _KNOWN)
    for single in data["responses"]:
        extensions = _extensions(single["single_extensions"])
        values = {oid: value for oid, _, value in reversed(extensions or ())}
        identifier = single["cert_id"]
        status, revoked_at, reason = _status(single["cert_status"], values)
        cutoff, cutoff_read = _time_in(values, ARCHIVE_CUTOFF)
        due, due_read = _optional_time(single["next_update"])
        yield SingleResponse(
            hash_algorithm=digest_name(identifier["hash_algorithm"]["algorithm"].dotted),
            issuer_name_hash=bytes(identifier["issuer_name_hash"].native),
            issuer_key_hash=bytes(identifier["issuer_key_hash"].native),
            serial_number=int(identifier["serial_number"].native),
            this_update=aware(single["this_update"].native),
            next_update=due,
            archive_cutoff=cutoff,  # RFC 6960, 4.4.4: since when the responder keeps what expired
            status=status,
            revoked_at=revoked_at,
            reason=reason,
            is_understood=understood
            and cutoff_read
            and due_read
            and extensions is not None
            and _is_known(extensions, _KNOWN_IN_SINGLES),
        )


_Extensions = tuple[tuple[str, bool, bytes], ...]


def _extensions(extensions: Any) -> _Extensions | None:
    """Each extension: identifier, whether it is critical, value; None: one is there twice."""
    encoded = extensions.untag().dump() if extensions else b""
    items = extensions_in(encoded) if encoded else ()
    found = tuple((each.oid, each.is_critical, each.value) for each in items)
    return found if len({oid for oid, _, _ in found}) == len(found) else None


def _is_known(extensions: _Extensions, known: frozenset[str]) -> bool:
    return all(oid in known for oid, is_critical, _ in extensions if is_critical)


def _status(
    status: Any, extensions: dict[str, bytes]
) -> tuple[SingleStatus, datetime | None, str | None]:
    if status.name != "revoked":
        return SingleStatus(status.name), None, None
    # What cannot be read of it makes it no less revoked.
    stated, was_read = _optional_time(status.chosen["revocation_time"])
    revoked_at = stated if stated is not None and was_read else _EARLIEST
    invalid_since, _ = _time_in(extensions, INVALIDITY_DATE)
    revoked_at = min(revoked_at, invalid_since or revoked_at)
    return SingleStatus.REVOKED, revoked_at, _reason_in(status, extensions)


def _optional_time(value: Any) -> tuple[datetime | None, bool]:
    """The time, None where there is none, and whether it could be read."""
    try:
        native = value.native
        return (None if native is None else aware(native)), True
    except MALFORMED:
        return None, False


def _time_in(extensions: dict[str, bytes], oid: str) -> tuple[datetime | None, bool]:
    """The time in an extension, None where there is none, and whether it could be read."""
    try:
        return (generalized_time(extensions[oid]) if oid in extensions else None), True
    except MALFORMED:
        return None, False


def _reason_in(status: Any, extensions: dict[str, bytes]) -> str:
    """The reason; `unspecified` where none is stated, or none that is known."""
    try:
        reason = status.chosen["revocation_reason"].native
        if reason is None and _REASON in extensions:
            reason = crl.CRLReason.load(extensions[_REASON]).native
    except MALFORMED:
        reason = None
    return str(reason or "unspecified")


def _certificates(basic: Any) -> Iterator[Certificate]:
    for item in list(basic["certs"] or ())[:MAX_CERTIFICATES]:
        try:
            yield read_certificate(item.dump())
        except Asn1Error:
            continue
