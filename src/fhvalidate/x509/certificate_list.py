"""Certificate revocation lists (RFC 5280, 5 and 6.3).

A list that speaks for its issuer's own certificates, whole and without conditions, is looked up
with `cryptography`, which does not build a Python object for each of 300,000 entries. Every other
kind (indirect, partitioned, by reason, delta) goes to pyhanko-certvalidator.
"""

import hashlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto import core, crl
from cryptography import x509 as rust_x509

from fhvalidate.errors import Asn1Error, UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import SignatureAlgorithm, signature_algorithm
from fhvalidate.x509.certificate import Certificate
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

LISTS_KEPT = 64  # parsed; an archive's documents share their issuers' lists
MAX_LIST_FOR_LIBRARY = 1_048_576  # bytes; it builds an object for each of some 30,000 entries
CRL_SIGN = "crl_sign"
EXPIRED_CERTS_ON_CRL = "2.5.29.60"
_KNOWN = {"2.5.29.20", "2.5.29.35", "2.5.29.46", "1.3.6.1.5.5.7.1.1", EXPIRED_CERTS_ON_CRL}
_REASONS = {
    "keyCompromise": "key_compromise",
    "cACompromise": "ca_compromise",
    "affiliationChanged": "affiliation_changed",
    "superseded": "superseded",
    "cessationOfOperation": "cessation_of_operation",
    "certificateHold": "certificate_hold",
    "privilegeWithdrawn": "privilege_withdrawn",
    "aACompromise": "aa_compromise",
    "removeFromCRL": "remove_from_crl",
}


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL, its signature not yet verified.

    Attributes:
        is_plain: whether it speaks for all its issuer's certificates, and for no one else's.
        is_indirect: whether it may speak for other issuers' certificates.
        archive_cutoff: since when it keeps certificates that expired; None: it need not.
    """

    der: bytes = field(repr=False)
    sha256: str
    issuer_key: str = field(repr=False)
    this_update: datetime
    next_update: datetime | None
    is_plain: bool
    is_indirect: bool
    archive_cutoff: datetime | None
    algorithm: SignatureAlgorithm
    parsed: Any = field(repr=False, compare=False)

    def may_name(self, certificate: Certificate) -> bool:
        """Whether it is the list of the certificate's issuer, or one for other issuers."""
        return self.is_indirect or self.issuer_key == certificate.issuer_key


@lru_cache(maxsize=LISTS_KEPT)
def read_list(der: bytes) -> RevocationList:
    """The CRL in the bytes.

    Raises:
        Asn1Error: they hold none that can be read.
    """
    try:
        parsed = crl.CertificateList.load(der, strict=True)
        body = parsed["tbs_cert_list"]
        point = parsed.issuing_distribution_point_value
        extensions = {e["extn_id"].dotted for e in body["crl_extensions"] or ()}
        next_update = body["next_update"].native
        return RevocationList(
            der=der,
            sha256=hashlib.sha256(der).hexdigest(),
            issuer_key=str(body["issuer"].hashable),
            this_update=aware(body["this_update"].native),
            next_update=None if next_update is None else aware(next_update),
            is_plain=extensions <= _KNOWN,
            is_indirect=point is not None and bool(point["indirect_crl"].native),
            archive_cutoff=_archive_cutoff(body["crl_extensions"] or ()),
            algorithm=signature_algorithm(parsed["signature_algorithm"]),
            parsed=parsed,
        )
    except MALFORMED as error:
        raise Asn1Error("crl") from error


def _archive_cutoff(extensions: Any) -> datetime | None:
    """The expiredCertsOnCRL extension (ITU-T X.509, 9.5.2.9)."""
    for extension in extensions:
        if extension["extn_id"].dotted == EXPIRED_CERTS_ON_CRL:
            time = core.GeneralizedTime.load(extension["extn_value"].contents).native
            return aware(time)
    return None


