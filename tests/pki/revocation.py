# mypy: disable-error-code="no-untyped-call"
"""CRLs and OCSP responses, made for any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, core
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.pki.identity import Identity
from tests.pki.keys import PrivateKey, certificate_digest, sign_bytes, signature_algorithm

_SHA1 = hashes.SHA1()  # what responders use in CertID; it keeps no secret
_SHA256 = hashes.SHA256()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A certificate's revocation: which, when and why."""

    serial_number: int
    at: datetime
    reason: x509.ReasonFlags | None = None
    invalid_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePeriod:
    """The thisUpdate and nextUpdate of revocation data; nextUpdate may be left out in OCSP."""

    this_update: datetime
    next_update: datetime | None


def build_crl(
    issuer: Identity,
    revocations: Sequence[Revocation],
    period: UpdatePeriod,
    *,
    number: int = 1,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
) -> x509.CertificateRevocationList:
    """A CRL that lists the revocations made no later than its thisUpdate."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(period.this_update)
        .next_update(_required(period.next_update))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(identifier, critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    for revocation in revocations:
        if revocation.at <= period.this_update:
            builder = builder.add_revoked_certificate(_entry(revocation))
    return builder.sign(issuer.key, certificate_digest(issuer.key, _SHA256))


def _required(next_update: datetime | None) -> datetime:
    if next_update is None:
        # RFC 5280, 5.1.2.5: conforming CRLs always have nextUpdate.
        raise ValueError("a CRL needs a nextUpdate")
    return next_update


def _entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(revocation.serial_number)
        .revocation_date(revocation.at)
    )
    if revocation.reason is not None:
        builder = builder.add_extension(x509.CRLReason(revocation.reason), critical=False)
    if revocation.invalid_since is not None:
        date = x509.InvalidityDate(revocation.invalid_since.replace(tzinfo=None))
        builder = builder.add_extension(date, critical=False)
    return builder.build()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStatus:
    """What an OCSP response is asked about, and its answer."""

    certificate: x509.Certificate
    issuer: x509.Certificate
    revocation: Revocation | None = None
    unknown: bool = False

    @property
    def code(self) -> ocsp.OCSPCertStatus:
        """Good, revoked or unknown."""
        if self.unknown:
            return ocsp.OCSPCertStatus.UNKNOWN
        revoked = self.revocation is not None
        return ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD


def build_ocsp_response(
    responder: Identity,
    status: CertificateStatus,
    period: UpdatePeriod,
    *,
    produced_at: datetime,
    embedded: Sequence[x509.Certificate] = (),
    identified_by: hashes.HashAlgorithm = _SHA1,
) -> ocsp.OCSPResponse:
    """An OCSP response about one certificate, with the responder named by its key hash."""
    revocation = status.revocation
    builder = (
        ocsp.OCSPResponseBuilder()
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        .add_response(
            cert=status.certificate,
            issuer=status.issuer,
            algorithm=identified_by,
            cert_status=status.code,
            this_update=period.this_update,
            next_update=period.next_update,
            revocation_time=revocation.at if revocation else None,
            revocation_reason=revocation.reason if revocation else None,
        )
    )
    if embedded:
        builder = builder.certificates(embedded)
    response = builder.sign(responder.key, certificate_digest(responder.key, _SHA256))
    return _produced_at(response, responder.key, produced_at)


def _produced_at(response: ocsp.OCSPResponse, key: PrivateKey, at: datetime) -> ocsp.OCSPResponse:
    """The same response signed anew: cryptography takes producedAt from the clock."""
    return _signed_anew(response, key, produced_at=core.GeneralizedTime(at))


def saying_all(
    response: ocsp.OCSPResponse, key: PrivateKey, others: Sequence[ocsp.OCSPResponse]
) -> ocsp.OCSPResponse:
    """The response signed anew, saying what each of the others says, in their order."""
    said = [each for item in others for each in _singles(item)]
    return _signed_anew(response, key, responses=said)


def with_hash_algorithm(
    response: ocsp.OCSPResponse, key: PrivateKey, algorithm: str
) -> ocsp.OCSPResponse:
    """The response signed anew with the CertID's hash algorithm renamed, its hashes as before."""
    singles = _singles(response)
    for each in singles:
        each["cert_id"]["hash_algorithm"] = {"algorithm": algorithm}
    return _signed_anew(response, key, responses=singles)


def _singles(response: ocsp.OCSPResponse) -> list[Any]:
    outer = asn1_ocsp.OCSPResponse.load(response.public_bytes(Encoding.DER))
    return list(outer.response_data["responses"])


def _signed_anew(
    response: ocsp.OCSPResponse, key: PrivateKey, **parts: object
) -> ocsp.OCSPResponse:
    outer = asn1_ocsp.OCSPResponse.load(response.public_bytes(Encoding.DER))
    basic = outer["response_bytes"]["response"].parsed
    for name, part in parts.items():
        basic["tbs_response_data"][name] = part
    basic["signature_algorithm"] = algos.SignedDigestAlgorithm(
        {"algorithm": signature_algorithm(key, _SHA256)}
    )
    signed = basic["tbs_response_data"].dump(force=True)
    basic["signature"] = core.OctetBitString(sign_bytes(key, signed, _SHA256))
    outer["response_bytes"]["response"] = basic
    return ocsp.load_der_ocsp_response(outer.dump(force=True))