def status_in(
    item: RevocationList, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Status | None:
    """What the list says of the certificate; None when it may not speak of it."""
    issuer = path[path.index(certificate) + 1]
    if item.is_plain and item.issuer_key == certificate.issuer_key and _signed(item, issuer):
        return _looked_up(item, certificate, issuer)
    if len(item.der) > MAX_LIST_FOR_LIBRARY:
        return None
    return _asked(item, certificate, path, pool)


def _signed(item: RevocationList, issuer: Certificate) -> bool:
    """Whether the issuer may sign lists, and signed this one (RFC 5280, 6.3.3 f and g)."""
    if issuer.key_usage is not None and CRL_SIGN not in issuer.key_usage:
        return False
    return _is_value_of(item, issuer.public_key)


@lru_cache(maxsize=LISTS_KEPT)
def _is_value_of(item: RevocationList, public_key: bytes) -> bool:
    """Whether the signature on the list is the key's: asked for each certificate it speaks of."""
    try:
        found = verify(
            public_key,
            item.algorithm,
            signature=item.parsed["signature"].native,
            message=item.parsed["tbs_cert_list"].dump(),
        )
    except (UnsupportedAlgorithmError, *MALFORMED):
        return False
    return found is not Verification.WRONG


def _looked_up(
    item: RevocationList, certificate: Certificate, issuer: Certificate
) -> Status | None:
    algorithms = algorithms_of(item.algorithm, issuer)
    try:
        entry = _loaded(item.der).get_revoked_certificate_by_serial_number(
            certificate.serial_number
        )
    except MALFORMED:
        return None
    if entry is None:
        return Status(issuer.not_after, algorithms)
    reason = _reason(entry)
    if reason == "remove_from_crl":
        return Status(issuer.not_after, algorithms)
    since = min(entry.revocation_date_utc, _invalid_since(entry) or entry.revocation_date_utc)
    return Status(issuer.not_after, algorithms, since, reason)


def _invalid_since(entry: rust_x509.RevokedCertificate) -> datetime | None:
    """Since when the key is held to be another's (RFC 5280, 5.3.2): it proves nothing from then."""
    try:
        stated = entry.extensions.get_extension_for_class(rust_x509.InvalidityDate).value
    except (rust_x509.ExtensionNotFound, ValueError):
        return None
    return stated.invalidity_date_utc


@lru_cache(maxsize=LISTS_KEPT)
def _loaded(der: bytes) -> rust_x509.CertificateRevocationList:
    return rust_x509.load_der_x509_crl(der)


def _reason(entry: rust_x509.RevokedCertificate) -> str:
    try:
        stated = entry.extensions.get_extension_for_class(rust_x509.CRLReason).value.reason.value
    except (rust_x509.ExtensionNotFound, ValueError):
        return "unspecified"
    return _REASONS.get(stated, "unspecified")


def _asked(
    item: RevocationList, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Status | None:
    from pyhanko_certvalidator.revinfo.validate_crl import verify_crl

    from fhvalidate.x509.certvalidator import as_validation_path, context

    at = item.this_update + JUST_AFTER

    def question() -> Coroutine[Any, Any, Any]:
        # The library reads the list already here, and may find that it cannot.
        judged = context(at=at, anchors=path[-1:], pool=(*pool, *path), crls=[item.parsed])
        return verify_crl(certificate.asn1, as_validation_path(path), judged)

    found = ask(question)
    if found is Unrevoked.NO_ANSWER:
        return None
    signer = _signer(item, path, pool)
    algorithms = algorithms_of(item.algorithm, signer)
    if isinstance(found, Revoked):
        return Status(signer.not_after, algorithms, found.at, found.reason)
    return Status(signer.not_after, algorithms)


def _signer(item: RevocationList, path: Path, pool: tuple[Certificate, ...]) -> Certificate:
    """Who signed a list that the library believed; the path's own issuer if it cannot be told."""
    named = (c for c in (*path, *pool) if c.subject_key == item.issuer_key)
    return next((c for c in named if _signed(item, c)), path[min(1, len(path) - 1)])
